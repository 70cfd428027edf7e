//! The transparency log as the collector keeps it: committed leaves become a tree, the tree is signed, and anyone may
//! ask for what shows it.
//!
//! Start at [`Log`]. `reader` puts the core's tree on top of the store, [`guard`] remembers outside the database what
//! was signed, so that a restored backup can never make the log say two things, and [`signer`] holds the keys.
//! Formats and proofs are the core's (`consent_core::log`); the routes are `http::public::log`.

mod error;
pub mod guard;
mod prover;
pub mod published;
mod reader;
pub mod signer;

use std::{
    convert::Infallible,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use consent_core::{
    log::{
        Checkpoint, KeyUse, ProofFile, proof,
        tile::{HEIGHT, Tile, TileKind, WIDTH, bundle},
        tree::{self, Frontier, leaf_hash},
    },
    receipt::{Digest, PublicKey},
};
use tokio::sync::Mutex;

use crate::{
    clock::Clock,
    keys::{Keys, Purpose, file},
    storage::{
        LogStore, LoggedKey, LoggedTombstone, Predecessor, StoreError, StoredCheckpoint, StoredNode,
    },
};
pub use error::LogError;
use guard::Guard;
pub use prover::Prover;
use reader::TreeReader;
use signer::Signer;

/// How often the collector looks for leaves that are in no checkpoint yet. The promise is a minute (RECEIPTS.md
/// section 4).
const EVERY: Duration = Duration::from_secs(1);
/// Leaves that are read at once.
const BATCH: usize = 4096;

/// The log of one collector.
pub struct Log {
    store: Arc<dyn LogStore>,
    guard: Guard,
    clock: Arc<dyn Clock>,
    /// Who signs, and every key that the log tells of: both change when a key is rotated.
    speakers: RwLock<Speakers>,
    /// The logs of which receipts were taken over.
    predecessors: Vec<Predecessor>,
    /// The newest checkpoint: what is signed and can be asked for.
    head: RwLock<Option<Head>>,
    /// Held by who signs: one after the other, or what is remembered could go back.
    signing: Mutex<()>,
    /// Why the last attempt to take leaves in has failed, if it has.
    failure: RwLock<Option<Arc<str>>>,
}

/// Whose signatures the log has, and whose it tells of.
#[derive(Clone)]
struct Speakers {
    signer: Arc<Signer>,
    /// In the order of their leaves.
    keys: Arc<[LoggedKey]>,
}

impl Speakers {
    /// How many of the signer's keys, oldest first, have a leaf among the first `covered`.
    fn covered(&self, covered: u64) -> usize {
        let is_covered = |key: &[u8; 32]| {
            self.keys.iter().any(|known| {
                known.key_use == KeyUse::Log && known.key == *key && known.leaf_index < covered
            })
        };
        self.signer
            .publics()
            .take_while(|key| is_covered(&key.to_bytes()))
            .count()
    }
}

/// What the log says of itself now.
#[derive(Clone, Debug)]
pub struct Head {
    /// How many leaves are covered.
    pub size: u64,
    /// The signed note.
    pub note: Arc<str>,
}

impl Log {
    /// The log in `store`, as it was left, with a leaf for each of the signer's keys.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn open(
        store: Arc<dyn LogStore>,
        signer: Signer,
        guard: Guard,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let keys = signer.publics().map(|key| (KeyUse::Log, key.to_bytes()));
        let keys = store
            .log_keys(keys.collect(), clock.now().as_millis())
            .await?;
        let predecessors = store.predecessors().await?;
        let newest = store.newest_checkpoint().await?;
        Ok(Self {
            speakers: RwLock::new(Speakers {
                signer: Arc::new(signer),
                keys: keys.into(),
            }),
            predecessors,
            store,
            guard,
            clock,
            signing: Mutex::default(),
            failure: RwLock::default(),
            head: RwLock::new(newest.map(|found| Head {
                size: found.size,
                note: found.note.into(),
            })),
        })
    }

    /// Who signs.
    pub fn signer(&self) -> Arc<Signer> {
        self.speakers().signer
    }

    /// Every key that the log tells of, in the order of their leaves.
    pub fn keys(&self) -> Arc<[LoggedKey]> {
        self.speakers().keys
    }

    /// The logs that this one continues, oldest import first.
    pub fn predecessors(&self) -> &[Predecessor] {
        &self.predecessors
    }

    /// The keys that verify receipts, oldest first.
    pub fn receipt_keys(&self) -> Vec<PublicKey> {
        self.keys()
            .iter()
            .filter(|key| key.key_use == KeyUse::Receipt)
            .filter_map(|key| PublicKey::from_bytes(&key.key))
            .collect()
    }

    fn speakers(&self) -> Speakers {
        self.speakers
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes the keys that were rotated in since: the log's own from the folder, what it tells of from the store.
    async fn follow_rotations(&self) -> Result<Speakers, LogError> {
        let mut speakers = self.speakers();
        let numbers = file::numbers(self.guard.folder(), Purpose::Log)?;
        if numbers.len() > speakers.signer.publics().count() {
            let ring = Keys::open(self.guard.folder())?.log;
            if let Ok(signer) = speakers.signer.with(&ring) {
                speakers.signer = Arc::new(signer);
                let keys = speakers.signer.publics();
                let keys = keys.map(|key| (KeyUse::Log, key.to_bytes())).collect();
                let now_ms = self.clock.now().as_millis();
                self.store.log_keys(keys, now_ms).await?;
            }
        }
        speakers.keys = self.store.logged_keys().await?.into();
        let mut known = self
            .speakers
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *known = speakers.clone();
        Ok(speakers)
    }

    /// The newest checkpoint; none before the first leaf is signed for.
    pub fn head(&self) -> Option<Head> {
        self.head
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps the tree and its checkpoint up with the leaves, for ever.
    pub async fn keep_up(&self) -> Infallible {
        let mut is_failing = false;
        loop {
            match self.integrate().await {
                Ok(_) => is_failing = false,
                // Told once, not every second.
                Err(error) if !is_failing => {
                    is_failing = true;
                    tracing::error!(%error, "the log does not grow");
                }
                Err(_) => {}
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Takes the leaves that are in no checkpoint yet into the tree, and signs it. Says how many there were.
    ///
    /// # Errors
    /// When the store or the guard cannot be used, or the tree is not the continuation of what was signed.
    pub async fn integrate(&self) -> Result<u64, LogError> {
        let _alone = self.signing.lock().await;
        let taken = self.take_in().await;
        let failure = taken.as_ref().err().map(|error| error.reason().into());
        *self.failure.write().unwrap_or_else(PoisonError::into_inner) = failure;
        taken
    }

    /// Why leaves wait that could not be taken in, in words for anyone: then receipts are not in the log within the
    /// minute that is promised, and somebody has to look. Nothing while the log keeps up.
    pub fn failure(&self) -> Option<Arc<str>> {
        self.failure
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn take_in(&self) -> Result<u64, LogError> {
        let speakers = self.follow_rotations().await?;
        let head = self.head();
        let signed = head.as_ref().map_or(0, |head| head.size);
        // Before the leaves are counted: there are at least as many as were signed for.
        let last = self.guard.last(&speakers.signer)?;
        let count = self.store.leaf_count().await?;
        let is_head = |last: &Checkpoint| {
            let note = head.as_ref().map(|head| speakers.signer.open(&head.note));
            note.is_some_and(|read| read.is_ok_and(|read| read == *last))
        };
        // Asked of an idle log too: a backup may have been restored, and nobody has chosen since.
        if let Some(last) = last.filter(|last| count != signed || !is_head(last)) {
            self.check_continues(&last, count).await?;
        }
        if count == signed {
            return Ok(0);
        }
        let mut reader = TreeReader::new(self.store.as_ref());
        let mut frontier = reader.ask(|nodes| Frontier::read(nodes, signed)).await?;
        let mut complete = Vec::new();
        while frontier.size() < count {
            let leaves = self.store.leaves(frontier.size(), BATCH).await?;
            if leaves.is_empty() {
                break;
            }
            for leaf in leaves.iter().take((count - frontier.size()) as usize) {
                frontier.append(leaf_hash(&leaf.to_bytes()), |level, index, hash| {
                    if level > 0 && level % HEIGHT == 0 {
                        complete.push(StoredNode {
                            tile_level: level / HEIGHT,
                            index,
                            hash: *hash,
                        });
                    }
                });
            }
        }
        let (size, root) = (frontier.size(), frontier.root());
        let note = speakers.signer.sign(size, root, speakers.covered(signed));
        // First the guard: what is published must be remembered, whatever happens to the database.
        self.guard.remember(&note)?;
        self.store
            .keep_checkpoint(
                complete,
                StoredCheckpoint {
                    size,
                    note: note.clone(),
                    signed_at_ms: self.clock.now().as_millis(),
                },
            )
            .await?;
        let head = Head {
            size,
            note: note.into(),
        };
        *self.head.write().unwrap_or_else(PoisonError::into_inner) = Some(head);
        Ok(size.saturating_sub(signed))
    }

    /// Refuses a tree that does not begin with what was signed last, wherever the database comes from.
    async fn check_continues(&self, last: &Checkpoint, count: u64) -> Result<(), LogError> {
        if last.size > count {
            return Err(LogError::Behind {
                signed: last.size,
                found: count,
            });
        }
        let root = self.root_of_leaves(last.size).await?;
        if root == last.root {
            Ok(())
        } else {
            Err(LogError::Forked { signed: last.size })
        }
    }

    /// The root over the first `size` leaves: from stored nodes where there are some, else from the leaves.
    async fn root_of_leaves(&self, size: u64) -> Result<Digest, StoreError> {
        let signed = self.head().map_or(0, |head| head.size);
        if size <= signed {
            return TreeReader::new(self.store.as_ref())
                .ask(|nodes| tree::root(nodes, size))
                .await;
        }
        // The guard is ahead of the stored nodes: a crash came between the two.
        let mut reader = TreeReader::new(self.store.as_ref());
        let mut frontier = reader.ask(|nodes| Frontier::read(nodes, signed)).await?;
        while frontier.size() < size {
            let wanted = (size - frontier.size()).min(BATCH as u64) as usize;
            let leaves = self.store.leaves(frontier.size(), wanted).await?;
            if leaves.is_empty() {
                break;
            }
            for leaf in leaves {
                frontier.append(leaf_hash(&leaf.to_bytes()), |_, _, _| {});
            }
        }
        Ok(frontier.root())
    }

    /// The proof that the leaf at `index` is in the log; `None` while no checkpoint covers it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn prove(&self, index: u64) -> Result<Option<ProofFile>, StoreError> {
        match self.prover() {
            Some(mut prover) => prover.prove(index).await,
            None => Ok(None),
        }
    }

    /// What proves many leaves under the newest checkpoint; none before the first leaf is signed for.
    pub fn prover(&self) -> Option<Prover<'_>> {
        Some(Prover::new(self.store.as_ref(), self.head()?))
    }

    /// Every erasure with what its leaf commits to, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn tombstones(&self) -> Result<Vec<LoggedTombstone>, StoreError> {
        self.store.tombstones().await
    }

    /// The proof that the tree of `old` leaves is the beginning of the one of `new`; `None` where the newest checkpoint
    /// does not cover them, or `old` is the larger.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn prove_consistency(
        &self,
        old: u64,
        new: u64,
    ) -> Result<Option<Vec<Digest>>, StoreError> {
        if self.head().is_none_or(|head| new > head.size) {
            return Ok(None);
        }
        TreeReader::new(self.store.as_ref())
            .ask(|nodes| proof::consistency(nodes, old, new))
            .await
    }

    /// The bytes of a tile or bundle; `None` when the newest checkpoint does not cover it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, StoreError> {
        if self.head().is_none_or(|head| !tile.is_in(head.size)) {
            return Ok(None);
        }
        let (from, width) = (tile.first(), usize::from(tile.width));
        let bytes = match tile.kind {
            TileKind::Leaves => {
                let leaves = self.store.leaves(from, width).await?;
                let leaves: Vec<_> = leaves.iter().map(|leaf| leaf.to_bytes()).collect();
                bundle(leaves.iter().map(<[u8; 34]>::as_slice))
            }
            TileKind::Hashes(level) => {
                let hashes = reader::tile_hashes(self.store.as_ref(), level, from / WIDTH).await?;
                let hashes = hashes.iter().take(width);
                hashes.flat_map(|hash| *hash.as_bytes()).collect()
            }
        };
        Ok(Some(bytes))
    }
}
