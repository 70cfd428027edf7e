//! The keys that a collector has published: whose signatures are to be believed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::{
    log::{Checkpoint, LogPublicKey, NoteError},
    receipt::PublicKey,
};

/// Why a list of keys cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// Not the JSON of `/.well-known/consent-log.json`.
    #[error("expected the JSON of /.well-known/consent-log.json: origin, log_keys, receipt_keys")]
    Form,
    /// A log key is damaged or not of this origin.
    #[error("a log key is damaged, or belongs to another log than `origin`")]
    Log,
    /// A receipt key is damaged, or its name is not its own.
    #[error("a receipt key is damaged, or its `kid` is not its own")]
    Receipt,
}

/// Public keys of one collector, old ones too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedKeys {
    origin: String,
    log: Vec<LogPublicKey>,
    receipt: Vec<PublicKey>,
}

/// What is read; members that say more (times, addresses) are passed over.
#[derive(Deserialize)]
struct Document {
    origin: String,
    log_keys: Vec<String>,
    receipt_keys: Vec<Jwk>,
}

/// An Ed25519 key as a JWK (RFC 8037), every member of ours required.
#[derive(Serialize, Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    alg: String,
    #[serde(rename = "use")]
    key_use: String,
    kid: String,
    x: String,
}

impl PublishedKeys {
    /// Reads the document at `/.well-known/consent-log.json`, or the part of it that a proof bundle carries.
    ///
    /// # Errors
    /// When it is not of that form, or a key in it is not what its name says.
    pub fn parse(json: &str) -> Result<Self, KeysError> {
        let document = serde_json::from_str(json).map_err(|_| KeysError::Form)?;
        Self::of(document)
    }

    pub(super) fn from_value(json: serde_json::Value) -> Result<Self, KeysError> {
        let document = serde_json::from_value(json).map_err(|_| KeysError::Form)?;
        Self::of(document)
    }

    fn of(document: Document) -> Result<Self, KeysError> {
        let origin = document.origin;
        let log = document
            .log_keys
            .iter()
            .map(|key| {
                LogPublicKey::parse(key)
                    .ok()
                    .filter(|key| key.name() == origin)
            })
            .collect::<Option<_>>()
            .ok_or(KeysError::Log)?;
        let receipt = document
            .receipt_keys
            .iter()
            .map(Jwk::key)
            .collect::<Option<_>>()
            .ok_or(KeysError::Receipt)?;
        Ok(Self {
            origin,
            log,
            receipt,
        })
    }

    /// The log's name: the collector's address without its scheme, and `/log`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The keys of the log, oldest first.
    pub fn log_keys(&self) -> &[LogPublicKey] {
        &self.log
    }

    /// The keys of receipts, oldest first.
    pub fn receipt_keys(&self) -> &[PublicKey] {
        &self.receipt
    }

    /// The receipt key of that name.
    pub fn receipt_key(&self, kid: &str) -> Option<&PublicKey> {
        self.receipt.iter().find(|key| key.kid() == kid)
    }

    /// Reads a checkpoint that one of the log's keys signed. A signature of one of them that does not fit refuses the
    /// checkpoint, whatever others it has.
    ///
    /// # Errors
    /// When none signed it, a signature does not fit, or it is not a checkpoint of this log.
    pub fn open_checkpoint(&self, note: &str) -> Result<Checkpoint, NoteError> {
        let mut opened = Err(NoteError::Unsigned);
        for key in &self.log {
            match Checkpoint::open(note, key) {
                Ok(checkpoint) => opened = Ok(checkpoint),
                Err(NoteError::Unsigned) => {}
                Err(error) => return Err(error),
            }
        }
        opened
    }
}

impl Jwk {
    fn key(&self) -> Option<PublicKey> {
        let is_ours = self.kty == "OKP"
            && self.crv == "Ed25519"
            && self.alg == "EdDSA"
            && self.key_use == "sig";
        let bytes = URL_SAFE_NO_PAD.decode(&self.x).ok()?.try_into().ok()?;
        let key = PublicKey::from_bytes(&bytes)?;
        (is_ours && key.kid() == self.kid).then_some(key)
    }
}
