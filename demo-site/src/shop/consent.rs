//! The shop's server as a client of the collector: clauses to show, events to record, and what it may send.
//!
//! A site like any other: it uses the helper that docs/clauses.md offers, and its own HTTP client. Where the collector
//! does not answer, nothing is asked for, nothing counts as a yes, and the shop goes on.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use reqwest::{Client, Url, redirect::Policy};
use serde_json::{Value, json};

use super::{samtycke, visit::now_seconds};
use crate::standin;

/// How long the texts of the clauses are kept.
const KEPT: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(3);

/// The way to the collector, and to the advertiser's events.
pub(super) struct Consent {
    http: Client,
    collector: String,
    token: String,
    identity_key: Vec<u8>,
    events: String,
    clauses: Mutex<Option<(Instant, Value)>>,
}

impl Consent {
    /// `port` is the shop's own: the stand-in for the advertiser listens there too.
    pub(super) fn new(
        collector: &str,
        token: &str,
        identity_key: &[u8],
        port: u16,
    ) -> reqwest::Result<Self> {
        let events = format!("http://{}:{port}/server-events", standin::ADVERTISING_HOST);
        let mut http = Client::builder()
            .timeout(TIMEOUT)
            .redirect(Policy::none())
            .no_proxy();
        // Names under `localhost` are this machine (RFC 6761 §6.3), whether or not its resolver says so.
        for url in [collector, &events] {
            if let Ok(url) = Url::parse(url)
                && let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default())
                && host.ends_with(".localhost")
            {
                http = http.resolve(host, SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
            }
        }
        Ok(Self {
            http: http.build()?,
            collector: collector.to_owned(),
            token: token.to_owned(),
            identity_key: identity_key.to_vec(),
            events,
            clauses: Mutex::new(None),
        })
    }

    /// `clauses.json` of the shop; nothing while the collector does not answer.
    pub(super) async fn clauses(&self) -> Option<Value> {
        if let Some((since, clauses)) = &*self.kept()
            && since.elapsed() < KEPT
        {
            return Some(clauses.clone());
        }
        let request = self
            .http
            .get(format!("{}/s/shop/clauses.json", self.collector));
        let answer = request.send().await.ok()?.error_for_status().ok()?;
        let clauses: Value = answer.json().await.ok()?;
        *self.kept() = Some((Instant::now(), clauses.clone()));
        Some(clauses)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Value)>> {
        self.clauses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shop's word for who somebody is.
    pub(super) fn assertion(&self, user_id: &str) -> String {
        samtycke::assertion(&self.identity_key, "shop", user_id, now_seconds())
    }

    /// Records an event about a clause.
    pub(super) async fn record(&self, event: &Value) -> Option<Value> {
        self.post("/v1/clauses", event).await
    }

    /// How things stand for a customer.
    pub(super) async fn state_of(&self, user_id: &str) -> Option<Value> {
        self.post("/v1/state", &json!({"user_id": user_id})).await
    }

    /// Tells the advertiser of an order, if whoever placed it allows that. Says whether it did.
    pub(super) async fn forward_order(&self, cookies: &str, customer: Option<&str>) -> bool {
        let Some(key) = samtycke::consent_key(cookies) else {
            return false;
        };
        let mut question = json!({"consent_key": key, "ask": ["advertising"]});
        if let Some(customer) = customer {
            question["user_id"] = customer.into();
        }
        // No answer is a no.
        let answer = self
            .post("/v1/state", &question)
            .await
            .unwrap_or(Value::Null);
        if !samtycke::may(&answer, now_seconds().cast_signed()) {
            return false;
        }
        let event = json!({"event": "purchase"});
        let sent = self.http.post(&self.events).json(&event).send().await;
        sent.is_ok_and(|answer| answer.status().is_success())
    }

    async fn post(&self, path: &str, body: &Value) -> Option<Value> {
        let answer = self
            .http
            .post(format!("{}{path}", self.collector))
            .bearer_auth(&self.token)
            .header("idempotency-key", uuid()?)
            .json(body)
            .send()
            .await
            .ok()?;
        answer.error_for_status().ok()?.json().await.ok()
    }
}

/// A UUID of version 4 (RFC 9562 §5.4).
fn uuid() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    Some(parts.join("-"))
}

/// A name for a subscriber without an account: random, so it says nothing, and the collector has no other.
pub(super) fn subscriber() -> Option<String> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).ok()?;
    Some(format!("brev-{}", hex(&bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
