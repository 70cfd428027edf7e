//! What the transparency log needs of the store: leaves as they were committed, nodes and checkpoints as they are made.

use async_trait::async_trait;
use consent_core::{
    log::KeyUse,
    receipt::{Digest, Leaf, Tombstone},
};

use super::StoreError;

/// A complete node at a tile level above the leaves' own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredNode {
    /// 1 for the roots over 256 leaves, and so on.
    pub tile_level: u8,
    /// Its number at that level.
    pub index: u64,
    /// The root over what is below it.
    pub hash: Digest,
}

/// A checkpoint as it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// How many leaves it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed, milliseconds since 1970.
    pub signed_at_ms: i64,
}

/// A key that the log tells of, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedKey {
    /// What it is for.
    pub key_use: KeyUse,
    /// Its public name: [`crate::keys::Purpose::public_name`].
    pub key: [u8; 32],
    /// Its leaf.
    pub leaf_index: u64,
    /// When the leaf was written, milliseconds since 1970.
    pub logged_at_ms: i64,
}

/// An erasure as the log tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedTombstone {
    /// What is stated.
    pub tombstone: Tombstone,
    /// What keeps the statement from being guessed.
    pub salt: [u8; 32],
    /// Its leaf.
    pub leaf_index: u64,
}

/// A log of which receipts were taken over: its newest checkpoint, and the leaf of this log that commits to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// The signed note.
    pub checkpoint: String,
    /// Index of the leaf.
    pub leaf_index: u64,
}

/// Keeps the log. What is a receipt's is [`super::ReceiptStore`]'s: it appends the leaves.
#[async_trait]
pub trait LogStore: Send + Sync {
    /// How many leaves are committed.
    async fn leaf_count(&self) -> Result<u64, StoreError>;

    /// At most `count` leaves from the index `from` on, in order and without gaps.
    async fn leaves(&self, from: u64, count: usize) -> Result<Vec<Leaf>, StoreError>;

    /// At most `count` nodes of a tile level from the index `from` on, in order and without gaps.
    async fn nodes(
        &self,
        tile_level: u8,
        from: u64,
        count: usize,
    ) -> Result<Vec<Digest>, StoreError>;

    /// The checkpoint that covers most leaves.
    async fn newest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError>;

    /// Every erasure, oldest first.
    async fn tombstones(&self) -> Result<Vec<LoggedTombstone>, StoreError>;

    /// The logs that were taken over, oldest import first.
    async fn predecessors(&self) -> Result<Vec<Predecessor>, StoreError>;

    /// Gives each of these keys that has none a leaf, and tells of every key that ever had one, in the order of the
    /// leaves. Called before a key signs anything.
    async fn log_keys(
        &self,
        keys: Vec<(KeyUse, [u8; 32])>,
        now_ms: i64,
    ) -> Result<Vec<LoggedKey>, StoreError>;

    /// Every key that ever had a leaf, in the order of the leaves.
    async fn logged_keys(&self) -> Result<Vec<LoggedKey>, StoreError>;

    /// Keeps a checkpoint and the nodes that were complete for the first time, both or neither. What is there stays.
    async fn keep_checkpoint(
        &self,
        nodes: Vec<StoredNode>,
        checkpoint: StoredCheckpoint,
    ) -> Result<(), StoreError>;
}
