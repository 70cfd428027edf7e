//! The Merkle tree of RFC 9162, section 2.1 (the same as RFC 6962): SHA-256, leaves under 0x00, nodes under 0x01.
//!
//! A *node* at `level` with `index` is the root over the leaves `index << level` up to, not including,
//! `(index + 1) << level`. Only complete nodes have a place; the right edge of a tree whose size is no power of two is
//! put together from them each time.

use sha2::{Digest as _, Sha256};

use crate::receipt::Digest;

/// The hash of a leaf with these bytes.
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(leaf);
    Digest::from_bytes(hash.finalize().into())
}

/// The hash of a node over two others.
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left.as_bytes());
    hash.update(right.as_bytes());
    Digest::from_bytes(hash.finalize().into())
}

/// The root of a tree without leaves: the hash of nothing.
pub fn empty_root() -> Digest {
    Digest::of(&[])
}

/// The largest power of two below `size`, as an exponent; `size` is at least 2. The tree is split there.
pub(super) const fn split(size: u64) -> u8 {
    (u64::BITS - 1 - (size - 1).leading_zeros()) as u8
}

/// Where complete nodes are read from.
pub trait Nodes {
    /// Why one could not be read.
    type Error;

    /// The node at `level` with `index`; asked for complete ones of the tree only.
    ///
    /// # Errors
    /// When it cannot be had.
    fn node(&self, level: u8, index: u64) -> Result<Digest, Self::Error>;
}

/// The root over the first `size` leaves.
///
/// # Errors
/// Those of `nodes`.
pub fn root<N: Nodes>(nodes: &N, size: u64) -> Result<Digest, N::Error> {
    if size == 0 {
        return Ok(empty_root());
    }
    range(nodes, 0, size)
}

/// The root over `size` (at least one) leaves from `start`, which a tree's splitting leads to: `start` is a multiple of
/// the power of two that is not below `size`.
pub(super) fn range<N: Nodes>(nodes: &N, start: u64, size: u64) -> Result<Digest, N::Error> {
    if size.is_power_of_two() {
        let level = size.trailing_zeros() as u8;
        return nodes.node(level, start >> level);
    }
    let left = 1 << split(size);
    Ok(node_hash(
        &range(nodes, start, left)?,
        &range(nodes, start + left, size - left)?,
    ))
}

/// The right edge of a growing tree: what has to be kept to append to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The complete nodes that make up the tree, the largest first: one for each bit of `size`.
    edge: Vec<Digest>,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves, read from its nodes.
    ///
    /// # Errors
    /// Those of `nodes`.
    pub fn read<N: Nodes>(nodes: &N, size: u64) -> Result<Self, N::Error> {
        let mut edge = Vec::new();
        let mut start = 0;
        for level in (0..u64::BITS as u8).rev() {
            if size >> level & 1 == 1 {
                edge.push(nodes.node(level, start >> level)?);
                start += 1 << level;
            }
        }
        Ok(Self { size, edge })
    }

    /// How many leaves there are.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash; `complete` is told of every node that is complete now, the leaf first.
    pub fn append(&mut self, leaf: Digest, mut complete: impl FnMut(u8, u64, &Digest)) {
        let mut hash = leaf;
        let mut index = self.size;
        let mut level = 0;
        complete(level, index, &hash);
        while index & 1 == 1 {
            let Some(left) = self.edge.pop() else { break };
            hash = node_hash(&left, &hash);
            index >>= 1;
            level += 1;
            complete(level, index, &hash);
        }
        self.edge.push(hash);
        self.size += 1;
    }

    /// The root of the tree as it is now.
    pub fn root(&self) -> Digest {
        let mut nodes = self.edge.iter().rev();
        let Some(last) = nodes.next() else {
            return empty_root();
        };
        nodes.fold(*last, |right, left| node_hash(left, &right))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::{collections::BTreeMap, convert::Infallible};

    use super::*;

    /// A tree in memory.
    #[derive(Default)]
    pub(in crate::log) struct Grown {
        pub frontier: Frontier,
        nodes: BTreeMap<(u8, u64), Digest>,
    }

    impl Grown {
        pub(in crate::log) fn of(leaves: u64) -> Self {
            let mut tree = Self::default();
            for leaf in 0..leaves {
                tree.append(&leaf.to_be_bytes());
            }
            tree
        }

        pub(in crate::log) fn append(&mut self, leaf: &[u8]) {
            let nodes = &mut self.nodes;
            self.frontier.append(leaf_hash(leaf), |level, index, hash| {
                assert_eq!(nodes.insert((level, index), *hash), None);
            });
        }
    }

    impl Nodes for Grown {
        type Error = Infallible;

        fn node(&self, level: u8, index: u64) -> Result<Digest, Infallible> {
            Ok(self.nodes[&(level, index)])
        }
    }

    /// The definition of RFC 9162, section 2.1.1, word for word.
    pub(in crate::log) fn defined_root(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(1 << split(leaves.len() as u64));
                node_hash(&defined_root(left), &defined_root(right))
            }
        }
    }

    #[test]
    fn a_tree_is_split_at_the_largest_power_of_two_below_its_size() {
        for (size, exponent) in [
            (2, 0),
            (3, 1),
            (4, 1),
            (5, 2),
            (8, 2),
            (9, 3),
            (u64::MAX, 63),
        ] {
            assert_eq!(split(size), exponent, "{size}");
        }
    }

    #[test]
    fn the_root_is_the_defined_one_however_it_is_come_by() {
        let leaves: Vec<Digest> = (0..70_u64)
            .map(|leaf| leaf_hash(&leaf.to_be_bytes()))
            .collect();
        for size in 0..leaves.len() {
            let tree = Grown::of(size as u64);
            let defined = defined_root(&leaves[..size]);
            assert_eq!(root(&tree, size as u64), Ok(defined), "{size}");
            assert_eq!(tree.frontier.root(), defined, "{size}");
            let read = Frontier::read(&tree, size as u64);
            assert_eq!(read, Ok(tree.frontier.clone()), "{size}");
        }
    }

    #[test]
    fn the_roots_of_the_specification_s_small_trees_are_known() {
        // RFC 6962's own test vectors of the empty tree and the tree with one empty leaf.
        assert_eq!(
            empty_root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            leaf_hash(&[]).to_string(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }
}
