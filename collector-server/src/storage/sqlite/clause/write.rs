//! The receipt of an event about a clause, and the links for the mails about it.

use consent_core::{
    clause::{After, Change},
    receipt::{Channel, ChannelClaim, ChannelDecision, RecordId},
};
use rusqlite::Connection;

use super::{
    super::{
        chain::{self, References},
        failure::Failure,
        ledger::Ledger,
        mail_link, restate,
        row::ReceiptRow,
        subjects::{self, Subject},
    },
    WAITING_MAX,
    standing::{standing, stands},
};
use crate::storage::{
    ClauseDecisions, ClauseRecorded, ClauseStands, NewChoice, NewClauseEvent, Recorded,
    decide::{Decisions, Head},
};

/// Writes the receipt of what stands now.
pub(super) fn write(
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
    let decisions = references.decisions(db, ledger, &choice)?;
    if let Some((_, row)) = &head {
        keep_end(event, &row.head, decisions, &mut choice);
    }
    let next = references.next(&choice, decisions, &[]);
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
    let done = Done {
        answer,
        stands,
        record_id,
    };
    done.finish(db, ledger, event, references, subject)
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

/// What an event has come to, before the links that its answer needs.
pub(super) struct Done {
    pub(super) answer: Recorded,
    pub(super) stands: ClauseStands,
    pub(super) record_id: Option<RecordId>,
}

impl Done {
    /// Makes the links that the answer needs.
    pub(super) fn finish(
        self,
        db: &Connection,
        ledger: &Ledger,
        event: &NewClauseEvent,
        references: &References,
        subject: &Subject,
    ) -> Result<ClauseRecorded, Failure> {
        let email = self
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
        let unsubscribe = match self.record_id.filter(|_| is_mailed) {
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
            receipt: Some(self.answer),
            record_id: self.record_id,
            stands: self.stands,
            is_to_confirm,
            unsubscribe,
        })
    }
}
