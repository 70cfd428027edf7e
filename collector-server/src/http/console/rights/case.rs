//! The page of one case: whom it is about, what would go, what is held, and the steps that are left.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use consent_core::receipt::ErasureGround;

use super::{
    super::search::Choice,
    Refused,
    start::{Row, is_shown},
    text::Texts,
};
use crate::{
    http::{
        Problem,
        console::{
            member::Member,
            page::{Page, render},
        },
        staff::{
            body::Pairs,
            problems,
            rights::{
                act::{self, CaseFile},
                as_file,
                extract::as_package,
            },
        },
    },
    privacy::rights::{
        Words,
        letter::{self, LetterKind, day},
    },
    state::{AppState, SharedState},
    storage::rights::{
        CaseKind, CaseOutcome, EVERYTHING, HoldBasis, NoticeState, RecipientNotice, scope_name,
    },
};

/// Somebody a case is about.
struct Person {
    site: String,
    user_id: &'static str,
    last_activity: String,
    records: Vec<RecordRow>,
    holds: Vec<HoldRow>,
}

struct RecordRow {
    what: String,
    id: String,
    receipts: String,
}

struct HoldRow {
    text: String,
    status: &'static str,
    tone: &'static str,
    informed: &'static str,
}

struct Recipient {
    number: i64,
    /// The name of its form.
    form: String,
    name: String,
    status: &'static str,
    tone: &'static str,
    detail: String,
    /// The states that may follow, with what the button says.
    next: Vec<(&'static str, &'static str)>,
}

struct Done {
    lines: Vec<String>,
    leaf: u64,
    when: String,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    page: Page,
    r: &'static Texts,
    row: Row,
    opened_by: String,
    identity: &'static str,
    extension: Option<String>,
    is_open: bool,
    may_erase: bool,
    may_rectify: bool,
    has_holds: bool,
    people: Vec<Person>,
    goes: Vec<String>,
    held: Vec<String>,
    done: Option<Done>,
    recipients: Vec<Recipient>,
    letters: Vec<(&'static str, &'static str)>,
    grounds: Vec<Choice>,
    bases: Vec<Choice>,
    scopes: Vec<Choice>,
    suppress: Vec<Choice>,
    months: Vec<Choice>,
    outcomes: Vec<Choice>,
    /// So many receipts would go.
    count: String,
    refused: Refused,
}

impl CasePage {
    /// Whether the page has that form still.
    fn has_form(&self, form: &str) -> bool {
        match form {
            "erase" => self.may_erase,
            "rectify" => self.may_rectify,
            "hold" => !self.people.is_empty(),
            "release" => !self.people.is_empty() && self.has_holds,
            "extend" => self.is_open && self.extension.is_none(),
            "close" => self.is_open,
            _ => self
                .recipients
                .iter()
                .any(|one| one.form == form && !one.next.is_empty()),
        }
    }
}

fn notice_form(number: i64) -> String {
    format!("notice-{number}")
}

/// `GET /console/rights/{number}`.
pub async fn show(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let file = act::show(&state, &member.who, &number).await?;
    page(&member, &file, None)
}

/// `POST /console/rights/{number}/extract`: the package as a file.
pub async fn extract(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let zip = act::extract(&state, &member.who, &number).await?;
    Ok(as_package(zip, &number))
}

/// `POST /console/rights/{number}/erase`. What cannot be undone waits for a tick, as the command waits for `--yes`.
pub async fn erase(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
    Form(mut pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let is_checked = pairs.contains(&("checked".to_owned(), "yes".to_owned()));
    pairs.retain(|(name, _)| name != "checked");
    let done = if is_checked {
        let done = act::erase(&state, &member.who, &number, &pairs).await;
        done.map(|_| ())
    } else {
        Err(problems::bad_body("`checked` is missing").field("checked"))
    };
    after(&state, member, &number, "erase", done).await
}

/// `POST /console/rights/{number}/rectify`.
pub async fn rectify(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let done = act::rectify(&state, &member.who, &number, &pairs)
        .await
        .map(|_| ());
    after(&state, member, &number, "rectify", done).await
}

/// `POST /console/rights/{number}/hold`.
pub async fn hold(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let done = act::hold(&state, &member.who, &number, &pairs).await;
    after(&state, member, &number, "hold", done).await
}

/// `POST /console/rights/{number}/release`.
pub async fn release(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let done = act::release(&state, &member.who, &number).await.map(|_| ());
    after(&state, member, &number, "release", done).await
}

/// `POST /console/rights/{number}/extend`.
pub async fn extend(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let done = act::extend(&state, &member.who, &number, &pairs).await;
    after(&state, member, &number, "extend", done).await
}

/// `POST /console/rights/{number}/close`.
pub async fn close(
    State(state): State<SharedState>,
    member: Member,
    Path(number): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let done = act::close(&state, &member.who, &number, &pairs).await;
    after(&state, member, &number, "close", done).await
}

/// `POST /console/rights/{number}/recipients/{notice}`.
pub async fn settle(
    State(state): State<SharedState>,
    member: Member,
    Path((number, notice)): Path<(String, i64)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let done = act::settle(&state, &member.who, &number, notice, &pairs).await;
    after(&state, member, &number, &notice_form(notice), done).await
}

/// `GET /console/rights/{number}/letters/{kind}`, in the reader's language unless `lang` says another.
pub async fn show_letter(
    State(state): State<SharedState>,
    member: Member,
    Path((number, kind)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    let lang = pairs
        .iter()
        .find_map(|(name, value)| (name == "lang").then_some(value.as_str()))
        .unwrap_or(member.lang.as_str());
    let kind = LetterKind::parse(&kind).ok_or_else(|| Problem::not_found("letter"))?;
    let html = act::letter(&state, &member.who, &number, kind, lang).await?;
    Ok(as_file(html, &number, kind.as_str(), lang))
}

/// Back to the case after a step; what went wrong is said by the form that asked for it.
async fn after(
    state: &AppState,
    mut member: Member,
    number: &str,
    form: &str,
    done: Result<(), Problem>,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/console/rights/{number}")).into_response()),
        Err(problem) if is_shown(&problem) => {
            member.path = format!("/console/rights/{number}");
            let file = act::show(state, &member.who, number).await?;
            page(&member, &file, Some((&problem, form)))
        }
        Err(problem) => Err(problem),
    }
}

fn page(
    member: &Member,
    file: &CaseFile,
    refused: Option<(&Problem, &str)>,
) -> Result<Response, Problem> {
    let (r, w) = (
        Texts::of(member.lang.as_str()),
        Words::of(member.lang.as_str()),
    );
    let case = &file.case;
    let is_open = case.closed.is_none();
    let mut letters = Vec::new();
    if file.erasure.is_some() {
        letters.push(("erasure", r.letter_erasure));
    }
    if case.extension.is_some() {
        letters.push(("extension", r.letter_extension));
    }
    if !file.preview.held.is_empty() {
        letters.push(("hold", r.letter_hold));
    }
    if let Some((_, CaseOutcome::Refused)) = case.closed {
        letters.push(("refusal", r.letter_refusal));
    }
    let mut template = CasePage {
        page: Page::of(member),
        r,
        row: Row::of(case, file.now_ms, w, r),
        opened_by: case.opened_by.clone(),
        identity: w.identity(case.identity),
        extension: case
            .extension
            .as_ref()
            .map(|(at, reason)| format!("{}: {reason}", day(*at))),
        is_open,
        may_erase: is_open && case.kind == CaseKind::Erasure && !file.preview.is_empty(),
        may_rectify: is_open && case.kind == CaseKind::Rectification && !file.subjects.is_empty(),
        has_holds: file
            .subjects
            .iter()
            .any(|subject| subject.is_held(file.now_ms)),
        people: people(file, r, w),
        goes: letter::counts(w, &file.preview),
        held: letter::held_lines(w, &file.preview.held, &file.titles),
        done: file.erasure.as_ref().map(|erasure| Done {
            lines: letter::counts(w, &erasure.report),
            leaf: erasure.leaf_index,
            when: day(erasure.tombstone.time.as_millis()),
        }),
        recipients: recipients(file, r),
        letters,
        grounds: ErasureGround::ALL
            .iter()
            .filter(|ground| **ground != ErasureGround::Retention)
            .map(|ground| Choice::new(ground.as_str(), w.ground(*ground), "consent_withdrawn"))
            .collect(),
        bases: HoldBasis::ALL
            .iter()
            .map(|basis| Choice::new(basis.as_str(), w.basis(*basis), ""))
            .collect(),
        scopes: scopes(file, w),
        suppress: vec![
            Choice::new("yes", r.yes, "yes"),
            Choice::new("no", r.no, "yes"),
        ],
        months: vec![Choice::new("1", "1", ""), Choice::new("2", "2", "")],
        outcomes: CaseOutcome::ALL
            .iter()
            .map(|outcome| Choice::new(outcome.as_str(), w.outcome(*outcome), ""))
            .collect(),
        count: Words::count(file.preview.receipts, r.receipts),
        refused: Refused::default(),
    };
    let mut status = StatusCode::OK;
    if let Some((problem, form)) = refused {
        status = problem.status;
        template.refused = Refused {
            text: r.problem(problem),
            form: if template.has_form(form) { form } else { "" }.to_owned(),
        };
    }
    Ok((status, render(&template)?).into_response())
}

/// What may be held: everything, and each kind of record that is there. Sites count their clauses by themselves, so one
/// number may stand for a clause of each.
fn scopes(file: &CaseFile, w: &Words) -> Vec<Choice> {
    let mut labels: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    labels.insert(
        EVERYTHING,
        vec![w.scope(&scope_name(EVERYTHING), None, &file.titles)],
    );
    for record in file.subjects.iter().flat_map(|subject| &subject.records) {
        let name = scope_name(record.scope);
        let label = w.scope(&name, record.clause.as_deref(), &file.titles);
        let known = labels.entry(record.scope).or_default();
        if !known.contains(&label) {
            known.push(label);
        }
    }
    labels
        .into_iter()
        .map(|(scope, labels)| Choice::new(scope_name(scope), labels.join(" / "), ""))
        .collect()
}

fn people(file: &CaseFile, r: &Texts, w: &Words) -> Vec<Person> {
    file.subjects
        .iter()
        .map(|subject| Person {
            site: subject.site.clone(),
            user_id: if subject.has_user_id {
                r.with_user_id
            } else {
                r.without_user_id
            },
            last_activity: day(subject.last_activity_ms),
            records: subject
                .records
                .iter()
                .map(|record| RecordRow {
                    what: w.scope(
                        &scope_name(record.scope),
                        record.clause.as_deref(),
                        &file.titles,
                    ),
                    id: record.record_id.to_string(),
                    receipts: Words::count(record.receipts, r.receipts),
                })
                .collect(),
            holds: subject
                .holds
                .iter()
                .map(|hold| {
                    let is_in_force = hold.is_in_force(file.now_ms);
                    HoldRow {
                        text: format!(
                            "{}: {}, {} {} ({} {})",
                            w.scope(
                                &scope_name(hold.scope),
                                hold.clause.as_deref(),
                                &file.titles
                            ),
                            w.basis(hold.basis),
                            w.until,
                            day(hold.until_ms - 1),
                            r.set_by,
                            hold.set_by
                        ),
                        status: if is_in_force { r.in_force } else { r.ended },
                        tone: if is_in_force { "warn" } else { "quiet" },
                        informed: if hold.informed_at_ms.is_some() {
                            r.informed
                        } else {
                            r.not_informed
                        },
                    }
                })
                .collect(),
        })
        .collect()
}

fn recipients(file: &CaseFile, r: &Texts) -> Vec<Recipient> {
    file.notices
        .iter()
        .map(|notice| {
            let (status, tone) = match notice.state {
                NoticeState::Pending => (r.notice_pending, "warn"),
                NoticeState::Sent => (r.notice_sent, "quiet"),
                NoticeState::Acknowledged => (r.notice_acknowledged, "good"),
                NoticeState::Failed => (r.notice_failed, "bad"),
                NoticeState::NotPossible => (r.notice_not_possible, "quiet"),
            };
            let next: Vec<_> = [
                (NoticeState::Sent, r.mark_sent),
                (NoticeState::Acknowledged, r.mark_acknowledged),
                (NoticeState::Failed, r.mark_failed),
                (NoticeState::NotPossible, r.mark_not_possible),
            ]
            .into_iter()
            .filter(|(next, _)| notice.state.may_become(*next))
            .map(|(next, label)| (next.as_str(), label))
            .collect();
            Recipient {
                number: notice.number,
                form: notice_form(notice.number),
                name: notice.recipient.clone(),
                status,
                tone,
                detail: told(notice, r),
                next,
            }
        })
        .collect()
}

/// When a notice was sent, when it came to its state and who noted that, and why.
fn told(notice: &RecipientNotice, r: &Texts) -> String {
    let mut parts = Vec::new();
    if let Some(sent) = notice.sent_at_ms
        && notice.state != NoticeState::Sent
    {
        parts.push(format!("{} {}", r.notice_sent, day(sent)));
    }
    if let (Some(at), Some(by)) = (notice.settled_at_ms, &notice.settled_by) {
        parts.push(format!("{} {} {by}", day(at), r.noted_by));
    }
    parts.extend(notice.note.clone());
    parts.join(" · ")
}
