//! What a visitor decided and what follows from it for one thing that wants to happen.
//!
//! Knows categories only: which host or name belongs to which category is told by [`crate::rules`].

use alloc::string::String;

use crate::category::{Category, CategorySet};
use crate::cookie::ConsentKey;
use crate::scan::{Scan, is_in, is_space};

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

/// A condition on what is granted, as `data-consent` writes it: category names, purpose ids and `all`, joined by
/// `&` (or a comma) and `|`, of which `&` binds tighter; `!` negates one word.
///
/// Held as its truth table, so that asking costs a shift. The first sixteen bits answer for each set of granted
/// categories when not everything asked is granted, the last sixteen when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expression(u32);

impl Expression {
    /// The expression that never allows: what a bad text becomes.
    pub const NEVER: Self = Self(0);

    /// Reads an expression; `purpose` gives the category of one of the site's purposes by its id.
    ///
    /// An empty or broken text, or one with an unknown word, becomes [`Expression::NEVER`].
    pub fn parse(text: &str, purpose: &dyn Fn(&str) -> Option<Category>) -> Self {
        let mut scan = Scan::new(text, 0);
        let mut any = 0;
        let mut every = u32::MAX;
        loop {
            let before = scan.take(|byte| is_space(byte) || byte == b'!');
            let is_negated = before.bytes().filter(|byte| *byte == b'!').count() % 2 == 1;
            let word = scan.take(|byte| !matches!(byte, b'&' | b',' | b'|'));
            let Some(table) = Self::word(word.trim_ascii_end(), purpose) else {
                return Self::NEVER;
            };
            every &= if is_negated { !table } else { table };
            match scan.next() {
                Some(b'|') => {
                    any |= every;
                    every = u32::MAX;
                }
                Some(_) => {}
                None => return Self(any | every),
            }
        }
    }

    /// Whether the condition holds when the site asks about `asked` and has `granted`.
    pub fn allows(self, asked: CategorySet, granted: CategorySet) -> bool {
        let row = granted.bits() | u8::from(is_all(asked, granted)) << 4;
        self.0 >> row & 1 == 1
    }

    /// The truth table of one word, if it is known.
    fn word(word: &str, purpose: &dyn Fn(&str) -> Option<Category>) -> Option<u32> {
        if is_in("all unknown", word) {
            return Some(0xFFFF_0000);
        }
        let category = match purpose(word) {
            Some(category) => category,
            None => Category::ALL
                .into_iter()
                .find(|category| category.as_str().eq_ignore_ascii_case(word))?,
        };
        Some(match category {
            Category::Functional => u32::MAX,
            Category::Preferences => 0xCCCC_CCCC,
            Category::Statistics => 0xF0F0_F0F0,
            Category::Advertising => 0xFF00_FF00,
        })
    }
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

    #[test]
    fn expressions_mean_what_they_say() {
        let purposes = [
            ("visits", Category::Statistics),
            ("ads", Category::Advertising),
        ];
        let purpose = |id: &str| {
            purposes
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, category)| *category)
        };
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
            let expression = Expression::parse(text, &purpose);
            let allows = |granted| expression.allows(BOTH, granted);
            assert_eq!(
                (allows(none), allows(STATISTICS), allows(BOTH)),
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
        ] {
            for granted in 0..16 {
                let granted = CategorySet::from_bits(granted);
                assert!(
                    !Expression::parse(text, &|_| None).allows(BOTH, granted),
                    "{text}"
                );
            }
        }
    }
}
