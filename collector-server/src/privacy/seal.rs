//! Sealing: data keys wrapped by the key-encryption key, envelopes sealed by data keys.
//!
//! XChaCha20-Poly1305 wraps, because one key wraps millions of data keys and 192-bit nonces may be
//! drawn at random; ChaCha20-Poly1305 (RFC 8439) seals, because one data key seals only the few
//! receipts of one subject. Both carry an id as associated data, so that a row cannot be moved.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit as _, Tag, XChaCha20Poly1305, aead::AeadInOut as _,
};
use zeroize::Zeroizing;

use super::entropy::Entropy;
use crate::keys::{KeyId, Ring, Secret};

/// Bytes that a sealed envelope is longer than what is in it.
pub const OVERHEAD: usize = NONCE + TAG;
/// Length of a wrapped data key.
pub const WRAPPED: usize = WRAP_NONCE + 32 + TAG;

const NONCE: usize = 12;
const WRAP_NONCE: usize = 24;
const TAG: usize = 16;

/// A subject's data key.
pub struct DataKey(Secret);

impl DataKey {
    /// A new random key.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn random(entropy: &mut Entropy) -> Result<Self, getrandom::Error> {
        Ok(Self(Secret::from_bytes(entropy.draw()?)))
    }

    /// Seals `plain` for the place that `place` names: nonce ‖ ciphertext ‖ tag.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn seal(
        &self,
        plain: &[u8],
        place: &[u8; 16],
        entropy: &mut Entropy,
    ) -> Result<Vec<u8>, getrandom::Error> {
        let nonce: [u8; NONCE] = entropy.draw()?;
        let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = ChaCha20Poly1305::new(self.0.bytes().into())
            .encrypt_inout_detached(&nonce.into(), place, (&mut sealed[NONCE..]).into())
            .expect("an envelope is far shorter than 256 GiB");
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// Opens what [`DataKey::seal`] made; nothing when it was changed or moved.
    pub fn open(&self, sealed: &[u8], place: &[u8; 16]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
        let (cipher, tag) = rest.split_last_chunk::<TAG>()?;
        let mut plain = Zeroizing::new(cipher.to_vec());
        ChaCha20Poly1305::new(self.0.bytes().into())
            .decrypt_inout_detached(
                &(*nonce).into(),
                place,
                plain.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .ok()?;
        Some(plain)
    }
}

/// Wraps and unwraps data keys.
pub struct Wrapper(Ring<XChaCha20Poly1305>);

impl Wrapper {
    /// A wrapper with these keys.
    pub fn new(keys: &Ring<Secret>) -> Self {
        Self(keys.map(|key| XChaCha20Poly1305::new(key.bytes().into())))
    }

    /// Wraps `key` for the subject of that name; says with which key.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn wrap(
        &self,
        key: &DataKey,
        subject: &[u8; 16],
        entropy: &mut Entropy,
    ) -> Result<(KeyId, [u8; WRAPPED]), getrandom::Error> {
        let (id, wrapper) = self.0.current();
        let nonce: [u8; WRAP_NONCE] = entropy.draw()?;
        let mut wrapped = [0; WRAPPED];
        wrapped[..WRAP_NONCE].copy_from_slice(&nonce);
        let middle = &mut wrapped[WRAP_NONCE..WRAP_NONCE + 32];
        middle.copy_from_slice(key.0.bytes());
        let tag = wrapper
            .encrypt_inout_detached(&nonce.into(), subject, middle.into())
            .expect("a key is far shorter than 256 GiB");
        wrapped[WRAP_NONCE + 32..].copy_from_slice(&tag);
        Ok((id, wrapped))
    }

    /// Unwraps; nothing when the wrapping key is missing or the row was changed or moved.
    pub fn unwrap(&self, id: KeyId, wrapped: &[u8], subject: &[u8; 16]) -> Option<DataKey> {
        let wrapped: &[u8; WRAPPED] = wrapped.try_into().ok()?;
        let (nonce, rest) = wrapped.split_first_chunk::<WRAP_NONCE>()?;
        let (cipher, tag) = rest.split_last_chunk::<TAG>()?;
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(cipher);
        self.0
            .get(id)?
            .decrypt_inout_detached(
                &(*nonce).into(),
                subject,
                key.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .ok()?;
        Some(DataKey(Secret::from_bytes(*key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECT: &[u8; 16] = b"subject-subject-";
    const PLACE: &[u8; 16] = b"receipt-receipt-";

    fn wrapper(ids: &[KeyId]) -> Wrapper {
        let mut keys = ids.iter().map(|id| (*id, Secret::from_bytes([*id; 32])));
        let first = keys.next().unwrap();
        Wrapper::new(&Ring::new(first, keys))
    }

    #[test]
    fn what_was_sealed_opens_only_whole_and_in_its_place() {
        let mut entropy = Entropy::new();
        let key = DataKey::random(&mut entropy).unwrap();
        let sealed = key.seal(b"192.0.2.7", PLACE, &mut entropy).unwrap();
        assert_eq!(sealed.len(), 9 + OVERHEAD);
        assert_eq!(key.open(&sealed, PLACE).unwrap().as_slice(), b"192.0.2.7");
        assert!(key.open(&sealed, SUBJECT).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&changed, PLACE).is_none(), "byte {at}");
        }
        assert!(key.open(&sealed[..20], PLACE).is_none());
        let other = DataKey::random(&mut entropy).unwrap();
        assert!(other.open(&sealed, PLACE).is_none());
        assert_ne!(sealed, key.seal(b"192.0.2.7", PLACE, &mut entropy).unwrap());
    }

    #[test]
    fn a_wrapped_key_unwraps_after_rotation_and_for_its_subject_only() {
        let mut entropy = Entropy::new();
        let key = DataKey::random(&mut entropy).unwrap();
        let (id, wrapped) = wrapper(&[1]).wrap(&key, SUBJECT, &mut entropy).unwrap();
        let rotated = wrapper(&[1, 2]);
        let again = rotated.unwrap(id, &wrapped, SUBJECT).unwrap();
        assert_eq!(again.0.bytes(), key.0.bytes());
        assert!(rotated.unwrap(id, &wrapped, PLACE).is_none());
        assert!(rotated.unwrap(2, &wrapped, SUBJECT).is_none());
        assert!(rotated.unwrap(3, &wrapped, SUBJECT).is_none());
        assert_eq!(rotated.wrap(&key, SUBJECT, &mut entropy).unwrap().0, 2);
    }
}
