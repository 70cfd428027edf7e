//! The collector's own keys: five kinds, each for one thing, each able to rotate.
//!
//! They are made on the first start and kept as files that only the owner may read; [`mod@file`] knows
//! how. Losing `wrap` loses every envelope, losing `index` loses every search: back the folder up,
//! apart from the database. Which visitor has which data key is `storage`'s matter.

pub mod file;
mod ring;
mod secret;

use std::path::Path;

use consent_core::receipt::{PublicKey, ReceiptKey};

pub use file::KeyError;
pub use ring::{KeyId, Ring};
pub use secret::Secret;

/// What a key is for. No key serves two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Wraps the subjects' data keys (the key-encryption key).
    Wrap,
    /// Makes blind index values.
    Index,
    /// Signs receipts (Ed25519 seed).
    Receipt,
    /// Signs the log's checkpoints (Ed25519 seed).
    Log,
    /// Protects the console's sessions.
    Session,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] = [
        Self::Wrap,
        Self::Index,
        Self::Receipt,
        Self::Log,
        Self::Session,
    ];

    /// The first part of the key files' names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrap => "wrap",
            Self::Index => "index",
            Self::Receipt => "receipt",
            Self::Log => "log",
            Self::Session => "session",
        }
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
    /// Protects sessions.
    pub session: Ring<Secret>,
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
            session: load(Purpose::Session)?,
        })
    }

    /// The public halves of every receipt key, old ones first: what verifies receipts.
    pub fn receipt_publics(&self) -> impl Iterator<Item = &PublicKey> {
        self.receipt.all().map(|(_, key)| key.public())
    }
}
