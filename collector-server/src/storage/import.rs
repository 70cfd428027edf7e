//! Receipts of another collector, taken over into an empty store.
//!
//! Receipts come as they were signed, with their salts; everything else is made anew: subjects and their keys, envelopes,
//! blind indexes, leaves. What was checked before is not checked again here.

use std::io;

use async_trait::async_trait;
use consent_core::receipt::{Digest, SdJwt};

use super::{Notice, StoreError};

/// Why a store that is not empty takes nothing over.
pub const NOT_EMPTY: &str = "the store holds receipts already";

/// A receipt with its salt. Has no `Debug`: personal data.
pub struct ImportedReceipt {
    /// With every disclosure that is still kept.
    pub receipt: SdJwt,
    /// What its leaf commits with.
    pub salt: [u8; 32],
}

/// Receipts in the order of their leaves in the old log, so that each comes after the one that it follows. They are
/// read one at a time, however many there are, and may be asked for again.
pub trait ImportedReceipts: Send {
    /// How many there are.
    fn count(&self) -> u64;

    /// The receipt of that number, from 0.
    ///
    /// # Errors
    /// When it cannot be read, or is not what it was when it was checked.
    fn read(&mut self, number: u64) -> io::Result<ImportedReceipt>;
}

/// Everything that is taken over.
pub struct Import {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The newest signed checkpoint of the log that the receipts come from. A leaf commits to it by its SHA-256, so that
    /// the new log says which one it continues.
    pub checkpoint: String,
    /// Public keys that signed the receipts (Ed25519, 32 bytes); they are published from now on.
    pub receipt_keys: Vec<[u8; 32]>,
    /// The notices that receipts refer to.
    pub notices: Vec<Notice>,
    /// The configurations that they refer to, each with its site.
    pub configs: Vec<(String, String)>,
    /// SHA-256 of the scripts that they refer to.
    pub builds: Vec<Digest>,
    /// The receipts.
    pub receipts: Box<dyn ImportedReceipts>,
}

/// What was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Receipts.
    pub receipts: u64,
    /// Subjects, of which each has a data key of its own here.
    pub subjects: u64,
    /// Index of the leaf that commits to the old log's checkpoint.
    pub leaf_index: u64,
}

/// Takes receipts over.
#[async_trait]
pub trait ImportStore: Send + Sync {
    /// Takes everything over in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`NOT_EMPTY`] when there are receipts or subjects; otherwise when a receipt cannot
    /// be read or does not fit. Nothing was taken over then.
    async fn import(&self, import: Import) -> Result<Imported, StoreError>;

    /// Whether there are receipts or subjects.
    async fn is_empty(&self) -> Result<bool, StoreError>;
}
