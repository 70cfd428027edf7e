//! What the program says when it cannot start: one clear line with the remedy, and exit code 1.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use std::{
    path::Path,
    process::{Command, Output},
};

use collector::{Setup, fixture};
use collector_server::config::{Config, Environment};

fn run(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

/// What a failed run said.
fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn check_says_ok_to_a_whole_configuration() {
    let setup = Setup::default();
    setup.write();
    let output = run(&["check"], setup.folder.path());
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().collect();
    let (last, warnings) = lines.split_last().unwrap();
    assert_eq!(*last, "ok: shop");
    assert!(
        warnings.iter().all(|line| line.starts_with("warning: ")),
        "{text}"
    );
}

#[test]
fn check_lists_every_error_with_file_line_field_and_remedy() {
    let setup = Setup {
        site: fixture::SITE
            .replace("id = \"shop\"", "id = \"Shop\"")
            .replace("retention = \"P14M\"", "retention = \"fourteen\"")
            .replace(
                "\"counter\"\npurpose = \"statistics\"",
                "\"counter\"\npurpose = \"x\"",
            ),
        ..Setup::default()
    };
    setup.write();
    let text = complaint(&run(&["check", "shop.toml"], setup.folder.path()));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "shop.toml:2: id: `Shop` is not a site id; use 1 to 32 of a-z, 0-9 and `-`",
            "shop.toml:30: purposes[1].retention: `fourteen` is no length of time; write it as `P6M` or `P90D`",
            "shop.toml:43: services[0].purpose: `x` is not declared; name the id of one of [[purposes]]",
        ]
    );
}

#[test]
fn broken_toml_is_named_by_its_line() {
    for (line, expected) in [
        ("listen = 8080", "collector.toml:6: listen: "),
        (
            "colour = \"red\"",
            "collector.toml:6: colour: unknown field `colour`",
        ),
        ("log = \"info", "collector.toml:6: log: "),
    ] {
        let setup = Setup {
            settings: line.to_owned(),
            ..Setup::default()
        };
        let file = setup.write();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replacen("listen = \"127.0.0.1:0\"\n", "\n", 1)).unwrap();
        for command in ["check", "serve", "snippet --site shop"] {
            let arguments: Vec<&str> = command.split(' ').collect();
            let said = complaint(&run(&arguments, setup.folder.path()));
            assert!(said.starts_with(expected), "{said}");
            assert!(
                said.trim_end().lines().count() == 1 && said.contains("; "),
                "{said}"
            );
        }
    }
}

#[test]
fn a_configuration_that_cannot_work_is_refused_by_its_field() {
    let file = Path::new("conf/collector.toml");
    for (text, field) in [
        ("public_url = \"consent.example\"", "public_url"),
        (
            "public_url = \"https://consent.example/path\"",
            "public_url",
        ),
        ("log = \"a=b=c\"", "log"),
        ("[limits]\nbody_bytes = 20000", "limits.body_bytes"),
        (
            "[limits]\nper_address_per_minute = 0",
            "limits.per_address_per_minute",
        ),
    ] {
        let findings = Config::parse(text, file, &Environment::default()).unwrap_err();
        let fields: Vec<&str> = findings
            .iter()
            .map(|finding| finding.field.as_str())
            .collect();
        assert_eq!(fields, [field]);
        assert!(findings.iter().all(|finding| finding.line.is_some()));
    }
}

#[test]
fn the_environment_overrides_the_file() {
    let file = Path::new("conf/collector.toml");
    let environment = |pairs: &[(&str, &str)]| {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Environment::from_pairs(pairs)
    };
    let config = Config::parse(
        "listen = \"127.0.0.1:1\"\nsites = [\"a.toml\"]\ndata_dir = \"d\"",
        file,
        &environment(&[
            ("SAMTYCKE_LISTEN", "127.0.0.1:2"),
            ("SAMTYCKE_PUBLIC_URL", "https://consent.example/"),
            ("SAMTYCKE_TRUSTED_PROXIES", "10.0.0.0/8, ::1/128"),
            ("SAMTYCKE_LIMITS_PER_ADDRESS_PER_MINUTE", "7"),
            ("PATH", "/bin"),
        ]),
    )
    .unwrap();
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.public_url, "https://consent.example");
    assert_eq!(config.public_host(), "consent.example");
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.limits.per_address_per_minute, 7);
    assert_eq!(config.sites, ["conf/a.toml"]);
    assert_eq!(config.data_dir, Path::new("conf/d"));

    let wrong = environment(&[("SAMTYCKE_LISTEN", "everywhere")]);
    let said = Config::parse("", file, &wrong).unwrap_err().to_string();
    assert!(said.starts_with("SAMTYCKE_LISTEN: `everywhere`"), "{said}");
}

#[test]
fn a_script_that_is_not_built_is_told_with_the_command_that_builds_it() {
    let setup = Setup::default();
    setup.write();
    std::fs::remove_file(setup.folder.path().join("assets/gate.js")).unwrap();
    let said = complaint(&run(&["serve"], setup.folder.path()));
    assert!(
        said.contains("no gate.js in ") && said.contains("cargo xtask wasm"),
        "{said}"
    );
}

#[test]
fn a_port_in_use_is_told_with_its_setting() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let setup = Setup::default();
    let file = setup.write();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("127.0.0.1:0", &address, 1)).unwrap();
    let said = complaint(&run(&["serve"], setup.folder.path()));
    let expected = format!(
        "cannot listen on {address}: the port is in use; stop the other program or change `listen`\n"
    );
    assert!(said.ends_with(&expected), "{said}");
}

#[test]
fn a_database_that_cannot_be_read_is_told_in_one_line() {
    let setup = Setup::default();
    setup.write();
    let data = setup.folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(
        data.join("collector.sqlite3"),
        "this is no database, and long enough to be looked at",
    )
    .unwrap();
    let said = complaint(&run(&["serve"], setup.folder.path()));
    assert!(said.contains("collector.sqlite3"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn the_snippet_of_a_site_is_printed_and_an_unknown_site_named() {
    let setup = Setup::default();
    setup.write();
    let output = run(&["snippet", "--site", "shop"], setup.folder.path());
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(lines.contains("http://consent.localhost:8080/s/shop/consent.js"));
    let said = complaint(&run(&["snippet", "--site", "x"], setup.folder.path()));
    assert_eq!(said, "there is no site `x`; the configuration has shop\n");
}
