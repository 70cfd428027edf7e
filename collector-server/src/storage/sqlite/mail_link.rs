//! The two links of a mail: one that confirms, once, and one that unsubscribes, whenever it is asked.

use consent_core::{
    clause::Change,
    cookie::ConsentKey,
    receipt::{ChannelClaim, ChannelDecision, Digest, Method, RecordId, UtcMillis},
};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::{
    chain::{self, References},
    clause,
    failure::{Failure, corrupt, unreadable_receipt},
    ledger::Ledger,
    subjects::Subject,
};
use crate::{
    privacy::IpMode,
    storage::{
        ClauseDecisions, Confirmation, MailLink, MailboxOwner, NewChoice, NewClauseEvent,
        NewConfirmation, Stage,
    },
};

/// A link that was found, with what only the store has to know.
pub(super) struct Found<T> {
    pub(super) tells: T,
    subject_id: i64,
    scope: i64,
}

/// Whether a confirmation of the record is waited for.
pub(super) fn is_pending(
    db: &Connection,
    subject: &Subject,
    scope: i64,
    now_ms: i64,
) -> Result<bool, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT 1 FROM confirmations
             WHERE subject_id = ? AND scope = ? AND used_at IS NULL AND expires_at > ?",
        )?
        .exists(params![subject.subject_id, scope, now_ms])?)
}

/// Keeps a new confirmation link, and drops the oldest beyond `most`.
pub(super) fn wait(
    db: &Connection,
    event: &NewClauseEvent,
    scope: i64,
    subject: &Subject,
    most: i64,
) -> Result<(), Failure> {
    let new = &event.confirmation;
    let head = chain::load_head(db, subject, scope)?;
    let (position, _) = head.ok_or_else(|| corrupt("records", subject.subject_id))?;
    db.prepare_cached(
        "INSERT INTO confirmations (token_hash, subject_id, scope, position, expires_at)
         VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![
        new.token_hash.as_bytes(),
        subject.subject_id,
        scope,
        position,
        new.expires_at_ms
    ])?;
    db.prepare_cached(
        "DELETE FROM confirmations WHERE subject_id = ?1 AND scope = ?2 AND token_hash NOT IN
             (SELECT token_hash FROM confirmations WHERE subject_id = ?1 AND scope = ?2
              ORDER BY expires_at DESC LIMIT ?3)",
    )?
    .execute(params![subject.subject_id, scope, most])?;
    Ok(())
}

/// Ends what waits: it was confirmed or withdrawn.
pub(super) fn stop_waiting(db: &Connection, subject_id: i64, scope: i64) -> Result<(), Failure> {
    db.prepare_cached(
        "DELETE FROM confirmations WHERE subject_id = ? AND scope = ? AND used_at IS NULL",
    )?
    .execute(params![subject_id, scope])?;
    Ok(())
}

/// The unsubscribe link of a record; the same again while the key is.
pub(super) fn add(
    db: &Connection,
    ledger: &Ledger,
    scope: i64,
    subject: &Subject,
    record_id: RecordId,
) -> Result<[u8; 16], Failure> {
    let secret = ledger.vault.index.link(record_id);
    db.prepare_cached(
        "INSERT INTO unsubscribe_links (token_hash, subject_id, scope) VALUES (?, ?, ?)
         ON CONFLICT (token_hash) DO NOTHING",
    )?
    .execute(params![
        Digest::of(&secret).as_bytes(),
        subject.subject_id,
        scope
    ])?;
    Ok(secret)
}

/// The confirmation of that token. Whether its time has passed is for the caller to say.
pub(super) fn confirmation(
    db: &Connection,
    token: &Digest,
) -> Result<Option<Found<Confirmation>>, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT site, clause, c.subject_id, c.scope, used_at, expires_at FROM confirmations c
             JOIN subjects s ON s.subject_id = c.subject_id
             JOIN sites USING (site_id)
             JOIN clauses l ON l.site_id = s.site_id AND l.scope = c.scope
             WHERE token_hash = ?",
        )?
        .query_row([token.as_bytes()], |row| {
            let used_at: Option<i64> = row.get("used_at")?;
            let expires_at_ms: i64 = row.get("expires_at")?;
            Ok(Found {
                tells: Confirmation {
                    site: row.get("site")?,
                    clause: row.get("clause")?,
                    stage: if used_at.is_some() {
                        Stage::WasConfirmed
                    } else {
                        Stage::Waiting
                    },
                    expires_at_ms,
                },
                subject_id: row.get("subject_id")?,
                scope: row.get("scope")?,
            })
        })
        .optional()?)
}

/// Confirms, if there is still something to confirm.
pub(super) fn confirm(
    db: &Connection,
    ledger: &mut Ledger,
    token: &Digest,
    by: &MailboxOwner,
) -> Result<Option<Confirmation>, Failure> {
    let Some(found) = confirmation(db, token)? else {
        return Ok(None);
    };
    let tells = found.tells.at(by.now);
    if tells.stage != Stage::Waiting {
        return Ok(Some(tells));
    }
    let Some(subject) = clause::subject_of(db, found.subject_id)? else {
        return Ok(None);
    };
    let now_ms = by.now.as_millis();
    db.prepare_cached("UPDATE confirmations SET used_at = ? WHERE token_hash = ?")?
        .execute(params![now_ms, token.as_bytes()])?;
    let mut event = event(db, ledger, &subject, found.scope, by.now, Change::Confirm)?;
    event.choice.method = Method::ClauseCheckbox;
    event.choice.ip = by.ip;
    event.choice.ip_mode = by.ip_mode;
    event.choice.user_agent.clone_from(&by.user_agent);
    let references = References::of(db, ledger, &event.choice)?;
    clause::apply(db, ledger, &event, &references, &subject)?;
    Ok(Some(Confirmation {
        stage: Stage::Confirmed,
        ..tells
    }))
}

/// The unsubscribe link of that token.
pub(super) fn link(db: &Connection, token: &Digest) -> Result<Option<Found<MailLink>>, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT site, clause, u.subject_id, u.scope FROM unsubscribe_links u
             JOIN subjects s ON s.subject_id = u.subject_id
             JOIN sites USING (site_id)
             JOIN clauses l ON l.site_id = s.site_id AND l.scope = u.scope
             WHERE token_hash = ?",
        )?
        .query_row([token.as_bytes()], |row| {
            Ok(Found {
                tells: MailLink {
                    site: row.get("site")?,
                    clause: row.get("clause")?,
                },
                subject_id: row.get("subject_id")?,
                scope: row.get("scope")?,
            })
        })
        .optional()?)
}

/// Withdraws e-mail.
pub(super) fn unsubscribe(
    db: &Connection,
    ledger: &mut Ledger,
    token: &Digest,
    now: UtcMillis,
) -> Result<Option<MailLink>, Failure> {
    let Some(found) = link(db, token)? else {
        return Ok(None);
    };
    let Some(subject) = clause::subject_of(db, found.subject_id)? else {
        return Ok(None);
    };
    let mut event = event(
        db,
        ledger,
        &subject,
        found.scope,
        now,
        clause::no_more_mail(),
    )?;
    event.choice.method = Method::LinkUnsubscribe;
    let references = References::of(db, ledger, &event.choice)?;
    clause::apply(db, ledger, &event, &references, &subject)?;
    Ok(Some(found.tells))
}

/// An event that goes on from the head of the record: about the same clause, under the text that was shown then, for the
/// same user.
fn event(
    db: &Connection,
    ledger: &mut Ledger,
    subject: &Subject,
    scope: i64,
    now: UtcMillis,
    change: Change,
) -> Result<NewClauseEvent, Failure> {
    let head = chain::load_head(db, subject, scope)?;
    let (at, row) = head.ok_or_else(|| corrupt("records", subject.subject_id))?;
    let head = ledger
        .vault
        .reveal(&row.sealed)
        .map_err(unreadable_receipt(at))?;
    let claims = head.claims;
    let claim = claims.clause.ok_or_else(|| corrupt("receipts", at))?;
    Ok(NewClauseEvent {
        choice: NewChoice {
            issuer: claims.iss,
            site: claims.site,
            idempotency_key: Uuid::from_bytes(ledger.entropy.draw()?),
            consent_key: ConsentKey::from_bytes(ledger.entropy.draw()?),
            purposes: Vec::new(),
            vendors: Vec::new(),
            jurisdiction: claims.jurisdiction,
            clause: Some(ClauseDecisions {
                claim,
                channels: claims
                    .channels
                    .iter()
                    .map(|channel| ChannelClaim {
                        id: channel.id,
                        decision: ChannelDecision::NotAsked,
                    })
                    .collect(),
            }),
            method: claims.method,
            notice_hash: claims.notice_hash,
            notice_lang: claims.notice_lang,
            config_hash: claims.config_hash,
            build_hash: claims.build_hash,
            event_time: now,
            client_time: None,
            ip: None,
            ip_mode: IpMode::None,
            ip_on_refusal: false,
            user_id: head.user_id,
            user_agent: None,
            page_origin: None,
            page_path: None,
            signals: claims.signals,
            blocked: claims.blocked,
            validity: claims.validity,
            validity_seconds: row.head.validity_seconds,
        },
        has_key: false,
        change,
        double_opt_in: true,
        // Nothing that goes on from here waits for a confirmation.
        confirmation: NewConfirmation {
            token_hash: Digest::from_bytes(ledger.entropy.draw()?),
            expires_at_ms: now.as_millis(),
        },
        is_from_link: true,
    })
}
