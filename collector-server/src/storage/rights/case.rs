//! Cases: what somebody asked for, and by when it has to be answered.

use super::words::{CaseKind, CaseOutcome, IdentityProof};

/// A case to open.
#[derive(Clone)]
pub struct NewCase {
    /// What is asked for.
    pub kind: CaseKind,
    /// How the person showed who they are.
    pub identity: IdentityProof,
    /// Whom it is about, by the store's numbers.
    pub subjects: Vec<i64>,
    /// Who opens it.
    pub opened_by: String,
    /// When, in milliseconds since 1970.
    pub opened_at_ms: i64,
    /// By when it has to be answered (GDPR Art. 12(3)).
    pub due_at_ms: i64,
}

/// A case. Says nothing about whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// For people and letters, as `R-2026-0017`.
    pub number: String,
    /// What is asked for.
    pub kind: CaseKind,
    /// How the person showed who they are.
    pub identity: IdentityProof,
    /// When it was opened, in milliseconds since 1970.
    pub opened_at_ms: i64,
    /// Who opened it.
    pub opened_by: String,
    /// By when it has to be answered.
    pub due_at_ms: i64,
    /// When and why the time was extended.
    pub extension: Option<(i64, String)>,
    /// When and how it ended.
    pub closed: Option<(i64, CaseOutcome)>,
    /// Subjects that are still there.
    pub subjects: u64,
}

/// A recipient that has to be told (GDPR Art. 19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientNotice {
    /// The store's number.
    pub number: i64,
    /// Whom.
    pub recipient: String,
    /// When it was noted that they have to be told.
    pub created_at_ms: i64,
    /// `pending`, `sent` or `not_possible`.
    pub state: String,
    /// When it was sent, or found not to be possible.
    pub settled_at_ms: Option<i64>,
    /// By whom.
    pub settled_by: Option<String>,
    /// Why it was not possible.
    pub note: Option<String>,
}
