//! `collector-server verify`, as an auditor runs it: beside a collector that serves its log, and on copies of what it
//! handed out.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{Collector, read};
use collector_server::staff::Role;
use office::{choose, setup, token};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the command says when nothing could be checked, everything holds, something is open, something is wrong.
const HOLDS: i32 = 0;
const NOT_CHECKED: i32 = 1;
const OPEN: i32 = 3;
const WRONG: i32 = 4;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .arg("verify")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    (status.code().unwrap(), text)
}

async fn text(collector: &Collector, path: &str) -> String {
    let answer = collector.get(path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// Three people's receipts in the log, the keys in `keys.json`, an export in `export.ndjson`.
async fn audited() -> (Collector, TempDir) {
    let collector = setup().start().await;
    for number in 1..=3 {
        choose(
            &collector,
            number,
            Some("anna"),
            "192.0.2.17",
            (true, false),
        )
        .await;
    }
    collector.state.log.integrate().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keys = text(&collector, "/.well-known/consent-log.json").await;
    fs::write(folder.path().join("keys.json"), keys).unwrap();
    let token = token(&collector, Role::Dpo).await;
    let export = collector
        .get("/v1/staff/receipts.ndjson")
        .bearer_auth(token);
    let export = export.send().await.unwrap().text().await.unwrap();
    fs::write(folder.path().join("export.ndjson"), export).unwrap();
    (collector, folder)
}

/// Changes one character of a file.
fn change(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from} is not in {}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_with_its_proof_holds_and_without_keys_or_proof_says_what_is_missing() {
    let (collector, folder) = audited().await;
    let folder = folder.path();
    let (_, answer) = collector
        .record(&collector::with(
            collector.choice(),
            "consent_key",
            json!("AAAAAAAAAAAAAAAAAAAAZw"),
        ))
        .await;
    collector.state.log.integrate().await.unwrap();
    let index = &answer["leaf_index"];
    let proof = text(&collector, &format!("/log/proof/{index}")).await;
    fs::write(folder.join("receipt.json"), answer.to_string()).unwrap();
    fs::write(folder.join("proof"), proof).unwrap();

    let whole = [
        "receipt",
        "receipt.json",
        "--proof",
        "proof",
        "--keys",
        "keys.json",
    ];
    let (code, told) = run(folder, &whole);
    assert_eq!(code, HOLDS, "{told}");
    assert!(
        told.contains("The receipt holds") && told.contains("statistics: yes"),
        "{told}"
    );
    let (code, told) = run(folder, &[&whole[..], &["--lang", "sv"]].concat());
    assert!(code == HOLDS && told.contains("Kvittot stämmer"), "{told}");
    let (code, told) = run(folder, &[&whole[..], &["--json"]].concat());
    let report: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &report["verdict"]), (HOLDS, &json!("holds")));
    assert_eq!(report["leaf_index"], *index);

    let (code, told) = run(folder, &whole[..4]);
    assert!(code == OPEN && told.contains("no keys"), "{told}");
    let (code, told) = run(folder, &["receipt", "receipt.json", "--keys", "keys.json"]);
    assert!(
        code == OPEN && told.contains(&format!("/log/proof/{index}")),
        "{told}"
    );
    let (code, told) = run(folder, &["receipt", "nothing.json"]);
    assert!(
        code == NOT_CHECKED && told.contains("nothing.json"),
        "{told}"
    );

    // The keys of another collector.
    let other = setup().start().await;
    let keys = text(&other, "/.well-known/consent-log.json").await;
    fs::write(folder.join("other.json"), keys).unwrap();
    let (code, told) = run(folder, &[&whole[..5], &["other.json"]].concat());
    assert!(code == WRONG && told.contains("another key"), "{told}");

    let salt = answer["salt"].as_str().unwrap();
    let flipped = if salt.starts_with('A') { "B" } else { "A" };
    change(
        &folder.join("receipt.json"),
        salt,
        &format!("{flipped}{}", &salt[1..]),
    );
    let (code, told) = run(folder, &whole);
    assert!(code == WRONG && told.contains("salt"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_verified_from_its_address_and_from_a_copy_and_every_receipt_is_accounted_for() {
    let (collector, folder) = audited().await;
    let folder = folder.path();
    let old = text(&collector, "/log/checkpoint").await;
    fs::write(folder.join("old"), &old).unwrap();
    let address = collector.url("");
    let log = ["log", &address, "--keys", "keys.json"];

    let (code, told) = run(
        folder,
        &[
            &log[..],
            &[
                "--export",
                "export.ndjson",
                "--checkpoint",
                "old",
                "--save",
                "copy",
            ],
        ]
        .concat(),
    );
    // The export was made without proofs, so its receipts stay open; beside the log all of them are found.
    assert_eq!(code, OPEN, "{told}");
    assert!(
        told.contains("3 of 3 open, 0 erased with a tombstone, 0 unexplained"),
        "{told}"
    );
    assert!(told.contains("The log continues"), "{told}");
    let copy = ["log", "copy", "--keys", "keys.json"];
    assert_eq!(run(folder, &copy).0, HOLDS);
    let (code, told) = run(folder, &copy[..2]);
    assert!(code == OPEN && told.contains("--keys"), "{told}");

    // A receipt that is left out of the export.
    let export = fs::read_to_string(folder.join("export.ndjson")).unwrap();
    let fewer: Vec<&str> = export.lines().skip(1).collect();
    fs::write(folder.join("fewer.ndjson"), fewer.join("\n")).unwrap();
    let (code, told) = run(folder, &[&copy[..], &["--export", "fewer.ndjson"]].concat());
    assert!(code == WRONG && told.contains("2 of 3 open"), "{told}");
    assert!(told.contains("1 unexplained"), "{told}");

    // Another history under the same name.
    let other = setup().start().await;
    let fork = ["log", &other.url(""), "--checkpoint", "old"].map(str::to_owned);
    let fork: Vec<&str> = fork.iter().map(String::as_str).collect();
    assert_eq!(run(folder, &fork).0, NOT_CHECKED);
    let (code, told) = run(folder, &[&fork[..2], &["--keys", "keys.json"]].concat());
    assert!(
        code == WRONG && told.contains("not signed by the log"),
        "{told}"
    );
}

// ACCEPTANCE 51 (partly: by the command, the place of the change is named)
#[tokio::test(flavor = "multi_thread")]
async fn one_changed_byte_of_a_log_or_an_export_is_named() {
    let (collector, folder) = audited().await;
    let folder = folder.path();
    let address = collector.url("");
    let save = ["log", &address, "--keys", "keys.json", "--save", "copy"];
    assert_eq!(run(folder, &save).0, HOLDS);

    // Entry 4: its commitment's last byte.
    let size = collector.state.log.head().unwrap().size;
    let bundle = folder.join(format!("copy/tile/entries/000.p/{size}"));
    let whole = fs::read(&bundle).unwrap();
    let mut changed = whole.clone();
    changed[4 * 36 + 35] ^= 1;
    fs::write(&bundle, &changed).unwrap();
    let copy = ["log", "copy", "--keys", "keys.json"];
    let (code, told) = run(folder, &copy);
    assert!(
        code == WRONG && told.contains("Entry 4 of the log was changed"),
        "{told}"
    );
    // Its kind: no leaf has such a one.
    let mut changed = whole.clone();
    changed[4 * 36 + 3] = 99;
    fs::write(&bundle, &changed).unwrap();
    let (code, told) = run(folder, &copy);
    assert!(
        code == WRONG && told.contains("Entry 4 of the log was changed"),
        "{told}"
    );
    fs::write(&bundle, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(run(folder, &copy).0, NOT_CHECKED);
    fs::write(&bundle, &whole).unwrap();
    change(
        &folder.join("copy/checkpoint"),
        &format!("\n{size}\n"),
        &format!("\n{}\n", size + 1),
    );
    assert_eq!(run(folder, &copy).0, WRONG);

    let export = ["export", "export.ndjson", "--keys", "keys.json"];
    let (code, told) = run(folder, &export);
    assert!(code == OPEN && told.contains("3 receipts"), "{told}");
    for (from, to, wrong) in [
        ("\"user_id\":\"anna\"", "\"user_id\":\"anne\"", "“user_id”"),
        (
            "\"state\":\"ConsentGiven\"",
            "\"state\":\"ConsentGiveN\"",
            "“state”",
        ),
        ("\"receipt\":\"eyJ", "\"receipt\":\"eyI", ""),
        ("\"commitment\":\"", "\"commitment\":\"0", "“commitment”"),
    ] {
        let file = folder.join("export.ndjson");
        let before = fs::read_to_string(&file).unwrap();
        // In the second line.
        let (first, rest) = before.split_once('\n').unwrap();
        assert!(rest.contains(from), "{from}");
        fs::write(&file, format!("{first}\n{}", rest.replacen(from, to, 1))).unwrap();
        let (code, told) = run(folder, &export);
        assert_eq!(code, WRONG, "{told}");
        assert!(
            told.contains("line 2") && told.contains(wrong),
            "{to}: {told}"
        );
        assert!(
            !told.contains("line 1") && !told.contains("line 3"),
            "{told}"
        );
        fs::write(&file, before).unwrap();
    }
}

// What a hold restricts is no gap in the log: the auditor's export says that it is there, and nothing about whose it is.
#[tokio::test(flavor = "multi_thread")]
async fn receipts_under_a_legal_hold_are_counted_and_not_unexplained() {
    let (collector, folder) = audited().await;
    let folder = folder.path();
    let dpo = token(&collector, Role::Dpo).await;
    let ask = |path: String, body: Value| {
        collector
            .request(Method::POST, &path)
            .bearer_auth(&dpo)
            .json(&body)
            .send()
    };
    let key = URL_SAFE_NO_PAD.encode([1; 16]);
    let body = json!({"consent_key": key, "kind": "erasure", "identity": "device_key"});
    let (status, case) = read(ask("/v1/staff/cases".to_owned(), body).await.unwrap()).await;
    assert_eq!(status, 201, "{case}");
    let hold = json!({"scope": "everything", "basis": "authority", "until": "2027-06-30"});
    let path = format!("/v1/staff/cases/{}/hold", case["number"].as_str().unwrap());
    assert_eq!(ask(path, hold).await.unwrap().status(), 204);

    let auditor = token(&collector, Role::Auditor).await;
    let export = |query: &str| {
        let path = format!("/v1/staff/receipts.ndjson?proofs=1{query}");
        let request = collector.get(&path).bearer_auth(&auditor);
        async move { request.send().await.unwrap().text().await.unwrap() }
    };
    let whole = export("").await;
    fs::write(folder.join("held.ndjson"), &whole).unwrap();
    let line = whole
        .lines()
        .find(|line| line.contains("\"held\""))
        .unwrap();
    let held: Value = serde_json::from_str(line).unwrap();
    let names: Vec<&String> = held["held"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["commitment", "leaf_index"]);
    // A question that may be about a person is not told how much it misses.
    assert!(!export("&state=ConsentGiven").await.contains("\"held\""));
    assert!(export("&site=shop").await.contains("\"held\""));

    let address = collector.url("");
    let log = ["log", &address, "--keys", "keys.json", "--export"];
    let (code, told) = run(folder, &[&log[..], &["held.ndjson"]].concat());
    assert_eq!(code, HOLDS, "{told}");
    assert!(
        told.contains(
            "2 of 3 open, 1 under a legal hold, 0 erased with a tombstone, 0 unexplained"
        ),
        "{told}"
    );
    // Without that line the receipt is missing.
    let fewer = whole.replace(&format!("{line}\n"), "");
    fs::write(folder.join("fewer.ndjson"), fewer).unwrap();
    let (code, told) = run(folder, &[&log[..], &["fewer.ndjson"]].concat());
    assert!(code == WRONG && told.contains("1 unexplained"), "{told}");
}
