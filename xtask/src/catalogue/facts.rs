//! Facts on their way into a file: merged, ordered, and checked against what must never be touched.

use std::collections::BTreeMap;

use consent_core::catalogue::{Fact, Subject};
use consent_core::category::Category;
use consent_core::decision::HostClass;
use consent_core::rules::{Rules, StoreKind, encode_catalogue};

/// A subject as it is compared: the kind of storage (`None` for a host) and the host or name.
pub type Key = (Option<StoreKind>, String);

/// The subject of a fact.
pub fn key(fact: &Fact) -> Key {
    match &fact.subject {
        Subject::Host(host) => (None, host.clone()),
        Subject::Name(kind, name) => (Some(*kind), name.clone()),
    }
}

/// One fact a subject: the most intrusive category wins, and a duration is kept whoever knew it.
pub fn merge(facts: Vec<Fact>) -> BTreeMap<Key, Fact> {
    let mut merged: BTreeMap<Key, Fact> = BTreeMap::new();
    for fact in facts {
        let known = merged.entry(key(&fact)).or_insert_with(|| fact.clone());
        let duration = known.duration.take().or_else(|| fact.duration.clone());
        if fact.category > known.category {
            *known = fact;
        }
        known.duration = duration;
    }
    merged
}

/// Rules that know these facts, as the gate learns them, and no site.
pub fn rules<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> anyhow::Result<Rules> {
    let mut hosts = Vec::new();
    let mut names = Vec::new();
    for fact in facts {
        match &fact.subject {
            Subject::Host(host) => hosts.push((host.clone(), fact.category)),
            Subject::Name(kind, name) => names.push((*kind, name.clone(), fact.category)),
        }
    }
    let mut rules = Rules::<String>::closed();
    anyhow::ensure!(
        rules.learn(&encode_catalogue(&hosts, &names)),
        "the catalogue cannot be read again"
    );
    Ok(rules)
}

/// What the rules say of a host or a name.
pub fn ask(rules: &Rules, kind: Option<StoreKind>, text: &str) -> Option<Category> {
    match kind {
        Some(kind) => rules.name(kind, text),
        None => match rules.host(text, "shop.invalid") {
            HostClass::Known(category) => Some(category),
            _ => None,
        },
    }
}

/// The file: a line for each host, or for each name with all kinds of storage that agree.
pub fn render(head: &str, facts: &BTreeMap<Key, Fact>) -> String {
    let mut lines: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for ((kind, subject), fact) in facts {
        let rest = format!(
            "{}; {}; {}; {}",
            fact.category.as_str(),
            fact.vendor,
            fact.duration.as_deref().unwrap_or("-"),
            fact.source
        );
        lines
            .entry((subject, rest))
            .or_default()
            .push(kind.map_or("host", StoreKind::as_str));
    }
    let mut text = String::from(head);
    for ((subject, rest), kinds) in lines {
        text.push_str(&format!("{subject}; {}; {rest}\n", kinds.join("+")));
    }
    text
}

/// A vendor's name that fits into a field.
pub fn vendor(name: &str) -> String {
    let name = name.replace(';', ",");
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
