//! `GET /console/webhooks`: messages that were not taken, and the button that has them sent again.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use consent_core::receipt::UtcMillis;

use super::{
    member::Member,
    page::{Page, render},
};
use crate::{
    http::{
        Problem,
        staff::{body::Pairs, webhooks},
    },
    privacy::rights::text::bilingual,
    state::SharedState,
    webhook::message,
};

bilingual! {
    /// The words of this page.
    Texts {
    title: "Webhookar som inte gick fram" / "Webhooks that were not delivered",
    lead: "Meddelanden till webbplatsernas servrar om nya kvitton. Nya försök görs allt glesare i tre dygn, alltid med samma innehåll." / "Messages to the sites' servers about new receipts. They are tried again less and less often for three days, always with the same content.",
    none: "Inget att göra" / "Nothing to do",
    none_hint: "Alla meddelanden har gått fram eller väntar på sitt första försök." / "Every message was delivered or waits for its first attempt.",
    bounded: "Bara de äldsta visas. Kommandot collector-server webhooks list visar fler." / "Only the oldest are shown. The command collector-server webhooks list has more.",
    message: "Meddelande" / "Message",
    site: "Webbplats" / "Site",
    to: "Till" / "To",
    event: "Händelse" / "Event",
    attempts: "Försök" / "Attempts",
    error: "Fel" / "Error",
    next: "Nästa försök" / "Next attempt",
    given_up: "uppgivet" / "given up",
    retry: "Försök igen med alla" / "Try all of them again",
    no_address: "adressen är ogiltig" / "the address is none",
    no_connection: "ingen förbindelse" / "no connection",
    no_answer: "inget svar i tid" / "no answer in time",
    status: "svarade med status" / "answered with status",
    }
}

impl Texts {
    /// What went wrong, from the word that the outbox keeps.
    fn problem(&self, error: &str) -> String {
        match error {
            "no address" => self.no_address.to_owned(),
            "no connection" => self.no_connection.to_owned(),
            "no answer in time" => self.no_answer.to_owned(),
            other => match other.strip_prefix("status ") {
                Some(status) => format!("{} {status}", self.status),
                None => other.to_owned(),
            },
        }
    }
}

/// A row of the table.
struct Row {
    id: String,
    site: String,
    url: String,
    event: String,
    attempts: u32,
    error: String,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "webhooks.html")]
struct WebhooksPage {
    page: Page,
    w: &'static Texts,
    rows: Vec<Row>,
    is_bounded: bool,
}

/// Shows the list.
pub async fn show(State(state): State<SharedState>, member: Member) -> Result<Response, Problem> {
    let failed = webhooks::all(&state, &member.who).await?;
    let w = Texts::of(member.lang.as_str());
    let rows = failed
        .deliveries
        .into_iter()
        .map(|delivery| Row {
            id: message::id(&delivery),
            event: minute(delivery.news.event_time),
            attempts: delivery.attempts,
            error: w.problem(delivery.last_error.as_deref().unwrap_or_default()),
            next: delivery.next_at_ms.map(|at| minute(UtcMillis::new(at))),
            site: delivery.site,
            url: delivery.url,
        })
        .collect();
    render(&WebhooksPage {
        page: Page::of(&member),
        w,
        rows,
        is_bounded: failed.is_bounded,
    })
}

/// `POST /console/webhooks/retry`.
pub async fn retry(
    State(state): State<SharedState>,
    member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    webhooks::again(&state, &member.who).await?;
    Ok(Redirect::to("/console/webhooks").into_response())
}

/// A time to the minute, UTC.
fn minute(time: UtcMillis) -> String {
    let text = time.to_string();
    format!("{} {} UTC", &text[..10], &text[11..16])
}
