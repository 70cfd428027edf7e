//! The tombstone of an erasure: what its leaf in the log commits to.
//!
//! It says how many receipts are gone, on what ground, by whom and when, and nothing about whose they were: an
//! auditor who misses receipts of old leaves finds as many of them under tombstones.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Digest, UtcMillis, text::named_values};

named_values! {
    /// Why something was erased: a point of GDPR Art. 17(1), or a time limit that ran out (Art. 5(1)(e)).
    ErasureGround, "a ground for erasure such as `consent_withdrawn`", {
        /// Art. 17(1)(a).
        NoLongerNecessary = "no_longer_necessary",
        /// Art. 17(1)(b).
        ConsentWithdrawn = "consent_withdrawn",
        /// Art. 17(1)(c).
        Objection = "objection",
        /// Art. 17(1)(d).
        UnlawfulProcessing = "unlawful_processing",
        /// Art. 17(1)(e).
        LegalObligation = "legal_obligation",
        /// Art. 17(1)(f).
        ChildConsent = "child_consent",
        /// The time for which it may be kept is over (Art. 5(1)(e)).
        Retention = "retention",
    }
}

/// What was erased in one act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// How many receipts.
    pub count: u64,
    /// On what ground.
    pub ground: ErasureGround,
    /// Who did it: the name of a member of staff, or of the job.
    pub operator: String,
    /// When.
    pub time: UtcMillis,
}

impl Tombstone {
    /// SHA-256("consent-tombstone/v1" ‖ salt ‖ SHA-256(statement)). The statement is the JSON of the four members in
    /// the order of the declaration, without white space. The salt keeps the operator's name from being guessed.
    pub fn commitment(&self, salt: &[u8; 32]) -> Digest {
        let mut hash = Sha256::new();
        hash.update(b"consent-tombstone/v1");
        hash.update(salt);
        hash.update(Sha256::digest(self.statement()));
        Digest::from_bytes(hash.finalize().into())
    }

    /// The text that is committed to.
    pub fn statement(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts serialise")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tombstone() -> Tombstone {
        Tombstone {
            count: 3,
            ground: ErasureGround::ConsentWithdrawn,
            operator: "anna".to_owned(),
            time: UtcMillis::new(1_795_456_800_000),
        }
    }

    #[test]
    fn the_statement_has_one_form_and_is_read_back() {
        let statement = tombstone().statement();
        assert_eq!(
            statement,
            r#"{"count":3,"ground":"consent_withdrawn","operator":"anna","time":"2026-11-23T18:00:00.000Z"}"#
        );
        let read: Tombstone = serde_json::from_str(&statement).unwrap();
        assert_eq!(read, tombstone());
    }

    #[test]
    fn every_part_and_the_salt_change_the_commitment() {
        let plain = tombstone().commitment(&[7; 32]);
        let by_hand = [
            b"consent-tombstone/v1".as_slice(),
            &[7; 32],
            Digest::of(tombstone().statement().as_bytes()).as_bytes(),
        ]
        .concat();
        assert_eq!(plain, Digest::of(&by_hand));
        assert_ne!(plain, tombstone().commitment(&[8; 32]));
        for changed in [
            Tombstone {
                count: 4,
                ..tombstone()
            },
            Tombstone {
                ground: ErasureGround::Retention,
                ..tombstone()
            },
            Tombstone {
                operator: "bo".to_owned(),
                ..tombstone()
            },
            Tombstone {
                time: UtcMillis::new(1),
                ..tombstone()
            },
        ] {
            assert_ne!(plain, changed.commitment(&[7; 32]));
        }
    }
}
