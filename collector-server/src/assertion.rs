//! A host site's word for who a visitor is: a short-lived JWT (RFC 7519), HS256 or EdDSA.
//!
//! Checked here rather than with a JWT library: one algorithm per site, fixed by its file (RFC 8725
//! §3.1), five claims, and two primitives that the collector has anyway; the libraries bring RSA and
//! the NIST curves with them. Nothing here is ever logged: the token names a person.

use std::{fmt, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::{
    receipt::UtcMillis,
    site::{AssertionAlgorithm, Identity},
};
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use sha2::Sha256;

/// Longest time between `iat` and `exp`, in seconds.
const LIFETIME_MAX_SECONDS: f64 = 300.0;
/// How far two clocks may be apart, in seconds.
const LEEWAY_SECONDS: f64 = 30.0;
/// The shortest shared secret: as long as the hash (RFC 7518 §3.2).
const SECRET_MIN_BYTES: usize = 32;
/// Longest user id, in characters.
const USER_ID_MAX_CHARS: usize = 128;

/// What a site's assertions are verified with. Has no `Debug`: it may be a secret.
pub enum AssertionKey {
    /// A secret that the site and the collector share.
    Shared(Vec<u8>),
    /// The site's public key.
    Public(VerifyingKey),
}

/// Why a key could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: &'static str,
}

/// Why an assertion was refused; said to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionError {
    /// The site has no `[identity]`.
    NoKey,
    /// Not three parts of base64url with JSON inside.
    Form,
    /// Another algorithm than the site's file names.
    Algorithm,
    /// Signed by someone else, or changed.
    Signature,
    /// For another site.
    Audience,
    /// Past its `exp`.
    Expired,
    /// From the future.
    NotYetValid,
    /// Valid for longer than five minutes.
    Lifetime,
    /// No user id, or one that is too long.
    Subject,
}

impl fmt::Display for AssertionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoKey => "this site does not accept assertions; add [identity] to its file",
            Self::Form => "it is not a JWT with the claims aud, sub, iat and exp",
            Self::Algorithm => "its `alg` is not the one in the site's file",
            Self::Signature => "its signature does not verify with the site's key",
            Self::Audience => "its `aud` is not this site",
            Self::Expired => "it has expired",
            Self::NotYetValid => "it is not valid yet; check the clock of the host that signs",
            Self::Lifetime => "its `exp` is more than five minutes after its `iat`, or before it",
            Self::Subject => "its `sub` is not a user id of 1 to 128 characters",
        })
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    /// Extensions that must be understood (RFC 7515 §4.1.11): we understand none.
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    aud: Audience,
    sub: String,
    iat: f64,
    exp: f64,
    nbf: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl AssertionKey {
    /// The key that a site file names; a file is relative to `folder`.
    ///
    /// # Errors
    /// When it cannot be read, or is too weak.
    pub fn load(identity: &Identity, folder: &Path) -> Result<Self, KeyError> {
        let text = match (&identity.secret_file, &identity.secret_env) {
            (Some(file), _) => {
                let file = folder.join(file);
                std::fs::read_to_string(&file).map_err(|error| KeyError {
                    problem: format!("the key {} cannot be read: {error}", file.display()),
                    remedy: "create the file, readable by the collector only",
                })?
            }
            (None, Some(name)) => std::env::var(name).map_err(|_| KeyError {
                problem: format!("the environment variable {name} is not set"),
                remedy: "set it to the key",
            })?,
            (None, None) => String::new(),
        };
        Self::parse(identity.algorithm, text.trim_end())
    }

    /// Reads a key: the bytes of the text itself for HS256, 32 bytes in base64url for EdDSA.
    ///
    /// # Errors
    /// When it is too short, or no public key.
    pub fn parse(algorithm: AssertionAlgorithm, text: &str) -> Result<Self, KeyError> {
        match algorithm {
            AssertionAlgorithm::Hs256 if text.len() >= SECRET_MIN_BYTES => {
                Ok(Self::Shared(text.as_bytes().to_vec()))
            }
            AssertionAlgorithm::Hs256 => Err(KeyError {
                problem: format!("the shared secret is shorter than {SECRET_MIN_BYTES} bytes"),
                remedy: "use 32 random bytes in base64",
            }),
            AssertionAlgorithm::EdDsa => URL_SAFE_NO_PAD
                .decode(text)
                .ok()
                .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
                .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
                .map(Self::Public)
                .ok_or_else(|| KeyError {
                    problem: "the key is no Ed25519 public key".to_owned(),
                    remedy: "give the `x` of its JWK: 32 bytes in base64url without padding",
                }),
        }
    }

    /// The user id that a token vouches for.
    ///
    /// # Errors
    /// The first thing that is wrong with it. The signature is checked before any claim is read.
    pub fn verify(
        &self,
        token: &str,
        site: &str,
        now: UtcMillis,
    ) -> Result<String, AssertionError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(AssertionError::Form)?;
        let (header, claims) = signed.split_once('.').ok_or(AssertionError::Form)?;
        let header: Header = part(header)?;
        if header.alg != self.algorithm() || header.crit.is_some() {
            return Err(AssertionError::Algorithm);
        }
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| AssertionError::Form)?;
        if !self.signed(signed.as_bytes(), &signature) {
            return Err(AssertionError::Signature);
        }
        part::<Claims>(claims)?.check(site, now)
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Shared(_) => "HS256",
            Self::Public(_) => "EdDSA",
        }
    }

    fn signed(&self, text: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Shared(secret) => Hmac::<Sha256>::new_from_slice(secret)
                .is_ok_and(|mac| mac.chain_update(text).verify_slice(signature).is_ok()),
            Self::Public(key) => Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(text, &signature).is_ok()),
        }
    }
}

impl Claims {
    fn check(self, site: &str, now: UtcMillis) -> Result<String, AssertionError> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 are exact in a double for ages"
        )]
        let now = now.as_millis() as f64 / 1000.0;
        let is_for_site = match &self.aud {
            Audience::One(aud) => aud == site,
            Audience::Many(auds) => auds.iter().any(|aud| aud == site),
        };
        if !is_for_site {
            return Err(AssertionError::Audience);
        }
        let lifetime = self.exp - self.iat;
        if !(0.0..=LIFETIME_MAX_SECONDS).contains(&lifetime) {
            return Err(AssertionError::Lifetime);
        }
        if now > self.exp + LEEWAY_SECONDS {
            return Err(AssertionError::Expired);
        }
        if self.iat.max(self.nbf.unwrap_or(self.iat)) > now + LEEWAY_SECONDS {
            return Err(AssertionError::NotYetValid);
        }
        let chars = self.sub.chars().count();
        let is_user_id = (1..=USER_ID_MAX_CHARS).contains(&chars)
            && !self.sub.chars().any(char::is_control)
            && self.sub.trim() == self.sub;
        if is_user_id {
            Ok(self.sub)
        } else {
            Err(AssertionError::Subject)
        }
    }
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, AssertionError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or(AssertionError::Form)
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};
    use serde_json::{Value, json};

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const NOW: i64 = 1_800_000_000;

    fn key() -> AssertionKey {
        AssertionKey::parse(AssertionAlgorithm::Hs256, SECRET).unwrap()
    }

    fn body(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(header), part(claims))
    }

    fn token_with(secret: &str, header: &Value, claims: &Value) -> String {
        let body = body(header, claims);
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
            .unwrap()
            .chain_update(&body);
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        format!("{body}.{signature}")
    }

    fn claims() -> Value {
        json!({"aud": "shop", "sub": "kund-1042", "iat": NOW, "exp": NOW + 300})
    }

    fn verify(token: &str) -> Result<String, AssertionError> {
        key().verify(token, "shop", UtcMillis::new(NOW * 1000))
    }

    #[test]
    fn a_good_assertion_gives_its_user_id() {
        let header = json!({"alg": "HS256", "typ": "JWT"});
        let token = token_with(SECRET, &header, &claims());
        assert_eq!(verify(&token), Ok("kund-1042".to_owned()));
        let mut many = claims();
        many["aud"] = json!(["other", "shop"]);
        assert!(verify(&token_with(SECRET, &header, &many)).is_ok());
    }

    // ACCEPTANCE 47 (partly: what makes an assertion bad)
    #[test]
    fn every_bad_assertion_is_refused_with_its_reason() {
        let header = json!({"alg": "HS256"});
        for (name, value, error) in [
            ("aud", json!("other"), AssertionError::Audience),
            ("aud", json!([]), AssertionError::Audience),
            ("exp", json!(NOW + 301), AssertionError::Lifetime),
            ("exp", json!(NOW - 1), AssertionError::Lifetime),
            ("iat", json!(NOW + 31), AssertionError::NotYetValid),
            ("nbf", json!(NOW + 31), AssertionError::NotYetValid),
            ("sub", json!(""), AssertionError::Subject),
            ("sub", json!("x".repeat(129)), AssertionError::Subject),
            ("sub", json!("a\nb"), AssertionError::Subject),
            ("sub", json!(7), AssertionError::Form),
            ("iat", json!(null), AssertionError::Form),
        ] {
            let mut claims = claims();
            claims[name] = value;
            let token = token_with(SECRET, &header, &claims);
            assert_eq!(verify(&token), Err(error), "{name}");
        }
        let old = json!({"aud": "shop", "sub": "a", "iat": NOW - 331, "exp": NOW - 31});
        assert_eq!(
            verify(&token_with(SECRET, &header, &old)),
            Err(AssertionError::Expired)
        );
        let forged = token_with(&SECRET.replace('0', "1"), &header, &claims());
        assert_eq!(verify(&forged), Err(AssertionError::Signature));
        for text in ["", "a.b", "a.b.c", "..", "e30.e30."] {
            assert_eq!(verify(text), Err(AssertionError::Form), "{text}");
        }
    }

    #[test]
    fn the_token_does_not_choose_its_algorithm() {
        let none = format!("{}.", body(&json!({"alg": "none"}), &claims()));
        assert_eq!(verify(&none), Err(AssertionError::Algorithm));
        let other = token_with(SECRET, &json!({"alg": "EdDSA"}), &claims());
        assert_eq!(verify(&other), Err(AssertionError::Algorithm));
        let crit = token_with(SECRET, &json!({"alg": "HS256", "crit": ["b64"]}), &claims());
        assert_eq!(verify(&crit), Err(AssertionError::Algorithm));
    }

    #[test]
    fn a_site_may_sign_with_ed25519() {
        let pair = SigningKey::from_bytes(&[7; 32]);
        let public = URL_SAFE_NO_PAD.encode(pair.verifying_key().as_bytes());
        let key = AssertionKey::parse(AssertionAlgorithm::EdDsa, &public).unwrap();
        let body = body(&json!({"alg": "EdDSA"}), &claims());
        let signature = URL_SAFE_NO_PAD.encode(pair.sign(body.as_bytes()).to_bytes());
        let now = UtcMillis::new(NOW * 1000);
        let token = format!("{body}.{signature}");
        assert_eq!(key.verify(&token, "shop", now), Ok("kund-1042".to_owned()));
        let signature = URL_SAFE_NO_PAD.encode([1; 64]);
        let forged = key.verify(&format!("{body}.{signature}"), "shop", now);
        assert_eq!(forged, Err(AssertionError::Signature));
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(AssertionKey::parse(AssertionAlgorithm::Hs256, "short").is_err());
        assert!(AssertionKey::parse(AssertionAlgorithm::EdDsa, SECRET).is_err());
    }
}
