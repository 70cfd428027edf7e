//! Erasure through HTTP: what is said beforehand, what is held, what goes, what the letter tells.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;
mod subscriber;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{Collector, fixture::clauses::with_clauses};
use collector_server::staff::Role;
use consent_core::{
    receipt::{Digest, Tombstone, UtcMillis},
    verify::{PublishedKeys, Verdict, verify_receipt},
};
use office::{
    case::{get, letter, open, post},
    choose, search, setup, token,
};
use serde_json::{Value, json};

/// Whether a proof bundle holds by what the collector publishes now.
async fn holds(collector: &Collector, bundle: &Value) -> bool {
    let keys = collector.get("/.well-known/consent-log.json").send().await;
    let keys = PublishedKeys::parse(&keys.unwrap().text().await.unwrap()).unwrap();
    verify_receipt(&bundle.to_string(), Some(&keys)).verdict() == Verdict::Holds
}

// ACCEPTANCE 78
#[tokio::test]
async fn before_the_button_it_says_what_would_go_what_is_held_and_why() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (false, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = open(&collector, &dpo, 1, "erasure").await;
    let (status, case) = get(&collector, &dpo, &path).await;
    assert_eq!(status, 200);
    let preview = &case["preview"];
    assert_eq!(preview["receipts"], 2);
    assert_eq!(preview["addresses"], 2);
    assert_eq!(preview["user_ids"], 2);
    assert_eq!(preview["rows"], json!([["attempts", 2]]));
    assert_eq!(preview["held"], json!([]));
    assert_eq!(case["subjects"][0]["site"], "shop");
    assert_eq!(case["urgency"], "calm");
    assert_eq!(case["erasure"], Value::Null);

    let hold = json!({"scope": "cookies", "basis": "legal_claims", "until": "2027-06-30"});
    assert_eq!(
        post(&collector, &dpo, &format!("{path}/hold"), hold)
            .await
            .0,
        204
    );
    let (_, case) = get(&collector, &dpo, &path).await;
    assert_eq!(case["preview"]["receipts"], 0);
    let held = &case["preview"]["held"][0];
    assert_eq!(held["scope"], "cookies");
    assert_eq!(held["basis"], "legal_claims");
    assert_eq!(held["receipts"], 2);
    assert_eq!(
        case["subjects"][0]["holds"][0]["until"],
        "2027-07-01T00:00:00.000Z"
    );
}

// ACCEPTANCE 71
#[tokio::test]
async fn an_erasure_through_the_api_takes_the_person_and_tells_what_it_did() {
    let collector = setup().start().await;
    let anna = choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let bo = choose(&collector, 2, Some("bo"), "192.0.2.99", (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    collector.state.log.integrate().await.unwrap();
    let bundle_of = |id: &str| format!("/v1/staff/receipts/{id}/proof");
    let (_, annas_copy) = get(&collector, &dpo, &bundle_of(&anna.receipt_id)).await;
    let (_, bos_copy) = get(&collector, &dpo, &bundle_of(&bo.receipt_id)).await;
    let path = open(&collector, &dpo, 1, "erasure").await;
    let erase = format!("{path}/erase");
    let body = json!({"ground": "because"});
    let (status, answer) = post(&collector, &dpo, &erase, body).await;
    assert_eq!((status, answer["field"].as_str()), (400, Some("ground")));
    let body = json!({"ground": "consent_withdrawn"});
    let (status, erased) = post(&collector, &dpo, &erase, body.clone()).await;
    assert_eq!(status, 200, "{erased}");
    assert_eq!(erased["report"]["receipts"], 1);
    assert_eq!(erased["report"]["is_suppressed"], true);

    // The leaf is in the log and commits to what was said.
    let tombstone: Tombstone = serde_json::from_value(erased["tombstone"].clone()).unwrap();
    let salt = URL_SAFE_NO_PAD
        .decode(erased["salt"].as_str().unwrap())
        .unwrap();
    let commitment = Digest::parse(erased["commitment"].as_str().unwrap()).unwrap();
    assert_eq!(tombstone.commitment(&salt.try_into().unwrap()), commitment);
    collector.state.log.integrate().await.unwrap();
    let proof = format!("/log/proof/{}", erased["leaf_index"]);
    assert_eq!(collector.get(&proof).send().await.unwrap().status(), 200);

    // Others' proofs hold, the new ones and those from before; so does the copy that the person has.
    let (_, bos_new) = get(&collector, &dpo, &bundle_of(&bo.receipt_id)).await;
    assert_ne!(bos_new["proof"], bos_copy["proof"], "a larger tree");
    for bundle in [&bos_new, &bos_copy, &annas_copy] {
        assert!(holds(&collector, bundle).await, "{bundle}");
    }
    let (status, _) = get(&collector, &dpo, &bundle_of(&anna.receipt_id)).await;
    assert_eq!(status, 404);

    let (_, found) = search(&collector, &dpo, json!({"user_id": "kund-4711"})).await;
    assert_eq!(found["items"], json!([]));
    let (_, found) = search(&collector, &dpo, json!({"user_id": "bo"})).await;
    assert_eq!(found["items"][0]["receipt_id"], bo.receipt_id);
    assert_eq!(post(&collector, &dpo, &erase, body).await.0, 409);

    // Recipients by name: what was granted and what needs no consent, not what was refused.
    let (_, case) = get(&collector, &dpo, &path).await;
    let names: Vec<_> = case["recipients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["recipient"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Betalningen", "Räknaren"]);
    assert_eq!(case["outcome"], "done");

    // The letter in both languages: what went, what stays, why, and nothing of the person.
    for (lang, words) in [
        (
            "sv",
            [
                "Det här har raderats",
                "1 kvitto med signatur",
                "Loggens löv",
                "Räknaren",
                "hej@shop.example",
                "Samtycket återkallat",
            ],
        ),
        (
            "en",
            [
                "What was erased",
                "1 receipt with signature",
                "The leaves of the log",
                "Räknaren",
                "hej@shop.example",
                "Consent withdrawn",
            ],
        ),
    ] {
        let (status, html) = letter(
            &collector,
            &dpo,
            &format!("{path}/letters/erasure?lang={lang}"),
        )
        .await;
        assert_eq!(status, 200);
        for word in words {
            assert!(html.contains(word), "{word} in {html}");
        }
        for trace in [
            "kund-4711",
            "192.0.2",
            anna.receipt_id.as_str(),
            anna.code.as_str(),
        ] {
            assert!(!html.contains(trace), "{trace}");
        }
        // The controller's name of the fixture holds markup.
        assert!(!html.contains("</script>"), "{html}");
    }
    let (status, _) = letter(&collector, &dpo, &format!("{path}/letters/hold")).await;
    assert_eq!(status, 404);
}

// ACCEPTANCE 73
#[tokio::test]
async fn a_hold_blocks_erasure_restricts_reading_is_told_of_and_ends_by_itself() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 2, Some("bo"), "192.0.2.99", (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let support = token(&collector, Role::Support).await;
    let path = open(&collector, &dpo, 1, "erasure").await;
    let hold = |until: &str| json!({"scope": "everything", "basis": "authority", "until": until});
    for until in ["2026-11-22", "soon", ""] {
        let (status, answer) = post(&collector, &dpo, &format!("{path}/hold"), hold(until)).await;
        assert_eq!(
            (status, answer["field"].as_str()),
            (400, Some("until")),
            "{until}"
        );
    }
    let (status, _) = post(
        &collector,
        &dpo,
        &format!("{path}/hold"),
        hold("2026-11-24"),
    )
    .await;
    assert_eq!(status, 204);

    let ground = json!({"ground": "consent_withdrawn"});
    let (status, answer) = post(&collector, &dpo, &format!("{path}/erase"), ground.clone()).await;
    assert_eq!(status, 409);
    assert!(
        answer["detail"].as_str().unwrap().contains("legal hold"),
        "{answer}"
    );

    let one = format!("/v1/staff/receipts/{}", anna.receipt_id);
    let (status, answer) = get(&collector, &support, &one).await;
    assert_eq!(
        (status, answer["type"].as_str()),
        (403, Some("/problems/restricted"))
    );
    let (_, found) = search(&collector, &support, json!({"user_id": "anna"})).await;
    assert_eq!(found["items"], json!([]));
    assert_eq!(get(&collector, &dpo, &one).await.0, 200);
    let auditor = token(&collector, Role::Auditor).await;
    let csv = collector
        .get("/v1/staff/receipts.csv")
        .bearer_auth(&auditor)
        .send()
        .await
        .unwrap();
    let csv = csv.text().await.unwrap();
    assert_eq!(
        csv.trim_end().lines().count(),
        2,
        "the head and the other person: {csv}"
    );

    let (status, html) = letter(&collector, &dpo, &format!("{path}/letters/hold?lang=en")).await;
    assert_eq!(status, 200);
    assert!(
        html.contains("a request from an authority") && html.contains("2026-11-24"),
        "{html}"
    );
    let (_, case) = get(&collector, &dpo, &path).await;
    assert!(case["subjects"][0]["holds"][0]["informed_at"].is_string());

    // Until the end of the day, and no longer.
    let end = UtcMillis::parse("2026-11-25T00:00:00.000Z")
        .unwrap()
        .as_millis();
    collector
        .clock
        .advance(end - 1 - collector.state.clock.now().as_millis());
    assert_eq!(
        post(&collector, &dpo, &format!("{path}/erase"), ground.clone())
            .await
            .0,
        409
    );
    collector.clock.advance(1);
    assert_eq!(get(&collector, &support, &one).await.0, 200);
    assert_eq!(
        post(&collector, &dpo, &format!("{path}/erase"), ground)
            .await
            .0,
        200
    );
}

// ACCEPTANCE 73 (a hold blocks its own class only), 78 (partly: what of it would go and what not, and why)
#[tokio::test]
async fn a_hold_on_one_class_leaves_the_other_to_be_erased_and_names_what_it_keeps() {
    for (scope, held, goes, names) in [
        ("cookies", 0, 1, ["val om kakor", "cookie choices"]),
        (
            "scope-2",
            1,
            0,
            ["samtycket ”Nyhetsbrev”", "the consent “Newsletter”"],
        ),
    ] {
        let collector = with_clauses(setup()).start().await;
        let cookies = choose(
            &collector,
            1,
            Some("kund-1042"),
            "192.0.2.17",
            (true, false),
        )
        .await;
        let sign_up = subscriber::sign_up(&collector, json!({"post": true}));
        let (status, letters) = subscriber::post(&collector, &sign_up).await;
        assert_eq!(status, 201, "{letters}");
        let receipts = [
            format!("/v1/staff/receipts/{}", cookies.receipt_id),
            format!(
                "/v1/staff/receipts/{}",
                letters["receipt_id"].as_str().unwrap()
            ),
        ];
        let dpo = token(&collector, Role::Dpo).await;
        let path = open(&collector, &dpo, 1, "erasure").await;
        let (_, case) = get(&collector, &dpo, &path).await;
        let records = &case["subjects"][0]["records"];
        assert_eq!(records[0]["scope"], "cookies", "{case}");
        assert_eq!(records[1]["clause"], "newsletter", "{case}");

        let hold = json!({"scope": scope, "basis": "legal_claims", "until": "2026-11-30"});
        let (status, _) = post(&collector, &dpo, &format!("{path}/hold"), hold).await;
        assert_eq!(status, 204);
        let (_, case) = get(&collector, &dpo, &path).await;
        assert_eq!(case["preview"]["receipts"], 1, "{case}");
        assert_eq!(case["preview"]["held"][0]["scope"], scope);
        let erase = format!("{path}/erase");
        let ground = json!({"ground": "consent_withdrawn"});
        let (status, erased) = post(&collector, &dpo, &erase, ground.clone()).await;
        assert_eq!(status, 200, "{erased}");
        assert_eq!(erased["report"]["receipts"], 1);
        assert_eq!(get(&collector, &dpo, &receipts[held]).await.0, 200);
        assert_eq!(get(&collector, &dpo, &receipts[goes]).await.0, 404);
        // The person reads what stays and why, and the case goes on.
        for kind in ["hold", "erasure"] {
            for (lang, name) in ["sv", "en"].into_iter().zip(names) {
                let page = format!("{path}/letters/{kind}?lang={lang}");
                let (status, html) = letter(&collector, &dpo, &page).await;
                assert_eq!(status, 200);
                assert!(
                    html.contains(name) && html.contains("2026-11-30"),
                    "{name} in {html}"
                );
            }
        }
        let (_, case) = get(&collector, &dpo, &path).await;
        assert_eq!(case["outcome"], Value::Null);

        // After its last day the rest goes.
        collector.clock.advance(8 * 24 * 3600 * 1000);
        assert_eq!(post(&collector, &dpo, &erase, ground).await.0, 200);
        assert_eq!(get(&collector, &dpo, &receipts[held]).await.0, 404);
        let (_, case) = get(&collector, &dpo, &path).await;
        assert_eq!(case["outcome"], "done");
    }
}
