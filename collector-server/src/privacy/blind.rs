//! Blind indexes: values by which a row is found without its personal data being there to read.
//!
//! HMAC-SHA-256 (RFC 2104) under a key of its own for every field, truncated to 128 bits (RECEIPTS,
//! section 3). Equal inputs give equal values, so index rows are still personal data and go with
//! the subject; without the key they can be neither read nor guessed.
//!
//! Keys rotate, and what was indexed is nowhere in clear (a browser's key is not even in the envelope). So values form a
//! chain: in the epoch of the first key a value is the HMAC of the text, and in each later epoch the HMAC of the value
//! before, under that epoch's key. A row is brought to a new epoch from its old value alone, and who knows only an
//! earlier key can then guess nothing any more. A search makes the whole chain; so earlier keys are kept.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::{
    cookie::ConsentKey,
    receipt::{ReceiptId, RecordId},
};
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
    ip_claim: Hmac<Sha256>,
    record: Hmac<Sha256>,
    erased: Hmac<Sha256>,
    suppressed_user: Hmac<Sha256>,
    suppressed_email: Hmac<Sha256>,
    link: Hmac<Sha256>,
}

/// A column that holds index values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexField {
    /// A browser's key.
    ConsentKey,
    /// A user id.
    UserId,
    /// A whole address.
    Ip,
    /// A /24 or /48.
    IpPrefix,
    /// A user id on a site's list of those that are not taken up again.
    SuppressedUser,
    /// An e-mail address on that list.
    SuppressedEmail,
}

impl IndexField {
    fn of(self, fields: &Fields) -> &Hmac<Sha256> {
        match self {
            Self::ConsentKey => &fields.consent_key,
            Self::UserId => &fields.user_id,
            Self::Ip => &fields.ip,
            Self::IpPrefix => &fields.ip_prefix,
            Self::SuppressedUser => &fields.suppressed_user,
            Self::SuppressedEmail => &fields.suppressed_email,
        }
    }
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
            ip_claim: field(key, "ip_claim"),
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
        self.newest(|fields| &fields.consent_key, key.as_bytes())
    }

    /// The values that a consent key has in rows of any epoch, newest first.
    pub fn consent_keys(&self, key: &ConsentKey) -> Vec<BlindValue> {
        self.every(|fields| &fields.consent_key, key.as_bytes())
    }

    /// The value of a user id, for new rows.
    pub fn user_id(&self, user_id: &str) -> BlindValue {
        self.newest(|fields| &fields.user_id, user_id.as_bytes())
    }

    /// The value that a user id has in rows of one epoch; nothing when that epoch has no key here.
    pub fn user_id_in(&self, epoch: KeyId, user_id: &str) -> Option<BlindValue> {
        let newest_first = self.user_ids(user_id);
        let epochs = self.0.all().map(|(id, _)| id);
        let mut oldest_first = epochs.zip(newest_first.into_iter().rev());
        oldest_first.find_map(|(id, value)| (id == epoch).then_some(value))
    }

    /// The values that a user id has in rows of any epoch, newest first.
    pub fn user_ids(&self, user_id: &str) -> Vec<BlindValue> {
        self.every(|fields| &fields.user_id, user_id.as_bytes())
    }

    /// The value of a whole address, for new rows.
    pub fn ip(&self, ip: IpAddr) -> BlindValue {
        self.newest(|fields| &fields.ip, &octets(ip))
    }

    /// The values that an address has in rows of any epoch, newest first.
    pub fn ips(&self, ip: IpAddr) -> Vec<BlindValue> {
        self.every(|fields| &fields.ip, &octets(ip))
    }

    /// The value of a /24 or /48, for new rows.
    pub fn ip_prefix(&self, prefix: IpNet) -> BlindValue {
        self.newest(|fields| &fields.ip_prefix, &octets(prefix.network()))
    }

    /// The values that a /24 or /48 has in rows of any epoch, newest first.
    pub fn ip_prefixes(&self, prefix: IpNet) -> Vec<BlindValue> {
        self.every(|fields| &fields.ip_prefix, &octets(prefix.network()))
    }

    /// What a receipt says of an address that may be kept as a hash only: the number of the key, a dot, and an HMAC over
    /// the receipt's id and the address. So the signature ties receipt and address, two receipts of one address do not
    /// look alike, and nobody without the key can try the four milliard addresses that there are.
    pub fn ip_claim(&self, receipt_id: ReceiptId, ip: IpAddr) -> String {
        let (id, fields) = self.0.current();
        claim_text(id, &fields.ip_claim, receipt_id, ip)
    }

    /// Whether [`BlindIndex::ip_claim`] has given this for the address, now or under an earlier key.
    pub fn ip_claim_fits(&self, claim: &str, receipt_id: ReceiptId, ip: IpAddr) -> bool {
        let key = claim.split_once('.').and_then(|(id, _)| id.parse().ok());
        key.and_then(|id| Some((id, self.0.get(id)?)))
            .is_some_and(|(id, fields)| claim_text(id, &fields.ip_claim, receipt_id, ip) == claim)
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
        self.newest(|fields| &fields.erased, subject_ref)
    }

    /// The values that [`BlindIndex::erased`] has given at any time, newest first.
    pub fn erased_at_any_time(&self, subject_ref: &[u8; 16]) -> Vec<BlindValue> {
        self.every(|fields| &fields.erased, subject_ref)
    }

    /// What a user id stands under on a site's list of those that are not taken up again, newest key first.
    pub fn suppressed_users(&self, site: &str, user_id: &str) -> Vec<BlindValue> {
        let input = [site, "\0", user_id].concat();
        self.every(|fields| &fields.suppressed_user, input.as_bytes())
    }

    /// The same of an e-mail address; capitals and white space around it make no difference.
    pub fn suppressed_emails(&self, site: &str, email: &str) -> Vec<BlindValue> {
        let input = [site, "\0", &email.trim().to_lowercase()].concat();
        self.every(|fields| &fields.suppressed_email, input.as_bytes())
    }

    /// The secret of a record's unsubscribe link: always the same while the key is, and told by nothing else.
    pub fn link(&self, record_id: RecordId) -> BlindValue {
        value(&self.0.current().1.link, record_id.as_bytes())
    }

    /// The value in the current epoch of a row whose value is of the epoch `from`.
    pub fn advance(&self, field: IndexField, from: KeyId, old: BlindValue) -> BlindValue {
        let later = self.0.all().filter(|(id, _)| *id > from);
        later.fold(old, |before, (_, fields)| value(field.of(fields), &before))
    }

    /// The values of `input` in every epoch, newest first.
    fn every(&self, field: impl Fn(&Fields) -> &Hmac<Sha256>, input: &[u8]) -> Vec<BlindValue> {
        let mut values: Vec<BlindValue> = Vec::new();
        for (_, fields) in self.0.all() {
            let next = match values.last() {
                None => value(field(fields), input),
                Some(before) => value(field(fields), before),
            };
            values.push(next);
        }
        values.reverse();
        values
    }

    /// The value of `input` in the current epoch.
    fn newest(&self, field: impl Fn(&Fields) -> &Hmac<Sha256>, input: &[u8]) -> BlindValue {
        let mut keys = self.0.all().map(|(_, fields)| field(fields));
        let first = keys.next().map_or([0; 16], |keyed| value(keyed, input));
        keys.fold(first, |before, keyed| value(keyed, &before))
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

fn claim_text(id: KeyId, keyed: &Hmac<Sha256>, receipt_id: ReceiptId, ip: IpAddr) -> String {
    let mut mac = keyed.clone();
    mac.update(receipt_id.as_bytes());
    mac.update(&octets(ip));
    let hash = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{id}.{hash}")
}

/// Addresses differ in length between the families, so no IPv4 address has the value of an IPv6 one.
fn octets(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
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
    fn the_claim_of_an_address_fits_it_in_its_own_receipt_also_after_a_rotation() {
        let old = BlindIndex::new(&ring(&[1]));
        let new = BlindIndex::new(&ring(&[1, 2]));
        let [first, second] = [1, 2].map(|number| ReceiptId::from_random([number; 16]));
        let ip: IpAddr = "192.0.2.7".parse().unwrap();
        let claim = old.ip_claim(first, ip);
        assert!(old.ip_claim_fits(&claim, first, ip));
        assert!(new.ip_claim_fits(&claim, first, ip));
        assert_ne!(claim, old.ip_claim(second, ip));
        assert_ne!(claim, new.ip_claim(first, ip));
        assert!(!old.ip_claim_fits(&claim, second, ip));
        assert!(!old.ip_claim_fits(&claim, first, "192.0.2.8".parse().unwrap()));
        assert!(!old.ip_claim_fits(&new.ip_claim(first, ip), first, ip));
        for wrong in ["", ".", "1", "300.x", "1.", &claim[2..]] {
            assert!(!old.ip_claim_fits(wrong, first, ip), "{wrong}");
        }
        let other = BlindIndex::new(&ring(&[3]));
        assert!(!other.ip_claim_fits(&claim.replacen('1', "3", 1), first, ip));
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

    #[test]
    fn a_row_is_brought_to_a_new_epoch_from_its_old_value_alone() {
        let rings =
            [ring(&[1]), ring(&[1, 2]), ring(&[1, 2, 3])].map(|ring| BlindIndex::new(&ring));
        let [first, second, third] = &rings;
        let key = ConsentKey::from_bytes([7; 16]);
        let ip: IpAddr = "192.0.2.7".parse().unwrap();
        let old = first.consent_key(&key);
        let advanced = second.advance(IndexField::ConsentKey, 1, old);
        assert_eq!(advanced, second.consent_key(&key));
        let by_steps = third.advance(IndexField::ConsentKey, 2, advanced);
        assert_eq!(by_steps, third.advance(IndexField::ConsentKey, 1, old));
        assert_eq!(by_steps, third.consent_key(&key));
        assert_eq!(third.advance(IndexField::ConsentKey, 3, by_steps), by_steps);
        assert_eq!(third.advance(IndexField::Ip, 1, first.ip(ip)), third.ip(ip));
        assert_eq!(third.user_id_in(1, "anna"), Some(first.user_id("anna")));
        assert_eq!(third.user_id_in(2, "anna"), Some(second.user_id("anna")));
        assert_eq!(second.user_id_in(3, "anna"), None);
        // Who has an earlier key alone cannot make what rows hold now.
        assert!(!first.consent_keys(&key).contains(&by_steps));
        let later_alone = BlindIndex::new(&ring(&[2, 3]));
        assert!(!later_alone.consent_keys(&key).contains(&by_steps));
    }
}
