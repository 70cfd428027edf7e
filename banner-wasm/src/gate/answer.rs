//! What an answer of the collector means for a choice that waits to be recorded.

/// What to do with a choice after an attempt to send it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Recorded: forget it.
    Done = 0,
    /// Not now: keep it and try again.
    Retry = 1,
    /// Refused for good: it would never be taken.
    Drop = 2,
}

/// Judges the HTTP `status` of an answer; 0 stands for no answer at all.
///
/// A 401 with a receipt is a choice recorded without the person whom a bad assertion named (contracts, section 6).
pub const fn outcome(status: u16, has_receipt: bool) -> Outcome {
    match status {
        200..=299 => Outcome::Done,
        401 if has_receipt => Outcome::Done,
        408 | 425 | 429 => Outcome::Retry,
        400..=499 => Outcome::Drop,
        _ => Outcome::Retry,
    }
}

/// A short digest of a person's id (32-bit FNV-1a), kept beside the receipts so that the same person is not reported
/// on every page and another one is noticed. Too short to find the id from; never 0, which stands for nobody.
pub fn digest(subject: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in subject.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACCEPTANCE 61 (partly: which answers let a choice go)
    #[test]
    fn a_choice_is_kept_until_recorded_or_refused_for_good() {
        for status in [0, 302, 408, 425, 429, 500, 503] {
            assert_eq!(outcome(status, false), Outcome::Retry, "{status}");
        }
        for status in [400, 401, 403, 404, 413, 415, 422] {
            assert_eq!(outcome(status, false), Outcome::Drop, "{status}");
        }
        assert_eq!(outcome(201, true), Outcome::Done);
        assert_eq!(outcome(202, false), Outcome::Done);
        assert_eq!(outcome(401, true), Outcome::Done);
    }

    #[test]
    fn different_people_have_different_digests() {
        assert_eq!(digest("a"), 0xe40c_292c);
        assert_ne!(digest("kund-1"), digest("kund-2"));
    }
}
