//! The files of a log: bundles of leaves, and tiles of the hashes over them.

use anyhow::bail;
use consent_core::{
    log::tile::{HEIGHT, Tile, TileKind, WIDTH, leaves},
    receipt::Digest,
    verify::{Lang, LogVerifier},
};

use super::{Progress, say, source::Source};

/// Bytes of a hash in a tile.
const HASH: usize = 32;
/// Bytes of a leaf in a bundle, with its length before it.
const LEAF: usize = 36;
/// Levels of tiles that a tree can have.
const LEVELS: u8 = 8;

/// Where a file says something else than the others do.
pub(super) struct Difference {
    tile: Tile,
    /// Place of the entry or hash in its level.
    index: u64,
}

/// What the files came to.
#[derive(Default)]
pub(super) struct Walked {
    /// An entry that is no leaf of this product, or the first of a bundle that cannot be read; nothing after it was looked
    /// at.
    pub(super) not_a_leaf: Option<Difference>,
    /// In each tile that is not what the leaves give, the first hash; the lowest level first.
    pub(super) differences: Vec<Difference>,
}

/// Hands every leaf to `log`, and compares each tile of hashes with what the leaves give.
pub(super) fn walk(source: &Source, size: u64, log: &mut LogVerifier) -> anyhow::Result<Walked> {
    let mut progress = Progress::new();
    let mut walked = Walked::default();
    for tile in tiles(TileKind::Leaves, size) {
        let file = tile.path();
        let bundle = source.read(&file)?;
        let width = usize::from(tile.width);
        let Some(leaves) = leaves(&bundle).filter(|leaves| leaves.len() == width) else {
            // As long as it should be, and yet unreadable: not cut off on the way, but changed.
            if bundle.len() == width * LEAF {
                let index = tile.first();
                walked.not_a_leaf = Some(Difference { tile, index });
                return Ok(walked);
            }
            bail!(
                "{file} has not the {} entries that it should have",
                tile.width
            );
        };
        for leaf in leaves {
            if !log.push(leaf) {
                let index = log.size();
                walked.not_a_leaf = Some(Difference { tile, index });
                return Ok(walked);
            }
        }
        let hashes = Tile {
            kind: TileKind::Hashes(0),
            ..tile
        };
        let found = compare(source, &hashes, &log.take_nodes(0))?;
        walked.differences.extend(found);
        progress.tell(log.size(), Some(size));
    }
    for level in 1..LEVELS {
        let nodes = log.take_nodes(level);
        let all = tiles(TileKind::Hashes(level), size >> (level * HEIGHT));
        for (tile, nodes) in all.zip(nodes.chunks(WIDTH as usize)) {
            let found = compare(source, &tile, nodes)?;
            walked.differences.extend(found);
        }
    }
    Ok(walked)
}

/// The first hash of a tile that is not the one in `nodes`.
fn compare(source: &Source, tile: &Tile, nodes: &[Digest]) -> anyhow::Result<Option<Difference>> {
    let file = tile.path();
    let hashes = source.read(&file)?;
    if hashes.len() != usize::from(tile.width) * HASH {
        bail!(
            "{file} has not the {} hashes that it should have",
            tile.width
        );
    }
    let mut pairs = hashes.chunks(HASH).zip(nodes);
    let differs = pairs.position(|(hash, node)| hash != node.as_bytes());
    Ok(differs.map(|at| Difference {
        tile: *tile,
        index: tile.first() + at as u64,
    }))
}

/// The tiles of one level with so many entries.
fn tiles(kind: TileKind, entries: u64) -> impl Iterator<Item = Tile> {
    (0..entries.div_ceil(WIDTH)).map(move |index| Tile {
        kind,
        index,
        width: u16::try_from((entries - index * WIDTH).min(WIDTH)).unwrap_or(u16::MAX),
    })
}

impl Difference {
    /// Says that the entry was changed.
    pub(super) fn print_leaf(&self, lang: Lang) {
        let bundle = Tile {
            kind: TileKind::Leaves,
            ..self.tile
        };
        println!(
            "✗ {} {} {} ({})",
            say(lang, "Post", "Entry"),
            self.index,
            say(lang, "i loggen har ändrats", "of the log was changed"),
            bundle.path()
        );
    }

    /// Says that the hash in the tile was changed.
    pub(super) fn print_hash(&self, lang: Lang) {
        println!(
            "✗ {}: hash {} {}",
            self.tile.path(),
            self.index,
            say(
                lang,
                "är inte den som posterna ger, så filen har ändrats.",
                "is not the one that the entries give, so the file was changed."
            )
        );
    }

    /// Whether it is the hash of one entry.
    pub(super) const fn is_of_one_entry(&self) -> bool {
        self.tile.tree_level() == 0
    }
}
