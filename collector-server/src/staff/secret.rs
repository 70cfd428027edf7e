//! Secrets that are handed out once and stored hashed: session cookies and tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::Digest;
use zeroize::Zeroizing;

/// What a token begins with, so that leaked ones can be found by scanners.
pub const TOKEN_PREFIX: &str = "smt_";

/// 256 random bits as text. A hash without salt or stretching is enough for them to be stored by.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A new secret from the operating system's randomness.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes)?;
        Ok(Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes))))
    }

    /// The text, 43 characters of base64url.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as a bearer token.
    pub fn to_token(&self) -> String {
        format!("{TOKEN_PREFIX}{}", self.as_str())
    }

    /// What is stored of it.
    pub fn hash(&self) -> Digest {
        Self::hash_of(self.as_str())
    }

    /// What is stored of the secret that a caller shows; for a token without its prefix.
    pub fn hash_of(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }

    /// A value that only the holder of this session can know, for the forms of its pages. It is not the session's
    /// own secret, so that a page that leaks gives no session away.
    pub fn form_token(session: &str) -> String {
        Digest::of(format!("samtycke form {session}").as_bytes()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_differ_and_hash_to_what_the_shown_text_hashes_to() {
        let (one, two) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_ne!(one.as_str(), two.as_str());
        assert_eq!(one.as_str().len(), 43);
        let token = one.to_token();
        let shown = token.strip_prefix(TOKEN_PREFIX).unwrap();
        assert_eq!(Secret::hash_of(shown), one.hash());
        assert_ne!(Secret::form_token(one.as_str()), one.hash().to_string());
        assert_ne!(
            Secret::form_token(one.as_str()),
            Secret::form_token(two.as_str())
        );
    }
}
