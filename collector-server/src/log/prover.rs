//! Many proofs under one checkpoint, with the tiles that were read at hand.

use consent_core::log::{ProofFile, proof};

use super::{Head, reader::TreeReader};
use crate::storage::{LogStore, StoreError};

/// Tiles that are kept between two proofs: 8 KB each.
const TILES_KEPT: usize = 256;

/// Proves leaves under the checkpoint that was the newest when it was made.
pub struct Prover<'l> {
    head: Head,
    reader: TreeReader<'l>,
}

impl<'l> Prover<'l> {
    pub(super) fn new(store: &'l dyn LogStore, head: Head) -> Self {
        Self {
            head,
            reader: TreeReader::new(store),
        }
    }

    /// The checkpoint.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The proof that the leaf at `index` is in the log; `None` when the checkpoint does not cover it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn prove(&mut self, index: u64) -> Result<Option<ProofFile>, StoreError> {
        self.reader.keep_at_most(TILES_KEPT);
        let size = self.head.size;
        let path = self
            .reader
            .ask(|nodes| proof::inclusion(nodes, index, size))
            .await?;
        Ok(path.map(|path| ProofFile {
            index,
            path,
            checkpoint: self.head.note.to_string(),
        }))
    }
}
