//! `collector-server import`: everything that an export with proofs holds, in another collector with other keys.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{fs, path::Path, process::Command};

use collector::{
    Collector, Setup, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};
use collector_server::{
    staff::Role,
    storage::{Search, StoredReceipt, rights::Finder},
};
use consent_core::receipt::{Digest, EventState, SdJwt};
use office::{choose, setup, token};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Runs the command in `folder`; whether it succeeded, and all that it said.
fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.success(), text)
}

async fn text(collector: &Collector, path: &str) -> String {
    let answer = collector.get(path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// A newsletter for a user, as the site's server tells it.
async fn subscribe(collector: &Collector, user: &str) {
    let site = collector.state.published.site("shop").unwrap();
    let shown = &site.clauses[0].texts[0];
    let seconds = collector.clock_seconds();
    let claims = json!({"aud": "shop", "sub": user, "iat": seconds, "exp": seconds + 300});
    let body = json!({
        "clause": "newsletter", "event": "consent", "channels": {"email": false, "post": true},
        "notice_hash": shown.notice_hash, "notice_lang": "sv", "assertion": assertion::sign(&claims),
    });
    let request = collector
        .request(Method::POST, "/v1/clauses")
        .bearer_auth(TOKEN)
        .header("idempotency-key", uuid::Uuid::new_v4().to_string())
        .json(&body);
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 201, "{answer}");
}

/// What receipts say and carry, without their place in a log; newest first.
fn contents(receipts: &[StoredReceipt]) -> Vec<(String, [u8; 32])> {
    let content = |stored: &StoredReceipt| (stored.receipt.clone(), stored.salt);
    receipts.iter().map(content).collect()
}

/// The old collector's receipts, as they were, and a folder with `export.ndjson`, `keys.json` and `checkpoint` of it.
async fn exported() -> (Vec<StoredReceipt>, TempDir) {
    let old = with_clauses(setup()).start().await;
    choose(&old, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&old, 2, None, "2001:db8::7", (false, false)).await;
    choose(&old, 1, Some("anna"), "192.0.2.17", (false, false)).await;
    choose(&old, 3, Some("bo"), "198.51.100.4", (true, true)).await;
    subscribe(&old, "anna").await;
    old.state.log.integrate().await.unwrap();
    let receipts = old.receipts().await;
    let folder = tempfile::tempdir().unwrap();
    let keys = text(&old, "/.well-known/consent-log.json").await;
    fs::write(folder.path().join("keys.json"), keys).unwrap();
    let checkpoint = text(&old, "/log/checkpoint").await;
    fs::write(folder.path().join("checkpoint"), checkpoint).unwrap();
    let auditor = token(&old, Role::Auditor).await;
    let export = old
        .get("/v1/staff/receipts.ndjson?proofs=1")
        .bearer_auth(auditor);
    let export = export.send().await.unwrap().text().await.unwrap();
    fs::write(folder.path().join("withheld.ndjson"), export).unwrap();
    let stopped = old.stop().await;
    let file = folder.path().join("export.ndjson");
    let file = file.to_str().unwrap();
    let export = ["export", "--proofs", "--site", "shop", "--out", file];
    let (is_well, told) = run(stopped.path(), &export);
    assert!(is_well, "{told}");
    (receipts, folder)
}

/// A collector that was never started.
fn empty() -> Setup {
    let setup = with_clauses(setup());
    setup.write();
    setup
}

fn import(new: &Setup, folder: &TempDir, file: &str) -> (bool, String) {
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    run(
        new.folder.path(),
        &["import", &at(file), "--keys", &at("keys.json")],
    )
}

// ACCEPTANCE 65
#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_all_receipts_goes_into_an_empty_collector_and_verifies_there() {
    let (before, folder) = exported().await;
    let new = empty();
    let (is_well, told) = import(&new, &folder, "export.ndjson");
    assert!(
        is_well && told.contains("imported 5 receipts of 3 people"),
        "{told}"
    );
    // What it holds already is never mixed with more.
    let (is_well, told) = import(&new, &folder, "export.ndjson");
    assert!(
        !is_well && told.contains("holds receipts already"),
        "{told}"
    );

    let new = new.start().await;
    assert_eq!(contents(&new.receipts().await), contents(&before));
    // Found under this collector's own index keys.
    for (search, found) in [
        (json!({"user_id": "anna"}), 3),
        (json!({"user_id": "bo"}), 1),
        (json!({"ip": "2001:db8::7"}), 1),
        (json!({"ip": "192.0.2.0/24"}), 2),
        (json!({"code": before[0].claims.code}), 1),
        (json!({"record_id": before[2].claims.record_id}), 2),
        (json!({"decision": "statistics:granted"}), 2),
        (json!({"decision": "newsletter.post:granted"}), 1),
    ] {
        let dpo = token(&new, Role::Dpo).await;
        let (_, page) = office::search(&new, &dpo, search.clone()).await;
        assert_eq!(page["items"].as_array().unwrap().len(), found, "{search}");
    }

    // An auditor of the new log: every receipt is in it, and it says which log it continues.
    new.state.log.integrate().await.unwrap();
    let at = |name: &str| folder.path().join(name);
    let keys = text(&new, "/.well-known/consent-log.json").await;
    let published: Value = serde_json::from_str(&keys).unwrap();
    assert_eq!(
        published["continues"][0]["checkpoint"],
        fs::read_to_string(at("checkpoint")).unwrap()
    );
    fs::write(at("new-keys.json"), keys).unwrap();
    let dpo = token(&new, Role::Dpo).await;
    let export = new
        .get("/v1/staff/receipts.ndjson?proofs=1")
        .bearer_auth(dpo);
    fs::write(
        at("again.ndjson"),
        export.send().await.unwrap().text().await.unwrap(),
    )
    .unwrap();
    let address = new.url("");
    let log = [
        "verify",
        "log",
        &address,
        "--keys",
        "new-keys.json",
        "--export",
        "again.ndjson",
    ];
    let (is_well, told) = run(
        folder.path(),
        &[&log[..], &["--predecessor", "checkpoint"]].concat(),
    );
    assert!(is_well, "{told}");
    assert!(
        told.contains("5 of 5 open") && told.contains("0 unexplained"),
        "{told}"
    );
    assert!(told.contains("continues the log"), "{told}");
    let other = text(&new, "/log/checkpoint").await;
    fs::write(at("other"), other).unwrap();
    let (is_well, told) = run(
        folder.path(),
        &[&log[..], &["--predecessor", "other"]].concat(),
    );
    assert!(!is_well && told.contains("No entry"), "{told}");
    // The old export still verifies with the old keys.
    let old = ["verify", "export", "export.ndjson", "--keys", "keys.json"];
    assert!(run(folder.path(), &old).0);

    // Records go on: the next choice of a user follows the imported one. The clocks of tests begin at the same instant, so
    // this one has to pass the old collector's.
    new.clock.advance(60_000);
    subscribe_off(&new, "anna").await;
    let newest = new.receipts().await.remove(0);
    assert_eq!(newest.claims.record_id, before[0].claims.record_id);
    assert_eq!(newest.claims.state, EventState::ConsentWithdrawn);
    let imported = SdJwt::parse(&before[0].receipt).unwrap();
    let hash = Digest::of(imported.jws().as_bytes());
    assert_eq!(newest.claims.prev_receipt, Some(hash));
    let rights = &new.state.rights;
    let found = rights
        .find_subjects(&Finder::UserId("anna".to_owned()), None)
        .await;
    let mut records = 0;
    for subject in found.unwrap() {
        records += subject.records.len();
    }
    assert_eq!(records, 2);
    let search = Search {
        record_id: Some(before[0].claims.record_id),
        ..Search::default()
    };
    let page = new.state.receipts.search(&search, None, 9).await.unwrap();
    assert_eq!(page.items.len(), 2);
}

/// The user takes the newsletter back.
async fn subscribe_off(collector: &Collector, user: &str) {
    let seconds = collector.clock_seconds();
    let claims = json!({"aud": "shop", "sub": user, "iat": seconds, "exp": seconds + 300});
    let body = json!({"clause": "newsletter", "event": "withdrawal", "assertion": assertion::sign(&claims)});
    let request = collector
        .request(Method::POST, "/v1/clauses")
        .bearer_auth(TOKEN)
        .header("idempotency-key", uuid::Uuid::new_v4().to_string())
        .json(&body);
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 201, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_off_changed_or_not_enough_is_named_by_its_line_and_nothing_is_imported() {
    let (_, folder) = exported().await;
    let at = |name: &str| folder.path().join(name);
    let whole = fs::read_to_string(at("export.ndjson")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let count = lines.len();
    let changed = |number: usize, from: &str, to: &str| {
        let mut lines = lines.clone();
        assert!(lines[number - 1].contains(from), "{from}");
        let line = lines[number - 1].replacen(from, to, 1);
        lines[number - 1] = &line;
        lines.join("\n") + "\n"
    };
    let without = |number: usize| {
        let mut lines = lines.clone();
        lines.remove(number - 1);
        lines.join("\n") + "\n"
    };
    let plain: String = lines[1..].iter().map(|line| format!("{line}\n")).collect();
    let twice = format!("{}\n{}\n", lines[..2].join("\n"), lines[1..].join("\n"));
    let text_at = 1 + lines
        .iter()
        .position(|line| line.starts_with("{\"notice\""))
        .unwrap();
    let last = format!("line {}", count - 1);
    let half = whole[..whole.len() - lines[count - 1].len() - 40].to_owned();
    for (name, file, line, remedy) in [
        ("cut in a line", half, last.as_str(), "cut off or changed"),
        (
            "cut between lines",
            without(count),
            last.as_str(),
            "copy it again",
        ),
        (
            "a value",
            changed(2, "\"user_id\":\"", "\"user_id\":\"x"),
            "line 2 ",
            "export again",
        ),
        (
            "a receipt",
            changed(2, "\"receipt\":\"eyJ", "\"receipt\":\"eyI"),
            "line 2 ",
            "export again",
        ),
        (
            "a text",
            changed(text_at, "{\"notice\":\"", "{\"notice\":\"x"),
            "no receipt before it",
            "export again",
        ),
        ("no head", plain, "line 1", "--proofs"),
        (
            "no proof",
            changed(2, "\"proof\":", "\"proofs\":"),
            "line 2 ",
            "checkpoint",
        ),
        ("a receipt twice", twice, "line 3", "earlier line"),
        (
            "a receipt less",
            without(2),
            "line ",
            "nothing was imported",
        ),
        (
            "withheld",
            fs::read_to_string(at("withheld.ndjson")).unwrap(),
            "line 2 ",
            "role",
        ),
        ("nothing", String::new(), "line 0", "cut off"),
    ] {
        fs::write(at("bad.ndjson"), file).unwrap();
        let new = empty();
        let (is_well, told) = import(&new, &folder, "bad.ndjson");
        assert!(!is_well, "{name}: {told}");
        assert!(
            told.contains(line) && told.contains(remedy),
            "{name}: {told}"
        );
        assert!(
            !told.contains("anna") && !told.contains("192.0.2"),
            "{name}: no personal data: {told}"
        );
        assert!(new.start().await.receipts().await.is_empty(), "{name}");
    }
    // The keys of another collector.
    let new = empty();
    let other = setup().start().await;
    let keys = text(&other, "/.well-known/consent-log.json").await;
    fs::write(at("keys.json"), keys).unwrap();
    let (is_well, told) = import(&new, &folder, "export.ndjson");
    assert!(
        !is_well && told.contains("line 2") && told.contains("--keys"),
        "{told}"
    );
}
