//! What one choice does inside the writer's transaction.

use consent_core::{
    cookie::ConsentKey,
    receipt::{Digest, EventState, LeafKind, Method},
};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    failure::{Failure, corrupt, unreadable_receipt},
    ledger::{Ledger, Text},
    outbox, rekey,
    rights::suppress,
    row::{self, ReceiptRow},
};
use crate::{
    privacy::blind::BlindValue,
    storage::{
        NewChoice, Outcome, Recorded, StoreError,
        decide::{self, Decisions, Next},
        number::{self, SCOPE_COOKIES},
        rights::SuppressionKind,
        vault::{Issued, Place, SubjectRow},
    },
};

/// How long an attempt is remembered, in milliseconds: longer than a browser keeps trying.
const ATTEMPT_KEPT_MS: i64 = 30 * 24 * 3600 * 1000;

/// A subject in the database.
pub(super) struct Subject {
    pub(super) subject_id: i64,
    pub(super) row: SubjectRow,
    pub(super) user_index: Option<BlindValue>,
}

/// Numbers of what a receipt refers to, and which history of its subject it goes into.
pub(super) struct References {
    pub(super) site_id: i64,
    pub(super) scope: i64,
    pub(super) notice_id: i64,
    pub(super) config_id: i64,
    pub(super) build_id: i64,
}

impl References {
    /// The numbers for a choice; all of it was registered before.
    pub(super) fn of(
        db: &Connection,
        ledger: &mut Ledger,
        choice: &NewChoice,
    ) -> Result<Self, Failure> {
        let site_id = ledger.site(db, &choice.site)?;
        Ok(Self {
            notice_id: ledger.text(db, Text::Notice, &choice.notice_hash)?,
            config_id: ledger.text(db, Text::Config, &choice.config_hash)?,
            build_id: ledger.text(db, Text::Build, &choice.build_hash)?,
            scope: match &choice.clause {
                None => SCOPE_COOKIES,
                Some(clause) => ledger.clause_scope(db, site_id, &clause.claim.id)?,
            },
            site_id,
        })
    }
}

/// Records a choice, or finds that it is recorded already.
pub(super) fn record(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
) -> Result<Recorded, Failure> {
    let event_time_ms = choice.event_time.as_millis();
    if number::position(event_time_ms, 0).is_none() {
        return Err(StoreError::Conflict("the event time is before 1970 or after 2109").into());
    }
    refuse_suppressed(db, ledger, choice)?;
    let references = References::of(db, ledger, choice)?;
    let decisions = Decisions::of(&choice.purposes, |purpose| {
        ledger.purpose_bit(db, references.site_id, purpose)
    })?;
    let user_indexes = choice
        .user_id
        .as_deref()
        .map(|user_id| ledger.vault.index.user_ids(user_id))
        .unwrap_or_default();
    let next = Next {
        decisions,
        method: choice.method,
        event_time_ms,
        notice_id: references.notice_id,
        config_id: references.config_id,
        user_indexes: &user_indexes,
    };

    let subjects = subjects(db, ledger, references.site_id, &choice.consent_key)?;
    for subject in &subjects {
        if let Some(position) = attempted(db, subject, choice)? {
            return answer(db, ledger, position, Outcome::Replayed);
        }
    }
    match subjects.into_iter().reduce(|best, subject| {
        if fitness(&subject, &user_indexes) > fitness(&best, &user_indexes) {
            subject
        } else {
            best
        }
    }) {
        Some(subject) if fitness(&subject, &user_indexes) > 0 => {
            go_on(db, ledger, choice, &references, &next, &subject)
        }
        _ => begin(db, ledger, choice, &references, &next),
    }
}

/// What staff or an import says of a person who asked not to be taken up again is not recorded; what the person says is.
pub(super) fn refuse_suppressed(
    db: &Connection,
    ledger: &Ledger,
    choice: &NewChoice,
) -> Result<(), Failure> {
    if matches!(choice.method, Method::Staff | Method::Imported)
        && let Some(user_id) = &choice.user_id
        && suppress::is_there(
            db,
            &ledger.vault,
            &choice.site,
            SuppressionKind::UserId,
            user_id,
        )?
    {
        return Err(StoreError::Conflict("the person asked not to be taken up again").into());
    }
    Ok(())
}

/// How well a subject fits a choice; 0 is not at all, and of equals the newest is taken.
///
/// The same user id fits best. A subject without one fits a new assertion: that links them. A choice
/// without an assertion goes on with whoever used this browser last: the key proves the browser, and
/// a failed assertion must not turn a withdrawal into somebody else's first refusal.
fn fitness(subject: &Subject, user_indexes: &[BlindValue]) -> u8 {
    match subject.user_index {
        _ if user_indexes.is_empty() => 1,
        Some(index) if user_indexes.contains(&index) => 2,
        Some(_) => 0,
        None => 1,
    }
}

/// The subjects of a browser's key on a site, the one that was active last first.
pub(super) fn subjects(
    db: &Connection,
    ledger: &Ledger,
    site_id: i64,
    consent_key: &ConsentKey,
) -> Result<Vec<Subject>, Failure> {
    let mut subjects = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key, user_index FROM subjects
         WHERE consent_key_index = ? AND site_id = ?
         ORDER BY last_activity_at DESC, subject_id DESC",
    )?;
    for index in ledger.vault.index.consent_keys(consent_key) {
        for subject in statement.query_map(params![index, site_id], subject_row)? {
            subjects.push(subject?);
        }
    }
    Ok(subjects)
}

/// The subjects of a user on a site, the one that was active last first.
pub(super) fn subjects_of_user(
    db: &Connection,
    site_id: i64,
    user_indexes: &[BlindValue],
) -> Result<Vec<Subject>, Failure> {
    let mut subjects = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key, user_index FROM subjects
         WHERE user_index = ? AND site_id = ?
         ORDER BY last_activity_at DESC, subject_id DESC",
    )?;
    for index in user_indexes {
        for subject in statement.query_map(params![index, site_id], subject_row)? {
            subjects.push(subject?);
        }
    }
    Ok(subjects)
}

/// A row of `subjects`.
pub(super) fn subject_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Subject> {
    Ok(Subject {
        subject_id: row.get("subject_id")?,
        row: SubjectRow {
            subject_ref: row.get("subject_ref")?,
            wrap_key_id: row.get("wrap_key_id")?,
            wrapped_key: row.get("wrapped_key")?,
        },
        user_index: row.get("user_index")?,
    })
}

/// The receipt that an attempt has become.
pub(super) fn attempted(
    db: &Connection,
    subject: &Subject,
    choice: &NewChoice,
) -> Result<Option<i64>, Failure> {
    Ok(db
        .prepare_cached("SELECT position FROM attempts WHERE subject_id = ? AND attempt = ?")?
        .query_row(
            params![subject.subject_id, choice.idempotency_key.as_bytes()],
            |row| row.get(0),
        )
        .optional()?)
}

pub(super) fn answer(
    db: &Connection,
    ledger: &Ledger,
    position: i64,
    outcome: Outcome,
) -> Result<Recorded, Failure> {
    let row = row::load(db, position)?.ok_or_else(|| corrupt("attempts", position))?;
    ledger
        .vault
        .answer(&row.sealed, outcome)
        .map_err(unreadable_receipt(position))
}

/// The first receipt of a new subject.
fn begin(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
) -> Result<Recorded, Failure> {
    let subject = add_subject(db, ledger, choice, references.site_id)?;
    let state = decide::state_after(None, next);
    first(db, ledger, choice, references, next, &subject, state)
}

/// A new subject with a data key of its own.
pub(super) fn add_subject(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    site_id: i64,
) -> Result<Subject, Failure> {
    let (row, _) = ledger.vault.make_subject(&mut ledger.entropy)?;
    let index = &ledger.vault.index;
    let user_index = choice
        .user_id
        .as_deref()
        .map(|user_id| index.user_id(user_id));
    let subject_id = db
        .prepare_cached(
            "INSERT INTO subjects (subject_ref, site_id, consent_key_index, user_index, index_epoch,
                                   wrap_key_id, wrapped_key, last_activity_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            row.subject_ref,
            site_id,
            index.consent_key(&choice.consent_key),
            user_index,
            index.epoch(),
            row.wrap_key_id,
            row.wrapped_key,
            choice.event_time.as_millis(),
        ])?;
    Ok(Subject {
        subject_id,
        row,
        user_index,
    })
}

/// The first receipt of a subject's record.
pub(super) fn first(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
    subject: &Subject,
    state: EventState,
) -> Result<Recorded, Failure> {
    let place = Place {
        record_id: ledger
            .vault
            .index
            .record_id(ledger.entropy.draw()?, subject.subject_id),
        previous: None,
        state,
        leaf_index: ledger.next_leaf(db)?.cast_unsigned(),
    };
    let issued = issue(ledger, choice, &place, subject)?;
    let position = insert(
        db,
        ledger,
        choice,
        references,
        next,
        &issued,
        subject.subject_id,
    )?;
    db.prepare_cached(
        "INSERT INTO records (subject_id, scope, record_id, head) VALUES (?, ?, ?, ?)",
    )?
    .execute(params![
        subject.subject_id,
        references.scope,
        place.record_id.as_bytes(),
        position
    ])?;
    note_attempt(db, choice, subject.subject_id, position)?;
    Ok(issued.answer)
}

/// The next receipt of a subject's record, or the last one again.
fn go_on(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
    subject: &Subject,
) -> Result<Recorded, Failure> {
    let Some((head_at, row)) = load_head(db, subject, references.scope)? else {
        // So far the subject has answered clauses only.
        touch(db, ledger, choice, subject)?;
        let state = decide::state_after(None, next);
        return first(db, ledger, choice, references, next, subject, state);
    };
    if row.head.says_the_same(next) {
        return again(db, ledger, choice, subject, (head_at, &row));
    }
    let state = decide::state_after(Some(&row.head), next);
    let head = (head_at, &row);
    following(db, ledger, choice, references, next, subject, head, state)
}

/// Nothing new was said: the last receipt is the answer.
pub(super) fn again(
    db: &Connection,
    ledger: &Ledger,
    choice: &NewChoice,
    subject: &Subject,
    (head_at, row): (i64, &ReceiptRow),
) -> Result<Recorded, Failure> {
    touch(db, ledger, choice, subject)?;
    note_attempt(db, choice, subject.subject_id, head_at)?;
    ledger
        .vault
        .answer(&row.sealed, Outcome::Unchanged)
        .map_err(unreadable_receipt(head_at))
}

/// The next receipt of a subject's record.
#[expect(
    clippy::too_many_arguments,
    reason = "what a receipt is made of; a struct would be used twice and read worse"
)]
pub(super) fn following(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
    subject: &Subject,
    head: (i64, &ReceiptRow),
    state: EventState,
) -> Result<Recorded, Failure> {
    let (position, issued) = continued(db, ledger, choice, references, next, subject, head, state)?;
    touch(db, ledger, choice, subject)?;
    note_attempt(db, choice, subject.subject_id, position)?;
    Ok(issued.answer)
}

/// The same for an event that is no act of the person's: it is no activity, and nobody repeats it.
#[expect(clippy::too_many_arguments, reason = "as for `following`")]
pub(super) fn continued(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
    subject: &Subject,
    (head_at, row): (i64, &ReceiptRow),
    state: EventState,
) -> Result<(i64, Issued), Failure> {
    let opened = ledger
        .vault
        .open(&row.sealed)
        .map_err(unreadable_receipt(head_at))?;
    let place = Place {
        record_id: row.sealed.record_id,
        previous: Some(Digest::of(opened.receipt.jws().as_bytes())),
        state,
        leaf_index: ledger.next_leaf(db)?.cast_unsigned(),
    };
    let issued = issue(ledger, choice, &place, subject)?;
    let position = insert(
        db,
        ledger,
        choice,
        references,
        next,
        &issued,
        subject.subject_id,
    )?;
    db.prepare_cached("UPDATE records SET head = ? WHERE subject_id = ? AND scope = ?")?
        .execute(params![position, subject.subject_id, references.scope])?;
    Ok((position, issued))
}

/// The newest receipt of a subject in a scope, and where it lies.
pub(super) fn load_head(
    db: &Connection,
    subject: &Subject,
    scope: i64,
) -> Result<Option<(i64, ReceiptRow)>, Failure> {
    let head: Option<i64> = db
        .prepare_cached("SELECT head FROM records WHERE subject_id = ? AND scope = ?")?
        .query_row(params![subject.subject_id, scope], |row| row.get(0))
        .optional()?;
    head.map(|head| {
        let row = row::load(db, head)?.ok_or_else(|| corrupt("receipts", head))?;
        Ok((head, row))
    })
    .transpose()
}

fn issue(
    ledger: &mut Ledger,
    choice: &NewChoice,
    place: &Place,
    subject: &Subject,
) -> Result<Issued, Failure> {
    let key = ledger
        .vault
        .data_key(&subject.row)
        .ok_or_else(|| corrupt("subjects", subject.subject_id))?;
    let mut entropy = std::mem::take(&mut ledger.entropy);
    let issued = ledger.vault.issue(
        choice,
        place,
        (&subject.row, &key),
        |form| ledger.has_room_for(form),
        &mut entropy,
    );
    ledger.entropy = entropy;
    Ok(issued?)
}

/// Writes the leaf and the receipt; says where the receipt lies.
fn insert(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
    issued: &Issued,
    subject_id: i64,
) -> Result<i64, Failure> {
    let leaf = ledger.add_leaf(db, LeafKind::Receipt, &issued.commitment)?;
    let form_id = ledger.form(db, &issued.form)?;
    let position = number::position(next.event_time_ms, leaf).ok_or(StoreError::Conflict(
        "the event time is before 1970 or after 2109",
    ))?;
    let index = &ledger.vault.index;
    let validity_seconds = i64::try_from(choice.validity_seconds)
        .map_err(|_| StoreError::Conflict("the validity is too long"))?;
    db.prepare_cached(
        "INSERT INTO receipts (position, receipt_id, code, site_id, subject_id, scope, state, method,
                               granted, denied, validity_seconds, notice_id, config_id, build_id,
                               form_id, leaf, index_epoch, user_index, ip_prefix_index, ip_index,
                               envelope)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        position,
        issued.receipt_id.as_bytes(),
        issued.answer.code.bits().cast_signed(),
        references.site_id,
        subject_id,
        references.scope,
        number::of_state(issued.answer.state),
        number::of_method(choice.method),
        next.decisions.granted.cast_signed(),
        next.decisions.denied.cast_signed(),
        validity_seconds,
        references.notice_id,
        references.config_id,
        references.build_id,
        form_id,
        leaf,
        index.epoch(),
        choice.user_id.as_deref().map(|user_id| index.user_id(user_id)),
        issued.kept.truncated.map(|prefix| index.ip_prefix(prefix)),
        issued.kept.full.map(|ip| index.ip(ip)),
        issued.envelope,
    ])?;
    outbox::add(
        db,
        references.site_id,
        position,
        issued.answer.state,
        next.event_time_ms,
    )?;
    Ok(position)
}

/// Moves the subject's last activity, and links a user id that was asserted for the first time.
pub(super) fn touch(
    db: &Connection,
    ledger: &Ledger,
    choice: &NewChoice,
    subject: &Subject,
) -> Result<(), Failure> {
    let event_time_ms = choice.event_time.as_millis();
    db.prepare_cached(
        "UPDATE subjects SET last_activity_at = max(last_activity_at, ?) WHERE subject_id = ?",
    )?
    .execute(params![event_time_ms, subject.subject_id])?;
    if let (Some(user_id), None) = (choice.user_id.as_deref(), subject.user_index) {
        rekey::set_user(db, &ledger.vault.index, subject.subject_id, user_id)?;
    }
    // A browser that says the same again and again leaves no more than a month of attempts.
    db.prepare_cached("DELETE FROM attempts WHERE subject_id = ? AND received_at < ?")?
        .execute(params![subject.subject_id, event_time_ms - ATTEMPT_KEPT_MS])?;
    Ok(())
}

fn note_attempt(
    db: &Connection,
    choice: &NewChoice,
    subject_id: i64,
    position: i64,
) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO attempts (subject_id, attempt, position, received_at) VALUES (?, ?, ?, ?)",
    )?
    .execute(params![
        subject_id,
        choice.idempotency_key.as_bytes(),
        position,
        choice.event_time.as_millis()
    ])?;
    Ok(())
}
