//! Assertions as the host site signs them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{NOW, fixture::SECRET};

/// An assertion for `user_id` at `shop` that is good at [`NOW`].
pub fn claims(user_id: &str) -> Value {
    let now = NOW.as_millis() / 1000;
    json!({"aud": "shop", "sub": user_id, "iat": now, "exp": now + 300})
}

/// `claims`, signed with the fixture's secret.
pub fn sign(claims: &Value) -> String {
    sign_with(SECRET, claims)
}

pub fn sign_with(secret: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let body = format!("{}.{}", part(&json!({"alg": "HS256"})), part(claims));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap()
        .chain_update(&body);
    format!(
        "{body}.{}",
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    )
}
