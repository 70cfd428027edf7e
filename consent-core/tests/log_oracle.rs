//! Our tree and proofs beside an implementation of others (Cloudflare's port of Go's `sumdb/tlog`): at more than ten
//! thousand random cases both say the same.

use std::{cell::RefCell, collections::BTreeMap, convert::Infallible};

use consent_core::{
    log::{
        proof::{consistency, inclusion, verify_consistency, verify_inclusion},
        tile::{Tile, TileKind},
        tree::{Frontier, Nodes, leaf_hash, root},
    },
    receipt::Digest,
};
use tlog_tiles::{self as other, HashReader};

const LEAVES: u64 = 1500;
const CASES: u64 = 12_000;

/// Both trees over the same leaves.
struct Both {
    ours: BTreeMap<(u8, u64), Digest>,
    theirs: RefCell<Vec<other::Hash>>,
    leaves: Vec<Vec<u8>>,
}

impl Both {
    fn grow() -> Self {
        let mut both = Self {
            ours: BTreeMap::new(),
            theirs: RefCell::default(),
            leaves: Vec::new(),
        };
        let mut frontier = Frontier::default();
        for number in 0..LEAVES {
            let leaf = number.to_string().into_bytes();
            let stored =
                other::stored_hashes(number, &leaf, &both).expect("its own hashes are there");
            both.theirs.borrow_mut().extend(stored);
            let ours = &mut both.ours;
            frontier.append(leaf_hash(&leaf), |level, index, hash| {
                ours.insert((level, index), *hash);
            });
            both.leaves.push(leaf);
        }
        both
    }

    fn theirs(hash: &other::Hash) -> Digest {
        Digest::from_bytes(hash.0)
    }

    fn for_them(path: &[Digest]) -> Vec<other::Hash> {
        path.iter()
            .map(|hash| other::Hash(*hash.as_bytes()))
            .collect()
    }
}

impl Nodes for Both {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Digest, Infallible> {
        Ok(self.ours[&(level, index)])
    }
}

impl HashReader for Both {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<other::Hash>, other::Error> {
        let theirs = self.theirs.borrow();
        Ok(indexes
            .iter()
            .map(|index| theirs[*index as usize])
            .collect())
    }
}

/// Numbers that are the same in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % end
    }
}

// ACCEPTANCE 52 (Go's example of a signed note is in `log::note`, proof files through HTTP in the collector's `log.rs`)
#[test]
fn our_proofs_and_theirs_agree_at_twelve_thousand_random_cases() {
    let both = Both::grow();
    let mut chance = Chance(1);
    for _ in 0..CASES {
        let new = 1 + chance.below(LEAVES);
        let old = 1 + chance.below(new);
        let index = chance.below(new);
        let new_root = root(&both, new).unwrap();
        let old_root = root(&both, old).unwrap();
        let (their_root, their_old) = (
            other::Hash(*new_root.as_bytes()),
            other::Hash(*old_root.as_bytes()),
        );
        assert_eq!(
            other::tree_hash(new, &both).unwrap(),
            their_root,
            "root of {new}"
        );

        let leaf = leaf_hash(&both.leaves[index as usize]);
        let path = inclusion(&both, index, new).unwrap().unwrap();
        let theirs = other::prove_record(new, index, &both).unwrap();
        assert_eq!(theirs, Both::for_them(&path), "{index} of {new}");
        assert_eq!(
            verify_inclusion(&leaf, index, new, &new_root, &path),
            Ok(())
        );
        assert!(
            other::check_record(
                &theirs,
                new,
                their_root,
                index,
                other::Hash(*leaf.as_bytes())
            )
            .is_ok()
        );

        let path = consistency(&both, old, new).unwrap().unwrap();
        let theirs = other::prove_tree(new, old, &both).unwrap();
        assert_eq!(theirs, Both::for_them(&path), "{old} in {new}");
        assert_eq!(
            verify_consistency(old, &old_root, new, &new_root, &path),
            Ok(())
        );
        assert!(other::check_tree(&theirs, new, their_root, old, their_old).is_ok());

        // A proof for one place, or with one hash changed, convinces neither.
        let mut wrong = inclusion(&both, index, new).unwrap().unwrap();
        if let Some(place) = (!wrong.is_empty()).then(|| chance.below(wrong.len() as u64) as usize)
        {
            wrong[place] = leaf;
            let ours = verify_inclusion(&leaf, index, new, &new_root, &wrong).is_ok();
            let theirs = other::check_record(
                &Both::for_them(&wrong),
                new,
                their_root,
                index,
                other::Hash(*leaf.as_bytes()),
            )
            .is_ok();
            assert_eq!(ours, theirs, "a wrong proof for {index} of {new}");
            assert!(!ours);
        }
    }
    assert_eq!(
        Both::theirs(&other::EMPTY_HASH),
        consent_core::log::tree::empty_root()
    );
}

// ACCEPTANCE 52 (partly: tiles are named alike)
#[test]
fn our_tiles_have_the_names_that_they_give() {
    let mut chance = Chance(1);
    for _ in 0..2_000 {
        let (level, index, width) = (
            chance.below(8) as u8,
            chance.below(1 << 40),
            1 + chance.below(256) as u16,
        );
        let ours = Tile {
            kind: TileKind::Hashes(level),
            index,
            width,
        };
        let theirs = other::Tile::new(8, level, index, u32::from(width), false);
        // Theirs names the height first, as Go's does; C2SP leaves it out.
        assert_eq!(theirs.path().replacen("tile/8/", "tile/", 1), ours.path());
    }
}
