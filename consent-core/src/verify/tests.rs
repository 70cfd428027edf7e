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

const ORIGIN: &str = "consent.example/log";
const NOTICE: &str = "Vi använder kakor\nGodkänn\nAvvisa\n";

/// A collector in a few lines: keys, and a log of some receipts and one notice.
struct World {
    receipt_key: ReceiptKey,
    log_key: LogKey,
    receipts: Vec<(SdJwt, [u8; 32])>,
    leaves: Vec<Leaf>,
}

fn tombstone() -> Tombstone {
    Tombstone {
        count: 2,
        ground: ErasureGround::ConsentWithdrawn,
        operator: "anna".to_owned(),
        time: UtcMillis::new(1_795_456_800_000),
    }
}

struct Levels(Vec<Vec<Digest>>);

impl Nodes for Levels {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Digest, Infallible> {
        Ok(self.0[usize::from(level)][index as usize])
    }
}

impl World {
    fn new(seed: u8) -> Self {
        let receipt_key = ReceiptKey::from_seed(&[seed; 32]);
        let notice = Digest::of(NOTICE.as_bytes());
        let mut leaves = vec![Leaf {
            kind: LeafKind::Notice,
            commitment: notice,
        }];
        let mut receipts = Vec::new();
        for number in 0..5_u8 {
            let receipt = receipt_with(&receipt_key, number, notice);
            let salt = [number; 32];
            leaves.push(Leaf {
                kind: LeafKind::Receipt,
                commitment: commitment(&salt, receipt.jws()),
            });
            receipts.push((receipt, salt));
        }
        leaves.push(Leaf {
            kind: LeafKind::Tombstone,
            commitment: tombstone().commitment(&[9; 32]),
        });
        Self {
            receipt_key,
            log_key: LogKey::from_seed(ORIGIN, &[seed + 1; 32]).unwrap(),
            receipts,
            leaves,
        }
    }

    fn keys(&self) -> Value {
        let jwk: Value = serde_json::from_str(&self.receipt_key.public().to_jwk()).unwrap();
        json!({
            "origin": ORIGIN,
            "log_keys": [self.log_key.public().to_string()],
            "receipt_keys": [jwk],
        })
    }

    fn published(&self) -> PublishedKeys {
        PublishedKeys::parse(&self.keys().to_string()).unwrap()
    }

    fn checkpoint(&self, size: usize) -> String {
        let mut tree = Frontier::default();
        for leaf in &self.leaves[..size] {
            tree.append(leaf_hash(&leaf.to_bytes()), |_, _, _| {});
        }
        Checkpoint::sign(size as u64, tree.root(), &self.log_key)
    }

    fn proof(&self, index: u64) -> String {
        let mut levels = Levels(vec![Vec::new(); 4]);
        let mut tree = Frontier::default();
        for leaf in &self.leaves {
            tree.append(leaf_hash(&leaf.to_bytes()), |level, _, hash| {
                levels.0[usize::from(level)].push(*hash);
            });
        }
        let size = self.leaves.len();
        let path = proof::inclusion(&levels, index, size as u64).unwrap();
        ProofFile {
            index,
            path: path.unwrap(),
            checkpoint: self.checkpoint(size),
        }
        .to_string()
    }

    fn bundle(&self, number: usize) -> Value {
        let (receipt, salt) = &self.receipts[number];
        let index = number as u64 + 1;
        json!({
            "format": BUNDLE_FORMAT,
            "receipt": receipt.to_string(),
            "salt": URL_SAFE_NO_PAD.encode(salt),
            "leaf_index": index,
            "proof": self.proof(index),
            "notice": NOTICE,
            "keys": self.keys(),
        })
    }
}

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

fn export(world: &World) -> Vec<String> {
    let mut lines = vec![json!({"format": EXPORT_FORMAT, "keys": world.keys()}).to_string()];
    for number in 0..world.receipts.len() {
        let mut line = world.bundle(number);
        let members = line.as_object_mut().unwrap();
        for name in ["keys", "notice", "format"] {
            members.remove(name);
        }
        line["site"] = json!("shop");
        line["ip"] = json!("192.0.2.7");
        lines.push(line.to_string());
        if number == 0 {
            lines.push(json!({"notice": NOTICE}).to_string());
            lines.push(json!({"config": CONFIG}).to_string());
        }
    }
    let stone = json!({
        "tombstone": tombstone(),
        "salt": URL_SAFE_NO_PAD.encode([9; 32]),
        "leaf_index": 6,
        "proof": world.proof(6),
    });
    lines.push(stone.to_string());
    lines.push(json!({"end": world.receipts.len()}).to_string());
    lines
}

fn check_export(lines: &[String], world: &World) -> (ExportSummary, Vec<usize>) {
    let mut verifier = ExportVerifier::new(Some(world.published()));
    let mut bad = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let is_good = match verifier.line(line) {
            ExportLine::Head => true,
            ExportLine::End { is_whole } => is_whole,
            ExportLine::Text { is_named } => is_named,
            ExportLine::Tombstone { report, .. } => report.verdict() == Verdict::Holds,
            ExportLine::Receipt {
                report,
                is_repeated,
                ..
            } => report.verdict() == Verdict::Holds && !is_repeated,
            ExportLine::Held { .. } => true,
            ExportLine::Unknown => false,
        };
        if !is_good {
            bad.push(number);
        }
    }
    (verifier.summary(), bad)
}

#[test]
fn an_export_holds_whole_and_not_cut_short_repeated_or_without_its_end() {
    let world = World::new(1);
    let whole = export(&world);
    let (summary, bad) = check_export(&whole, &world);
    assert_eq!((summary.verdict(), bad.len()), (Verdict::Holds, 0));
    assert_eq!((summary.receipts, summary.holding), (5, 5));

    let mut cut = whole.clone();
    cut.remove(5);
    assert_eq!(check_export(&cut, &world).0.verdict(), Verdict::Fails);
    let unended = &whole[..whole.len() - 1];
    assert_eq!(check_export(unended, &world).0.verdict(), Verdict::Fails);
    let mut repeated = whole.clone();
    repeated[4] = repeated[1].clone();
    assert_eq!(check_export(&repeated, &world), {
        let summary = ExportSummary {
            receipts: 5,
            erased: 2,
            holding: 4,
            failing: 1,
            is_whole: Some(true),
            ..ExportSummary::default()
        };
        (summary, vec![4])
    });
    // An export without proofs has nothing that tells its end.
    let is_receipt = |line: &&String| line.contains("\"site\"");
    let plain: Vec<String> = whole.iter().filter(is_receipt).cloned().collect();
    assert_eq!(
        check_export(&plain, &world).0.verdict(),
        Verdict::Incomplete
    );
    // A text that is missing, and one that no receipt names.
    let mut textless = whole.clone();
    textless.remove(2);
    let (summary, bad) = check_export(&textless, &world);
    assert_eq!((summary.texts_missing, bad.len()), (1, 0));
    assert_eq!(summary.verdict(), Verdict::Incomplete);
    let mut foreign = whole.clone();
    foreign[3] = json!({"config": "{}"}).to_string();
    assert_eq!(check_export(&foreign, &world).1, [3]);
}

fn check_log(
    world: &World,
    milestones: Vec<Checkpoint>,
    shown: Option<&[(u64, Digest)]>,
    tombstones: &[(u64, Digest, u64)],
) -> LogReport {
    let mut log = LogVerifier::new(milestones);
    for leaf in &world.leaves {
        assert!(log.push(&leaf.to_bytes()));
    }
    let size = world.leaves.len();
    let newest = world.published().open_checkpoint(&world.checkpoint(size));
    let accounted = shown.map(|receipts| Accounted {
        receipts,
        tombstones,
        held: &[],
    });
    log.finish(&newest.unwrap(), accounted)
}

#[test]
fn a_log_is_rebuilt_and_every_leaf_is_open_erased_or_unexplained() {
    let world = World::new(1);
    let gone = world.leaves[6];
    let open = world.published();
    let old = |size| open.open_checkpoint(&world.checkpoint(size)).unwrap();
    let shown: Vec<(u64, Digest)> = (1..=3)
        .map(|index| (index, world.leaves[index as usize].commitment))
        .collect();
    let stone = [(6, gone.commitment, 2)];
    let report = check_log(&world, vec![old(0), old(3), old(7)], Some(&shown), &stone);
    assert_eq!(report.verdict(), Verdict::Holds, "{report:?}");
    assert_eq!((report.receipts(), report.open), (5, 3));
    assert_eq!((report.erased, report.unexplained), (2, Some(0)));

    let report = check_log(&world, vec![], Some(&shown), &[]);
    assert_eq!(report.unexplained, Some(2));
    assert_eq!(report.verdict(), Verdict::Fails);
    // A statement that its leaf does not commit to explains nothing.
    let wrong = [(6, Digest::of(b"another"), 2), (5, gone.commitment, 2)];
    assert_eq!(check_log(&world, vec![], Some(&shown), &wrong).erased, 0);
    // A receipt that says it stands elsewhere.
    let moved = [(2, world.leaves[1].commitment)];
    assert_eq!(check_log(&world, vec![], Some(&moved), &[]).misplaced, [0]);
}

#[test]
fn a_receipt_under_a_hold_is_accounted_for_by_its_leaf_and_by_nothing_else() {
    let world = World::new(1);
    let at = |index: usize| (index as u64, world.leaves[index].commitment);
    let mut log = LogVerifier::new([]);
    for leaf in &world.leaves {
        assert!(log.push(&leaf.to_bytes()));
    }
    let newest = world.checkpoint(world.leaves.len());
    let newest = world.published().open_checkpoint(&newest).unwrap();
    let report = log.finish(
        &newest,
        Some(Accounted {
            receipts: &[at(1), at(2), at(3)],
            // One that is shown all the same, one said twice, one that is no receipt, one that is not there.
            held: &[at(3), at(4), at(4), at(6), (4, Digest::of(b"another"))],
            tombstones: &[],
        }),
    );
    assert_eq!((report.receipts(), report.open, report.held), (5, 3, 1));
    assert_eq!(report.unexplained, Some(1));

    let whole = export(&world);
    let mut held = whole.clone();
    let line = json!({"held": {"leaf_index": 9, "commitment": Digest::of(b"kept")}});
    held.insert(held.len() - 1, line.to_string());
    let (summary, bad) = check_export(&held, &world);
    assert_eq!((summary.held, bad.len()), (1, 0));
    assert_eq!(summary.verdict(), Verdict::Holds);
    for wrong in [
        json!({"held": {"leaf_index": 9}}),
        json!({"held": {"leaf_index": 9, "commitment": "short"}}),
        json!({"held": {"leaf_index": 9, "commitment": Digest::of(b"kept"), "user_id": "anna"}}),
        json!({"held": {"leaf_index": 9, "commitment": Digest::of(b"kept")}, "user_id": "anna"}),
    ] {
        held[whole.len() - 1] = wrong.to_string();
        let (summary, bad) = check_export(&held, &world);
        assert_eq!(summary.verdict(), Verdict::Fails);
        assert_eq!(bad, [whole.len() - 1]);
    }
}

// ACCEPTANCE 53 (partly: an auditor who holds an old checkpoint notices another history)
#[test]
fn a_log_with_another_history_is_noticed_by_whoever_holds_an_old_checkpoint() {
    let world = World::new(1);
    let old = world.published().open_checkpoint(&world.checkpoint(4));
    let mut forked = World::new(1);
    forked.leaves[2].commitment = Digest::of(b"another");
    let report = check_log(&forked, vec![old.unwrap()], None, &[]);
    assert!(report.is_signed);
    assert_eq!(report.milestones[0].holds, Some(false));
    assert_eq!(report.verdict(), Verdict::Fails);
    // A checkpoint of more leaves than there are: the log was cut.
    let ahead = Checkpoint {
        size: 99,
        ..world
            .published()
            .open_checkpoint(&world.checkpoint(6))
            .unwrap()
    };
    let report = check_log(&world, vec![ahead], None, &[]);
    assert_eq!(report.verdict(), Verdict::Fails);
    assert!(!LogVerifier::new([]).push(&[9; 34]));
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
