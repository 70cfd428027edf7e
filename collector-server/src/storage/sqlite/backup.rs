//! Copies of a database that is in use, in two parts: the rows, and apart from them the data keys that open them.
//!
//! The part with the rows is kept for days. The part with the keys is always the newest one alone, so whoever was erased
//! since cannot be read in any copy of the rows, however old: their key is in no file any more.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, params};

use super::connection;

/// Why a copy was not made or not brought back. The remedy is in the text.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file cannot be read or written.
    #[error("cannot {action} `{path}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("cannot {action} `{path}`: check that it is a database of the collector")]
    Database {
        /// What was tried.
        action: &'static str,
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// There is something already.
    #[error("`{path}` exists already: move it away first, nothing is written over")]
    Exists {
        /// Which file.
        path: PathBuf,
    },
}

/// What a copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Subjects.
    pub subjects: u64,
    /// Receipts.
    pub receipts: u64,
}

/// Copies the database at `database` to `rows`, without data keys, and its data keys to `data_keys`, which is replaced.
/// Whoever writes meanwhile is not held up. Both files are whole or not there.
///
/// # Errors
/// When a file cannot be written, or `rows` exists.
pub fn copy(database: &Path, rows: &Path, data_keys: &Path) -> Result<Copied, BackupError> {
    if rows.exists() {
        return Err(BackupError::Exists {
            path: rows.to_owned(),
        });
    }
    let (rows_part, keys_part) = (part_of(rows), part_of(data_keys));
    let made = copy_parts(database, &rows_part, &keys_part);
    if made.is_err() {
        // What is half written is no copy; the error that led here is the one to tell.
        let _ = fs::remove_file(&rows_part);
        let _ = fs::remove_file(&keys_part);
    }
    let copied = made?;
    // First the keys: rows without their keys could not be brought back.
    finish(&keys_part, data_keys)?;
    finish(&rows_part, rows)?;
    Ok(copied)
}

fn copy_parts(database: &Path, rows: &Path, keys: &Path) -> Result<Copied, BackupError> {
    // Made before SQLite opens them, so that they are the owner's alone from the first byte on.
    for path in [rows, keys] {
        make_empty(path)?;
    }
    let source = connection::open_reader(database).map_err(database_error("read", database))?;
    source
        .pragma_update(None, "query_only", false)
        .and_then(|()| source.execute("VACUUM INTO ?", [rows.to_string_lossy()]))
        .map_err(database_error("copy", database))?;
    drop(source);
    let divide = || -> rusqlite::Result<Copied> {
        let copy = Connection::open(rows)?;
        // What is taken out is overwritten.
        copy.pragma_update(None, "secure_delete", true)?;
        copy.pragma_update(None, "journal_mode", "memory")?;
        copy.execute("ATTACH ? AS apart", [keys.to_string_lossy()])?;
        copy.execute_batch(
            "BEGIN;
             CREATE TABLE apart.data_keys (
                 subject_ref BLOB NOT NULL, wrap_key_id INTEGER NOT NULL, wrapped_key BLOB NOT NULL
             ) STRICT;
             INSERT INTO apart.data_keys SELECT subject_ref, wrap_key_id, wrapped_key FROM main.subjects;
             CREATE INDEX apart.by_subject ON data_keys (subject_ref);
             UPDATE main.subjects SET wrapped_key = x'';
             COMMIT;",
        )?;
        let count = |table: &str| {
            copy.query_row(&format!("SELECT count(*) FROM main.{table}"), [], |row| {
                row.get::<_, i64>(0)
            })
        };
        Ok(Copied {
            subjects: count("subjects")?.cast_unsigned(),
            receipts: count("receipts")?.cast_unsigned(),
        })
    };
    divide().map_err(database_error("divide", rows))
}

/// Brings a copy back to `database` with the data keys that are there now. Says how many subjects have none any more:
/// they were erased after the copy was made.
///
/// # Errors
/// When a file cannot be read or written, or `database` exists.
pub fn restore(rows: &Path, data_keys: &Path, database: &Path) -> Result<u64, BackupError> {
    if database.exists() {
        return Err(BackupError::Exists {
            path: database.to_owned(),
        });
    }
    for path in [rows, data_keys] {
        File::open(path).map_err(io_error("read", path))?;
    }
    let part = part_of(database);
    make_empty(&part)?;
    fs::copy(rows, &part).map_err(io_error("write", &part))?;
    let join = || -> rusqlite::Result<u64> {
        let copy = Connection::open(&part)?;
        copy.pragma_update(None, "journal_mode", "memory")?;
        copy.execute("ATTACH ? AS apart", [data_keys.to_string_lossy()])?;
        copy.execute(
            "UPDATE main.subjects SET (wrap_key_id, wrapped_key) =
                 (SELECT k.wrap_key_id, k.wrapped_key FROM apart.data_keys k
                  WHERE k.subject_ref = subjects.subject_ref)
             WHERE EXISTS (SELECT 1 FROM apart.data_keys k WHERE k.subject_ref = subjects.subject_ref)",
            [],
        )?;
        keyless(&copy)
    };
    let left = join().map_err(database_error("join", &part));
    if left.is_err() {
        let _ = fs::remove_file(&part);
    }
    let left = left?;
    finish(&part, database)?;
    Ok(left)
}

/// Takes the subjects of a restored database that have no data key, after the erasure journal was replayed: nobody can
/// read what is left of them. Says how many they were.
///
/// # Errors
/// When the database cannot be written.
pub fn drop_keyless(database: &Path) -> Result<u64, BackupError> {
    let drop = || -> rusqlite::Result<u64> {
        let connection = connection::open_writer(database)?;
        let left = keyless(&connection)?;
        connection.execute(
            "DELETE FROM subjects WHERE length(wrapped_key) = 0",
            params![],
        )?;
        super::checkpoint::empty(&connection)?;
        Ok(left)
    };
    drop().map_err(database_error("write", database))
}

fn keyless(connection: &Connection) -> rusqlite::Result<u64> {
    connection.query_row(
        "SELECT count(*) FROM subjects WHERE length(wrapped_key) = 0",
        [],
        |row| row.get::<_, i64>(0).map(i64::cast_unsigned),
    )
}

/// An empty file that only its owner can read; one that a crash left is emptied.
fn make_empty(path: &Path) -> Result<(), BackupError> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map(drop)
        .map_err(io_error("write", path))
}

/// Puts a finished part in its place, on the disk when this returns.
fn finish(part: &Path, path: &Path) -> Result<(), BackupError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(part, path))
        .and_then(|()| File::open(folder.unwrap_or(Path::new(".")))?.sync_all())
        .map_err(io_error("write", path))
}

/// The file while it is being written: beside its place, so that renaming it is one step.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io {
        action,
        path,
        source,
    }
}

fn database_error(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(rusqlite::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Database {
        action,
        path,
        source,
    }
}
