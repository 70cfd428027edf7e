-- The tree over `leaves`: what makes proofs quick, and what was signed about it.

-- Complete nodes at the tree levels 8, 16, 24 … as tile levels 1, 2, 3 …; tile level 0 is `leaves`.
CREATE TABLE nodes (
    tile_level INTEGER NOT NULL CHECK (tile_level BETWEEN 1 AND 7),
    node       INTEGER NOT NULL,
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tile_level, node)
) STRICT, WITHOUT ROWID;

-- Signed checkpoints, one a tree size.
CREATE TABLE checkpoints (
    size      INTEGER PRIMARY KEY,
    note      TEXT NOT NULL,
    -- Milliseconds since 1970.
    signed_at INTEGER NOT NULL
) STRICT;
