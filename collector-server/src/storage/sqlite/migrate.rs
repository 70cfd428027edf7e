//! The schema's history: numbered steps that are never edited once released.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::OpenError;

/// The steps in order; the database's `user_version` counts those that were taken.
const STEPS: [&str; 14] = [
    include_str!("../../../migrations/sqlite/0001_receipts.sql"),
    include_str!("../../../migrations/sqlite/0002_staff.sql"),
    include_str!("../../../migrations/sqlite/0003_log.sql"),
    include_str!("../../../migrations/sqlite/0004_signing_keys.sql"),
    include_str!("../../../migrations/sqlite/0005_rights.sql"),
    include_str!("../../../migrations/sqlite/0006_clauses.sql"),
    include_str!("../../../migrations/sqlite/0007_webhooks.sql"),
    include_str!("../../../migrations/sqlite/0008_retention.sql"),
    include_str!("../../../migrations/sqlite/0009_look_ups.sql"),
    include_str!("../../../migrations/sqlite/0010_sightings.sql"),
    include_str!("../../../migrations/sqlite/0011_key_epochs.sql"),
    include_str!("../../../migrations/sqlite/0012_imports.sql"),
    include_str!("../../../migrations/sqlite/0013_notices.sql"),
    include_str!("../../../migrations/sqlite/0014_refusals.sql"),
];

/// Takes the steps that are missing, all or none.
pub(super) fn run(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let found = take_missing(connection).map_err(OpenError::open(path))?;
    if found > STEPS.len() {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known: STEPS.len(),
        });
    }
    Ok(())
}

fn take_missing(connection: &mut Connection) -> rusqlite::Result<usize> {
    // Immediate: of two processes that start at once, the second finds the work done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: usize =
        transaction.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))? as usize;
    for step in STEPS.iter().skip(found) {
        transaction.execute_batch(step)?;
    }
    if found < STEPS.len() {
        transaction.pragma_update(None, "user_version", STEPS.len() as i64)?;
    }
    transaction.commit()?;
    Ok(found)
}
