//! `catalogue/decisions.txt`: how the words of other lists become our categories.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use consent_core::category::Category;

/// What was decided about a subject: a category, or to leave it out.
pub type Decision = Option<Category>;

/// Every decision, by what it is about.
#[derive(Default)]
pub struct Decisions {
    by_subject: BTreeMap<(String, String), Decision>,
    generic: BTreeSet<String>,
}

/// What a decision can be about.
const KINDS: [&str; 6] = [
    "host-category",
    "entity",
    "host",
    "name-category",
    "platform",
    "name",
];

impl Decisions {
    /// Reads the file.
    ///
    /// # Errors
    /// Names the first line that is no decision, and a subject that is decided twice.
    pub fn parse(text: &str) -> Result<Self> {
        let mut decisions = Self::default();
        for (place, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let number = place + 1;
            let fields: Vec<&str> = line.splitn(4, ';').map(str::trim).collect();
            match fields[..] {
                ["generic", words] => {
                    decisions
                        .generic
                        .extend(words.split_whitespace().map(str::to_owned));
                }
                [what, subject, decision, reason] if KINDS.contains(&what) => {
                    if reason.is_empty() {
                        bail!("decisions.txt, line {number}: the reason is missing");
                    }
                    let decision = match (decision, Category::parse(decision)) {
                        (_, Some(category)) => Some(category),
                        ("leave", None) => None,
                        _ => bail!(
                            "decisions.txt, line {number}: `{decision}` is neither a category nor `leave`"
                        ),
                    };
                    let key = (what.to_owned(), subject.to_owned());
                    if decisions.by_subject.insert(key, decision).is_some() {
                        bail!("decisions.txt, line {number}: {what} `{subject}` is decided twice");
                    }
                }
                _ => bail!(
                    "decisions.txt, line {number}: a decision is `what; subject; category or leave; reason`, with \
                     `what` one of {}",
                    KINDS.join(", ")
                ),
            }
        }
        Ok(decisions)
    }

    /// What was decided about `subject`, if anything was.
    pub fn about(&self, what: &str, subject: &str) -> Option<Decision> {
        self.by_subject
            .get(&(what.to_owned(), subject.to_owned()))
            .copied()
    }

    /// The subjects of one kind, for telling which of them no package knows any more.
    pub fn subjects<'a>(&'a self, what: &'a str) -> impl Iterator<Item = &'a str> {
        self.by_subject
            .keys()
            .filter(move |(kind, _)| kind == what)
            .map(|(_, subject)| subject.as_str())
    }

    /// Whether a name is made of nothing but words that a site's own names are made of.
    pub fn is_generic(&self, name: &str) -> bool {
        words(name).iter().all(|word| self.generic.contains(word))
    }
}

/// The words of a name, in lower case: letters between other signs, broken where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        let breaks = !letter.is_ascii_alphabetic() || (was_small && letter.is_ascii_uppercase());
        if breaks {
            words.push(String::new());
        }
        if letter.is_ascii_alphabetic()
            && let Some(word) = words.last_mut()
        {
            word.push(letter.to_ascii_lowercase());
        }
        was_small = letter.is_ascii_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_read_and_what_is_none_is_named_by_its_line() {
        let text = "# x\nplatform; A B; functional; why; really\nname; x_*; leave; why\ngeneric; user id\n";
        let decisions = Decisions::parse(text).unwrap();
        assert_eq!(
            decisions.about("platform", "A B"),
            Some(Some(Category::Functional))
        );
        assert_eq!(decisions.about("name", "x_*"), Some(None));
        assert_eq!(decisions.about("name", "y"), None);
        for (bad, word) in [
            ("platform; A; maybe; why", "maybe"),
            ("platform; A; functional; ", "reason"),
            ("planet; A; functional; why", "what"),
            ("name; a; leave; x\nname; a; leave; y", "line 2"),
        ] {
            let error = Decisions::parse(bad).err().unwrap().to_string();
            assert!(error.contains(word), "{bad}: {error}");
        }
    }

    #[test]
    fn a_name_of_common_words_is_generic_whatever_joins_them() {
        let decisions = Decisions::parse("generic; user id session\n").unwrap();
        for name in ["user_id", "userId", "USER-ID", "session.id2", "_session"] {
            assert!(decisions.is_generic(name), "{name}");
        }
        for name in ["_ga", "userfox_id", "IDSESSION"] {
            assert!(!decisions.is_generic(name), "{name}");
        }
    }
}
