//! A whole log: the tree is built anew from its leaves, and every leaf has to be accounted for.

use std::collections::{BTreeMap, BTreeSet};

use super::report::Verdict;
use crate::{
    log::{
        Checkpoint,
        tile::HEIGHT,
        tree::{Frontier, leaf_hash},
    },
    receipt::{Digest, Leaf, LeafKind},
};

/// A checkpoint that somebody holds from earlier, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// The checkpoint; its signature was checked when it was read.
    pub checkpoint: Checkpoint,
    /// Whether the log's first leaves are those that it covers. `None` until there are as many.
    pub holds: Option<bool>,
}

/// Builds the tree over leaves.
pub struct LogVerifier {
    frontier: Frontier,
    leaves: Vec<Leaf>,
    /// By level of tiles, the nodes that nobody has taken yet.
    nodes: BTreeMap<u8, Vec<Digest>>,
    milestones: Vec<Milestone>,
}

/// What an export accounts for, to be looked up in the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accounted<'e> {
    /// Index and commitment of every receipt that was shown.
    pub receipts: &'e [(u64, Digest)],
    /// Index and commitment of every receipt that is said to be under a legal hold.
    pub held: &'e [(u64, Digest)],
    /// Index and commitment of every tombstone whose statement was shown, and how many receipts it says are gone.
    pub tombstones: &'e [(u64, Digest, u64)],
}

/// What a log came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogReport {
    /// How many leaves.
    pub size: u64,
    /// Whether they make up the tree that the newest checkpoint signs.
    pub is_signed: bool,
    /// The older checkpoints that were to be checked.
    pub milestones: Vec<Milestone>,
    /// Index and commitment of the leaves that name a log which this one continues.
    pub predecessors: Vec<(u64, Digest)>,
    /// How many leaves of each kind.
    pub kinds: BTreeMap<LeafKind, u64>,
    /// Leaves of receipts that were shown.
    pub open: u64,
    /// Receipts that are gone according to tombstones whose statements were shown.
    pub erased: u64,
    /// Leaves of receipts that were not shown because, as the collector says, a legal hold restricts them.
    pub held: u64,
    /// Leaves of receipts that were neither shown, held nor erased. Counted only where an export was checked beside the log.
    pub unexplained: Option<u64>,
    /// The shown receipts (by their number in what was shown) whose leaf is not where they say it is.
    pub misplaced: Vec<usize>,
}

impl LogReport {
    /// What follows from it.
    pub fn verdict(&self) -> Verdict {
        let is_past_whole = self
            .milestones
            .iter()
            .all(|milestone| milestone.holds == Some(true));
        let is_all_there = self.unexplained.is_none_or(|count| count == 0);
        if self.is_signed && is_past_whole && is_all_there && self.misplaced.is_empty() {
            Verdict::Holds
        } else {
            Verdict::Fails
        }
    }

    /// Leaves of receipts.
    pub fn receipts(&self) -> u64 {
        self.kinds.get(&LeafKind::Receipt).copied().unwrap_or(0)
    }
}

impl LogVerifier {
    /// With the checkpoints that somebody holds from earlier, opened with the log's keys.
    pub fn new(milestones: impl IntoIterator<Item = Checkpoint>) -> Self {
        let mut verifier = Self {
            frontier: Frontier::default(),
            leaves: Vec::new(),
            nodes: BTreeMap::new(),
            milestones: milestones
                .into_iter()
                .map(|checkpoint| Milestone {
                    checkpoint,
                    holds: None,
                })
                .collect(),
        };
        verifier.look_back();
        verifier
    }

    /// How many leaves there are so far.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Takes the next leaf. False, and nothing is taken, when these bytes are no leaf of this product.
    #[must_use]
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        let leaf = bytes.try_into().ok();
        let Some(leaf) = leaf.and_then(|bytes| Leaf::from_bytes(bytes).ok()) else {
            return false;
        };
        self.leaves.push(leaf);
        let nodes = &mut self.nodes;
        self.frontier.append(leaf_hash(bytes), |level, _, hash| {
            if level % HEIGHT == 0 {
                nodes.entry(level / HEIGHT).or_default().push(*hash);
            }
        });
        self.look_back();
        true
    }

    /// The nodes that tiles of this level (C2SP `tlog-tiles`) have to hold, as the leaves give them: those that are
    /// complete since this was asked last.
    #[must_use]
    pub fn take_nodes(&mut self, level: u8) -> Vec<Digest> {
        self.nodes.remove(&level).unwrap_or_default()
    }

    /// Decides the milestones that the tree has just reached.
    fn look_back(&mut self) {
        let size = self.frontier.size();
        for milestone in &mut self.milestones {
            if milestone.checkpoint.size == size {
                milestone.holds = Some(milestone.checkpoint.root == self.frontier.root());
            }
        }
    }

    /// What the log came to: under its newest checkpoint, opened with the log's keys, beside what an export accounts
    /// for (`None` when no export was checked).
    pub fn finish(self, newest: &Checkpoint, accounted: Option<Accounted<'_>>) -> LogReport {
        let is_accounted = accounted.is_some();
        let shown = accounted.unwrap_or_default();
        let mut kinds = BTreeMap::new();
        let mut predecessors = Vec::new();
        for (index, leaf) in self.leaves.iter().enumerate() {
            *kinds.entry(leaf.kind).or_insert(0) += 1;
            if leaf.kind == LeafKind::Predecessor {
                predecessors.push((index as u64, leaf.commitment));
            }
        }
        let is_at = |index: u64, kind, commitment| {
            let leaf = usize::try_from(index)
                .ok()
                .and_then(|index| self.leaves.get(index));
            leaf == Some(&Leaf { kind, commitment })
        };
        let mut misplaced = Vec::new();
        // Each leaf counts once, whatever else is said about it.
        let mut counted = BTreeSet::new();
        for (number, (index, commitment)) in shown.receipts.iter().enumerate() {
            if is_at(*index, LeafKind::Receipt, *commitment) {
                counted.insert(*index);
            } else if *index < self.frontier.size() {
                misplaced.push(number);
            }
        }
        let open = counted.len() as u64;
        for (index, commitment) in shown.held {
            if is_at(*index, LeafKind::Receipt, *commitment) {
                counted.insert(*index);
            }
        }
        let held = counted.len() as u64 - open;
        let erased = shown
            .tombstones
            .iter()
            .filter(|(index, commitment, _)| is_at(*index, LeafKind::Tombstone, *commitment))
            .map(|(_, _, count)| count)
            .sum();
        let receipts: u64 = kinds.get(&LeafKind::Receipt).copied().unwrap_or(0);
        LogReport {
            size: self.frontier.size(),
            is_signed: newest.size == self.frontier.size() && newest.root == self.frontier.root(),
            milestones: self.milestones,
            predecessors,
            kinds,
            open,
            held,
            erased,
            unexplained: is_accounted.then(|| receipts.saturating_sub(open + held + erased)),
            misplaced,
        }
    }
}
