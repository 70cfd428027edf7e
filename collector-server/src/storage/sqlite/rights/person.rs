//! What a person does through the service beside the banner: correct the user id, take everything back.

use consent_core::receipt::{Decision, EventState, Method};
use rusqlite::Connection;

use super::{case, erase, find};
use crate::storage::{
    StoreError,
    rights::CaseKind,
    sqlite::{
        failure::{Failure, corrupt},
        ledger::Ledger,
        mail_link, rekey, restate,
    },
};

/// Adds to every record of a case a receipt that carries the corrected user id and says the same otherwise. Earlier
/// receipts stay as they are, and are found by the earlier id too (GDPR Art. 16; RECEIPTS section 6).
pub(super) fn rectify(
    db: &Connection,
    ledger: &mut Ledger,
    number: &str,
    user_id: &str,
    operator: &str,
    now_ms: i64,
) -> Result<u64, Failure> {
    let (case_id, case) =
        case::find(db, number)?.ok_or(StoreError::Conflict("there is no such case"))?;
    if case.closed.is_some() || case.kind != CaseKind::Rectification {
        return Err(
            StoreError::Conflict("the case is closed or does not ask for rectification").into(),
        );
    }
    let mut written = 0;
    let mut recipients = std::collections::BTreeSet::new();
    for summary in case::subjects(db, case_id)? {
        let subject = restate::subject(db, summary.subject_id)?;
        for record in &summary.records {
            let Some(mut newest) = restate::newest(db, ledger, &subject, record.scope)? else {
                continue;
            };
            if newest.has_run_out(now_ms) {
                // The job has not been there yet. Said again as it is, the consent would stand anew.
                restate::expire(db, ledger, &subject, &newest, now_ms)?;
                newest = restate::newest(db, ledger, &subject, record.scope)?
                    .ok_or_else(|| corrupt("records", summary.subject_id))?;
            }
            let mut choice = newest.again(Method::Dsar, now_ms);
            // A correction gives no consent more time.
            restate::keep_end(&newest.row.head, &mut choice);
            choice.user_id = Some(user_id.to_owned());
            let state = newest.receipt.claims.state;
            restate::write(db, ledger, &subject, &newest, &choice, state)?;
            written += 1;
        }
        rekey::set_user(db, &ledger.vault.index, summary.subject_id, user_id)?;
        restate::touch(db, summary.subject_id, now_ms)?;
        erase::add_recipients(db, &summary, |_| true, &mut recipients)?;
    }
    if written == 0 {
        return Err(StoreError::Conflict("nobody is left in the case").into());
    }
    case::add_recipients(db, case_id, recipients, now_ms)?;
    case::close_done(db, case_id, operator, now_ms)?;
    Ok(written)
}

/// Takes back everything that a subject has granted, cookies and clauses. Says in how many records something was.
pub(super) fn withdraw(
    db: &Connection,
    ledger: &mut Ledger,
    subject_id: i64,
    now_ms: i64,
) -> Result<u64, Failure> {
    let Some(summary) = find::load(db, subject_id)? else {
        return Ok(0);
    };
    let subject = restate::subject(db, subject_id)?;
    let mut withdrawn = 0;
    for record in &summary.records {
        // What waits for a confirmation is taken back by ending its links.
        let waits = mail_link::is_pending(db, &subject, record.scope, now_ms)?;
        mail_link::stop_waiting(db, subject_id, record.scope)?;
        let Some(newest) = restate::newest(db, ledger, &subject, record.scope)? else {
            continue;
        };
        if !newest.is_live(now_ms) && !waits {
            continue;
        }
        let mut choice = newest.again(Method::Dsar, now_ms);
        restate::take_back(&mut choice, Decision::Denied);
        if let Some(clause) = &mut choice.clause {
            restate::take_back_channels(&mut clause.channels);
        }
        let state = EventState::ConsentWithdrawn;
        restate::write(db, ledger, &subject, &newest, &choice, state)?;
        withdrawn += 1;
    }
    restate::touch(db, subject_id, now_ms)?;
    Ok(withdrawn)
}
