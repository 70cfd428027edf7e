#![no_main]

//! A site's word for who a visitor is: the server's own reader, compiled into the target. What is read is signed first, so
//! that the claims are reached, and once more without, of which nothing may be believed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::{receipt::UtcMillis, site::AssertionAlgorithm};
use hmac::{Hmac, KeyInit as _, Mac as _};

#[path = "../../collector-server/src/assertion.rs"]
#[allow(dead_code, reason = "the target verifies only")]
mod assertion;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NOW_MS: i64 = 1_795_456_800_000;

// Header and claims, split at 0x1f. A user id that comes out stands in the claims, and has the length that it may have.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let key = assertion::AssertionKey::parse(AssertionAlgorithm::Hs256, SECRET)
        .ok()
        .expect("long enough");
    let verify = |token: &str| key.verify(token, "shop", UtcMillis::new(NOW_MS));
    assert!(verify(&String::from_utf8_lossy(data)).is_err(), "nobody signed it");
    let mut parts = data.splitn(2, |byte| *byte == 0x1f);
    let [head, claims] = [parts.next(), parts.next()].map(Option::unwrap_or_default);
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(head),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes())
        .expect("any length")
        .chain_update(&signed);
    let signature = mac.finalize().into_bytes();
    if let Ok(user) = verify(&format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))) {
        assert!((1..=128).contains(&user.chars().count()));
        let claims: serde_json::Value = serde_json::from_slice(claims).expect("it was read");
        assert_eq!(claims["sub"], user);
    }
});
