//! How connections are opened, and which databases are not ours to open.

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use consent_core::receipt::Digest;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, config::DbConfig, params};

use super::migrate;
use crate::{
    keys::{KeyId, Keys, Purpose},
    storage::journal::JournalError,
};

/// How long a connection waits for another process, for instance a command beside the server.
const BUSY: Duration = Duration::from_secs(5);
/// What the write-ahead log is cut to after it was larger, in bytes.
const LOG_KEPT_BYTES: u32 = 64 << 20;

/// Why a database cannot be used. The texts name the file and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or is no database.
    #[error(
        "cannot open the database `{path}`: check that it is a readable and writable SQLite file"
    )]
    Open {
        /// Which file.
        path: PathBuf,
        /// What SQLite or the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A newer version of the collector wrote it.
    #[error(
        "the database `{path}` has schema {found}, this version knows {known}: use a newer collector"
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: usize,
        /// The newest we know.
        known: usize,
    },
    /// Its rows were sealed with another key than the one at hand.
    #[error(
        "the database `{path}` belongs to another `{purpose}` key: restore the key folder that goes with it"
    )]
    OtherKeys {
        /// Which file.
        path: PathBuf,
        /// Which key.
        purpose: &'static str,
    },
    /// The erasure journal cannot be used: nobody knows what has to be gone.
    #[error(transparent)]
    Journal(JournalError),
}

impl OpenError {
    pub(super) fn open<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
        path: &Path,
    ) -> impl FnOnce(E) -> Self {
        let path = path.to_owned();
        move |source| Self::Open {
            path,
            source: source.into(),
        }
    }
}

/// Makes the file if needed, brings the schema up to date, and checks that the keys fit.
pub(super) fn prepare(path: &Path, keys: &Keys) -> Result<Connection, OpenError> {
    // SQLite gives its side files the mode of the main one.
    OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map_err(OpenError::open(path))?;
    let mut connection = open_writer(path).map_err(OpenError::open(path))?;
    migrate::run(&mut connection, path)?;
    check_keys(&connection, keys, path)?;
    Ok(connection)
}

/// The connection that writes.
pub(super) fn open_writer(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    stabilise(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // Every commit waits for the disk: what was acknowledged survives a power cut.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten, and does not wait in free pages.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", LOG_KEPT_BYTES)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A connection that cannot write.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    stabilise(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -4_000)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Plans of prepared statements do not depend on the values bound: else SQLite prepares some of them
/// again at every use.
fn stabilise(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Refuses keys that are not those of the database.
fn check_keys(connection: &Connection, keys: &Keys, path: &Path) -> Result<(), OpenError> {
    match first_strange_key(connection, keys).map_err(OpenError::open(path))? {
        None => Ok(()),
        Some(purpose) => Err(OpenError::OtherKeys {
            path: path.to_owned(),
            purpose,
        }),
    }
}

/// Notes the fingerprints of new keys. Tells of which kind one differs from what was noted, or is missing though rows
/// need it: every index key, since values are made by all of them, and a wrapping key while something is wrapped by it.
pub(super) fn first_strange_key(
    connection: &Connection,
    keys: &Keys,
) -> rusqlite::Result<Option<&'static str>> {
    for (purpose, id, key) in keys
        .wrap
        .all()
        .map(|(id, key)| (Purpose::Wrap, id, key))
        .chain(keys.index.all().map(|(id, key)| (Purpose::Index, id, key)))
    {
        if !is_the_noted_key(connection, purpose, id, key.bytes())? {
            return Ok(Some(purpose.as_str()));
        }
    }
    let mut noted = connection.prepare("SELECT key_id FROM key_checks WHERE purpose = ?")?;
    for id in noted.query_map([Purpose::Index.as_str()], |row| row.get::<_, KeyId>(0))? {
        if keys.index.get(id?).is_none() {
            return Ok(Some(Purpose::Index.as_str()));
        }
    }
    let mut is_needed =
        connection.prepare("SELECT EXISTS (SELECT 1 FROM subjects WHERE wrap_key_id = ?)")?;
    for id in noted.query_map([Purpose::Wrap.as_str()], |row| row.get::<_, KeyId>(0))? {
        let id = id?;
        if keys.wrap.get(id).is_none() && is_needed.query_row([id], |row| row.get(0))? {
            return Ok(Some(Purpose::Wrap.as_str()));
        }
    }
    Ok(None)
}

fn is_the_noted_key(
    connection: &Connection,
    purpose: Purpose,
    id: KeyId,
    key: &[u8; 32],
) -> rusqlite::Result<bool> {
    // Eight bytes of a hash of 256 random bits give nothing away.
    let digest = Digest::of(&[b"samtycke key check v1 ".as_slice(), key].concat());
    let fingerprint = &digest.as_bytes()[..8];
    let noted: Option<Vec<u8>> = connection
        .query_row(
            "SELECT fingerprint FROM key_checks WHERE purpose = ? AND key_id = ?",
            params![purpose.as_str(), id],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(noted) = noted {
        return Ok(noted == fingerprint);
    }
    connection.execute(
        "INSERT INTO key_checks (purpose, key_id, fingerprint) VALUES (?, ?, ?)",
        params![purpose.as_str(), id, fingerprint],
    )?;
    Ok(true)
}
