//! The catalogue beside the held sample: `docs/catalogue.md`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use consent_core::catalogue::Fact;
use consent_core::category::Category;
use consent_core::rules::StoreKind;

use super::facts::{Key, ask, rules};
use super::package::{HELD_HOSTS, HELD_SERVICES, HOSTS, NAMES, Package};
use super::sample::{Held, LISTS};

/// Their words, and the categories of ours that agree with each. A word that is not here says nothing about a purpose.
const WORDS: [(&str, &[Category]); 8] = [
    ("analytic", &[Category::Statistics]),
    ("analytics", &[Category::Statistics]),
    ("ads", &[Category::Advertising]),
    ("advertising", &[Category::Advertising]),
    ("social", &[Category::Advertising]),
    ("video", &[Category::Advertising, Category::Statistics]),
    ("comment", &[Category::Advertising, Category::Preferences]),
    ("support", &[Category::Preferences]),
];

/// Counts of one list's hosts or names.
struct Table {
    /// By their word: how many are which category of ours; the last column is unknown.
    rows: BTreeMap<String, [usize; 5]>,
    known: usize,
    agree: usize,
    disagree: Vec<String>,
    functional: Vec<String>,
}

fn compare<'a>(
    held: impl Iterator<Item = &'a Held>,
    ask: impl Fn(&Held) -> Option<Category>,
) -> Table {
    let mut table = Table {
        rows: BTreeMap::new(),
        known: 0,
        agree: 0,
        disagree: Vec::new(),
        functional: Vec::new(),
    };
    for fact in held {
        let ours = ask(fact);
        let row = table.rows.entry(fact.word.clone()).or_default();
        row[ours.map_or(4, |category| category as usize)] += 1;
        let agreed = WORDS.iter().find(|(word, _)| *word == fact.word);
        let (Some(ours), Some((_, agreed))) = (ours, agreed) else {
            continue;
        };
        table.known += 1;
        if agreed.contains(&ours) {
            table.agree += 1;
        } else {
            let line = format!("`{}` ({}: {})", fact.subject, fact.word, ours.as_str());
            if ours == Category::Functional {
                table.functional.push(line.clone());
            }
            table.disagree.push(line);
        }
    }
    table
}

fn share(part: usize, whole: usize) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
    }
}

fn put_table(text: &mut String, title: &str, table: &Table) {
    text.push_str(&format!(
        "\n### {title}\n\n| their word | functional | preferences | statistics | advertising | not known |\n|---|---|---|---|---|---|\n"
    ));
    for (word, row) in &table.rows {
        let cells: Vec<_> = row.iter().map(usize::to_string).collect();
        text.push_str(&format!("| {word} | {} |\n", cells.join(" | ")));
    }
    let total: usize = table.rows.values().flatten().sum();
    let unknown: usize = table.rows.values().map(|row| row[4]).sum();
    let is_held = table.known - table.functional.len();
    text.push_str(&format!(
        "\nKnown to the catalogue: {} of {total} ({}). Of those whose word says a purpose, {} of {} are held until \
         consent by both (**{}**), and {} are in the same category (**{}**).\n",
        total - unknown,
        share(total - unknown, total),
        is_held,
        table.known,
        share(is_held, table.known),
        table.agree,
        share(table.agree, table.known)
    ));
    if !table.disagree.is_empty() {
        text.push_str(&format!(
            "\nWhere they do not agree (their word: ours): {}.\n",
            table.disagree.join(", ")
        ));
    }
    if !table.functional.is_empty() {
        text.push_str(&format!(
            "\nOf these we let through without consent (*functional*): {}.\n",
            table.functional.join(", ")
        ));
    }
}

/// The page. `hand` and `imported` are the facts of the two kinds of files, `found` what was imported before what stands
/// by hand was left out of it.
pub fn page(
    hand: &[Fact],
    imported: &BTreeMap<Key, Fact>,
    found: &[Fact],
    held: &BTreeSet<Held>,
) -> Result<String> {
    let all = || hand.iter().chain(imported.values());
    let whole = rules(all())?;
    let mut text = String::from(include_str!("page_head.md"));

    text.push_str("\n## What is in it\n\n| | functional | preferences | statistics | advertising | together |\n|---|---|---|---|---|---|\n");
    type Of = fn(&Key) -> bool;
    let rows: [(&str, Of); 3] = [
        ("hosts (each with its subdomains)", |key| key.0.is_none()),
        ("names", |key| key.0.is_some()),
        ("… of them with a wildcard", |key| {
            key.0.is_some() && key.1.ends_with('*')
        }),
    ];
    for (title, is_in) in rows {
        let mut cells = Vec::new();
        let subjects: BTreeMap<String, Category> = all()
            .map(|fact| (super::facts::key(fact), fact.category))
            .filter(|(key, _)| is_in(key))
            .map(|(key, category)| (key.1, category))
            .collect();
        for category in Category::ALL {
            cells.push(subjects.values().filter(|of| **of == category).count());
        }
        cells.push(subjects.len());
        let cells: Vec<_> = cells.iter().map(usize::to_string).collect();
        text.push_str(&format!("| {title} | {} |\n", cells.join(" | ")));
    }
    let wildcards: Vec<_> = all()
        .filter_map(|fact| {
            let (kind, name) = super::facts::key(fact);
            Some((kind?, name.strip_suffix('*')?.to_owned(), fact.category))
        })
        .collect();
    let covered: BTreeSet<String> = all()
        .filter_map(|fact| {
            let (kind, name) = super::facts::key(fact);
            wildcards
                .iter()
                .filter(|(of, start, _)| kind == Some(*of) && name.starts_with(start.as_str()))
                .any(|(_, start, category)| {
                    *category == fact.category && name.strip_suffix('*') != Some(start)
                })
                .then_some(name)
        })
        .collect();
    text.push_str(&format!(
        "\n{} of the names stand under a wildcard of the same category as well: the gate would not need them, but the \
         scanner and the console tell their vendor and duration.\n",
        covered.len()
    ));
    text.push_str("\nA name that is used in several kinds of storage counts once.\n");

    text.push_str("\n## Where it comes from\n\n| package | version | licence | what is taken |\n|---|---|---|---|\n");
    text.push_str(
        "| `hosts.txt`, `names.txt` | – | ours | written by hand from common knowledge; wins |\n",
    );
    for package in [&HOSTS, &NAMES, &HELD_SERVICES, &HELD_HOSTS] {
        let Package {
            name,
            version,
            licence,
            holds,
            ..
        } = package;
        text.push_str(&format!("| `{name}` | {version} | {licence} | {holds} |\n"));
    }

    text.push_str(include_str!("page_compare.md"));
    for list in LISTS {
        for (what, is_host) in [("hosts", true), ("cookie names", false)] {
            let part = || {
                held.iter()
                    .filter(|fact| fact.list == list && fact.kind.is_none() == is_host)
            };
            if part().next().is_some() {
                let table = compare(part(), |fact| ask(&whole, fact.kind, &fact.subject));
                put_table(&mut text, &format!("{what} of {list}"), &table);
            }
        }
    }
    text.push_str(
        "\n## The imported part alone\n\nThe same sample, asked of everything that was imported, without \
         the corrections in `hosts.txt` and `names.txt`:\n",
    );
    let alone = rules(found)?;
    text.push_str("\n| list | known | held by both | same category |\n|---|---|---|---|\n");
    for list in LISTS {
        for (what, kind) in [("hosts", None), ("cookie names", Some(StoreKind::Cookie))] {
            let part = || {
                held.iter()
                    .filter(|fact| fact.list == list && fact.kind == kind)
            };
            let total = part().count();
            if total > 0 {
                let table = compare(part(), |fact| ask(&alone, fact.kind, &fact.subject));
                let unknown: usize = table.rows.values().map(|row| row[4]).sum();
                text.push_str(&format!(
                    "| {what} of {list} | {} | {} | {} |\n",
                    share(total - unknown, total),
                    share(table.known - table.functional.len(), table.known),
                    share(table.agree, table.known)
                ));
            }
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_counts_as_neither_right_nor_wrong() {
        let held = |subject: &str, word: &str| Held {
            list: LISTS[0].to_owned(),
            kind: None,
            subject: subject.to_owned(),
            word: word.to_owned(),
        };
        let held = [
            held("a", "ads"),
            held("b", "ads"),
            held("c", "ads"),
            held("d", "api"),
            held("e", "video"),
        ];
        let table = compare(held.iter(), |fact| match fact.subject.as_str() {
            "a" => Some(Category::Advertising),
            "b" => Some(Category::Functional),
            "d" | "e" => Some(Category::Statistics),
            _ => None,
        });
        assert_eq!((table.agree, table.known), (2, 3));
        assert_eq!(table.rows["ads"], [1, 0, 0, 1, 1]);
        assert_eq!(table.functional, ["`b` (ads: functional)"]);
    }
}
