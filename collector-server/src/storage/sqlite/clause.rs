//! What one event about a clause does inside the writer's transaction.

use async_trait::async_trait;
use consent_core::{
    clause::{After, Before, Change, after},
    receipt::{
        Channel, ChannelClaim, ChannelDecision, ChannelSet, Digest, EventState, RecordId, UtcMillis,
    },
};
use rusqlite::{Connection, OptionalExtension as _};

use super::{
    SqliteStore, append, attempts,
    chain::{self, References},
    failure::Failure,
    ledger::Ledger,
    mail_link, restate,
    row::ReceiptRow,
    subjects::{self, Subject},
};
use crate::{
    privacy::blind::BlindValue,
    storage::{
        ClauseDecisions, ClauseRecorded, ClauseStands, ClauseStore, Confirmation, MailLink,
        MailboxOwner, NewChoice, NewClauseEvent, Outcome, StoreError,
        decide::{Decisions, Head, Next},
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
            return finish(
                db,
                ledger,
                event,
                &references,
                subject,
                Done {
                    answer,
                    stands,
                    record_id,
                },
            );
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
        return Ok(ClauseRecorded {
            receipt: None,
            record_id,
            stands,
            is_to_confirm: false,
            unsubscribe: None,
        });
    };
    if let (Some((head_at, row)), Some(before)) = (&head, before)
        && !is_news(event, references, ledger, row, before, now)
    {
        let stands = stands(event, now, row.sealed.state);
        let record_id = Some(row.sealed.record_id);
        if event.is_from_link {
            return Ok(ClauseRecorded {
                receipt: None,
                record_id,
                stands,
                is_to_confirm: false,
                unsubscribe: None,
            });
        }
        let answer = append::again(db, ledger, &event.choice, subject, (*head_at, row))?;
        return finish(
            db,
            ledger,
            event,
            references,
            subject,
            Done {
                answer,
                stands,
                record_id,
            },
        );
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

fn channels(event: &NewClauseEvent) -> impl Iterator<Item = Channel> {
    let clause = event.choice.clause.iter();
    clause.flat_map(|clause| clause.channels.iter().map(|channel| channel.id))
}

/// The bits of the clause's channels among the site's decisions.
fn bits(
    db: &Connection,
    ledger: &mut Ledger,
    event: &NewClauseEvent,
    references: &References,
) -> Result<Vec<(Channel, u64)>, Failure> {
    let clause = event.choice.clause.as_ref();
    let id = clause.map_or("", |clause| clause.claim.id.as_str());
    channels(event)
        .map(|channel| {
            let name = format!("{id}.{channel}");
            Ok((
                channel,
                1 << ledger.purpose_bit(db, references.site_id, &name)?,
            ))
        })
        .collect()
}

/// What the head of the record says, as far as it still counts.
fn before(
    db: &Connection,
    ledger: &mut Ledger,
    event: &NewClauseEvent,
    references: &References,
    row: &ReceiptRow,
    pending: bool,
) -> Result<Before, Failure> {
    let bits = bits(db, ledger, event, references)?;
    let set = |decided: u64| -> ChannelSet {
        bits.iter()
            .filter(|(_, bit)| decided & bit != 0)
            .map(|(channel, _)| *channel)
            .collect()
    };
    let is_valid = row.head.is_valid_at(event.choice.event_time.as_millis());
    Ok(Before {
        granted: if is_valid {
            set(row.head.decisions.granted)
        } else {
            ChannelSet::EMPTY
        },
        denied: set(row.head.decisions.denied),
        pending: if pending {
            ChannelSet::EMPTY.with(Channel::Email)
        } else {
            ChannelSet::EMPTY
        },
        is_objected: row.sealed.state == EventState::Objection,
    })
}

/// Whether the event says anything that the head does not.
fn is_news(
    event: &NewClauseEvent,
    references: &References,
    ledger: &Ledger,
    row: &ReceiptRow,
    before: Before,
    now: After,
) -> bool {
    let same_user = match &event.choice.user_id {
        None => true,
        Some(user_id) => row
            .head
            .user_index
            .is_some_and(|index| ledger.vault.index.user_ids(user_id).contains(&index)),
    };
    let same_text = row.head.notice_id == references.notice_id;
    match now.state {
        EventState::Objection => !before.is_objected,
        EventState::ConsentRequested => before.pending != now.pending || !same_user || !same_text,
        EventState::RenewedConsentGiven => {
            let asked_anew = matches!(event.change, Change::Consent { .. })
                && row.head.is_renewed_at(event.choice.event_time.as_millis());
            before.pending != now.pending || !same_user || !same_text || asked_anew
        }
        EventState::ConsentRefused => !before.pending.is_empty() || before.is_objected,
        _ => true,
    }
}

/// Writes the receipt of what stands now.
fn write(
    db: &Connection,
    ledger: &mut Ledger,
    event: &NewClauseEvent,
    references: &References,
    subject: &Subject,
    head: Option<(i64, ReceiptRow)>,
    now: After,
) -> Result<ClauseRecorded, Failure> {
    let mut choice = event.choice.clone();
    choice.clause = choice.clause.map(|clause| ClauseDecisions {
        channels: clause
            .channels
            .iter()
            .map(|channel| ChannelClaim {
                id: channel.id,
                decision: now.decision(channel.id),
            })
            .collect(),
        ..clause
    });
    let decisions = match &choice.clause {
        Some(clause) => Decisions::of_channels(&clause.claim.id, &clause.channels, |name| {
            ledger.purpose_bit(db, references.site_id, name)
        })?,
        None => Decisions::default(),
    };
    if let Some((_, row)) = &head {
        keep_end(event, &row.head, decisions, &mut choice);
    }
    let next = Next {
        decisions,
        method: choice.method,
        event_time_ms: choice.event_time.as_millis(),
        notice_id: references.notice_id,
        config_id: references.config_id,
        user_indexes: &[],
    };
    let answer = match head {
        None => {
            subjects::touch(db, ledger, &choice, subject)?;
            chain::first(db, ledger, &choice, references, &next, subject, now.state)?
        }
        Some((at, row)) => chain::following(
            db,
            ledger,
            &choice,
            references,
            &next,
            subject,
            (at, &row),
            now.state,
        )?,
    };
    if now.pending.is_empty() {
        mail_link::stop_waiting(db, subject.subject_id, references.scope)?;
    }
    let (_, record_id) = standing(db, ledger, event, references, subject)?;
    let stands = stands(event, now, now.state);
    finish(
        db,
        ledger,
        event,
        references,
        subject,
        Done {
            answer,
            stands,
            record_id,
        },
    )
}

/// What stays granted by an event that asks for nothing counts no longer for it: a letter is no longer wanted because
/// e-mail was stopped.
fn keep_end(event: &NewClauseEvent, head: &Head, decisions: Decisions, choice: &mut NewChoice) {
    let is_valid = head.is_valid_at(event.choice.event_time.as_millis());
    let before = if is_valid { head.decisions.granted } else { 0 };
    let is_asked = matches!(event.change, Change::Consent { .. } | Change::Confirm)
        || decisions.granted & !before != 0;
    if decisions.granted != 0 && !is_asked {
        restate::keep_end(head, choice);
    }
}

struct Done {
    answer: crate::storage::Recorded,
    stands: ClauseStands,
    record_id: Option<RecordId>,
}

/// Makes the links that the answer needs.
fn finish(
    db: &Connection,
    ledger: &Ledger,
    event: &NewClauseEvent,
    references: &References,
    subject: &Subject,
    done: Done,
) -> Result<ClauseRecorded, Failure> {
    let email = done
        .stands
        .channels
        .iter()
        .find(|(channel, _)| *channel == Channel::Email)
        .map(|(_, decision)| *decision);
    let is_pending = email == Some(ChannelDecision::Pending);
    let is_to_confirm = is_pending
        && matches!(event.change, Change::Consent { ticked, .. } | Change::Save { ticked, .. }
            if ticked.contains(Channel::Email));
    if is_to_confirm {
        mail_link::wait(db, event, references.scope, subject, WAITING_MAX)?;
    }
    let is_mailed = is_pending || email == Some(ChannelDecision::Granted);
    let unsubscribe = match done.record_id.filter(|_| is_mailed) {
        Some(record_id) => Some(mail_link::add(
            db,
            ledger,
            references.scope,
            subject,
            record_id,
        )?),
        None => None,
    };
    Ok(ClauseRecorded {
        receipt: Some(done.answer),
        record_id: done.record_id,
        stands: done.stands,
        is_to_confirm,
        unsubscribe,
    })
}

fn stands(event: &NewClauseEvent, now: After, state: EventState) -> ClauseStands {
    ClauseStands {
        state: Some(state),
        channels: channels(event)
            .map(|channel| (channel, now.decision(channel)))
            .collect(),
    }
}

fn nothing(event: &NewClauseEvent) -> ClauseRecorded {
    ClauseRecorded {
        receipt: None,
        record_id: None,
        stands: ClauseStands {
            state: None,
            channels: channels(event)
                .map(|channel| (channel, ChannelDecision::NotAsked))
                .collect(),
        },
        is_to_confirm: false,
        unsubscribe: None,
    }
}

/// How the clause stands by the head of its record.
fn standing(
    db: &Connection,
    ledger: &mut Ledger,
    event: &NewClauseEvent,
    references: &References,
    subject: &Subject,
) -> Result<(ClauseStands, Option<RecordId>), Failure> {
    let Some((_, row)) = chain::load_head(db, subject, references.scope)? else {
        return Ok((nothing(event).stands, None));
    };
    let now_ms = event.choice.event_time.as_millis();
    let pending = mail_link::is_pending(db, subject, references.scope, now_ms)?;
    let before = before(db, ledger, event, references, &row, pending)?;
    let now = After {
        granted: before.granted,
        denied: before.denied,
        pending: before.pending.difference(before.granted),
        state: row.sealed.state,
    };
    Ok((stands(event, now, now.state), Some(row.sealed.record_id)))
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
