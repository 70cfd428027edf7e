//! People as far as the store knows them: what there is of each, and what is held.

use consent_core::{
    cookie::ConsentKey,
    receipt::{ReceiptCode, ReceiptId, RecordId},
};

use super::words::HoldBasis;
use crate::storage::number::SCOPE_COOKIES;

/// By what a person is found. Never by an address. Has no `Debug`: personal data.
#[derive(Clone, PartialEq, Eq)]
pub enum Finder {
    /// The site's name for the person.
    UserId(String),
    /// The key that the browser keeps.
    ConsentKey(ConsentKey),
    /// A record.
    Record(RecordId),
    /// A receipt.
    Receipt(ReceiptId),
    /// The code on a receipt.
    Code(ReceiptCode),
}

impl Finder {
    /// The name of the filter, for the audit log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::UserId(_) => "user_id",
            Self::ConsentKey(_) => "consent_key",
            Self::Record(_) => "record_id",
            Self::Receipt(_) => "receipt_id",
            Self::Code(_) => "code",
        }
    }
}

/// One subject and how much there is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The store's number.
    pub subject_id: i64,
    /// The site.
    pub site: String,
    /// Whether the site vouched for a user id.
    pub has_user_id: bool,
    /// The last choice, purchase or contact, in milliseconds since 1970.
    pub last_activity_ms: i64,
    /// Its records.
    pub records: Vec<RecordSummary>,
    /// Rows of tables that go with the subject, by the table's name; tables without any are left out.
    pub rows: Vec<(&'static str, u64)>,
    /// Rows of the audit log that name one of its records.
    pub look_ups: u64,
    /// Holds, also those that have ended.
    pub holds: Vec<Hold>,
}

/// How much there is of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordSummary {
    /// Its id.
    pub record_id: RecordId,
    /// Its scope.
    pub scope: i64,
    /// The clause's id, where its scope is one's.
    pub clause: Option<String>,
    /// Receipts.
    pub receipts: u64,
    /// Those that still have the whole address.
    pub addresses: u64,
    /// Those that have a network.
    pub networks: u64,
    /// Those that carry a user id.
    pub user_ids: u64,
    /// The first event, in milliseconds since 1970.
    pub first_ms: i64,
    /// The last event.
    pub last_ms: i64,
}

/// A legal hold (RECEIPTS section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The store's number.
    pub hold_id: i64,
    /// As a record's scope; 0 is everything.
    pub scope: i64,
    /// The clause's id, where the scope is one's.
    pub clause: Option<String>,
    /// Why.
    pub basis: HoldBasis,
    /// The number of the case that it was set in.
    pub case: String,
    /// When it ends by itself, in milliseconds since 1970.
    pub until_ms: i64,
    /// When it was set.
    pub set_at_ms: i64,
    /// Who set it.
    pub set_by: String,
    /// When the person was told.
    pub informed_at_ms: Option<i64>,
    /// When somebody ended it before its time.
    pub ended_at_ms: Option<i64>,
}

/// The scope of a hold over everything.
pub const EVERYTHING: i64 = 0;

impl Hold {
    /// Whether it holds at that time.
    pub const fn is_in_force(&self, now_ms: i64) -> bool {
        self.ended_at_ms.is_none() && now_ms < self.until_ms
    }

    /// Whether it is over records of that scope.
    pub const fn covers(&self, scope: i64) -> bool {
        self.scope == EVERYTHING || self.scope == scope
    }
}

impl Subject {
    /// The hold that keeps records of that scope now.
    pub fn hold_on(&self, scope: i64, now_ms: i64) -> Option<&Hold> {
        self.holds
            .iter()
            .find(|hold| hold.is_in_force(now_ms) && hold.covers(scope))
    }

    /// Whether anything is held now.
    pub fn is_held(&self, now_ms: i64) -> bool {
        self.holds.iter().any(|hold| hold.is_in_force(now_ms))
    }
}

/// The name of a scope in JSON.
pub fn scope_name(scope: i64) -> String {
    match scope {
        EVERYTHING => "everything".to_owned(),
        SCOPE_COOKIES => "cookies".to_owned(),
        other => format!("scope-{other}"),
    }
}

/// The scope of that name.
pub fn parse_scope(name: &str) -> Option<i64> {
    match name {
        "everything" => Some(EVERYTHING),
        "cookies" => Some(SCOPE_COOKIES),
        other => other
            .strip_prefix("scope-")?
            .parse()
            .ok()
            .filter(|scope| *scope > SCOPE_COOKIES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_have_names_that_are_read_back() {
        for scope in [EVERYTHING, SCOPE_COOKIES, 2, 77] {
            assert_eq!(parse_scope(&scope_name(scope)), Some(scope));
        }
        for name in ["", "all", "scope-0", "scope-1", "scope--3"] {
            assert_eq!(parse_scope(name), None, "{name}");
        }
    }
}
