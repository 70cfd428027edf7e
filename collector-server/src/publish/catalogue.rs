//! The catalogue in the program: what is commonly known of hosts and stored names.

use std::sync::LazyLock;

use consent_core::catalogue::{Fact, Subject, parse};
use consent_core::{
    category::Category,
    foreign::slug,
    rules::{StoreKind, encode_catalogue},
};

/// The files of facts, by name: those by hand, which win, and those from registry packages.
const FILES: [(&str, &str); 4] = [
    ("hosts.txt", include_str!("../../../catalogue/hosts.txt")),
    ("names.txt", include_str!("../../../catalogue/names.txt")),
    (
        "imported_hosts.txt",
        include_str!("../../../catalogue/imported_hosts.txt"),
    ),
    (
        "imported_names.txt",
        include_str!("../../../catalogue/imported_names.txt"),
    ),
];

/// Every fact, read once.
static FACTS: LazyLock<Vec<Fact>> =
    LazyLock::new(|| FILES.iter().flat_map(|(_, text)| parse(text).0).collect());

/// The names that every site's own script knows, before the whole catalogue has come.
const COMMON: &str = include_str!("../../../catalogue/common.txt");

/// The whole catalogue as the gate fetches it when it meets something unknown.
pub fn file() -> String {
    encode_catalogue(&hosts(), &names())
}

/// The commonest names that third parties' scripts store under the site's own host.
pub fn common_names() -> Vec<(StoreKind, String, Category)> {
    let mut known = names();
    known.retain(|(_, name, _)| COMMON.lines().any(|common| common == name));
    known
}

/// Public stores of code. They are functional, but wait the moment that the whole catalogue takes: in every script they
/// would cost more than they give.
pub(crate) const CODE_STORES: [&str; 11] = [
    "cdnjs.cloudflare.com",
    "jsdelivr.net",
    "unpkg.com",
    "code.jquery.com",
    "ajax.googleapis.com",
    "bootstrapcdn.com",
    "ajax.aspnetcdn.com",
    "esm.sh",
    "esm.run",
    "ga.jspm.io",
    "cdn.skypack.dev",
];

/// Hosts that a page may always reach: payment, sign-in and the like must not wait for the whole catalogue.
pub fn functional_hosts() -> Vec<(String, Category)> {
    // Of those by hand only: each is a few bytes of every script, and the others can wait for the whole catalogue.
    let (by_hand, _) = parse(FILES[0].1);
    let functional = by_hand
        .into_iter()
        .filter(|fact| fact.category == Category::Functional);
    functional
        .filter_map(|fact| match fact.subject {
            Subject::Host(host) => Some((host, fact.category)),
            Subject::Name(..) => None,
        })
        .filter(|(host, _)| !CODE_STORES.contains(&host.as_str()))
        .collect()
}

/// The fact about a host, or about the nearest domain above it.
pub(crate) fn of_host(host: &str) -> Option<&'static Fact> {
    let above = host
        .match_indices('.')
        .filter_map(|(dot, _)| host.get(dot + 1..));
    core::iter::once(host).chain(above).find_map(|name| {
        let is_named =
            |fact: &&Fact| matches!(&fact.subject, Subject::Host(known) if known == name);
        facts().iter().find(is_named)
    })
}

/// The fact about a stored name, as it is written there.
pub(crate) fn of_name(kind: StoreKind, name: &str) -> Option<&'static Fact> {
    let is_named = |fact: &&Fact| matches!(&fact.subject, Subject::Name(of, known) if *of == kind && known == name);
    facts().iter().find(is_named)
}

/// What everything that is fetched from the vendor of this [`slug`] is for, when it is all for the same.
pub(crate) fn category_of_vendor(name: &str) -> Option<Category> {
    let mut categories = facts()
        .iter()
        .filter(|fact| matches!(fact.subject, Subject::Host(_)) && slug(&fact.vendor) == name)
        .map(|fact| fact.category);
    let first = categories.next()?;
    categories
        .all(|category| category == first)
        .then_some(first)
}

/// Every fact.
pub fn facts() -> &'static [Fact] {
    &FACTS
}

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
