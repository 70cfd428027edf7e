//! The catalogue in the program: what is commonly known of hosts and stored names.

use std::sync::LazyLock;

use consent_core::catalogue::{Fact, Subject, parse};
use consent_core::{category::Category, rules::StoreKind};

/// The files of facts, by name.
const FILES: [(&str, &str); 2] = [
    ("hosts.txt", include_str!("../../../catalogue/hosts.txt")),
    ("names.txt", include_str!("../../../catalogue/names.txt")),
];

/// Every fact, read once.
static FACTS: LazyLock<Vec<Fact>> =
    LazyLock::new(|| FILES.iter().flat_map(|(_, text)| parse(text).0).collect());

/// Hosts with their category.
pub fn hosts() -> Vec<(String, Category)> {
    FACTS
        .iter()
        .filter_map(|fact| match &fact.subject {
            Subject::Host(host) => Some((host.clone(), fact.category)),
            Subject::Name(..) => None,
        })
        .collect()
}

/// Stored names with their category.
pub fn names() -> Vec<(StoreKind, String, Category)> {
    FACTS
        .iter()
        .filter_map(|fact| match &fact.subject {
            Subject::Name(kind, name) => Some((*kind, name.clone(), fact.category)),
            Subject::Host(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_catalogue_is_a_fact() {
        for (file, text) in FILES {
            assert_eq!(parse(text).1, [], "{file}");
        }
    }
}
