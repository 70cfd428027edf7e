//! The console's own style, script and icon, under names that change with their content.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
};
use consent_core::receipt::Digest;

use crate::http::Problem;

struct Asset {
    name: String,
    media_type: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, media_type: &'static str, content: &'static str) -> Self {
        let hash = Digest::of(content.as_bytes()).to_string();
        Self {
            name: format!("{stem}.{}.{extension}", &hash[..16]),
            media_type,
            content,
        }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../../../assets/console.css");
    Asset::new("console", "css", "text/css; charset=utf-8", content)
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../../../assets/console.js");
    Asset::new("console", "js", "text/javascript; charset=utf-8", content)
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../../../assets/icon.svg");
    Asset::new("icon", "svg", "image/svg+xml", content)
});

/// The path of the style sheet.
pub fn style() -> String {
    path(&STYLE)
}

/// The path of the script.
pub fn script() -> String {
    path(&SCRIPT)
}

/// The path of the icon.
pub fn icon() -> String {
    path(&ICON)
}

fn path(asset: &Asset) -> String {
    format!("/console/assets/{}", asset.name)
}

/// `GET /console/assets/{file}`: needs no login, since the login page is made of them.
pub async fn show_asset(Path(file): Path<String>) -> Result<Response, Problem> {
    let asset = [&*STYLE, &*SCRIPT, &*ICON]
        .into_iter()
        .find(|asset| asset.name == file)
        .ok_or_else(|| Problem::not_found("file"))?;
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.content).into_response())
}
