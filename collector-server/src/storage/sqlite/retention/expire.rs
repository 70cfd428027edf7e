//! Cookie choices whose validity has passed: a receipt says so, as for every other event.

use consent_core::{
    category::Category,
    cookie::ConsentKey,
    receipt::{Blocked, Decision, EventState, Method, PurposeClaim, Signals, UtcMillis},
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{BATCH, Step};
use crate::{
    privacy::{IpMode, retention::limits},
    storage::{
        NewChoice, StoredReceipt,
        decide::{Decisions, Next},
        number::{self, SCOPE_COOKIES},
        sqlite::{
            append::{self, References, Subject},
            failure::{Failure, corrupt, unreadable_receipt},
            ledger::Ledger,
        },
    },
};

/// Adds `ConsentExpired` where a choice granted something and its validity has passed.
pub(super) fn step(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
) -> Result<Option<i64>, Failure> {
    let states = [
        EventState::ConsentGiven,
        EventState::RenewedConsentGiven,
        EventState::ConsentWithdrawn,
        EventState::OptOut,
    ]
    .map(|state| number::of_state(state).to_string())
    .join(", ");
    let found: Vec<i64> = db
        .prepare_cached(&format!(
            "SELECT h.subject_id FROM records h JOIN receipts r ON r.position = h.head
             WHERE h.subject_id > ?1 AND h.scope = ?2 AND r.state IN ({states})
               AND (r.position >> 21) + r.validity_seconds * 1000 <= ?3
             ORDER BY h.subject_id LIMIT ?4"
        ))?
        .query_map(
            params![step.after, SCOPE_COOKIES, step.policy.now_ms, BATCH],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    for subject_id in &found {
        expire(db, ledger, step, *subject_id)?;
    }
    Ok(found
        .last()
        .copied()
        .filter(|_| found.len() as i64 == BATCH))
}

fn expire(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
    subject_id: i64,
) -> Result<(), Failure> {
    let subject: Subject = db
        .prepare_cached(
            "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key, user_index FROM subjects
             WHERE subject_id = ?",
        )?
        .query_row([subject_id], append::subject_row)?;
    let (head_at, row) = append::load_head(db, &subject, SCOPE_COOKIES)?
        .ok_or_else(|| corrupt("records", subject_id))?;
    let head = ledger
        .vault
        .reveal(&row.sealed)
        .map_err(unreadable_receipt(head_at))?;
    if !limits::grants(&head.claims) {
        return Ok(());
    }
    step.report.expired += 1;
    if step.is_dry {
        return Ok(());
    }
    let choice = expired(head, row.head.validity_seconds, step.policy.now_ms);
    let references = References::of(db, ledger, &choice)?;
    let decisions = Decisions::of(&choice.purposes, |purpose| {
        ledger.purpose_bit(db, references.site_id, purpose)
    })?;
    let next = Next {
        decisions,
        method: choice.method,
        event_time_ms: step.policy.now_ms,
        notice_id: references.notice_id,
        config_id: references.config_id,
        user_indexes: &[],
    };
    append::continued(
        db,
        ledger,
        &choice,
        &references,
        &next,
        &subject,
        (head_at, &row),
        EventState::ConsentExpired,
    )?;
    Ok(())
}

/// The event: about the same texts, from nobody's browser. What was granted is no longer asked for; what was denied
/// stays denied.
fn expired(head: StoredReceipt, validity_seconds: u64, now_ms: i64) -> NewChoice {
    let claims = head.claims;
    let purposes = claims.purposes.into_iter().map(|purpose| {
        let is_over =
            purpose.category != Category::Functional && purpose.decision == Decision::Granted;
        PurposeClaim {
            decision: if is_over {
                Decision::NotAsked
            } else {
                purpose.decision
            },
            ..purpose
        }
    });
    NewChoice {
        issuer: claims.iss,
        site: claims.site,
        idempotency_key: Uuid::nil(),
        // Not written: the record goes on in the subject that it is in.
        consent_key: ConsentKey::from_bytes([0; 16]),
        purposes: purposes.collect(),
        clause: None,
        method: Method::Expiry,
        notice_hash: claims.notice_hash,
        notice_lang: claims.notice_lang,
        config_hash: claims.config_hash,
        build_hash: claims.build_hash,
        event_time: UtcMillis::new(now_ms),
        client_time: None,
        ip: None,
        ip_mode: IpMode::None,
        ip_on_refusal: false,
        user_id: head.user_id,
        user_agent: None,
        page_origin: None,
        page_path: None,
        signals: Signals { gpc: false },
        blocked: Blocked::new(),
        validity: claims.validity,
        validity_seconds,
    }
}
