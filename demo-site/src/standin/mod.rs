//! The three stand-ins for third parties. Written by us; they behave as such tags do: a library
//! that an inline loader fetches, first-party cookies and storage keys, beacons, pixels, a frame.
//!
//! They keep nothing of what they are sent. Everything that they can be asked for is declared in
//! `site/shop.toml`, and a test holds that.

pub mod advertising;
pub mod statistics;
pub mod video;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// Host of *Mätlådan*, the statistics stand-in.
pub const STATISTICS_HOST: &str = "stats.localhost";
/// Host of *Annonsbo*, the advertising stand-in.
pub const ADVERTISING_HOST: &str = "ads.localhost";
/// Host of *Filmrutan*, the embedded video stand-in.
pub const VIDEO_HOST: &str = "video.localhost";

/// A transparent picture of one pixel.
static PIXEL: [u8; 43] = *b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// A library file, open to every site as such files are, and never from a cache, so that each load counts.
fn script(text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, text).into_response()
}

fn pixel() -> Response {
    (
        [
            (header::CONTENT_TYPE, "image/gif"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        PIXEL,
    )
        .into_response()
}

/// The answer to a beacon: nothing, readable by every origin.
fn accepted() -> Response {
    (
        StatusCode::NO_CONTENT,
        [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")],
    )
        .into_response()
}
