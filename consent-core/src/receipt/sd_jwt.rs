//! Selective Disclosure JWT (RFC 9901), the little of it that a receipt uses: Ed25519, SHA-256, flat claims that
//! are strings, no key binding.
//!
//! A receipt is `JWS~disclosure~disclosure~`. The signature covers only digests of the disclosures, so one can be
//! left out of a copy, or erased, and the rest still verifies. There are no decoy digests: that a receipt has a
//! user id can be told from the number of digests, and in exchange a receipt stays small.

use std::{collections::BTreeSet, fmt};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Claims, Disclosed, Field, PublicKey};

mod issue;

pub use issue::{Issued, IssuedDisclosure, disclosure_text};

/// The `typ` of a receipt.
pub const TYPE: &str = "consent-receipt+sd-jwt";

const SD_ALG: &str = "sha-256";

/// Why a receipt was refused. The messages hold nothing of the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not `JWS~disclosure~…~`, or a part is not canonical base64url.
    #[error("the text is not a receipt in compact form")]
    Malformed,
    /// Another algorithm or type, or a header we do not write.
    #[error("the header is not that of a receipt")]
    Header,
    /// Signed by a key other than the one at hand.
    #[error("the receipt names another key")]
    OtherKey,
    /// The signature does not fit.
    #[error("the signature is not valid")]
    Signature,
    /// The signed claims are not those of the schema.
    #[error("the claims are not those of the schema")]
    Claims,
    /// A disclosure that the signature does not cover, one that comes twice, or one that is not well formed.
    #[error("a disclosure does not belong to this receipt")]
    Disclosure,
}

/// One random salt for each disclosable claim, in the order of [`Field::ALL`]: 128 bits as RFC 9901 §9.3 advises.
pub type DisclosureSalts = [[u8; 16]; Field::ALL.len()];

/// A receipt in its parts, well formed but not yet verified.
#[derive(Clone, PartialEq, Eq)]
pub struct SdJwt {
    jws: String,
    disclosures: Vec<String>,
}

/// What a receipt says, after [`SdJwt::verify`] or [`SdJwt::open_unverified`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The open claims.
    pub claims: Claims,
    /// Those of the others that this copy discloses.
    pub disclosed: Disclosed,
    /// How many more the signature covers without this copy showing them: withheld, or erased since.
    pub sealed: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

impl SdJwt {
    /// Reads the compact form. Says nothing about the signature.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let body = text.strip_suffix('~').ok_or(ReceiptError::Malformed)?;
        let mut parts = body.split('~');
        let jws = parts.next().ok_or(ReceiptError::Malformed)?;
        Self::from_parts(jws.to_owned(), parts.map(str::to_owned).collect())
    }

    /// A receipt from the parts that a database keeps apart.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`] when a part has no such form.
    pub fn from_parts(jws: String, disclosures: Vec<String>) -> Result<Self, ReceiptError> {
        let base64url = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
        };
        let well_formed = jws.split('.').count() == 3
            && jws.split('.').all(base64url)
            && disclosures.iter().all(|text| base64url(text));
        if well_formed {
            Ok(Self { jws, disclosures })
        } else {
            Err(ReceiptError::Malformed)
        }
    }

    /// The signed part in compact form, without disclosures: what the leaf commits to.
    pub fn jws(&self) -> &str {
        &self.jws
    }

    /// The disclosures, each as it stands in the compact form.
    pub fn disclosures(&self) -> &[String] {
        &self.disclosures
    }

    /// The name of the key that the header claims.
    ///
    /// # Errors
    /// [`ReceiptError::Header`] or [`ReceiptError::Malformed`].
    pub fn kid(&self) -> Result<String, ReceiptError> {
        let header = decode(self.jws.split('.').next().unwrap_or_default())?;
        let header: Header = serde_json::from_slice(&header).map_err(|_| ReceiptError::Header)?;
        if header.alg == "EdDSA" && header.typ == TYPE {
            Ok(header.kid)
        } else {
            Err(ReceiptError::Header)
        }
    }

    /// Checks header, signature, schema and every disclosure (RFC 9901 §7.1), and opens the receipt.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self, key: &PublicKey) -> Result<VerifiedReceipt, ReceiptError> {
        if self.kid()? != key.kid() {
            return Err(ReceiptError::OtherKey);
        }
        let (message, signature) = self.jws.rsplit_once('.').ok_or(ReceiptError::Malformed)?;
        let signature: [u8; 64] = decode(signature)?
            .try_into()
            .map_err(|_| ReceiptError::Signature)?;
        if !key.verifies(message.as_bytes(), &signature) {
            return Err(ReceiptError::Signature);
        }
        self.open_unverified()
    }

    /// Opens the receipt without looking at the signature: for what our own sealed storage gave back.
    ///
    /// # Errors
    /// When the claims or a disclosure are not in order.
    pub fn open_unverified(&self) -> Result<VerifiedReceipt, ReceiptError> {
        let payload = decode(self.jws.split('.').nth(1).unwrap_or_default())?;
        let mut payload: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&payload).map_err(|_| ReceiptError::Claims)?;
        if payload.remove("_sd_alg").as_ref().and_then(|v| v.as_str()) != Some(SD_ALG) {
            return Err(ReceiptError::Claims);
        }
        let digests: Vec<String> = payload
            .remove("_sd")
            .and_then(|value| serde_json::from_value(value).ok())
            .ok_or(ReceiptError::Claims)?;
        let claims: Claims = serde_json::from_value(serde_json::Value::Object(payload))
            .map_err(|_| ReceiptError::Claims)?;
        let mut committed: BTreeSet<&str> = digests.iter().map(String::as_str).collect();
        if committed.len() != digests.len() {
            return Err(ReceiptError::Claims);
        }
        let mut disclosed = Disclosed::default();
        for text in &self.disclosures {
            let (field, value) = read_disclosure(text)?;
            // Taken out once used: the same disclosure twice, or two of one claim, do not pass.
            if !committed.remove(digest(text).as_str()) || disclosed.text(field).is_some() {
                return Err(ReceiptError::Disclosure);
            }
            disclosed
                .set(field, value)
                .ok_or(ReceiptError::Disclosure)?;
        }
        Ok(VerifiedReceipt {
            claims,
            disclosed,
            sealed: committed.len(),
        })
    }

    /// A copy that does not disclose these claims. It verifies like the original.
    ///
    /// # Errors
    /// [`ReceiptError::Disclosure`] when a disclosure cannot be read: what it would give away is then unknown.
    pub fn withhold(&self, fields: &[Field]) -> Result<Self, ReceiptError> {
        let mut disclosures = Vec::with_capacity(self.disclosures.len());
        for text in &self.disclosures {
            if !fields.contains(&read_disclosure(text)?.0) {
                disclosures.push(text.clone());
            }
        }
        Ok(Self {
            jws: self.jws.clone(),
            disclosures,
        })
    }
}

impl fmt::Display for SdJwt {
    /// The compact form. It holds personal data when it has disclosures.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.jws)?;
        for disclosure in &self.disclosures {
            write!(f, "~{disclosure}")?;
        }
        f.write_str("~")
    }
}

impl fmt::Debug for SdJwt {
    /// The number of disclosures only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SdJwt({} disclosures)", self.disclosures.len())
    }
}

fn read_disclosure(text: &str) -> Result<(Field, String), ReceiptError> {
    let json = decode(text).map_err(|_| ReceiptError::Disclosure)?;
    let [_salt, name, value]: [String; 3] =
        serde_json::from_slice(&json).map_err(|_| ReceiptError::Disclosure)?;
    let field = Field::parse(&name).map_err(|_| ReceiptError::Disclosure)?;
    Ok((field, value))
}

/// The digest of a disclosure as it stands in `_sd` (RFC 9901 §4.2.3): over its ASCII text, base64url.
pub fn digest(disclosure: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(disclosure))
}

fn decode(part: &str) -> Result<Vec<u8>, ReceiptError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| ReceiptError::Malformed)
}

#[cfg(test)]
pub(crate) mod tests;
