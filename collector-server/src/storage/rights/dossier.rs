//! Everything of one subject beside its receipts, for the extract.

use consent_core::receipt::{Digest, RecordId, UtcMillis};
use uuid::Uuid;

use super::{Case, Subject};

/// What is kept of one subject.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The subject.
    pub subject: Subject,
    /// SHA-256 of its random name, as its receipts say it.
    pub subject_ref: Digest,
    /// Attempts that arrived.
    pub attempts: Vec<Attempt>,
    /// Who of the staff looked, without names (CJEU C-579/21).
    pub look_ups: Vec<LookUp>,
    /// Its cases.
    pub cases: Vec<Case>,
}

/// A choice as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// The browser's mark of the attempt.
    pub attempt: Uuid,
    /// When it arrived.
    pub received_at: UtcMillis,
    /// The time of the receipt that it became.
    pub receipt_at: UtcMillis,
}

/// One look of a member of staff.
#[derive(Clone, Debug)]
pub struct LookUp {
    /// When.
    pub at: UtcMillis,
    /// In which role.
    pub role: String,
    /// What was done.
    pub action: String,
    /// The reason that was given.
    pub reason: Option<String>,
    /// The record, where one was looked at; none for a search.
    pub record_id: Option<RecordId>,
    /// Whether it was an export of many, in which the subject may have been.
    pub is_of_many: bool,
}
