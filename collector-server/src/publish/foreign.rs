//! The table of other products' tags as the scripts in the page read it (contracts, section 4).

use std::collections::BTreeMap;

use consent_core::{
    clicks,
    foreign::{MARKS, Reading, slug},
    site::Site,
};
use serde::Serialize;

/// What a mark's words mean.
type Words = BTreeMap<&'static str, &'static str>;

/// A mark: attribute, sign, reading (0 words, 1 classes, 2 a service), prefix, place of its words in the list, their
/// attributes for an address, whether templates wait by it.
type Mark = (
    &'static str,
    &'static str,
    u8,
    &'static str,
    usize,
    Vec<&'static str>,
    u8,
);

/// The table and the site's services.
#[derive(Debug, Serialize)]
pub(super) struct Table<'a> {
    marks: Vec<Mark>,
    words: Vec<Words>,
    /// By id and by name: the purpose.
    services: BTreeMap<String, &'a str>,
    /// The path of the developers' page.
    debug: String,
    /// What finds ids of clicks in an address.
    clicks: String,
}

/// A selector of everything that may be such a tag (a mark, on what can wait), and of links with an id of a click. It
/// tells whether the script is needed.
pub(super) fn selector() -> String {
    let links: Vec<String> = clicks::ENDINGS
        .iter()
        .take(2)
        .map(|ending| format!(",a[href*='{ending}=']"))
        .collect();
    let mut marked: Vec<String> = MARKS
        .iter()
        .map(|mark| match mark.reading {
            Reading::Classes(prefix) => format!("[class*={prefix}]"),
            Reading::Words | Reading::Service => format!("[{}]", mark.attribute),
        })
        .collect();
    // Two products have the same.
    marked.dedup();
    let waiting: Vec<String> = MARKS
        .iter()
        .flat_map(|mark| mark.held)
        .map(|(theirs, _)| *theirs)
        .chain([
            "data-src",
            "data-srcset",
            "data-href",
            "data-poster",
            "data-data",
            // One that the gate has held by its host.
            "data-consent",
        ])
        .map(|attribute| format!("[{attribute}]"))
        .collect();
    format!(
        ":is(script[type*='text/plain' i],template,{}):is({}){}",
        waiting.join(","),
        marked.join(","),
        links.concat()
    )
}

/// A regular expression for addresses of pages that need it whatever is in them: an id of a click, or the developers' word.
pub(super) fn address_pattern() -> String {
    format!("samtycke=debug|({})=", clicks::ENDINGS.join("|"))
}

/// The table for a site whose developers' page is at the path `debug`.
pub(super) fn table(site: &Site, debug: String) -> Table<'_> {
    let mut words: Vec<Words> = Vec::new();
    let marks = MARKS.iter().map(|mark| {
        let own: Words = mark
            .words
            .iter()
            .map(|(word, category)| (*word, category.as_str()))
            .collect();
        let place = words.iter().position(|known| *known == own);
        let place = place.unwrap_or_else(|| {
            words.push(own);
            words.len() - 1
        });
        let (reading, prefix) = match mark.reading {
            Reading::Words => (0, mark.prefix),
            Reading::Classes(prefix) => (1, prefix),
            Reading::Service => (2, mark.prefix),
        };
        let held = mark.held.iter().map(|(theirs, _)| *theirs).collect();
        let is_template = u8::from(mark.is_template);
        (
            mark.attribute,
            mark.sign,
            reading,
            prefix,
            place,
            held,
            is_template,
        )
    });
    let marks = marks.collect();
    let services = site.declared().services.iter();
    Table {
        marks,
        words,
        debug,
        clicks: clicks::pattern(),
        services: services
            .flat_map(|service| {
                [&service.id, &service.name].map(|name| (slug(name), service.purpose.as_str()))
            })
            .collect(),
    }
}
