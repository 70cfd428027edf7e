//! Time limits through the edges: what a site tells of its customers, the daily run, and the command.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{path::Path, process::Command};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{
    Collector, NOW, Setup, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};
use collector_server::{
    clock::plus_months, privacy::retention, staff::Role, storage::rights::Finder,
};
use consent_core::{
    receipt::{SdJwt, commitment},
    verify::{PublishedKeys, Report, Verdict, verify_receipt},
};
use office::{choose, setup, token};
use reqwest::Method;
use serde_json::{Value, json};

async fn tell(collector: &Collector, bearer: &str, body: &Value) -> (u16, Value) {
    let request = collector
        .request(Method::POST, "/v1/activity")
        .bearer_auth(bearer)
        .json(body);
    read(request.send().await.unwrap()).await
}

async fn last_activity(collector: &Collector, user_id: &str) -> i64 {
    let finder = Finder::UserId(user_id.to_owned());
    let found = collector
        .state
        .rights
        .find_subjects(&finder, None)
        .await
        .unwrap();
    found[0].last_activity_ms
}

// ACCEPTANCE 74 (partly: how purchases and contacts become known)
#[tokio::test]
async fn a_site_tells_of_purchases_and_contacts() {
    let collector = with_clauses(setup()).start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 2, Some("bo"), "192.0.2.18", (true, false)).await;
    let later = "2026-11-23T18:03:00Z";
    let bought = json!({"kind": "purchase", "user_id": "anna", "at": later});
    assert_eq!(
        tell(&collector, TOKEN, &bought).await,
        (200, json!({"is_known": true}))
    );
    assert_eq!(
        last_activity(&collector, "anna").await,
        NOW.as_millis() + 180_000
    );
    assert!(anna.time < NOW.as_millis() + 180_000);

    // An earlier one that is told of later changes nothing; whom nobody knows is no error.
    let earlier = json!({"kind": "contact", "user_id": "anna", "at": "2020-01-01T00:00:00Z"});
    assert_eq!(tell(&collector, TOKEN, &earlier).await.0, 200);
    assert_eq!(
        last_activity(&collector, "anna").await,
        NOW.as_millis() + 180_000
    );
    let nobody = json!({"kind": "contact", "user_id": "nobody"});
    assert_eq!(
        tell(&collector, TOKEN, &nobody).await,
        (200, json!({"is_known": false}))
    );

    // With an assertion it is about whom that names, and nobody else.
    let now = collector.state.clock.now().as_millis() / 1000;
    let signed =
        assertion::sign(&json!({"aud": "shop", "sub": "bo", "iat": now, "exp": now + 300}));
    collector.clock.advance(60_000);
    assert_eq!(
        tell(&collector, &signed, &json!({"kind": "contact"}))
            .await
            .0,
        200
    );
    assert_eq!(
        last_activity(&collector, "bo").await,
        collector.state.clock.now().as_millis()
    );
    for (bearer, body, status, field) in [
        (
            signed.as_str(),
            json!({"kind": "contact", "user_id": "anna"}),
            422,
            "user_id",
        ),
        (TOKEN, json!({"kind": "contact"}), 422, "user_id"),
        (
            TOKEN,
            json!({"kind": "visit", "user_id": "anna"}),
            422,
            "kind",
        ),
        (
            TOKEN,
            json!({"kind": "contact", "user_id": "anna", "at": "2027-01-01T00:00:00Z"}),
            422,
            "at",
        ),
        (
            TOKEN,
            json!({"kind": "contact", "user_id": "anna", "what": 1}),
            422,
            "what",
        ),
        (
            "wrong",
            json!({"kind": "contact", "user_id": "anna"}),
            401,
            "Authorization",
        ),
    ] {
        let (got, answer) = tell(&collector, bearer, &body).await;
        assert_eq!(
            (got, answer["field"].as_str()),
            (status, Some(field)),
            "{body}"
        );
        assert!(!answer.to_string().contains("anna"), "{answer}");
    }
}

#[tokio::test]
async fn a_serving_collector_runs_once_a_day_by_what_its_sites_say_today() {
    let mut setup = setup();
    setup.site = setup
        .site
        .replace("languages =", "ip_full_days = 10\nlanguages =");
    let collector = setup.start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let due = || retention::is_due(&collector.state);
    assert!(due().await.unwrap());
    let first = retention::run_and_note(&collector.state).await.unwrap();
    assert_eq!(first.addresses_shortened, 0);
    assert!(!due().await.unwrap());
    collector.clock.advance(24 * 3600 * 1000);
    assert!(due().await.unwrap());
    collector.clock.advance(9 * 24 * 3600 * 1000);
    let second = retention::run_and_note(&collector.state).await.unwrap();
    assert_eq!(second.addresses_shortened, 1);
    let last = collector
        .state
        .retention
        .last_retention_run()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(last.report, second);
    assert!(collector.receipts().await[0].ip.is_none());
}

/// The receipt's bundle in the copy of who may see everything, and what the verifier says of it.
async fn checked(collector: &Collector, receipt_id: &str) -> Report {
    collector.state.log.integrate().await.unwrap();
    let keys = collector.get("/.well-known/consent-log.json").send().await;
    let keys = PublishedKeys::parse(&keys.unwrap().text().await.unwrap()).unwrap();
    let token = token(collector, Role::Dpo).await;
    let path = format!("/v1/staff/receipts/{receipt_id}/proof");
    let bundle = collector.get(&path).bearer_auth(token).send().await;
    let report = verify_receipt(&bundle.unwrap().text().await.unwrap(), Some(&keys));
    assert_eq!(report.verdict(), Verdict::Holds, "{:?}", report.checks);
    report
}

// ACCEPTANCE 58
#[tokio::test]
async fn a_shortened_address_leaves_signature_leaf_and_proof_as_they_were() {
    let mut setup = setup();
    setup.site = setup
        .site
        .replace("languages =", "ip_full_days = 10\nlanguages =");
    let collector = setup.start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let before = checked(&collector, &anna.receipt_id).await.receipt.unwrap();
    assert_eq!(before.disclosed.ip, Some("192.0.2.17".parse().unwrap()));
    let leaf = collector.receipts().await[0].leaf_index;
    let proof = async || {
        let answer = collector.get(&format!("/log/proof/{leaf}")).send().await;
        answer.unwrap().text().await.unwrap()
    };
    let first_proof = proof().await;

    collector.clock.advance(10 * 24 * 3600 * 1000);
    let report = retention::run_and_note(&collector.state).await.unwrap();
    assert_eq!(report.addresses_shortened, 1);
    let after = checked(&collector, &anna.receipt_id).await.receipt.unwrap();
    assert_eq!(after.disclosed.ip, None);
    assert_eq!(
        after.disclosed.ip_truncated.as_deref(),
        Some("192.0.2.0/24")
    );
    assert_eq!(after.disclosed.user_id.as_deref(), Some("anna"));
    assert_eq!(after.claims, before.claims);
    // Nothing was written into the log for it: the proof that was handed out before is the one of today.
    assert_eq!(proof().await, first_proof);
    // The signed text is the same to the letter, and one disclosure (name, value and its salt) is gone from the store.
    let stored = &collector.receipts().await[0];
    let whole = SdJwt::parse(&stored.receipt).unwrap();
    assert_eq!(commitment(&stored.salt, whole.jws()), stored.commitment);
    let names: Vec<String> = whole
        .disclosures()
        .iter()
        .map(|one| String::from_utf8(URL_SAFE_NO_PAD.decode(one).unwrap()).unwrap())
        .collect();
    assert!(
        names.iter().any(|one| one.contains("\"ip_truncated\"")),
        "{names:?}"
    );
    assert!(
        !names
            .iter()
            .any(|one| one.contains("\"ip\"") || one.contains("192.0.2.17"))
    );
}

// ACCEPTANCE 64
#[tokio::test]
async fn a_newsletter_that_nobody_renews_is_no_longer_sent_and_a_receipt_says_so() {
    let collector = with_clauses(setup()).start().await;
    let site = collector.state.published.site("shop").unwrap();
    let body = json!({
        "clause": "newsletter", "event": "consent", "channels": {"post": true},
        "notice_hash": site.clauses[0].texts[0].notice_hash, "notice_lang": "sv",
        "assertion": assertion::sign(&assertion::claims("anna")),
    });
    let request = collector
        .request(Method::POST, "/v1/clauses")
        .bearer_auth(TOKEN)
        .header("idempotency-key", uuid::Uuid::new_v4().to_string())
        .json(&body);
    assert_eq!(read(request.send().await.unwrap()).await.0, 201);
    let state = async || {
        let request = collector
            .request(Method::POST, "/v1/state")
            .bearer_auth(TOKEN)
            .json(&json!({"user_id": "anna"}));
        let (status, answer) = read(request.send().await.unwrap()).await;
        assert_eq!(status, 200, "{answer}");
        answer["state"].clone()
    };
    // `P24M`, as the site file says by default.
    collector.clock.advance(24 * 30 * 24 * 3600 * 1000 - 1);
    let run = || retention::run_and_note(&collector.state);
    assert_eq!(run().await.unwrap().expired, 0);
    assert_eq!(state().await["clauses"]["newsletter"]["post"], true);
    collector.clock.advance(1);
    // The mail stops at once, the receipt comes with the daily run.
    assert_eq!(state().await["clauses"]["newsletter"]["post"], false);
    assert_eq!(run().await.unwrap().expired, 1);
    assert_eq!(run().await.unwrap().expired, 0);
    let told = state().await;
    assert_eq!(told["records"]["newsletter"]["state"], "ConsentExpired");
    let receipts = collector.receipts().await;
    assert_eq!(receipts.len(), 2);
    assert_eq!(receipts[0].claims.record_id, receipts[1].claims.record_id);
}

fn command(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .arg("retention")
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
async fn the_command_counts_first_and_then_does_it() {
    // The command goes by the machine's clock, so what it works on is long past.
    let collector = setup().start().await;
    collector
        .clock
        .advance(plus_months(NOW.as_millis(), -200) - NOW.as_millis());
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let folder = collector.stop().await;
    let (is_done, out, err) = command(folder.path(), &["--dry-run"]);
    assert!(is_done, "{err}");
    let counted: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(counted["addresses_shortened"], 1);
    assert_eq!(counted["subjects_erased"], 1);
    assert!(
        err.contains("addresses: ") && err.contains("1 addresses shortened"),
        "{err}"
    );

    let (is_done, out, _) = command(
        folder.path(),
        &["--dry-run", "--at", "2010-03-30T00:00:00Z"],
    );
    assert!(is_done);
    let then: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(then["addresses_shortened"], 0);
    for (arguments, said) in [
        (vec!["--at", "2199-01-01T00:00:00Z"], "future"),
        (vec!["--at", "soon"], "2027-01-31"),
    ] {
        let (is_done, _, err) = command(folder.path(), &arguments);
        assert!(!is_done && err.contains(said), "{err}");
    }

    let (is_done, out, err) = command(folder.path(), &[]);
    assert!(is_done, "{err}");
    let done: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(done["subjects_erased"], 1, "{out}");
    let again = Setup { folder, ..setup() };
    let collector = again.start().await;
    assert!(collector.receipts().await.is_empty());
    let rows = office::audit(&collector).await;
    assert!(
        rows.iter()
            .any(|row| row.action == "retention" && row.actor == "command line")
    );
}
