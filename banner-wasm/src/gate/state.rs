//! The consent state of one page: the site's rules, and the visitor's choice if there is one.

use consent_core::category::{Category, CategorySet};
use consent_core::rules::{Entry, HOST, Rules, site_of, without_dot};
use consent_core::{cookie, decision, markup::UNKNOWN};

/// The bit of [`Gate::state`] that says that the visitor has chosen.
pub const CHOSEN: u8 = 32;

/// The bit of a name's need that says that nobody knows it: it may be stored, until somebody does.
pub const UNKNOWN_NAME: u8 = 64;

/// Where the hashes go that are known.
pub type Room = &'static mut [Entry];

/// What the gate knows of a site and its visitor.
#[derive(Debug)]
pub struct Gate {
    rules: Rules<&'static [u8], Room>,
    /// What every host of the page's own site ends in.
    site: &'static [u8],
    version: f64,
    validity_seconds: f64,
    state: u8,
    /// The services that are refused.
    refused: &'static [u8],
}

impl Gate {
    /// Of no page yet: every third party is held.
    pub const fn closed() -> Self {
        Self {
            rules: Rules::empty(b"", &mut []),
            site: b"",
            version: 0.0,
            validity_seconds: 0.0,
            state: 0,
            refused: b"",
        }
    }

    /// Makes it the gate of a page on `page_host` (with a dot before it). Rules that cannot be read leave every third party
    /// held.
    pub fn boot(
        &mut self,
        rules: &'static [u8],
        room: impl FnOnce(usize) -> Room,
        page_host: &'static [u8],
        version: f64,
        validity_seconds: f64,
    ) {
        self.rules.decode_in(rules, room);
        self.site = site_of(without_dot(page_host));
        self.version = version;
        self.validity_seconds = validity_seconds;
        self.state = CategorySet::FUNCTIONAL_ONLY.bits();
    }

    /// The categories that the visitor is asked about.
    pub fn asked(&self) -> CategorySet {
        self.rules.asked().without(Category::Functional)
    }

    /// The granted bits, [`UNKNOWN`] when unknown third parties may pass, [`CHOSEN`] when there is a choice.
    pub fn state(&self) -> u8 {
        self.state
    }

    /// See [`Rules::learn`].
    pub fn learn(&mut self, catalogue: &[u8], room: impl FnOnce(usize) -> Room) -> bool {
        self.rules.learn_in(catalogue, room)
    }

    /// Takes a choice as a cookie keeps it, in place of the one there was; one that does not count means no choice. Says
    /// whether it counts ([`cookie::counts`]). `refused` has the ids of services, a dot before and after each.
    pub fn read(
        &mut self,
        granted: u8,
        time_seconds: f64,
        version: f64,
        now_seconds: f64,
        refused: &'static [u8],
    ) -> bool {
        let (wanted, validity) = (self.version, self.validity_seconds);
        let counts = cookie::counts(version, time_seconds, wanted, validity, now_seconds);
        self.state = CategorySet::FUNCTIONAL_ONLY.bits();
        self.refused = b"";
        if counts {
            let asked = self.asked();
            let granted = CategorySet::from_bits(granted).intersection(asked);
            self.refused = refused;
            self.state |= granted.bits() | CHOSEN;
            if decision::is_all(asked, granted) && !self.rules.is_refusing(refused) {
                self.state |= UNKNOWN;
            }
        }
        counts
    }

    /// What has to be granted before a host ([`HOST`]) may be reached, or a name be stored in one kind of storage. A name
    /// that nobody knows is the site's own, as [`UNKNOWN_NAME`] says: the whole catalogue may know better.
    pub fn need(&self, what: u32, subject: &[u8]) -> u32 {
        let (subject, unknown) = if what == HOST {
            (without_dot(subject), UNKNOWN.into())
        } else {
            (subject, UNKNOWN_NAME.into())
        };
        let rules = &self.rules;
        rules.need(what, subject, self.refused, self.site, unknown)
    }

    /// Whether a `data-consent` expression is met now ([`decision::allows`]).
    pub fn allows(&self, expression: &[u8]) -> bool {
        decision::allows(expression, self.state)
    }
}

#[cfg(test)]
mod tests;
