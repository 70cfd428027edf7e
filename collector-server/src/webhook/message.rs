//! A message: its body, its three headers, its signature, as the Standard Webhooks specification (1.0) has them.

use std::sync::Arc;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, json};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{assertion::KeyError, storage::Delivery};

/// The secret that a site and the collector share. Has no `Debug`.
#[derive(Clone)]
pub struct WebhookSecret(Arc<Zeroizing<Vec<u8>>>);

impl WebhookSecret {
    /// Reads `whsec_` and 24 to 64 bytes in base64.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        text.strip_prefix("whsec_")
            .and_then(|encoded| STANDARD.decode(encoded).ok())
            .filter(|secret| (24..=64).contains(&secret.len()))
            .map(|secret| Self(Arc::new(Zeroizing::new(secret))))
            .ok_or_else(|| KeyError {
                problem: "the secret is not `whsec_` and 24 to 64 bytes in base64".to_owned(),
                remedy: "make one: echo whsec_$(openssl rand -base64 32)",
            })
    }

    /// The value of `webhook-signature`: HMAC-SHA-256 over id, time and body.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .expect("HMAC takes keys of any length")
            .chain_update(format!("{id}.{timestamp}.{body}"));
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The value of `webhook-id`: the same in every attempt, so that the receiver can tell a repetition.
pub fn id(delivery: &Delivery) -> String {
    format!("msg_{}", URL_SAFE_NO_PAD.encode(delivery.message_id))
}

/// The body: no address, no user, no key. It follows from the receipt, so it is the same in every attempt.
pub fn body(delivery: &Delivery) -> String {
    let news = &delivery.news;
    let decisions: Map<_, _> = news
        .decisions
        .iter()
        .map(|(name, is_granted)| {
            let decision = if *is_granted { "granted" } else { "denied" };
            (name.clone(), decision.into())
        })
        .collect();
    let mut data = json!({
        "receipt_id": news.receipt_id,
        "record_id": news.record_id,
        "site": delivery.site,
        "state": news.state,
        "method": news.method,
        "event_time": news.event_time,
        "decisions": decisions,
    });
    if let Some(clause) = &news.clause {
        data["clause"] = clause.as_str().into();
    }
    json!({"type": "consent.changed", "timestamp": news.event_time, "data": data}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_specifications_example() {
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_of_another_form_or_length_is_refused() {
        for text in [
            "",
            "whsec_",
            "whsec_c2hvcnQ=",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_!",
        ] {
            assert!(WebhookSecret::parse(text).is_err(), "{text}");
        }
    }
}
