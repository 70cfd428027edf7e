//! The shop's word to the collector that this visitor is customer N: a JWT (RFC 7519) signed with
//! HS256 (RFC 7518 section 3.2), as the contracts' section 6 asks.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use hmac::Mac;
use serde_json::json;

use super::session::{CustomerNumber, keyed};

/// How long an assertion holds, in seconds. The collector takes at most 300.
pub const TTL_SECONDS: u64 = 240;

/// Signs an assertion about `customer` for the site `shop`.
pub fn mint(key: &[u8], customer: &CustomerNumber, now_seconds: u64) -> String {
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let claims = json!({
        "aud": "shop",
        "sub": customer.to_string(),
        "iat": now_seconds,
        "exp": now_seconds + TTL_SECONDS,
    });
    let signed = format!(
        "{}.{}",
        BASE64.encode(header.to_string()),
        BASE64.encode(claims.to_string())
    );
    format!("{signed}.{}", BASE64.encode(signature(key, &signed)))
}

fn signature(key: &[u8], signed: &str) -> Vec<u8> {
    let mut mac = keyed(key);
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};

    use super::{CustomerNumber, mint, signature};

    #[test]
    fn the_signature_is_that_of_the_example_in_rfc_7515_appendix_a1() {
        let key = BASE64
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .unwrap();
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        assert_eq!(
            BASE64.encode(signature(&key, signed)),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
    }

    #[test]
    fn an_assertion_names_the_customer_and_the_site_and_holds_at_most_five_minutes() {
        let token = mint(b"secret", &CustomerNumber::parse("10042").unwrap(), 1_000);
        let claims = token.split('.').nth(1).unwrap();
        let claims: serde_json::Value =
            serde_json::from_slice(&BASE64.decode(claims).unwrap()).unwrap();
        assert_eq!(claims["aud"], "shop");
        assert_eq!(claims["sub"], "10042");
        let lives = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
        assert!((1..=300).contains(&lives));
    }
}
