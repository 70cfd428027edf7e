//! People's rights in SQLite. `erase` is what one order does, `replay` what an older copy has to go through before it
//! is served, `columns` what each column says of whom.

pub(super) mod case;
pub mod columns;
mod dossier;
pub(super) mod erase;
pub(super) mod find;
mod person;
pub(super) mod replay;
pub(super) mod suppress;

use async_trait::async_trait;

use super::SqliteStore;
use crate::storage::{
    RightsStore, StoreError,
    rights::{
        Case, CaseOutcome, Dossier, EraseOrder, Erasure, Finder, HoldBasis, NewCase, NoticeState,
        RecipientNotice, Subject, SuppressionKind,
    },
};

#[async_trait]
impl RightsStore for SqliteStore {
    async fn find_subjects(
        &self,
        finder: &Finder,
        site: Option<&str>,
    ) -> Result<Vec<Subject>, StoreError> {
        let (finder, site) = (finder.clone(), site.map(str::to_owned));
        self.readers
            .run_with_keys(move |db, vault| {
                let state = db.unchecked_transaction()?;
                find::subjects(&state, vault, &finder, site.as_deref())
            })
            .await
    }

    async fn open_case(&self, case: NewCase) -> Result<Case, StoreError> {
        self.writer.run(move |db, _| case::open(db, &case)).await
    }

    async fn case(&self, number: &str) -> Result<Option<Case>, StoreError> {
        let number = number.to_owned();
        self.readers
            .run(move |db| Ok(case::find(db, &number)?.map(|(_, case)| case)))
            .await
    }

    async fn cases(&self, limit: usize) -> Result<Vec<Case>, StoreError> {
        self.readers.run(move |db| case::list(db, limit)).await
    }

    async fn case_subjects(&self, number: &str) -> Result<Vec<Subject>, StoreError> {
        let number = number.to_owned();
        self.readers
            .run(move |db| {
                let state = db.unchecked_transaction()?;
                match case::find(&state, &number)? {
                    Some((case_id, _)) => case::subjects(&state, case_id),
                    None => Ok(Vec::new()),
                }
            })
            .await
    }

    async fn dossiers(&self, number: &str) -> Result<Vec<Dossier>, StoreError> {
        let number = number.to_owned();
        self.readers
            .run(move |db| {
                let state = db.unchecked_transaction()?;
                dossier::of_case(&state, &number)
            })
            .await
    }

    async fn extend_case(
        &self,
        number: &str,
        due_at_ms: i64,
        reason: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let (number, reason) = (number.to_owned(), reason.to_owned());
        self.writer
            .run(move |db, _| case::extend(db, &number, due_at_ms, &reason, now_ms))
            .await
    }

    async fn close_case(
        &self,
        number: &str,
        outcome: CaseOutcome,
        reason: Option<&str>,
        operator: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let (number, operator) = (number.to_owned(), operator.to_owned());
        let reason = reason.map(str::to_owned);
        self.writer
            .run(move |db, _| {
                case::close(db, &number, outcome, reason.as_deref(), &operator, now_ms)
            })
            .await
    }

    async fn set_hold(
        &self,
        case: &str,
        scope: i64,
        basis: HoldBasis,
        until_ms: i64,
        operator: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let (number, operator) = (case.to_owned(), operator.to_owned());
        self.writer
            .run(move |db, _| case::hold(db, &number, (scope, basis, until_ms), &operator, now_ms))
            .await
    }

    async fn end_holds(&self, case: &str, operator: &str, now_ms: i64) -> Result<u64, StoreError> {
        let (number, operator) = (case.to_owned(), operator.to_owned());
        self.writer
            .run(move |db, _| case::end_holds(db, &number, &operator, now_ms))
            .await
    }

    async fn note_informed(&self, case: &str, now_ms: i64) -> Result<u64, StoreError> {
        let number = case.to_owned();
        self.writer
            .run(move |db, _| case::note_informed(db, &number, now_ms))
            .await
    }

    async fn erase(&self, order: EraseOrder) -> Result<Erasure, StoreError> {
        let done = self
            .writer
            .run(move |db, ledger| erase::erase(db, ledger, &order))
            .await?;
        self.keep_in_journal(done.journal).await?;
        Ok(done.erasure)
    }

    async fn rectify(
        &self,
        case: &str,
        user_id: &str,
        operator: &str,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        let (case, user_id) = (case.to_owned(), user_id.to_owned());
        let operator = operator.to_owned();
        self.writer
            .run(move |db, ledger| person::rectify(db, ledger, &case, &user_id, &operator, now_ms))
            .await
    }

    async fn withdraw_all(&self, subjects: Vec<i64>, now_ms: i64) -> Result<u64, StoreError> {
        self.writer
            .run(move |db, ledger| {
                let mut withdrawn = 0;
                for subject_id in &subjects {
                    withdrawn += person::withdraw(db, ledger, *subject_id, now_ms)?;
                }
                Ok(withdrawn)
            })
            .await
    }

    async fn cases_of(&self, subject_id: i64) -> Result<Vec<Case>, StoreError> {
        self.readers
            .run(move |db| case::of_subject(db, subject_id))
            .await
    }

    async fn erasure(&self, case: &str) -> Result<Option<Erasure>, StoreError> {
        let number = case.to_owned();
        self.readers.run(move |db| erase::newest(db, &number)).await
    }

    async fn recipient_notices(&self, case: &str) -> Result<Vec<RecipientNotice>, StoreError> {
        let number = case.to_owned();
        self.readers
            .run(move |db| case::recipients(db, &number))
            .await
    }

    async fn settle_recipient_notice(
        &self,
        case: &str,
        number: i64,
        state: NoticeState,
        why: Option<&str>,
        operator: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let (case, operator) = (case.to_owned(), operator.to_owned());
        let why = why.map(str::to_owned);
        self.writer
            .run(move |db, _| {
                let to = (state, why.as_deref());
                case::settle(db, &case, number, to, &operator, now_ms)
            })
            .await
    }

    async fn suppress(
        &self,
        site: &str,
        kind: SuppressionKind,
        value: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let (site, value) = (site.to_owned(), value.to_owned());
        self.writer
            .run(move |db, ledger| suppress::add(db, &ledger.vault, &site, kind, &value, now_ms))
            .await
    }

    async fn is_suppressed(
        &self,
        site: &str,
        kind: SuppressionKind,
        value: &str,
    ) -> Result<bool, StoreError> {
        let (site, value) = (site.to_owned(), value.to_owned());
        self.readers
            .run_with_keys(move |db, vault| suppress::is_there(db, vault, &site, kind, &value))
            .await
    }
}
