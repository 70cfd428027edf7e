//! What the page has to show: everything that is decided, nothing that is drawn.

use consent_core::verify::{Lang, PublishedKeys, verify_receipt, with_proof};
use serde::Serialize;
use serde_json::Value;

use crate::given::Given;

/// Handed to the page's script after each change.
#[derive(Debug, Serialize)]
pub struct View {
    /// `sv` or `en`.
    pub lang: &'static str,
    /// Whose keys a receipt is checked against; none while the page has none.
    pub origin: Option<String>,
    /// What cannot be used of what was handed in.
    pub problem: Option<Problem>,
    /// The report on the receipt (`consent_core::verify::Report::to_json`).
    pub report: Option<Value>,
}

/// Why something that was handed in is not used; the script has the words and the remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Problem {
    /// The keys are no published keys.
    Keys,
    /// A file is larger than any receipt.
    Large,
    /// The browser could not read a file.
    Unreadable,
    /// No receipt was among what was handed in.
    Nothing,
}

impl View {
    /// What holds of what was `given`, checked with the keys in it or else those `baked` into the page. `trouble` is
    /// what went wrong while it was read, and counts where nothing else is wrong.
    pub fn of(given: &Given, baked: &str, lang: Lang, trouble: Option<Problem>) -> Self {
        let mut view = Self {
            lang: match lang {
                Lang::Sv => "sv",
                Lang::En => "en",
            },
            origin: None,
            problem: trouble,
            report: None,
        };
        let keys = if given.keys.is_empty() {
            baked
        } else {
            &given.keys
        };
        let keys = match keys {
            "" => None,
            keys => match PublishedKeys::parse(keys) {
                Ok(keys) => Some(keys),
                Err(_) => {
                    view.problem = Some(Problem::Keys);
                    return view;
                }
            },
        };
        view.origin = keys.as_ref().map(|keys| keys.origin().to_owned());
        if given.receipt.is_empty() {
            // A proof alone says nothing; keys alone are a fine beginning.
            if !given.proof.is_empty() {
                view.problem = trouble.or(Some(Problem::Nothing));
            }
            return view;
        }
        let joined;
        let text = if given.proof.is_empty() {
            &given.receipt
        } else {
            joined = with_proof(&given.receipt, &given.proof);
            &joined
        };
        view.report = Some(verify_receipt(text, keys.as_ref()).to_json(lang));
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(receipt: &str, proof: &str, keys: &str, baked: &str) -> View {
        let given = Given {
            receipt: receipt.into(),
            proof: proof.into(),
            keys: keys.into(),
        };
        View::of(&given, baked, Lang::Sv, None)
    }

    #[test]
    fn whatever_is_handed_in_gets_a_verdict() {
        for (receipt, proof) in [("{}", "c2sp.org/tlog-proof@v1"), ("a.b.c~", "x"), ("~", "")] {
            let view = view(receipt, proof, "", "");
            assert_eq!(view.report.unwrap()["verdict"], "fails", "{receipt}");
            assert_eq!(view.problem, None);
        }
    }

    #[test]
    fn keys_that_cannot_be_read_are_said_and_nothing_is_checked_without_them() {
        for (keys, baked) in [("{}", ""), ("", "{}"), ("null", "")] {
            let view = view("a.b.c~", "", keys, baked);
            assert_eq!(view.problem, Some(Problem::Keys), "{keys}{baked}");
            assert!(view.report.is_none() && view.origin.is_none());
        }
    }

    #[test]
    fn a_proof_without_a_receipt_is_said_and_an_empty_page_says_nothing() {
        let alone = view("", "c2sp.org/tlog-proof@v1", "", "");
        assert_eq!(alone.problem, Some(Problem::Nothing));
        let empty = view("", "", "", "");
        assert!(empty.problem.is_none() && empty.report.is_none());
        assert_eq!(empty.lang, "sv");
    }
}
