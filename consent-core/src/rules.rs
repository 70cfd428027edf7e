//! Which category a host or a stored name belongs to, on one site.
//!
//! Knows what the site declares (as text) and what is commonly known (as hashes, from the catalogue); what the site
//! says wins. The collector encodes [`RulesSource`], the gate decodes [`Rules`]. What a class means for a request is
//! [`crate::decision::gate`]'s matter.

mod hashes;

use crate::category::{Category, CategorySet};
use crate::decision::HostClass;
use crate::markup::{REFUSED, UNKNOWN};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
pub use hashes::Entry;
use hashes::{Fnv, HashTable, OPEN, WHOLE, encode};

/// The version of the text form, its first letter.
const VERSION: u8 = b'5';

/// How many letters stand before the declared lines: the version, and what is asked about.
const HEADER: usize = 2;

/// How many bits of a hash the site's own script leaves away. With 230 entries something unknown is taken for known once in
/// 600,000 questions (a host asks once a label, a name once a letter).
const SITE_DROPS: u8 = 5;
/// How many the catalogue's own file leaves away: of 4,500 entries, once in a million questions.
const CATALOGUE_DROPS: u8 = 0;

// What a declared line is about, beside the kinds of storage.
/// A host: with a `*` before it, what is below it too.
pub const HOST: u32 = 5;
/// A suffix of hosts that is the site's own.
const FIRST_PARTY: u32 = 6;
/// A beginning of paths on the site's own hosts.
pub const PATH: u32 = 7;
/// The lines that follow are a service's, of which this has the id; or [`NOBODY`]'s.
const SERVICE: u32 = 8;
/// No id of a service, and in no list of them.
const NOBODY: &str = ".";

/// The bit of [`Rules::need`] that says that a service is refused, whether what is asked about is its or not.
const ANY_REFUSED: u32 = 32;

/// Where a name is stored in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum StoreKind {
    /// A cookie.
    Cookie,
    /// A key of local storage.
    Local,
    /// A key of session storage.
    Session,
    /// An IndexedDB database.
    IndexedDb,
    /// A cache of the Cache API.
    Cache,
}

impl StoreKind {
    /// Every kind, cookies first.
    pub const ALL: [Self; 5] = [
        Self::Cookie,
        Self::Local,
        Self::Session,
        Self::IndexedDb,
        Self::Cache,
    ];

    /// The name used in site files and in the catalogue.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Local => "local",
            Self::Session => "session",
            Self::IndexedDb => "indexeddb",
            Self::Cache => "cache",
        }
    }

    /// The kind of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What a site's rules are made of, as the collector gathers it.
///
/// A host is a name without scheme and port and covers its subdomains; a name may end in `*`. Upper case, a leading
/// `*.` or `.` and a trailing dot are forgiven.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesSource {
    /// The categories that the visitor is asked about.
    pub asked: CategorySet,
    /// Host suffixes that are the site's own.
    pub first_party: Vec<String>,
    /// The collector's host: always allowed, for itself only and not for its subdomains.
    pub collector_host: String,
    /// The services that can be refused by themselves.
    pub services: Vec<ServiceRules>,
    /// Hosts that the site declares beside theirs.
    pub hosts: Vec<(String, Category)>,
    /// Names that the site declares beside theirs.
    pub names: Vec<(StoreKind, String, Category)>,
    /// Hosts of the catalogue; they lose against `hosts`.
    pub catalogue_hosts: Vec<(String, Category)>,
    /// Names of the catalogue; they lose against `names`.
    pub catalogue_names: Vec<(StoreKind, String, Category)>,
}

/// A service as its rules are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRules {
    /// Its id in the site file: a slug.
    pub id: String,
    /// What it is for.
    pub category: Category,
    /// Where it is reached.
    pub hosts: Vec<String>,
    /// Where it is reached on the site's own hosts: how such paths begin.
    pub paths: Vec<String>,
    /// What it keeps in the browser.
    pub names: Vec<(StoreKind, String)>,
}

/// Why rules could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesError {
    /// Written by another version of the product.
    Version,
    /// Cut short or not rules at all.
    Broken,
}

impl core::fmt::Display for RulesError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::Version => "rules of another version",
            Self::Broken => "rules are cut short or broken",
        })
    }
}

impl core::error::Error for RulesError {}

/// The rules of one site, ready to be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules<T = String, E = Box<[Entry]>> {
    asked: CategorySet,
    /// The whole text form, as it is sent. The gate has it lent for as long as the page lives: what copies or drops a text
    /// takes code.
    text: T,
    catalogue: HashTable<E>,
}

impl Rules {
    /// Writes the text form that [`Rules::decode`] reads: version, asked categories, the declared lines, and after an
    /// empty line the hashes, those of names whatever they are stored in. A line has a letter that tells what of, and in its
    /// lowest two bits the category, then a host or a name; before those of a service its id.
    pub fn encode(source: &RulesSource) -> String {
        let mut out = String::new();
        out.push(char::from(VERSION));
        out.push(char::from(b'@' + source.asked.bits()));
        let mut line = |what: u32, category: Category, text: &str| {
            out.push(char::from(b'@' + what as u8 * 4 + category as u8));
            out.push_str(&text.replace('\n', " "));
            out.push('\n');
        };
        let functional = Category::Functional;
        let below = |host: &String| [".", &clean_host(host), "*"].concat();
        line(
            HOST,
            functional,
            &[".", &clean_host(&source.collector_host)].concat(),
        );
        for (host, category) in &source.hosts {
            line(HOST, *category, &below(host));
        }
        for service in &source.services {
            let category = service.category;
            line(SERVICE, category, &dotted(&service.id));
            for host in &service.hosts {
                line(HOST, category, &below(host));
            }
            for path in &service.paths {
                line(PATH, category, &[path, "*"].concat());
            }
            for (kind, name) in &service.names {
                line(*kind as u32, category, name);
            }
        }
        if !source.services.is_empty() {
            line(SERVICE, functional, &dotted(NOBODY));
        }
        for host in &source.first_party {
            line(FIRST_PARTY, functional, &below(host));
        }
        for (kind, name, category) in &source.names {
            line(*kind as u32, *category, name);
        }
        out.push('\n');
        let (hosts, names) = (&source.catalogue_hosts, &source.catalogue_names);
        encode(&mut out, SITE_DROPS, hashed(hosts, names, |_| 0));
        out
    }

    /// The rules to go on with when there are none: nothing is known, so every third party stays held.
    pub fn closed() -> Self {
        Self::default()
    }

    /// What `host` is, asked for by a page on `page_host`; both without port, case does not matter.
    ///
    /// The page's own host and the collector come first, then what the site declares (the longest match; on a tie a
    /// declared service before a first-party suffix), then the subdomains of the page's host (a leading `www.` left
    /// away), then the catalogue (the longest match). An empty host is unknown.
    pub fn host(&self, host: &str, page_host: &str) -> HostClass {
        self.host_without("", host, page_host)
    }

    /// The same for a visitor who has `refused` services, by ids apart by dots.
    pub fn host_without(&self, refused: &str, host: &str, page_host: &str) -> HostClass {
        let clean = |host: &str| [".", host].concat().to_ascii_lowercase();
        let (host, page_host) = (clean(host), clean(page_host));
        let host = without_dot(host.as_bytes());
        let page_host = without_dot(page_host.as_bytes());
        if host.len() < 2 {
            HostClass::Unknown
        } else if host == page_host {
            HostClass::FirstParty
        } else {
            let site = site_of(page_host);
            let refused = dotted(refused);
            class_of(self.need(HOST, host, refused.as_bytes(), site, UNKNOWN.into()))
        }
    }

    /// What a path on the site's own hosts is, to a visitor who has `refused` services: of the service that has declared the
    /// longest beginning of it, else the site's own. Case matters.
    pub fn path_without(&self, refused: &str, path: &str) -> HostClass {
        let refused = dotted(refused);
        class_of(self.need(PATH, path.as_bytes(), refused.as_bytes(), b"", 0))
    }

    /// The category of a stored name, if it is known. Case matters, as it does to the browser.
    ///
    /// The site's own declarations come before the catalogue; in each, the exact name before a wildcard and a longer
    /// wildcard before a shorter one.
    pub fn name(&self, kind: StoreKind, name: &str) -> Option<Category> {
        match self.name_without("", kind, name) {
            HostClass::Known(category) => Some(category),
            _ => None,
        }
    }

    /// What a stored name is to a visitor who has `refused` services; never of the first party.
    pub fn name_without(&self, refused: &str, kind: StoreKind, name: &str) -> HostClass {
        let refused = dotted(refused);
        class_of(self.need(
            kind as u32,
            name.as_bytes(),
            refused.as_bytes(),
            b"",
            UNKNOWN.into(),
        ))
    }

    /// Whether one of the services is among the `refused`: ids, apart by dots.
    pub fn refuses(&self, refused: &str) -> bool {
        self.is_refusing(dotted(refused).as_bytes())
    }

    /// What the site declares that `category` stores, as kind and pattern (a trailing `*` is a wildcard): what to
    /// delete on withdrawal, also where the browser cannot list what it holds.
    ///
    /// The catalogue's names are hashes and cannot be listed: list what is stored and ask [`Rules::name`].
    pub fn names_of(&self, category: Category) -> impl Iterator<Item = (StoreKind, &str)> {
        self.declared().filter_map(move |line| {
            let kind = *StoreKind::ALL.get(line.what as usize)?;
            let name = core::str::from_utf8(line.text).ok()?;
            (line.bit == u32::from(category.bit())).then_some((kind, name))
        })
    }

    /// The hosts that the site declares for `category`.
    pub fn hosts_of(&self, category: Category) -> impl Iterator<Item = &str> {
        self.declared()
            .filter(move |line| line.what == HOST && line.bit == u32::from(category.bit()))
            .filter_map(|line| {
                core::str::from_utf8(line.text)
                    .ok()?
                    .strip_prefix('.')?
                    .strip_suffix('*')
            })
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`RulesError::Version`] for another version, [`RulesError::Broken`] for anything that does not end where it
    /// should. The caller then goes on with [`Rules::closed`].
    pub fn decode(text: impl Into<String>) -> Result<Self, RulesError> {
        let text = text.into();
        match text.as_bytes().first() {
            Some(&VERSION) => {
                let mut rules = Self::closed();
                let is_whole = rules.decode_in(text, plain_room);
                is_whole.then_some(rules).ok_or(RulesError::Broken)
            }
            Some(_) => Err(RulesError::Version),
            None => Err(RulesError::Broken),
        }
    }

    /// Takes the whole catalogue ([`encode_catalogue`]) in place of the hashes that came with the rules. What is broken
    /// changes nothing. Says whether it was taken.
    pub fn learn(&mut self, catalogue: &str) -> bool {
        self.learn_in(catalogue.as_bytes(), plain_room)
    }
}

impl<T: AsRef<[u8]> + Default, E: AsRef<[Entry]> + AsMut<[Entry]> + Default> Rules<T, E> {
    /// The rules to go on with when there are none, of an empty text and no entries.
    pub const fn empty(text: T, entries: E) -> Self {
        Self {
            asked: CategorySet::EMPTY,
            text,
            catalogue: HashTable {
                entries,
                dropped_bits: 0,
            },
        }
    }

    /// As [`Rules::decode`], with room from somewhere else. Says whether the text could be read; what cannot changes nothing.
    pub fn decode_in(&mut self, text: T, room: impl FnOnce(usize) -> E) -> bool {
        let [VERSION, asked, lines @ ..] = text.as_ref() else {
            return false;
        };
        let Some(end) = lines.iter().rposition(|byte| *byte == b'\n') else {
            return false;
        };
        // A text that was cut short has no empty line there.
        if lines.get(end.wrapping_sub(1)) != Some(&b'\n') {
            return false;
        }
        let hashes = lines.get(end + 1..).unwrap_or_default();
        let is_whole = self.catalogue.read(hashes, SITE_DROPS, room);
        if is_whole {
            self.asked = CategorySet::from_bits(*asked);
            self.text = text;
        }
        is_whole
    }

    /// As [`Rules::learn`], with room from somewhere else.
    pub fn learn_in(&mut self, catalogue: &[u8], room: impl FnOnce(usize) -> E) -> bool {
        self.catalogue.read(catalogue, CATALOGUE_DROPS, room)
    }

    /// The declared lines.
    fn declared(&self) -> Lines<'_> {
        Lines(self.text.as_ref().get(HEADER..).unwrap_or_default())
    }

    /// The categories that the visitor is asked about.
    pub fn asked(&self) -> CategorySet {
        self.asked
    }

    /// Whether one of the services is among the `refused`, as [`Rules::need`] has them.
    pub fn is_refusing(&self, refused: &[u8]) -> bool {
        self.need(SERVICE, b"", refused, b"", 0) & ANY_REFUSED > 0
    }

    /// What has to be granted before `subject` may be reached ([`HOST`], [`PATH`]) or stored (a [`StoreKind`]): a category's bit,
    /// [`UNKNOWN`] with [`REFUSED`] where its service is among the `refused`, 0 for what is the site's own, `unknown`
    /// for what nobody knows. (Beside it, for [`Rules::is_refusing`], whether any service is among the refused.)
    ///
    /// A host is in lower case, with a dot before it and none of the root behind it; `site` is [`site_of`] the page's. The
    /// refused ids have a dot before and after each.
    ///
    /// Each that is known of it overrules those before it: the catalogue, the page's own domain, the declared lines. Of
    /// lines that fit alike it is the first, but the refusal of any of them counts: what several services share cannot be
    /// had without all of them.
    pub fn need(
        &self,
        what: u32,
        subject: &[u8],
        refused: &[u8],
        site: &[u8],
        unknown: u32,
    ) -> u32 {
        let is_host = what == HOST;
        let mut need = unknown;
        let is_kindless = self.catalogue.dropped_bits > 0 && !is_host;
        let mut hash = Fnv::of(if is_kindless { 0 } else { what });
        for place in 0..=subject.len() {
            let place = if is_host {
                subject.len().wrapping_sub(place + 1)
            } else {
                place
            };
            // Behind the last letter too.
            let letter = subject.get(place).copied().unwrap_or(WHOLE);
            hash = hash.with(letter);
            if !is_host || letter == b'.' {
                need = self.catalogue.get(hash.with(OPEN), need);
            }
        }
        if is_host && !site.is_empty() && subject.ends_with(site) {
            need = 0;
        }
        let mut highest = 0;
        let mut is_refused = false;
        let mut any = 0;
        for line in self.declared() {
            if line.what == SERVICE {
                is_refused = has(refused, line.text);
                if is_refused {
                    any = ANY_REFUSED;
                }
            }
            if line.what.wrapping_sub(what) > u32::from(is_host) {
                continue;
            }
            let rank = rank(line.text, subject, is_host);
            if rank == 0 || rank < highest {
                continue;
            }
            if is_refused {
                need = u32::from(UNKNOWN | REFUSED);
            } else if rank > highest {
                need = line.bit;
            }
            highest = rank;
        }
        need | any
    }
}

/// Ids apart by dots as [`Rules::need`] takes them, with one at either end.
fn dotted(ids: &str) -> String {
    [".", ids, "."].concat()
}

/// What a need that is not [`REFUSED`] or [`UNKNOWN`] says.
fn class_of(need: u32) -> HostClass {
    let need = need & !ANY_REFUSED;
    let category = |category: &Category| u32::from(category.bit()) == need;
    match Category::ALL.into_iter().find(category) {
        Some(category) => HostClass::Known(category),
        None if need & u32::from(REFUSED) > 0 => HostClass::Refused,
        None if need == 0 => HostClass::FirstParty,
        None => HostClass::Unknown,
    }
}

fn plain_room(length: usize) -> Box<[Entry]> {
    alloc::vec![Entry::default(); length].into()
}

/// Lines up to an empty one.
struct Lines<'a>(&'a [u8]);

/// What one declared line says.
struct Line<'a> {
    what: u32,
    bit: u32,
    text: &'a [u8],
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Line<'a>> {
        let (tag, rest) = self.0.split_first()?;
        if *tag == b'\n' {
            return None;
        }
        let tag = u32::from(*tag).wrapping_sub(64);
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let (text, rest) = rest.split_at_checked(end)?;
        self.0 = rest.get(1..)?;
        let what = tag >> 2;
        Some(Line {
            what,
            bit: u32::from(what != FIRST_PARTY) << (tag & 3),
            text,
        })
    }
}

/// Whether a dotted id is among those of a list.
fn has(mut list: &[u8], id: &[u8]) -> bool {
    while let [_, rest @ ..] = list {
        if list.starts_with(id) {
            return true;
        }
        list = rest;
    }
    false
}

/// How well `pattern` fits: not at all (0), up to its `*`, or as a whole.
fn rank(pattern: &[u8], subject: &[u8], is_host: bool) -> usize {
    let (fixed, is_open) = match pattern {
        [fixed @ .., OPEN] => (fixed, true),
        _ => (pattern, false),
    };
    let length = fixed.len();
    let cut = if is_host {
        subject.len().wrapping_sub(length)
    } else {
        length
    };
    let Some((start, end)) = subject.split_at_checked(cut) else {
        return 0;
    };
    let part = if is_host { end } else { start };
    if part != fixed || !is_open && length < subject.len() {
        return 0;
    }
    length + if is_open { 1 } else { 2 }
}

/// The file of the whole catalogue, for [`Rules::learn`].
pub fn encode_catalogue(
    hosts: &[(String, Category)],
    names: &[(StoreKind, String, Category)],
) -> String {
    let mut out = String::new();
    let entries = hashed(hosts, names, |kind| kind as u32);
    encode(&mut out, CATALOGUE_DROPS, entries);
    out
}

/// Hosts from their end, so that a question about a subdomain passes each suffix; names from their start.
fn hashed(
    hosts: &[(String, Category)],
    names: &[(StoreKind, String, Category)],
    start: fn(StoreKind) -> u32,
) -> impl Iterator<Item = (Fnv, Category)> {
    let hosts = hosts.iter().map(|(host, category)| {
        let host = clean_host(host);
        let hash = host.bytes().rev().fold(Fnv::of(HOST), Fnv::with);
        (hash.with(b'.').with(OPEN), *category)
    });
    let names = names.iter().map(move |(kind, name, category)| {
        let hash = |name: &str| name.bytes().fold(Fnv::of(start(*kind)), Fnv::with);
        let hash = match name.strip_suffix('*') {
            Some(start) => hash(start),
            None => hash(name).with(WHOLE),
        };
        (hash.with(OPEN), *category)
    });
    hosts.chain(names)
}

/// A host without the dot of the root.
#[inline(always)]
pub fn without_dot(host: &[u8]) -> &[u8] {
    match host {
        [above @ .., b'.'] => above,
        _ => host,
    }
}

/// The host that everything of the page's own site is under: `www.shop.se` stands for `shop.se`; nothing for a host of a
/// single label (`localhost`) or an address, which have no subdomains.
pub fn site_of(page_host: &[u8]) -> &[u8] {
    let site = page_host.strip_prefix(b".www").unwrap_or(page_host);
    let is_address = matches!(site.last(), Some(b'0'..=b'9' | b']'));
    if is_address || site.iter().filter(|byte| **byte == b'.').count() < 2 {
        b""
    } else {
        site
    }
}

/// A host as it is compared: lower case, no wildcard, no outer dots.
fn clean_host(host: &str) -> String {
    let host = host.trim_ascii();
    let host = host.strip_prefix('*').unwrap_or(host);
    host.trim_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
