//! `collector-server user` and `export`, as an operator runs them.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use collector_server::{
    config::{Config, Environment},
    startup,
};
use office::{PASSWORD, choose, setup};

/// Runs the command in `folder` with `input` on stdin.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn users_are_added_listed_and_disabled_and_tokens_shown_once() {
    let setup = setup();
    setup.write();
    let folder = setup.folder.path();
    let added = run(
        folder,
        &["user", "add", "anna", "--role", "dpo"],
        &format!("{PASSWORD}\n"),
    );
    assert!(added.status.success(), "{}", err(&added));
    std::fs::write(folder.join("password"), format!("{PASSWORD}\r\n")).unwrap();
    let file = [
        "user",
        "add",
        "bo",
        "--role",
        "support",
        "--password-file",
        "password",
    ];
    assert!(run(folder, &file, "").status.success());
    for (arguments, input, remedy) in [
        (
            vec!["user", "add", "anna", "--role", "dpo"],
            PASSWORD,
            "already",
        ),
        (
            vec!["user", "add", "cy", "--role", "root"],
            PASSWORD,
            "dpo, support, auditor, admin",
        ),
        (
            vec!["user", "add", "cy", "--role", "dpo"],
            "short",
            "12 characters",
        ),
        (
            vec!["user", "add", "c y", "--role", "dpo"],
            PASSWORD,
            "letters, digits",
        ),
        (vec!["user", "token", "cy"], "", "no user `cy`"),
        (vec!["user", "disable", "cy"], "", "no user `cy`"),
        (
            vec!["user", "list", "--config", "missing.toml"],
            "",
            "missing.toml",
        ),
    ] {
        let refused = run(folder, &arguments, input);
        assert!(!refused.status.success(), "{arguments:?}");
        let message = err(&refused);
        assert!(message.contains(remedy), "{arguments:?}: {message}");
        assert!(
            !message.contains(PASSWORD) && !message.contains("panicked"),
            "{message}"
        );
    }
    let token = run(folder, &["user", "token", "anna", "--label", "reports"], "");
    let token = out(&token).trim().to_owned();
    assert!(token.starts_with("smt_") && token.len() == 47, "{token}");
    assert!(run(folder, &["user", "disable", "bo"], "").status.success());
    let list = out(&run(folder, &["user", "list"], ""));
    assert!(list.contains("anna") && list.contains("dpo"), "{list}");
    let bo = list.lines().find(|line| line.starts_with("bo")).unwrap();
    assert!(bo.contains("support") && bo.contains("disabled"), "{list}");

    // What the command stored is what the server asks.
    let config = Config::load(&folder.join("collector.toml"), &Environment::default()).unwrap();
    let store = startup::open_store(&config).unwrap();
    let hash = collector_server::staff::Secret::hash_of(&token[4..]);
    let now = 1_795_456_800_000;
    let found = store.staff.token(&hash, now).await.unwrap();
    assert_eq!(found.unwrap().1.name, "anna");
    let rows = store.staff.audit(10).await.unwrap();
    let actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(
        actions,
        ["user-disable", "token-add", "user-add", "user-add"]
    );
}

#[tokio::test]
async fn an_export_from_the_command_line_is_the_file_of_the_api() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 2, Some("bo"), "192.0.2.18", (true, false)).await;
    let token = office::token(&collector, collector_server::staff::Role::Dpo).await;
    let mut files = Vec::new();
    for format in ["csv", "ndjson"] {
        let path = format!("/v1/staff/receipts.{format}");
        let answer = collector
            .get(&path)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        files.push((format, answer.text().await.unwrap()));
    }
    let folder = collector.stop().await;
    let folder = folder.path();
    for (format, expected) in files {
        let written = run(folder, &["export", "--format", format, "--out", "all"], "");
        assert!(written.status.success(), "{}", err(&written));
        assert_eq!(
            std::fs::read_to_string(folder.join("all")).unwrap(),
            expected
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.join("all"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "others must not read it");
    }
    let one = run(
        folder,
        &["export", "--format", "jsonl", "--user-id-file", "-"],
        "anna\n",
    );
    assert_eq!(out(&one).lines().count(), 1);
    assert!(out(&one).contains("192.0.2.17"));
    let by_ip = run(
        folder,
        &["export", "--ip", "192.0.2.18", "--site", "shop"],
        "",
    );
    assert!(out(&by_ip).contains("192.0.2.18") && !out(&by_ip).contains("192.0.2.17"));
    for (arguments, remedy) in [
        (vec!["export", "--format", "xlsx"], "csv, ndjson"),
        (vec!["export", "--ip", "1.2.3"], "--ip must be an address"),
        (
            vec!["export", "--out", "no/such/folder/file"],
            "no/such/folder/file",
        ),
        (vec!["export", "--user-id-file", "missing"], "missing"),
    ] {
        let refused = run(folder, &arguments, "");
        assert!(!refused.status.success(), "{arguments:?}");
        assert!(
            err(&refused).contains(remedy),
            "{arguments:?}: {}",
            err(&refused)
        );
    }
}
