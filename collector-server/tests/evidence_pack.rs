//! Evidence packs: what an authority gets, made through the API, the console and the command, and checked with nothing
//! but what is in them.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
    process::Command,
};

use collector::{Collector, read};
use collector_server::staff::Role;
use consent_core::{
    receipt::Digest,
    verify::{ExportVerifier, PublishedKeys, Verdict, verify_receipt},
};
use office::{Browser, Person, audit, choose, setup, token};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use zip::ZipArchive;

/// The files of a pack.
fn files(pack: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(pack)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, name: &str) -> &'f str {
    std::str::from_utf8(&files[name]).unwrap()
}

/// A collector with three people's receipts in the log.
async fn started() -> (Collector, Vec<Person>) {
    let setup = setup();
    let assets = setup.folder.path().join("assets");
    std::fs::create_dir_all(&assets).unwrap();
    let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\
                <script type=\"application/json\">\"@@KEYS@@\"</script>";
    std::fs::write(assets.join("verify.html"), page).unwrap();
    let collector = setup.start().await;
    let mut people = Vec::new();
    for number in 1..=3 {
        people.push(
            choose(
                &collector,
                number,
                Some("kund-4711"),
                "192.0.2.17",
                (true, false),
            )
            .await,
        );
    }
    collector.state.log.integrate().await.unwrap();
    (collector, people)
}

async fn ask(collector: &Collector, role: Role, body: Value) -> Response {
    let token = token(collector, role).await;
    let request = collector
        .request(Method::POST, "/v1/staff/evidence")
        .bearer_auth(token)
        .json(&body);
    request.send().await.unwrap()
}

/// Checks everything with what is in the pack, and gives the number of receipts.
fn check(files: &BTreeMap<String, Vec<u8>>) -> u64 {
    let manifest: Value = serde_json::from_str(text(files, "manifest.json")).unwrap();
    let listed = manifest["files"].as_array().unwrap();
    // All but the list itself.
    assert_eq!(listed.len(), files.len() - 1);
    for entry in listed {
        let file = &files[entry["name"].as_str().unwrap()];
        assert_eq!(entry["sha256"], Digest::of(file).to_string());
        assert_eq!(entry["bytes"], file.len());
    }
    let keys = PublishedKeys::parse(text(files, "log/consent-log.json")).unwrap();
    assert!(keys.open_checkpoint(text(files, "log/checkpoint")).is_ok());
    let mut export = ExportVerifier::new(Some(keys.clone()));
    for line in text(files, "receipts.ndjson").lines() {
        export.line(line);
    }
    let summary = export.summary();
    assert_eq!(summary.verdict(), Verdict::Holds, "{summary:?}");
    let mut bundles = 0;
    for (name, bytes) in files {
        if name.starts_with("receipts/") {
            let report = verify_receipt(std::str::from_utf8(bytes).unwrap(), Some(&keys));
            assert_eq!(
                report.verdict(),
                Verdict::Holds,
                "{name}: {:?}",
                report.checks
            );
            let claims = report.receipt.unwrap().claims;
            for named in [
                format!("notices/{}.{}.txt", claims.notice_lang, claims.notice_hash),
                format!("configs/{}.json", claims.config_hash),
                format!("scripts/{}.js", claims.build_hash),
            ] {
                let hash = named.rsplit(['/', '.']).nth(1).unwrap();
                assert_eq!(Digest::of(&files[&named]).to_string(), hash, "{named}");
            }
            bundles += 1;
        }
    }
    assert_eq!(bundles, summary.receipts);
    assert!(text(files, "verify.html").contains(keys.origin()));
    assert!(text(files, "README.sv.txt").contains("KONTROLLERA"));
    assert!(text(files, "README.en.txt").contains("WHAT IT SHOWS"));
    summary.receipts
}

// ACCEPTANCE 85
#[tokio::test]
async fn a_pack_of_a_range_proves_itself_and_hides_who_it_is_about() {
    let (collector, _) = started().await;
    let range = json!({"from": "2026-11-23", "to": "2026-11-23", "reason": "authority: IMY 17"});
    let answer = ask(&collector, Role::Auditor, range).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let files = files(&answer.bytes().await.unwrap());
    assert_eq!(check(&files), 3);
    for (name, bytes) in &files {
        let content = String::from_utf8_lossy(bytes);
        for personal in ["192.0.2", "kund-4711", "Firefox"] {
            assert!(!content.contains(personal), "{name} has {personal}");
        }
    }
    let row = audit(&collector).await.pop().unwrap();
    assert_eq!((row.action.as_str(), row.count), ("evidence", 3));
    assert_eq!(row.reason.as_deref(), Some("authority: IMY 17"));
}

// ACCEPTANCE 85
#[tokio::test]
async fn a_pack_of_one_receipt_shows_who_it_is_about_to_whom_may_and_with_a_reason() {
    let (collector, people) = started().await;
    let one = |identity: &str| json!({"code": people[1].code, "identity": identity, "reason": "authority"});
    let answer = ask(&collector, Role::Dpo, one("shown")).await;
    assert_eq!(answer.status(), 200);
    let shown = files(&answer.bytes().await.unwrap());
    assert_eq!(check(&shown), 1);
    let line = text(&shown, "receipts.ndjson").lines().nth(1).unwrap();
    assert!(
        line.contains("\"ip\":\"192.0.2.17\"") && line.contains("\"kund-4711\""),
        "{line}"
    );
    let row = audit(&collector).await.pop().unwrap();
    assert_eq!(row.action, "evidence-identified");

    assert_eq!(
        ask(&collector, Role::Auditor, one("shown")).await.status(),
        403
    );
    for role in [Role::Support, Role::Admin] {
        assert_eq!(
            ask(&collector, role, one("withheld")).await.status(),
            403,
            "{role}"
        );
    }
    for (body, status, field) in [
        (json!({"code": people[1].code}), 400, json!("reason")),
        (
            json!({"reason": "x", "identity": "some"}),
            400,
            json!("identity"),
        ),
        (
            json!({"reason": "x", "from": "2020-01-01", "to": "2020-01-02"}),
            404,
            Value::Null,
        ),
    ] {
        let (found, problem) = read(ask(&collector, Role::Dpo, body).await).await;
        assert_eq!((found, &problem["field"]), (status, &field), "{problem}");
    }
}

#[tokio::test]
async fn the_console_has_a_button_for_one_receipt_and_for_a_search() {
    let (collector, people) = started().await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let path = format!("/console/receipts/{}", people[0].receipt_id);
    let page = browser.get(&collector, &path).send().await.unwrap();
    assert!(
        page.text()
            .await
            .unwrap()
            .contains("action=\"/console/evidence\"")
    );
    let token = browser.form_token();
    let one = [
        ("form_token", token.as_str()),
        ("receipt_id", &people[0].receipt_id),
        ("reason", "authority"),
        ("case", "17"),
    ];
    let answer = browser
        .form(&collector, "/console/evidence", &one)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(check(&files(&answer.bytes().await.unwrap())), 1);
    let row = audit(&collector).await.pop().unwrap();
    assert_eq!(row.reason.as_deref(), Some("authority: 17"));

    let (_, page) = browser.search(&collector, &[("q", "kund-4711")]).await;
    assert!(page.contains("action=\"/console/evidence\""));
    let all = [
        ("form_token", token.as_str()),
        ("q", "kund-4711"),
        ("reason", "authority"),
    ];
    let answer = browser
        .form(&collector, "/console/evidence", &all)
        .send()
        .await
        .unwrap();
    assert_eq!(check(&files(&answer.bytes().await.unwrap())), 3);
    // Without a reason, and from a form of another session.
    for fields in [&all[..2], &all[1..]] {
        let answer = browser
            .form(&collector, "/console/evidence", fields)
            .send()
            .await;
        assert!(answer.unwrap().status().is_client_error());
    }
}

#[tokio::test]
async fn the_command_makes_the_same_pack_of_any_size() {
    let (collector, _) = started().await;
    let folder = collector.stop().await;
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (is_done, told) = run(&[
        "evidence",
        "--out",
        "pack.zip",
        "--reason",
        "authority",
        "--site",
        "shop",
    ]);
    assert!(is_done && told.contains("packed 3 receipts"), "{told}");
    let pack = std::fs::read(folder.path().join("pack.zip")).unwrap();
    assert_eq!(check(&files(&pack)), 3);
    let (is_done, told) = run(&[
        "evidence", "--out", "none.zip", "--reason", "x", "--site", "other",
    ]);
    assert!(!is_done && told.contains("no receipt matches"), "{told}");
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("none.zip"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
