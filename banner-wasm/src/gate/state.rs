//! The consent state of one page: the site's rules, and the visitor's choice if there is one.

use super::text::{put, put_number};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use consent_core::category::{Category, CategorySet};
use consent_core::cookie::{self, ConsentKey};
use consent_core::decision::{self, Choice, Expression, Verdict};
use consent_core::markup::UNKNOWN;
use consent_core::parts;
use consent_core::rules::{Rules, StoreKind};

/// The bit of [`Gate::state`] that says that the visitor has chosen.
pub const CHOSEN: u8 = 32;

/// The bit of a name's need that says that nobody knows it: it may be stored, until somebody does.
pub const UNKNOWN_NAME: u8 = 64;

/// What the gate knows of a site and its visitor.
#[derive(Debug)]
pub struct Gate {
    rules: Rules,
    page_host: Box<str>,
    purposes: Vec<(&'static str, Category)>,
    version: u32,
    validity_seconds: u64,
    choice: Option<Choice>,
}

impl Gate {
    /// A gate for the page on `page_host`. `purposes` is a line `id,bit` for each purpose of the site; lines that name
    /// no category are left out. Rules that cannot be read leave every third party held.
    pub fn new(
        rules: &str,
        purposes: &str,
        page_host: &str,
        version: u32,
        validity_seconds: u64,
    ) -> Self {
        // A page has one gate, as long as it lives: what it keeps for ever may be leaked.
        let purposes: &'static str = Box::leak(Box::from(purposes));
        let purpose = |line: &'static str| {
            let mut fields = parts(line, b',');
            let id = fields.next()?;
            let bit = fields.next()?.bytes().next()?.wrapping_sub(b'0');
            let category = CategorySet::from_bits(bit).iter().next()?;
            Some((id, category))
        };
        Self {
            rules: Rules::decode(rules).unwrap_or_else(|_| Rules::closed()),
            page_host: Box::from(page_host),
            purposes: parts(purposes, b'\n').filter_map(purpose).collect(),
            version,
            validity_seconds,
            choice: None,
        }
    }

    /// The categories that the visitor is asked about.
    pub fn asked(&self) -> CategorySet {
        self.rules.asked().without(Category::Functional)
    }

    /// What is granted now; `functional` always is.
    pub fn granted(&self) -> CategorySet {
        let granted = match &self.choice {
            Some(choice) => choice.granted.intersection(self.asked()),
            None => CategorySet::EMPTY,
        };
        granted.with(Category::Functional)
    }

    /// The choice, once there is one.
    pub fn choice(&self) -> Option<&Choice> {
        self.choice.as_ref()
    }

    /// The granted bits, [`UNKNOWN`] when unknown third parties may pass, [`CHOSEN`] when there is a choice.
    pub fn state(&self) -> u8 {
        let granted = self.granted();
        let mut bits = granted.bits();
        if decision::is_all(self.asked(), granted) {
            bits |= UNKNOWN;
        }
        if self.choice.is_some() {
            bits |= CHOSEN;
        }
        bits
    }

    /// See [`Rules::learn`].
    pub fn learn(&mut self, catalogue: &str) -> bool {
        self.rules.learn(catalogue)
    }

    /// Takes the choice from a cookie text; a text without a valid one means no choice.
    pub fn read(&mut self, cookies: &str, now_seconds: u64) {
        self.choice = cookie::parse(cookies, self.version, self.validity_seconds, now_seconds);
    }

    /// Makes a choice, and returns the text to write to `document.cookie` (`Secure` is the caller's to add).
    ///
    /// The visitor keeps the key of an earlier choice, unless this is another person on the same device.
    pub fn choose(
        &mut self,
        granted: CategorySet,
        now_seconds: u64,
        fresh: ConsentKey,
        is_new_person: bool,
    ) -> String {
        let key = match &self.choice {
            Some(choice) if !is_new_person => choice.key,
            _ => fresh,
        };
        let granted = granted
            .intersection(self.asked())
            .with(Category::Functional);
        self.set(granted, now_seconds, key, self.validity_seconds)
    }

    /// Gives the choice another key: another person has signed in. Its time stays, so it is not prolonged.
    pub fn rekey(&mut self, fresh: ConsentKey, now_seconds: u64) -> String {
        let (granted, time) = match &self.choice {
            Some(choice) => (choice.granted, choice.time_seconds),
            None => (CategorySet::FUNCTIONAL_ONLY, now_seconds),
        };
        let age = now_seconds.saturating_sub(time);
        self.set(
            granted,
            time,
            fresh,
            self.validity_seconds.saturating_sub(age),
        )
    }

    fn set(&mut self, granted: CategorySet, time: u64, key: ConsentKey, max_age: u64) -> String {
        let choice = self.choice.insert(Choice {
            granted,
            time_seconds: time,
            version: self.version,
            key,
        });
        let mut text = String::new();
        put(&mut text, cookie::NAME);
        put(&mut text, "=");
        put(&mut text, &cookie::value(choice, self.rules.asked()));
        put(&mut text, "; Path=/; SameSite=Lax; Max-Age=");
        put_number(&mut text, max_age);
        text
    }

    /// What has to be granted before `host` may be reached.
    pub fn host_need(&self, host: &str) -> u8 {
        let class = self.rules.host(host, &self.page_host);
        match decision::gate(class, self.asked(), CategorySet::EMPTY) {
            Verdict::Allow => 0,
            Verdict::Hold(Some(category)) => category.bit(),
            Verdict::Hold(None) => UNKNOWN,
        }
    }

    /// What has to be granted before `name` may be stored. A name that nobody knows is the site's own, as
    /// [`UNKNOWN_NAME`] says: the whole catalogue may know better.
    pub fn name_need(&self, kind: StoreKind, name: &str) -> u8 {
        match self.rules.name(kind, name) {
            None => UNKNOWN_NAME,
            Some(Category::Functional) => 0,
            Some(category) => category.bit(),
        }
    }

    /// The cookies, a name a line, that the site declares for categories that are not granted: they may stand on
    /// another path, where the page cannot see them.
    pub fn refused_cookies(&self) -> String {
        let mut names = String::new();
        for category in CategorySet::from_bits(!self.granted().bits()).iter() {
            for (kind, name) in self.rules.names_of(category) {
                if kind == StoreKind::Cookie && name.as_bytes().last() != Some(&b'*') {
                    put(&mut names, name);
                    put(&mut names, "\n");
                }
            }
        }
        names
    }

    /// Whether a `data-consent` expression is met now.
    pub fn allows(&self, expression: &str) -> bool {
        Expression::parse(expression, &self.purposes).allows(self.asked(), self.granted())
    }
}

#[cfg(test)]
mod tests;
