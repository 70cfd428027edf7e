//! Blind indexes: values by which a row is found without its personal data being there to read.
//!
//! HMAC-SHA-256 (RFC 2104) under a key of its own for every field, truncated to 128 bits (RECEIPTS,
//! section 3). Equal inputs give equal values, so index rows are still personal data and go with
//! the subject; without the key they can be neither read nor guessed.

use std::net::IpAddr;

use consent_core::{cookie::ConsentKey, receipt::RecordId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ipnet::IpNet;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::keys::{KeyId, Ring, Secret};

/// A value of a blind index.
pub type BlindValue = [u8; 16];

/// Makes index values, under the current key and under every older one.
pub struct BlindIndex(Ring<Fields>);

/// The keyed state of each field, so that the key is not prepared again for every value.
struct Fields {
    consent_key: Hmac<Sha256>,
    user_id: Hmac<Sha256>,
    ip: Hmac<Sha256>,
    ip_prefix: Hmac<Sha256>,
    record: Hmac<Sha256>,
    erased: Hmac<Sha256>,
    suppressed_user: Hmac<Sha256>,
    suppressed_email: Hmac<Sha256>,
    link: Hmac<Sha256>,
}

/// Where a record id holds its masked subject: the last five bytes.
const SUBJECT_AT: usize = 11;

impl BlindIndex {
    /// The index under these keys.
    pub fn new(keys: &Ring<Secret>) -> Self {
        Self(keys.map(|key| Fields {
            consent_key: field(key, "consent_key"),
            user_id: field(key, "user_id"),
            ip: field(key, "ip"),
            ip_prefix: field(key, "ip_prefix"),
            record: field(key, "record"),
            erased: field(key, "erased"),
            suppressed_user: field(key, "suppressed_user"),
            suppressed_email: field(key, "suppressed_email"),
            link: field(key, "link"),
        }))
    }

    /// The number of the current key: the epoch of new rows.
    pub fn epoch(&self) -> KeyId {
        self.0.current().0
    }

    /// The value of a consent key, for new rows.
    pub fn consent_key(&self, key: &ConsentKey) -> BlindValue {
        value(&self.0.current().1.consent_key, key.as_bytes())
    }

    /// The values that a consent key has in rows of any epoch, newest first.
    pub fn consent_keys(&self, key: &ConsentKey) -> Vec<BlindValue> {
        self.every(|fields| value(&fields.consent_key, key.as_bytes()))
    }

    /// The value of a user id, for new rows.
    pub fn user_id(&self, user_id: &str) -> BlindValue {
        value(&self.0.current().1.user_id, user_id.as_bytes())
    }

    /// The values that a user id has in rows of any epoch, newest first.
    pub fn user_ids(&self, user_id: &str) -> Vec<BlindValue> {
        self.every(|fields| value(&fields.user_id, user_id.as_bytes()))
    }

    /// The value of a whole address, for new rows.
    pub fn ip(&self, ip: IpAddr) -> BlindValue {
        ip_value(&self.0.current().1.ip, ip)
    }

    /// The values that an address has in rows of any epoch, newest first.
    pub fn ips(&self, ip: IpAddr) -> Vec<BlindValue> {
        self.every(|fields| ip_value(&fields.ip, ip))
    }

    /// The value of a /24 or /48, for new rows.
    pub fn ip_prefix(&self, prefix: IpNet) -> BlindValue {
        ip_value(&self.0.current().1.ip_prefix, prefix.network())
    }

    /// The values that a /24 or /48 has in rows of any epoch, newest first.
    pub fn ip_prefixes(&self, prefix: IpNet) -> Vec<BlindValue> {
        self.every(|fields| ip_value(&fields.ip_prefix, prefix.network()))
    }

    /// A record id that leads back to its subject without an index of its own: random bits, and the
    /// subject's number under a mask that follows from them. Without the key all of it looks random.
    pub fn record_id(&self, random: [u8; 16], subject_id: i64) -> RecordId {
        let mut id = *RecordId::from_random(random).as_bytes();
        let mask = value(&self.0.current().1.record, &id[..SUBJECT_AT]);
        let number = subject_id.to_be_bytes();
        for (at, byte) in id[SUBJECT_AT..].iter_mut().enumerate() {
            *byte = mask[at] ^ number[3 + at];
        }
        RecordId::from_random(id)
    }

    /// The subjects that a record may belong to, one for each key; whether it does, its row tells.
    pub fn subjects_of(&self, record_id: RecordId) -> Vec<i64> {
        let id = record_id.as_bytes();
        let subject = |fields: &Fields| {
            let mask = value(&fields.record, &id[..SUBJECT_AT]);
            let mut number = [0; 8];
            for (at, byte) in id[SUBJECT_AT..].iter().enumerate() {
                number[3 + at] = mask[at] ^ byte;
            }
            i64::from_be_bytes(number)
        };
        self.0.all().map(|(_, fields)| subject(fields)).collect()
    }

    /// What an erased subject is known by afterwards. A subject's name is random and goes with it, so the value finds
    /// it in an old backup and nowhere else.
    pub fn erased(&self, subject_ref: &[u8; 16]) -> BlindValue {
        value(&self.0.current().1.erased, subject_ref)
    }

    /// The values that [`BlindIndex::erased`] has given at any time, newest first.
    pub fn erased_at_any_time(&self, subject_ref: &[u8; 16]) -> Vec<BlindValue> {
        self.every(|fields| value(&fields.erased, subject_ref))
    }

    /// What a user id stands under on a site's list of those that are not taken up again, newest key first.
    pub fn suppressed_users(&self, site: &str, user_id: &str) -> Vec<BlindValue> {
        let input = [site, "\0", user_id].concat();
        self.every(|fields| value(&fields.suppressed_user, input.as_bytes()))
    }

    /// The same of an e-mail address; capitals and white space around it make no difference.
    pub fn suppressed_emails(&self, site: &str, email: &str) -> Vec<BlindValue> {
        let input = [site, "\0", &email.trim().to_lowercase()].concat();
        self.every(|fields| value(&fields.suppressed_email, input.as_bytes()))
    }

    /// The secret of a record's unsubscribe link: always the same while the key is, and told by nothing else.
    pub fn link(&self, record_id: RecordId) -> BlindValue {
        value(&self.0.current().1.link, record_id.as_bytes())
    }

    fn every(&self, make: impl Fn(&Fields) -> BlindValue) -> Vec<BlindValue> {
        let mut values: Vec<_> = self.0.all().map(|(_, fields)| make(fields)).collect();
        values.reverse();
        values
    }
}

/// The HMAC key of a field: HMAC of the field's name under the index key.
fn field(key: &Secret, name: &str) -> Hmac<Sha256> {
    let mut derive = keyed(key.bytes());
    derive.update(b"samtycke blind index v1 ");
    derive.update(name.as_bytes());
    let derived: Zeroizing<[u8; 32]> = Zeroizing::new(derive.finalize().into_bytes().into());
    keyed(&derived)
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn value(keyed: &Hmac<Sha256>, input: &[u8]) -> BlindValue {
    let mut mac = keyed.clone();
    mac.update(input);
    let full: [u8; 32] = mac.finalize().into_bytes().into();
    let mut short = [0; 16];
    short.copy_from_slice(&full[..16]);
    short
}

/// Addresses differ in length between the families, so no IPv4 address has the value of an IPv6 one.
fn ip_value(keyed: &Hmac<Sha256>, ip: IpAddr) -> BlindValue {
    match ip {
        IpAddr::V4(ip) => value(keyed, &ip.octets()),
        IpAddr::V6(ip) => value(keyed, &ip.octets()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(seeds: &[u8]) -> Ring<Secret> {
        let mut keys = seeds
            .iter()
            .map(|seed| (*seed, Secret::from_bytes([*seed; 32])));
        let first = keys.next().unwrap();
        Ring::new(first, keys)
    }

    #[test]
    fn the_same_text_has_another_value_in_every_field_and_under_every_key() {
        let index = BlindIndex::new(&ring(&[1]));
        let key = ConsentKey::from_bytes(*b"0123456789abcdef");
        let ip: IpAddr = "3031:3233:3435:3637:3839:6162:6364:6566".parse().unwrap();
        let values = [
            index.consent_key(&key),
            index.user_id("0123456789abcdef"),
            index.ip(ip),
            BlindIndex::new(&ring(&[2])).consent_key(&key),
        ];
        for (at, value) in values.iter().enumerate() {
            assert!(!values[..at].contains(value));
        }
    }

    #[test]
    fn a_record_id_leads_back_to_its_subject_with_the_key_only() {
        let old = BlindIndex::new(&ring(&[1]));
        let new = BlindIndex::new(&ring(&[1, 2]));
        for subject_id in [1, 2, 77, 5_000_000, (1 << 40) - 1] {
            let first = old.record_id([9; 16], subject_id);
            assert_eq!(old.subjects_of(first), [subject_id]);
            assert!(new.subjects_of(first).contains(&subject_id));
            let second = new.record_id([8; 16], subject_id);
            assert!(new.subjects_of(second).contains(&subject_id));
            assert!(!old.subjects_of(second).contains(&subject_id));
            assert_ne!(first.as_bytes()[11..], second.as_bytes()[11..]);
        }
    }

    #[test]
    fn a_rotated_index_still_knows_the_values_of_its_old_key() {
        let old = BlindIndex::new(&ring(&[1]));
        let new = BlindIndex::new(&ring(&[1, 2]));
        let values = new.user_ids("anna");
        assert_eq!(values, [new.user_id("anna"), old.user_id("anna")]);
        assert_ne!(values[0], values[1]);
        assert_eq!(new.epoch(), 2);
    }
}
