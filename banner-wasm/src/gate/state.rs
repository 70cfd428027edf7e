//! The consent state of one page: the site's rules, and the visitor's choice if there is one.

use consent_core::category::{Category, CategorySet};
use consent_core::cookie;
use consent_core::decision::{self, Expression, HostClass};
use consent_core::markup::{REFUSED, UNKNOWN};
use consent_core::parts;
use consent_core::rules::{Room, Rules, StoreKind};

/// The bit of [`Gate::state`] that says that the visitor has chosen.
pub const CHOSEN: u8 = 32;

/// The bit of a name's need that says that nobody knows it: it may be stored, until somebody does.
pub const UNKNOWN_NAME: u8 = 64;

/// What the gate knows of a site and its visitor.
#[derive(Debug)]
pub struct Gate {
    rules: Rules<&'static str>,
    page_host: &'static str,
    /// Lines `id,bit`.
    purposes: &'static str,
    version: u32,
    validity_seconds: u64,
    choice: Option<CategorySet>,
    /// The services that are refused in it.
    refused: &'static str,
}

impl Gate {
    /// A gate for the page on `page_host`. `purposes` is a line `id,bit` for each purpose of the site; lines that name
    /// no category are left out. Rules that cannot be read leave every third party held.
    pub fn new(
        rules: &'static str,
        room: Room,
        purposes: &'static str,
        page_host: &'static str,
        version: u32,
        validity_seconds: u64,
    ) -> Self {
        Self {
            rules: Rules::decode_in(rules, room).unwrap_or_else(|_| Rules::closed()),
            page_host,
            purposes,
            version,
            validity_seconds,
            choice: None,
            refused: "",
        }
    }

    /// The categories that the visitor is asked about.
    pub fn asked(&self) -> CategorySet {
        self.rules.asked().without(Category::Functional)
    }

    /// What is granted now; `functional` always is.
    pub fn granted(&self) -> CategorySet {
        self.choice
            .unwrap_or(CategorySet::EMPTY)
            .intersection(self.asked())
            .with(Category::Functional)
    }

    /// What has to be granted for all to be: never enough, where a service is refused.
    fn all(&self) -> CategorySet {
        if self.rules.refuses(self.refused) {
            CategorySet::EMPTY
        } else {
            self.asked()
        }
    }

    /// The granted bits, [`UNKNOWN`] when unknown third parties may pass, [`CHOSEN`] when there is a choice.
    pub fn state(&self) -> u8 {
        let granted = self.granted();
        let mut bits = granted.bits();
        if decision::is_all(self.all(), granted) {
            bits |= UNKNOWN;
        }
        if self.choice.is_some() {
            bits |= CHOSEN;
        }
        bits
    }

    /// See [`Rules::learn`].
    pub fn learn(&mut self, catalogue: &str, room: Room) -> bool {
        self.rules.learn_in(catalogue, room)
    }

    /// Takes a choice as a cookie keeps it, in place of the one there was; one that does not count means no choice. Says
    /// whether it counts ([`cookie::counts`]). `refused` has the ids of services, each behind a dot.
    pub fn read(
        &mut self,
        granted: u8,
        time_seconds: u64,
        version: u64,
        now_seconds: u64,
        refused: &'static str,
    ) -> bool {
        let (wanted, validity) = (self.version, self.validity_seconds);
        let counts = cookie::counts(version, time_seconds, wanted, validity, now_seconds);
        self.choice = counts.then_some(CategorySet::from_bits(granted));
        self.refused = if counts { refused } else { "" };
        counts
    }

    /// What has to be granted before `host` may be reached.
    pub fn host_need(&self, host: &str) -> u8 {
        let rules = &self.rules;
        need(rules.host_without(self.refused, host, self.page_host))
    }

    /// What has to be granted before `name` may be stored. A name that nobody knows is the site's own, as
    /// [`UNKNOWN_NAME`] says: the whole catalogue may know better.
    pub fn name_need(&self, kind: StoreKind, name: &str) -> u8 {
        match self.rules.name_without(self.refused, kind, name) {
            HostClass::Unknown => UNKNOWN_NAME,
            class => need(class),
        }
    }

    /// Whether a `data-consent` expression is met now.
    pub fn allows(&self, expression: &str) -> bool {
        Expression::parse(expression, &|id| self.purpose(id)).allows(self.all(), self.granted())
    }

    /// The category of the purpose `id`.
    fn purpose(&self, id: &str) -> Option<Category> {
        parts(self.purposes, b'\n').find_map(|line| {
            let bit = line.strip_prefix(id)?.strip_prefix(",")?.bytes().next()?;
            CategorySet::from_bits(bit.wrapping_sub(b'0')).iter().next()
        })
    }
}

/// What has to be granted before something of this class may be had.
fn need(class: HostClass) -> u8 {
    match class {
        HostClass::FirstParty | HostClass::Known(Category::Functional) => 0,
        HostClass::Known(category) => category.bit(),
        HostClass::Refused => UNKNOWN | REFUSED,
        HostClass::Unknown => UNKNOWN,
    }
}

#[cfg(test)]
mod tests;
