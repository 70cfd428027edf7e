//! Parts of receipts that go before the receipt does. The signed part and its leaf stay as they are: a disclosure that is
//! gone leaves its digest (RFC 9901).

use std::collections::HashMap;

use consent_core::{
    receipt::{EventState, Field},
    site::SiteFile,
};
use rusqlite::{Connection, params};

use super::{Step, next_receipts};
use crate::{
    privacy::retention::limits::{self, FULL_DAYS_DEFAULT},
    storage::{
        number,
        rights::Subject,
        sqlite::{
            failure::{Failure, corrupt, unreadable_receipt},
            ledger::Ledger,
            restate,
            rights::find,
            row,
        },
    },
};

/// Bits of `receipts.shortened`.
const FULL: i64 = 1;
const NETWORK: i64 = 2;
const BROWSER: i64 = 4;

/// States that may leave no consent; whether one does, its receipt tells.
const MAY_BE_ENDED: [EventState; 6] = [
    EventState::ConsentRefused,
    EventState::ConsentWithdrawn,
    EventState::ConsentExpired,
    EventState::ConsentInvalidated,
    EventState::Objection,
    EventState::OptOut,
];

struct Due {
    position: i64,
    subject_id: i64,
    scope: i64,
    config_id: i64,
    site: String,
    has_full: bool,
}

/// Shortens whole addresses after their days, and takes the network too where the consent has ended.
pub(super) fn shorten(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
) -> Result<Option<i64>, Failure> {
    let now_ms = step.policy.now_ms;
    let shortest = step.policy.full_days.values().copied().min();
    let shortest = shortest.unwrap_or(FULL_DAYS_DEFAULT).min(FULL_DAYS_DEFAULT);
    // A receipt's own configuration may have promised less than that.
    let shortest = shortest.min(shortest_promise(db)?);
    let end = number::first_position(limits::address_cutoff(now_ms, shortest) + 1);
    let ended = MAY_BE_ENDED
        .map(|state| number::of_state(state).to_string())
        .join(", ");
    let Some((last, next)) = next_receipts(db, step.after, end)? else {
        return Ok(None);
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT r.position, r.subject_id, r.scope, r.config_id, s.site, r.ip_index IS NOT NULL AS has_full
         FROM receipts r NOT INDEXED JOIN sites s USING (site_id)
         WHERE r.position > ?1 AND r.position <= ?2 AND r.ip_prefix_index IS NOT NULL
           AND (r.ip_index IS NOT NULL OR EXISTS (
                SELECT 1 FROM records h JOIN receipts n ON n.position = h.head
                WHERE h.subject_id = r.subject_id AND h.scope = r.scope AND n.state IN ({ended})))
         ORDER BY r.position"
    ))?;
    let found: Vec<Due> = statement
        .query_map(params![step.after, last], |row| {
            Ok(Due {
                position: row.get("position")?,
                subject_id: row.get("subject_id")?,
                scope: row.get("scope")?,
                config_id: row.get("config_id")?,
                site: row.get("site")?,
                has_full: row.get("has_full")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut days = HashMap::new();
    for due in &found {
        let full_days = full_days(db, step, due, &mut days)?;
        if number::time_of(due.position) > limits::address_cutoff(now_ms, full_days) {
            continue;
        }
        let is_ended = !is_live(db, ledger, due.subject_id, due.scope, now_ms)?;
        if !due.has_full && !is_ended {
            continue;
        }
        let subject = subject(db, due.subject_id)?;
        if step.is_kept(db, &subject, due.scope)? {
            continue;
        }
        step.report.addresses_shortened += u64::from(due.has_full);
        step.report.networks_removed += u64::from(is_ended);
        if !step.is_dry {
            let fields: &[Field] = if is_ended {
                &[Field::Ip, Field::IpHash, Field::IpTruncated]
            } else {
                &[Field::Ip, Field::IpHash]
            };
            strip(db, ledger, due.position, fields)?;
        }
    }
    Ok(next)
}

/// Takes address and browser of refusals after twelve months (ACCEPTANCE 59).
pub(super) fn strip_refusals(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
) -> Result<Option<i64>, Failure> {
    let refusals = [
        EventState::ConsentRefused,
        EventState::ConsentRequestDeferred,
        EventState::OptOut,
    ]
    .map(|state| number::of_state(state).to_string())
    .join(", ");
    let end = number::first_position(limits::refusal_cutoff(step.policy.now_ms) + 1);
    let Some((last, next)) = next_receipts(db, step.after, end)? else {
        return Ok(None);
    };
    let found: Vec<(i64, i64, i64)> = db
        .prepare_cached(&format!(
            "SELECT position, subject_id, scope FROM receipts NOT INDEXED
             WHERE position > ?1 AND position <= ?2 AND state IN ({refusals})
               AND shortened & {BROWSER} = 0
             ORDER BY position"
        ))?
        .query_map(params![step.after, last], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    for (position, subject_id, scope) in &found {
        let subject = subject(db, *subject_id)?;
        if step.is_kept(db, &subject, *scope)? {
            continue;
        }
        step.report.refusals_stripped += 1;
        if !step.is_dry {
            let fields = [
                Field::Ip,
                Field::IpHash,
                Field::IpTruncated,
                Field::UserAgent,
            ];
            strip(db, ledger, *position, &fields)?;
        }
    }
    Ok(next)
}

/// The fewest days that any published configuration promised.
fn shortest_promise(db: &Connection) -> Result<u32, Failure> {
    let mut shortest = FULL_DAYS_DEFAULT;
    let mut statement = db.prepare_cached("SELECT config FROM configs")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let config: String = row.get(0)?;
        shortest = shortest.min(promised(&config));
    }
    Ok(shortest)
}

fn promised(config: &str) -> u32 {
    serde_json::from_str::<SiteFile>(config).map_or(FULL_DAYS_DEFAULT, |site| site.ip_full_days)
}

/// The shorter of what the receipt's configuration promised and what the site says today.
fn full_days(
    db: &Connection,
    step: &Step<'_>,
    due: &Due,
    known: &mut HashMap<i64, u32>,
) -> Result<u32, Failure> {
    let promised = match known.get(&due.config_id) {
        Some(days) => *days,
        None => {
            let config: String = db
                .prepare_cached("SELECT config FROM configs WHERE config_id = ?")?
                .query_row([due.config_id], |row| row.get(0))?;
            let days = promised(&config);
            known.insert(due.config_id, days);
            days
        }
    };
    let today = step.policy.full_days.get(&due.site).copied();
    Ok(today.map_or(promised, |today| today.min(promised)))
}

/// Whether a record's newest receipt leaves a consent that stands.
pub(super) fn is_live(
    db: &Connection,
    ledger: &Ledger,
    subject_id: i64,
    scope: i64,
    now_ms: i64,
) -> Result<bool, Failure> {
    let subject = restate::subject(db, subject_id)?;
    let newest = restate::newest(db, ledger, &subject, scope)?;
    Ok(newest.is_some_and(|newest| newest.is_live(now_ms)))
}

fn subject(db: &Connection, subject_id: i64) -> Result<Subject, Failure> {
    find::load(db, subject_id)?.ok_or_else(|| corrupt("subjects", subject_id))
}

/// Takes disclosures with their salts out of a receipt, and the index values that go with them.
fn strip(
    db: &Connection,
    ledger: &mut Ledger,
    position: i64,
    fields: &[Field],
) -> Result<(), Failure> {
    let row = row::load(db, position)?.ok_or_else(|| corrupt("receipts", position))?;
    let mut entropy = std::mem::take(&mut ledger.entropy);
    let shortened = ledger.vault.without(
        &row.sealed,
        fields,
        |form| ledger.has_room_for(form),
        &mut entropy,
    );
    ledger.entropy = entropy;
    let shortened = shortened.map_err(unreadable_receipt(position))?;
    let form_id = ledger.form(db, &shortened.form)?;
    let has = |field| fields.contains(&field);
    let bits = if has(Field::Ip) { FULL } else { 0 }
        | if shortened.has_network { 0 } else { NETWORK }
        | if has(Field::UserAgent) { BROWSER } else { 0 };
    db.prepare_cached(
        "UPDATE receipts SET envelope = ?1, form_id = ?2, shortened = shortened | ?3,
                ip_index = CASE WHEN ?3 & 1 THEN NULL ELSE ip_index END,
                ip_prefix_index = CASE WHEN ?3 & 2 THEN NULL ELSE ip_prefix_index END
         WHERE position = ?4",
    )?
    .execute(params![shortened.envelope, form_id, bits, position])?;
    Ok(())
}
