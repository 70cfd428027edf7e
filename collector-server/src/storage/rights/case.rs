//! Cases: what somebody asked for, and by when it has to be answered.

use super::words::{CaseKind, CaseOutcome, IdentityProof, NoticeState};

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
    /// Why it was refused, for the person (GDPR Art. 12(4)).
    pub refusal_reason: Option<String>,
    /// Subjects that are still there.
    pub subjects: u64,
    /// Recipients that have still to be told: to whom nothing was sent, or in vain.
    pub notices_open: u64,
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
    /// What has become of it.
    pub state: NoticeState,
    /// When it was sent last.
    pub sent_at_ms: Option<i64>,
    /// When it came to its state, in milliseconds since 1970; none while it has to be sent.
    pub settled_at_ms: Option<i64>,
    /// Who noted that.
    pub settled_by: Option<String>,
    /// Why it failed or was not possible.
    pub note: Option<String>,
}
