//! What the collector answers.

use serde::{Deserialize, Serialize};

use crate::receipt::{Digest, EventState, ReceiptCode, ReceiptId, UtcMillis};

/// The answer to a recorded choice. A reader must not mind members it does not know: later versions add some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceAnswer {
    /// The receipt's name.
    pub receipt_id: ReceiptId,
    /// The same for people.
    pub code: ReceiptCode,
    /// What the choice left.
    pub state: EventState,
    /// When it was recorded.
    pub event_time: UtcMillis,
    /// The SD-JWT with the visitor's own disclosures.
    pub receipt: String,
    /// The 32 bytes that tie the receipt to its leaf, base64url without padding.
    pub salt: String,
    /// The leaf's commitment.
    pub commitment: Digest,
    /// The leaf's index in the log: `/log/proof/{leaf_index}` proves it as soon as a checkpoint covers it, usually
    /// after a second.
    pub leaf_index: u64,
}

/// A problem document (RFC 9457). Every text is for people and holds nothing that the request held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `/problems/<slug>`: what kind of problem it is; the only member that programs should decide on.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong here and how to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Id of the request, to name when asking for help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The member, parameter or header at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The choice was recorded nevertheless (`assertion-refused`): the members of its answer.
    #[serde(flatten)]
    pub answer: Option<ChoiceAnswer>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_carries_the_members_of_the_answer_beside_its_own() {
        let answer = ChoiceAnswer {
            receipt_id: ReceiptId::from_random([1; 16]),
            code: ReceiptCode::from_bits(7),
            state: EventState::ConsentRefused,
            event_time: UtcMillis::new(0),
            receipt: "a.b.c~".to_owned(),
            salt: "A".repeat(43),
            commitment: Digest::from_bytes([2; 32]),
            leaf_index: 17,
        };
        let bare = Problem {
            kind: "/problems/assertion-refused".to_owned(),
            title: "the assertion was refused".to_owned(),
            status: 401,
            ..Problem::default()
        };
        let full = Problem {
            answer: Some(answer),
            ..bare.clone()
        };
        for problem in [bare, full] {
            let json = serde_json::to_value(&problem).unwrap();
            assert_eq!(json["type"], "/problems/assertion-refused");
            assert_eq!(json.get("receipt_id").is_some(), problem.answer.is_some());
            assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
        }
    }
}
