//! What a visitor decided and what follows from it for one thing that wants to happen.
//!
//! Knows categories only: which host or name belongs to which category is told by [`crate::rules`].

use alloc::string::String;

use crate::category::{Category, CategorySet};
use crate::cookie::ConsentKey;

/// What a visitor decided, as the consent cookie keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The categories that were granted; always with the functional one.
    pub granted: CategorySet,
    /// The services that were refused in them: ids of the site file, apart by dots.
    pub refused: String,
    /// When the choice was made, seconds since 1970.
    pub time_seconds: u64,
    /// The material version of the site's notice that was answered.
    pub version: u32,
    /// The browser's key to its own receipts.
    pub key: ConsentKey,
}

/// What is known of a host, seen from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostClass {
    /// The site's own host.
    FirstParty,
    /// Declared by the site or known to the catalogue.
    Known(Category),
    /// Of a service that the visitor has refused, whatever its category.
    Refused,
    /// A third party that nobody has classified.
    Unknown,
}

/// Whether something may happen now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Let it pass.
    Allow,
    /// Keep it back until the category is granted; `None` (unknown, or a refused service): until everything asked is
    /// granted.
    Hold(Option<Category>),
}

/// Says whether something of `class` may happen when the site asks about `asked` and has `granted`.
///
/// An unknown third party passes only when the site asks something and all of it is granted:
/// rules that could not be read ask nothing and so let nothing unknown through. Where a service is refused not all is
/// granted: there `asked` is empty too.
pub fn gate(class: HostClass, asked: CategorySet, granted: CategorySet) -> Verdict {
    match class {
        HostClass::FirstParty | HostClass::Known(Category::Functional) => Verdict::Allow,
        HostClass::Known(category) if granted.contains(category) => Verdict::Allow,
        HostClass::Known(category) => Verdict::Hold(Some(category)),
        HostClass::Unknown if is_all(asked, granted) => Verdict::Allow,
        HostClass::Unknown | HostClass::Refused => Verdict::Hold(None),
    }
}

/// Whether every category that can be refused is granted, of those asked about; never, when none is asked about.
pub fn is_all(asked: CategorySet, granted: CategorySet) -> bool {
    let asked = asked.without(Category::Functional);
    !asked.is_empty() && granted.contains_all(asked)
}

/// Whether a condition on what is granted, as `data-consent` writes it, holds: words joined by `&` (or a comma) and `|`, of
/// which `&` binds tighter; `!` negates one word.
///
/// The words (categories, purposes, `all`) are the page's, which has put in place of each the place of its bit among those
/// that are `met` (`assets/gate/core.js`). An empty or broken text, or one with anything else in it, never holds.
pub fn allows(expression: &[u8], met: u8) -> bool {
    let mut any = false;
    let mut every = true;
    let mut is_negated = false;
    let mut is_word_next = true;
    for &byte in expression {
        // No other control character can be between words.
        if byte <= b' ' {
            continue;
        }
        let is_bit = matches!(byte, b'0'..=b'7');
        if (is_bit || byte == b'!') != is_word_next {
            return false;
        }
        if byte == b'!' {
            is_negated = !is_negated;
            continue;
        }
        is_word_next = !is_bit;
        match byte {
            _ if is_bit => {
                every &= (met >> (byte & 7) & 1 == 1) != is_negated;
                is_negated = false;
            }
            b'|' => {
                any |= every;
                every = true;
            }
            b'&' | b',' => {}
            _ => return false,
        }
    }
    !is_word_next && (any | every)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATISTICS: CategorySet = CategorySet::FUNCTIONAL_ONLY.with(Category::Statistics);
    const BOTH: CategorySet = STATISTICS.with(Category::Advertising);

    #[test]
    fn a_known_tracker_waits_for_its_own_category_only() {
        let tracker = HostClass::Known(Category::Statistics);
        assert_eq!(
            gate(tracker, BOTH, CategorySet::FUNCTIONAL_ONLY),
            Verdict::Hold(Some(Category::Statistics))
        );
        assert_eq!(gate(tracker, BOTH, STATISTICS), Verdict::Allow);
        assert_eq!(
            gate(HostClass::Known(Category::Advertising), BOTH, STATISTICS),
            Verdict::Hold(Some(Category::Advertising))
        );
    }

    #[test]
    fn the_site_itself_and_functional_services_always_pass() {
        for class in [
            HostClass::FirstParty,
            HostClass::Known(Category::Functional),
        ] {
            assert_eq!(gate(class, BOTH, CategorySet::EMPTY), Verdict::Allow);
        }
    }

    // ACCEPTANCE 41 (partly: the decision; the list in the console is not here)
    #[test]
    fn an_unknown_third_party_waits_until_everything_asked_is_granted() {
        assert_eq!(
            gate(HostClass::Unknown, BOTH, STATISTICS),
            Verdict::Hold(None)
        );
        assert_eq!(gate(HostClass::Unknown, BOTH, BOTH), Verdict::Allow);
    }

    #[test]
    fn rules_that_ask_nothing_let_no_unknown_third_party_through() {
        for asked in [CategorySet::EMPTY, CategorySet::FUNCTIONAL_ONLY] {
            assert_eq!(gate(HostClass::Unknown, asked, BOTH), Verdict::Hold(None));
        }
    }

    /// The expression as the page hands it over (`placesOf` of `assets/gate/hold.js`, which is tried beside this in
    /// tests/workspace), asked where both are asked about.
    fn allows(text: &str, granted: CategorySet) -> bool {
        let met = granted.bits() | u8::from(is_all(BOTH, granted)) << 4;
        super::allows(in_places(text).as_bytes(), met)
    }

    fn in_places(text: &str) -> String {
        let is_word = |letter: char| !"!&|,".contains(letter) && !letter.is_whitespace();
        let mut places = String::new();
        let text = text.to_lowercase();
        let mut rest = text.as_str();
        while let Some(letter) = rest.chars().next() {
            let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(if end > 0 { end } else { letter.len_utf8() });
            places.push_str(match word {
                "functional" => "0",
                "preferences" => "1",
                "statistics" | "visits" => "2",
                "advertising" | "ads" => "3",
                "all" | "unknown" => "4",
                _ if end > 0 => "NaN",
                _ => word,
            });
            rest = behind;
        }
        places
    }

    #[test]
    fn expressions_mean_what_they_say() {
        let none = CategorySet::FUNCTIONAL_ONLY;
        // Text, then whether it allows with nothing, with statistics, with both granted.
        let cases = [
            ("functional", true, true, true),
            ("statistics", false, true, true),
            (" Statistics ", false, true, true),
            ("visits", false, true, true),
            ("ads", false, false, true),
            ("statistics & advertising", false, false, true),
            ("statistics,ads", false, false, true),
            ("statistics | advertising", false, true, true),
            ("advertising | functional & visits", false, true, true),
            ("all", false, false, true),
            ("unknown", false, false, true),
            ("!advertising", true, true, false),
            ("!!statistics", false, true, true),
            ("statistics & !all", false, true, false),
            ("preferences", false, false, false),
        ];
        for (text, with_none, with_statistics, with_both) in cases {
            assert_eq!(
                (
                    allows(text, none),
                    allows(text, STATISTICS),
                    allows(text, BOTH)
                ),
                (with_none, with_statistics, with_both),
                "{text}"
            );
        }
    }

    #[test]
    fn a_bad_expression_never_allows() {
        for text in [
            "",
            " ",
            "&",
            "statistics &",
            "| statistics",
            "marketing",
            "!",
            "!marketing",
            "functional | marketing",
            "statistics && advertising",
            "(statistics)",
            "statistics advertising",
            "!statistics advertising",
            "statistics !advertising",
            "statistics | | advertising",
            "!& statistics",
        ] {
            for granted in 0..16 {
                let granted = CategorySet::from_bits(granted);
                assert!(!allows(text, granted), "{text}");
            }
        }
    }
}
