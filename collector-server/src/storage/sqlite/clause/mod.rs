//! What one event about a clause does inside the writer's transaction.

mod standing;
mod write;

use async_trait::async_trait;
use consent_core::{
    clause::{Change, after},
    receipt::{Channel, ChannelSet, Digest, UtcMillis},
};
use rusqlite::{Connection, OptionalExtension as _};

use self::{
    standing::{before, is_news, nothing, standing, stands},
    write::{Done, write},
};
use super::{
    SqliteStore, append, attempts,
    chain::{self, References},
    failure::Failure,
    ledger::Ledger,
    mail_link,
    subjects::{self, Subject},
};
use crate::{
    privacy::blind::BlindValue,
    storage::{
        ClauseRecorded, ClauseStore, Confirmation, MailLink, MailboxOwner, NewClauseEvent, Outcome,
        StoreError,
    },
};

/// Confirmation links that may wait for one record at a time: somebody who asks again and again gets so many mails.
const WAITING_MAX: i64 = 5;

#[async_trait]
impl ClauseStore for SqliteStore {
    async fn record_clause(&self, event: NewClauseEvent) -> Result<ClauseRecorded, StoreError> {
        self.writer
            .run(move |db, ledger| record(db, ledger, &event))
            .await
    }

    async fn confirmation(&self, token: &Digest) -> Result<Option<Confirmation>, StoreError> {
        let token = *token;
        self.readers
            .run(move |db| Ok(mail_link::confirmation(db, &token)?.map(|found| found.tells)))
            .await
    }

    async fn confirm(
        &self,
        token: &Digest,
        by: MailboxOwner,
    ) -> Result<Option<Confirmation>, StoreError> {
        let token = *token;
        self.writer
            .run(move |db, ledger| mail_link::confirm(db, ledger, &token, &by))
            .await
    }

    async fn unsubscribe_link(&self, token: &Digest) -> Result<Option<MailLink>, StoreError> {
        let token = *token;
        self.readers
            .run(move |db| Ok(mail_link::link(db, &token)?.map(|found| found.tells)))
            .await
    }

    async fn unsubscribe(
        &self,
        token: &Digest,
        now: UtcMillis,
    ) -> Result<Option<MailLink>, StoreError> {
        let token = *token;
        self.writer
            .run(move |db, ledger| mail_link::unsubscribe(db, ledger, &token, now))
            .await
    }
}

/// Records an event, or finds that there is nothing to record.
fn record(
    db: &Connection,
    ledger: &mut Ledger,
    event: &NewClauseEvent,
) -> Result<ClauseRecorded, Failure> {
    append::refuse_suppressed(db, ledger, &event.choice)?;
    let references = References::of(db, ledger, &event.choice)?;
    let user_indexes = event
        .choice
        .user_id
        .as_deref()
        .map(|user_id| ledger.vault.index.user_ids(user_id))
        .unwrap_or_default();
    let subjects = candidates(db, ledger, event, &references, &user_indexes)?;
    for subject in &subjects {
        if let Some(position) = attempts::receipt_of(db, subject, &event.choice)? {
            let answer = append::answer(db, ledger, position, Outcome::Replayed)?;
            let (stands, record_id) = standing(db, ledger, event, &references, subject)?;
            let done = Done {
                answer,
                stands,
                record_id,
            };
            return done.finish(db, ledger, event, &references, subject);
        }
    }
    let Some(subject) = subjects.into_iter().next() else {
        let Some(now) = after(None, event.change, event.double_opt_in) else {
            return Ok(nothing(event));
        };
        let subject = subjects::add(db, ledger, &event.choice, references.site_id)?;
        return write(db, ledger, event, &references, &subject, None, now);
    };
    apply(db, ledger, event, &references, &subject)
}

/// Applies an event to a subject that is there.
pub(super) fn apply(
    db: &Connection,
    ledger: &mut Ledger,
    event: &NewClauseEvent,
    references: &References,
    subject: &Subject,
) -> Result<ClauseRecorded, Failure> {
    let head = chain::load_head(db, subject, references.scope)?;
    let now_ms = event.choice.event_time.as_millis();
    let pending = mail_link::is_pending(db, subject, references.scope, now_ms)?;
    let before = match &head {
        Some((_, row)) => Some(before(db, ledger, event, references, row, pending)?),
        None => None,
    };
    let Some(now) = after(before, event.change, event.double_opt_in) else {
        let (stands, record_id) = standing(db, ledger, event, references, subject)?;
        return Ok(ClauseRecorded::nothing_new(stands, record_id));
    };
    if let (Some((head_at, row)), Some(before)) = (&head, before)
        && !is_news(event, references, ledger, row, before, now)
    {
        let stands = stands(event, now, row.sealed.state);
        let record_id = Some(row.sealed.record_id);
        if event.is_from_link {
            return Ok(ClauseRecorded::nothing_new(stands, record_id));
        }
        let answer = append::again(db, ledger, &event.choice, subject, (*head_at, row))?;
        let done = Done {
            answer,
            stands,
            record_id,
        };
        return done.finish(db, ledger, event, references, subject);
    }
    write(db, ledger, event, references, subject, head, now)
}

/// The subjects that the event may belong to, the best first: the user's own record of the clause wherever it was
/// begun, else the user's browser, else the user's newest; without a user whoever used the browser last.
fn candidates(
    db: &Connection,
    ledger: &Ledger,
    event: &NewClauseEvent,
    references: &References,
    user_indexes: &[BlindValue],
) -> Result<Vec<Subject>, Failure> {
    let of_key = match event.key() {
        Some(key) => subjects::of_key(db, ledger, references.site_id, key)?,
        None => Vec::new(),
    };
    if user_indexes.is_empty() {
        return Ok(of_key.into_iter().take(1).collect());
    }
    let mut subjects = subjects::of_user(db, references.site_id, user_indexes)?;
    let of_key: Vec<Subject> = of_key
        .into_iter()
        // A browser that another user used last is no way to that user's record.
        .filter(|subject| {
            subject
                .user_index
                .is_none_or(|index| user_indexes.contains(&index))
        })
        .collect();
    let is_of_key = |subject: &Subject| {
        of_key
            .iter()
            .any(|other| other.subject_id == subject.subject_id)
    };
    let mut has_record = Vec::new();
    for subject in &subjects {
        has_record.push((
            subject.subject_id,
            chain::load_head(db, subject, references.scope)?.map(|(at, _)| at),
        ));
    }
    let head_of = |subject: &Subject| {
        has_record
            .iter()
            .find(|(id, _)| *id == subject.subject_id)
            .and_then(|(_, head)| *head)
    };
    subjects.sort_by_key(|subject| std::cmp::Reverse((head_of(subject), is_of_key(subject))));
    let known: Vec<i64> = subjects.iter().map(|subject| subject.subject_id).collect();
    subjects.extend(
        of_key
            .into_iter()
            .filter(|subject| !known.contains(&subject.subject_id))
            .take(1),
    );
    Ok(subjects)
}

/// A change that withdraws e-mail alone.
pub(super) fn no_more_mail() -> Change {
    Change::Withdraw(ChannelSet::EMPTY.with(Channel::Email))
}

/// The subject of that number.
pub(super) fn subject_of(db: &Connection, subject_id: i64) -> Result<Option<Subject>, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key, user_index FROM subjects
             WHERE subject_id = ?",
        )?
        .query_row([subject_id], subjects::from_row)
        .optional()?)
}
