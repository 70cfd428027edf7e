//! Signing. Whoever signs a receipt is told what it was made of, so that nothing has to be read out of it again.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use super::{DisclosureSalts, SD_ALG, SdJwt, digest};
use crate::receipt::{Claims, Disclosed, Field, ReceiptKey};

/// Larger than nearly every payload, so that it is not copied while it grows, in bytes.
const PAYLOAD: usize = 4096;

/// A receipt just signed, and its parts.
pub struct Issued {
    /// The receipt with every disclosure.
    pub receipt: SdJwt,
    /// What was signed: the payload's JSON.
    pub payload: String,
    /// The signature over header and payload.
    pub signature: [u8; 64],
    /// What the disclosures say, in the order of [`SdJwt::disclosures`].
    pub disclosures: Vec<IssuedDisclosure>,
}

/// A disclosure in its parts.
pub struct IssuedDisclosure {
    /// Its salt.
    pub salt: [u8; 16],
    /// The claim.
    pub field: Field,
    /// The claim's value.
    pub value: String,
    /// Its digest as it stands in `_sd`.
    pub digest: String,
}

#[derive(Serialize)]
struct Payload<'a> {
    #[serde(flatten)]
    claims: &'a Claims,
    #[serde(rename = "_sd")]
    digests: Vec<&'a str>,
    #[serde(rename = "_sd_alg")]
    algorithm: &'static str,
}

impl SdJwt {
    /// Signs `claims` and commits to what is set in `disclosed`. Salts of absent claims go unused; no salt may
    /// ever serve two receipts.
    pub fn issue(
        claims: &Claims,
        disclosed: &Disclosed,
        salts: &DisclosureSalts,
        key: &ReceiptKey,
    ) -> Self {
        Self::issue_in_parts(claims, disclosed, salts, key).receipt
    }

    /// The same, with the parts.
    pub fn issue_in_parts(
        claims: &Claims,
        disclosed: &Disclosed,
        salts: &DisclosureSalts,
        key: &ReceiptKey,
    ) -> Issued {
        let mut texts = Vec::with_capacity(Field::ALL.len());
        let mut disclosures = Vec::with_capacity(Field::ALL.len());
        for (field, salt) in Field::ALL.iter().copied().zip(salts) {
            let Some(value) = disclosed.text(field) else {
                continue;
            };
            let text = disclosure_text(salt, field, &value);
            disclosures.push(IssuedDisclosure {
                salt: *salt,
                field,
                value,
                digest: digest(&text),
            });
            texts.push(text);
        }
        let mut digests: Vec<&str> = disclosures.iter().map(|one| one.digest.as_str()).collect();
        // Sorted, so that the order does not tell which digest is which (RFC 9901 §4.2.4.1).
        digests.sort_unstable();
        let mut payload = Vec::with_capacity(PAYLOAD);
        let parts = Payload {
            claims,
            digests,
            algorithm: SD_ALG,
        };
        serde_json::to_writer(&mut payload, &parts)
            .expect("maps with text keys and plain values serialise");
        let payload = String::from_utf8(payload).expect("JSON is UTF-8");
        // The header, the payload in base64, the signature in 86 characters, two dots.
        let length = key.header().len() + payload.len().div_ceil(3) * 4 + 88;
        let mut jws = String::with_capacity(length);
        jws.push_str(key.header());
        jws.push('.');
        URL_SAFE_NO_PAD.encode_string(&payload, &mut jws);
        let signature = key.sign(jws.as_bytes());
        jws.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut jws);
        Issued {
            receipt: Self {
                jws,
                disclosures: texts,
            },
            payload,
            signature,
            disclosures,
        }
    }
}

impl Issued {
    /// The compact form of a copy that does not disclose these claims.
    pub fn copy_without(&self, fields: &[Field]) -> String {
        let kept = self
            .disclosures
            .iter()
            .zip(self.receipt.disclosures())
            .filter(|(one, _)| !fields.contains(&one.field))
            .map(|(_, text)| text.as_str());
        let length = kept.clone().map(|text| text.len() + 1).sum::<usize>();
        let mut copy = String::with_capacity(self.receipt.jws.len() + length + 1);
        copy.push_str(&self.receipt.jws);
        for text in kept {
            copy.push('~');
            copy.push_str(text);
        }
        copy.push('~');
        copy
    }
}

/// A disclosure as it stands in the compact form (RFC 9901 §4.2.1): base64url of `["salt","claim","value"]`.
pub fn disclosure_text(salt: &[u8; 16], field: Field, value: &str) -> String {
    let mut json = String::with_capacity(value.len() + 64);
    json.push_str("[\"");
    URL_SAFE_NO_PAD.encode_string(salt, &mut json);
    json.push_str("\",\"");
    json.push_str(field.as_str());
    json.push_str("\",");
    json.push_str(&serde_json::to_string(value).expect("text serialises"));
    json.push(']');
    URL_SAFE_NO_PAD.encode(json)
}
