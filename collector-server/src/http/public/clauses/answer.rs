//! The answer to an event about a clause: the receipt, how things stand, and the links for the mail.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::UtcMillis;
use serde_json::{Map, Value, json};

use super::super::{choices, mail};
use crate::storage::{ClauseRecorded, ClauseStands};

/// Writes the answer. `confirmation` is the secret of the link, which is told only when it is to be sent.
pub(super) fn response(
    base: &str,
    lang: &str,
    recorded: ClauseRecorded,
    confirmation: &str,
    expires_at_ms: i64,
) -> Response {
    let mut status = StatusCode::OK;
    let mut answer = Map::new();
    let is_recorded = recorded.receipt.is_some();
    if let Some(receipt) = recorded.receipt {
        status = choices::status(receipt.outcome);
        if let Ok(Value::Object(members)) = serde_json::to_value(choices::choice_answer(receipt)) {
            answer = members;
        }
    }
    answer.insert("recorded".into(), is_recorded.into());
    answer.insert("state".into(), json!(recorded.stands.state));
    answer.insert("channels".into(), channels(&recorded.stands));
    if let Some(record_id) = recorded.record_id {
        answer.insert("record_id".into(), record_id.to_string().into());
    }
    if recorded.is_to_confirm {
        let confirm = json!({
            "url": mail::confirm_url(base, lang, confirmation),
            "expires": UtcMillis::new(expires_at_ms).to_string(),
        });
        answer.insert("confirm".into(), confirm);
    }
    if let Some(secret) = recorded.unsubscribe {
        let url = mail::unsubscribe_url(base, lang, &URL_SAFE_NO_PAD.encode(secret));
        // RFC 2369 and RFC 8058: what the site puts into the head of every mail.
        let headers = json!({
            "List-Unsubscribe": format!("<{url}>"),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        });
        answer.insert(
            "unsubscribe".into(),
            json!({"url": url, "headers": headers}),
        );
    }
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    (status, no_store, Json(Value::Object(answer))).into_response()
}

/// `{"email":"granted",…}`
fn channels(stands: &ClauseStands) -> Value {
    let decisions = stands
        .channels
        .iter()
        .map(|(channel, decision)| (channel.to_string(), decision.to_string().into()));
    Value::Object(decisions.collect())
}
