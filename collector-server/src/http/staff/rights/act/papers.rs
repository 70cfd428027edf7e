//! What the person of a case is handed: letters and the extract.

use consent_core::site::Controller;

use super::{CaseFile, note, read, store};
use crate::{
    http::{
        Problem,
        staff::{
            look::{self, Look},
            rights::extract::package,
            who::Who,
        },
    },
    privacy::rights::{
        Words,
        letter::{self, Facts, LetterKind},
    },
    staff::Permission,
    state::AppState,
    storage::StoreError,
};

/// A letter of a case. One about holds notes that the person was told.
///
/// # Errors
/// 403 by role, 404 when the case has nothing of that kind to tell, 503.
pub async fn letter(
    state: &AppState,
    who: &Who,
    number: &str,
    kind: LetterKind,
    lang: &str,
) -> Result<String, Problem> {
    who.require(Permission::Rights)?;
    let file = read(state, number).await?;
    let controllers = controllers(state, &file);
    let facts = Facts {
        case: &file.case,
        erasure: file.erasure.as_ref(),
        preview: &file.preview,
        notices: &file.notices,
        controllers: &controllers,
        titles: &file.titles,
        now_ms: file.now_ms,
    };
    let html = letter::write(kind, Words::of(lang), &facts).map_err(|error| {
        tracing::error!(%error, "a letter could not be written");
        Problem::internal()
    })?;
    let html = html.ok_or_else(|| Problem::not_found("letter in this case"))?;
    if kind == LetterKind::Hold {
        state
            .rights
            .note_informed(number, file.now_ms)
            .await
            .map_err(store)?;
    }
    note(state, who, "rights-letter", &[], Some(&file.case.number), 0).await?;
    Ok(html)
}

/// Everything that is kept of the people of a case, as a package (GDPR Art. 15).
///
/// # Errors
/// 403 by role, 404, 409 when nobody is left, 503.
pub async fn extract(state: &AppState, who: &Who, number: &str) -> Result<Vec<u8>, Problem> {
    who.require(Permission::Rights)?;
    // What was recorded a moment ago gets its proof too.
    if let Err(error) = state.log.integrate().await {
        tracing::warn!(%error, "an extract is made without the newest proofs");
    }
    extract_beside(state, who, number).await
}

/// The same with the proofs that there are, for a command: the server alone signs the log.
///
/// # Errors
/// As of [`extract`].
pub async fn extract_beside(state: &AppState, who: &Who, number: &str) -> Result<Vec<u8>, Problem> {
    who.require(Permission::Rights)?;
    let file = read(state, number).await?;
    if file.subjects.is_empty() {
        return Err(store(StoreError::Conflict(
            "nothing is kept of anyone in the case",
        )));
    }
    // Before it is made, so that it lists itself.
    for record in file.subjects.iter().flat_map(|subject| &subject.records) {
        let look = Look {
            action: "rights-extract",
            reason: Some(&file.case.number),
            record_id: Some(record.record_id),
            count: usize::try_from(record.receipts).unwrap_or(usize::MAX),
            ..Look::default()
        };
        look::note(state, who, look).await?;
    }
    package(state, &file.case).await
}

/// The controllers of the sites that a case is or was about; those of every site when nobody is left to tell.
fn controllers<'a>(state: &'a AppState, file: &CaseFile) -> Vec<&'a Controller> {
    let mut sites: Vec<&str> = file
        .subjects
        .iter()
        .map(|subject| subject.site.as_str())
        .collect();
    let erased = file
        .erasure
        .iter()
        .flat_map(|erasure| &erasure.report.sites);
    sites.extend(erased.map(String::as_str));
    let mut controllers: Vec<&Controller> = state
        .published
        .sites()
        .filter(|site| sites.is_empty() || sites.contains(&site.id()))
        .map(|site| &site.site.declared().controller)
        .collect();
    controllers.dedup();
    controllers
}
