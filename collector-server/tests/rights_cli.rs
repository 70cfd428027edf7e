//! `collector-server rights`, as an operator runs it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{path::Path, process::Command};

use collector::Setup;
use office::{audit, choose, setup};
use serde_json::Value;

fn rights(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .arg("rights")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    (
        output.status.success(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[tokio::test]
async fn a_case_is_opened_previewed_and_erased_by_command() {
    let collector = setup().start().await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let nameless = choose(&collector, 2, None, "192.0.2.18", (true, false)).await;
    let folder = collector.stop().await;
    let path = folder.path();
    std::fs::write(path.join("user"), "kund-4711\n").unwrap();
    for (arguments, said) in [
        (
            vec!["--kind", "erasure", "--identity", "eid"],
            "exactly one",
        ),
        (
            vec![
                "--kind",
                "erasure",
                "--identity",
                "eid",
                "--code",
                &nameless.code,
            ],
            "only the browser's key",
        ),
        (
            vec![
                "--kind",
                "erasure",
                "--identity",
                "ip",
                "--user-id-file",
                "user",
            ],
            "no identity `ip`",
        ),
        (
            vec![
                "--kind",
                "all",
                "--identity",
                "eid",
                "--user-id-file",
                "user",
            ],
            "no kind `all`",
        ),
    ] {
        let (is_done, _, err) = rights(path, &[vec!["open"], arguments].concat());
        assert!(!is_done && err.contains(said), "{said}: {err}");
    }
    let open = [
        "open",
        "--kind",
        "erasure",
        "--identity",
        "eid",
        "--user-id-file",
        "user",
    ];
    let (is_done, out, err) = rights(path, &open);
    assert!(is_done, "{err}");
    let number = out.trim().to_owned();
    let (_, out, _) = rights(path, &["preview", &number]);
    let preview: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(preview["receipts"], 1);

    let ground = ["erase", &number, "--ground", "consent_withdrawn"];
    let (is_done, _, err) = rights(path, &ground);
    assert!(!is_done && err.contains("--yes"), "{err}");
    let (is_done, out, err) = rights(path, &[&ground[..], &["--yes"]].concat());
    assert!(is_done, "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["receipts"], 1);
    let (_, out, _) = rights(path, &["cases"]);
    assert!(out.starts_with(&number) && out.contains("done"), "{out}");

    let collector = Setup { folder, ..setup() }.start().await;
    let left = collector.receipts().await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].claims.receipt_id.to_string(), nameless.receipt_id);
    let rows = audit(&collector).await;
    for action in [
        "rights-find",
        "rights-open",
        "rights-read",
        "rights-erase",
        "rights-erased",
        "rights-list",
    ] {
        assert!(
            rows.iter()
                .any(|row| row.action == action && row.actor == "command line"),
            "{action}"
        );
    }
    assert!(!format!("{rows:?}").contains("kund-4711"));
}

#[tokio::test]
async fn the_extract_and_the_letters_are_written_by_command() {
    let collector = setup().start().await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let folder = collector.stop().await;
    let path = folder.path();
    std::fs::write(path.join("user"), "kund-4711\n").unwrap();
    let open = |kind: &str| {
        let person = ["--identity", "eid", "--user-id-file", "user"];
        let (is_well, number, told) =
            rights(path, &[&["open", "--kind", kind], &person[..]].concat());
        assert!(is_well, "{told}");
        number.trim().to_owned()
    };
    let access = open("access");
    let (is_well, _, told) = rights(path, &["extract", &access, "--out", "anna.zip"]);
    assert!(is_well, "{told}");
    let zip = std::fs::read(path.join("anna.zip")).unwrap();
    assert!(zip.starts_with(b"PK"));
    let names = String::from_utf8_lossy(&zip);
    for name in ["data.json", "registerutdrag.html", "manifest.jws"] {
        assert!(names.contains(name), "{name}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let about = std::fs::metadata(path.join("anna.zip")).unwrap();
        assert_eq!(
            about.permissions().mode() & 0o077,
            0,
            "others must not read it"
        );
    }

    let erasure = open("erasure");
    let ground = ["erase", &erasure, "--ground", "consent_withdrawn", "--yes"];
    assert!(rights(path, &ground).0);
    for (lang, word) in [("sv", "Det här har raderats"), ("en", "What was erased")] {
        let letter = [
            "letter", &erasure, "--kind", "erasure", "--lang", lang, "--out", "l.html",
        ];
        let (is_well, _, told) = rights(path, &letter);
        assert!(is_well, "{told}");
        let html = std::fs::read_to_string(path.join("l.html")).unwrap();
        assert!(html.contains(word) && !html.contains("kund-4711"), "{html}");
    }
    for (arguments, said) in [
        (
            vec!["letter", &erasure, "--kind", "extension"],
            "nothing of that kind",
        ),
        (
            vec!["letter", &erasure, "--kind", "poem"],
            "erasure, extension, hold, refusal",
        ),
        (vec!["extract", "R-2026-9999"], "no case R-2026-9999"),
        (vec!["extract", &erasure], "nothing is kept"),
    ] {
        let (is_well, _, told) = rights(path, &[&arguments[..], &["--out", "none"]].concat());
        assert!(!is_well && told.contains(said), "{arguments:?}: {told}");
        assert!(!path.join("none").exists() && !path.join("none.part").exists());
    }
    let collector = Setup { folder, ..setup() }.start().await;
    let rows = audit(&collector).await;
    for action in ["rights-extract", "rights-letter"] {
        let mut noted = rows.iter().filter(|row| row.action == action);
        assert!(noted.all(|row| row.actor == "command line"), "{action}");
        assert!(rows.iter().any(|row| row.action == action), "{action}");
    }
}
