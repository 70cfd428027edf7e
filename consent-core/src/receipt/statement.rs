//! A signed statement: what the collector says at a moment, as a compact JWS (RFC 7515) under a receipt key.
//!
//! Its `typ` keeps it apart from a receipt and from statements of another kind (RFC 8725 §3.11): neither verifies as the
//! other.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{PublicKey, ReceiptKey};

/// How a consent stands now, as the collector answers it to a site's server.
pub const CONSENT_STATE: &str = "consent-state+jwt";
/// The hashes of the files of a package that is handed out.
pub const MANIFEST: &str = "consent-manifest+jws";

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    /// Extensions that must be understood (RFC 7515 §4.1.11): we understand none.
    crit: Option<serde_json::Value>,
}

/// Signs `payload`, a JSON text, as a statement of the type `kind`, which needs no JSON escape.
pub fn sign(key: &ReceiptKey, kind: &str, payload: &str) -> String {
    let header = format!(
        r#"{{"alg":"EdDSA","typ":"{kind}","kid":"{}"}}"#,
        key.public().kid()
    );
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// The payload of a statement of the type `kind` that `key` has signed; `None` for anything else.
pub fn verify(key: &PublicKey, kind: &str, jws: &str) -> Option<String> {
    let (signed, signature) = jws.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let signature: [u8; 64] = URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok()?;
    let is_ours = header.alg == "EdDSA"
        && header.typ == kind
        && header.crit.is_none()
        && key.verifies(signed.as_bytes(), &signature);
    is_ours.then(|| String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipt::SdJwt;

    #[test]
    fn a_statement_verifies_under_its_key_and_type_only_and_unchanged() {
        let key = ReceiptKey::from_seed(&[7; 32]);
        let other = ReceiptKey::from_seed(&[8; 32]);
        let jws = sign(&key, CONSENT_STATE, r#"{"may":false}"#);
        let payload = verify(key.public(), CONSENT_STATE, &jws);
        assert_eq!(payload.as_deref(), Some(r#"{"may":false}"#));
        assert_eq!(verify(other.public(), CONSENT_STATE, &jws), None);
        assert_eq!(verify(key.public(), "consent-receipt+sd-jwt", &jws), None);
        assert!(SdJwt::parse(&jws).map_or(true, |jwt| jwt.verify(key.public()).is_err()));
        for at in 0..jws.len() {
            let mut changed = jws.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(verify(key.public(), CONSENT_STATE, &changed), None, "{at}");
        }
    }
}
