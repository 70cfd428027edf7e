//! What the collector publishes of its keys: whose signatures to believe, since when and until when.
//!
//! Keys that sign no more stay in the list for ever, because what they signed is still to be verified.

use consent_core::{
    log::{KeyUse, LogPublicKey},
    receipt::{Digest, PublicKey, UtcMillis},
};
use serde_json::{Value, json};

use super::Log;
use crate::storage::LoggedKey;

/// The document at `/.well-known/consent-log.json` (contracts, section 6).
pub fn keys(log: &Log, public_url: &str) -> Value {
    let (signer, logged) = (log.signer(), log.keys());
    let history: Vec<Value> = logged
        .iter()
        .filter_map(|key| entry(signer.origin(), key, &logged))
        .collect();
    let mut document = bundle_keys(log);
    document["url"] = json!(format!("{public_url}/log"));
    document["keys"] = json!(history);
    let continued = log.predecessors().iter();
    let continued: Vec<Value> = continued
        .map(|old| json!({"checkpoint": old.checkpoint, "leaf_index": old.leaf_index}))
        .collect();
    if !continued.is_empty() {
        document["continues"] = json!(continued);
    }
    document
}

/// The part of it that goes along with a proof: what signatures are checked with, and nothing else.
pub fn bundle_keys(log: &Log) -> Value {
    let (signer, logged) = (log.signer(), log.keys());
    let origin = signer.origin();
    let of = |key_use| logged.iter().filter(move |key| key.key_use == key_use);
    let log_keys: Vec<String> = of(KeyUse::Log)
        .filter_map(|key| LogPublicKey::from_bytes(origin, &key.key).ok())
        .map(|key| key.to_string())
        .collect();
    let receipt_keys: Vec<Value> = of(KeyUse::Receipt)
        .filter_map(|key| PublicKey::from_bytes(&key.key))
        .filter_map(|key| serde_json::from_str(&key.to_jwk()).ok())
        .collect();
    json!({
        "origin": origin,
        "log_keys": log_keys,
        "receipt_keys": receipt_keys,
    })
}

/// One line of the history: a key's name, its leaf, and the time in which it was the newest of its use.
fn entry(origin: &str, key: &LoggedKey, all: &[LoggedKey]) -> Option<Value> {
    let name = match key.key_use {
        KeyUse::Receipt => PublicKey::from_bytes(&key.key)?.kid().to_owned(),
        KeyUse::Log => LogPublicKey::from_bytes(origin, &key.key).ok()?.to_string(),
        // Secret keys: the log tells when they changed, by a digest that nobody can turn round.
        KeyUse::Wrap | KeyUse::Index => format!("sha256:{}", Digest::from_bytes(key.key)),
    };
    let next = all
        .iter()
        .find(|other| other.key_use == key.key_use && other.leaf_index > key.leaf_index);
    Some(json!({
        "use": key.key_use.as_str(),
        "key": name,
        "leaf_index": key.leaf_index,
        "from": UtcMillis::new(key.logged_at_ms),
        "to": next.map(|next| UtcMillis::new(next.logged_at_ms)),
    }))
}
