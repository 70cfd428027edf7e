//! The extract: a package of everything that is kept of a person, complete by the schema, verifiable, and readable.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _},
};

use collector::Collector;
use collector_server::{
    staff::Role,
    storage::sqlite::rights::columns::{About, TABLES, key_of},
};
use consent_core::{
    receipt::{
        Digest, SdJwt,
        statement::{self, MANIFEST},
    },
    verify::{self, Verdict},
};
use office::{Browser, audit, choose, search, setup, token};
use reqwest::Method;
use serde_json::{Value, json};

type Files = BTreeMap<String, Vec<u8>>;

async fn post(collector: &Collector, token: &str, path: &str, body: Value) -> reqwest::Response {
    collector
        .request(Method::POST, path)
        .bearer_auth(token)
        .json(&body)
        .send()
        .await
        .unwrap()
}

fn unzip(bytes: Vec<u8>) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

/// Opens a case about user `kund-4711` and gives its path.
async fn open(collector: &Collector, token: &str) -> String {
    let body = json!({"user_id": "kund-4711", "kind": "access", "identity": "eid"});
    let answer = post(collector, token, "/v1/staff/cases", body).await;
    assert_eq!(answer.status(), 201);
    let case: Value = answer.json().await.unwrap();
    format!("/v1/staff/cases/{}", case["number"].as_str().unwrap())
}

async fn package(collector: &Collector, token: &str, case: &str) -> Files {
    let answer = post(collector, token, &format!("{case}/extract"), json!({})).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    unzip(answer.bytes().await.unwrap().to_vec())
}

// ACCEPTANCE 67
#[tokio::test]
async fn every_column_that_says_something_of_a_visitor_is_handed_over() {
    let collector = setup().start().await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (false, false),
    )
    .await;
    let dpo = token(&collector, Role::Dpo).await;
    let case = open(&collector, &dpo).await;
    let hold = json!({"basis": "authority", "until": "2027-01-01"});
    assert_eq!(
        post(&collector, &dpo, &format!("{case}/hold"), hold)
            .await
            .status(),
        204
    );
    let files = package(&collector, &dpo, &case).await;
    let data: Value = serde_json::from_str(&text(&files, "data.json")).unwrap();
    let mut members = BTreeSet::new();
    for table in TABLES {
        for (column, about) in table.columns {
            let About::Visitor(exporter, _) = about else {
                continue;
            };
            let Some(member) = exporter.member() else {
                continue;
            };
            let items = data[member].as_array().unwrap();
            assert!(
                !items.is_empty(),
                "`{member}` is empty: {}.{column}",
                table.name
            );
            for item in items {
                let key = key_of(column);
                let found = item.get(key).or_else(|| item.get(alias(member, column)));
                assert!(
                    found.is_some(),
                    "`{member}` has no `{key}`: {}.{column}",
                    table.name
                );
            }
            members.insert(member);
        }
    }
    assert_eq!(members.len(), 7, "{members:?}");
    // Keyed digests are handed over as what they are of.
    for (table, column, value) in [
        ("receipts", "user_id", "kund-4711"),
        ("receipts", "ip", "192.0.2.17"),
        ("receipts", "ip_truncated", "192.0.2.0/24"),
    ] {
        assert_eq!(data[table][0][column], value);
    }
}

/// Where one name has another meaning in another table.
fn alias(member: &str, column: &str) -> &'static str {
    match (member, column) {
        ("attempts", "position") => "receipt_at",
        ("holds", "case_id") => "case",
        ("cases", "case_id") => "number",
        _ => "",
    }
}

// ACCEPTANCE 68
#[tokio::test]
async fn the_page_names_recipients_transfers_retention_rights_authority_source_and_look_ups() {
    let mut setup = setup();
    setup.site = setup
        .site
        .replace("policy_url = \"/policy\"", "policy_url = \"/policy\"\nauthority = \"IMY\"\nauthority_url = \"https://www.imy.se\"")
        .replace("name = \"Räknaren\"", "name = \"Räknaren\"\nvendor = \"Counter Inc.\"\ncountry = \"US\"\nrecipients = [\"Counter Ireland Ltd\"]");
    let collector = setup.start().await;
    let anna = choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let bo = choose(&collector, 2, Some("kund-9"), "192.0.2.99", (true, false)).await;
    let support = token(&collector, Role::Support).await;
    search(&collector, &support, json!({"code": anna.code})).await;
    let dpo = token(&collector, Role::Dpo).await;
    // One that shows others too, and one that shows others only.
    search(&collector, &dpo, json!({"state": "ConsentGiven"})).await;
    search(&collector, &dpo, json!({"code": bo.code})).await;
    let csv = collector
        .get("/v1/staff/receipts.csv?site=shop")
        .bearer_auth(&dpo);
    csv.send().await.unwrap().text().await.unwrap();
    // An authority is given one receipt with address and user id.
    collector.state.log.integrate().await.unwrap();
    let pack = json!({"code": anna.code, "identity": "shown", "reason": "authority: IMY 17"});
    let given = post(&collector, &dpo, "/v1/staff/evidence", pack).await;
    assert_eq!(given.status(), 200);
    let case = open(&collector, &dpo).await;
    let files = package(&collector, &dpo, &case).await;
    for (page, words) in [
        (
            "registerutdrag.html",
            [
                "IMY",
                "Counter Inc. (US)",
                "Counter Ireland Ltd",
                "kundtjänst",
                "sju år",
                "Från din webbläsare",
                "artikel 15",
                "Överföring utanför EU och EES",
                "begränsning (18)",
                "med adress och användar-id, authority: IMY 17",
                "Visa vem som samtyckt.",
            ],
        ),
        (
            "extract.html",
            [
                "IMY",
                "Counter Inc. (US)",
                "Counter Ireland Ltd",
                "(support)",
                "seven years",
                "From your browser",
                "Article 15",
                "Transfers outside the EU and the EEA",
                "restriction (18)",
                "with address and user ID, authority: IMY 17",
                "Visa vem som samtyckt.",
            ],
        ),
    ] {
        let html = text(&files, page);
        for word in words.iter().chain(&[
            "kund-4711",
            "192.0.2.17",
            anna.code.as_str(),
            "Betalningen",
            "hej@shop.example",
        ]) {
            assert!(html.contains(word), "{word} in {page}: {html}");
        }
        // Granted: statistics; refused: advertising. As the site calls them, and nothing in terms that no reader knows.
        let decided: [&str; 5] = if page == "extract.html" {
            [
                "Statistics: yes",
                "Advertising: no",
                "You consented",
                "Statistics: 14 months",
                "contract (6(1)(b))",
            ]
        } else {
            [
                "Statistik: ja",
                "Annonser: nej",
                "Du samtyckte",
                "Statistik: 14 månader",
                "avtal (6.1 b)",
            ]
        };
        for words in decided {
            assert!(html.contains(words), "{words} in {page}: {html}");
        }
        assert!(!html.contains("P14M"), "{html}");
        assert!(
            !html.contains("</script> AB"),
            "the controller's name is escaped"
        );
    }
    // Nobody else, and no name of the staff.
    let names: Vec<String> = audit(&collector)
        .await
        .into_iter()
        .map(|row| row.actor)
        .collect();
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for other in [
            "kund-9\"",
            "192.0.2.99",
            bo.receipt_id.as_str(),
            bo.code.as_str(),
        ] {
            assert!(!text.contains(other), "{other} in {path}");
        }
        for name in &names {
            assert!(!text.contains(name.as_str()), "{name} in {path}");
        }
    }
    let data: Value = serde_json::from_str(&text(&files, "data.json")).unwrap();
    let look_ups = data["look_ups"].as_array().unwrap();
    assert!(
        look_ups
            .iter()
            .any(|look| look["role"] == "support" && look["purpose"] == "search"),
        "{look_ups:?}"
    );
    let of = |role: &str, purpose: &str| {
        let looks = look_ups.iter();
        looks
            .filter(|look| look["role"] == role && look["purpose"] == purpose)
            .count()
    };
    assert_eq!(
        of("dpo", "search"),
        1,
        "not the one that showed others only"
    );
    assert_eq!(of("dpo", "export-done"), 1);
    assert_eq!(of("dpo", "evidence-identified"), 1);
    assert!(
        look_ups
            .iter()
            .any(|look| look["purpose"] == "rights-extract"),
        "it lists itself"
    );
    assert_eq!(data["controllers"][0]["controller"]["authority"], "IMY");
}

#[tokio::test]
async fn the_package_verifies_from_its_manifest_to_each_proof() {
    let collector = setup().start().await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (false, false),
    )
    .await;
    let dpo = token(&collector, Role::Dpo).await;
    let case = open(&collector, &dpo).await;
    let files = package(&collector, &dpo, &case).await;

    let key = &collector.state.log.receipt_keys()[0];
    let signed = statement::verify(key, MANIFEST, &text(&files, "manifest.jws")).unwrap();
    assert_eq!(signed.as_bytes(), files["manifest.json"]);
    let manifest: Value = serde_json::from_str(&signed).unwrap();
    let hashes = manifest["sha256"].as_object().unwrap();
    assert_eq!(hashes.len(), files.len() - 2);
    for (path, hash) in hashes {
        assert_eq!(hash, &Digest::of(&files[path]).to_string(), "{path}");
    }
    let keys = verify::PublishedKeys::parse(&text(&files, "keys.json")).unwrap();
    let receipts: Vec<_> = files
        .keys()
        .filter(|path| path.starts_with("receipts/"))
        .collect();
    assert_eq!(receipts.len(), 2);
    for path in receipts {
        let report = verify::verify_receipt(&text(&files, path), Some(&keys));
        assert_eq!(report.verdict(), Verdict::Holds, "{path}: {report:?}");
        let bundle: Value = serde_json::from_slice(&files[path]).unwrap();
        assert!(bundle["proof"].is_string(), "{path}");
        let receipt = SdJwt::parse(bundle["receipt"].as_str().unwrap()).unwrap();
        assert!(receipt.verify(key).unwrap().disclosed.ip.is_some());
    }
    let notice = files
        .keys()
        .find(|path| path.starts_with("notices/"))
        .unwrap();
    let hash = notice
        .trim_start_matches("notices/")
        .split('.')
        .next()
        .unwrap();
    assert_eq!(Digest::of(&files[notice]).to_string(), hash);
    let config = files
        .keys()
        .find(|path| path.starts_with("configs/"))
        .unwrap();
    assert!(config.contains(&Digest::of(&files[config]).to_string()));
    assert_eq!(text(&files, "consents.csv").trim_end().lines().count(), 3);
}

#[tokio::test]
async fn the_extract_is_for_the_officer_alone_and_gone_with_the_person() {
    let collector = setup().start().await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let dpo = token(&collector, Role::Dpo).await;
    let case = open(&collector, &dpo).await;
    let path = format!("{case}/extract");
    for role in [Role::Support, Role::Auditor, Role::Admin] {
        let token = token(&collector, role).await;
        assert_eq!(
            post(&collector, &token, &path, json!({})).await.status(),
            403,
            "{role}"
        );
    }
    // The button of the console gives the same.
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let page = case.replace("/v1/staff/cases", "/console/rights");
    let token = browser.form_token();
    let form = [("form_token", token.as_str())];
    let answer = browser
        .form(&collector, &format!("{page}/extract"), &form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["content-type"], "application/zip");
    assert!(unzip(answer.bytes().await.unwrap().to_vec()).contains_key("registerutdrag.html"));
    let forged = browser
        .form(&collector, &format!("{page}/extract"), &[])
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), 403);

    let erasure = json!({"user_id": "kund-4711", "kind": "erasure", "identity": "eid"});
    let opened: Value = post(&collector, &dpo, "/v1/staff/cases", erasure)
        .await
        .json()
        .await
        .unwrap();
    let erase = format!(
        "/v1/staff/cases/{}/erase",
        opened["number"].as_str().unwrap()
    );
    let ground = json!({"ground": "consent_withdrawn"});
    assert_eq!(post(&collector, &dpo, &erase, ground).await.status(), 200);
    assert_eq!(post(&collector, &dpo, &path, json!({})).await.status(), 409);
}
