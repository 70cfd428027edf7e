//! Signing in with a customer number, the assertion that the page hands to the consent script, and what a customer has
//! agreed to.

use askama::Template;
use axum::{
    Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::frame::Note;
use super::{
    Frame, Page, Shared, Visit, newsletter, samtycke,
    session::{self, CustomerNumber},
    visit::{functional, now_seconds},
};

/// The clause about offers that follow purchases.
const OFFERS: &str = "offers";

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    f: Frame,
    is_refused: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    f: Frame,
    number: String,
    /// Markup of the helper, ticked as things stand; nothing while the collector does not answer.
    forms: Option<String>,
    is_objected: bool,
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    customer: String,
}

#[derive(Serialize)]
struct Assertion {
    assertion: String,
    ttl_seconds: u64,
}

pub(super) async fn login(shop: Shared, visit: Visit) -> Response {
    login_page(shop, &visit, false).into_response()
}

fn login_page(State(shop): Shared, visit: &Visit, is_refused: bool) -> Page<LoginPage> {
    let title = visit
        .lang
        .pick("Logga in – Fjällboden", "Sign in – Fjällboden");
    Page(LoginPage {
        f: Frame::new(&shop, visit, title),
        is_refused,
    })
}

pub(super) async fn sign_in(shop: Shared, visit: Visit, Form(form): Form<SignIn>) -> Response {
    let Some(customer) = CustomerNumber::parse(&form.customer) else {
        return (
            StatusCode::UNPROCESSABLE_ENTITY,
            login_page(shop, &visit, true),
        )
            .into_response();
    };
    let value = shop.sessions.issue(&customer, now_seconds());
    let jar = visit.jar.add(functional(session::COOKIE, value));
    (jar, Redirect::to(&visit.lang.href("/account"))).into_response()
}

pub(super) async fn sign_out(visit: Visit) -> Response {
    let jar = visit.jar.remove(functional(session::COOKIE, String::new()));
    // The fragment tells the page's script that somebody has left; no server and no storage hears of it.
    let home = format!("{}#signed-out", visit.lang.href("/"));
    (jar, Redirect::to(&home)).into_response()
}

pub(super) async fn show(State(shop): Shared, visit: Visit) -> Response {
    let Some(customer) = &visit.customer else {
        return Redirect::to(&visit.lang.href("/login")).into_response();
    };
    let title = visit
        .lang
        .pick("Mitt konto – Fjällboden", "My account – Fjällboden");
    let number = customer.to_string();
    let state = shop.collector.state_of(&number).await;
    let clauses = state.as_ref().map(|answer| &answer["state"]["clauses"]);
    // Without an answer no form is drawn: an empty box that is saved would withdraw.
    let forms = match clauses {
        None => None,
        Some(clauses) => {
            newsletter::forms(&shop, &visit, |id, channel| clauses[id][channel] == true).await
        }
    };
    let objected = state
        .as_ref()
        .and_then(|answer| answer["state"]["objected"].as_array());
    Page(AccountPage {
        f: Frame::new(&shop, &visit, title),
        number,
        forms,
        is_objected: objected.is_some_and(|ids| ids.iter().any(|id| id == OFFERS)),
    })
    .into_response()
}

/// The whole grid as the customer left it: an emptied box withdraws.
pub(super) async fn save_letters(
    State(shop): Shared,
    visit: Visit,
    Form(fields): Form<newsletter::Fields>,
) -> Response {
    let Some(customer) = &visit.customer else {
        return Redirect::to(&visit.lang.href("/login")).into_response();
    };
    let user_id = customer.to_string();
    newsletter::record(&shop, &visit, &fields, "save", Some(user_id)).await
}

/// An objection to offers that follow purchases (GDPR Art. 21); the newsletter goes on.
pub(super) async fn object(State(shop): Shared, visit: Visit) -> Response {
    let Some(customer) = &visit.customer else {
        return Redirect::to(&visit.lang.href("/login")).into_response();
    };
    let assertion = shop.collector.assertion(&customer.to_string());
    let event = json!({"clause": OFFERS, "event": "objection", "assertion": assertion});
    if shop.collector.record(&event).await.is_none() {
        let text = visit.lang.pick(
            "Invändningen kunde inte sparas just nu. Försök igen om en stund.",
            "The objection could not be stored right now. Try again in a while.",
        );
        let f = Frame::new(&shop, &visit, text);
        return (StatusCode::BAD_GATEWAY, Page(Note { f, text })).into_response();
    }
    Redirect::to(&visit.lang.href("/account")).into_response()
}

/// A fresh assertion for whoever is signed in; 204 for nobody. A `POST` with a `SameSite=Lax`
/// cookie, so that no other site can have one made.
pub(super) async fn assertion(State(shop): Shared, visit: Visit) -> Response {
    let Some(customer) = &visit.customer else {
        return StatusCode::NO_CONTENT.into_response();
    };
    Json(Assertion {
        assertion: shop.collector.assertion(&customer.to_string()),
        ttl_seconds: samtycke::TTL_SECONDS,
    })
    .into_response()
}
