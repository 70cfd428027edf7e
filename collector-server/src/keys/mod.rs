//! The collector's own keys: four kinds, each for one thing, each able to rotate.
//!
//! They are made on the first start and kept as files that only the owner may read; [`mod@file`] knows
//! how, [`watch`] sees a new one while the collector serves. Losing `wrap` loses every envelope, losing `index` loses every search: back the folder up,
//! apart from the database. Which visitor has which data key is `storage`'s matter.

pub mod file;
mod ring;
mod secret;
pub mod watch;

use std::path::{Path, PathBuf};

use consent_core::{
    log::{KeyUse, LogKey, NoteError},
    receipt::{Digest, PublicKey, ReceiptKey},
};

pub use file::KeyError;
pub use ring::{KeyId, Ring};
pub use secret::Secret;

/// What a key is for. No key serves two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Wraps the subjects' data keys (the key-encryption key).
    Wrap,
    /// Makes blind index values.
    Index,
    /// Signs receipts (Ed25519 seed).
    Receipt,
    /// Signs the log's checkpoints (Ed25519 seed).
    Log,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Wrap, Self::Index, Self::Receipt, Self::Log];

    /// The first part of the key files' names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrap => "wrap",
            Self::Index => "index",
            Self::Receipt => "receipt",
            Self::Log => "log",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// How the log names a key of this kind.
    pub const fn key_use(self) -> KeyUse {
        match self {
            Self::Wrap => KeyUse::Wrap,
            Self::Index => KeyUse::Index,
            Self::Receipt => KeyUse::Receipt,
            Self::Log => KeyUse::Log,
        }
    }

    /// What the log may tell of a key: the public half of one that signs, and of one that has none
    /// SHA-256("samtycke key name v1 " ‖ kind ‖ 0x00 ‖ key). A hash of 256 random bits gives nothing away.
    ///
    /// # Errors
    /// When `public_url` cannot name the log.
    pub fn public_name(self, key: &Secret, public_url: &str) -> Result<[u8; 32], NoteError> {
        Ok(match self {
            Self::Receipt => ReceiptKey::from_seed(key.bytes()).public().to_bytes(),
            Self::Log => {
                let origin = crate::log::signer::origin(public_url);
                LogKey::from_seed(&origin, key.bytes())?.public().to_bytes()
            }
            Self::Wrap | Self::Index => {
                let mut named = zeroize::Zeroizing::new(b"samtycke key name v1 ".to_vec());
                named.extend_from_slice(self.as_str().as_bytes());
                named.push(0);
                named.extend_from_slice(key.bytes());
                *Digest::of(&named).as_bytes()
            }
        })
    }
}

/// Every key of a collector, the old ones too. Has no `Debug`.
pub struct Keys {
    /// Wrap subjects' data keys.
    pub wrap: Ring<Secret>,
    /// Make blind index values; the number is the epoch of a row.
    pub index: Ring<Secret>,
    /// Sign receipts.
    pub receipt: Ring<ReceiptKey>,
    /// Signs the log.
    pub log: Ring<Secret>,
    folder: PathBuf,
}

impl Keys {
    /// Reads the keys in `folder`, and makes those that are missing.
    ///
    /// # Errors
    /// When the folder or a file cannot be read or written, may be read by others, or is no key.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        file::prepare(folder)?;
        let load = |purpose| file::load(folder, purpose);
        Ok(Self {
            wrap: load(Purpose::Wrap)?,
            index: load(Purpose::Index)?,
            receipt: load(Purpose::Receipt)?.map(|seed| ReceiptKey::from_seed(seed.bytes())),
            log: load(Purpose::Log)?,
            folder: folder.to_owned(),
        })
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The public halves of every receipt key, old ones first: what verifies receipts.
    pub fn receipt_publics(&self) -> impl Iterator<Item = &PublicKey> {
        self.receipt.all().map(|(_, key)| key.public())
    }
}
