//! What the writer remembers between choices: numbers of sites, purposes and texts, the next leaf.
//!
//! All of it can be read from the database again, and is after a transaction that did not stand.

use std::{collections::HashMap, sync::Arc};

use consent_core::{
    log::KeyUse,
    receipt::{Digest, LeafKind},
};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{connection, failure::Failure, log};
use crate::{
    clock::{Clock as _, SystemClock},
    privacy::entropy::Entropy,
    storage::{
        StoreError, choice::PURPOSES_MAX, live::LiveVault, number::SCOPE_COOKIES, vault::Vault,
    },
};

/// The most forms that are kept. Ordinary sites make a few dozen; without a bound, a visitor who
/// tries every combination could fill memory.
const FORMS_MAX: usize = 4096;

/// The writer's memory.
pub(super) struct Ledger {
    pub(super) vault: Arc<Vault>,
    pub(super) entropy: Entropy,
    sites: HashMap<String, i64>,
    /// By site, then by name.
    purposes: HashMap<i64, HashMap<String, u8>>,
    texts: HashMap<(Text, Digest), i64>,
    forms: HashMap<String, i64>,
    next_leaf: Option<i64>,
    /// Whether any site has somebody who is told of receipts, as far as this transaction has asked.
    has_webhooks: Option<bool>,
    /// The vault whose keys the database knows: noted, and with leaves.
    noted: Arc<Vault>,
    /// Something was erased: after the commit, what SQLite keeps of old pages has to go too.
    pub(super) is_scrub_due: bool,
}

/// A table of things that receipts refer to by hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Text {
    Notice,
    Config,
    Build,
}

impl Ledger {
    pub(super) fn new(vault: Arc<Vault>) -> Self {
        Self {
            noted: Arc::clone(&vault),
            vault,
            entropy: Entropy::new(),
            sites: HashMap::new(),
            purposes: HashMap::new(),
            texts: HashMap::new(),
            forms: HashMap::new(),
            next_leaf: None,
            has_webhooks: None,
            is_scrub_due: false,
        }
    }

    /// Another process may have written since: asks for the next leaf again, and for webhooks.
    pub(super) fn begin(&mut self) {
        self.next_leaf = None;
        self.has_webhooks = None;
    }

    /// Takes the keys there are now, inside a transaction: no row can come under a newer one before it ends. What is new
    /// is noted, and a key that signs receipts gets its leaf before it signs.
    pub(super) fn take_keys(&mut self, db: &Connection, live: &LiveVault) -> Result<(), Failure> {
        self.vault = live
            .fresh()
            .map_err(|error| Failure::Storage(error.into()))?;
        if Arc::ptr_eq(&self.vault, &self.noted) {
            return Ok(());
        }
        let vault = Arc::clone(&self.vault);
        if let Some(purpose) = connection::first_strange_key(db, vault.keys())? {
            let error = format!("the `{purpose}` keys in the folder are not those of the database");
            return Err(Failure::Storage(error.into()));
        }
        // The command that rotates has written the leaf before; this is for a key that was put there by hand.
        for key in vault.keys().receipt_publics() {
            let now_ms = SystemClock.now().as_millis();
            log::log_key(db, self, KeyUse::Receipt, &key.to_bytes(), now_ms)?;
        }
        Ok(())
    }

    /// The transaction in which keys were taken stands.
    pub(super) fn keep_keys(&mut self) {
        self.noted = Arc::clone(&self.vault);
    }

    /// Forgets what a transaction added that was rolled back.
    pub(super) fn forget(&mut self) {
        self.sites.clear();
        self.purposes.clear();
        self.texts.clear();
        self.forms.clear();
        self.next_leaf = None;
    }

    /// The number of a site that has registered something.
    pub(super) fn site(&mut self, db: &Connection, site: &str) -> Result<i64, Failure> {
        if let Some(site_id) = self.sites.get(site) {
            return Ok(*site_id);
        }
        let site_id = db
            .prepare_cached("SELECT site_id FROM sites WHERE site = ?")?
            .query_row([site], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::Conflict("the site is not registered"))?;
        self.sites.insert(site.to_owned(), site_id);
        Ok(site_id)
    }

    /// The bit of a site's purpose; a new purpose gets the next one.
    pub(super) fn purpose_bit(
        &mut self,
        db: &Connection,
        site_id: i64,
        purpose: &str,
    ) -> Result<u8, Failure> {
        let known = self.purposes.entry(site_id).or_default();
        if let Some(bit) = known.get(purpose) {
            return Ok(*bit);
        }
        let stored: Option<u8> = db
            .prepare_cached("SELECT bit FROM purposes WHERE site_id = ? AND purpose = ?")?
            .query_row(params![site_id, purpose], |row| row.get(0))
            .optional()?;
        let bit = match stored {
            Some(bit) => bit,
            None => add_purpose(db, site_id, purpose)?,
        };
        known.insert(purpose.to_owned(), bit);
        Ok(bit)
    }

    /// The scope of a site's clause; a new clause gets the next one.
    pub(super) fn clause_scope(
        &mut self,
        db: &Connection,
        site_id: i64,
        clause: &str,
    ) -> Result<i64, Failure> {
        let known = db
            .prepare_cached("SELECT scope FROM clauses WHERE site_id = ? AND clause = ?")?
            .query_row(params![site_id, clause], |row| row.get(0))
            .optional()?;
        if let Some(scope) = known {
            return Ok(scope);
        }
        let scope = db
            .prepare_cached("SELECT coalesce(max(scope), ?) + 1 FROM clauses WHERE site_id = ?")?
            .query_row(params![SCOPE_COOKIES, site_id], |row| row.get(0))?;
        db.prepare_cached("INSERT INTO clauses (site_id, clause, scope) VALUES (?, ?, ?)")?
            .execute(params![site_id, clause, scope])?;
        Ok(scope)
    }

    /// The number of a registered notice, configuration or build.
    pub(super) fn text(
        &mut self,
        db: &Connection,
        text: Text,
        hash: &Digest,
    ) -> Result<i64, Failure> {
        if let Some(text_id) = self.texts.get(&(text, *hash)) {
            return Ok(*text_id);
        }
        let (sql, unknown) = match text {
            Text::Notice => (
                "SELECT notice_id FROM notices WHERE hash = ?",
                "the notice is not registered",
            ),
            Text::Config => (
                "SELECT config_id FROM configs WHERE hash = ?",
                "the configuration is not registered",
            ),
            Text::Build => (
                "SELECT build_id FROM builds WHERE hash = ?",
                "the build is not registered",
            ),
        };
        let text_id = db
            .prepare_cached(sql)?
            .query_row([hash.as_bytes()], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::Conflict(unknown))?;
        self.texts.insert((text, *hash), text_id);
        Ok(text_id)
    }

    /// Whether a form is known or may be added.
    pub(super) fn has_room_for(&self, form: &str) -> bool {
        self.forms.len() < FORMS_MAX || self.forms.contains_key(form)
    }

    /// The number of a form, which is added when it is new.
    pub(super) fn form(&mut self, db: &Connection, form: &str) -> Result<i64, Failure> {
        if form.is_empty() {
            return Ok(0);
        }
        if let Some(form_id) = self.forms.get(form) {
            return Ok(*form_id);
        }
        let known: Option<i64> = db
            .prepare_cached("SELECT form_id FROM forms WHERE form = ?")?
            .query_row([form], |row| row.get(0))
            .optional()?;
        let form_id = match known {
            Some(form_id) => form_id,
            None => db
                .prepare_cached("INSERT INTO forms (form) VALUES (?)")?
                .insert([form])?,
        };
        self.forms.insert(form.to_owned(), form_id);
        Ok(form_id)
    }

    /// Whether there is anybody to be told of a receipt: most collectors have no webhook, and then none is asked for at
    /// every receipt.
    pub(super) fn has_webhooks(&mut self, db: &Connection) -> Result<bool, Failure> {
        if let Some(has_webhooks) = self.has_webhooks {
            return Ok(has_webhooks);
        }
        let has_webhooks = db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM webhooks WHERE is_active = 1)")?
            .query_row([], |row| row.get(0))?;
        self.has_webhooks = Some(has_webhooks);
        Ok(has_webhooks)
    }

    /// Webhooks were set in this transaction.
    pub(super) fn forget_webhooks(&mut self) {
        self.has_webhooks = None;
    }

    /// The index that the next leaf will have.
    pub(super) fn next_leaf(&mut self, db: &Connection) -> Result<i64, Failure> {
        if let Some(leaf) = self.next_leaf {
            return Ok(leaf);
        }
        let leaf = db
            .prepare_cached("SELECT coalesce(max(leaf) + 1, 0) FROM leaves")?
            .query_row([], |row| row.get(0))?;
        self.next_leaf = Some(leaf);
        Ok(leaf)
    }

    /// Appends a leaf and says which index it has: the one after the last, so there are no gaps.
    pub(super) fn add_leaf(
        &mut self,
        db: &Connection,
        kind: LeafKind,
        commitment: &Digest,
    ) -> Result<i64, Failure> {
        let leaf = self.next_leaf(db)?;
        db.prepare_cached("INSERT INTO leaves (leaf, kind, commitment) VALUES (?, ?, ?)")?
            .execute(params![leaf, kind as u8, commitment.as_bytes()])?;
        self.next_leaf = Some(leaf + 1);
        Ok(leaf)
    }
}

fn add_purpose(db: &Connection, site_id: i64, purpose: &str) -> Result<u8, Failure> {
    let bit: u8 = db.query_row(
        "SELECT count(*) FROM purposes WHERE site_id = ?",
        [site_id],
        |row| row.get(0),
    )?;
    if usize::from(bit) >= PURPOSES_MAX {
        return Err(StoreError::Conflict("the site has used up its purposes").into());
    }
    db.execute(
        "INSERT INTO purposes (site_id, purpose, bit) VALUES (?, ?, ?)",
        params![site_id, purpose, bit],
    )?;
    Ok(bit)
}
