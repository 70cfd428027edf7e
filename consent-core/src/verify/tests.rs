//! What a verifier promises: the right thing holds, and nothing that was changed does.

use std::convert::Infallible;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    log::{
        Checkpoint, LogKey, ProofFile, proof,
        tree::{Frontier, Nodes, leaf_hash},
    },
    receipt::{
        Digest, ErasureGround, Leaf, LeafKind, ReceiptKey, SdJwt, Tombstone, UtcMillis, commitment,
        sd_jwt::tests::{CONFIG, receipt_with},
    },
};

mod export;
mod history;
mod world;

use export::{check_export, export};
use world::{NOTICE, World, tombstone};

fn verdict(text: &str, world: &World) -> Verdict {
    verify_receipt(text, Some(&world.published())).verdict()
}

#[test]
fn a_whole_bundle_holds_and_says_what_was_chosen() {
    let world = World::new(1);
    let report = verify_receipt(&world.bundle(2).to_string(), Some(&world.published()));
    assert_eq!(report.verdict(), Verdict::Holds, "{:?}", report.checks);
    assert_eq!((report.leaf_index, report.log_size), (Some(3), Some(7)));
    assert_eq!(report.notice.as_deref(), Some(NOTICE));
    assert_eq!(report.receipt.unwrap().claims.site, "shop");
}

#[test]
fn keys_that_came_along_prove_nothing_by_themselves() {
    let world = World::new(1);
    let report = verify_receipt(&world.bundle(0).to_string(), None);
    assert_eq!(report.verdict(), Verdict::Incomplete);
    assert_eq!(report.outcome(CheckId::Keys), Some(Outcome::Open));
    assert_eq!(report.outcome(CheckId::Signature), Some(Outcome::Holds));
    // A forger's receipt with the forger's keys: whole in itself, and nobody's.
    let forged = World::new(8).bundle(0).to_string();
    let report = verify_receipt(&forged, Some(&world.published()));
    assert_eq!(report.first_failure().unwrap().id, CheckId::Signer);
    assert_eq!(report.receipt, None);
}

#[test]
fn a_bare_receipt_is_told_what_it_lacks() {
    let world = World::new(1);
    let (receipt, salt) = &world.receipts[0];
    let report = verify_receipt(&receipt.to_string(), Some(&world.published()));
    assert_eq!(report.verdict(), Verdict::Incomplete);
    assert_eq!(report.outcome(CheckId::Leaf), Some(Outcome::Open));
    let gate = json!({
        "receipt_id": report.receipt.as_ref().unwrap().claims.receipt_id,
        "code": report.receipt.as_ref().unwrap().claims.code,
        "time": report.receipt.as_ref().unwrap().claims.event_time,
        "receipt": receipt.to_string(),
        "salt": URL_SAFE_NO_PAD.encode(salt),
        "leaf_index": 1,
        "who": 77,
    });
    let report = verify_receipt(&gate.to_string(), Some(&world.published()));
    assert_eq!(report.outcome(CheckId::Copy), Some(Outcome::Holds));
    let whole = with_proof(&gate.to_string(), &world.proof(1));
    assert_eq!(verdict(&whole, &world), Verdict::Holds);
    let open = report.checks.iter().find(|c| c.outcome == Outcome::Open);
    assert!(open.unwrap().sentence(Lang::En).contains("/log/proof/1"));
}

#[test]
fn each_thing_that_is_wrong_is_named_by_its_own_check() {
    let world = World::new(1);
    let other = World::new(1).bundle(1);
    let (receipt, _) = &world.receipts[0];
    let foreign = world.receipts[1].0.disclosures()[0].clone();
    let mut swapped = receipt.disclosures().to_vec();
    swapped[0] = foreign;
    let swapped = SdJwt::from_parts(receipt.jws().to_owned(), swapped).unwrap();
    for (member, value, id) in [
        ("format", json!("samtycke-proof/2"), CheckId::Form),
        ("receipt", json!("a.b.c~"), CheckId::Form),
        ("receipt", json!(swapped.to_string()), CheckId::Disclosures),
        ("receipt", other["receipt"].clone(), CheckId::Inclusion),
        ("salt", other["salt"].clone(), CheckId::Inclusion),
        ("salt", json!("short"), CheckId::Leaf),
        ("proof", other["proof"].clone(), CheckId::Inclusion),
        ("leaf_index", json!(2), CheckId::Inclusion),
        ("leaf_index", json!("2"), CheckId::Form),
        ("notice", json!("Vi använder inga kakor\n"), CheckId::Notice),
        ("commitment", json!("00".repeat(32)), CheckId::Leaf),
        ("site", json!("another"), CheckId::Copy),
        ("ip", json!("192.0.2.8"), CheckId::Copy),
        ("anything", json!(1), CheckId::Copy),
        (
            "proof",
            json!(
                world
                    .proof(1)
                    .replace("consent.example/log\n7\n", "consent.example/log\n8\n")
            ),
            CheckId::Checkpoint,
        ),
        (
            "proof",
            json!(
                world
                    .proof(1)
                    .replace("consent.example/log\n", "consent.example/lob\n")
            ),
            CheckId::Checkpoint,
        ),
    ] {
        let mut bundle = world.bundle(0);
        bundle[member] = value;
        let report = verify_receipt(&bundle.to_string(), Some(&world.published()));
        let failure = report.first_failure().map(|check| check.id);
        assert_eq!(failure, Some(id), "{member}: {:?}", report.checks);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    // ACCEPTANCE 51 (partly: any changed byte of a receipt, its salt, its proof or its notice is noticed)
    #[test]
    fn a_changed_byte_of_a_bundle_never_holds(at in any::<prop::sample::Index>(), to in 1_u8..128) {
        let world = World::new(1);
        let mut bundle = world.bundle(3);
        bundle.as_object_mut().unwrap().remove("keys");
        let text = bundle.to_string();
        prop_assert_eq!(verdict(&text, &world), Verdict::Holds);
        let mut changed = text.clone().into_bytes();
        let at = at.index(changed.len());
        changed[at] ^= to;
        let Ok(changed) = String::from_utf8(changed) else { return Ok(()) };
        prop_assert_ne!(verdict(&changed, &world), Verdict::Holds, "{} at {}", changed, at);
    }

    // ACCEPTANCE 51 (partly: no disclosure of another receipt passes)
    #[test]
    fn a_swapped_disclosure_never_holds(from in 1_usize..5, which in 0_usize..3, into in 0_usize..3) {
        let world = World::new(1);
        let (receipt, _) = &world.receipts[0];
        let mut parts = receipt.disclosures().to_vec();
        parts[into] = world.receipts[from].0.disclosures()[which].clone();
        let swapped = SdJwt::from_parts(receipt.jws().to_owned(), parts).unwrap();
        let mut bundle = world.bundle(0);
        bundle["receipt"] = json!(swapped.to_string());
        prop_assert_eq!(verdict(&bundle.to_string(), &world), Verdict::Fails);
    }

    // ACCEPTANCE 51 (partly: of an export, every changed byte is noticed, and in which line)
    #[test]
    fn a_changed_byte_of_an_export_is_named_by_its_line(at in any::<prop::sample::Index>(), to in 1_u8..128) {
        let world = World::new(1);
        let text = export(&world).join("\n");
        let mut changed = text.clone().into_bytes();
        let at = at.index(changed.len());
        changed[at] ^= to;
        let Ok(changed) = String::from_utf8(changed) else { return Ok(()) };
        prop_assume!(changed.lines().count() == text.lines().count());
        let lines: Vec<String> = changed.lines().map(str::to_owned).collect();
        let before = text.as_bytes()[..at].iter();
        let line = before.filter(|byte| **byte == b'\n').count();
        let (summary, bad) = check_export(&lines, &world);
        // The keys in the first line are not used when the published ones are at hand, and prove nothing.
        if line > 0 {
            prop_assert_eq!(summary.verdict(), Verdict::Fails, "line {}: {}", line, lines[line]);
            prop_assert!(bad.contains(&line));
        }
    }
}
