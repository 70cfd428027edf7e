//! The first page: every case, and the way to a new one.

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};

use super::{super::search::Choice, Refused, text::Texts};
use crate::{
    http::{
        Problem,
        console::{
            form,
            member::Member,
            page::{Page, render},
        },
        staff::{
            body::Pairs,
            rights::act::{self, Found},
        },
    },
    privacy::rights::{Words, due::Urgency, letter::day},
    state::{AppState, SharedState},
    storage::rights::{Case, CaseKind, IdentityProof},
};

/// A case in the table.
pub struct Row {
    pub number: String,
    pub kind: &'static str,
    pub opened: String,
    pub due: String,
    pub status: &'static str,
    pub tone: &'static str,
    /// How many recipients are left to tell.
    pub left: u64,
}

impl Row {
    pub fn of(case: &Case, now_ms: i64, w: &Words, t: &Texts) -> Self {
        let is_extended = case.extension.is_some();
        let urgency = Urgency::of(case.opened_at_ms, case.due_at_ms, is_extended, now_ms);
        let (status, tone) = match (case.closed, urgency) {
            (Some((_, outcome)), _) => (w.outcome(outcome), "quiet"),
            (None, Urgency::Calm) => (t.calm, "good"),
            (None, Urgency::Soon) => (t.soon, "warn"),
            (None, Urgency::Late) => (t.late, "bad"),
        };
        Self {
            number: case.number.clone(),
            kind: w.kind(case.kind),
            opened: day(case.opened_at_ms),
            due: day(case.due_at_ms),
            status,
            tone,
            left: case.notices_open,
        }
    }
}

/// Somebody who was found.
struct FoundRow {
    site: String,
    user_id: &'static str,
    receipts: String,
    first: String,
    last: String,
}

#[derive(Template)]
#[template(path = "rights.html")]
struct StartPage {
    page: Page,
    r: &'static Texts,
    q: String,
    by: String,
    site: String,
    ways: Vec<Choice>,
    sites: Vec<Choice>,
    found: Option<Vec<FoundRow>>,
    kinds: Vec<Choice>,
    proofs: Vec<Choice>,
    refused: Refused,
    cases: Vec<Row>,
}

/// `GET /console/rights`.
pub async fn show(State(state): State<SharedState>, member: Member) -> Result<Response, Problem> {
    page(&state, &member, &Pairs::new(), None, None).await
}

/// `POST /console/rights/find`.
pub async fn find(
    State(state): State<SharedState>,
    mut member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    member.path = "/console/rights".to_owned();
    match act::find(&state, &member.who, &question(&pairs, &[])).await {
        Ok(found) => page(&state, &member, &pairs, Some(found), None).await,
        Err(problem) if is_shown(&problem) => {
            page(&state, &member, &pairs, None, Some((problem, "find"))).await
        }
        Err(problem) => Err(problem),
    }
}

/// `POST /console/rights/cases`.
pub async fn open(
    State(state): State<SharedState>,
    mut member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    member.path = "/console/rights".to_owned();
    let asked = question(&pairs, &["kind", "identity", "assertion"]);
    match act::open(&state, &member.who, &asked).await {
        Ok(case) => Ok(Redirect::to(&format!("/console/rights/{}", case.number)).into_response()),
        Err(problem) if is_shown(&problem) => {
            let found = act::find(&state, &member.who, &question(&pairs, &[]))
                .await
                .ok();
            // Where nobody is found there is nobody to open a case about.
            let form = if found.is_some() { "open" } else { "find" };
            page(&state, &member, &pairs, found, Some((problem, form))).await
        }
        Err(problem) => Err(problem),
    }
}

/// Whether a problem belongs on the page that caused it.
pub fn is_shown(problem: &Problem) -> bool {
    matches!(
        problem.slug,
        "identity-not-enough" | "case-conflict" | "body-not-valid"
    )
}

fn value<'a>(pairs: &'a Pairs, wanted: &str) -> &'a str {
    pairs
        .iter()
        .find_map(|(name, value)| (name == wanted).then(|| value.trim()))
        .unwrap_or_default()
}

/// The form as the staff API takes it: the box under the name that it was taken for.
fn question(pairs: &Pairs, more: &[&str]) -> Pairs {
    let mut asked = vec![(value(pairs, "by").to_owned(), value(pairs, "q").to_owned())];
    for name in ["site"].iter().chain(more) {
        let value = value(pairs, name);
        if !value.is_empty() {
            asked.push(((*name).to_owned(), value.to_owned()));
        }
    }
    asked
}

async fn page(
    state: &AppState,
    member: &Member,
    pairs: &Pairs,
    found: Option<Found>,
    refused: Option<(Problem, &str)>,
) -> Result<Response, Problem> {
    let cases = act::list(state, &member.who).await?;
    let now = state.clock.now().as_millis();
    let (r, w) = (
        Texts::of(member.lang.as_str()),
        Words::of(member.lang.as_str()),
    );
    let (by, site) = (value(pairs, "by"), value(pairs, "site"));
    let ways = [
        ("user_id", r.by_user_id),
        ("code", r.by_code),
        ("receipt_id", r.by_receipt_id),
        ("record_id", r.by_record_id),
        ("consent_key", r.by_consent_key),
    ];
    let mut sites = vec![Choice::new("", r.any_site, site)];
    let ids = form::sites(state);
    sites.extend(ids.iter().map(|id| Choice::new(id, id, site)));
    let kind = value(pairs, "kind");
    let proof = value(pairs, "identity");
    let template = StartPage {
        page: Page::of(member),
        r,
        q: value(pairs, "q").to_owned(),
        by: by.to_owned(),
        site: site.to_owned(),
        ways: ways
            .map(|(name, label)| Choice::new(name, label, by))
            .into(),
        sites,
        found: found.map(|found| rows(&found, r)),
        kinds: CaseKind::ALL
            .iter()
            .map(|known| Choice::new(known.as_str(), w.kind(*known), kind))
            .collect(),
        proofs: IdentityProof::ALL
            .iter()
            .map(|known| Choice::new(known.as_str(), w.identity(*known), proof))
            .collect(),
        refused: match &refused {
            Some((problem, form)) => Refused {
                text: r.problem(problem),
                form: (*form).to_owned(),
            },
            None => Refused::default(),
        },
        cases: cases.iter().map(|case| Row::of(case, now, w, r)).collect(),
    };
    let status = refused.map_or(StatusCode::OK, |(problem, _)| problem.status);
    Ok((status, render(&template)?).into_response())
}

fn rows(found: &Found, r: &Texts) -> Vec<FoundRow> {
    found
        .subjects
        .iter()
        .map(|subject| FoundRow {
            site: subject.site.clone(),
            user_id: if subject.has_user_id {
                r.with_user_id
            } else {
                r.without_user_id
            },
            receipts: Words::count(
                subject.records.iter().map(|record| record.receipts).sum(),
                r.receipts,
            ),
            first: subject
                .records
                .iter()
                .map(|record| record.first_ms)
                .min()
                .map(day)
                .unwrap_or_default(),
            last: day(subject.last_activity_ms),
        })
        .collect()
}
