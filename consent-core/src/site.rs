//! A site: what its owner declares in one file, and the same checked (contracts, section 2).
//!
//! [`SiteFile`] is the file as written; [`SiteFile::check`] makes a [`Site`], which cannot be wrong
//! afterwards, or lists everything to mend. Reading files is the collector's matter.

pub(crate) mod check;
mod file;
mod import;
mod origin;
mod period;
mod signal;
#[cfg(test)]
mod tests;
mod theme;

use std::fmt;

use crate::category::{Category, CategorySet};
use crate::lint::Rule;

pub use file::{
    AssertionAlgorithm, Clause, Control, Controller, Identity, IpMode, Localised, Mode, Purpose,
    ServerAccess, Service, SiteFile, Store, Webhook,
};
pub use import::{Granting, IMPORTABLE, Import, ImportTable, Importable};
pub use origin::OriginRule;
pub use period::Period;
pub use signal::{SIGNALS, Signal};
pub use theme::{COLOURS, Scheme, Theme};

/// The name of a site in addresses: 1 to 32 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteId(String);

impl SiteId {
    /// The id, if the text is one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = (1..=32).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        is_id.then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing to mend in a site file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteError {
    /// The field, as a path: `purposes[1].title.sv`.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
    /// The rule that it breaks, where it is one of the lint's.
    pub rule: Option<&'static Rule>,
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.field, self.problem, self.remedy)
    }
}

impl std::error::Error for SiteError {}

/// A site whose declarations hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    id: SiteId,
    file: SiteFile,
    origins: Vec<OriginRule>,
    first_party: Vec<String>,
    validity: Period,
    asked: CategorySet,
}

impl Site {
    /// The site's name in addresses.
    pub fn id(&self) -> &SiteId {
        &self.id
    }

    /// Everything the owner declared.
    pub fn declared(&self) -> &SiteFile {
        &self.file
    }

    /// Whether a page of this origin (as the `Origin` header gives it) may post choices.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|rule| rule.allows(origin))
    }

    /// Whether nothing is held and what would be is counted.
    pub fn observes(&self) -> bool {
        self.file.mode == Mode::Observe
    }

    /// The site's own host suffixes.
    pub fn first_party(&self) -> &[String] {
        &self.first_party
    }

    /// How long a choice is remembered.
    pub fn validity(&self) -> Period {
        self.validity
    }

    /// The categories that the visitor is asked about; never `functional`.
    pub fn asked(&self) -> CategorySet {
        self.asked
    }

    /// The purposes that the visitor is asked about.
    pub fn asked_purposes(&self) -> impl Iterator<Item = &Purpose> {
        self.file
            .purposes
            .iter()
            .filter(|purpose| purpose.category != Category::Functional)
    }

    /// The purpose of that id.
    pub fn purpose(&self, id: &str) -> Option<&Purpose> {
        self.file.purposes.iter().find(|purpose| purpose.id == id)
    }

    /// The services behind a purpose.
    pub fn services_of<'a>(&'a self, purpose: &'a str) -> impl Iterator<Item = &'a Service> {
        self.file
            .services
            .iter()
            .filter(move |service| service.purpose == purpose)
    }

    /// The clause of that id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.file.clauses.iter().find(|clause| clause.id == id)
    }

    /// The category that a service serves.
    pub fn category_of(&self, service: &Service) -> Category {
        // Checked sites have no service without a purpose; the strictest category if they had.
        self.purpose(&service.purpose)
            .map_or(Category::Advertising, |purpose| purpose.category)
    }
}
