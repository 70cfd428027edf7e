//! The language of the pages: the reader's choice, else the browser's, else English.

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::text::{EN, SV, Texts};
use crate::http::{Problem, layers::header_text, staff::cookie};

const COOKIE: &str = "samtycke_lang";

/// A language of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl Lang {
    /// The tag for `lang=""`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// The words of the pages.
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::Sv => &SV,
            Self::En => &EN,
        }
    }

    fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let language = tag.split('-').next().unwrap_or_default();
        if language.eq_ignore_ascii_case("sv") {
            Some(Self::Sv)
        } else if language.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The language of a request.
    pub fn of(headers: &HeaderMap) -> Self {
        cookie::named(headers, COOKIE)
            .and_then(|tag| Self::parse(&tag))
            .or_else(|| Self::accepted(header_text(headers, header::ACCEPT_LANGUAGE)?))
            .unwrap_or(Self::En)
    }

    /// The first of the most wanted ones that we have (RFC 9110 §12.5.4).
    fn accepted(line: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for item in line.split(',') {
            let (tag, quality) = item.split_once(";q=").unwrap_or((item, "1"));
            let quality = quality.trim().parse().unwrap_or(0.0);
            if let Some(lang) = Self::parse(tag)
                && quality > best.map_or(0.0, |(quality, _)| quality)
            {
                best = Some((quality, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

/// Where to go after choosing a language.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// `GET /console/language/{lang}`: keeps the choice for a year and goes back.
pub async fn choose(
    Path(lang): Path<String>,
    Query(Back { back }): Query<Back>,
) -> Result<Response, Problem> {
    let lang = Lang::parse(&lang).ok_or_else(|| Problem::not_found("language"))?;
    let line = format!(
        "{COOKIE}={}; Path=/console; Max-Age=31536000; HttpOnly; SameSite=Strict",
        lang.as_str()
    );
    let cookie = HeaderValue::try_from(line).map_err(|_| Problem::internal())?;
    let to = if is_page(&back) { &back } else { "/console" };
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response())
}

/// Only pages of the console itself: never a way out to another site.
fn is_page(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-');
    path.starts_with("/console") && path.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_goes_before_the_browser_and_the_browser_before_english() {
        for (cookie, accept, lang) in [
            ("", "", Lang::En),
            ("", "sv-SE,sv;q=0.9,en;q=0.8", Lang::Sv),
            ("", "de, en;q=0.5, sv;q=0.7", Lang::Sv),
            ("", "en-GB, sv", Lang::En),
            ("", "sv;q=0, en;q=0.1", Lang::En),
            ("", "de", Lang::En),
            ("samtycke_lang=en", "sv", Lang::En),
            ("samtycke_lang=xx", "sv", Lang::Sv),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", cookie.parse().unwrap());
            headers.insert("accept-language", accept.parse().unwrap());
            assert_eq!(Lang::of(&headers), lang, "{cookie} {accept}");
        }
    }

    #[test]
    fn the_way_back_leads_to_the_console_only() {
        assert!(is_page("/console"));
        assert!(is_page(
            "/console/receipts/0b51d4b2-0000-4000-8000-000000000000"
        ));
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/v1",
            "/console\\..",
            "/console?x=1",
        ] {
            assert!(!is_page(bad), "{bad}");
        }
    }
}
