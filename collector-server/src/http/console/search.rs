//! The search page: one box, more filters under it, and what was found.

use askama::Template;
use axum::{Form, extract::State, response::Response};
use consent_core::{
    category::Category,
    receipt::{Decision, EventState},
};

use super::{
    form::{self, SearchForm},
    member::Member,
    page::{Page, render},
    text::{REASONS, Texts, Tone},
};
use crate::{
    http::{
        Problem,
        staff::{body::Pairs, look},
    },
    privacy::address::masked,
    staff::{FilterError, Permission, Sight, decision_of},
    state::{AppState, SharedState},
    storage::StoredReceipt,
};

/// An entry of a select.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

impl Choice {
    /// An entry; `chosen` is the value that is.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self {
            is_chosen: value == chosen,
            label: label.into(),
            value,
        }
    }
}

/// A label with a tone.
pub struct Badge {
    /// What is read.
    pub label: String,
    /// How it is coloured.
    pub tone: &'static str,
}

/// A receipt in the table.
pub struct Row {
    /// Id, for the link.
    pub id: String,
    /// Code.
    pub code: String,
    /// Time for machines.
    pub time: String,
    /// Day.
    pub day: String,
    /// Time of the day.
    pub clock: String,
    /// Site.
    pub site: String,
    /// State.
    pub state: Badge,
    /// The purposes that were asked about.
    pub purposes: Vec<Badge>,
    /// Method.
    pub method: &'static str,
    /// User id.
    pub user_id: Option<String>,
    /// Address, masked.
    pub address: Option<String>,
}

impl Row {
    /// The row of a receipt, as far as `sight` goes. Addresses are masked for everyone here.
    pub fn new(stored: &StoredReceipt, t: &Texts, sight: Sight) -> Self {
        let claims = &stored.claims;
        let time = claims.event_time.to_string();
        let is_personal = sight != Sight::Bare;
        Self {
            id: claims.receipt_id.to_string(),
            code: claims.code.to_string(),
            day: time[..10].to_owned(),
            clock: time[11..19].to_owned(),
            time,
            site: claims.site.clone(),
            state: state_badge(claims.state, t),
            purposes: purpose_badges(stored, t),
            method: t.method(claims.method),
            user_id: stored.user_id.clone().filter(|_| is_personal),
            address: masked_address(stored, t).filter(|_| is_personal),
        }
    }
}

/// The state with its tone.
fn state_badge(state: EventState, t: &Texts) -> Badge {
    Badge {
        label: t.state(state).to_owned(),
        tone: Tone::of_state(state).as_str(),
    }
}

fn purpose_badges(stored: &StoredReceipt, t: &Texts) -> Vec<Badge> {
    stored
        .claims
        .purposes
        .iter()
        .filter(|purpose| purpose.category != Category::Functional)
        .map(|purpose| Badge {
            label: t.purpose(&purpose.id).to_owned(),
            tone: decision_tone(purpose.decision),
        })
        .chain(stored.claims.channels.iter().map(|channel| Badge {
            label: t.channel(channel.id).to_owned(),
            tone: decision_tone(decision_of(channel.decision)),
        }))
        .collect()
}

/// How a decision is drawn.
pub const fn decision_tone(decision: Decision) -> &'static str {
    match decision {
        Decision::Granted => "yes",
        Decision::Denied => "no",
        Decision::NotAsked => "none",
    }
}

/// The address without its last part, also where only the network was kept; words where it can only be searched for.
pub fn masked_address(stored: &StoredReceipt, t: &Texts) -> Option<String> {
    let network = stored.ip_truncated.map(|network| network.addr());
    let hash = stored.ip_hash.as_ref();
    let masked = stored.ip.or(network).map(masked);
    masked.or_else(|| hash.map(|_| t.hashed_address.to_owned()))
}

/// What a search found.
pub struct Found {
    /// The receipts.
    pub rows: Vec<Row>,
    /// What the box was taken for.
    pub taken_for: Option<&'static str>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// The search stopped at its bound.
    pub is_bounded: bool,
    /// Receipts with a hash of the address only cannot be found by this network.
    pub leaves_out_hashes: bool,
    /// Whether the reader may export.
    pub may_export: bool,
    /// Whether a pack may show addresses and user ids.
    pub may_identify: bool,
    /// Why a pack may be made, with labels.
    pub reasons: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Page,
    form: SearchForm,
    has_more: bool,
    kinds: Vec<Choice>,
    sites: Vec<Choice>,
    decisions: Vec<Choice>,
    states: Vec<Choice>,
    hint: &'static str,
    may_read: bool,
    error: Option<String>,
    /// What was taken for a code, a key or a mistyped address may be a user id, and as that it found nothing.
    offers_user_id: bool,
    found: Option<Found>,
}

/// `GET /console`.
pub async fn show_search(
    State(state): State<SharedState>,
    member: Member,
) -> Result<Response, Problem> {
    render(&page(&state, &member, SearchForm::default()))
}

/// `POST /console/search`.
pub async fn search(
    State(state): State<SharedState>,
    member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    member.who.require(Permission::Read)?;
    let t = member.lang.texts();
    let form = SearchForm::read(&pairs);
    let refused = |error: &FilterError| Some(t.filter_problem(error));
    let mut answer = page(&state, &member, form.clone());
    match form.filters(false) {
        Err(error) => answer.error = refused(&error),
        Ok(filters) => match filters.check_role(member.who.role) {
            Err(error) => answer.error = refused(&error),
            Ok(()) => {
                let page = look::search(&state, &member.who, &filters).await?;
                let sight = member.who.role.sight();
                let guess = form.guess().map(|guess| guess.name);
                answer.found = Some(Found {
                    taken_for: guess.map(|name| t.kind(name)),
                    leaves_out_hashes: filters.search.leaves_out_hashes(),
                    is_bounded: page.next.is_some() && page.items.len() < filters.limit,
                    next: page.next.map(crate::storage::Cursor::to_text),
                    may_export: member.who.role.may(Permission::Export),
                    may_identify: member.who.role.may(Permission::Unmask),
                    reasons: REASONS.map(|reason| (reason, t.reason(reason))).to_vec(),
                    rows: page
                        .items
                        .iter()
                        .map(|stored| Row::new(stored, t, sight))
                        .collect(),
                });
            }
        },
    }
    let found_some = answer
        .found
        .as_ref()
        .is_some_and(|found| !found.rows.is_empty());
    answer.offers_user_id = form.guess().is_some_and(|guess| guess.is_doubtful) && !found_some;
    render(&answer)
}

fn page(state: &AppState, member: &Member, form: SearchForm) -> SearchPage {
    let t = member.lang.texts();
    let role = member.who.role;
    let any = |label| Choice::new("", label, &form.kind);
    let kinds = std::iter::once(any(t.kind_guess))
        .chain(
            super::guess::KINDS
                .into_iter()
                .map(|name| Choice::new(name, t.kind(name), &form.kind)),
        )
        .collect();
    let sites = std::iter::once(Choice::new("", t.any, &form.site))
        .chain(
            form::sites(state)
                .into_iter()
                .map(|site| Choice::new(site.clone(), site, &form.site)),
        )
        .collect();
    let decisions = std::iter::once(Choice::new("", t.any, &form.decision))
        .chain(
            form::decisions(state)
                .into_iter()
                .map(|(purpose, decision)| {
                    let label = format!("{}: {}", t.purpose(&purpose), t.decision(decision));
                    Choice::new(format!("{purpose}:{decision}"), label, &form.decision)
                }),
        )
        .collect();
    let states = std::iter::once(Choice::new("", t.any, &form.state))
        .chain(
            EventState::ALL
                .iter()
                .map(|state| Choice::new(state.as_str(), t.state(*state), &form.state)),
        )
        .collect();
    SearchPage {
        page: Page {
            path: "/console".to_owned(),
            ..Page::of(member)
        },
        has_more: form.has_more(),
        kinds,
        sites,
        decisions,
        states,
        hint: match role.sight() {
            Sight::Full => t.search_hint,
            Sight::Masked => t.search_hint_support,
            Sight::Bare => t.search_hint_auditor,
        },
        may_read: role.may(Permission::Read),
        form,
        error: None,
        offers_user_id: false,
        found: None,
    }
}
