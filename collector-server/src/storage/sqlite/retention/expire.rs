//! Consents whose validity has passed, to cookies or of a clause: a receipt says so, as for every other event.

use consent_core::receipt::EventState;
use rusqlite::{Connection, params};

use super::{SUBJECTS, Step, next_subjects};
use crate::storage::{
    number,
    sqlite::{
        failure::{Failure, corrupt},
        ledger::Ledger,
        restate,
    },
};

/// States that may leave something granted; whether one does, its receipt tells. While e-mail waits for its
/// confirmation, a letter may have been granted before. An objection is not among them: it stays what it is.
const MAY_GRANT: [EventState; 5] = [
    EventState::ConsentRequested,
    EventState::ConsentGiven,
    EventState::RenewedConsentGiven,
    EventState::ConsentWithdrawn,
    EventState::OptOut,
];

/// Adds `ConsentExpired` where something was granted and its validity has passed.
pub(super) fn step(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
) -> Result<Option<i64>, Failure> {
    let states = MAY_GRANT
        .map(|state| number::of_state(state).to_string())
        .join(", ");
    let now_ms = step.policy.now_ms;
    let end = step.after.saturating_add(SUBJECTS);
    let found: Vec<(i64, i64)> = db
        .prepare_cached(&format!(
            "SELECT h.subject_id, h.scope FROM records h JOIN receipts r ON r.position = h.head
             WHERE h.subject_id > ?1 AND h.subject_id <= ?2 AND r.state IN ({states})
               AND (r.position >> 21) + r.validity_seconds * 1000 <= ?3
             ORDER BY h.subject_id, h.scope"
        ))?
        .query_map(params![step.after, end, now_ms], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    for (subject_id, scope) in found {
        let subject = restate::subject(db, subject_id)?;
        let newest = restate::newest(db, ledger, &subject, scope)?
            .ok_or_else(|| corrupt("records", subject_id))?;
        if newest.has_run_out(now_ms) {
            step.report.expired += 1;
            if !step.is_dry {
                restate::expire(db, ledger, &subject, &newest, now_ms)?;
            }
        }
    }
    next_subjects(db, end)
}
