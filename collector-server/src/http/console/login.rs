//! `/console/login` and `/console/logout`.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Form,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::{
    lang::Lang,
    member::Member,
    page::{Page, render},
};
use crate::{
    http::{
        Problem,
        staff::{body::Pairs, cookie, login, origin, problems},
    },
    state::SharedState,
};

const PATH: &str = "/console/login";

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    page: Page,
    name: String,
    error: Option<String>,
}

/// The form.
#[derive(Deserialize)]
pub struct LoginForm {
    name: String,
    password: String,
}

/// `GET /console/login`.
pub async fn show_login(
    member: Result<Member, Problem>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match member {
        Ok(_) => Ok(Redirect::to("/console").into_response()),
        Err(problem) if problem.slug == "not-signed-in" => form(&headers, String::new(), None),
        Err(problem) => Err(problem),
    }
}

/// `POST /console/login`. There is no session yet that a form token could be bound to: the origin has to be ours.
pub async fn log_in(
    State(state): State<SharedState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(LoginForm { name, password }): Form<LoginForm>,
) -> Result<Response, Problem> {
    if !origin::is_own(&state.config, &headers) {
        return Err(problems::foreign_origin());
    }
    let address = login::address_of(&state, peer.ip(), &headers);
    match login::begin(&state, name.trim(), password, address).await {
        Ok((secret, _)) => {
            let cookie = cookie::begin(&state.config, secret.as_str());
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/console")).into_response())
        }
        Err(problem) => {
            let t = Lang::of(&headers).texts();
            let error = match problem.status {
                StatusCode::UNAUTHORIZED => t.login_refused.to_owned(),
                StatusCode::TOO_MANY_REQUESTS => {
                    let seconds = problem.retry_after_seconds.map_or(60, u64::from);
                    t.login_wait(seconds.div_ceil(60))
                }
                _ => return Err(problem),
            };
            let page = form(&headers, name, Some(error))?;
            Ok((problem.status, page).into_response())
        }
    }
}

/// `POST /console/logout`.
pub async fn log_out(
    State(state): State<SharedState>,
    member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    login::end(&state, &member.who).await?;
    let cookie = cookie::end(&state.config);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(PATH)).into_response())
}

fn form(headers: &HeaderMap, name: String, error: Option<String>) -> Result<Response, Problem> {
    render(&LoginPage {
        page: Page::open(Lang::of(headers), PATH),
        name,
        error,
    })
}
