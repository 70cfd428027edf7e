//! Documents that are signed beside receipts: compact JWS (RFC 7515) under the receipt key, with a `typ` of their own,
//! so that neither can be taken for the other (RFC 8725 §3.11).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{PublicKey, ReceiptKey};

/// The `typ` of a manifest: the hashes of the files of a package that is handed out.
const MANIFEST: &str = "consent-manifest+jws";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

/// Signs the bytes of a manifest.
pub fn sign_manifest(manifest: &[u8], key: &ReceiptKey) -> String {
    let header = format!(
        r#"{{"alg":"EdDSA","typ":"{MANIFEST}","kid":"{}"}}"#,
        key.public().kid()
    );
    let mut jws = URL_SAFE_NO_PAD.encode(header);
    jws.push('.');
    URL_SAFE_NO_PAD.encode_string(manifest, &mut jws);
    let signature = key.sign(jws.as_bytes());
    jws.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut jws);
    jws
}

/// The bytes of a manifest whose signature holds; nothing else.
pub fn verify_manifest(jws: &str, key: &PublicKey) -> Option<Vec<u8>> {
    let (message, signature) = jws.rsplit_once('.')?;
    let (header, payload) = message.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    if header.alg != "EdDSA" || header.typ != MANIFEST || header.kid != key.kid() {
        return None;
    }
    let signature: [u8; 64] = URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok()?;
    key.verifies(message.as_bytes(), &signature)
        .then(|| URL_SAFE_NO_PAD.decode(payload).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipt::SdJwt;

    #[test]
    fn a_manifest_verifies_whole_with_its_key_and_is_no_receipt() {
        let key = ReceiptKey::from_seed(&[7; 32]);
        let other = ReceiptKey::from_seed(&[8; 32]);
        let jws = sign_manifest(br#"{"files":{}}"#, &key);
        assert_eq!(
            verify_manifest(&jws, key.public()).unwrap(),
            br#"{"files":{}}"#
        );
        assert!(verify_manifest(&jws, other.public()).is_none());
        for at in 0..jws.len() {
            let mut changed = jws.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(
                verify_manifest(&changed, key.public()).is_none(),
                "byte {at}"
            );
        }
        let receipt = SdJwt::parse(&format!("{jws}~")).unwrap();
        assert!(receipt.verify(key.public()).is_err());
    }
}
