//! Who is signed in: a cookie that the shop signs and keeps nothing for.
//!
//! Functional in the sense of the consent rules. The demo asks for no password and says so.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Name of the cookie.
pub const COOKIE: &str = "session";
/// How long a session lasts, in seconds.
const TTL_SECONDS: u64 = 8 * 3600;

/// A customer number: 4 to 10 digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerNumber(String);

impl CustomerNumber {
    /// Reads what a visitor typed; spaces around it are ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (4..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for CustomerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Signs and reads the session cookie. The key lives as long as the process.
#[derive(Clone)]
pub struct Sessions {
    key: [u8; 32],
}

impl Sessions {
    /// With the given key.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// The cookie value for a customer: `number.end.signature`.
    pub fn issue(&self, customer: &CustomerNumber, now_seconds: u64) -> String {
        let body = format!("{customer}.{}", now_seconds + TTL_SECONDS);
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.mac(&body).finalize().into_bytes());
        format!("{body}.{signature}")
    }

    /// The customer of a cookie value that we signed and that has not ended.
    pub fn read(&self, value: &str, now_seconds: u64) -> Option<CustomerNumber> {
        let (body, signature) = value.rsplit_once('.')?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mac(body).verify_slice(&signature).ok()?;
        let (number, end) = body.split_once('.')?;
        (end.parse::<u64>().ok()? > now_seconds).then(|| CustomerNumber::parse(number))?
    }

    fn mac(&self, body: &str) -> Hmac<Sha256> {
        let mut mac = keyed(&self.key);
        mac.update(body.as_bytes());
        mac
    }
}

/// An HMAC-SHA-256 under `key`.
pub(super) fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use super::{CustomerNumber, Sessions};

    #[test]
    fn a_session_is_read_until_it_ends_and_only_unchanged() {
        let sessions = Sessions::new([7; 32]);
        let customer = CustomerNumber::parse(" 10042 ").unwrap();
        let value = sessions.issue(&customer, 1_000);
        assert_eq!(sessions.read(&value, 1_001), Some(customer));
        assert_eq!(sessions.read(&value, 1_000 + 8 * 3600), None, "ended");
        assert_eq!(
            sessions.read(&value.replace("10042", "10043"), 1_001),
            None,
            "changed"
        );
        assert_eq!(
            Sessions::new([8; 32]).read(&value, 1_001),
            None,
            "another key"
        );
        assert_eq!(sessions.read("", 1), None);
    }

    #[test]
    fn a_customer_number_is_four_to_ten_digits() {
        for (text, good) in [
            ("1234", true),
            ("1234567890", true),
            ("123", false),
            ("12345678901", false),
            ("12a4", false),
        ] {
            assert_eq!(CustomerNumber::parse(text).is_some(), good, "{text}");
        }
    }
}
