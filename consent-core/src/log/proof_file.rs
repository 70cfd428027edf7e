//! Proof files (C2SP `tlog-proof`): index, inclusion path and signed checkpoint in one text, to be checked offline.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::checkpoint::Checkpoint;
use super::note::{LogPublicKey, NoteError};
use super::proof::{ProofError, verify_inclusion};
use super::tree::leaf_hash;
use crate::receipt::{Digest, Leaf};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1\n";
/// A path cannot be longer: one hash for each doubling of the tree.
const MAX_PATH: usize = 63;

/// A leaf's place in the log, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofFile {
    /// The leaf's index.
    pub index: u64,
    /// The inclusion path, lowest first.
    pub path: Vec<Digest>,
    /// The signed checkpoint, as it was published.
    pub checkpoint: String,
}

/// Why a proof file shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofFileError {
    /// Not a text of this form.
    #[error("the text is not a proof file")]
    Malformed,
    /// The checkpoint is not believed.
    #[error("the checkpoint in the proof: {0}")]
    Checkpoint(#[from] NoteError),
    /// The path does not lead from the leaf to the checkpoint.
    #[error("the path in the proof: {0}")]
    Proof(#[from] ProofError),
}

impl ProofFile {
    /// Reads a proof file. Extra data, which this log does not write, are passed over.
    ///
    /// # Errors
    /// [`ProofFileError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, ProofFileError> {
        Self::read(text).ok_or(ProofFileError::Malformed)
    }

    fn read(text: &str) -> Option<Self> {
        let (head, checkpoint) = text.strip_prefix(FIRST_LINE)?.split_once("\n\n")?;
        let mut lines = head.split('\n').peekable();
        if let Some(extra) = lines.next_if(|line| line.starts_with("extra ")) {
            STANDARD.decode(extra.strip_prefix("extra ")?).ok()?;
        }
        let number = lines.next()?.strip_prefix("index ")?;
        let index: u64 = number.parse().ok()?;
        let mut path = Vec::new();
        for line in lines {
            let hash: [u8; 32] = STANDARD.decode(line).ok()?.try_into().ok()?;
            path.push(Digest::from_bytes(hash));
        }
        let is_whole = index.to_string() == number && path.len() <= MAX_PATH;
        is_whole.then(|| Self {
            index,
            path,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// Checks that `leaf` is in the log of `key`, and gives the checkpoint that holds it.
    ///
    /// # Errors
    /// When the checkpoint is not signed by the log, or the path does not lead to it.
    pub fn verify(&self, leaf: Leaf, key: &LogPublicKey) -> Result<Checkpoint, ProofFileError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        let hash = leaf_hash(&leaf.to_bytes());
        verify_inclusion(
            &hash,
            self.index,
            checkpoint.size,
            &checkpoint.root,
            &self.path,
        )?;
        Ok(checkpoint)
    }
}

impl fmt::Display for ProofFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", STANDARD.encode(hash.as_bytes()))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        log::{LogKey, proof, tree, tree::tests::Grown},
        receipt::LeafKind,
    };

    fn leaf(number: u64) -> Leaf {
        Leaf {
            kind: LeafKind::Receipt,
            commitment: Digest::of(&number.to_be_bytes()),
        }
    }

    fn proof(index: u64, size: u64, key: &LogKey) -> ProofFile {
        let mut grown = Grown::default();
        for number in 0..size {
            grown.append(&leaf(number).to_bytes());
        }
        ProofFile {
            index,
            path: proof::inclusion(&grown, index, size).unwrap().unwrap(),
            checkpoint: Checkpoint::sign(size, tree::root(&grown, size).unwrap(), key),
        }
    }

    fn key() -> LogKey {
        LogKey::from_seed("consent.example/log", &[1; 32]).unwrap()
    }

    #[test]
    fn a_proof_file_shows_its_leaf_and_no_other() {
        let file = proof(3, 11, &key());
        let read = ProofFile::parse(&file.to_string()).unwrap();
        assert_eq!(read, file);
        assert_eq!(read.verify(leaf(3), key().public()).unwrap().size, 11);
        assert_eq!(
            read.verify(leaf(4), key().public()),
            Err(ProofFileError::Proof(ProofError::Root))
        );
        let other = LogKey::from_seed("consent.example/log", &[2; 32]).unwrap();
        assert_eq!(
            read.verify(leaf(3), other.public()),
            Err(ProofFileError::Checkpoint(NoteError::Unsigned))
        );
    }

    #[test]
    fn the_form_is_that_of_the_specification() {
        let text = proof(0, 2, &key()).to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "c2sp.org/tlog-proof@v1");
        assert_eq!(lines[1], "index 0");
        assert_eq!(lines[3], "");
        assert_eq!(lines[4], "consent.example/log");
        let extra = text.replace("index 0", "extra AAAA\nindex 0");
        assert_eq!(ProofFile::parse(&extra), ProofFile::parse(&text));
        for bad in [
            text.replace("@v1", "@v2"),
            text.replace("index 0", "index 00"),
            text.replace("index 0", "extra !\nindex 0"),
            text.replace("\n\n", "\n"),
            String::new(),
        ] {
            assert_eq!(
                ProofFile::parse(&bad),
                Err(ProofFileError::Malformed),
                "{bad}"
            );
        }
    }

    proptest! {
        // ACCEPTANCE 51 (partly: of a proof, every changed byte is noticed)
        #[test]
        fn any_changed_byte_of_a_proof_is_noticed(index in 0_u64..13, place in any::<usize>(), bit in 0_u8..7) {
            let file = proof(index, 13, &key());
            let mut bytes = file.to_string().into_bytes();
            let place = place % bytes.len();
            bytes[place] ^= 1 << bit;
            if let Ok(text) = String::from_utf8(bytes) {
                let verdict = ProofFile::parse(&text).map(|read| read.verify(leaf(index), key().public()));
                prop_assert!(!matches!(verdict, Ok(Ok(_))), "{}", text);
            }
        }

        #[test]
        fn no_text_panics(text in "(c2sp.org/tlog-proof@v1\n(index [0-9]{0,20}\n)?)?\\PC*\n\n\\PC*") {
            if let Ok(read) = ProofFile::parse(&text) {
                let _ = read.verify(leaf(0), key().public());
            }
        }
    }
}
