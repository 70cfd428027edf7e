//! 32 secret bytes that leave memory when they are no longer needed.

use zeroize::Zeroizing;

/// A secret of 256 bits; wiped when dropped. Has no `Debug` and no comparison.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// The secret with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new secret from the operating system's randomness.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use zeroize::{ZeroizeOnDrop, Zeroizing};

    /// Compiles for types alone that wipe their memory when they are dropped.
    const fn is_wiped<T: ZeroizeOnDrop>() {}

    // ACCEPTANCE 93 (partly: keys are wiped; distinct keys and rotation are in `keys::file` and `key_rotation.rs`)
    #[test]
    fn whatever_a_key_becomes_is_wiped_when_it_is_dropped() {
        // A feature that is switched off in Cargo.toml stops this from compiling.
        is_wiped::<Zeroizing<[u8; 32]>>();
        is_wiped::<ed25519_dalek::SigningKey>();
        is_wiped::<chacha20poly1305::XChaCha20Poly1305>();
        is_wiped::<chacha20poly1305::ChaCha20Poly1305>();
        // The two states that an HMAC consists of.
        is_wiped::<sha2::Sha256>();
    }
}
