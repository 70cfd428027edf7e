//! `GET /v1/schema/…`: every field of a receipt with type and personal-data flag (ACCEPTANCE 45), and the same for
//! receipts in DPV with their frozen JSON-LD context (ACCEPTANCE 48).

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use consent_core::receipt::{dpv, schema::json_schema};

/// The JSON Schema of a receipt.
pub async fn show_schema() -> Response {
    open("application/schema+json", json_schema().to_string())
}

/// The JSON Schema of a receipt in DPV.
pub async fn show_dpv_schema() -> Response {
    open("application/schema+json", dpv::json_schema().to_string())
}

/// The JSON-LD context of a receipt in DPV, byte for byte as its hash says.
pub async fn show_dpv_context() -> Response {
    open("application/ld+json", dpv::CONTEXT.to_owned())
}

/// Anyone may read it from anywhere.
fn open(media_type: &'static str, text: String) -> Response {
    (
        [
            (header::CONTENT_TYPE, media_type),
            (header::CACHE_CONTROL, "public, max-age=3600"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        text,
    )
        .into_response()
}
