//! The Ed25519 keys (RFC 8032) that sign receipts and verify them. Where they are kept is the edge's matter.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// Signs receipts. Its memory is wiped when it is dropped.
pub struct ReceiptKey {
    key: SigningKey,
    public: PublicKey,
    header: String,
}

impl ReceiptKey {
    /// The key with this secret seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let public = PublicKey::of(key.verifying_key());
        // The characters of a kid need no JSON escape.
        let header = URL_SAFE_NO_PAD.encode(format!(
            r#"{{"alg":"EdDSA","typ":"{}","kid":"{}"}}"#,
            super::sd_jwt::TYPE,
            public.kid()
        ));
        Self {
            key,
            public,
            header,
        }
    }

    /// The half that anyone may know.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The protected header in base64url; the same for every receipt.
    pub(super) fn header(&self) -> &str {
        &self.header
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for ReceiptKey {
    /// The key's name only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReceiptKey({})", self.public.kid)
    }
}

/// Verifies receipts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    kid: String,
}

impl PublicKey {
    /// The key with these 32 bytes, or nothing when they are no point on the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        VerifyingKey::from_bytes(bytes).ok().map(Self::of)
    }

    /// The 32 bytes of the key.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The key's name in a receipt's header: the first 8 bytes of its JWK thumbprint (RFC 7638, RFC 8037),
    /// base64url. It chooses a key and proves nothing.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The key as a JWK (RFC 8037), as other implementations read it.
    pub fn to_jwk(&self) -> String {
        format!(
            r#"{{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"{}","x":"{}"}}"#,
            self.kid,
            URL_SAFE_NO_PAD.encode(self.to_bytes())
        )
    }

    /// Strict: small-order keys and non-canonical signatures are refused.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }

    fn of(key: VerifyingKey) -> Self {
        let thumbprint = Sha256::digest(format!(
            r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
            URL_SAFE_NO_PAD.encode(key.to_bytes())
        ));
        let kid = URL_SAFE_NO_PAD.encode(&thumbprint[..8]);
        Self { key, kid }
    }
}
