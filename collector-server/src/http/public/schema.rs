//! `GET /v1/schema/receipt.json`: every field of a receipt with type and personal-data flag (ACCEPTANCE 45).

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use consent_core::receipt::schema::json_schema;

/// The JSON Schema. Anyone may read it from anywhere.
pub async fn show_schema() -> Response {
    (
        [
            (header::CONTENT_TYPE, "application/schema+json"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        json_schema().to_string(),
    )
        .into_response()
}
