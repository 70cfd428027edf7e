//! Where receipts are made and opened: the keys, and what only they can do.
//!
//! The same for every database. A store hands in rows and gets rows; no key leaves.

use consent_core::receipt::{
    Claims, Digest, Disclosed, DisclosureSalts, EventState, Field, ReceiptCode, ReceiptId,
    RecordId, Regime, Schema, SdJwt, UtcMillis, commitment,
};
use ipnet::IpNet;

use super::{ClauseDecisions, NewChoice, Outcome, Recorded, StoredReceipt};
use crate::{
    keys::{KeyId, Keys},
    privacy::{
        address::{self, KeptAddress},
        blind::BlindIndex,
        entropy::Entropy,
        envelope::{self, Opened, RowFacts},
        seal::{DataKey, WRAPPED, Wrapper},
    },
};

/// The keys at work.
pub struct Vault {
    keys: Keys,
    wrapper: Wrapper,
    /// Makes blind index values.
    pub index: BlindIndex,
}

/// A subject as its row tells it.
pub struct SubjectRow {
    /// Its random name.
    pub subject_ref: [u8; 16],
    /// Which key wraps its data key.
    pub wrap_key_id: KeyId,
    /// Its wrapped data key.
    pub wrapped_key: Vec<u8>,
}

/// What a new receipt goes on from.
pub struct Place {
    /// The record it belongs to.
    pub record_id: RecordId,
    /// SHA-256 of the JWS before it.
    pub previous: Option<Digest>,
    /// What has happened.
    pub state: EventState,
    /// The leaf that the receipt will have.
    pub leaf_index: u64,
}

/// A receipt just made, as it goes into the database.
pub struct Issued {
    /// Its id.
    pub receipt_id: ReceiptId,
    /// What its leaf commits to.
    pub commitment: Digest,
    /// What it shares with others; empty for none.
    pub form: String,
    /// The sealed rest.
    pub envelope: Vec<u8>,
    /// The address that the site lets us keep.
    pub kept: KeptAddress,
    /// The answer to the visitor.
    pub answer: Recorded,
}

/// A receipt's row with all that belongs to it, still sealed.
pub struct SealedRow {
    /// The receipt's id.
    pub receipt_id: ReceiptId,
    /// The record it belongs to.
    pub record_id: RecordId,
    /// Its time.
    pub event_time: UtcMillis,
    /// What has happened.
    pub state: EventState,
    /// Its subject.
    pub subject: SubjectRow,
    /// What it shares with others.
    pub form: String,
    /// The sealed rest.
    pub envelope: Vec<u8>,
    /// What its leaf commits to.
    pub commitment: Digest,
    /// Its leaf.
    pub leaf_index: u64,
}

/// What a row becomes by [`Vault::without`].
pub struct Shortened {
    /// What it shares with others.
    pub form: String,
    /// The sealed rest.
    pub envelope: Vec<u8>,
    /// Whether the network of the address is still in it; if not, no index may know it either.
    pub has_network: bool,
}

/// The envelope does not open, or what is in it is not this receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Vault {
    /// A vault with these keys.
    pub fn new(keys: Keys) -> Self {
        Self {
            wrapper: Wrapper::new(&keys.wrap),
            index: BlindIndex::new(&keys.index),
            keys,
        }
    }

    /// The keys.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// A new subject with a data key of its own.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn make_subject(
        &self,
        entropy: &mut Entropy,
    ) -> Result<(SubjectRow, DataKey), getrandom::Error> {
        let key = DataKey::random(entropy)?;
        let subject_ref = entropy.draw()?;
        let (wrap_key_id, wrapped): (_, [u8; WRAPPED]) =
            self.wrapper.wrap(&key, &subject_ref, entropy)?;
        let row = SubjectRow {
            subject_ref,
            wrap_key_id,
            wrapped_key: wrapped.to_vec(),
        };
        Ok((row, key))
    }

    /// The data key of a subject; nothing when its row was changed or its wrapping key is missing.
    pub fn data_key(&self, subject: &SubjectRow) -> Option<DataKey> {
        self.wrapper.unwrap(
            subject.wrap_key_id,
            &subject.wrapped_key,
            &subject.subject_ref,
        )
    }

    /// The subject's row with its data key under the current wrapping key; nothing when the row cannot be read.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn rewrap(
        &self,
        subject: &SubjectRow,
        entropy: &mut Entropy,
    ) -> Result<Option<SubjectRow>, getrandom::Error> {
        let Some(key) = self.data_key(subject) else {
            return Ok(None);
        };
        let (wrap_key_id, wrapped) = self.wrapper.wrap(&key, &subject.subject_ref, entropy)?;
        Ok(Some(SubjectRow {
            subject_ref: subject.subject_ref,
            wrap_key_id,
            wrapped_key: wrapped.to_vec(),
        }))
    }

    /// Makes the receipt of a choice: signs it, commits to it, seals it. `form_fits` says whether a
    /// form may be kept; when it may not, the envelope holds the whole text.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn issue(
        &self,
        choice: &NewChoice,
        place: &Place,
        subject: (&SubjectRow, &DataKey),
        form_fits: impl FnOnce(&str) -> bool,
        entropy: &mut Entropy,
    ) -> Result<Issued, getrandom::Error> {
        let receipt_id = ReceiptId::from_random(entropy.draw()?);
        let row = RowFacts {
            receipt_id,
            record_id: place.record_id,
            event_time: choice.event_time,
            subject_ref: Digest::of(&subject.0.subject_ref),
        };
        let is_refusal = !choice
            .purposes
            .iter()
            .any(|purpose| purpose.decision == consent_core::receipt::Decision::Granted)
            && !choice.clause.as_ref().is_some_and(ClauseDecisions::grants);
        let kept = address::keep(choice.ip, choice.ip_mode, choice.ip_on_refusal, is_refusal);
        let salt: [u8; 32] = entropy.draw()?;
        let mut salts = DisclosureSalts::default();
        for salt in &mut salts {
            *salt = entropy.draw()?;
        }
        let issued = SdJwt::issue_in_parts(
            &claims(choice, place, receipt_id),
            &Disclosed {
                ip_hash: kept.hashed.map(|ip| self.index.ip_claim(receipt_id, ip)),
                ..disclosed(choice, &kept, row.subject_ref)
            },
            &salts,
            self.keys.receipt.current().1,
        );
        let mut packed = envelope::pack_issued(&issued, &salt, &row);
        if !form_fits(&packed.form) {
            packed = envelope::pack_plain(&issued.receipt, &salt);
        }
        let envelope = subject
            .1
            .seal(&packed.body, receipt_id.as_bytes(), entropy)?;
        let commitment = commitment(&salt, issued.receipt.jws());
        Ok(Issued {
            receipt_id,
            commitment,
            form: packed.form,
            envelope,
            kept,
            answer: Recorded {
                outcome: Outcome::New,
                receipt_id,
                code: ReceiptCode::of(receipt_id),
                state: place.state,
                event_time: choice.event_time,
                receipt: issued.copy_without(&VISITORS_COPY_WITHOUT),
                salt,
                commitment,
                leaf_index: place.leaf_index,
            },
        })
    }

    /// Opens a row's envelope.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(&self, row: &SealedRow) -> Result<Opened, Unreadable> {
        let key = self.data_key(&row.subject).ok_or(Unreadable)?;
        let body = key
            .open(&row.envelope, row.receipt_id.as_bytes())
            .ok_or(Unreadable)?;
        let facts = RowFacts {
            receipt_id: row.receipt_id,
            record_id: row.record_id,
            event_time: row.event_time,
            subject_ref: Digest::of(&row.subject.subject_ref),
        };
        envelope::unpack(&row.form, &body, &facts).ok_or(Unreadable)
    }

    /// A row without some disclosures and their salts. The signed part stays as it is: of what is gone the digest is
    /// left.
    ///
    /// # Errors
    /// [`Unreadable`], also when the system gives no randomness.
    pub fn without(
        &self,
        row: &SealedRow,
        fields: &[Field],
        form_fits: impl FnOnce(&str) -> bool,
        entropy: &mut Entropy,
    ) -> Result<Shortened, Unreadable> {
        let opened = self.open(row)?;
        let receipt = opened.receipt.withhold(fields).map_err(|_| Unreadable)?;
        let facts = RowFacts {
            receipt_id: row.receipt_id,
            record_id: row.record_id,
            event_time: row.event_time,
            subject_ref: Digest::of(&row.subject.subject_ref),
        };
        let mut packed = envelope::pack(&receipt, &opened.salt, &facts);
        if !form_fits(&packed.form) {
            packed = envelope::pack_plain(&receipt, &opened.salt);
        }
        let key = self.data_key(&row.subject).ok_or(Unreadable)?;
        let envelope = key
            .seal(&packed.body, row.receipt_id.as_bytes(), entropy)
            .map_err(|_| Unreadable)?;
        let read = receipt.open_unverified().map_err(|_| Unreadable)?;
        Ok(Shortened {
            form: packed.form,
            envelope,
            has_network: read.disclosed.ip_truncated.is_some(),
        })
    }

    /// The form and envelope of a receipt that another collector has issued, under the data key of `subject`.
    ///
    /// # Errors
    /// [`Unreadable`], also when the system gives no randomness.
    pub fn adopt(
        &self,
        receipt: &SdJwt,
        salt: &[u8; 32],
        claims: &Claims,
        subject: &SubjectRow,
        form_fits: impl FnOnce(&str) -> bool,
        entropy: &mut Entropy,
    ) -> Result<(String, Vec<u8>), Unreadable> {
        let facts = RowFacts {
            receipt_id: claims.receipt_id,
            record_id: claims.record_id,
            event_time: claims.event_time,
            subject_ref: Digest::of(&subject.subject_ref),
        };
        let mut packed = envelope::pack(receipt, salt, &facts);
        if !form_fits(&packed.form) {
            packed = envelope::pack_plain(receipt, salt);
        }
        let key = self.data_key(subject).ok_or(Unreadable)?;
        let envelope = key
            .seal(&packed.body, claims.receipt_id.as_bytes(), entropy)
            .map_err(|_| Unreadable)?;
        Ok((packed.form, envelope))
    }

    /// Opens a row for the visitor it belongs to.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn answer(&self, row: &SealedRow, outcome: Outcome) -> Result<Recorded, Unreadable> {
        let opened = self.open(row)?;
        Ok(Recorded {
            outcome,
            receipt_id: row.receipt_id,
            code: ReceiptCode::of(row.receipt_id),
            state: row.state,
            event_time: row.event_time,
            receipt: visitors_copy(&opened.receipt).ok_or(Unreadable)?,
            salt: opened.salt,
            commitment: row.commitment,
            leaf_index: row.leaf_index,
        })
    }

    /// Opens a row for who may see all of it.
    ///
    /// # Errors
    /// [`Unreadable`], also when the commitment does not fit the receipt.
    pub fn reveal(&self, row: &SealedRow) -> Result<StoredReceipt, Unreadable> {
        let opened = self.open(row)?;
        if commitment(&opened.salt, opened.receipt.jws()) != row.commitment {
            return Err(Unreadable);
        }
        let read = opened.receipt.open_unverified().map_err(|_| Unreadable)?;
        let disclosed = read.disclosed;
        let network = |text: String| text.parse::<IpNet>().ok();
        Ok(StoredReceipt {
            claims: read.claims,
            subject_ref: disclosed.subject_ref,
            ip: disclosed.ip,
            ip_truncated: disclosed.ip_truncated.and_then(network),
            ip_hash: disclosed.ip_hash,
            user_id: disclosed.user_id,
            user_agent: disclosed.user_agent,
            page_origin: disclosed.page_origin,
            page_path: disclosed.page_path,
            client_time: disclosed.client_time,
            receipt: opened.receipt.to_string(),
            salt: opened.salt,
            commitment: row.commitment,
            leaf_index: row.leaf_index,
        })
    }
}

/// What the copies that visitors get leave out.
pub const VISITORS_COPY_WITHOUT: [Field; 4] =
    [Field::Ip, Field::IpTruncated, Field::IpHash, Field::UserId];

/// The copy that the visitor's browser keeps: without address and user id, which others at the same
/// device could read.
fn visitors_copy(receipt: &SdJwt) -> Option<String> {
    receipt
        .withhold(&VISITORS_COPY_WITHOUT)
        .ok()
        .map(|copy| copy.to_string())
}

fn claims(choice: &NewChoice, place: &Place, receipt_id: ReceiptId) -> Claims {
    Claims {
        iss: choice.issuer.clone(),
        schema: Schema::default(),
        receipt_id,
        code: ReceiptCode::of(receipt_id),
        record_id: place.record_id,
        prev_receipt: place.previous,
        site: choice.site.clone(),
        state: place.state,
        method: choice.method,
        event_time: choice.event_time,
        validity: choice.validity.clone(),
        purposes: choice.purposes.clone(),
        clause: choice.clause.as_ref().map(|clause| clause.claim.clone()),
        channels: choice
            .clause
            .as_ref()
            .map(|clause| clause.channels.clone())
            .unwrap_or_default(),
        vendors: choice.vendors.clone(),
        regime: choice.jurisdiction.as_deref().map(Regime::of),
        jurisdiction: choice.jurisdiction.clone(),
        notice_hash: choice.notice_hash,
        notice_lang: choice.notice_lang.clone(),
        config_hash: choice.config_hash,
        build_hash: choice.build_hash,
        signals: choice.signals,
        blocked: choice.blocked.clone(),
    }
}

fn disclosed(choice: &NewChoice, kept: &KeptAddress, subject_ref: Digest) -> Disclosed {
    Disclosed {
        ip: kept.full,
        ip_truncated: kept.truncated.map(|network| network.to_string()),
        ip_hash: None,
        user_id: choice.user_id.clone(),
        user_agent: choice.user_agent.clone(),
        page_origin: choice.page_origin.clone(),
        page_path: choice.page_path.clone(),
        client_time: choice.client_time,
        subject_ref: Some(subject_ref),
    }
}
