//! `ip_mode = "hash"`: an address that can be searched for and not read (docs/site-file.md).

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::{Collector, Setup, fixture, read};
use collector_server::staff::Role;
use consent_core::verify::{PublishedKeys, Verdict, verify_receipt};
use office::{Browser, choose, ids, page, search, setup, token};
use serde_json::{Value, json};

const HASHED: &str = "name = \"Fjällboden\"\nip_mode = \"hash\"";

async fn start() -> Collector {
    Setup {
        site: fixture::SITE.replacen("name = \"Fjällboden\"", HASHED, 1),
        ..setup()
    }
    .start()
    .await
}

async fn get(collector: &Collector, token: &str, path: &str) -> String {
    let answer = collector.get(path).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

// ACCEPTANCE 55, ACCEPTANCE 57 (partly: of hashed addresses; at random in the store's own suite)
#[tokio::test]
async fn a_hashed_address_is_found_by_who_has_it_and_by_small_networks() {
    let collector = start().await;
    let token = token(&collector, Role::Dpo).await;
    let mut people = Vec::new();
    for (number, ip) in [
        (1, "192.0.2.17"),
        (2, "::ffff:192.0.2.17"),
        (3, "192.0.2.99"),
        (4, "192.0.3.17"),
        (5, "2001:db8:1:2::1"),
        (6, "2001:db8:1:ffff::2"),
    ] {
        people.push(choose(&collector, number, None, ip, (true, false)).await);
    }
    for (asked, found) in [
        ("192.0.2.17", &[1, 2][..]),
        ("::ffff:192.0.2.17", &[1, 2]),
        ("192.0.2.18", &[]),
        ("192.0.2.96/28", &[3]),
        ("192.0.2.0/24", &[1, 2, 3]),
        ("192.0.0.0/16", &[1, 2, 3, 4]),
        ("2001:db8:1:2::1", &[5]),
        ("2001:db8:1::/48", &[5, 6]),
        // Too many to try: what is kept as an address or a network would be found, hashes are not.
        ("192.0.0.0/8", &[]),
        ("2001:db8:1:2::/64", &[]),
    ] {
        let (status, page) = search(&collector, &token, json!({"ip": asked})).await;
        assert_eq!(status, 200, "{asked}: {page}");
        // What cannot be found by that network is said, not passed over.
        let is_too_wide = ["192.0.0.0/8", "2001:db8:1:2::/64"].contains(&asked);
        assert_eq!(page["leaves_out_hashes"], is_too_wide, "{asked}");
        let people = people
            .iter()
            .rev()
            .filter(|person| found.contains(&person.number));
        let expected: Vec<_> = people.map(|person| person.receipt_id.clone()).collect();
        assert_eq!(ids(&page), expected, "{asked}");
    }
}

// ACCEPTANCE 57 (partly: in the console, what hashes keep from being found is said in both languages)
#[tokio::test]
async fn the_console_says_when_hashed_addresses_cannot_be_found_by_a_network() {
    let collector = start().await;
    choose(&collector, 1, None, "2001:db8:1:2::1", (true, false)).await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    let form_token = browser.form_token();
    for (language, words) in [
        ("sv", "bara har en hash av adressen hittas inte"),
        ("en", "keep only a hash of the address are not found"),
    ] {
        browser.language = language;
        for (asked, is_said) in [
            ("2001:db8:1:2::/64", true),
            ("10.0.0.0/8", true),
            ("2001:db8:1::/48", false),
            ("2001:db8:1:2::1", false),
        ] {
            let fields = [
                ("form_token", form_token.as_str()),
                ("q", asked),
                ("kind", "ip"),
            ];
            let form = browser.form(&collector, "/console/search", &fields);
            let (status, html) = page(form.send().await.unwrap()).await;
            assert_eq!(
                (status, html.contains(words)),
                (200, is_said),
                "{asked}: {html}"
            );
        }
    }
}

// ACCEPTANCE 55
#[tokio::test]
async fn nobody_is_shown_a_hashed_address_and_its_receipt_verifies_in_every_copy() {
    let collector = start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let bo = choose(&collector, 2, None, "192.0.2.17", (true, false)).await;
    collector.state.log.integrate().await.unwrap();
    let dpo = token(&collector, Role::Dpo).await;
    let published = collector.get("/.well-known/consent-log.json").send().await;
    let keys = PublishedKeys::parse(&published.unwrap().text().await.unwrap()).unwrap();
    let mut hashes = Vec::new();
    for (person, role) in [(&anna, Role::Dpo), (&bo, Role::Dpo), (&anna, Role::Support)] {
        let token = token(&collector, role).await;
        let path = format!("/v1/staff/receipts/{}", person.receipt_id);
        let one: Value = serde_json::from_str(&get(&collector, &token, &path).await).unwrap();
        assert_eq!(
            (&one["ip"], &one["ip_truncated"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(one["ip_hash"].is_string(), role == Role::Dpo, "{one}");
        hashes.push(one["ip_hash"].clone());
        let bundle = get(&collector, &token, &format!("{path}/proof")).await;
        let report = verify_receipt(&bundle, Some(&keys));
        assert_eq!(report.verdict(), Verdict::Holds, "{:?}", report.checks);
        let opened = report.receipt.unwrap();
        assert_eq!(json!(opened.disclosed.ip_hash), one["ip_hash"]);
    }
    // The same address, and nobody can tell.
    assert_ne!(hashes[0], hashes[1]);

    let csv = get(&collector, &dpo, "/v1/staff/receipts.csv").await;
    assert!(csv.lines().next().unwrap().ends_with(",ip_hash"), "{csv}");
    assert!(csv.contains(hashes[0].as_str().unwrap()), "{csv}");
    let ndjson = get(&collector, &dpo, "/v1/staff/receipts.ndjson").await;
    assert!(ndjson.contains(hashes[1].as_str().unwrap()), "{ndjson}");
    for text in [csv, ndjson] {
        assert!(!text.contains("192.0.2"), "{text}");
    }
    // The visitor's own copy has neither address nor hash.
    let (_, answer) = read(collector.post(&collector.choice()).send().await.unwrap()).await;
    let report = verify_receipt(answer["receipt"].as_str().unwrap(), Some(&keys));
    assert_eq!(report.receipt.unwrap().disclosed.ip_hash, None);

    for (lang, words) in [
        ("sv", "som hash: går att söka, inte att läsa"),
        ("en", "as a hash: can be searched for, not read"),
    ] {
        let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
        browser.language = lang;
        let path = format!("/console/receipts/{}", anna.receipt_id);
        let (status, html) = page(browser.get(&collector, &path).send().await.unwrap()).await;
        assert_eq!(status, 200);
        assert!(html.contains(words), "{html}");
        // There is nothing that a reason could unmask.
        assert!(!html.contains(&format!("{path}/address")), "{html}");
    }
}
