//! Notices, configurations, builds: kept once, with a leaf each before their first use.

use consent_core::receipt::{Digest, LeafKind};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{failure::Failure, ledger::Ledger};
use crate::storage::{Notice, StoreError};

/// Keeps a notice; one that is known is left as it is.
pub(super) fn add_notice(
    db: &Connection,
    ledger: &mut Ledger,
    notice: &Notice,
) -> Result<Digest, Failure> {
    let hash = Digest::of(notice.text.as_bytes());
    let site_id = add_site(db, ledger, &notice.site)?;
    let added = db.execute(
        "INSERT INTO notices (hash, site_id, lang, text) VALUES (?, ?, ?, ?)
         ON CONFLICT (hash) DO NOTHING",
        params![hash.as_bytes(), site_id, notice.lang, notice.text],
    )?;
    if added > 0 {
        ledger.add_leaf(db, LeafKind::Notice, &hash)?;
    }
    Ok(hash)
}

/// Keeps a configuration.
pub(super) fn add_config(
    db: &Connection,
    ledger: &mut Ledger,
    site: &str,
    config: &str,
) -> Result<Digest, Failure> {
    let hash = Digest::of(config.as_bytes());
    let site_id = add_site(db, ledger, site)?;
    let added = db.execute(
        "INSERT INTO configs (hash, site_id, config) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING",
        params![hash.as_bytes(), site_id, config],
    )?;
    if added > 0 {
        ledger.add_leaf(db, LeafKind::Config, &hash)?;
    }
    Ok(hash)
}

/// Keeps a build and which release of the site it is.
pub(super) fn add_build(
    db: &Connection,
    ledger: &mut Ledger,
    site: &str,
    release: &str,
    hash: Digest,
) -> Result<(), Failure> {
    let site_id = add_site(db, ledger, site)?;
    if let Some(known) = build_for_release(db, site, release)? {
        return if known == hash {
            Ok(())
        } else {
            Err(StoreError::Conflict("the release is another file already").into())
        };
    }
    let added = db.execute(
        "INSERT INTO builds (hash) VALUES (?) ON CONFLICT (hash) DO NOTHING",
        [hash.as_bytes()],
    )?;
    if added > 0 {
        ledger.add_leaf(db, LeafKind::Build, &hash)?;
    }
    db.execute(
        "INSERT INTO releases (site_id, release, build_id)
         SELECT ?, ?, build_id FROM builds WHERE hash = ?",
        params![site_id, release, hash.as_bytes()],
    )?;
    Ok(())
}

/// Keeps a build of which the release is not known: an imported receipt names it.
pub(super) fn add_bare_build(
    db: &Connection,
    ledger: &mut Ledger,
    hash: &Digest,
) -> Result<(), Failure> {
    let added = db.execute(
        "INSERT INTO builds (hash) VALUES (?) ON CONFLICT (hash) DO NOTHING",
        [hash.as_bytes()],
    )?;
    if added > 0 {
        ledger.add_leaf(db, LeafKind::Build, hash)?;
    }
    Ok(())
}

/// The notice of that hash.
pub(super) fn notice(db: &Connection, hash: &Digest) -> Result<Option<Notice>, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT site, lang, text FROM notices JOIN sites USING (site_id) WHERE hash = ?",
        )?
        .query_row([hash.as_bytes()], |row| {
            Ok(Notice {
                site: row.get("site")?,
                lang: row.get("lang")?,
                text: row.get("text")?,
            })
        })
        .optional()?)
}

/// The configuration of that hash.
pub(super) fn config(db: &Connection, hash: &Digest) -> Result<Option<String>, Failure> {
    Ok(db
        .prepare_cached("SELECT config FROM configs WHERE hash = ?")?
        .query_row([hash.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// SHA-256 of what a release was.
pub(super) fn build_for_release(
    db: &Connection,
    site: &str,
    release: &str,
) -> Result<Option<Digest>, Failure> {
    let hash: Option<[u8; 32]> = db
        .prepare_cached(
            "SELECT hash FROM releases JOIN builds USING (build_id) JOIN sites USING (site_id)
             WHERE site = ? AND release = ?",
        )?
        .query_row([site, release], |row| row.get(0))
        .optional()?;
    Ok(hash.map(Digest::from_bytes))
}

/// Writes a page without changing anything: shows whether the disk takes writes.
pub(super) fn probe(db: &Connection, _: &mut Ledger) -> Result<(), Failure> {
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    db.pragma_update(None, "user_version", version)?;
    Ok(())
}

/// The number of a site, which is added when it is new.
fn add_site(db: &Connection, ledger: &mut Ledger, site: &str) -> Result<i64, Failure> {
    db.execute(
        "INSERT INTO sites (site) VALUES (?) ON CONFLICT (site) DO NOTHING",
        [site],
    )?;
    ledger.site(db, site)
}
