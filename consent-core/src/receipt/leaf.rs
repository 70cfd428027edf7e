//! The receipt's leaf in the log: a salted commitment that says nothing to who has not the receipt.

use sha2::{Digest as _, Sha256};

use super::{Digest, text::ParseError};

/// SHA-256("consent-leaf/v1" ‖ salt ‖ SHA-256(JWS)). The salt is 32 random bytes that only the visitor's copy and
/// the sealed envelope hold; once both are gone the commitment is a number about nobody. `jws` is the compact
/// form without disclosures, so withholding or erasing those leaves the proof whole.
pub fn commitment(salt: &[u8; 32], jws: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"consent-leaf/v1");
    hash.update(salt);
    hash.update(Sha256::digest(jws));
    Digest::from_bytes(hash.finalize().into())
}

/// What a leaf commits to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum LeafKind {
    /// A receipt, by [`commitment`].
    Receipt = 1,
    /// A notice as shown, by plain hash.
    Notice = 2,
    /// A published configuration, by plain hash.
    Config = 3,
    /// A script as served, by plain hash.
    Build = 4,
    /// A new key.
    KeyRotation = 5,
    /// An erasure.
    Tombstone = 6,
    /// The newest checkpoint of the log that imported receipts come from, by the plain hash of the signed note.
    Predecessor = 7,
}

impl LeafKind {
    const ALL: [Self; 7] = [
        Self::Receipt,
        Self::Notice,
        Self::Config,
        Self::Build,
        Self::KeyRotation,
        Self::Tombstone,
        Self::Predecessor,
    ];
}

/// A leaf: no identifier, no time and no purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What kind of thing it commits to.
    pub kind: LeafKind,
    /// The commitment.
    pub commitment: Digest,
}

impl Leaf {
    /// Length of the byte form.
    pub const LENGTH: usize = 34;
    const VERSION: u8 = 1;

    /// Version 1, kind, commitment.
    pub fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[0] = Self::VERSION;
        bytes[1] = self.kind as u8;
        bytes[2..].copy_from_slice(self.commitment.as_bytes());
        bytes
    }

    /// Reads [`Leaf::to_bytes`].
    ///
    /// # Errors
    /// For another version or an unknown kind.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, ParseError> {
        let [version, kind, commitment @ ..] = bytes;
        let kind = LeafKind::ALL
            .into_iter()
            .find(|known| *version == Self::VERSION && *known as u8 == *kind)
            .ok_or(ParseError("a leaf of version 1 and a known kind"))?;
        Ok(Self {
            kind,
            commitment: Digest::from_bytes(*commitment),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commitment_has_the_documented_form() {
        let by_hand = [
            b"consent-leaf/v1".as_slice(),
            &[7; 32],
            Digest::of(b"a.b.c").as_bytes(),
        ]
        .concat();
        assert_eq!(commitment(&[7; 32], "a.b.c"), Digest::of(&by_hand));
        assert_ne!(commitment(&[8; 32], "a.b.c"), Digest::of(&by_hand));
        assert_ne!(commitment(&[7; 32], "a.b.d"), Digest::of(&by_hand));
    }

    #[test]
    fn a_leaf_is_34_bytes_and_read_back() {
        for kind in LeafKind::ALL {
            let leaf = Leaf {
                kind,
                commitment: Digest::from_bytes([9; 32]),
            };
            let bytes = leaf.to_bytes();
            assert_eq!(bytes.len(), 34);
            assert_eq!(Leaf::from_bytes(&bytes), Ok(leaf));
        }
        assert!(Leaf::from_bytes(&[0; 34]).is_err());
        assert!(Leaf::from_bytes(&[1; 34].map(|_| 7)).is_err());
    }
}
