//! The receipts of a record, one after the other: the newest, the first, and the one that follows.

use consent_core::receipt::{Digest, EventState, LeafKind};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    attempts,
    failure::{Failure, corrupt, unreadable_receipt},
    ledger::{Ledger, Text},
    outbox,
    row::{self, NewRow, ReceiptRow},
    subjects::{self, Subject},
};
use crate::{
    privacy::blind::BlindValue,
    storage::{
        NewChoice, Recorded, StoreError,
        decide::{Decisions, Next, ServiceChange},
        number::{self, SCOPE_COOKIES},
        vault::{Issued, Place},
    },
};

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

    /// What a choice decides, by the bits of its site: a receipt is about purposes or about a clause.
    pub(super) fn decisions(
        &self,
        db: &Connection,
        ledger: &mut Ledger,
        choice: &NewChoice,
    ) -> Result<Decisions, Failure> {
        let mut bit_of = |name: &str| ledger.purpose_bit(db, self.site_id, name);
        match &choice.clause {
            Some(clause) => Decisions::of_channels(&clause.claim.id, &clause.channels, &mut bit_of),
            None => Decisions::of(&choice.purposes, &mut bit_of),
        }
    }

    /// A choice as the rules see it. `user_indexes` is empty when nothing is asserted.
    pub(super) const fn next<'a>(
        &self,
        choice: &NewChoice,
        decisions: Decisions,
        user_indexes: &'a [BlindValue],
    ) -> Next<'a> {
        Next {
            decisions,
            method: choice.method,
            event_time_ms: choice.event_time.as_millis(),
            notice_id: self.notice_id,
            config_id: self.config_id,
            user_indexes,
            services: ServiceChange {
                gains: false,
                loses: false,
            },
        }
    }
}

/// What `choice` changes about single services since the receipt in `row`, which lies at `head_at`.
pub(super) fn service_change(
    ledger: &Ledger,
    choice: &NewChoice,
    (head_at, row): (i64, &ReceiptRow),
) -> Result<ServiceChange, Failure> {
    if choice.vendors.is_empty() {
        return Ok(ServiceChange::default());
    }
    let receipt = ledger
        .vault
        .reveal(&row.sealed)
        .map_err(unreadable_receipt(head_at))?;
    Ok(ServiceChange::of(&receipt.claims.vendors, &choice.vendors))
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
    let (position, issued) = append(db, ledger, choice, references, next, &place, subject)?;
    db.prepare_cached(
        "INSERT INTO records (subject_id, scope, record_id, head) VALUES (?, ?, ?, ?)",
    )?
    .execute(params![
        subject.subject_id,
        references.scope,
        place.record_id.as_bytes(),
        position
    ])?;
    attempts::note(db, choice, subject.subject_id, position)?;
    Ok(issued.answer)
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
    subjects::touch(db, ledger, choice, subject)?;
    attempts::note(db, choice, subject.subject_id, position)?;
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
    let (position, issued) = append(db, ledger, choice, references, next, &place, subject)?;
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

/// Signs a receipt for this place and writes it; says where it lies.
fn append(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
    place: &Place,
    subject: &Subject,
) -> Result<(i64, Issued), Failure> {
    let issued = issue(ledger, choice, place, subject)?;
    let id = subject.subject_id;
    let position = insert(db, ledger, choice, references, next, &issued, id)?;
    Ok((position, issued))
}

fn issue(
    ledger: &mut Ledger,
    choice: &NewChoice,
    place: &Place,
    subject: &Subject,
) -> Result<Issued, Failure> {
    let unwrapped;
    let key = match &subject.key {
        Some(key) => key,
        None => {
            let key = ledger.vault.data_key(&subject.row);
            unwrapped = key.ok_or_else(|| corrupt("subjects", subject.subject_id))?;
            &unwrapped
        }
    };
    let mut entropy = std::mem::take(&mut ledger.entropy);
    let issued = ledger.vault.issue(
        choice,
        place,
        (&subject.row, key),
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
    row::add(
        db,
        &NewRow {
            position,
            receipt_id: issued.receipt_id,
            code: issued.answer.code,
            references,
            subject_id,
            state: issued.answer.state,
            method: choice.method,
            decisions: next.decisions,
            validity_seconds,
            form_id,
            leaf,
            index_epoch: index.epoch(),
            user_index: choice
                .user_id
                .as_deref()
                .map(|user_id| index.user_id(user_id)),
            ip_prefix_index: issued
                .kept
                .indexed_network()
                .map(|prefix| index.ip_prefix(prefix)),
            ip_index: issued.kept.indexed().map(|ip| index.ip(ip)),
            envelope: &issued.envelope,
        },
    )?;
    outbox::add(
        db,
        ledger,
        references.site_id,
        position,
        issued.answer.state,
        next.event_time_ms,
    )?;
    Ok(position)
}
