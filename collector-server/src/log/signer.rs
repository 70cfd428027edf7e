//! Who signs the log: its keys, old and new, under one origin.

use consent_core::{
    log::{Checkpoint, LogKey, LogPublicKey, NoteError},
    receipt::Digest,
};

use crate::keys::{Ring, Secret};

/// Signs checkpoints with every key that the log tells of: who knows only the old key can follow the log over a rotation.
#[derive(Debug)]
pub struct Signer {
    /// Oldest first; never empty.
    keys: Vec<LogKey>,
}

impl Signer {
    /// The keys of `ring` under the origin that belongs to a collector's public address.
    ///
    /// # Errors
    /// When the address holds what no origin may (white space, a plus sign).
    pub fn new(public_url: &str, ring: &Ring<Secret>) -> Result<Self, NoteError> {
        let origin = origin(public_url);
        let keys = ring
            .all()
            .map(|(_, seed)| LogKey::from_seed(&origin, seed.bytes()))
            .collect::<Result<_, _>>()?;
        Ok(Self { keys })
    }

    /// As many more keys under the same origin as `ring` has.
    ///
    /// # Errors
    /// Never for an origin that has signed before.
    pub fn with(&self, ring: &Ring<Secret>) -> Result<Self, NoteError> {
        let origin = self.origin();
        let keys = ring
            .all()
            .map(|(_, seed)| LogKey::from_seed(origin, seed.bytes()))
            .collect::<Result<_, _>>()?;
        Ok(Self { keys })
    }

    /// The log's name: its address without the scheme (C2SP `tlog-checkpoint`).
    pub fn origin(&self) -> &str {
        self.keys.first().map_or("", |key| key.public().name())
    }

    /// The keys that anyone may know, oldest first.
    pub fn publics(&self) -> impl Iterator<Item = &LogPublicKey> {
        self.keys.iter().map(LogKey::public)
    }

    /// The signed checkpoint of a tree, by the first `count` keys (at least one), oldest first: a new key signs nothing
    /// before a checkpoint of the old ones covers its leaf.
    pub fn sign(&self, size: u64, root: Digest, count: usize) -> String {
        let checkpoint = Checkpoint {
            origin: self.origin().to_owned(),
            size,
            root,
        };
        let count = count.clamp(1, self.keys.len());
        LogKey::sign_with_all(&checkpoint.to_string(), self.keys.iter().take(count).rev())
    }

    /// Reads a checkpoint that one of the keys signed.
    ///
    /// # Errors
    /// When none did, or it is no checkpoint of this log.
    pub fn open(&self, note: &str) -> Result<Checkpoint, NoteError> {
        let mut verdict = Err(NoteError::Unsigned);
        for key in self.publics() {
            verdict = Checkpoint::open(note, key);
            if verdict.is_ok() {
                break;
            }
        }
        verdict
    }
}

/// `consent.example/log` for `https://consent.example`.
pub fn origin(public_url: &str) -> String {
    let address = public_url
        .split_once("://")
        .map_or(public_url, |(_, rest)| rest);
    format!("{}/log", address.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(seeds: &[u8]) -> Ring<Secret> {
        let mut keys = seeds
            .iter()
            .zip(1..)
            .map(|(seed, number)| (number, Secret::from_bytes([*seed; 32])));
        let first = keys.next().expect("one seed at least");
        Ring::new(first, keys)
    }

    #[test]
    fn the_origin_is_the_address_without_its_scheme() {
        let signer = Signer::new("https://consent.example/", &ring(&[1])).unwrap();
        assert_eq!(signer.origin(), "consent.example/log");
    }

    // ACCEPTANCE 93 (partly: the log's key)
    #[test]
    fn after_a_rotation_old_and_new_key_both_open_what_is_signed() {
        let old = Signer::new("https://consent.example", &ring(&[1])).unwrap();
        let new = Signer::new("https://consent.example", &ring(&[1, 2])).unwrap();
        let note = new.sign(3, Digest::of(b"root"), 2);
        assert_eq!(old.open(&note).unwrap().size, 3);
        assert_eq!(
            new.open(&old.sign(2, Digest::of(b"root"), 1)).unwrap().size,
            2
        );
        let other = Signer::new("https://consent.example", &ring(&[2])).unwrap();
        assert_eq!(other.open(&note).unwrap().size, 3);
        assert!(other.open(&old.sign(2, Digest::of(b"root"), 1)).is_err());
        // Before its leaf is covered the new key stays silent.
        assert!(other.open(&new.sign(3, Digest::of(b"root"), 1)).is_err());
    }
}
