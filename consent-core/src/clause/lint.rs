//! Texts that nudge, bundle or hide: a consent given to one of them would not be valid, so it is not published.
//!
//! Words and phrases only: a lint that is sure where it speaks, not a lawyer. It knows Swedish and English; in other
//! languages it sees the length alone.

/// A rule that a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name.
    pub id: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// What is wrong.
    pub problem: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    swedish: &'static [&'static str],
    english: &'static [&'static str],
}

/// The longest text, in characters: longer ones are not read before a box is ticked.
const LONGEST: usize = 600;

/// Rules broken by the presence of a phrase.
const PHRASES: [Rule; 5] = [
    Rule {
        id: "clause-bundled",
        source: "GDPR Art. 7(2)",
        problem: "asks for consent together with accepting terms",
        remedy: "ask for the consent alone; terms are accepted elsewhere",
        swedish: &["villkor"],
        english: &["terms and", "terms of", "our terms", "conditions"],
    },
    Rule {
        id: "clause-conditional",
        source: "GDPR Art. 7(4), recital 43",
        problem: "makes the consent a condition for something else",
        remedy: "say what the person gets, without a must; nothing else may depend on it",
        swedish: &[
            "måste",
            "krävs",
            "obligatorisk",
            "för att handla",
            "för att slutföra",
            "förutsätter",
        ],
        english: &[
            "you must",
            "required",
            "mandatory",
            "in order to buy",
            "to complete",
        ],
    },
    Rule {
        id: "clause-opt-out",
        source: "GDPR recital 32; CJEU C-673/17",
        problem: "asks the person to refuse, so that doing nothing would be a yes",
        remedy: "write what a tick allows, in the affirmative",
        swedish: &[
            "avmarkera",
            "kryssa ur",
            "bocka ur",
            "vill inte",
            "nej tack",
        ],
        english: &[
            "untick",
            "uncheck",
            "do not want",
            "don't want",
            "opt out",
            "no thanks",
            "unless you",
        ],
    },
    Rule {
        id: "clause-unnamed-recipients",
        source: "GDPR Art. 4(11); EDPB 05/2020 §65",
        problem: "speaks of recipients without naming them",
        remedy: "name each company that relies on the consent",
        swedish: &["partner", "tredje part", "tredjepart", "samarbetsföretag"],
        english: &["partner", "third part", "affiliate", "selected companies"],
    },
    Rule {
        id: "clause-pressure",
        source: "EDPB 03/2022, emotional steering",
        problem: "presses or shames",
        remedy: "describe what is sent and how often, and leave the weighing to the person",
        swedish: &[
            "gå miste",
            "missa inte",
            "missa aldrig",
            "sista chansen",
            "skynda",
        ],
        english: &[
            "miss out",
            "don't miss",
            "do not miss",
            "never miss",
            "last chance",
            "hurry",
        ],
    },
];

const NO_WITHDRAWAL: Rule = Rule {
    id: "clause-no-withdrawal",
    source: "GDPR Art. 7(3)",
    problem: "does not say that the consent can be withdrawn at any time",
    remedy: "add it, for example: \"You can stop at any time\" (\"Du kan sluta när som helst\")",
    swedish: &["när som helst", "när du vill", "närhelst"],
    english: &["any time", "anytime", "whenever you"],
};

const TOO_LONG: Rule = Rule {
    id: "clause-too-long",
    source: "GDPR Art. 7(2), clear and plain language",
    problem: "is longer than 600 characters",
    remedy: "say the essence here and link to the policy beside the form",
    swedish: &[],
    english: &[],
};

impl Rule {
    fn phrases(&self, lang: &str) -> &'static [&'static str] {
        match lang.split('-').next() {
            Some("sv") => self.swedish,
            Some("en") => self.english,
            _ => &[],
        }
    }

    /// Whether one of the phrases stands in the text, at the beginning of a word.
    fn is_in(&self, text: &str, lang: &str) -> bool {
        self.phrases(lang).iter().any(|phrase| {
            text.match_indices(phrase).any(|(at, _)| {
                !text[..at]
                    .chars()
                    .next_back()
                    .is_some_and(char::is_alphanumeric)
            })
        })
    }
}

/// The rules that a clause's text breaks.
pub fn broken(text: &str, lang: &str) -> Vec<Rule> {
    let lower = text.to_lowercase();
    let lower = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut broken: Vec<Rule> = PHRASES
        .into_iter()
        .filter(|rule| rule.is_in(&lower, lang))
        .collect();
    let knows = !NO_WITHDRAWAL.phrases(lang).is_empty();
    if knows && !NO_WITHDRAWAL.is_in(&lower, lang) {
        broken.push(NO_WITHDRAWAL);
    }
    if text.chars().count() > LONGEST {
        broken.push(TOO_LONG);
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str, lang: &str) -> Vec<&'static str> {
        broken(text, lang).into_iter().map(|rule| rule.id).collect()
    }

    #[test]
    fn a_plain_text_breaks_no_rule() {
        for (lang, text) in [
            (
                "sv",
                "Ja, skicka nyhetsbrevet till mig, högst två gånger i månaden. Jag kan sluta när jag vill, när som helst.",
            ),
            (
                "en",
                "Yes, send me the newsletter, at most twice a month. I can stop at any time.",
            ),
            ("de", "Ja, bitte."),
        ] {
            assert_eq!(ids(text, lang), [""; 0], "{text}");
        }
    }

    #[test]
    fn each_rule_is_broken_by_a_text_that_breaks_it_and_by_no_other() {
        for (id, swedish, english) in [
            (
                "clause-bundled",
                "Jag godkänner villkoren.",
                "I accept the terms of sale.",
            ),
            (
                "clause-conditional",
                "Du måste kryssa här.",
                "You must tick this.",
            ),
            (
                "clause-opt-out",
                "Kryssa ur rutan om du inte vill.",
                "Untick the box to stop letters.",
            ),
            (
                "clause-unnamed-recipients",
                "Vi och våra partner skriver.",
                "We and our partners write.",
            ),
            (
                "clause-pressure",
                "Missa inte\n fynden.",
                "Never miss a bargain.",
            ),
        ] {
            let swedish = format!("{swedish} Sluta när som helst.");
            let english = format!("{english} Stop at any time.");
            assert_eq!(ids(&swedish, "sv"), [id], "{swedish}");
            assert_eq!(ids(&english, "en"), [id], "{english}");
            assert_eq!(ids(&english, "en-GB"), [id]);
        }
        assert_eq!(ids("Ja, gärna.", "sv"), ["clause-no-withdrawal"]);
        assert_eq!(
            ids(&"Stop at any time. ".repeat(40), "en"),
            ["clause-too-long"]
        );
    }

    #[test]
    fn a_phrase_counts_at_the_beginning_of_a_word_only() {
        let text = "Blå partnerskap finns inte; men livspartner gör det. Sluta när som helst.";
        assert_eq!(ids(text, "sv"), ["clause-unnamed-recipients"]);
        let text = "Livspartner och smörgåskrävs. Sluta när som helst.";
        assert_eq!(ids(text, "sv"), [""; 0]);
    }
}
