//! Who may ask, and what was asked: staff users, sessions, tokens and the audit log.
//!
//! Secrets arrive hashed: passwords as PHC strings (Argon2id), session and token secrets as SHA-256.

use async_trait::async_trait;
use consent_core::receipt::{Digest, RecordId};

use super::StoreError;

/// Keeps staff users, their sessions and tokens, and the audit log.
///
/// Times are milliseconds since 1970 of the caller's clock.
#[async_trait]
pub trait StaffStore: Send + Sync {
    /// Adds a user; [`StoreError::Conflict`] when the name is taken.
    async fn add_staff_user(&self, user: NewStaffUser) -> Result<StaffUser, StoreError>;

    /// The user of that name.
    async fn staff_user(&self, name: &str) -> Result<Option<StaffUser>, StoreError>;

    /// Every user, by name.
    async fn staff_users(&self) -> Result<Vec<StaffUser>, StoreError>;

    /// Replaces a user's role, password hash and whether the user is disabled; a disabled user, and
    /// one with a new password, loses every session. [`StoreError::Conflict`] when there is no such user.
    async fn update_staff_user(&self, user: StaffUser) -> Result<(), StoreError>;

    /// Keeps a new session.
    async fn add_session(&self, session: StaffSession) -> Result<(), StoreError>;

    /// The session of that secret with its user, marked as seen at `now_ms`. None when it ended, was
    /// idle for longer than `idle_max_ms`, or its user is disabled.
    async fn session(
        &self,
        secret_hash: &Digest,
        now_ms: i64,
        idle_max_ms: i64,
    ) -> Result<Option<(StaffSession, StaffUser)>, StoreError>;

    /// Ends a session; one that has ended already is fine.
    async fn end_session(&self, secret_hash: &Digest) -> Result<(), StoreError>;

    /// Keeps a new token.
    async fn add_token(&self, token: StaffToken) -> Result<(), StoreError>;

    /// The token of that secret with its user. None when it has ended or its user is disabled.
    async fn token(
        &self,
        secret_hash: &Digest,
        now_ms: i64,
    ) -> Result<Option<(StaffToken, StaffUser)>, StoreError>;

    /// Adds a row to the audit log, after which the answer may be given.
    async fn add_audit(&self, entry: AuditEntry) -> Result<(), StoreError>;

    /// The same for a look that showed receipts of these records: who they belong to may ask who looked.
    async fn add_look(&self, entry: AuditEntry, shown: Vec<RecordId>) -> Result<(), StoreError>;

    /// The newest `limit` rows of the audit log, newest first.
    async fn audit(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError>;
}

/// A user to add.
#[derive(Clone)]
pub struct NewStaffUser {
    /// Login name.
    pub name: String,
    /// Role, as in RECEIPTS section 7; the store does not interpret it.
    pub role: String,
    /// PHC string.
    pub password_hash: String,
    /// When.
    pub created_at_ms: i64,
}

/// A user. Has no `Debug`: the hash stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffUser {
    /// The store's number of the user.
    pub user_id: i64,
    /// Login name.
    pub name: String,
    /// Role.
    pub role: String,
    /// PHC string.
    pub password_hash: String,
    /// When the user was added.
    pub created_at_ms: i64,
    /// Whether login and tokens are refused.
    pub is_disabled: bool,
}

/// A login.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffSession {
    /// SHA-256 of the cookie's value.
    pub secret_hash: Digest,
    /// Whose.
    pub user_id: i64,
    /// When it began.
    pub created_at_ms: i64,
    /// When it was last used.
    pub seen_at_ms: i64,
    /// When it ends, used or not.
    pub expires_at_ms: i64,
}

/// A secret for programs.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffToken {
    /// SHA-256 of the secret.
    pub secret_hash: Digest,
    /// Whose.
    pub user_id: i64,
    /// What for, in the user's words.
    pub label: String,
    /// When it was made.
    pub created_at_ms: i64,
    /// When it ends.
    pub expires_at_ms: Option<i64>,
}

/// One look at personal data, or one change. Never holds what was searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at_ms: i64,
    /// Name of the user, or `command line`.
    pub actor: String,
    /// The role used.
    pub role: String,
    /// What was done: `search`, `export`, `login`, …
    pub action: String,
    /// Names of the filters that were used.
    pub filters: Vec<String>,
    /// The site looked at, if one was named.
    pub site: Option<String>,
    /// The reason that was given.
    pub reason: Option<String>,
    /// The record it was about, if it was about one.
    pub record_id: Option<RecordId>,
    /// How many receipts were shown.
    pub count: u64,
}
