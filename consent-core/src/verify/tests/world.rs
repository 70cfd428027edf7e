//! A collector in a few lines, for what the verifier is asked about it.

use super::*;

pub(super) const ORIGIN: &str = "consent.example/log";
pub(super) const NOTICE: &str = "Vi använder kakor\nGodkänn\nAvvisa\n";

/// A collector in a few lines: keys, and a log of some receipts and one notice.
pub(super) struct World {
    pub(super) receipt_key: ReceiptKey,
    pub(super) log_key: LogKey,
    pub(super) receipts: Vec<(SdJwt, [u8; 32])>,
    pub(super) leaves: Vec<Leaf>,
}

pub(super) fn tombstone() -> Tombstone {
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
    pub(super) fn new(seed: u8) -> Self {
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

    pub(super) fn keys(&self) -> Value {
        let jwk: Value = serde_json::from_str(&self.receipt_key.public().to_jwk()).unwrap();
        json!({
            "origin": ORIGIN,
            "log_keys": [self.log_key.public().to_string()],
            "receipt_keys": [jwk],
        })
    }

    pub(super) fn published(&self) -> PublishedKeys {
        PublishedKeys::parse(&self.keys().to_string()).unwrap()
    }

    pub(super) fn checkpoint(&self, size: usize) -> String {
        let mut tree = Frontier::default();
        for leaf in &self.leaves[..size] {
            tree.append(leaf_hash(&leaf.to_bytes()), |_, _, _| {});
        }
        Checkpoint::sign(size as u64, tree.root(), &self.log_key)
    }

    pub(super) fn proof(&self, index: u64) -> String {
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

    pub(super) fn bundle(&self, number: usize) -> Value {
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
