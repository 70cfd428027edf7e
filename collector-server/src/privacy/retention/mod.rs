//! How long what is kept (RECEIPTS section 5): the limits, and the job that goes by them. How rows go is
//! `storage::retention`'s matter.
//!
//! Where to start: [`limits`] are the rules on plain values, [`run`] is one whole run, [`keep_up`] the daily one of a
//! serving collector.

pub mod limits;

use std::{convert::Infallible, time::Duration};

use crate::{
    publish::Published,
    state::AppState,
    storage::{
        RetentionStore, StoreError,
        retention::{RetentionClock, RetentionPolicy, RetentionReport, RetentionRun},
    },
};

/// How often a serving collector looks whether a run is due.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// A run is due so long after the one before.
const RUN_EVERY_MS: i64 = 24 * 3600 * 1000;

/// What the published sites say, at a time.
pub fn policy(published: &Published, now_ms: i64) -> RetentionPolicy {
    RetentionPolicy {
        now_ms,
        full_days: published
            .sites()
            .map(|site| (site.id().to_owned(), site.site.declared().ip_full_days))
            .collect(),
    }
}

/// One whole run, or with `is_dry` the count of what one would do. `progress` is told after every step.
///
/// A run that is cut off has done what it had counted; the next one goes on where there is something left.
///
/// # Errors
/// When the store fails; what was done until then stands.
pub async fn run(
    store: &dyn RetentionStore,
    policy: &RetentionPolicy,
    is_dry: bool,
    mut progress: impl FnMut(RetentionClock, &RetentionReport),
) -> Result<RetentionReport, StoreError> {
    let mut total = RetentionReport::default();
    for clock in RetentionClock::ALL {
        let mut after = 0;
        loop {
            let step = store.retain(clock, policy, after, is_dry).await?;
            total.add(&step.report);
            progress(clock, &total);
            match step.next {
                Some(next) => after = next,
                None => break,
            }
        }
    }
    Ok(total)
}

/// A run of a serving collector, kept in the store.
///
/// # Errors
/// When the store fails.
pub async fn run_and_note(state: &AppState) -> Result<RetentionReport, StoreError> {
    let as_of_ms = state.clock.now().as_millis();
    let policy = policy(&state.published, as_of_ms);
    let report = run(state.retention.as_ref(), &policy, false, |_, _| {}).await?;
    let run = RetentionRun {
        as_of_ms,
        finished_at_ms: state.clock.now().as_millis(),
        report,
    };
    state.retention.note_retention_run(run).await?;
    Ok(report)
}

/// Whether a run is due.
///
/// # Errors
/// When the store cannot be read.
pub async fn is_due(state: &AppState) -> Result<bool, StoreError> {
    let last = state.retention.last_retention_run().await?;
    let now = state.clock.now().as_millis();
    Ok(last.is_none_or(|run| now >= run.as_of_ms + RUN_EVERY_MS))
}

/// Runs once a day, for ever. Visitors are answered meanwhile: the store takes a step between their choices.
pub async fn keep_up(state: &AppState) -> Infallible {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let done = match is_due(state).await {
            Ok(true) => run_and_note(state).await.map(Some),
            Ok(false) => Ok(None),
            Err(error) => Err(error),
        };
        match done {
            Ok(Some(report)) => {
                tracing::info!(?report, "what its time limit had passed for was erased")
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "time limits could not be kept; trying again in a minute")
            }
        }
    }
}
