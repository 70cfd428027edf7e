//! What all pages share: head, header, panel and footer.

use std::borrow::Borrow;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use super::{Shop, Visit};
use crate::{lang::Lang, standin};

/// The data of the surrounding template.
pub(super) struct Frame {
    pub lang: Lang,
    pub path: String,
    pub title: String,
    /// Markup of our own making: the consent snippet.
    pub head: String,
    /// The collector's address of this site's files.
    pub consent: String,
    pub cart_count: u32,
    pub customer: Option<String>,
    pub stats: String,
    pub ads: String,
    pub video: String,
    /// The hit counters when the page was made: the panel shows what came after.
    pub baseline: String,
}

impl Frame {
    pub fn new(shop: &Shop, visit: &Visit, title: &str) -> Self {
        let origin = |host: &str| format!("http://{host}:{}", shop.port);
        Self {
            lang: visit.lang,
            path: visit.path.clone(),
            title: title.to_owned(),
            head: shop.head.clone(),
            consent: shop.consent.clone(),
            cart_count: visit.cart.count(),
            customer: visit.customer.as_ref().map(ToString::to_string),
            stats: origin(standin::STATISTICS_HOST),
            ads: origin(standin::ADVERTISING_HOST),
            video: origin(standin::VIDEO_HOST),
            baseline: serde_json::to_string(&shop.hits.tally().hosts).unwrap_or_default(),
        }
    }

    /// The text of a pair in the page's language.
    pub fn t<'a>(&self, swedish: &'a str, english: &'a str) -> &'a str {
        self.lang.pick(swedish, english)
    }

    /// The text of a pair that stands in a table.
    pub fn of(&self, pair: &(&'static str, &'static str)) -> &'static str {
        self.lang.pick(pair.0, pair.1)
    }

    /// An address in the page's language.
    pub fn href(&self, path: &str) -> String {
        self.lang.href(path)
    }

    /// This page in the other language.
    pub fn other_href(&self) -> String {
        self.lang.other().href(&self.path)
    }

    /// A price as the language writes it.
    pub fn price(&self, kronor: impl Borrow<u32>) -> String {
        let kronor = *kronor.borrow();
        let (thousands, rest) = (kronor / 1_000, kronor % 1_000);
        match (self.lang, thousands) {
            (Lang::Sv, 0) => format!("{rest}\u{a0}kr"),
            (Lang::Sv, _) => format!("{thousands}\u{a0}{rest:03}\u{a0}kr"),
            (Lang::En, 0) => format!("SEK\u{a0}{rest}"),
            (Lang::En, _) => format!("SEK\u{a0}{thousands},{rest:03}"),
        }
    }
}

/// A page that says one thing.
#[derive(Template)]
#[template(path = "note.html")]
pub(super) struct Note<'a> {
    pub f: Frame,
    pub text: &'a str,
}

/// A template as an answer.
pub(super) struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
