//! People's rights over what is kept of them (GDPR Art. 12 to 22), said in the product's words.
//!
//! Where to start: [`RightsStore`]. A request is a [`Case`] about [`Subject`]s that a [`Finder`] found;
//! [`ErasureReport`] says beforehand and afterwards what goes, what is held and why. What the steps of a case mean,
//! who may take them and by when is `privacy::rights`; how rows go is the database's matter.

mod case;
mod dossier;
mod erasure;
mod subject;
mod words;

use async_trait::async_trait;

pub use case::{Case, NewCase, RecipientNotice};
pub use dossier::{Attempt, Dossier, LookUp};
pub use erasure::{EraseOrder, ErasedAgain, Erasure, ErasureReport, HeldPart};
pub use subject::{EVERYTHING, Finder, Hold, RecordSummary, Subject, parse_scope, scope_name};
pub use words::{CaseKind, CaseOutcome, HoldBasis, IdentityProof, NoticeState, SuppressionKind};

use super::StoreError;

/// Finds people, keeps cases and holds, erases.
///
/// Times are milliseconds since 1970 of the caller's clock.
#[async_trait]
pub trait RightsStore: Send + Sync {
    /// The subjects that a person is found by, on one site or on all.
    async fn find_subjects(
        &self,
        finder: &Finder,
        site: Option<&str>,
    ) -> Result<Vec<Subject>, StoreError>;

    /// Opens a case. [`StoreError::Conflict`] when one of the subjects is no longer there.
    async fn open_case(&self, case: NewCase) -> Result<Case, StoreError>;

    /// The case of that number.
    async fn case(&self, number: &str) -> Result<Option<Case>, StoreError>;

    /// Open cases, the one that is due first first; then closed ones, the newest first. At most `limit`.
    async fn cases(&self, limit: usize) -> Result<Vec<Case>, StoreError>;

    /// The subjects of a case that are still there.
    async fn case_subjects(&self, number: &str) -> Result<Vec<Subject>, StoreError>;

    /// Everything of a case's subjects beside their receipts.
    async fn dossiers(&self, number: &str) -> Result<Vec<Dossier>, StoreError>;

    /// Moves the day by which a case has to be answered, once.
    /// [`StoreError::Conflict`] when it is closed or was extended before.
    async fn extend_case(
        &self,
        number: &str,
        due_at_ms: i64,
        reason: &str,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Closes a case, with the reason when it is refused. [`StoreError::Conflict`] when it is closed.
    async fn close_case(
        &self,
        number: &str,
        outcome: CaseOutcome,
        reason: Option<&str>,
        operator: &str,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Holds a scope of every subject of a case. [`StoreError::Conflict`] when there is none any more.
    async fn set_hold(
        &self,
        case: &str,
        scope: i64,
        basis: HoldBasis,
        until_ms: i64,
        operator: &str,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Ends the holds that a case has set, before their time.
    async fn end_holds(&self, case: &str, operator: &str, now_ms: i64) -> Result<u64, StoreError>;

    /// Notes that the person was told of the holds that a case has set.
    async fn note_informed(&self, case: &str, now_ms: i64) -> Result<u64, StoreError>;

    /// Erases what is not held of every subject of a case, in one transaction: data keys, envelopes with salts, index
    /// values, everything that goes with a subject. Appends the tombstone's leaf, notes who has to be told, and closes
    /// the case when nothing is held any more. Afterwards the files are scrubbed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the case is closed, is about something else, or all of it is held.
    async fn erase(&self, order: EraseOrder) -> Result<Erasure, StoreError>;

    /// Corrects the user id in every record of a case: adds receipts that carry it, leaves earlier ones as they are, and
    /// closes the case. Says how many receipts were added.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the case is closed, is about something else, or nobody is left in it.
    async fn rectify(
        &self,
        case: &str,
        user_id: &str,
        operator: &str,
        now_ms: i64,
    ) -> Result<u64, StoreError>;

    /// Takes back everything that these subjects have granted, at their own wish. Says in how many records something was.
    async fn withdraw_all(&self, subjects: Vec<i64>, now_ms: i64) -> Result<u64, StoreError>;

    /// The cases of a subject, the oldest first.
    async fn cases_of(&self, subject_id: i64) -> Result<Vec<Case>, StoreError>;

    /// The newest erasure of a case.
    async fn erasure(&self, case: &str) -> Result<Option<Erasure>, StoreError>;

    /// Recipients that a case says have to be told.
    async fn recipient_notices(&self, case: &str) -> Result<Vec<RecipientNotice>, StoreError>;

    /// Notes what has become of a notice to a recipient, with the reason where it failed or is not possible.
    /// [`StoreError::Conflict`] when there is no such notice in the case, or its state may not become that.
    async fn settle_recipient_notice(
        &self,
        case: &str,
        number: i64,
        state: NoticeState,
        why: Option<&str>,
        operator: &str,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Keeps somebody from being taken up again on a site.
    async fn suppress(
        &self,
        site: &str,
        kind: SuppressionKind,
        value: &str,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Whether somebody asked not to be taken up again on a site.
    async fn is_suppressed(
        &self,
        site: &str,
        kind: SuppressionKind,
        value: &str,
    ) -> Result<bool, StoreError>;
}
