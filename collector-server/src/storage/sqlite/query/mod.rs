//! What one search does.
//!
//! [`plan`] turns a question into conditions, of which the most selective becomes a walk along an
//! index, newest first, and the others a yes or no for each row on the way. What only the envelope
//! tells is checked after opening it. The walk has a budget: a question that fits few of many rows
//! gets a short page and a cursor to go on, and never holds a connection for long.

mod address;
mod plan;

use consent_core::receipt::{Digest, UtcMillis};
use rusqlite::{Connection, Rows, params, params_from_iter};

use super::{
    failure::{Failure, unreadable_receipt},
    row,
};
use crate::storage::{Cursor, Page, Search, StoredReceipt, search::LIMIT_MAX, vault::Vault};
use plan::Plan;

/// What an envelope costs that is opened; a row that is looked at costs 1.
const OPENING: u32 = 8;

/// One page of what fits.
pub(super) fn page(
    db: &Connection,
    vault: &Vault,
    search: &Search,
    after: Option<Cursor>,
    limit: usize,
    mut budget: u32,
) -> Result<Page, Failure> {
    // One state of the database for all of it.
    let transaction = db.unchecked_transaction()?;
    let limit = limit.clamp(1, LIMIT_MAX);
    let mut page = Page::default();
    let Some(plan) = plan::make(&transaction, vault, search, after)? else {
        return Ok(page);
    };
    let mut statements = Vec::with_capacity(plan.walks.len());
    for walk in &plan.walks {
        statements.push(transaction.prepare_cached(&walk.sql)?);
    }
    let mut walks = Vec::with_capacity(statements.len());
    for (statement, walk) in statements.iter_mut().zip(&plan.walks) {
        walks.push(Walk::start(
            statement.query(params_from_iter(&walk.values))?,
        )?);
    }
    let mut last = None;
    while let Some((position, fits)) = newest(&mut walks)? {
        if page.items.len() == limit || budget == 0 {
            page.next = last.map(Cursor);
            break;
        }
        last = Some(position);
        budget = budget.saturating_sub(1);
        if fits {
            if plan.is_opening() {
                budget = budget.saturating_sub(OPENING);
            }
            page.items
                .extend(open(&transaction, vault, &plan, position)?);
        }
    }
    Ok(page)
}

/// The leaves of what holds restrict at `at`.
pub(super) fn held(
    db: &Connection,
    site: Option<&str>,
    at: UtcMillis,
) -> Result<Vec<(u64, Digest)>, Failure> {
    // Few people are under a hold: their receipts are walked, not everybody's.
    let sql = format!(
        "SELECT leaf, commitment FROM receipts
         JOIN leaves USING (leaf) JOIN sites USING (site_id)
         WHERE subject_id IN (SELECT subject_id FROM holds) AND {IS_HELD}
           AND (?2 IS NULL OR site = ?2)
         ORDER BY leaf",
        IS_HELD = plan::IS_HELD.replace('?', "?1")
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params![at.as_millis(), site], |row| {
        let leaf: i64 = row.get(0)?;
        Ok((leaf.cast_unsigned(), Digest::from_bytes(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The receipt at `position`, if what the envelope tells fits too.
fn open(
    db: &Connection,
    vault: &Vault,
    plan: &Plan,
    position: i64,
) -> Result<Option<StoredReceipt>, Failure> {
    let Some(row) = row::load(db, position)? else {
        return Ok(None);
    };
    let receipt = vault
        .reveal(&row.sealed)
        .map_err(unreadable_receipt(position))?;
    Ok(Some(receipt).filter(|receipt| plan.fits_opened(receipt, vault)))
}

/// Rows along one index, newest first, one ahead.
struct Walk<'a> {
    rows: Rows<'a>,
    ahead: Option<(i64, bool)>,
}

impl<'a> Walk<'a> {
    fn start(rows: Rows<'a>) -> rusqlite::Result<Self> {
        let mut walk = Self { rows, ahead: None };
        walk.step()?;
        Ok(walk)
    }

    fn step(&mut self) -> rusqlite::Result<()> {
        self.ahead = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, row.get(1)?)),
            None => None,
        };
        Ok(())
    }
}

/// The newest row of all walks.
fn newest(walks: &mut [Walk<'_>]) -> rusqlite::Result<Option<(i64, bool)>> {
    let newest = walks
        .iter_mut()
        .filter(|walk| walk.ahead.is_some())
        .max_by_key(|walk| walk.ahead);
    let Some(walk) = newest else {
        return Ok(None);
    };
    let row = walk.ahead;
    walk.step()?;
    Ok(row)
}
