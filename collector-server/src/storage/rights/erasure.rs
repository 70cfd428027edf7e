//! What an erasure takes, what it leaves, and the report of both.

use consent_core::receipt::{Digest, ErasureGround, Tombstone};
use serde::{Deserialize, Serialize};

use super::{Subject, scope_name, words::HoldBasis};

/// An erasure to carry out.
#[derive(Clone)]
pub struct EraseOrder {
    /// The case's number.
    pub case: String,
    /// On what ground.
    pub ground: ErasureGround,
    /// Who orders it.
    pub operator: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Whether the person's user id is kept, as a keyed digest, from being taken up again.
    pub suppress: bool,
}

/// What was erased and what was not, in numbers: says nothing about whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureReport {
    /// Receipts with their salts.
    pub receipts: u64,
    /// Records.
    pub records: u64,
    /// Subjects with their data keys.
    pub subjects: u64,
    /// Whole addresses.
    pub addresses: u64,
    /// Networks of addresses.
    pub networks: u64,
    /// Receipts that carried a user id.
    pub user_ids: u64,
    /// Rows of other tables, by the table's name.
    pub rows: Vec<(String, u64)>,
    /// Rows of the audit log that no longer name a record.
    pub look_ups: u64,
    /// What is held, and why.
    pub held: Vec<HeldPart>,
    /// Whether the person is kept from being taken up again.
    pub is_suppressed: bool,
    /// Who was given data and has to be told (GDPR Art. 19).
    pub recipients: Vec<String>,
    /// The sites in question.
    pub sites: Vec<String>,
}

/// Something that stays because of a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPart {
    /// The scope's name.
    pub scope: String,
    /// The clause's id, where the scope is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Why.
    pub basis: HoldBasis,
    /// Until when, in milliseconds since 1970.
    pub until_ms: i64,
    /// How many receipts.
    pub receipts: u64,
}

impl ErasureReport {
    /// What erasing these subjects at `now_ms` would take and leave. Recipients and suppression are not in it.
    pub fn of(subjects: &[Subject], now_ms: i64) -> Self {
        let mut report = Self::default();
        for subject in subjects {
            if !report.sites.contains(&subject.site) {
                report.sites.push(subject.site.clone());
            }
            for record in &subject.records {
                if let Some(hold) = subject.hold_on(record.scope, now_ms) {
                    report.held.push(HeldPart {
                        scope: scope_name(record.scope),
                        clause: record.clause.clone(),
                        basis: hold.basis,
                        until_ms: hold.until_ms,
                        receipts: record.receipts,
                    });
                    continue;
                }
                report.records += 1;
                report.receipts += record.receipts;
                report.addresses += record.addresses;
                report.networks += record.networks;
                report.user_ids += record.user_ids;
            }
            if subject.is_held(now_ms) {
                continue;
            }
            report.subjects += 1;
            report.look_ups += subject.look_ups;
            for (table, count) in &subject.rows {
                match report.rows.iter_mut().find(|(known, _)| known == table) {
                    Some((_, sum)) => *sum += count,
                    None => report.rows.push(((*table).to_owned(), *count)),
                }
            }
        }
        report
    }

    /// Whether nothing would go.
    pub const fn is_empty(&self) -> bool {
        self.subjects == 0 && self.receipts == 0
    }
}

/// What an older copy of the database brought back and was erased again when it was opened: by the erasure journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErasedAgain {
    /// Subjects that are gone altogether.
    pub subjects: u64,
    /// Receipts, with those of subjects of whom something stays.
    pub receipts: u64,
    /// Erasures that a legal hold in the copy keeps from being repeated; they are tried again at each start.
    pub held: u64,
    /// The index of the leaf that commits to it; none where there was nothing to erase.
    pub leaf_index: Option<u64>,
}

/// An act of erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// What was done.
    pub report: ErasureReport,
    /// What its leaf says.
    pub tombstone: Tombstone,
    /// The salt of the leaf.
    pub salt: [u8; 32],
    /// What the leaf commits to.
    pub commitment: Digest,
    /// The index of the leaf.
    pub leaf_index: u64,
}
