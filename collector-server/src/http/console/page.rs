//! What every page shares: its frame, its headers, and what becomes of errors.

use askama::Template;
use axum::{
    extract::{FromRequestParts as _, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse as _, Redirect, Response},
};

use super::{assets, lang::Lang, member::Member, text::Texts};
use crate::{http::Problem, staff::Permission, state::SharedState};

/// No inline script or style, nothing from elsewhere, and no frame around it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The frame of a page.
pub struct Page {
    /// Words.
    pub t: &'static Texts,
    /// Tag of the language.
    pub lang: &'static str,
    /// Name and role of the reader, when signed in.
    pub reader: Option<(String, &'static str)>,
    /// The pages that the reader's role has: address and words.
    pub pages: Vec<(&'static str, &'static str)>,
    /// What forms carry.
    pub form_token: String,
    /// The path that the language switch leads back to.
    pub path: String,
    /// Path of the style sheet.
    pub style: String,
    /// Path of the script.
    pub script: String,
    /// Path of the icon.
    pub icon: String,
}

impl Page {
    /// The frame of a page for nobody in particular.
    pub fn open(lang: Lang, path: &str) -> Self {
        Self {
            t: lang.texts(),
            lang: lang.as_str(),
            reader: None,
            pages: Vec::new(),
            form_token: String::new(),
            path: path.to_owned(),
            style: assets::style(),
            script: assets::script(),
            icon: assets::icon(),
        }
    }

    /// The frame of a page for somebody who is signed in.
    pub fn of(member: &Member) -> Self {
        let t = member.lang.texts();
        let role = member.who.role;
        let mut pages = Vec::new();
        if role.may(Permission::Read) {
            pages.push(("/console", t.receipts));
        }
        if role.may(Permission::Rights) {
            pages.push(("/console/rights", t.rights));
        }
        pages.push(("/console/unclassified", t.unclassified));
        if role.may(Permission::Operate) {
            pages.push(("/console/webhooks", t.webhooks));
        }
        Self {
            reader: Some((member.who.name.clone(), t.role(role))),
            pages,
            form_token: member.form_token.clone(),
            ..Self::open(member.lang, &member.path)
        }
    }

    /// The menu: address, words, and the value of `aria-current` for the page itself and for what is below it.
    pub fn menu(&self) -> impl Iterator<Item = (&'static str, &'static str, Option<&'static str>)> {
        self.pages.iter().map(|&(to, words)| {
            let below = if to == "/console" {
                "/console/receipts"
            } else {
                to
            };
            let is_below = self.path.strip_prefix(below);
            let current = if self.path == to {
                Some("page")
            } else {
                is_below
                    .is_some_and(|rest| rest.starts_with('/'))
                    .then_some("true")
            };
            (to, words, current)
        })
    }
}

/// The page as an answer.
///
/// # Errors
/// When the template fails, which is a mistake of ours.
pub fn render(template: &impl Template) -> Result<Response, Problem> {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => {
            tracing::error!(error = %error, "a page could not be written");
            Err(Problem::internal())
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: &'static str,
    body: String,
    instance: Option<String>,
}

/// Turns problems into pages (or into the way to the login) and sets the headers of a page.
pub async fn dress(State(state): State<SharedState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut asked = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        // Whoever is signed in keeps the menu; a database that does not answer is not asked again.
        let member = match problem.status {
            StatusCode::SERVICE_UNAVAILABLE => None,
            _ => Member::from_request_parts(&mut asked, &state).await.ok(),
        };
        response = explain(&problem, &asked, member.as_ref());
    }
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    // Not `no-referrer`: browsers then send `Origin: null` with forms, and we could not tell them from foreign ones.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn explain(problem: &Problem, asked: &Parts, member: Option<&Member>) -> Response {
    if problem.slug == "not-signed-in" {
        return Redirect::to("/console/login").into_response();
    }
    let lang = Lang::of(&asked.headers);
    let path = asked.uri.path();
    let t = lang.texts();
    let (title, body) = match problem.status {
        StatusCode::NOT_FOUND if path.starts_with("/console/receipts/") => {
            (t.error_missing, t.error_receipt_body.to_owned())
        }
        StatusCode::NOT_FOUND => (t.error_missing, t.error_missing_body.to_owned()),
        StatusCode::FORBIDDEN if problem.slug == "role-not-allowed" => {
            (t.error_role, t.error_role_body.to_owned())
        }
        StatusCode::FORBIDDEN => (t.error_form, t.error_form_body.to_owned()),
        StatusCode::BAD_REQUEST => (t.error_filter, problem.detail.clone()),
        StatusCode::SERVICE_UNAVAILABLE => (t.error_busy, t.error_busy_body.to_owned()),
        _ => (t.error_other, t.error_other_body.to_owned()),
    };
    let id = asked
        .headers
        .get(crate::http::problem::REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    let mut page = member.map_or_else(|| Page::open(lang, path), Page::of);
    // What was sent cannot be asked for again by its address.
    if asked.method != Method::GET {
        "/console".clone_into(&mut page.path);
    }
    let template = ErrorPage {
        page,
        title,
        body,
        instance: problem.status.is_server_error().then_some(id).flatten(),
    };
    match render(&template) {
        Ok(page) => (problem.status, page).into_response(),
        Err(problem) => problem.into_response(),
    }
}
