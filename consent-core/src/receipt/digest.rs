//! A SHA-256 digest as text: 64 lower-case hexadecimal digits.

use std::fmt;

use super::text::{ParseError, hex, json_as_text, write_hex};

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest of `data`.
    #[cfg(feature = "receipt")]
    pub fn of(data: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(data).into())
    }

    /// The bytes of the digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        hex(text)
            .map(Self)
            .ok_or(ParseError("64 lower-case hexadecimal digits"))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

json_as_text!(Digest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_only_from_64_lower_case_digits() {
        let text = "00ff".repeat(16);
        assert_eq!(Digest::parse(&text).unwrap().to_string(), text);
        for bad in [&text[1..], &text.to_uppercase(), "", &"g0".repeat(32)] {
            assert!(Digest::parse(bad).is_err(), "{bad}");
        }
    }
}
