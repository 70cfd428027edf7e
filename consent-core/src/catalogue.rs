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
mod tests;
