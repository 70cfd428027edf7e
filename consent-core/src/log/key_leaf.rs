//! The leaf of a key: which keys speak for a collector, or seal and index for it, is in the log before they do.

use sha2::{Digest as _, Sha256};

use crate::receipt::{Digest, Leaf, LeafKind};

/// What a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyUse {
    /// Receipts.
    Receipt,
    /// The log's checkpoints.
    Log,
    /// Wraps data keys; a secret key, of which the log tells a digest.
    Wrap,
    /// Makes blind index values; as [`KeyUse::Wrap`].
    Index,
}

impl KeyUse {
    /// The name in the database and in the published list.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Log => "log",
            Self::Wrap => "wrap",
            Self::Index => "index",
        }
    }

    /// The use of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Receipt, Self::Log, Self::Wrap, Self::Index]
            .into_iter()
            .find(|known| known.as_str() == name)
    }
}

/// The leaf of a key: its commitment is SHA-256("consent-key/v1" ‖ use ‖ 0x00 ‖ 32 bytes), where the bytes are the
/// Ed25519 public key of a key that signs, and the published digest of one that is secret.
pub fn key_leaf(key_use: KeyUse, key: &[u8; 32]) -> Leaf {
    let mut hash = Sha256::new();
    hash.update(b"consent-key/v1");
    hash.update(key_use.as_str());
    hash.update([0]);
    hash.update(key);
    Leaf {
        kind: LeafKind::KeyRotation,
        commitment: Digest::from_bytes(hash.finalize().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_tells_keys_and_their_uses_apart_and_has_the_documented_form() {
        let leaf = key_leaf(KeyUse::Receipt, &[7; 32]);
        let by_hand = [b"consent-key/v1receipt\0".as_slice(), &[7; 32]].concat();
        assert_eq!(leaf.commitment, Digest::of(&by_hand));
        assert_ne!(leaf, key_leaf(KeyUse::Log, &[7; 32]));
        assert_ne!(leaf, key_leaf(KeyUse::Receipt, &[8; 32]));
        for key_use in [KeyUse::Receipt, KeyUse::Log, KeyUse::Wrap, KeyUse::Index] {
            assert_eq!(KeyUse::parse(key_use.as_str()), Some(key_use));
        }
    }
}
