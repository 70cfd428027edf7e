//! `GET` and `POST /v1/state`: may the site's server send this event for that browser or user?
//!
//! Whom it is about stands in the body or in a header, never in the address. Who is not known is denied everything.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse as _, Response},
};
use consent_core::{
    category::Category,
    cookie::ConsentKey,
    receipt::{EventState, RecordId, UtcMillis, statement::CONSENT_STATE},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    choice_problem as problems, choices,
    clauses::known,
    members::{Members, wrong},
    site_server::{self, SiteCaller},
};
use crate::{
    http::{Problem, layers::header_text},
    publish::PublishedSite,
    state::{AppState, SharedState},
    storage::{Question, Standing, Stands},
};

/// How long an answer may be used, in seconds: a withdrawal counts a minute later at the latest.
const MAX_AGE: i64 = 60;
const CONSENT_KEY: HeaderName = HeaderName::from_static("consent-key");
/// Longest text that is handed back unread.
const NONCE_MAX: usize = 128;

/// The statement that is signed.
#[derive(Serialize)]
struct Statement<'a> {
    /// The collector.
    iss: &'a str,
    /// The site.
    aud: &'a str,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
    /// The same moment as RFC 3339.
    as_of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    /// Whether anything was ever recorded about the person.
    known: bool,
    categories: BTreeMap<&'static str, bool>,
    purposes: BTreeMap<&'a str, bool>,
    /// By clause and channel.
    clauses: BTreeMap<&'a str, BTreeMap<&'static str, bool>>,
    /// Clauses that the person objected to.
    objected: Vec<&'a str>,
    /// Which receipts this follows from, by `cookies` or the clause's id.
    records: BTreeMap<&'a str, Record>,
    /// Whether all that was asked for is granted; only where something was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    may: Option<bool>,
}

#[derive(Serialize)]
struct Record {
    record_id: RecordId,
    state: EventState,
    event_time: UtcMillis,
}

/// What is asked.
#[derive(Default)]
struct Asked {
    consent_key: Option<ConsentKey>,
    user_id: Option<String>,
    names: Option<Vec<String>>,
    nonce: Option<String>,
}

/// The body says whom it is about.
pub async fn ask(
    State(state): State<SharedState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let caller = known(&state, peer, &headers)?;
    let members = Members::read(&headers, &choices::whole(body)?)?;
    let asked = read(&state, &caller, members)?;
    answer(&state, &caller, asked).await
}

/// `Consent-Key`, or an assertion, says whom it is about.
pub async fn show(
    State(state): State<SharedState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = known(&state, peer, &headers)?;
    let consent_key = header_text(&headers, CONSENT_KEY)
        .map(|text| {
            ConsentKey::parse(text)
                .ok_or_else(|| wrong("Consent-Key", "must be 22 characters of base64url"))
        })
        .transpose()?;
    let asked = Asked {
        consent_key,
        ..Asked::default()
    };
    answer(&state, &caller, asked).await
}

fn read(state: &AppState, caller: &SiteCaller<'_>, mut members: Members) -> Result<Asked, Problem> {
    let user_id = members.text("user_id")?;
    let assertion = members.text("assertion")?;
    let asked = Asked {
        consent_key: members.consent_key()?,
        user_id: match (user_id, assertion) {
            // Who comes with an assertion asks for itself.
            (Some(_), _) if !caller.is_server() => {
                return Err(wrong(
                    "user_id",
                    "is for the site's server; the assertion says who asks",
                ));
            }
            (_, Some(token)) => Some(
                site_server::user_of(state, caller.site, &token)
                    .map_err(site_server::assertion_refused)?,
            ),
            (user_id, None) => user_id,
        },
        names: members
            .take("ask")
            .map(|names| names_of(names, caller.site))
            .transpose()?,
        nonce: members.text("nonce")?,
    };
    if asked
        .nonce
        .as_ref()
        .is_some_and(|nonce| nonce.len() > NONCE_MAX)
    {
        return Err(wrong("nonce", "must be a text of at most 128 bytes"));
    }
    members.end()?;
    Ok(asked)
}

/// A misspelt name would be denied for ever, and nobody would see why: so it is an error.
fn names_of(names: Value, site: &PublishedSite) -> Result<Vec<String>, Problem> {
    const RULE: &str = "must be a list of categories, purposes and channels of clauses (`newsletter.email`) that the site file declares";
    let Value::Array(names) = names else {
        return Err(wrong("ask", RULE));
    };
    let declared = site.site.declared();
    let is_known = |name: &str| {
        Category::parse(name).is_some()
            || declared.purposes.iter().any(|purpose| purpose.id == name)
            || name.split_once('.').is_some_and(|(id, channel)| {
                site.site
                    .clause(id)
                    .is_some_and(|clause| clause.channels.iter().any(|c| c.as_str() == channel))
            })
    };
    let mut known = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        match name {
            Value::String(name) if is_known(&name) => known.push(name),
            _ => return Err(wrong(format!("ask[{at}]"), RULE)),
        }
    }
    if known.is_empty() {
        return Err(wrong(
            "ask",
            "is empty; leave it out, or name what the event needs",
        ));
    }
    Ok(known)
}

async fn answer(
    state: &AppState,
    caller: &SiteCaller<'_>,
    asked: Asked,
) -> Result<Response, Problem> {
    let user_id = caller.user_id.clone().or(asked.user_id);
    if user_id.is_none() && asked.consent_key.is_none() {
        return Err(wrong(
            "consent_key",
            "is missing, and so is the user: say whom it is about with `consent_key`, `user_id` or `assertion`",
        ));
    }
    let now = state.clock.now();
    let question = Question {
        site: caller.site.id().to_owned(),
        consent_key: asked.consent_key,
        user_id,
        now,
    };
    let stands = state
        .standing
        .stands(question)
        .await
        .map_err(|error| problems::not_stored(&error, &state.metrics))?;
    let mut statement = statement(&state.config.public_url, caller.site, &stands, now);
    statement.nonce = asked.nonce;
    statement.may = asked
        .names
        .map(|names| names.iter().all(|name| statement.allows(name)));
    let payload = serde_json::to_string(&statement).map_err(|_| Problem::internal())?;
    let answer = json!({
        "jws": state.standing.sign_statement(CONSENT_STATE, &payload),
        "state": statement,
    });
    Ok((
        [
            (header::CACHE_CONTROL, "private, max-age=60"),
            (header::VARY, "Authorization, Consent-Key"),
        ],
        Json(answer),
    )
        .into_response())
}

fn statement<'a>(
    issuer: &'a str,
    site: &'a PublishedSite,
    stands: &Stands,
    now: UtcMillis,
) -> Statement<'a> {
    let declared = site.site.declared();
    let counts = |standing: &Standing| standing.is_valid && !standing.is_restricted;
    // Asked under other purposes or vendors: the choice is no answer to what is asked today.
    let cookies = stands
        .cookies
        .as_ref()
        .filter(|standing| counts(standing) && standing.version == declared.version);
    let purposes: BTreeMap<&str, bool> = declared
        .purposes
        .iter()
        .map(|purpose| {
            let is_granted = purpose.category == Category::Functional
                || cookies.is_some_and(|standing| standing.granted.contains(&purpose.id));
            (purpose.id.as_str(), is_granted)
        })
        .collect();
    let mut categories = BTreeMap::new();
    for purpose in &declared.purposes {
        let all = categories.entry(purpose.category.as_str()).or_insert(true);
        *all &= purposes.get(purpose.id.as_str()) == Some(&true);
    }
    let standing_of = |id: &str| {
        let mut clauses = stands.clauses.iter();
        clauses.find_map(|(clause, standing)| (clause == id).then_some(standing))
    };
    let mut records = BTreeMap::new();
    if let Some(standing) = &stands.cookies {
        records.insert("cookies", record(standing));
    }
    let mut clauses = BTreeMap::new();
    let mut objected = Vec::new();
    for clause in &declared.clauses {
        let standing = standing_of(&clause.id);
        let is_objected = standing.is_some_and(|standing| standing.state == EventState::Objection);
        let channels = clause.channels.iter().map(|channel| {
            let is_granted = standing.is_some_and(|standing| {
                counts(standing)
                    && !is_objected
                    && standing.granted.iter().any(|name| name == channel.as_str())
            });
            (channel.as_str(), is_granted)
        });
        clauses.insert(clause.id.as_str(), channels.collect());
        if is_objected {
            objected.push(clause.id.as_str());
        }
        if let Some(standing) = standing {
            records.insert(clause.id.as_str(), record(standing));
        }
    }
    let seconds = now.as_millis().div_euclid(1000);
    Statement {
        iss: issuer,
        aud: site.id(),
        iat: seconds,
        exp: seconds + MAX_AGE,
        as_of: now.to_string(),
        nonce: None,
        known: !records.is_empty(),
        categories,
        purposes,
        clauses,
        objected,
        records,
        may: None,
    }
}

fn record(standing: &Standing) -> Record {
    Record {
        record_id: standing.record_id,
        state: standing.state,
        event_time: standing.event_time,
    }
}

impl Statement<'_> {
    /// Whether a category, a purpose or a clause's channel is granted. A purpose named like its category is the stricter.
    fn allows(&self, name: &str) -> bool {
        if let Some((clause, channel)) = name.split_once('.') {
            let channels = self.clauses.get(clause);
            return channels.is_some_and(|channels| channels.get(channel) == Some(&true));
        }
        let category = self.categories.get(name);
        let purpose = self.purposes.get(name);
        (category.is_some() || purpose.is_some())
            && category.is_none_or(|granted| *granted)
            && purpose.is_none_or(|granted| *granted)
    }
}
