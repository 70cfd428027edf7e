//! `bench matcher`: how long a question about a host or a name takes, asked of the whole catalogue, beside the plainest
//! thing that answers the same, a `HashMap`. Of both the best of seven rounds, in the same run.

#[cfg(feature = "catalogue")]
use std::collections::HashMap;
#[cfg(feature = "catalogue")]
use std::hint::black_box;
#[cfg(feature = "catalogue")]
use std::time::Instant;

use anyhow::Result;
#[cfg(feature = "catalogue")]
use consent_core::catalogue::{Fact, Subject, parse};
#[cfg(feature = "catalogue")]
use consent_core::category::Category;
#[cfg(feature = "catalogue")]
use consent_core::decision::HostClass;
#[cfg(feature = "catalogue")]
use consent_core::rules::StoreKind;

/// Builds this program optimised and with the catalogue's reader, and hands over to it.
#[cfg(not(feature = "catalogue"))]
pub fn run() -> Result<()> {
    let mut command = crate::workspace::cargo();
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--features",
        "catalogue",
        "--",
        "bench",
        "matcher",
    ]);
    crate::process::say("building (a minute the first time)");
    crate::process::run(&mut command)
}

/// Measures and prints.
#[cfg(feature = "catalogue")]
pub fn run() -> Result<()> {
    let facts = catalogue()?;
    let rules = crate::catalogue::rules(&facts)?;
    let (host_map, name_map) = maps(&facts);
    let (hosts, names) = questions(&facts);
    println!(
        "{} facts; nanoseconds a question, the best of seven rounds of {} questions, half of them about something unknown",
        facts.len(),
        hosts.len()
    );
    println!("{:<8} {:>10} {:>10}", "", "rules", "HashMap");
    let by_rules = nanoseconds(&hosts, |host| rules.host(host, "www.shop.example"));
    let by_map = nanoseconds(&hosts, |host| suffix(&host_map, host));
    println!("{:<8} {by_rules:>10.0} {by_map:>10.0}", "hosts");
    let by_rules = nanoseconds(&names, |name| rules.name(StoreKind::Cookie, name));
    let by_map = nanoseconds(&names, |name| prefix(&name_map, name));
    println!("{:<8} {by_rules:>10.0} {by_map:>10.0}", "names");
    for host in &hosts {
        let known = match rules.host(host, "www.shop.example") {
            HostClass::Known(category) => Some(category),
            _ => None,
        };
        anyhow::ensure!(
            known == suffix(&host_map, host),
            "the two do not agree about {host}"
        );
    }
    for name in &names {
        let known = rules.name(StoreKind::Cookie, name);
        anyhow::ensure!(
            known == prefix(&name_map, name),
            "the two do not agree about {name}"
        );
    }
    Ok(())
}

#[cfg(feature = "catalogue")]
fn catalogue() -> Result<Vec<Fact>> {
    let mut facts = Vec::new();
    for file in [
        "hosts.txt",
        "names.txt",
        "imported_hosts.txt",
        "imported_names.txt",
    ] {
        let path = crate::workspace::root().join("catalogue").join(file);
        facts.extend(parse(&std::fs::read_to_string(path)?).0);
    }
    Ok(facts)
}

#[cfg(feature = "catalogue")]
type Map<'f> = HashMap<&'f str, Category>;

/// Hosts, and the names of cookies.
#[cfg(feature = "catalogue")]
fn maps(facts: &[Fact]) -> (Map<'_>, Map<'_>) {
    let mut hosts = HashMap::new();
    let mut names = HashMap::new();
    for fact in facts {
        match &fact.subject {
            Subject::Host(host) => hosts.insert(host.as_str(), fact.category),
            Subject::Name(StoreKind::Cookie, name) => names.insert(name.as_str(), fact.category),
            Subject::Name(..) => None,
        };
    }
    (hosts, names)
}

/// Every known host and name as it appears on a page, and as many that nobody knows.
#[cfg(feature = "catalogue")]
fn questions(facts: &[Fact]) -> (Vec<String>, Vec<String>) {
    let mut hosts = Vec::new();
    let mut names = Vec::new();
    for fact in facts {
        match &fact.subject {
            Subject::Host(host) => {
                hosts.push(format!("cdn.{host}"));
                hosts.push(format!("cdn.x{host}"));
            }
            Subject::Name(StoreKind::Cookie, name) => {
                names.push(name.replace('*', "0a1b2c3d"));
                names.push(format!("~{}", name.replace('*', "0a1b2c3d")));
            }
            Subject::Name(..) => {}
        }
    }
    (hosts, names)
}

#[cfg(feature = "catalogue")]
fn suffix(map: &Map<'_>, host: &str) -> Option<Category> {
    let dots = host.match_indices('.').map(|(dot, _)| dot + 1);
    std::iter::once(0)
        .chain(dots)
        .find_map(|start| map.get(host.get(start..)?).copied())
}

#[cfg(feature = "catalogue")]
fn prefix(map: &Map<'_>, name: &str) -> Option<Category> {
    if let Some(category) = map.get(name) {
        return Some(*category);
    }
    let mut pattern = format!("{name}*");
    loop {
        if let Some(category) = map.get(pattern.as_str()) {
            return Some(*category);
        }
        pattern.pop();
        pattern.pop()?;
        pattern.push('*');
    }
}

#[cfg(feature = "catalogue")]
fn nanoseconds<T>(questions: &[String], ask: impl Fn(&str) -> T) -> f64 {
    let rounds = (0..7).map(|_| {
        let started = Instant::now();
        for question in questions {
            black_box(ask(black_box(question)));
        }
        started.elapsed().as_nanos() as f64 / questions.len().max(1) as f64
    });
    rounds.fold(f64::INFINITY, f64::min)
}
