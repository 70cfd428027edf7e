//! How a clause stands by the head of its record, and whether an event says anything that the head does not.

use consent_core::{
    clause::{After, Before, Change},
    receipt::{Channel, ChannelDecision, ChannelSet, EventState, RecordId},
};
use rusqlite::Connection;

use super::super::{
    chain::{self, References},
    failure::Failure,
    ledger::Ledger,
    mail_link,
    row::ReceiptRow,
    subjects::Subject,
};
use crate::storage::{ClauseRecorded, ClauseStands, NewClauseEvent};

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
pub(super) fn before(
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
pub(super) fn is_news(
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

pub(super) fn stands(event: &NewClauseEvent, now: After, state: EventState) -> ClauseStands {
    ClauseStands {
        state: Some(state),
        channels: channels(event)
            .map(|channel| (channel, now.decision(channel)))
            .collect(),
    }
}

pub(super) fn nothing(event: &NewClauseEvent) -> ClauseRecorded {
    let channels = channels(event)
        .map(|channel| (channel, ChannelDecision::NotAsked))
        .collect();
    let stands = ClauseStands {
        state: None,
        channels,
    };
    ClauseRecorded::nothing_new(stands, None)
}

/// How the clause stands by the head of its record.
pub(super) fn standing(
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
