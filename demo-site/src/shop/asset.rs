//! The shop's own style sheet, scripts and pictures, inside the binary so that it runs anywhere.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! file {
    ($path:literal, $kind:expr) => {
        ($path, $kind, include_str!(concat!("../../assets/", $path)))
    };
}

/// Path below `/assets/`, media type, content.
static FILES: [(&str, &str, &str); 13] = [
    file!("shop.css", CSS),
    file!("panel.css", CSS),
    file!("shop.js", JS),
    file!("panel.js", JS),
    file!("img/hero.svg", SVG),
    file!("img/film.svg", SVG),
    file!("img/mark.svg", SVG),
    file!("img/kaffepanna.svg", SVG),
    file!("img/filt.svg", SVG),
    file!("img/lykta.svg", SVG),
    file!("img/kasa.svg", SVG),
    file!("img/ryggsack.svg", SVG),
    file!("img/yxa.svg", SVG),
];

pub(super) async fn show(Path(path): Path<String>) -> Response {
    match FILES.iter().find(|(name, ..)| *name == path) {
        Some((_, kind, content)) => (
            [
                (header::CONTENT_TYPE, *kind),
                (header::CACHE_CONTROL, "public, max-age=300"),
            ],
            *content,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
