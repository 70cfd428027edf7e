//! One page with one sentence and at most one button, in Swedish or English; it needs no script.

use std::sync::LazyLock;

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("../../../../assets/mail.css");

/// Only our own style, and our own form; nobody may frame the button.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
});

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    Swedish,
    English,
}

impl Lang {
    /// Swedish for Swedish, English for all others.
    pub(super) fn of(tag: &str) -> Self {
        if tag.split('-').next() == Some("sv") {
            Self::Swedish
        } else {
            Self::English
        }
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }

    const fn pick(self, swedish: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Swedish => swedish,
            Self::English => english,
        }
    }
}

/// What a page is about.
pub(super) struct Matter {
    pub(super) site: String,
    pub(super) controller: String,
    pub(super) title: String,
}

/// What a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    AskConfirm,
    Confirmed,
    WasConfirmed,
    ConfirmEnded,
    AskUnsubscribe,
    Unsubscribed,
    UnsubscribeUnknown,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Page<'a> {
    lang: &'static str,
    site: &'a str,
    controller: &'a str,
    title: &'a str,
    heading: &'static str,
    text: &'static str,
    button: Option<&'static str>,
    style: &'static str,
}

/// The page.
pub(super) fn show(lang: Lang, step: Step, matter: Option<Matter>) -> Response {
    let title = matter.as_ref().map_or("", |matter| matter.title.as_str());
    let (heading, text) = words(lang, step);
    let page = Page {
        lang: lang.code(),
        site: matter.as_ref().map_or("", |matter| matter.site.as_str()),
        controller: matter
            .as_ref()
            .map_or("", |matter| matter.controller.as_str()),
        title,
        heading,
        text,
        button: match step {
            Step::AskConfirm => Some(lang.pick("Ja, bekräfta", "Yes, confirm")),
            Step::AskUnsubscribe => Some(lang.pick("Avsluta", "Unsubscribe")),
            _ => None,
        },
        style: STYLE,
    };
    let Ok(html) = page.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn words(lang: Lang, step: Step) -> (&'static str, &'static str) {
    match step {
        Step::AskConfirm => (
            lang.pick("Bekräfta", "Please confirm"),
            lang.pick(
                "Var det du som anmälde den här e-postadressen? Tryck på knappen om det stämmer. Annars behöver du inte göra något; utan bekräftelse skickas inget.",
                "Did you sign up with this e-mail address? Press the button if so. If not, do nothing; without a confirmation nothing is sent.",
            ),
        ),
        Step::Confirmed => (
            lang.pick("Tack, det är bekräftat", "Thank you, it is confirmed"),
            lang.pick(
                "Du kan sluta när som helst, med länken i varje brev. Du kan stänga sidan.",
                "You can stop at any time, with the link in every letter. You may close this page.",
            ),
        ),
        Step::WasConfirmed => (
            lang.pick("Redan bekräftat", "Confirmed already"),
            lang.pick(
                "Länken har använts. Du behöver inte göra något mer.",
                "The link has been used. There is nothing more to do.",
            ),
        ),
        Step::ConfirmEnded => (
            lang.pick("Länken gäller inte längre", "The link no longer counts"),
            lang.pick(
                "Den är för gammal, eller anmälan har tagits tillbaka. Anmäl dig igen om du vill; inget skickas annars.",
                "It is too old, or the sign-up was taken back. Sign up again if you like; otherwise nothing is sent.",
            ),
        ),
        Step::AskUnsubscribe => (
            lang.pick("Vill du avsluta?", "Do you want to unsubscribe?"),
            lang.pick(
                "Tryck på knappen, så skickas ingen mer e-post. Ditt samtycke återkallas genast.",
                "Press the button, and no more e-mail is sent. Your consent is withdrawn at once.",
            ),
        ),
        Step::Unsubscribed => (
            lang.pick("Avslutat", "Unsubscribed"),
            lang.pick(
                "Ditt samtycke till e-post är återkallat. Du kan stänga sidan.",
                "Your consent to e-mail is withdrawn. You may close this page.",
            ),
        ),
        Step::UnsubscribeUnknown => (
            lang.pick("Länken leder ingenstans", "The link leads nowhere"),
            lang.pick(
                "Kanske är den avbruten. Kopiera hela adressen ur brevet, eller svara på brevet och säg att du vill avsluta.",
                "Perhaps it was cut off. Copy the whole address from the letter, or answer the letter and say that you want to stop.",
            ),
        ),
    }
}
