//! The envelope's content: a whole receipt in about 300 bytes, given back byte for byte.
//!
//! A receipt as text is 2 to 3 KB, and nearly all of it is either the same for thousands of receipts
//! or a second copy of what is known anyway. So it is taken apart: the `form` (header and payload
//! with holes, kept once, free of personal data), what the row tells already ([`RowFacts`]), and
//! the rest: signature, salts, values. Digests of disclosures are computed again when the receipt is
//! put together; of an erased disclosure the digest stays. Whatever does not come back exactly is
//! kept as plain text inside the envelope, so that a change of the receipt's form can lose nothing.

mod bytes;
mod disclosure;
mod form;

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::{
    Digest, Issued, ReceiptId, RecordId, SdJwt, UtcMillis, sd_jwt::digest,
};
use zeroize::Zeroizing;

use bytes::{Reader, Writer};
use disclosure::Disclosure;

/// What the database row beside an envelope tells in the clear.
#[derive(Clone, Copy)]
pub struct RowFacts {
    /// The receipt's id, and so its code.
    pub receipt_id: ReceiptId,
    /// Its record.
    pub record_id: RecordId,
    /// Its time.
    pub event_time: UtcMillis,
    /// SHA-256 of the subject's random name.
    pub subject_ref: Digest,
}

/// A receipt taken apart.
pub struct Packed {
    /// What many receipts share. Empty when `body` holds the receipt as text.
    pub form: String,
    /// The rest: personal data and secrets, to be sealed.
    pub body: Zeroizing<Vec<u8>>,
}

/// A receipt with its salt.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The receipt with every disclosure that is still kept.
    pub receipt: SdJwt,
    /// What opens its leaf.
    pub salt: [u8; 32],
}

const PLAIN: u8 = 0;
const TAKEN_APART: u8 = 1;

/// Takes a receipt apart.
pub fn pack(receipt: &SdJwt, salt: &[u8; 32], row: &RowFacts) -> Packed {
    take_apart(receipt, salt, row).unwrap_or_else(|| pack_plain(receipt, salt))
}

/// Keeps a receipt as text: larger, but without a form.
pub fn pack_plain(receipt: &SdJwt, salt: &[u8; 32]) -> Packed {
    let mut body = Writer::default();
    body.byte(PLAIN);
    body.raw(salt);
    body.raw(receipt.to_string().as_bytes());
    Packed {
        form: String::new(),
        body: body.finish(),
    }
}

/// Puts a receipt together again; nothing when the parts do not belong together.
pub fn unpack(form: &str, body: &[u8], row: &RowFacts) -> Option<Opened> {
    let mut body = Reader::new(body);
    match body.byte()? {
        PLAIN => {
            let salt = body.array()?;
            let text = std::str::from_utf8(body.rest()).ok()?;
            let receipt = SdJwt::parse(text).ok()?;
            Some(Opened { receipt, salt })
        }
        TAKEN_APART => put_together(form, &mut body, row),
        _ => None,
    }
}

/// What is packed: read out of a receipt, or known because it was just issued.
struct Parts<'a> {
    header: &'a str,
    payload: &'a str,
    signature: &'a [u8; 64],
    /// Each with its digest as it stands in `_sd`.
    disclosures: Vec<(Disclosure<'a>, Cow<'a, str>)>,
}

/// As [`pack`], for a receipt that was just issued: nothing has to be read out of it.
pub fn pack_issued(issued: &Issued, salt: &[u8; 32], row: &RowFacts) -> Packed {
    let header = issued.receipt.jws().split('.').next().unwrap_or_default();
    let disclosures = issued.disclosures.iter().map(|one| {
        let disclosure = Disclosure {
            salt: one.salt,
            field: one.field,
            value: one.value.as_str().into(),
        };
        (disclosure, one.digest.as_str().into())
    });
    let parts = Parts {
        header,
        payload: &issued.payload,
        signature: &issued.signature,
        disclosures: disclosures.collect(),
    };
    pack_parts(&parts, salt, row).unwrap_or_else(|| pack_plain(&issued.receipt, salt))
}

/// Nothing unless header, payload and every disclosure come back as they are. What is left is base64url,
/// which the decoder accepts in its canonical form only.
fn take_apart(receipt: &SdJwt, salt: &[u8; 32], row: &RowFacts) -> Option<Packed> {
    let mut parts = receipt.jws().split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok()?;
    let disclosures = receipt.disclosures().iter().map(|text| {
        let disclosure = Disclosure::read(text)?;
        (disclosure.to_text() == *text).then(|| (disclosure, digest(text).into()))
    });
    let parts = Parts {
        header,
        payload: &payload,
        signature: &signature,
        disclosures: disclosures.collect::<Option<_>>()?,
    };
    pack_parts(&parts, salt, row)
}

/// Nothing unless the payload comes back as it is.
fn pack_parts(parts: &Parts<'_>, salt: &[u8; 32], row: &RowFacts) -> Option<Packed> {
    let (form, holes) = form::make(parts.header, parts.payload, row)?;
    let mut body = Writer::default();
    body.byte(TAKEN_APART);
    body.raw(salt);
    body.raw(parts.signature);
    body.byte(holes.previous.is_some().into());
    if let Some(previous) = holes.previous {
        body.raw(previous.as_bytes());
    }
    body.text(holes.signals);
    body.byte(parts.disclosures.len().try_into().ok()?);
    for (disclosure, _) in &parts.disclosures {
        disclosure.write(row, &mut body);
    }
    let mut digests: Vec<&str> = parts
        .disclosures
        .iter()
        .map(|(_, digest)| &**digest)
        .collect();
    let lost: Vec<&str> = holes
        .digests
        .into_iter()
        .filter(|digest| !digests.contains(digest))
        .collect();
    body.byte(lost.len().try_into().ok()?);
    for digest in &lost {
        let digest: [u8; 32] = URL_SAFE_NO_PAD.decode(digest).ok()?.try_into().ok()?;
        body.raw(&digest);
    }
    digests.extend(lost);
    for count in &holes.counts {
        body.number(*count);
    }
    digests.sort_unstable();
    let mut counts = holes.counts.into_iter();
    let filled = form::fill(&form, row, holes.previous, holes.signals, &digests, || {
        counts.next()
    })?;
    if filled.0 != parts.header || filled.1 != parts.payload {
        return None;
    }
    Some(Packed {
        form,
        body: body.finish(),
    })
}

fn put_together(form: &str, body: &mut Reader<'_>, row: &RowFacts) -> Option<Opened> {
    let salt = body.array()?;
    let signature: [u8; 64] = body.array()?;
    let previous = match body.byte()? {
        0 => None,
        _ => Some(Digest::from_bytes(body.array()?)),
    };
    let signals = body.text()?;
    let mut disclosures = Vec::with_capacity(8);
    let mut digests = Vec::with_capacity(8);
    for _ in 0..body.byte()? {
        let text = Disclosure::take(row, body)?.to_text();
        digests.push(digest(&text));
        disclosures.push(text);
    }
    for _ in 0..body.byte()? {
        digests.push(URL_SAFE_NO_PAD.encode(body.array::<32>()?));
    }
    // The issuer sorts them, so that their order does not tell which is which.
    digests.sort_unstable();
    let (header, payload) = form::fill(form, row, previous, signals, &digests, || body.number())?;
    let mut jws = String::with_capacity(header.len() + payload.len() * 4 / 3 + 92);
    jws.push_str(header);
    jws.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut jws);
    jws.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut jws);
    let receipt = SdJwt::from_parts(jws, disclosures).ok()?;
    Some(Opened { receipt, salt })
}

#[cfg(test)]
mod tests;
