//! Inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4): made from a tree's nodes, checked from the
//! proof alone.

use super::tree::{Nodes, node_hash, range, split};
use crate::receipt::Digest;

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf's index is not below the tree's size, or the older tree is larger than the newer one.
    #[error("the proof is about a place outside the tree")]
    Outside,
    /// More or fewer hashes than the path has.
    #[error("the proof has the wrong length")]
    Length,
    /// The hashes lead to another root than the checkpoint's.
    #[error("the proof leads to another root")]
    Root,
}

/// The hashes that lead from the leaf at `index` to the root over `size` leaves, the lowest first; `None` when there is
/// no such leaf.
///
/// # Errors
/// Those of `nodes`.
pub fn inclusion<N: Nodes>(
    nodes: &N,
    index: u64,
    size: u64,
) -> Result<Option<Vec<Digest>>, N::Error> {
    if index >= size {
        return Ok(None);
    }
    let mut path = Vec::new();
    let (mut start, mut size) = (0, size);
    // From the root down, so what is found first comes last.
    while size > 1 {
        let left = 1 << split(size);
        if index < start + left {
            path.push(range(nodes, start + left, size - left)?);
            size = left;
        } else {
            path.push(range(nodes, start, left)?);
            start += left;
            size -= left;
        }
    }
    path.reverse();
    Ok(Some(path))
}

/// Checks that `leaf` (its hash) stands at `index` in the tree of `size` leaves with `root`: RFC 9162, section 2.1.3.2.
///
/// # Errors
/// When it does not, or the proof does not show it.
pub fn verify_inclusion(
    leaf: &Digest,
    index: u64,
    size: u64,
    root: &Digest,
    path: &[Digest],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside);
    }
    let (mut place, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// The hashes that show that the tree of `old` leaves is the beginning of the tree of `new`; empty where there is
/// nothing to show (one of them is empty, or they are the same), `None` when `old` is larger.
///
/// # Errors
/// Those of `nodes`.
pub fn consistency<N: Nodes>(
    nodes: &N,
    old: u64,
    new: u64,
) -> Result<Option<Vec<Digest>>, N::Error> {
    if old > new {
        return Ok(None);
    }
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Ok(Some(path));
    }
    let (mut start, mut size) = (0, new);
    // Down to the node at which the old tree ends.
    while start + size != old {
        let left = 1 << split(size);
        if old <= start + left {
            path.push(range(nodes, start + left, size - left)?);
            size = left;
        } else {
            path.push(range(nodes, start, left)?);
            start += left;
            size -= left;
        }
    }
    // At the left edge that node is the old root itself, which the verifier has.
    if start != 0 {
        path.push(range(nodes, start, size)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// Checks that the tree of `old` leaves with `old_root` is the beginning of the one of `new` leaves with `new_root`:
/// RFC 9162, section 2.1.4.2.
///
/// # Errors
/// When it is not, or the proof does not show it.
pub fn verify_consistency(
    old: u64,
    old_root: &Digest,
    new: u64,
    new_root: &Digest,
    path: &[Digest],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Outside);
    }
    if old == 0 || old == new {
        return match path {
            [] if old == 0 && *old_root != super::tree::empty_root() => Err(ProofError::Root),
            [] if old == new && old_root != new_root => Err(ProofError::Root),
            [] => Ok(()),
            _ => Err(ProofError::Length),
        };
    }
    let (mut place, mut last) = (old - 1, new - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    // A whole left subtree is the old root itself; else the proof begins with the node at which the old tree ends.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, path)
    } else {
        path.split_first().ok_or(ProofError::Length)?
    };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if old_hash == *old_root && new_hash == *new_root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::log::tree::{self, leaf_hash, tests::Grown};

    #[test]
    fn every_leaf_of_every_small_tree_is_shown_to_be_in_it() {
        for size in 0..40 {
            let tree = Grown::of(size);
            let root = tree::root(&tree, size).unwrap();
            for index in 0..size {
                let path = inclusion(&tree, index, size).unwrap().unwrap();
                let leaf = leaf_hash(&index.to_be_bytes());
                assert_eq!(
                    verify_inclusion(&leaf, index, size, &root, &path),
                    Ok(()),
                    "{index} of {size}"
                );
                let other = leaf_hash(&(index + 1).to_be_bytes());
                assert_eq!(
                    verify_inclusion(&other, index, size, &root, &path),
                    Err(ProofError::Root)
                );
            }
            assert_eq!(inclusion(&tree, size, size), Ok(None));
        }
    }

    #[test]
    fn every_small_tree_is_shown_to_be_the_beginning_of_every_later_one() {
        let tree = Grown::of(40);
        for new in 0..=40 {
            let new_root = tree::root(&tree, new).unwrap();
            for old in 0..=new {
                let old_root = tree::root(&tree, old).unwrap();
                let path = consistency(&tree, old, new).unwrap().unwrap();
                assert_eq!(
                    verify_consistency(old, &old_root, new, &new_root, &path),
                    Ok(()),
                    "{old} in {new}"
                );
            }
            assert_eq!(consistency(&tree, new + 1, new), Ok(None));
        }
    }

    proptest! {
        #[test]
        fn no_changed_inclusion_proof_holds(size in 1_u64..300, index in any::<u64>(), flip in any::<usize>(), bit in 0_usize..256) {
            let tree = Grown::of(size);
            let index = index % size;
            let root = tree::root(&tree, size).unwrap();
            let leaf = leaf_hash(&index.to_be_bytes());
            let path = inclusion(&tree, index, size).unwrap().unwrap();
            let verify = |path: &[Digest]| verify_inclusion(&leaf, index, size, &root, path);
            prop_assert_eq!(verify(&path), Ok(()));
            let mut longer = path.clone();
            longer.push(leaf);
            prop_assert!(verify(&longer).is_err());
            if !path.is_empty() {
                prop_assert!(verify(&path[1..]).is_err());
                let mut changed = path.clone();
                let place = flip % path.len();
                let mut bytes = *changed[place].as_bytes();
                bytes[bit / 8] ^= 1 << (bit % 8);
                changed[place] = Digest::from_bytes(bytes);
                prop_assert_eq!(verify(&changed), Err(ProofError::Root));
            }
            prop_assert!(verify_inclusion(&leaf, index + 1, size, &root, &path).is_err());
        }

        #[test]
        fn no_forked_tree_is_consistent(new in 2_u64..300, old in any::<u64>(), fork in any::<u64>()) {
            let old = 1 + old % (new - 1);
            let honest = Grown::of(new);
            let mut forked = Grown::default();
            let fork = fork % old;
            for leaf in 0..new {
                let written = if leaf == fork { u64::MAX } else { leaf };
                forked.append(&written.to_be_bytes());
            }
            let path = consistency(&forked, old, new).unwrap().unwrap();
            let old_root = tree::root(&honest, old).unwrap();
            let new_root = tree::root(&forked, new).unwrap();
            prop_assert!(verify_consistency(old, &old_root, new, &new_root, &path).is_err());
        }

        #[test]
        fn nothing_panics_at_any_proof(
            index in any::<u64>(), size in any::<u64>(), path in proptest::collection::vec(any::<[u8; 32]>(), 0..70)
        ) {
            let path: Vec<Digest> = path.into_iter().map(Digest::from_bytes).collect();
            let root = tree::empty_root();
            prop_assert!(verify_inclusion(&root, index, size, &root, &path).is_err() || size == 1);
            let _ = verify_consistency(index, &root, size, &root, &path);
        }
    }
}
