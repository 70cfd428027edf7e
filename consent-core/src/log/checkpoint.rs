//! Checkpoints (C2SP `tlog-checkpoint`): what the log promises about itself at one size, signed as a note.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::note::{LogKey, LogPublicKey, NoteError};
use crate::receipt::Digest;

/// The tree at one size. Its text form is the body of a checkpoint: origin, size, root, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which is its key's name too.
    pub origin: String,
    /// How many leaves there are.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

impl Checkpoint {
    /// The signed note of this checkpoint, under the key's own name.
    pub fn sign(size: u64, root: Digest, key: &LogKey) -> String {
        let checkpoint = Self {
            origin: key.public().name().to_owned(),
            size,
            root,
        };
        key.sign(&checkpoint.to_string())
    }

    /// Reads a signed checkpoint of the log that `key` belongs to.
    ///
    /// # Errors
    /// When the note is not signed by it, or its text is not a checkpoint of that origin.
    pub fn open(note: &str, key: &LogPublicKey) -> Result<Self, NoteError> {
        let checkpoint = Self::parse(key.open(note)?).ok_or(NoteError::Malformed)?;
        if checkpoint.origin == key.name() {
            Ok(checkpoint)
        } else {
            Err(NoteError::Unsigned)
        }
    }

    /// Reads the body of a checkpoint; extension lines are passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        let root: [u8; 32] = STANDARD.decode(root).ok()?.try_into().ok()?;
        // A number has one form: no sign, no leading zero.
        let is_whole = !origin.is_empty() && number.to_string() == size && text.ends_with('\n');
        is_whole.then(|| Self {
            origin: origin.to_owned(),
            size: number,
            root: Digest::from_bytes(root),
        })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = STANDARD.encode(self.root.as_bytes());
        write!(f, "{}\n{}\n{root}\n", self.origin, self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tree::empty_root;

    #[test]
    fn a_checkpoint_is_read_back_by_its_own_key_only() {
        let key = LogKey::from_seed("consent.example/log", &[1; 32]).unwrap();
        let note = Checkpoint::sign(17, empty_root(), &key);
        let read = Checkpoint::open(&note, key.public()).unwrap();
        assert_eq!((read.size, read.root), (17, empty_root()));
        assert_eq!(read.origin, "consent.example/log");
        let other = LogKey::from_seed("consent.example/log", &[2; 32]).unwrap();
        assert_eq!(
            Checkpoint::open(&note, other.public()),
            Err(NoteError::Unsigned)
        );
    }

    #[test]
    fn numbers_and_roots_have_one_form() {
        let good = Checkpoint {
            origin: "o".into(),
            size: 3,
            root: empty_root(),
        }
        .to_string();
        assert!(Checkpoint::parse(&good).is_some());
        assert!(Checkpoint::parse(&format!("{good}extension\n")).is_some());
        for bad in [
            good.replace('3', "03"),
            good.replace('3', "+3"),
            good.replace('3', "-3"),
            good.replace('o', ""),
            good.replace('=', ""),
            good.trim_end().to_owned(),
            String::new(),
        ] {
            assert_eq!(Checkpoint::parse(&bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_published_crate_reads_our_checkpoints() {
        let key = LogKey::from_seed("consent.example/log", &[1; 32]).unwrap();
        let note = Checkpoint::sign(5, empty_root(), &key);
        let text = key.public().open(&note).unwrap();
        let read = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).unwrap();
        assert_eq!(read.size(), 5);
        assert_eq!(read.hash().0, *empty_root().as_bytes());
    }
}
