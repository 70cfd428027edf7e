//! Somebody who signs up for the fixture's newsletter, and the links in the mails.

#![allow(dead_code, reason = "each test file uses its own part of this")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use consent_core::receipt::{ChannelDecision, EventState};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::collector::{
    Collector, Setup, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};

pub async fn start() -> Collector {
    with_clauses(Setup::default()).start().await
}

/// A sign-up for the newsletter with these boxes, as the site's server tells it.
pub fn sign_up(collector: &Collector, channels: Value) -> Value {
    let site = collector.state.published.site("shop").unwrap();
    let text = &site.clauses[0].texts[0];
    json!({
        "clause": "newsletter", "event": "consent", "channels": channels,
        "notice_hash": text.notice_hash, "notice_lang": "sv",
        "assertion": assertion::sign(&assertion::claims("kund-1042")),
    })
}

pub fn post_with(collector: &Collector, bearer: &str, body: &Value) -> RequestBuilder {
    collector
        .request(reqwest::Method::POST, "/v1/clauses")
        .bearer_auth(bearer)
        .header("content-type", "application/json")
        .header("idempotency-key", Uuid::new_v4().to_string())
        .body(body.to_string())
}

pub async fn post(collector: &Collector, body: &Value) -> (u16, Value) {
    read(post_with(collector, TOKEN, body).send().await.unwrap()).await
}

/// State and decisions of every receipt, newest first.
pub async fn history(collector: &Collector) -> Vec<(EventState, Vec<ChannelDecision>)> {
    let receipts = collector.receipts().await;
    receipts
        .iter()
        .map(|receipt| {
            let channels = &receipt.claims.channels;
            let decisions = channels.iter().map(|channel| channel.decision).collect();
            (receipt.claims.state, decisions)
        })
        .collect()
}
