//! The transparency log in SQLite.

use async_trait::async_trait;
use consent_core::{
    log::{KeyUse, key_leaf},
    receipt::{Digest, ErasureGround, Leaf, Tombstone, UtcMillis},
};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    SqliteStore,
    failure::{Failure, corrupt},
    import,
    ledger::Ledger,
};
use crate::storage::{
    LogStore, LoggedKey, LoggedTombstone, Predecessor, StoreError, StoredCheckpoint, StoredNode,
};

#[async_trait]
impl LogStore for SqliteStore {
    async fn leaf_count(&self) -> Result<u64, StoreError> {
        self.readers
            .run(|db| {
                let count: i64 = db
                    .prepare_cached("SELECT coalesce(max(leaf) + 1, 0) FROM leaves")?
                    .query_row([], |row| row.get(0))?;
                Ok(count.cast_unsigned())
            })
            .await
    }

    async fn leaves(&self, from: u64, count: usize) -> Result<Vec<Leaf>, StoreError> {
        self.readers
            .run(move |db| {
                let mut leaves = Vec::new();
                let mut statement = db.prepare_cached(
                    "SELECT leaf, kind, commitment FROM leaves WHERE leaf >= ? ORDER BY leaf LIMIT ?",
                )?;
                let mut rows = statement.query(params![from.cast_signed(), count.cast_signed()])?;
                while let Some(row) = rows.next()? {
                    let index: i64 = row.get("leaf")?;
                    // A gap is a row that somebody took out.
                    if index.cast_unsigned() != from + leaves.len() as u64 {
                        return Err(corrupt("leaves", from + leaves.len() as u64));
                    }
                    let mut bytes = [1; Leaf::LENGTH];
                    bytes[1] = row.get("kind")?;
                    bytes[2..].copy_from_slice(&row.get::<_, [u8; 32]>("commitment")?);
                    leaves.push(Leaf::from_bytes(&bytes).map_err(|_| corrupt("leaves", index))?);
                }
                Ok(leaves)
            })
            .await
    }

    async fn nodes(
        &self,
        tile_level: u8,
        from: u64,
        count: usize,
    ) -> Result<Vec<Digest>, StoreError> {
        self.readers
            .run(move |db| {
                let mut nodes = Vec::new();
                let mut statement = db.prepare_cached(
                    "SELECT node, hash FROM nodes WHERE tile_level = ? AND node >= ?
                     ORDER BY node LIMIT ?",
                )?;
                let mut rows = statement.query(params![
                    tile_level,
                    from.cast_signed(),
                    count.cast_signed()
                ])?;
                while let Some(row) = rows.next()? {
                    let index: i64 = row.get("node")?;
                    if index.cast_unsigned() != from + nodes.len() as u64 {
                        return Err(corrupt("nodes", from + nodes.len() as u64));
                    }
                    nodes.push(Digest::from_bytes(row.get("hash")?));
                }
                Ok(nodes)
            })
            .await
    }

    async fn newest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        self.readers
            .run(|db| {
                let found = db
                    .prepare_cached(
                        "SELECT size, note, signed_at FROM checkpoints ORDER BY size DESC LIMIT 1",
                    )?
                    .query_row([], |row| {
                        Ok(StoredCheckpoint {
                            size: row.get::<_, i64>("size")?.cast_unsigned(),
                            note: row.get("note")?,
                            signed_at_ms: row.get("signed_at")?,
                        })
                    })
                    .optional()?;
                Ok(found)
            })
            .await
    }

    async fn tombstones(&self) -> Result<Vec<LoggedTombstone>, StoreError> {
        self.readers.run(tombstones).await
    }

    async fn predecessors(&self) -> Result<Vec<Predecessor>, StoreError> {
        self.readers.run(import::predecessors).await
    }

    async fn log_keys(
        &self,
        keys: Vec<(KeyUse, [u8; 32])>,
        now_ms: i64,
    ) -> Result<Vec<LoggedKey>, StoreError> {
        self.writer
            .run(move |db, ledger| {
                for (key_use, key) in &keys {
                    log_key(db, ledger, *key_use, key, now_ms)?;
                }
                logged_keys(db)
            })
            .await
    }

    async fn logged_keys(&self) -> Result<Vec<LoggedKey>, StoreError> {
        self.readers.run(logged_keys).await
    }

    async fn keep_checkpoint(
        &self,
        nodes: Vec<StoredNode>,
        checkpoint: StoredCheckpoint,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |db, _| {
                let mut add = db.prepare_cached(
                    "INSERT INTO nodes (tile_level, node, hash) VALUES (?, ?, ?)
                     ON CONFLICT DO NOTHING",
                )?;
                for node in &nodes {
                    add.execute(params![
                        node.tile_level,
                        node.index.cast_signed(),
                        node.hash.as_bytes()
                    ])?;
                }
                db.prepare_cached(
                    "INSERT INTO checkpoints (size, note, signed_at) VALUES (?, ?, ?)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![
                    checkpoint.size.cast_signed(),
                    checkpoint.note,
                    checkpoint.signed_at_ms
                ])?;
                Ok::<(), Failure>(())
            })
            .await
    }
}

/// Writes the leaf of a key that has none.
pub(super) fn log_key(
    db: &Connection,
    ledger: &mut Ledger,
    key_use: KeyUse,
    key: &[u8; 32],
    now_ms: i64,
) -> Result<(), Failure> {
    let is_known = db
        .prepare_cached("SELECT 1 FROM signing_keys WHERE key_use = ? AND public_key = ?")?
        .exists(params![key_use.as_str(), key])?;
    if is_known {
        return Ok(());
    }
    let leaf = key_leaf(key_use, key);
    let index = ledger.add_leaf(db, leaf.kind, &leaf.commitment)?;
    db.prepare_cached(
        "INSERT INTO signing_keys (key_use, public_key, leaf, logged_at) VALUES (?, ?, ?, ?)",
    )?
    .execute(params![key_use.as_str(), key, index, now_ms])?;
    Ok(())
}

/// Every key with a leaf.
fn logged_keys(db: &Connection) -> Result<Vec<LoggedKey>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT key_use, public_key, leaf, logged_at FROM signing_keys ORDER BY leaf",
    )?;
    let mut rows = statement.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let leaf: i64 = row.get("leaf")?;
        let key_use: String = row.get("key_use")?;
        keys.push(LoggedKey {
            key_use: KeyUse::parse(&key_use).ok_or_else(|| corrupt("signing_keys", leaf))?,
            key: row.get("public_key")?,
            leaf_index: leaf.cast_unsigned(),
            logged_at_ms: row.get("logged_at")?,
        });
    }
    Ok(keys)
}

/// Every erasure with its statement.
fn tombstones(db: &Connection) -> Result<Vec<LoggedTombstone>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT count, ground, operator, erased_at, salt, leaf FROM erasures ORDER BY leaf",
    )?;
    let mut rows = statement.query([])?;
    let mut tombstones = Vec::new();
    while let Some(row) = rows.next()? {
        let leaf: i64 = row.get("leaf")?;
        let ground: String = row.get("ground")?;
        tombstones.push(LoggedTombstone {
            tombstone: Tombstone {
                count: row.get::<_, i64>("count")?.cast_unsigned(),
                ground: ErasureGround::parse(&ground).map_err(|_| corrupt("erasures", leaf))?,
                operator: row.get("operator")?,
                time: UtcMillis::new(row.get("erased_at")?),
            },
            salt: row.get("salt")?,
            leaf_index: leaf.cast_unsigned(),
        });
    }
    Ok(tombstones)
}
