//! Our verifier beside a second one of other parts (`verify.mjs`: node and `jose`): on true receipts and on changed
//! ones both come to the same verdict, and read the same claims.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::{
    convert::Infallible,
    io::Write as _,
    process::{Command, Stdio},
};

use consent_core::{
    category::Category,
    log::{
        Checkpoint, LogKey, ProofFile, proof,
        tree::{Frontier, Nodes, leaf_hash},
    },
    receipt::{
        Claims, Decision, Digest, Disclosed, DisclosureSalts, EventState, Leaf, LeafKind,
        LegalBasis, Method, PurposeClaim, ReceiptCode, ReceiptId, ReceiptKey, RecordId, Regime,
        Schema, SdJwt, Signals, UtcMillis, VendorClaim, commitment,
    },
    verify::{PublishedKeys, Verdict, verify_receipt},
};
use product_tests::{
    prerequisite::{not_run, or_not_run, program, workspace},
    tagfarm::node_modules,
};
use serde_json::{Value, json};

const ORIGIN: &str = "consent.example/log";
const RECEIPTS: u64 = 40;

/// Numbers that look like chance and are the same in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

fn receipt(key: &ReceiptKey, number: u8, chance: &mut Chance) -> SdJwt {
    let id = ReceiptId::from_random([number; 16]);
    let claims = Claims {
        iss: "https://consent.example".to_owned(),
        schema: Schema::default(),
        receipt_id: id,
        code: ReceiptCode::of(id),
        record_id: RecordId::from_random([number; 16]),
        prev_receipt: None,
        site: "shop".to_owned(),
        state: EventState::ConsentGiven,
        method: Method::BannerSave,
        event_time: UtcMillis::new(1_795_456_800_000 + i64::from(number)),
        validity: "P6M".to_owned(),
        purposes: vec![PurposeClaim {
            id: "statistik-åäö".to_owned(),
            category: Category::Statistics,
            version_hash: Digest::from_bytes([3; 32]),
            decision: Decision::Granted,
            legal_basis: LegalBasis::Consent,
            dpv: None,
        }],
        clause: None,
        channels: Vec::new(),
        vendors: vec![VendorClaim {
            id: "matlada".to_owned(),
            purpose: "statistik-åäö".to_owned(),
            name: format!("Matlåda \"{number}\" AB"),
            country: Some("SE".to_owned()),
            recipients: vec!["Moln AB".to_owned()],
            version_hash: Digest::from_bytes([7; 32]),
            decision: Decision::Granted,
        }],
        regime: Some(Regime::EuGdpr),
        jurisdiction: Some("SE".to_owned()),
        notice_hash: Digest::from_bytes([4; 32]),
        notice_lang: "sv".to_owned(),
        config_hash: Digest::from_bytes([5; 32]),
        build_hash: Digest::from_bytes([6; 32]),
        signals: Signals { gpc: false },
        blocked: [("statistics".to_owned(), 3)].into(),
    };
    let disclosed = Disclosed {
        ip: Some([192, 0, 2, number].into()),
        ip_hash: Some(format!("1.{}", "Zz0_".repeat(11)[..43].to_owned())),
        user_id: Some(format!("kund \"{number}\" åäö")),
        user_agent: Some("Firefox 140".to_owned()),
        ..Disclosed::default()
    };
    let mut salts = DisclosureSalts::default();
    for salt in &mut salts {
        salt[..8].copy_from_slice(&chance.next().to_le_bytes());
    }
    SdJwt::issue(&claims, &disclosed, &salts, key)
}

struct Levels(Vec<Vec<Digest>>);

impl Nodes for Levels {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Digest, Infallible> {
        Ok(self.0[usize::from(level)][index as usize])
    }
}

/// What both are asked.
struct Case {
    receipt: String,
    salt: String,
    proof: ProofFile,
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            let digit = bits >> (18 - 6 * place) & 63;
            text.push(char::from(ALPHABET[digit as usize]));
        }
    }
    text
}

/// True cases: every receipt, and every receipt with something withheld.
fn true_cases(key: &ReceiptKey, log: &LogKey, chance: &mut Chance) -> Vec<Case> {
    let mut levels = Levels(vec![Vec::new(); 8]);
    let mut tree = Frontier::default();
    let mut receipts = Vec::new();
    for number in 0..RECEIPTS as u8 {
        let receipt = receipt(key, number, chance);
        let salt = [number ^ 0x5a; 32];
        let leaf = Leaf {
            kind: LeafKind::Receipt,
            commitment: commitment(&salt, receipt.jws()),
        };
        tree.append(leaf_hash(&leaf.to_bytes()), |level, _, hash| {
            levels.0[usize::from(level)].push(*hash);
        });
        receipts.push((receipt, salt));
    }
    let note = Checkpoint::sign(RECEIPTS, tree.root(), log);
    let mut cases = Vec::new();
    for (index, (receipt, salt)) in (0..).zip(receipts) {
        let path = proof::inclusion(&levels, index, RECEIPTS).unwrap().unwrap();
        let kept = receipt
            .disclosures()
            .iter()
            .filter(|_| chance.below(2) == 0);
        let copy = SdJwt::from_parts(receipt.jws().to_owned(), kept.cloned().collect()).unwrap();
        for text in [receipt.to_string(), copy.to_string()] {
            cases.push(Case {
                receipt: text,
                salt: base64url(&salt),
                proof: ProofFile {
                    index,
                    path: path.clone(),
                    checkpoint: note.clone(),
                },
            });
        }
    }
    cases
}

/// Changed cases: a byte of the receipt, of the salt or of the path, the place, or a disclosure of another receipt.
fn changed_cases(cases: &[Case], chance: &mut Chance) -> Vec<Case> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=+ ";
    let mut change = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        let at = chance.below(bytes.len());
        let before = bytes[at];
        while bytes[at] == before {
            bytes[at] = letters[chance.below(letters.len())];
        }
        String::from_utf8(bytes).unwrap()
    };
    let mut changed = Vec::new();
    for round in 0..1200 {
        let case = &cases[round % cases.len()];
        let other = &cases[(round + 2) % cases.len()];
        let mut next = Case {
            receipt: case.receipt.clone(),
            salt: case.salt.clone(),
            proof: case.proof.clone(),
        };
        match round / cases.len() % 6 {
            0..=2 => next.receipt = change(&next.receipt),
            3 => next.salt = change(&next.salt),
            4 => next.proof.path.clone_from(&other.proof.path),
            _ => {
                let own = next.receipt.split('~').next().unwrap();
                let foreign: Vec<&str> = other.receipt.split('~').skip(1).collect();
                if foreign.len() < 2 {
                    continue;
                }
                next.receipt = format!("{own}~{}", foreign.join("~"));
            }
        }
        changed.push(next);
    }
    // The last letter of a signature has bits that say nothing: only one way to write them is right.
    for case in cases {
        let (jws, rest) = case.receipt.split_once('~').unwrap();
        let last = jws.chars().next_back().unwrap();
        for letter in ['B', 'R', 'h', 'x']
            .into_iter()
            .filter(|letter| *letter != last)
        {
            changed.push(Case {
                receipt: format!("{}{letter}~{rest}", &jws[..jws.len() - 1]),
                salt: case.salt.clone(),
                proof: case.proof.clone(),
            });
        }
    }
    changed
}

/// The second verifier's answers; `None` where it cannot run.
fn second(keys: &Value, root: &Digest, cases: &[Case]) -> Option<Vec<Value>> {
    let modules = or_not_run(node_modules())?;
    let Some(node) = program("NODE", &["node"]) else {
        not_run("no node (cargo xtask doctor tells how to mend it)");
        return None;
    };
    let cases: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({
                "receipt": case.receipt,
                "salt": case.salt,
                "proof": {
                    "index": case.proof.index, "size": RECEIPTS, "root": root, "path": case.proof.path,
                },
            })
        })
        .collect();
    let mut child = Command::new(node)
        .arg(workspace().join("tests/second_verifier/verify.mjs"))
        .arg(modules.parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = json!({"keys": keys, "cases": cases}).to_string();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

// ACCEPTANCE 51
#[test]
fn two_verifiers_of_different_parts_agree_on_true_and_on_changed_receipts() {
    let mut chance = Chance(51);
    let key = ReceiptKey::from_seed(&[7; 32]);
    let log = LogKey::from_seed(ORIGIN, &[8; 32]).unwrap();
    let jwk: Value = serde_json::from_str(&key.public().to_jwk()).unwrap();
    let published = json!({
        "origin": ORIGIN, "log_keys": [log.public().to_string()], "receipt_keys": [jwk],
    });
    let published = PublishedKeys::parse(&published.to_string()).unwrap();
    let mut cases = true_cases(&key, &log, &mut chance);
    let true_ones = cases.len();
    cases.extend(changed_cases(&cases, &mut chance));
    let checkpoint = published.open_checkpoint(&cases[0].proof.checkpoint);
    let root = checkpoint.unwrap().root;
    let Some(theirs) = second(&json!([jwk]), &root, &cases) else {
        return;
    };
    let mut holding = 0;
    for (number, (case, theirs)) in cases.iter().zip(&theirs).enumerate() {
        let bundle = json!({
            "receipt": case.receipt, "salt": case.salt, "proof": case.proof.to_string(),
        });
        let ours = verify_receipt(&bundle.to_string(), Some(&published));
        let holds = ours.verdict() == Verdict::Holds;
        assert_eq!(holds, !theirs.is_null(), "case {number}: {}", case.receipt);
        assert!(
            holds || number >= true_ones,
            "a true one: {:?}",
            ours.checks
        );
        if let (true, Some(read)) = (holds, ours.receipt) {
            holding += 1;
            assert_eq!(theirs["receipt_id"], read.claims.receipt_id.to_string());
            assert_eq!(theirs["event_time"], read.claims.event_time.to_string());
            assert_eq!(theirs["purposes"][0]["id"], read.claims.purposes[0].id);
            assert_eq!(theirs["vendors"], json!(read.claims.vendors));
            assert_eq!(theirs["regime"], json!(read.claims.regime));
            assert_eq!(theirs["jurisdiction"], json!(read.claims.jurisdiction));
            let shown = |name: &str| theirs[name].as_str().map(str::to_owned);
            assert_eq!(shown("user_id"), read.disclosed.user_id);
            assert_eq!(shown("ip"), read.disclosed.ip.map(|ip| ip.to_string()));
            assert_eq!(shown("ip_hash"), read.disclosed.ip_hash);
        }
    }
    // Nothing that was changed holds; changes that are none at all (the same path) are not made.
    assert_eq!(holding, true_ones, "of {} cases", cases.len());
    println!("{} cases, {holding} hold, no disagreement", cases.len());
}
