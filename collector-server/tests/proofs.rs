//! Receipts with what proves them: for staff, for the visitor, and as an export that verifies by itself.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{Collector, ORIGIN, read};
use collector_server::{
    staff::Role,
    storage::rights::{CaseKind, EraseOrder, Finder, IdentityProof, NewCase},
};
use consent_core::{
    receipt::ErasureGround,
    verify::{
        CheckId, ExportLine, ExportSummary, ExportVerifier, Outcome, PublishedKeys, Verdict,
        verify_receipt,
    },
};
use office::{audit, choose, setup, token};
use reqwest::Method;
use serde_json::{Value, json};

async fn keys(collector: &Collector) -> PublishedKeys {
    let answer = collector.get("/.well-known/consent-log.json").send().await;
    PublishedKeys::parse(&answer.unwrap().text().await.unwrap()).unwrap()
}

/// Asks for the bundle of a receipt as the visitor with that key.
async fn own_proof(collector: &Collector, key: [u8; 16], receipt_id: &str) -> (u16, Value) {
    let body = json!({"consent_key": URL_SAFE_NO_PAD.encode(key), "receipt_id": receipt_id});
    let request = collector
        .request(Method::POST, "/v1/sites/shop/proofs")
        .header("origin", ORIGIN)
        .json(&body);
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_visitor_has_the_own_receipt_with_its_proof_and_nobody_else_s() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let other = choose(&collector, 2, None, "192.0.2.18", (true, false)).await;
    collector.state.log.integrate().await.unwrap();

    let (status, bundle) = own_proof(&collector, [1; 16], &anna.receipt_id).await;
    assert_eq!(status, 200, "{bundle}");
    let report = verify_receipt(&bundle.to_string(), Some(&keys(&collector).await));
    assert_eq!(report.verdict(), Verdict::Holds, "{:?}", report.checks);
    assert_eq!(report.outcome(CheckId::Notice), Some(Outcome::Holds));
    let opened = report.receipt.unwrap();
    assert_eq!(opened.claims.code.to_string(), anna.code);
    // Address, network and user id stay sealed in the visitor's own copy.
    assert_eq!(
        (opened.disclosed.ip, &opened.disclosed.user_id),
        (None, &None)
    );
    assert_eq!(opened.sealed, 3);

    for (key, receipt_id) in [([1; 16], &other.receipt_id), ([9; 16], &anna.receipt_id)] {
        let (status, _) = own_proof(&collector, key, receipt_id).await;
        assert_eq!(status, 404);
    }
    for body in [
        json!({}),
        json!({"consent_key": "short", "receipt_id": anna.receipt_id}),
    ] {
        let request = collector.request(Method::POST, "/v1/sites/shop/proofs");
        assert_eq!(request.json(&body).send().await.unwrap().status(), 422);
    }
}

#[tokio::test]
async fn staff_have_a_receipt_with_its_proof_in_the_copy_that_the_role_may_see() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    collector.state.log.integrate().await.unwrap();
    let path = format!("/v1/staff/receipts/{}/proof", anna.receipt_id);
    let published = keys(&collector).await;
    for (role, sealed) in [(Role::Dpo, 0), (Role::Support, 1), (Role::Auditor, 7)] {
        let token = token(&collector, role).await;
        let answer = collector.get(&path).bearer_auth(&token).send().await;
        let (status, bundle) = read(answer.unwrap()).await;
        assert_eq!(status, 200, "{role}");
        let report = verify_receipt(&bundle.to_string(), Some(&published));
        assert_eq!(
            report.verdict(),
            Verdict::Holds,
            "{role}: {:?}",
            report.checks
        );
        assert_eq!(report.receipt.unwrap().sealed, sealed, "{role}");
    }
    let admin = token(&collector, Role::Admin).await;
    let answer = collector.get(&path).bearer_auth(&admin).send().await;
    assert_eq!(answer.unwrap().status(), 403);
    let looks = audit(&collector).await;
    assert_eq!(looks.iter().filter(|row| row.action == "read").count(), 3);
}

/// The export with proofs, checked line by line.
async fn checked_export(collector: &Collector) -> (ExportSummary, Vec<ExportLine>) {
    let token = token(collector, Role::Dpo).await;
    let export = collector
        .get("/v1/staff/receipts.ndjson?proofs=1")
        .bearer_auth(&token);
    let export = export.send().await.unwrap().text().await.unwrap();
    let mut verifier = ExportVerifier::new(Some(keys(collector).await));
    let lines = export.lines().map(|line| verifier.line(line)).collect();
    (verifier.summary(), lines)
}

#[tokio::test]
async fn an_export_with_proofs_verifies_by_itself_and_accounts_for_erasures() {
    let collector = setup().start().await;
    for number in 1..=5 {
        choose(
            &collector,
            number,
            Some("anna"),
            "192.0.2.17",
            (true, false),
        )
        .await;
    }
    choose(&collector, 6, Some("bo"), "192.0.2.18", (false, false)).await;
    collector.state.log.integrate().await.unwrap();
    let (summary, lines) = checked_export(&collector).await;
    assert_eq!(summary.verdict(), Verdict::Holds, "{summary:?}");
    assert_eq!((summary.receipts, summary.holding), (6, 6));
    // Head, notice, configuration and end beside the receipts.
    assert_eq!(lines.len(), 6 + 4);

    let finder = Finder::UserId("bo".to_owned());
    let rights = &collector.state.rights;
    let found = rights.find_subjects(&finder, None).await.unwrap();
    let now = collector.state.clock.now().as_millis();
    let case = rights
        .open_case(NewCase {
            kind: CaseKind::Erasure,
            identity: IdentityProof::ALL[0],
            subjects: found.iter().map(|subject| subject.subject_id).collect(),
            opened_by: "anna".to_owned(),
            opened_at_ms: now,
            due_at_ms: now,
        })
        .await
        .unwrap();
    rights
        .erase(EraseOrder {
            case: case.number,
            ground: ErasureGround::ConsentWithdrawn,
            operator: "anna".to_owned(),
            at_ms: now,
            suppress: false,
        })
        .await
        .unwrap();
    collector.state.log.integrate().await.unwrap();
    let (summary, lines) = checked_export(&collector).await;
    assert_eq!(summary.verdict(), Verdict::Holds, "{summary:?}");
    assert_eq!((summary.receipts, summary.erased), (5, 1));
    let stones = lines.iter();
    let stones = stones.filter(|line| matches!(line, ExportLine::Tombstone { .. }));
    assert_eq!(stones.count(), 1);
}

#[tokio::test]
async fn proofs_are_for_programs_and_not_for_a_spreadsheet() {
    let collector = setup().start().await;
    let token = token(&collector, Role::Dpo).await;
    let answer = collector
        .get("/v1/staff/receipts.csv?proofs=1")
        .bearer_auth(&token);
    let (status, problem) = read(answer.send().await.unwrap()).await;
    assert_eq!((status, &problem["field"]), (400, &json!("proofs")));
}
