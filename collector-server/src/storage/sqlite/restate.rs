//! A record's newest receipt, said again by an event that no browser sent: about the same texts and the same decisions,
//! without an address.

use consent_core::{
    category::Category,
    cookie::ConsentKey,
    receipt::{
        Blocked, ChannelClaim, ChannelDecision, Decision, EventState, Method, Signals, UtcMillis,
    },
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{
    chain::{self, References},
    failure::{Failure, unreadable_receipt},
    ledger::Ledger,
    row::ReceiptRow,
    subjects::{self, Subject},
};
use crate::{
    privacy::{IpMode, retention::limits},
    storage::{ClauseDecisions, NewChoice, StoredReceipt, decide::Head},
};

/// The newest receipt of a record, opened.
pub(super) struct Newest {
    pub(super) position: i64,
    pub(super) row: ReceiptRow,
    pub(super) receipt: StoredReceipt,
}

/// The subject of that number.
pub(super) fn subject(db: &Connection, subject_id: i64) -> Result<Subject, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key, user_index FROM subjects
             WHERE subject_id = ?",
        )?
        .query_row([subject_id], subjects::from_row)?)
}

/// The newest receipt of a subject in a scope, if there is one.
pub(super) fn newest(
    db: &Connection,
    ledger: &Ledger,
    subject: &Subject,
    scope: i64,
) -> Result<Option<Newest>, Failure> {
    let Some((position, row)) = chain::load_head(db, subject, scope)? else {
        return Ok(None);
    };
    let receipt = ledger
        .vault
        .reveal(&row.sealed)
        .map_err(unreadable_receipt(position))?;
    Ok(Some(Newest {
        position,
        row,
        receipt,
    }))
}

impl Newest {
    /// Whether it leaves a consent that stands.
    pub(super) fn is_live(&self, now_ms: i64) -> bool {
        limits::is_live(&self.receipt.claims, self.row.head.validity_seconds, now_ms)
    }

    /// The same again at another time and by another method.
    pub(super) fn again(&self, method: Method, now_ms: i64) -> NewChoice {
        let claims = self.receipt.claims.clone();
        NewChoice {
            issuer: claims.iss,
            site: claims.site,
            idempotency_key: Uuid::nil(),
            // Not written: the record goes on in the subject that it is in.
            consent_key: ConsentKey::from_bytes([0; 16]),
            purposes: claims.purposes,
            vendors: claims.vendors,
            jurisdiction: claims.jurisdiction,
            clause: claims.clause.map(|claim| ClauseDecisions {
                claim,
                channels: claims.channels,
            }),
            method,
            notice_hash: claims.notice_hash,
            notice_lang: claims.notice_lang,
            config_hash: claims.config_hash,
            build_hash: claims.build_hash,
            event_time: UtcMillis::new(now_ms),
            client_time: None,
            ip: None,
            ip_mode: IpMode::None,
            ip_on_refusal: false,
            user_id: self.receipt.user_id.clone(),
            user_agent: None,
            page_origin: None,
            page_path: None,
            signals: Signals { gpc: false },
            blocked: Blocked::new(),
            validity: claims.validity,
            validity_seconds: self.row.head.validity_seconds,
        }
    }

    /// Whether it leaves one that has run out without a receipt that says so.
    pub(super) fn has_run_out(&self, now_ms: i64) -> bool {
        limits::has_run_out(&self.receipt.claims, self.row.head.validity_seconds, now_ms)
    }
}

/// Lets `choice` count no longer than `head`, the receipt before it: in whole days, at least one.
pub(super) fn keep_end(head: &Head, choice: &mut NewChoice) {
    let end_ms = limits::expires_at(head.event_time_ms, head.validity_seconds);
    if let Ok(left) = u64::try_from((end_ms - choice.event_time.as_millis()) / 1000)
        && left > 0
    {
        choice.count_for(left);
    }
}

/// What was granted becomes `decision`, and every service goes with its purpose; what is always on and what was not
/// granted stays.
pub(super) fn take_back(choice: &mut NewChoice, decision: Decision) {
    for purpose in &mut choice.purposes {
        if purpose.category == Category::Functional || purpose.decision != Decision::Granted {
            continue;
        }
        purpose.decision = decision;
        for vendor in &mut choice.vendors {
            if vendor.purpose == purpose.id {
                vendor.decision = decision;
            }
        }
    }
}

/// What was granted, or waits, is denied.
pub(super) fn take_back_channels(channels: &mut [ChannelClaim]) {
    for channel in channels {
        if matches!(
            channel.decision,
            ChannelDecision::Granted | ChannelDecision::Pending
        ) {
            channel.decision = ChannelDecision::Denied;
        }
    }
}

/// Says that what `newest` granted has run out. Nobody has denied it, so it is no longer asked for.
pub(super) fn expire(
    db: &Connection,
    ledger: &mut Ledger,
    subject: &Subject,
    newest: &Newest,
    now_ms: i64,
) -> Result<(), Failure> {
    let mut choice = newest.again(Method::Expiry, now_ms);
    take_back(&mut choice, Decision::NotAsked);
    for channel in choice
        .clause
        .iter_mut()
        .flat_map(|clause| &mut clause.channels)
    {
        // What waits for a confirmation was asked for lately, and goes on waiting.
        if channel.decision == ChannelDecision::Granted {
            channel.decision = ChannelDecision::NotAsked;
        }
    }
    let state = EventState::ConsentExpired;
    write(db, ledger, subject, newest, &choice, state)
}

/// Writes the next receipt of the record.
pub(super) fn write(
    db: &Connection,
    ledger: &mut Ledger,
    subject: &Subject,
    newest: &Newest,
    choice: &NewChoice,
    state: EventState,
) -> Result<(), Failure> {
    let references = References::of(db, ledger, choice)?;
    // Without the bits of a clause nobody would be asked by letter any more, whatever the receipt says.
    let decisions = references.decisions(db, ledger, choice)?;
    let next = references.next(choice, decisions, &[]);
    chain::continued(
        db,
        ledger,
        choice,
        &references,
        &next,
        subject,
        (newest.position, &newest.row),
        state,
    )?;
    Ok(())
}

/// Notes that the person was active.
pub(super) fn touch(db: &Connection, subject_id: i64, now_ms: i64) -> Result<(), Failure> {
    db.prepare_cached(
        "UPDATE subjects SET last_activity_at = max(last_activity_at, ?) WHERE subject_id = ?",
    )?
    .execute(params![now_ms, subject_id])?;
    Ok(())
}
