//! What a rotation has to bring over: data keys under a new wrapping key, index values to a new epoch.
//!
//! Which rows are done is told by the rows themselves, so the work can end anywhere and go on later.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::StoreError;
use crate::keys::KeyId;

/// The kinds of rows that stand under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyedRows {
    /// Subjects' wrapped data keys.
    DataKeys,
    /// Index values of subjects: browser's key and user id.
    Subjects,
    /// Index values of receipts: user id and address.
    Receipts,
    /// Who is not to be taken up again.
    Suppressions,
}

impl KeyedRows {
    /// Under the wrapping key.
    pub const WRAPPED: [Self; 1] = [Self::DataKeys];
    /// Under the index key.
    pub const INDEXED: [Self; 3] = [Self::Subjects, Self::Receipts, Self::Suppressions];

    /// For people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataKeys => "data keys",
            Self::Subjects => "subjects",
            Self::Receipts => "receipts",
            Self::Suppressions => "suppressions",
        }
    }
}

/// How many rows stand under each key of a kind.
pub type RowsByKey = BTreeMap<KeyId, u64>;

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RekeyStep {
    /// Rows that were brought over.
    pub done: u64,
    /// Rows that do not open under the key that they name; they were left as they are.
    pub unreadable: u64,
    /// Where the next step begins; none when nothing is left.
    pub next: Option<RowPlace>,
}

/// A place among the rows of one kind, as the database orders them; the default is before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowPlace(pub i64);

/// The part of rotation that is the database's.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// How many rows stand under which key.
    async fn rows_by_key(&self, rows: KeyedRows) -> Result<RowsByKey, StoreError>;

    /// Brings some rows after `after` under the newest key: few, so that visitors' choices wait no longer than a moment.
    async fn rekey(&self, rows: KeyedRows, after: RowPlace) -> Result<RekeyStep, StoreError>;
}
