//! Which category a host or a stored name belongs to, on one site.
//!
//! Knows what the site declares (as text) and what is commonly known (as hashes, from the catalogue); what the site
//! says wins. The collector encodes [`RulesSource`], the gate decodes [`Rules`]. What a class means for a request is
//! [`crate::decision::gate`]'s matter.

mod bytes;
mod hashes;

use crate::category::{Category, CategorySet};
use crate::decision::HostClass;
use bytes::Reader;
use hashes::{Fnv, HashTable};

/// The version of the binary form, its first byte.
const VERSION: u8 = 1;

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
    /// Hosts of the services that the site declares.
    pub hosts: Vec<(String, Category)>,
    /// Names that the site declares.
    pub names: Vec<(StoreKind, String, Category)>,
    /// Hosts of the catalogue; they lose against `hosts`.
    pub catalogue_hosts: Vec<(String, Category)>,
    /// Names of the catalogue; they lose against `names`.
    pub catalogue_names: Vec<(StoreKind, String, Category)>,
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
pub struct Rules {
    asked: CategorySet,
    collector_host: String,
    first_party: Vec<String>,
    hosts: Vec<(String, Category)>,
    names: Vec<(StoreKind, String, Category)>,
    catalogue_hosts: HashTable,
    catalogue_names: HashTable,
    catalogue_prefixes: HashTable,
}

impl Rules {
    /// Writes the binary form that [`Rules::decode`] reads.
    pub fn encode(source: &RulesSource) -> Vec<u8> {
        let mut out = vec![VERSION, source.asked.bits()];
        bytes::put_text(&mut out, &clean_host(&source.collector_host));
        bytes::put_length(&mut out, source.first_party.len());
        for host in &source.first_party {
            bytes::put_text(&mut out, &clean_host(host));
        }
        bytes::put_length(&mut out, source.hosts.len());
        for (host, category) in &source.hosts {
            out.push(*category as u8);
            bytes::put_text(&mut out, &clean_host(host));
        }
        bytes::put_length(&mut out, source.names.len());
        for (kind, name, category) in &source.names {
            out.push((*kind as u8) << 2 | *category as u8);
            bytes::put_text(&mut out, name);
        }
        let hosts = source.catalogue_hosts.iter().map(|(host, category)| {
            let hash = clean_host(host).bytes().rev().fold(Fnv::NEW, Fnv::with);
            (hash, *category)
        });
        HashTable::encode(&mut out, hosts);
        let names = |is_prefix: bool| {
            source
                .catalogue_names
                .iter()
                .filter(move |(_, name, _)| name.ends_with('*') == is_prefix)
                .map(|(kind, name, category)| {
                    let name = name.strip_suffix('*').unwrap_or(name);
                    (name.bytes().fold(Fnv::of_kind(*kind), Fnv::with), *category)
                })
        };
        HashTable::encode(&mut out, names(false));
        HashTable::encode(&mut out, names(true));
        out
    }

    /// Reads the binary form.
    ///
    /// # Errors
    /// [`RulesError::Version`] for another version byte, [`RulesError::Broken`] for anything that does not end where
    /// it should. The caller then goes on with [`Rules::closed`].
    pub fn decode(bytes: &[u8]) -> Result<Self, RulesError> {
        match bytes.split_first() {
            Some((&VERSION, rest)) => Self::read(&mut Reader::new(rest)).ok_or(RulesError::Broken),
            Some(_) => Err(RulesError::Version),
            None => Err(RulesError::Broken),
        }
    }

    /// The rules to go on with when there are none: nothing is known, so every third party stays held.
    pub fn closed() -> Self {
        Self {
            asked: CategorySet::EMPTY,
            collector_host: String::new(),
            first_party: Vec::new(),
            hosts: Vec::new(),
            names: Vec::new(),
            catalogue_hosts: HashTable::default(),
            catalogue_names: HashTable::default(),
            catalogue_prefixes: HashTable::default(),
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let rules = Self {
            asked: CategorySet::from_bits(from.byte()?),
            collector_host: from.text()?,
            first_party: from.list(Reader::text)?,
            hosts: from.list(|from| {
                let category = category_of(from.byte()?)?;
                Some((from.text()?, category))
            })?,
            names: from.list(|from| {
                let tag = from.byte()?;
                let kind = *StoreKind::ALL.get(usize::from(tag >> 2))?;
                Some((kind, from.text()?, category_of(tag & 3)?))
            })?,
            catalogue_hosts: HashTable::read(from)?,
            catalogue_names: HashTable::read(from)?,
            catalogue_prefixes: HashTable::read(from)?,
        };
        from.is_empty().then_some(rules)
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
        let host = host.strip_suffix('.').unwrap_or(host);
        let page_host = page_host.strip_suffix('.').unwrap_or(page_host);
        if host.is_empty() {
            return HostClass::Unknown;
        }
        if host.eq_ignore_ascii_case(page_host) {
            return HostClass::FirstParty;
        }
        if host.eq_ignore_ascii_case(&self.collector_host) {
            return HostClass::Known(Category::Functional);
        }
        // The longest match; on a tie the first.
        let mut best = (0, HostClass::Unknown);
        for (suffix, category) in &self.hosts {
            if suffix.len() > best.0 && covers(suffix, host) {
                best = (suffix.len(), HostClass::Known(*category));
            }
        }
        for suffix in &self.first_party {
            if suffix.len() > best.0 && covers(suffix, host) {
                best = (suffix.len(), HostClass::FirstParty);
            }
        }
        if best.0 > 0 {
            return best.1;
        }
        if is_subdomain_of_site(host, page_host) {
            return HostClass::FirstParty;
        }
        let mut class = HostClass::Unknown;
        let mut hash = Fnv::NEW;
        let bytes = host.as_bytes();
        for (place, byte) in bytes.iter().enumerate().rev() {
            hash = hash.with(byte.to_ascii_lowercase());
            if (place == 0 || bytes.get(place - 1) == Some(&b'.'))
                && let Some(category) = self.catalogue_hosts.get(hash)
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
        let mut best = None;
        let mut best_length = 0;
        for (declared_kind, pattern, category) in &self.names {
            if *declared_kind != kind {
                continue;
            }
            let length = match pattern.strip_suffix('*') {
                Some(prefix) if name.starts_with(prefix) => prefix.len() + 1,
                None if pattern == name => usize::MAX,
                Some(_) | None => continue,
            };
            if length > best_length {
                best_length = length;
                best = Some(*category);
            }
        }
        if best.is_some() {
            return best;
        }
        let mut hash = Fnv::of_kind(kind);
        for byte in name.bytes() {
            hash = hash.with(byte);
            if let Some(category) = self.catalogue_prefixes.get(hash) {
                best = Some(category);
            }
        }
        self.catalogue_names.get(hash).or(best)
    }

    /// What the site declares that `category` stores, as kind and pattern (a trailing `*` is a wildcard): what to
    /// delete on withdrawal, also where the browser cannot list what it holds.
    ///
    /// The catalogue's names are hashes and cannot be listed: list what is stored and ask [`Rules::name`].
    pub fn names_of(&self, category: Category) -> impl Iterator<Item = (StoreKind, &str)> {
        self.names
            .iter()
            .filter(move |(_, _, of)| *of == category)
            .map(|(kind, pattern, _)| (*kind, pattern.as_str()))
    }

    /// The hosts that the site declares for `category`.
    pub fn hosts_of(&self, category: Category) -> impl Iterator<Item = &str> {
        self.hosts
            .iter()
            .filter(move |(_, of)| *of == category)
            .map(|(host, _)| host.as_str())
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
    let is_address = site.ends_with(|last: char| last.is_ascii_digit() || last == ']');
    site.contains('.') && !is_address && covers(site, host)
}

/// A host as it is compared: lower case, no wildcard, no outer dots.
fn clean_host(host: &str) -> String {
    let host = host.trim_ascii();
    let host = host.strip_prefix('*').unwrap_or(host);
    host.trim_matches('.').to_ascii_lowercase()
}

/// The category with this number in the binary form.
fn category_of(number: u8) -> Option<Category> {
    Category::ALL.get(usize::from(number)).copied()
}

#[cfg(test)]
mod tests;
