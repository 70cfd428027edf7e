//! Reads the catalogue: what is commonly known of tracker hosts and stored names (`catalogue/*.txt`).
//!
//! Knows the form of a line only. The facts are data, and how they reach a site's rules is the collector's matter.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::category::Category;
use crate::rules::StoreKind;

/// What a fact is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A host and its subdomains.
    Host(String),
    /// A name in one kind of storage; a trailing `*` is a wildcard.
    Name(StoreKind, String),
}

/// One thing that is commonly known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub subject: Subject,
    /// What it is for.
    pub category: Category,
    /// Who is behind it.
    pub vendor: String,
    /// How long a stored name lives: an ISO 8601 duration, or `session`; `None` where it is not known.
    pub duration: Option<String>,
    /// Where the fact comes from.
    pub source: String,
}

/// A line that is not a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl core::fmt::Display for FactError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.problem)
    }
}

impl core::error::Error for FactError {}

/// Reads a file of facts; returns the good ones and, apart, the lines that are not.
///
/// A line is `subject; kind; category; vendor; duration; source`. `kind` is `host` or storage kinds joined with `+`,
/// of which each gives a fact; `-` stands for no duration. Empty lines and lines that begin with `#` are skipped.
pub fn parse(text: &str) -> (Vec<Fact>, Vec<FactError>) {
    let mut facts = Vec::new();
    let mut errors = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse_line(line) {
            Ok(some) => facts.extend(some),
            Err(problem) => errors.push(FactError {
                line: place + 1,
                problem,
            }),
        }
    }
    (facts, errors)
}

fn parse_line(line: &str) -> Result<Vec<Fact>, &'static str> {
    let fields: Vec<&str> = line.split(';').map(str::trim_ascii).collect();
    let [subject, kinds, category, vendor, duration, source] = fields[..] else {
        return Err("a fact has six fields: subject; kind; category; vendor; duration; source");
    };
    let category = Category::parse(category).ok_or("no such category")?;
    if vendor.is_empty() || source.is_empty() {
        return Err("vendor and source must be named");
    }
    let is_duration = duration == "-"
        || duration == "session"
        || (duration.len() > 2 && duration.starts_with('P'));
    if !is_duration {
        return Err("a duration is `P…`, `session` or `-`");
    }
    let fact = |subject| Fact {
        subject,
        category,
        vendor: vendor.to_owned(),
        duration: (duration != "-").then(|| duration.to_owned()),
        source: source.to_owned(),
    };
    if kinds == "host" {
        return if is_host(subject) {
            Ok(vec![fact(Subject::Host(subject.to_owned()))])
        } else {
            Err("a host is a lower-case name with a dot, without scheme, port or wildcard")
        };
    }
    let name = subject.strip_suffix('*').unwrap_or(subject);
    if name.is_empty() || name.contains('*') {
        return Err("a name has at most one `*`, at its end, and something before it");
    }
    kinds
        .split('+')
        .map(|kind| {
            let kind = StoreKind::parse(kind.trim_ascii()).ok_or("no such kind")?;
            Ok(fact(Subject::Name(kind, subject.to_owned())))
        })
        .collect()
}

fn is_host(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.bytes().all(|letter| {
                    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-'
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Rules, RulesSource};
    use std::collections::BTreeMap;

    fn catalogue() -> Vec<Fact> {
        let mut facts = Vec::new();
        for text in [
            include_str!("../../catalogue/hosts.txt"),
            include_str!("../../catalogue/names.txt"),
        ] {
            let (good, errors) = parse(text);
            assert_eq!(errors, []);
            facts.extend(good);
        }
        facts
    }

    fn rules() -> Rules {
        let mut source = RulesSource::default();
        for fact in catalogue() {
            match fact.subject {
                Subject::Host(host) => source.catalogue_hosts.push((host, fact.category)),
                Subject::Name(kind, name) => {
                    source.catalogue_names.push((kind, name, fact.category));
                }
            }
        }
        Rules::decode(&Rules::encode(&source)).unwrap()
    }

    #[test]
    fn the_good_lines_are_read_and_the_bad_ones_named() {
        let text = "# hosts\n\nx.se; host; statistics; X; -; hand\n\
            a_*; cookie+local; advertising; X; P1Y; hand\n\
            x.se; host; marketing; X; -; hand\nhttps://x.se; host; statistics; X; -; hand\n\
            a*b; cookie; statistics; X; -; hand\n*; cookie; statistics; X; -; hand\n\
            a; jar; statistics; X; -; hand\na; cookie; statistics; X; soon; hand\n\
            a; cookie; statistics; X; hand\na; cookie; statistics; ; -; hand\n";
        let (facts, errors) = parse(text);
        let subjects: Vec<_> = facts.iter().map(|fact| fact.subject.clone()).collect();
        assert_eq!(
            subjects,
            [
                Subject::Host("x.se".to_owned()),
                Subject::Name(StoreKind::Cookie, "a_*".to_owned()),
                Subject::Name(StoreKind::Local, "a_*".to_owned()),
            ]
        );
        assert_eq!(facts[1].duration.as_deref(), Some("P1Y"));
        let lines: Vec<_> = errors.iter().map(|error| error.line).collect();
        assert_eq!(lines, [5, 6, 7, 8, 9, 10, 11, 12]);
    }

    #[test]
    fn no_subject_of_the_catalogue_stands_twice() {
        let mut seen = BTreeMap::new();
        for fact in catalogue() {
            let key = match &fact.subject {
                Subject::Host(host) => ("host", host.clone()),
                Subject::Name(kind, name) => (kind.as_str(), name.clone()),
            };
            let before = seen.insert(key, fact.clone());
            assert_eq!(before, None);
        }
    }

    #[test]
    fn no_two_subjects_of_the_catalogue_share_a_hash() {
        let rules = rules();
        for fact in catalogue() {
            match fact.subject {
                Subject::Host(host) => assert_eq!(
                    rules.host(&host, "shop.example"),
                    crate::decision::HostClass::Known(fact.category),
                    "{host}"
                ),
                Subject::Name(kind, name) => {
                    let shown = name.strip_suffix('*').unwrap_or(&name);
                    assert_eq!(
                        rules.name(kind, shown),
                        Some(fact.category),
                        "{kind:?} {name}"
                    );
                }
            }
        }
    }

    #[test]
    fn carts_sessions_and_payments_are_functional() {
        let rules = rules();
        for name in [
            "PHPSESSID",
            "cart",
            "woocommerce_cart_hash",
            "wp_woocommerce_session_0a1b",
            "form_key",
            "PrestaShop-0a1b2c",
            "OCSESSID",
            "XSRF-TOKEN",
            "csrftoken",
            "__stripe_mid",
            "samtycke",
        ] {
            assert_eq!(
                rules.name(StoreKind::Cookie, name),
                Some(Category::Functional),
                "{name}"
            );
        }
        for host in [
            "js.stripe.com",
            "x.klarnacdn.net",
            "www.paypal.com",
            "mpc.getswish.net",
        ] {
            assert_eq!(
                rules.host(host, "shop.example"),
                crate::decision::HostClass::Known(Category::Functional),
                "{host}"
            );
        }
    }

    #[test]
    fn the_common_names_are_trackers_that_the_catalogue_knows() {
        let mut seen = Vec::new();
        for name in include_str!("../../catalogue/common.txt").lines() {
            if name.starts_with('#') {
                continue;
            }
            assert!(!seen.contains(&name), "{name} stands twice");
            seen.push(name);
            let categories: Vec<_> = catalogue()
                .into_iter()
                .filter(|fact| matches!(&fact.subject, Subject::Name(_, known) if known == name))
                .map(|fact| fact.category)
                .collect();
            assert!(!categories.is_empty(), "{name} is not in names.txt");
            assert!(!categories.contains(&Category::Functional), "{name}");
        }
        assert!((150..=250).contains(&seen.len()), "{}", seen.len());
    }

    #[test]
    fn wildcards_are_long_enough_to_spare_a_shops_own_names() {
        for fact in catalogue() {
            if let Subject::Name(_, name) = fact.subject {
                assert!(!name.ends_with('*') || name.len() > 3, "{name}");
            }
        }
    }
}
