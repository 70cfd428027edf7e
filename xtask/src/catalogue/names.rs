//! Names from the Open Cookie Database: what a cookie is for, who sets it, how long it stays.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use consent_core::catalogue::{Fact, Subject};
use consent_core::rules::StoreKind;
use serde_json::Value;

use super::decisions::Decisions;
use super::duration;
use super::facts::vendor;
use super::package::NAMES;

/// Fewer letters than this (before a `*`, one less) are too few to tell a tracker's name from a site's own.
const LEAST_LETTERS: usize = 5;

/// The categories that say too little without the platform.
const BY_PLATFORM: [&str; 3] = ["Functional", "Necessary", "Security"];

/// The names that were decided to be known.
///
/// # Errors
/// A category, or a platform with names called functional, that nobody decided about.
pub fn read(text: &str, decisions: &Decisions) -> Result<Vec<Fact>> {
    let platforms: BTreeMap<String, Vec<Value>> =
        serde_json::from_str(text).context("the cookie database")?;
    let mut facts = Vec::new();
    for (platform, entries) in &platforms {
        for entry in entries {
            let field = |name: &str| entry[name].as_str().unwrap_or_default().trim();
            let Some(name) = clean(field("cookie"), field("wildcardMatch") == "1") else {
                continue;
            };
            let decision = match decisions.about("name", &name) {
                Some(decision) => decision,
                None if is_unsure(&name, field("domain"), decisions) => None,
                None => {
                    let by_category = ("name-category", field("category"));
                    let by_platform = ("platform", platform.trim());
                    let (what, subject) = if BY_PLATFORM.contains(&field("category")) {
                        by_platform
                    } else {
                        by_category
                    };
                    decisions.about(what, subject).with_context(|| {
                        format!("decisions.txt says nothing of {what} `{subject}` (for `{name}`)")
                    })?
                }
            };
            let Some(category) = decision else { continue };
            let by = [platform.as_str(), field("dataController")]
                .into_iter()
                .find(|by| !by.trim().is_empty())
                .unwrap_or("unknown");
            for kind in kinds(&[
                field("description"),
                field("domain"),
                field("retentionPeriod"),
            ]) {
                facts.push(Fact {
                    subject: Subject::Name(kind, name.clone()),
                    category,
                    vendor: vendor(by),
                    duration: duration::parse(field("retentionPeriod")),
                    source: NAMES.name.to_owned(),
                });
            }
        }
    }
    Ok(facts)
}

/// The names of all platforms and cookies, for telling which decisions no longer meet anything.
pub fn known(text: &str) -> Result<BTreeMap<&'static str, Vec<String>>> {
    let platforms: BTreeMap<String, Vec<Value>> =
        serde_json::from_str(text).context("the cookie database")?;
    let names = platforms.values().flatten().filter_map(|entry| {
        let wildcard = entry["wildcardMatch"].as_str() == Some("1");
        clean(entry["cookie"].as_str().unwrap_or_default(), wildcard)
    });
    Ok(BTreeMap::from([
        ("name", names.collect()),
        (
            "platform",
            platforms
                .keys()
                .map(|name| name.trim().to_owned())
                .collect(),
        ),
    ]))
}

/// A name as it is stored, with a `*` where it goes on. Nothing with signs that no cookie's name has, or that this
/// list cannot say.
fn clean(cookie: &str, is_wildcard: bool) -> Option<String> {
    let cookie = cookie.trim();
    // A place holder at the end stands for what differs from site to site.
    let (name, is_open) = match cookie.strip_suffix("NNN") {
        Some(name) => (name, true),
        None => (cookie, is_wildcard),
    };
    let is_plain = |letter: char| {
        letter.is_ascii_graphic() && !matches!(letter, ';' | '=' | ',' | '*' | '%' | '#' | '"')
    };
    (!name.is_empty() && name.chars().all(is_plain))
        .then(|| format!("{name}{}", if is_open { "*" } else { "" }))
}

/// Whether a site's own name may be the same: too short, made of common words, or a short word of a third party.
fn is_unsure(name: &str, domain: &str, decisions: &Decisions) -> bool {
    let start = name.trim_end_matches('*');
    let least = LEAST_LETTERS - (name.len() - start.len());
    let is_small_word = start.len() < 7 && start.bytes().all(|byte| byte.is_ascii_lowercase());
    start.len() < least
        || decisions.is_generic(start)
        || (is_small_word && (name.ends_with('*') || !domain.is_empty()))
}

/// Where a name is stored, as far as the texts say; a cookie, if they say nothing.
fn kinds(texts: &[&str]) -> Vec<StoreKind> {
    let text = texts.join(" ").to_ascii_lowercase();
    if text.contains("local storage") || text.contains("localstorage") {
        vec![StoreKind::Cookie, StoreKind::Local]
    } else if text.contains("session storage") || text.contains("sessionstorage") {
        vec![StoreKind::Cookie, StoreKind::Session]
    } else {
        vec![StoreKind::Cookie]
    }
}

/// Leaves out what a name that was decided by hand covers, where it would say otherwise.
pub fn without_contradictions(
    facts: BTreeMap<super::facts::Key, Fact>,
    by_hand: &[Fact],
) -> BTreeMap<super::facts::Key, Fact> {
    facts
        .into_iter()
        .filter(|((kind, name), fact)| {
            by_hand.iter().all(|hand| {
                let Subject::Name(hand_kind, pattern) = &hand.subject else {
                    return true;
                };
                let is_same = pattern == name;
                let is_covered = pattern
                    .strip_suffix('*')
                    .is_some_and(|start| name.starts_with(start));
                Some(*hand_kind) != *kind
                    || !(is_same || (is_covered && hand.category != fact.category))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisions() -> Decisions {
        Decisions::parse(
            "name-category; Marketing; advertising; x\nplatform; Shop; functional; x\nplatform; Chat; preferences; x\n\
             name; sessions*; leave; x\ngeneric; session id user\n",
        )
        .unwrap()
    }

    fn lines(text: &str) -> Vec<(String, &'static str)> {
        read(text, &decisions())
            .unwrap()
            .into_iter()
            .map(|fact| match fact.subject {
                Subject::Name(kind, name) => {
                    (format!("{} {name}", kind.as_str()), fact.category.as_str())
                }
                Subject::Host(host) => panic!("{host}"),
            })
            .collect()
    }

    #[test]
    fn what_is_called_functional_is_decided_by_its_platform() {
        let text = r#"{"Shop":[{"cookie":"cart_x1","category":"Functional"}],"Chat":[{"cookie":"chat_window","category":"Functional"}]}"#;
        assert_eq!(
            lines(text),
            [
                ("cookie chat_window".to_owned(), "preferences"),
                ("cookie cart_x1".to_owned(), "functional")
            ]
        );
        let new = r#"{"New":[{"cookie":"cart_x1","category":"Functional"}]}"#;
        let error = read(new, &decisions()).unwrap_err().to_string();
        assert!(error.contains("`New`"), "{error}");
    }

    #[test]
    fn names_that_a_site_may_have_itself_are_left_out() {
        let text = r#"{"Ads":[{"cookie":"session_id","category":"Marketing"},{"cookie":"uid","category":"Marketing"},
            {"cookie":"tuuid","category":"Marketing","domain":"ads.example"},{"cookie":"ab","category":"Marketing","wildcardMatch":"1"},
            {"cookie":"sessions","category":"Marketing","wildcardMatch":"1"},{"cookie":"a b","category":"Marketing"},
            {"cookie":"KADU_9","category":"Marketing"},{"cookie":"ads_NNN","category":"Marketing"},
            {"cookie":"in_store","category":"Marketing","description":"HTML5 Local Storage"}]}"#;
        assert_eq!(
            lines(text),
            [
                ("cookie KADU_9".to_owned(), "advertising"),
                ("cookie ads_*".to_owned(), "advertising"),
                ("cookie in_store".to_owned(), "advertising"),
                ("local in_store".to_owned(), "advertising")
            ]
        );
    }
}
