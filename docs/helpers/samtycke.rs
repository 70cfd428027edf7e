//! For a site's own server: consent clauses in plain HTML forms, the answer to "may I send this?", and webhooks.
//!
//! Copy this file. It needs `base64`, `ed25519-dalek`, `hmac`, `serde_json` and `sha2`, and leaves HTTP to the client you have.
//! docs/clauses.md and docs/server-side.md say what to send where.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use sha2::Sha256;

/// How long an assertion holds, in seconds. The collector takes at most 300.
pub const TTL_SECONDS: u64 = 240;

/// Says to the collector that `user_id` is this site's user: a JWT (RFC 7519), HS256, good for four minutes.
pub fn assertion(secret: &[u8], site: &str, user_id: &str, now_seconds: u64) -> String {
    let signed = word("HS256", site, user_id, now_seconds);
    let signature = URL_SAFE_NO_PAD.encode(mac(secret, signed.as_bytes()).finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// The same with a key of the site's own (EdDSA), of which the collector has the public half. `seed` is the private
/// key: `d` of its JWK in base64url.
pub fn assertion_ed25519(seed: &[u8; 32], site: &str, user_id: &str, now_seconds: u64) -> String {
    let signed = word("EdDSA", site, user_id, now_seconds);
    let signature = SigningKey::from_bytes(seed).sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn word(alg: &str, site: &str, user_id: &str, now_seconds: u64) -> String {
    let head = json!({"alg": alg, "typ": "JWT"});
    let claims =
        json!({"aud": site, "sub": user_id, "iat": now_seconds, "exp": now_seconds + TTL_SECONDS});
    let [head, claims] = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{head}.{claims}")
}

/// The clause of that id in the collector's `clauses.json`.
pub fn clause<'a>(document: &'a Value, id: &str) -> Option<&'a Value> {
    let clauses = document["clauses"].as_array()?;
    clauses.iter().find(|clause| clause["id"] == id)
}

/// The fields of a form for one clause: exactly the text that its hash is of, and a box for each channel. `is_granted`
/// ticks a box; only a page that shows how things stand may tick any. Nothing where the language is missing.
pub fn form(clause: &Value, lang: &str, is_granted: impl Fn(&str) -> bool) -> Option<String> {
    let id = clause["id"].as_str()?;
    let shown = clause["languages"].get(lang)?;
    let channels = shown["channels"].as_array()?;
    let names: Vec<&str> = channels.iter().filter_map(|c| c["id"].as_str()).collect();
    let mut html = format!(
        "<fieldset class=\"clause\"><legend>{}</legend>\n<p>{}</p>\n",
        escape(shown["title"].as_str()?),
        escape(shown["text"].as_str()?)
    );
    for (name, channel) in names.iter().zip(channels) {
        let checked = if is_granted(name) { " checked" } else { "" };
        let label = escape(channel["label"].as_str()?);
        let _ = writeln!(
            html,
            "<label><input type=\"checkbox\" name=\"{id}.{name}\" value=\"yes\"{checked}> <span>{label}</span></label>"
        );
    }
    for (name, value) in [
        ("shown", names.join(" ")),
        ("notice_hash", shown["notice_hash"].as_str()?.to_owned()),
        ("notice_lang", lang.to_owned()),
    ] {
        let value = escape(&value);
        let _ = writeln!(
            html,
            "<input type=\"hidden\" name=\"{id}.{name}\" value=\"{value}\">"
        );
    }
    html.push_str("</fieldset>\n");
    Some(html)
}

/// The body for `POST /v1/clauses` from the fields of a sent form. `event` is `consent` where the person signs up, and
/// `save` where the form showed how things stand. Nothing when the form had no such clause.
pub fn event(id: &str, event: &str, fields: &[(String, String)], assertion: &str) -> Option<Value> {
    let field = |name: &str| {
        let wanted = format!("{id}.{name}");
        let mut found = fields.iter().filter(|(name, _)| *name == wanted);
        found.next().map(|(_, value)| value.as_str())
    };
    let channels: Map<String, Value> = field("shown")?
        .split_whitespace()
        .map(|channel| (channel.to_owned(), field(channel).is_some().into()))
        .collect();
    Some(json!({
        "clause": id, "event": event, "channels": channels, "assertion": assertion,
        "notice_hash": field("notice_hash")?, "notice_lang": field("notice_lang")?,
    }))
}

/// The browser's key in the cookie `samtycke`, for asking about what happens in that browser.
pub fn consent_key(cookie_header: &str) -> Option<&str> {
    let mut cookies = cookie_header.split(';').map(str::trim);
    let value = cookies.find_map(|cookie| cookie.strip_prefix("samtycke="))?;
    value.rsplit('.').next().filter(|key| key.len() == 22)
}

/// Whether the collector's answer to `POST /v1/state` with `ask` allows the event now. Everything else is a no: no
/// answer, an error, an answer without `may`, an old one.
pub fn may(answer: &Value, now_seconds: i64) -> bool {
    let state = &answer["state"];
    let is_fresh = state["exp"].as_i64().is_some_and(|end| now_seconds < end);
    is_fresh && state["may"] == true
}

/// Whether a webhook comes from the collector (Standard Webhooks): `body` is what was received, byte for byte.
pub fn is_webhook(
    secret: &str,
    id: &str,
    timestamp: &str,
    signatures: &str,
    body: &[u8],
    now_seconds: i64,
) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret));
    let (Ok(key), Ok(sent)) = (key, timestamp.parse::<i64>()) else {
        return false;
    };
    // Five minutes: an old one is a repetition by somebody else.
    let is_fresh = (now_seconds - sent).abs() <= 300;
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    is_fresh
        && signatures.split(' ').any(|signature| {
            signature
                .strip_prefix("v1,")
                .and_then(|signature| STANDARD.decode(signature).ok())
                .is_some_and(|signature| mac(&key, &signed).verify_slice(&signature).is_ok())
        })
}

fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key)
        .expect("HMAC takes keys of any length")
        .chain_update(text)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
