//! Signing in with a customer number, and the assertion that the page hands to the consent script.

use askama::Template;
use axum::{
    Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};

use super::{
    Frame, Page, Shared, Visit, assertion as jwt,
    session::{self, CustomerNumber},
    visit::{functional, now_seconds},
};

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
    (jar, Redirect::to(&visit.lang.href("/"))).into_response()
}

pub(super) async fn show(State(shop): Shared, visit: Visit) -> Response {
    let Some(customer) = &visit.customer else {
        return Redirect::to(&visit.lang.href("/login")).into_response();
    };
    let title = visit
        .lang
        .pick("Mitt konto – Fjällboden", "My account – Fjällboden");
    Page(AccountPage {
        f: Frame::new(&shop, &visit, title),
        number: customer.to_string(),
    })
    .into_response()
}

/// A fresh assertion for whoever is signed in; 204 for nobody. A `POST` with a `SameSite=Lax`
/// cookie, so that no other site can have one made.
pub(super) async fn assertion(State(shop): Shared, visit: Visit) -> Response {
    let Some(customer) = &visit.customer else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let assertion = jwt::mint(&shop.identity_key, customer, now_seconds());
    Json(Assertion {
        assertion,
        ttl_seconds: jwt::TTL_SECONDS,
    })
    .into_response()
}
