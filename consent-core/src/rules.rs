//! Which category a host or a stored name belongs to, on one site.
//!
//! Knows what the site declares (as text) and what is commonly known (as hashes, from the catalogue); what the site
//! says wins. The collector encodes [`RulesSource`], the gate decodes [`Rules`]. What a class means for a request is
//! [`crate::decision::gate`]'s matter.

mod hashes;

use crate::category::{Category, CategorySet};
use crate::decision::HostClass;
use crate::scan::{Scan, part, parts};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
pub use hashes::Room;
use hashes::{Fnv, HashTable};

/// The version of the text form, its first letter.
const VERSION: u8 = b'4';

/// How many letters stand before the declared lines: the version, and what is asked about.
const HEADER: usize = 2;

/// How many bits of a hash the site's own script carries. With 220 entries something unknown is taken for known once in
/// 600,000 questions (a host asks once a label, a name once a letter).
const SITE_BITS: u32 = 27;
/// How many bits the catalogue's own file carries: of 4,500 entries, once in a million questions.
const CATALOGUE_BITS: u32 = 32;

// What a declared line is about, beside the kinds of storage.
const COLLECTOR: u8 = 5;
const HOST: u8 = 6;
const FIRST_PARTY: u8 = 7;
/// The lines that follow are a service's, of which this has the id; or [`NOBODY`]'s.
const SERVICE: u8 = 8;
/// No id of a service, and in no list of them.
const NOBODY: &str = ".";

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules<T = String> {
    asked: CategorySet,
    /// The whole text form, as it is sent. The gate has it lent for as long as the page lives: what copies or drops a text
    /// takes code.
    text: T,
    /// Where the declared lines end: a line for each declaration, with a letter that tells what of, and in its lowest two
    /// bits the category, then a host or a name; before those of a service its id.
    declared: usize,
    catalogue: HashTable,
}

impl Rules {
    /// Writes the text form that [`Rules::decode`] reads: version, asked categories, the declared lines, and after an
    /// empty line the hashes.
    pub fn encode(source: &RulesSource) -> String {
        let mut out = String::new();
        out.push(char::from(VERSION));
        out.push(char::from(b'@' + source.asked.bits()));
        let mut line = |what: u8, category: Category, text: &str| {
            out.push(char::from(b'@' + what * 4 + category as u8));
            out.push_str(&text.replace('\n', " "));
            out.push('\n');
        };
        let functional = Category::Functional;
        line(COLLECTOR, functional, &clean_host(&source.collector_host));
        for (host, category) in &source.hosts {
            line(HOST, *category, &clean_host(host));
        }
        for service in &source.services {
            let category = service.category;
            line(SERVICE, category, &service.id);
            for host in &service.hosts {
                line(HOST, category, &clean_host(host));
            }
            for (kind, name) in &service.names {
                line(*kind as u8, category, name);
            }
        }
        if !source.services.is_empty() {
            line(SERVICE, functional, NOBODY);
        }
        for host in &source.first_party {
            line(FIRST_PARTY, functional, &clean_host(host));
        }
        for (kind, name, category) in &source.names {
            line(*kind as u8, *category, name);
        }
        out.push('\n');
        let (hosts, names) = (&source.catalogue_hosts, &source.catalogue_names);
        HashTable::encode(&mut out, SITE_BITS, hashed(hosts, names));
        out
    }
}

impl<T: AsRef<str> + Default> Rules<T> {
    /// Reads the text form.
    ///
    /// # Errors
    /// [`RulesError::Version`] for another version, [`RulesError::Broken`] for anything that does not end where it
    /// should. The caller then goes on with [`Rules::closed`].
    pub fn decode(text: T) -> Result<Self, RulesError> {
        Self::decode_in(text, plain_room)
    }

    /// As [`Rules::decode`], with room from somewhere else.
    ///
    /// # Errors
    /// As there.
    pub fn decode_in(text: T, room: Room) -> Result<Self, RulesError> {
        match text.as_ref().as_bytes().first() {
            Some(&VERSION) => Self::read(text, room).ok_or(RulesError::Broken),
            Some(_) => Err(RulesError::Version),
            None => Err(RulesError::Broken),
        }
    }

    /// The rules to go on with when there are none: nothing is known, so every third party stays held.
    pub fn closed() -> Self {
        Self {
            asked: CategorySet::EMPTY,
            text: T::default(),
            declared: 0,
            catalogue: HashTable::default(),
        }
    }

    /// Takes the whole catalogue ([`encode_catalogue`]) in place of the hashes that came with the rules. What is broken
    /// changes nothing. Says whether it was taken.
    pub fn learn(&mut self, catalogue: &str) -> bool {
        self.learn_in(catalogue, plain_room)
    }

    /// As [`Rules::learn`], with room from somewhere else.
    pub fn learn_in(&mut self, catalogue: &str, room: Room) -> bool {
        match HashTable::read(catalogue, room) {
            Some(table) => {
                self.catalogue = table;
                true
            }
            None => false,
        }
    }

    fn read(text: T, room: Room) -> Option<Self> {
        let whole = text.as_ref();
        let mut scan = Scan::new(whole, 1);
        let asked = CategorySet::from_bits(scan.next()?);
        let declared = scan.find("\n\n")? + 1;
        let catalogue = HashTable::read(part(whole, declared + 1, whole.len()), room)?;
        Some(Self {
            asked,
            text,
            declared,
            catalogue,
        })
    }

    /// The declared lines.
    fn declared(&self) -> impl Iterator<Item = Line<'_>> {
        let mut scan = Scan::new(part(self.text.as_ref(), 0, self.declared), HEADER);
        let mut service = NOBODY;
        core::iter::from_fn(move || {
            let tag = scan.next()?.wrapping_sub(b'@');
            let text = scan.take_until(b'\n');
            scan.place += 1;
            let what = tag >> 2;
            if what == SERVICE {
                service = text;
            }
            Some(Line {
                what,
                category: category_of(tag & 3),
                text,
                service,
            })
        })
    }

    /// What the line of the greatest `rank` says, which 0 leaves out. Of equals it is the first, but the refusal of any
    /// of them counts: what several services share cannot be had without all of them.
    fn best(&self, refused: &str, rank: &dyn Fn(Line<'_>) -> usize) -> Option<HostClass> {
        let mut best = None;
        let mut highest = 0;
        for line in self.declared() {
            let rank = rank(line);
            if rank == 0 || rank < highest {
                continue;
            }
            if parts(refused, b'.').any(|id| id == line.service) {
                best = Some(HostClass::Refused);
            } else if rank > highest {
                best = Some(match line.what {
                    FIRST_PARTY => HostClass::FirstParty,
                    _ => HostClass::Known(line.category),
                });
            }
            highest = rank;
        }
        best
    }

    /// Whether one of the services is among the `refused`: ids, apart by dots.
    pub fn refuses(&self, refused: &str) -> bool {
        let any = self.best(refused, &|line| usize::from(line.what == SERVICE));
        any == Some(HostClass::Refused)
    }

    /// The categories that the visitor is asked about.
    pub fn asked(&self) -> CategorySet {
        self.asked
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
        let host = without_dot(host);
        let page_host = without_dot(page_host);
        if host.is_empty() {
            return HostClass::Unknown;
        }
        if host.eq_ignore_ascii_case(page_host) {
            return HostClass::FirstParty;
        }
        let declared = self.best(refused, &|line| match line.what {
            COLLECTOR if host.eq_ignore_ascii_case(line.text) => usize::MAX,
            HOST | FIRST_PARTY if covers(line.text, host) => line.text.len(),
            _ => 0,
        });
        if let Some(class) = declared {
            return class;
        }
        if is_subdomain_of_site(host, page_host) {
            return HostClass::FirstParty;
        }
        let mut class = HostClass::Unknown;
        let mut hash = Fnv::of(HOST);
        let mut bytes = host.bytes();
        while let Some(byte) = bytes.next_back() {
            hash = hash.with(byte.to_ascii_lowercase());
            // At the beginning of a label.
            if bytes
                .clone()
                .next_back()
                .is_none_or(|before| before == b'.')
                && let Some(category) = self.catalogue.get(hash)
            {
                class = HostClass::Known(category);
            }
        }
        class
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
        let name = name.as_bytes();
        let declared = self.best(refused, &|line| {
            let pattern = line.text.as_bytes();
            match pattern.split_last() {
                _ if line.what != kind as u8 => 0,
                Some((b'*', prefix)) if name.starts_with(prefix) => pattern.len(),
                Some(_) if pattern == name => usize::MAX,
                _ => 0,
            }
        });
        if let Some(class) = declared {
            return class;
        }
        let mut best = None;
        let mut hash = Fnv::of(kind as u8);
        for byte in name {
            hash = hash.with(*byte);
            best = self.catalogue.get(hash.with(b'*')).or(best);
        }
        self.catalogue
            .get(hash)
            .or(best)
            .map_or(HostClass::Unknown, HostClass::Known)
    }

    /// What the site declares that `category` stores, as kind and pattern (a trailing `*` is a wildcard): what to
    /// delete on withdrawal, also where the browser cannot list what it holds.
    ///
    /// The catalogue's names are hashes and cannot be listed: list what is stored and ask [`Rules::name`].
    pub fn names_of(&self, category: Category) -> impl Iterator<Item = (StoreKind, &str)> {
        self.declared().filter_map(move |line| {
            let kind = *StoreKind::ALL.get(usize::from(line.what))?;
            (line.category == category).then_some((kind, line.text))
        })
    }

    /// The hosts that the site declares for `category`.
    pub fn hosts_of(&self, category: Category) -> impl Iterator<Item = &str> {
        self.declared()
            .filter(move |line| line.what == HOST && line.category == category)
            .map(|line| line.text)
    }
}

fn plain_room(length: usize) -> Box<[u64]> {
    alloc::vec![0; length].into()
}

/// What one declared line says.
#[derive(Clone, Copy)]
struct Line<'a> {
    what: u8,
    category: Category,
    text: &'a str,
    /// Whose it is.
    service: &'a str,
}

/// The file of the whole catalogue, for [`Rules::learn`].
pub fn encode_catalogue(
    hosts: &[(String, Category)],
    names: &[(StoreKind, String, Category)],
) -> String {
    let mut out = String::new();
    HashTable::encode(&mut out, CATALOGUE_BITS, hashed(hosts, names));
    out
}

/// Hosts from their end, so that a question about a subdomain passes each suffix; names from their start.
fn hashed(
    hosts: &[(String, Category)],
    names: &[(StoreKind, String, Category)],
) -> impl Iterator<Item = (Fnv, Category)> {
    let hosts = hosts.iter().map(|(host, category)| {
        let host = clean_host(host);
        let hash = host.bytes().rev().fold(Fnv::of(HOST), Fnv::with);
        (hash, *category)
    });
    let names = names.iter().map(|(kind, name, category)| {
        let hash = name.bytes().fold(Fnv::of(*kind as u8), Fnv::with);
        (hash, *category)
    });
    hosts.chain(names)
}

/// A host without the dot of the root.
fn without_dot(host: &str) -> &str {
    match host.split_at_checked(host.len().saturating_sub(1)) {
        Some((above, ".")) => above,
        _ => host,
    }
}

/// Whether `host` is `suffix` or a subdomain of it; an empty suffix covers nothing.
fn covers(suffix: &str, host: &str) -> bool {
    let (suffix, host) = (suffix.as_bytes(), host.as_bytes());
    let Some(start) = host.len().checked_sub(suffix.len()) else {
        return false;
    };
    let (above, end) = host.split_at_checked(start).unwrap_or_default();
    !suffix.is_empty()
        && end.eq_ignore_ascii_case(suffix)
        && above.last().is_none_or(|last| *last == b'.')
}

/// Whether `host` is under the page's host. `www.shop.se` stands for `shop.se`; a host of a single label (`localhost`)
/// or an address has no subdomains.
fn is_subdomain_of_site(host: &str, page_host: &str) -> bool {
    let site = match page_host.split_at_checked(4) {
        Some((www, rest)) if www.eq_ignore_ascii_case("www.") => rest,
        _ => page_host,
    };
    let bytes = site.as_bytes();
    let is_address = bytes
        .last()
        .is_none_or(|last| last.is_ascii_digit() || *last == b']');
    Scan::new(site, 0).find(".").is_some() && !is_address && covers(site, host)
}

/// A host as it is compared: lower case, no wildcard, no outer dots.
fn clean_host(host: &str) -> String {
    let host = host.trim_ascii();
    let host = host.strip_prefix('*').unwrap_or(host);
    host.trim_matches('.').to_ascii_lowercase()
}

/// The category with this number, of two bits, in the text form.
const fn category_of(number: u8) -> Category {
    match number & 3 {
        0 => Category::Functional,
        1 => Category::Preferences,
        2 => Category::Statistics,
        _ => Category::Advertising,
    }
}

#[cfg(test)]
mod tests;
