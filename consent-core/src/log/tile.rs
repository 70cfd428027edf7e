//! How the tree is published (C2SP `tlog-tiles`): tiles of 256 hashes and bundles of 256 leaves under static names.
//!
//! A tile at level `L` holds the nodes of tree level `8 L`. A full one never changes; the last of a level is partial
//! until it is full, and has its width in its name.

/// Hashes in a full tile, leaves in a full bundle.
pub const WIDTH: u64 = 256;
/// Tree levels between two tile levels.
pub const HEIGHT: u8 = 8;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Nodes of tree level 8 × this.
    Hashes(u8),
    /// The leaves themselves, each behind its length in two bytes.
    Leaves,
}

/// One tile or bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What it holds.
    pub kind: TileKind,
    /// Its number in its level.
    pub index: u64,
    /// How many there are in it: 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The place of its first entry: a node's index at its tree level, or a leaf's.
    pub const fn first(&self) -> u64 {
        self.index * WIDTH
    }

    /// The tree level of its hashes; leaves stand at 0.
    pub const fn tree_level(&self) -> u8 {
        match self.kind {
            TileKind::Hashes(level) => level * HEIGHT,
            TileKind::Leaves => 0,
        }
    }

    /// Whether a tree of `size` leaves has it: what it holds is there.
    pub fn is_in(&self, size: u64) -> bool {
        let nodes = size >> self.tree_level();
        self.first() + u64::from(self.width) <= nodes
    }

    /// Reads a name below the log's address: `tile/0/x001/234`, `tile/1/007.p/12`, `tile/entries/000`.
    /// A name that is written in another way than [`Tile::path`] is none.
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("tile/")?;
        let (kind, rest) = rest.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Leaves,
            level => TileKind::Hashes(level.parse().ok().filter(|level| *level < 8)?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (
                number,
                width
                    .parse()
                    .ok()
                    .filter(|width| (1..256).contains(width))?,
            ),
            None => (rest, WIDTH as u16),
        };
        let mut index = 0_u64;
        for group in number.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            if digits.len() != 3 {
                return None;
            }
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        // No tree is so large that its places would not be numbers.
        let tile = Self { kind, index, width };
        (index < 1 << 48 && tile.path() == path).then_some(tile)
    }

    /// Its name below the log's address.
    pub fn path(&self) -> String {
        let mut groups = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups = format!("x{:03}/{groups}", rest % 1000);
            rest /= 1000;
        }
        let kind = match self.kind {
            TileKind::Hashes(level) => level.to_string(),
            TileKind::Leaves => "entries".to_owned(),
        };
        let width = if u64::from(self.width) == WIDTH {
            String::new()
        } else {
            format!(".p/{}", self.width)
        };
        format!("tile/{kind}/{groups}{width}")
    }
}

/// A bundle of leaves.
pub fn bundle<'l>(leaves: impl IntoIterator<Item = &'l [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for leaf in leaves {
        // A leaf is 34 bytes; what is longer than two bytes can say is none of ours.
        bytes.extend_from_slice(&u16::try_from(leaf.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend_from_slice(leaf);
    }
    bytes
}

/// The leaves of a bundle; `None` when it is cut short.
pub fn leaves(mut bundle: &[u8]) -> Option<Vec<&[u8]>> {
    let mut leaves = Vec::new();
    while !bundle.is_empty() {
        let (length, rest) = bundle.split_first_chunk::<2>()?;
        let (leaf, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        leaves.push(leaf);
        bundle = rest;
    }
    Some(leaves)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_those_of_the_specification() {
        for (kind, index, width, path) in [
            (TileKind::Hashes(0), 0, 256, "tile/0/000"),
            (TileKind::Hashes(0), 1_234_067, 256, "tile/0/x001/x234/067"),
            (TileKind::Hashes(1), 999, 8, "tile/1/999.p/8"),
            (TileKind::Leaves, 1000, 256, "tile/entries/x001/000"),
            (TileKind::Leaves, 0, 255, "tile/entries/000.p/255"),
        ] {
            let tile = Tile { kind, index, width };
            assert_eq!(tile.path(), path);
            assert_eq!(Tile::parse(path), Some(tile));
        }
        for bad in [
            "",
            "tile/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/0/x000/001",
            "tile/0/001/000",
            "tile/8/000",
            "tile/00/000",
            "tile/0/000.p/256",
            "tile/0/000.p/0",
            "tile/0/000.p/08",
            "tile/0/+01",
            "tile/entries/x001",
            "checkpoint",
        ] {
            assert_eq!(Tile::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_tree_has_the_tiles_that_its_leaves_fill() {
        let tile = |kind, index, width| Tile { kind, index, width };
        assert!(tile(TileKind::Hashes(0), 0, 256).is_in(256));
        assert!(!tile(TileKind::Hashes(0), 0, 256).is_in(255));
        assert!(tile(TileKind::Hashes(0), 0, 3).is_in(255));
        assert!(tile(TileKind::Hashes(1), 0, 1).is_in(256));
        assert!(!tile(TileKind::Hashes(1), 0, 1).is_in(255));
        assert!(!tile(TileKind::Leaves, 1, 1).is_in(256));
    }

    #[test]
    fn a_bundle_gives_its_leaves_back_and_is_refused_when_cut() {
        let bytes = bundle([&[1_u8, 2][..], &[], &[3]]);
        assert_eq!(leaves(&bytes), Some(vec![&[1_u8, 2][..], &[], &[3]]));
        assert_eq!(leaves(&bytes[..bytes.len() - 1]), None);
        assert_eq!(leaves(&bytes[..1]), None);
    }

    proptest! {
        #[test]
        fn every_tile_has_one_name(index in 0_u64..1 << 48, level in 0_u8..8, width in 1_u16..=256, is_bundle in any::<bool>()) {
            let kind = if is_bundle { TileKind::Leaves } else { TileKind::Hashes(level) };
            let tile = Tile { kind, index, width };
            prop_assert_eq!(Tile::parse(&tile.path()), Some(tile));
        }

        #[test]
        fn no_text_panics(path in "\\PC*", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = (Tile::parse(&path), leaves(&bytes));
        }
    }
}
