//! Who is not to be taken up again, as keyed digests.

use rusqlite::{Connection, params};

use crate::{
    privacy::blind::BlindValue,
    storage::{rights::SuppressionKind, sqlite::failure::Failure, vault::Vault},
};

/// Adds somebody; once is enough.
pub(in crate::storage::sqlite) fn add(
    db: &Connection,
    vault: &Vault,
    site: &str,
    kind: SuppressionKind,
    value: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    if let Some(newest) = values(vault, site, kind, value).first() {
        db.prepare_cached(
            "INSERT INTO suppressions (value, kind, since, index_epoch) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![newest, kind.as_str(), now_ms, vault.index.epoch()])?;
    }
    Ok(())
}

/// Whether somebody is there, under the key of any time.
pub(in crate::storage::sqlite) fn is_there(
    db: &Connection,
    vault: &Vault,
    site: &str,
    kind: SuppressionKind,
    value: &str,
) -> Result<bool, Failure> {
    let mut find =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM suppressions WHERE value = ?)")?;
    for value in values(vault, site, kind, value) {
        if find.query_row([value], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn values(vault: &Vault, site: &str, kind: SuppressionKind, value: &str) -> Vec<BlindValue> {
    match kind {
        SuppressionKind::UserId => vault.index.suppressed_users(site, value),
        SuppressionKind::Email => vault.index.suppressed_emails(site, value),
    }
}
