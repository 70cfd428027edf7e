//! Signing up for letters and offers: a plain form with a box for each channel, recorded through the shop's server.
//!
//! The address that was typed is never kept, sent or told to the collector. What a real shop would mail is shown on the
//! page instead, links and all.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{Frame, Page, Shared, Shop, Visit, consent, samtycke};

/// The clauses of the shop, in the order of its pages.
pub(super) const CLAUSES: [&str; 2] = ["newsletter", "offers"];

/// What a form sent, in order.
pub(super) type Fields = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "newsletter.html")]
struct NewsletterPage {
    f: Frame,
    /// Markup of the helper; nothing while the collector does not answer.
    forms: Option<String>,
}

/// A page that tells what became of a form.
#[derive(Template)]
#[template(path = "letters.html")]
struct LettersPage {
    f: Frame,
    done: Vec<Done>,
    mails: Vec<Mail>,
    has_failed: bool,
}

/// What became of one clause.
struct Done {
    title: String,
    state: Option<&'static str>,
    code: Option<String>,
    channels: Vec<(String, &'static str)>,
}

/// A mail that a real shop would send.
struct Mail {
    subject: String,
    text: &'static str,
    link: Option<(&'static str, String)>,
    headers: Vec<(String, String)>,
    unsubscribe: Option<String>,
}

pub(super) async fn show(State(shop): Shared, visit: Visit) -> impl IntoResponse {
    let forms = forms(&shop, &visit, |_, _| false).await;
    let title = visit.lang.pick(
        "Brev från stugan – Fjällboden",
        "Letters from the cabin – Fjällboden",
    );
    Page(NewsletterPage {
        f: Frame::new(&shop, &visit, title),
        forms,
    })
}

/// The fields for every clause, with the boxes ticked that `is_granted` says (clause, channel).
pub(super) async fn forms(
    shop: &Shop,
    visit: &Visit,
    is_granted: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    let document = shop.collector.clauses().await?;
    let lang = visit.lang.code();
    CLAUSES
        .into_iter()
        .map(|id| {
            let clause = samtycke::clause(&document, id)?;
            samtycke::form(clause, lang, |channel| is_granted(id, channel))
        })
        .collect()
}

/// A sign-up: what is ticked is asked for, what is not ticked is left as it was.
pub(super) async fn answer(
    State(shop): Shared,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Response {
    let user_id = match &visit.customer {
        Some(customer) => Some(customer.to_string()),
        None => consent::subscriber(),
    };
    record(&shop, &visit, &fields, "consent", user_id).await
}

/// Records each clause of a form, and shows what became of it and what would be mailed.
pub(super) async fn record(
    shop: &Shop,
    visit: &Visit,
    fields: &Fields,
    event: &str,
    user_id: Option<String>,
) -> Response {
    let title = visit
        .lang
        .pick("Dina val – Fjällboden", "Your choices – Fjällboden");
    let mut page = LettersPage {
        f: Frame::new(shop, visit, title),
        done: Vec::new(),
        mails: Vec::new(),
        has_failed: user_id.is_none(),
    };
    let document = shop.collector.clauses().await.unwrap_or(Value::Null);
    for id in CLAUSES {
        let Some(user_id) = &user_id else { break };
        let assertion = shop.collector.assertion(user_id);
        let Some(body) = samtycke::event(id, event, fields, &assertion) else {
            continue;
        };
        let Some(answer) = shop.collector.record(&body).await else {
            page.has_failed = true;
            continue;
        };
        let shown = samtycke::clause(&document, id).map_or(&Value::Null, |clause| {
            &clause["languages"][visit.lang.code()]
        });
        page.done.push(done(&page.f, shown, &answer));
        page.mails.extend(mails(&page.f, shown, &answer));
    }
    page.has_failed |= page.done.is_empty();
    Page(page).into_response()
}

fn done(f: &Frame, shown: &Value, answer: &Value) -> Done {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let channels = shown["channels"].as_array().into_iter().flatten();
    Done {
        title: text(&shown["title"]),
        state: state(f, answer["state"].as_str()),
        code: answer["code"].as_str().map(str::to_owned),
        channels: channels
            .map(|channel| {
                let id = channel["id"].as_str().unwrap_or_default();
                let decision = answer["channels"][id].as_str().unwrap_or_default();
                (text(&channel["label"]), self::decision(f, decision))
            })
            .collect(),
    }
}

fn state(f: &Frame, state: Option<&str>) -> Option<&'static str> {
    Some(match state? {
        "ConsentGiven" => f.of(&("Ditt samtycke är registrerat.", "Your consent is recorded.")),
        "RenewedConsentGiven" => f.of(&("Ditt samtycke gäller.", "Your consent stands.")),
        "ConsentRequested" => f.of(&(
            "Väntar på att du bekräftar. Innan dess skickas inget.",
            "Waiting for you to confirm. Until then nothing is sent.",
        )),
        "ConsentWithdrawn" => f.of(&("Återkallat.", "Withdrawn.")),
        "Objection" => f.of(&(
            "Din invändning är registrerad. Vi använder inte längre dina uppgifter till detta.",
            "Your objection is recorded. We no longer use your data for this.",
        )),
        _ => f.of(&("Inget samtycke.", "No consent.")),
    })
}

fn decision(f: &Frame, decision: &str) -> &'static str {
    match decision {
        "granted" => f.of(&("ja", "yes")),
        "pending" => f.of(&("väntar på bekräftelse", "waits for confirmation")),
        "denied" => f.of(&("nej", "no")),
        _ => f.of(&("inte tillfrågad", "not asked")),
    }
}

fn mails(f: &Frame, shown: &Value, answer: &Value) -> Vec<Mail> {
    let mut mails = Vec::new();
    let title = shown["title"].as_str().unwrap_or_default();
    if let Some(url) = answer["confirm"]["url"].as_str() {
        mails.push(Mail {
            subject: format!("{}: {title}", f.of(&("Bekräfta", "Please confirm"))),
            text: f.of(&(
                "Hej! Någon, förhoppningsvis du, har anmält den här adressen. Öppna länken och tryck på knappen om det stämmer. Länken gäller i sju dagar.",
                "Hello! Somebody, hopefully you, has signed up this address. Open the link and press the button if that is right. The link counts for seven days.",
            )),
            link: Some((f.of(&("Bekräfta anmälan", "Confirm the sign-up")), url.to_owned())),
            headers: Vec::new(),
            unsubscribe: None,
        });
    }
    if let Some(url) = answer["unsubscribe"]["url"].as_str() {
        let headers = answer["unsubscribe"]["headers"]
            .as_object()
            .into_iter()
            .flatten();
        mails.push(Mail {
            subject: format!("{title} 1"),
            text: f.of(&(
                "Så ser varje utskick ut. Överst ligger de rubriker som låter e-postprogrammet visa en egen avsluta-knapp.",
                "Every letter looks like this. At its top are the headers that let the mail program show an unsubscribe button of its own.",
            )),
            link: None,
            headers: headers
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect(),
            unsubscribe: Some(url.to_owned()),
        });
    }
    mails
}
