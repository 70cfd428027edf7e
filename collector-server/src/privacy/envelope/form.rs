//! A form: what receipts of the same site, texts and decisions have in common, with holes.
//!
//! The holes are control characters, which JSON never holds unescaped. What is left says which
//! decisions were offered and made, but about nobody: forms are stored in the clear.

use consent_core::receipt::{Digest, ReceiptCode};

use super::RowFacts;

const RECEIPT_ID: char = '\u{1}';
const CODE: char = '\u{2}';
const RECORD_ID: char = '\u{3}';
const TIME: char = '\u{4}';
const PREVIOUS: char = '\u{5}';
const DIGESTS: char = '\u{6}';
const COUNT: char = '\u{7}';
const SIGNALS: char = '\u{8}';

/// What stood in the holes and cannot be told from the row.
pub(super) struct Holes<'a> {
    pub(super) previous: Option<Digest>,
    pub(super) signals: &'a str,
    pub(super) digests: Vec<&'a str>,
    pub(super) counts: Vec<u64>,
}

/// Makes holes into a receipt's header and payload. Whether [`fill`] gives the same back is for the
/// caller to see.
pub(super) fn make<'a>(
    header: &str,
    payload: &'a str,
    row: &RowFacts,
) -> Option<(String, Holes<'a>)> {
    let mut rest = payload;
    let mut form = String::with_capacity(header.len() + payload.len());
    form.push_str(header);
    form.push('.');

    // In the order in which the core writes its claims; another order gives no form.
    let mut hole = |before: &str, end: char, mark: char| -> Option<&'a str> {
        let start = rest.find(before)? + before.len();
        let length = rest.get(start..)?.find(end)?;
        form.push_str(&rest[..start]);
        form.push(mark);
        let value = &rest[start..start + length];
        rest = &rest[start + length..];
        Some(value)
    };
    let is_row = hole("\"receipt_id\":\"", '"', RECEIPT_ID)? == row.receipt_id.to_string()
        && hole("\"code\":\"", '"', CODE)? == ReceiptCode::of(row.receipt_id).to_string()
        && hole("\"record_id\":\"", '"', RECORD_ID)? == row.record_id.to_string();
    // A first receipt has `null` here, and so another form than later ones.
    let previous = if payload.contains("\"prev_receipt\":null") {
        None
    } else {
        Some(Digest::parse(hole("\"prev_receipt\":\"", '"', PREVIOUS)?).ok()?)
    };
    let is_row = is_row && hole("\"event_time\":\"", '"', TIME)? == row.event_time.to_string();
    if !is_row {
        return None;
    }
    // What a browser signals says a little about a person: not for a form.
    let signals = hole("\"signals\":{", '}', SIGNALS)?;
    let blocked = "\"blocked\":{";
    let start = rest.find(blocked)? + blocked.len();
    let length = rest.get(start..)?.find('}')?;
    form.push_str(&rest[..start]);
    let counts = push_without_counts(&mut form, &rest[start..start + length])?;
    rest = &rest[start + length..];

    let digests = "\"_sd\":[";
    let start = rest.find(digests)? + digests.len();
    let length = rest.get(start..)?.find(']')?;
    form.push_str(&rest[..start]);
    form.push(DIGESTS);
    let digests = rest[start..start + length]
        .split(',')
        .filter(|digest| !digest.is_empty())
        .map(|digest| digest.strip_prefix('"')?.strip_suffix('"'))
        .collect::<Option<_>>()?;
    form.push_str(&rest[start + length..]);
    Some((
        form,
        Holes {
            previous,
            signals,
            digests,
            counts,
        },
    ))
}

/// Copies the members of `blocked` with a hole for each number.
fn push_without_counts(form: &mut String, members: &str) -> Option<Vec<u64>> {
    let mut counts = Vec::new();
    for member in members.split(',').filter(|member| !member.is_empty()) {
        let (name, count) = member.rsplit_once(':')?;
        if !counts.is_empty() {
            form.push(',');
        }
        form.push_str(name);
        form.push(':');
        form.push(COUNT);
        counts.push(count.parse().ok()?);
    }
    Some(counts)
}

/// Fills the holes: header and payload as they were signed.
pub(super) fn fill<'a>(
    form: &'a str,
    row: &RowFacts,
    previous: Option<Digest>,
    signals: &str,
    digests: &[impl AsRef<str>],
    mut count: impl FnMut() -> Option<u64>,
) -> Option<(&'a str, String)> {
    let (header, mut rest) = form.split_once('.')?;
    let mut payload = String::with_capacity(rest.len() + 220 + digests.len() * 46);
    // A hole is one byte, and no byte of another character is as small.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ') {
        payload.push_str(&rest[..at]);
        let mut letters = rest[at..].chars();
        match letters.next()? {
            RECEIPT_ID => payload.push_str(&row.receipt_id.to_string()),
            CODE => payload.push_str(&ReceiptCode::of(row.receipt_id).to_string()),
            RECORD_ID => payload.push_str(&row.record_id.to_string()),
            TIME => payload.push_str(&row.event_time.to_string()),
            PREVIOUS => payload.push_str(&previous?.to_string()),
            SIGNALS => payload.push_str(signals),
            DIGESTS => {
                for (at, digest) in digests.iter().enumerate() {
                    payload.push_str(if at == 0 { "\"" } else { ",\"" });
                    payload.push_str(digest.as_ref());
                    payload.push('"');
                }
            }
            COUNT => payload.push_str(&count()?.to_string()),
            _ => return None,
        }
        rest = letters.as_str();
    }
    payload.push_str(rest);
    Some((header, payload))
}
