//! Hosts from third-party-web: who is behind a host, and what for.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use consent_core::catalogue::{Fact, Subject};
use serde_json::Value;

use super::decisions::{Decision, Decisions};
use super::facts::vendor;
use super::package::HOSTS;

/// The hosts that were decided to be known.
///
/// # Errors
/// A category that nobody decided about, so that a new one is seen.
pub fn read(text: &str, decisions: &Decisions) -> Result<Vec<Fact>> {
    let entities: Vec<Value> = serde_json::from_str(text).context("the list of entities")?;
    let mut facts = Vec::new();
    for entity in &entities {
        let field = |name: &str| entity[name].as_str().unwrap_or_default();
        let by_category = decisions
            .about("host-category", field("category"))
            .with_context(|| {
                format!(
                    "decisions.txt says nothing of host-category `{}`",
                    field("category")
                )
            })?;
        let by_entity = decisions.about("entity", field("name"));
        let company = if field("company").is_empty() {
            field("name")
        } else {
            field("company")
        };
        for domain in entity["domains"].as_array().into_iter().flatten() {
            let Some(host) = domain.as_str().and_then(clean) else {
                continue;
            };
            let category = decisions
                .about("host", &host)
                .or(by_entity)
                .unwrap_or(by_category);
            if let Some(category) = category {
                facts.push(Fact {
                    subject: Subject::Host(host),
                    category,
                    vendor: vendor(company),
                    duration: None,
                    source: HOSTS.name.to_owned(),
                });
            }
        }
    }
    Ok(facts)
}

/// The names of all entities and their hosts, for telling which decisions no longer meet anything.
pub fn known(text: &str) -> Result<BTreeMap<&'static str, Vec<String>>> {
    let entities: Vec<Value> = serde_json::from_str(text).context("the list of entities")?;
    let mut known: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for entity in &entities {
        let name = entity["name"].as_str().unwrap_or_default();
        known.entry("entity").or_default().push(name.to_owned());
        for domain in entity["domains"].as_array().into_iter().flatten() {
            known
                .entry("host")
                .or_default()
                .extend(domain.as_str().and_then(clean));
        }
    }
    Ok(known)
}

/// A host that may stand in the catalogue: a name, not an address, and below a public suffix (`de.com` and `net.pl`
/// hold anyone's sites).
pub fn clean(domain: &str) -> Option<String> {
    let host = domain.trim().to_ascii_lowercase();
    let host = host.strip_prefix("*.").unwrap_or(&host);
    let is_name = host
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        && host.split('.').all(|label| !label.is_empty());
    let is_address = host
        .split('.')
        .all(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    let is_suffix = psl::suffix_str(host).is_none_or(|suffix| suffix == host);
    (is_name && !is_address && !is_suffix).then(|| host.to_owned())
}

/// Leaves out what stands under a host that was decided by hand, which covers its subdomains, and what a host above
/// says already.
pub fn without_covered(
    facts: BTreeMap<super::facts::Key, Fact>,
    by_hand: &[Fact],
) -> BTreeMap<super::facts::Key, Fact> {
    let hand: Vec<&str> = by_hand.iter().filter_map(host_of).collect();
    let categories: BTreeMap<String, Decision> = facts
        .values()
        .filter_map(|fact| Some((host_of(fact)?.to_owned(), Some(fact.category))))
        .collect();
    facts
        .into_iter()
        .filter(|(_, fact)| {
            let host = host_of(fact).unwrap_or_default();
            let above = |above: &str| {
                host.strip_suffix(above)
                    .is_some_and(|below| below.is_empty() || below.ends_with('.'))
            };
            if hand.iter().any(|known| above(known)) {
                return false;
            }
            let nearest = host
                .match_indices('.')
                .find_map(|(dot, _)| categories.get(host.get(dot + 1..)?));
            nearest != Some(&Some(fact.category))
        })
        .collect()
}

fn host_of(fact: &Fact) -> Option<&str> {
    match &fact.subject {
        Subject::Host(host) => Some(host),
        Subject::Name(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_public_suffixes_are_no_hosts() {
        for (domain, host) in [
            ("*.Ads.Example.com", Some("ads.example.com")),
            ("d1.cloudfront.net", Some("d1.cloudfront.net")),
            ("95.85.62.56", None),
            ("de.com", None),
            ("cloudfront.net", None),
            ("com", None),
            ("a b.com", None),
            ("", None),
        ] {
            assert_eq!(clean(domain).as_deref(), host, "{domain}");
        }
    }

    #[test]
    fn the_host_is_decided_before_the_entity_and_the_entity_before_the_category() {
        let decisions = Decisions::parse(
            "host-category; ad; advertising; x\nentity; B; leave; x\nhost; b.example.com; statistics; x\n",
        )
        .unwrap();
        let text = r#"[{"name":"A","category":"ad","domains":["*.a.example.com"]},
            {"name":"B","company":"Bee; Inc","category":"ad","domains":["b.example.com","c.example.com"]}]"#;
        let facts = read(text, &decisions).unwrap();
        let lines: Vec<_> = facts
            .iter()
            .map(|fact| {
                (
                    host_of(fact).unwrap(),
                    fact.category.as_str(),
                    fact.vendor.as_str(),
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("a.example.com", "advertising", "A"),
                ("b.example.com", "statistics", "Bee, Inc")
            ]
        );
        let new = r#"[{"name":"A","category":"new","domains":[]}]"#;
        assert!(
            read(new, &decisions)
                .unwrap_err()
                .to_string()
                .contains("`new`")
        );
    }
}
