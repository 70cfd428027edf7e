//! The only way from a member of staff to receipts: what the role may not ask is refused, and every look leaves its
//! row in the audit log before it is answered.

use consent_core::receipt::{ReceiptId, RecordId};

use super::{problems, who::Who};
use crate::{
    http::Problem,
    staff::{Filters, Permission},
    state::AppState,
    storage::{AuditEntry, Page, Search, StoredReceipt},
};

/// The most receipts of a record that are shown beside one of them.
const HISTORY_MAX: usize = 20;

/// One look, for the audit log.
#[derive(Default)]
pub struct Look<'a> {
    /// What was done.
    pub action: &'static str,
    /// Names of the filters.
    pub filters: &'a [String],
    /// The site looked at.
    pub site: Option<&'a str>,
    /// The reason given.
    pub reason: Option<&'a str>,
    /// The record it was about.
    pub record_id: Option<RecordId>,
    /// How many receipts were shown.
    pub count: usize,
    /// The records that receipts of were shown, where they are more than `record_id` says.
    pub shown: Vec<RecordId>,
}

/// One page of the receipts that match.
///
/// # Errors
/// 403 by role, 503 when the store does not answer or the look cannot be noted.
pub async fn search(state: &AppState, who: &Who, filters: &Filters) -> Result<Page, Problem> {
    who.require(Permission::Read)?;
    filters
        .check_role(who.role)
        .map_err(|error| problems::bad_filter(&error))?;
    let page = state
        .receipts
        .search(
            &restricted(state, who, filters.search.clone()),
            filters.cursor,
            filters.limit,
        )
        .await
        .map_err(|error| problems::store(&error))?;
    let look = Look {
        action: "search",
        filters: &filters.names,
        site: filters.search.site.as_deref(),
        record_id: filters.search.record_id,
        count: page.items.len(),
        shown: match filters.search.record_id {
            Some(_) => Vec::new(),
            None => records(&page),
        },
        ..Look::default()
    };
    note(state, who, look).await?;
    Ok(page)
}

/// The records that a page shows receipts of.
fn records(page: &Page) -> Vec<RecordId> {
    let mut records: Vec<RecordId> = Vec::new();
    for stored in &page.items {
        if !records.contains(&stored.claims.record_id) {
            records.push(stored.claims.record_id);
        }
    }
    records
}

/// One receipt. `reason` is why an address is to be seen in full; without one it is an ordinary look.
///
/// # Errors
/// 403 by role, 404, 503 as for [`search`].
pub async fn receipt(
    state: &AppState,
    who: &Who,
    id: ReceiptId,
    reason: Option<&str>,
) -> Result<StoredReceipt, Problem> {
    who.require(Permission::Read)?;
    if reason.is_some() {
        who.require(Permission::Unmask)?;
    }
    let found = state
        .receipts
        .find(id)
        .await
        .map_err(|error| problems::store(&error))?;
    let stored = found.ok_or_else(|| Problem::not_found("receipt"))?;
    let by_id = Search {
        receipt_id: Some(id),
        ..Search::default()
    };
    let visible = state
        .receipts
        .search(&restricted(state, who, by_id), None, 1)
        .await
        .map_err(|error| problems::store(&error))?;
    if visible.items.is_empty() {
        return Err(problems::restricted());
    }
    let look = Look {
        action: if reason.is_some() { "unmask" } else { "read" },
        filters: &["receipt_id".to_owned()],
        site: Some(&stored.claims.site),
        reason,
        record_id: Some(stored.claims.record_id),
        count: 1,
        ..Look::default()
    };
    note(state, who, look).await?;
    Ok(stored)
}

/// The newest receipts of the record that a receipt belongs to. The look at the receipt, which is noted with the
/// record, stands for it.
///
/// # Errors
/// 403 by role, 503 when the store does not answer.
pub async fn history(
    state: &AppState,
    who: &Who,
    record_id: RecordId,
) -> Result<Vec<StoredReceipt>, Problem> {
    who.require(Permission::Read)?;
    let search = Search {
        record_id: Some(record_id),
        ..Search::default()
    };
    let search = restricted(state, who, search);
    let page = state.receipts.search(&search, None, HISTORY_MAX).await;
    Ok(page.map_err(|error| problems::store(&error))?.items)
}

/// The search as far as the role goes: what a legal hold restricts is for the data protection officer alone (RECEIPTS,
/// section 5).
pub fn restricted(state: &AppState, who: &Who, search: Search) -> Search {
    if who.role.may(Permission::Rights) {
        search
    } else {
        Search {
            unrestricted_at: Some(state.clock.now()),
            ..search
        }
    }
}

/// Allows an export and notes that it begins; how many receipts it held is noted when it ends.
///
/// # Errors
/// 403 by role, 503 when it cannot be noted.
pub async fn begin_export(state: &AppState, who: &Who, filters: &Filters) -> Result<(), Problem> {
    who.require(Permission::Export)?;
    filters
        .check_role(who.role)
        .map_err(|error| problems::bad_filter(&error))?;
    let look = Look {
        action: "export",
        filters: &filters.names,
        site: filters.search.site.as_deref(),
        record_id: filters.search.record_id,
        ..Look::default()
    };
    note(state, who, look).await
}

/// Adds the row.
///
/// # Errors
/// 503: what cannot be noted is not shown.
pub async fn note(state: &AppState, who: &Who, look: Look<'_>) -> Result<(), Problem> {
    let entry = AuditEntry {
        at_ms: state.clock.now().as_millis(),
        actor: who.name.clone(),
        role: who.role.to_string(),
        action: look.action.to_owned(),
        filters: look.filters.to_vec(),
        site: look.site.map(str::to_owned),
        reason: look.reason.map(str::to_owned),
        record_id: look.record_id,
        count: u64::try_from(look.count).unwrap_or(u64::MAX),
    };
    let noted = if look.shown.is_empty() {
        state.staff.add_audit(entry).await
    } else {
        state.staff.add_look(entry, look.shown).await
    };
    noted.map_err(|error| problems::store(&error))
}
