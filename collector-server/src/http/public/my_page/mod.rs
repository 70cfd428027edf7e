//! "My consents": the page on which a person sees, keeps, checks and takes back what they chose, without a login of ours,
//! and the element that puts it into a page of the site.
//!
//! The page knows nobody. Who it is comes from the site's page by a message between windows (contracts, section 5), never
//! in an address; the page then asks the routes of [`super::my`].

mod text;

use std::{collections::BTreeMap, sync::LazyLock};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use consent_core::site::Localised;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::text::{EN, SV, Texts};
use crate::{
    http::{Problem, layers::header_text},
    publish::{
        PublishedSite,
        token::{fill, script_json},
    },
    state::SharedState,
};

const STYLE: &str = include_str!("../../../../assets/my/page.css");
const ELEMENT: &str = include_str!("../../../../assets/my/element.js");

/// The page's only script, the same for every site: what differs stands beside it as data.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    include_str!("../../../../assets/my/page.js").replace(
        "    /*@@DRAW@@*/\n",
        include_str!("../../../../assets/my/draw.js"),
    )
});

#[derive(Template)]
#[template(path = "my.html")]
struct Page<'a> {
    lang: &'static str,
    t: &'static Texts,
    site: &'a str,
    controller: &'a str,
    style: &'static str,
    script: &'static str,
    data: String,
}

/// What the script is told.
#[derive(Serialize)]
struct Data<'a> {
    site: &'a str,
    lang: &'static str,
    /// Whose pages may say who it is.
    origins: &'a [String],
    purposes: BTreeMap<&'a str, &'a str>,
    clauses: BTreeMap<&'a str, &'a str>,
    channels: BTreeMap<&'static str, &'static str>,
    texts: BTreeMap<&'static str, &'static str>,
}

/// What the address may say.
#[derive(Deserialize)]
pub struct Wanted {
    lang: Option<String>,
}

/// `GET /s/{site}/my`: in Swedish or English, by `lang` or by what the browser prefers.
pub async fn show_page(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = state
        .published
        .site(&site)
        .ok_or_else(|| Problem::not_found("site"))?;
    let preferred = header_text(&headers, header::ACCEPT_LANGUAGE).unwrap_or_default();
    let tag = wanted.lang.as_deref().unwrap_or(preferred);
    let is_swedish = tag
        .get(..2)
        .is_some_and(|tag| tag.eq_ignore_ascii_case("sv"));
    let t = Texts::of(if is_swedish { "sv" } else { "en" });
    let declared = site.site.declared();
    let page = Page {
        lang: t.tag,
        t,
        site: &declared.name,
        controller: &declared.controller.name,
        style: STYLE,
        script: &SCRIPT,
        data: script_json(&data(site, t)),
    };
    let html = page.render().map_err(|_| Problem::internal())?;
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::VARY, "Accept-Language".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy(&declared.origins)),
    ];
    Ok((headers, html).into_response())
}

/// `GET /s/{site}/my.js`: the element `<samtycke-receipts>`.
pub async fn show_element(
    State(state): State<SharedState>,
    Path(site): Path<String>,
) -> Result<Response, Problem> {
    let site = state
        .published
        .site(&site)
        .ok_or_else(|| Problem::not_found("site"))?;
    let filled = serde_json::json!({
        "base": state.config.public_url,
        "site": site.id(),
        "titles": {"sv": SV.title, "en": EN.title},
        "share": site.site.declared().share,
    });
    let script = fill(ELEMENT, "\"@@MY@@\"", &script_json(&filled));
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    Ok((headers, script.map_err(|_| Problem::internal())?).into_response())
}

/// Our own style and script by their hashes, our own routes, and nobody's frame but the site's.
fn policy(origins: &[String]) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; \
         frame-ancestors {}; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(&SCRIPT),
        origins.join(" ")
    )
}

fn data<'a>(site: &'a PublishedSite, t: &'static Texts) -> Data<'a> {
    let declared = site.site.declared();
    let said = |text: &'a Localised| -> &'a str {
        let fallback = declared.languages.first().and_then(|lang| text.get(lang));
        text.get(t.tag).or(fallback).map_or("", String::as_str)
    };
    let purposes = declared.purposes.iter();
    let clauses = declared.clauses.iter();
    Data {
        site: site.id(),
        lang: t.tag,
        origins: &declared.origins,
        purposes: purposes
            .map(|purpose| (purpose.id.as_str(), said(&purpose.title)))
            .collect(),
        clauses: clauses
            .map(|clause| (clause.id.as_str(), said(&clause.title)))
            .collect(),
        channels: t.channels(),
        texts: t.of_the_script(),
    }
}
