//! Exports: every row, in two forms, through HTTP.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::collections::BTreeSet;

use collector_server::staff::Role;
use consent_core::receipt::{Digest, SdJwt, commitment};
use office::{audit, choose, setup, token};
use serde_json::Value;

async fn text(collector: &collector::Collector, token: &str, path: &str) -> String {
    let answer = collector.get(path).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

#[tokio::test]
async fn a_csv_file_has_every_receipt_and_no_formula() {
    let collector = setup().start().await;
    for (number, user_id) in [
        (1, "=HYPERLINK(\"http://evil.example\",\"x\")"),
        (2, "Anna, A"),
        (3, "åsa"),
    ] {
        choose(
            &collector,
            number,
            Some(user_id),
            "192.0.2.17",
            (true, false),
        )
        .await;
    }
    let token = token(&collector, Role::Dpo).await;
    let answer = collector
        .get("/v1/staff/receipts.csv")
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    let headers = answer.headers().clone();
    assert!(
        headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/csv")
    );
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"receipts-2026-11-23.csv\""
    );
    assert_eq!(headers["cache-control"], "no-store");
    let csv = answer.text().await.unwrap();
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines.len(), 5, "{csv}");
    assert!(lines[0].starts_with("receipt_id,code,record_id,site,state"));
    assert_eq!(lines[4], "");
    assert!(lines[1].contains(",åsa,192.0.2.17,192.0.2.0/24,"), "{csv}");
    assert!(lines[2].contains(",\"Anna, A\",192.0.2.17,"), "{csv}");
    assert!(
        lines[3].contains(",\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\",192.0.2.17,"),
        "{csv}"
    );
    let marked = text(&collector, &token, "/v1/staff/receipts.csv?bom=1").await;
    assert_eq!(marked, format!("\u{feff}{csv}"));
}

#[tokio::test]
async fn an_ndjson_file_is_enough_to_verify_every_receipt() {
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
    let token = token(&collector, Role::Dpo).await;
    let file = text(&collector, &token, "/v1/staff/receipts.ndjson").await;
    assert_eq!(file.lines().count(), 3);
    for line in file.lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        let receipt = SdJwt::parse(item["receipt"].as_str().unwrap()).unwrap();
        let opened = receipt
            .verify(&collector.state.log.receipt_keys()[0])
            .unwrap();
        assert_eq!(opened.claims.receipt_id.to_string(), item["receipt_id"]);
        assert_eq!(opened.disclosed.user_id.as_deref(), Some("anna"));
        let salt: [u8; 32] = {
            use base64::Engine as _;
            base64::engine::general_purpose::URL_SAFE_NO_PAD
                .decode(item["salt"].as_str().unwrap())
                .unwrap()
                .try_into()
                .unwrap()
        };
        let leaf: Digest = item["commitment"].as_str().unwrap().parse().unwrap();
        assert_eq!(commitment(&salt, receipt.jws()), leaf);
    }
}

/// More receipts than one page of the store holds.
#[tokio::test]
async fn an_export_goes_past_the_page_and_holds_each_receipt_once() {
    let collector = setup().start().await;
    let mut recorded = BTreeSet::new();
    for number in 0..=255 {
        let person = choose(&collector, number, None, "192.0.2.17", (true, false)).await;
        recorded.insert(person.receipt_id);
    }
    let token = token(&collector, Role::Dpo).await;
    let file = text(&collector, &token, "/v1/staff/receipts.ndjson?site=shop").await;
    let exported: Vec<String> = file
        .lines()
        .map(|line| {
            let item: Value = serde_json::from_str(line).unwrap();
            item["receipt_id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(exported.len(), 256);
    assert_eq!(exported.into_iter().collect::<BTreeSet<_>>(), recorded);
    let rows = audit(&collector).await;
    let last = rows.last().unwrap();
    assert_eq!((last.action.as_str(), last.count), ("export-done", 256));
}

#[tokio::test]
async fn an_export_by_an_auditor_holds_nothing_of_a_person() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let token = token(&collector, Role::Auditor).await;
    for path in ["/v1/staff/receipts.csv", "/v1/staff/receipts.ndjson"] {
        let file = text(&collector, &token, path).await;
        for value in ["anna", "192.0.2", "Firefox", "shop.example"] {
            assert!(!file.contains(value), "{path}: {file}");
        }
        assert!(file.contains("ConsentGiven"));
    }
}
