//! The core's tree on top of the store: nodes are read tile by tile, as they are asked for.

use std::collections::BTreeMap;

use consent_core::{
    log::{
        tile::{HEIGHT, WIDTH},
        tree::{Nodes, leaf_hash, node_hash},
    },
    receipt::Digest,
};

use crate::storage::{LogStore, StoreError};

/// The hashes of a tile, as far as there are any.
pub(super) async fn tile_hashes(
    store: &dyn LogStore,
    level: u8,
    index: u64,
) -> Result<Vec<Digest>, StoreError> {
    let (from, count) = (index * WIDTH, WIDTH as usize);
    if level > 0 {
        return store.nodes(level, from, count).await;
    }
    let leaves = store.leaves(from, count).await?;
    Ok(leaves
        .iter()
        .map(|leaf| leaf_hash(&leaf.to_bytes()))
        .collect())
}

/// Answers questions about the tree from tiles that it fetches when they are missing.
///
/// The core asks without waiting; so a question is asked again until every tile that it needs is there. It needs two a
/// level at most, and asking costs microseconds.
pub(super) struct TreeReader<'s> {
    store: &'s dyn LogStore,
    tiles: Tiles,
}

#[derive(Default)]
struct Tiles(BTreeMap<(u8, u64), Vec<Digest>>);

/// A tile that has to be fetched first, or that the store does not have.
#[derive(Debug)]
pub(super) struct Missing {
    level: u8,
    index: u64,
}

impl<'s> TreeReader<'s> {
    pub(super) fn new(store: &'s dyn LogStore) -> Self {
        Self {
            store,
            tiles: Tiles::default(),
        }
    }

    /// Forgets all tiles when there are more than so many.
    pub(super) fn keep_at_most(&mut self, tiles: usize) {
        if self.tiles.0.len() > tiles {
            self.tiles.0.clear();
        }
    }

    /// The answer of `question`.
    ///
    /// # Errors
    /// When the store cannot be read, or lacks a node that the tree must have.
    pub(super) async fn ask<T>(
        &mut self,
        question: impl Fn(&Asked<'_>) -> Result<T, Missing>,
    ) -> Result<T, StoreError> {
        loop {
            let Missing { level, index } = match question(&Asked(&self.tiles)) {
                Ok(answer) => return Ok(answer),
                Err(missing) => missing,
            };
            let place = (level, index);
            if self.tiles.0.contains_key(&place) {
                return Err(StoreError::Corrupt {
                    table: if level == 0 { "leaves" } else { "nodes" },
                    id: format!("tile {level}/{index}"),
                });
            }
            let hashes = tile_hashes(self.store, level, index).await?;
            self.tiles.0.insert(place, hashes);
        }
    }
}

/// The tiles at hand, as the core asks for nodes.
pub(super) struct Asked<'t>(&'t Tiles);

impl Nodes for Asked<'_> {
    type Error = Missing;

    fn node(&self, level: u8, index: u64) -> Result<Digest, Missing> {
        let within = level % HEIGHT;
        let first = index << within;
        let missing = Missing {
            level: level / HEIGHT,
            index: first / WIDTH,
        };
        let offset = (first % WIDTH) as usize;
        let tile = self.0.0.get(&(missing.level, missing.index));
        let hashes = tile.and_then(|tile| tile.get(offset..offset + (1 << within)));
        hashes.map(root).ok_or(missing)
    }
}

/// The root over a power of two of hashes.
fn root(hashes: &[Digest]) -> Digest {
    match hashes {
        [one] => *one,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(&root(left), &root(right))
        }
    }
}
