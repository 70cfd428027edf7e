//! `data.json`: everything that is kept of a person, in machine-readable form. Every column that says something about a
//! visitor has its place here (`columns::TABLES` names it, and a test holds both to it).

use consent_core::{receipt::UtcMillis, site::SiteFile};
use serde_json::{Value, json};

use super::{Parts, Recipient};
use crate::{
    staff::{ReceiptView, Sight},
    storage::rights::{Dossier, scope_name},
};

/// The document.
pub(super) fn document(parts: &Parts<'_>, recipients: &[Recipient]) -> Value {
    let each = |make: fn(&Dossier) -> Vec<Value>| -> Vec<Value> {
        parts.dossiers.iter().flat_map(make).collect()
    };
    json!({
        "format": "samtycke-extract/1",
        "case": parts.case.number,
        "made_at": UtcMillis::new(parts.now_ms),
        "subjects": each(subject),
        "records": each(records),
        "receipts": receipts(parts),
        "attempts": each(attempts),
        "look_ups": each(look_ups),
        "cases": each(cases),
        "holds": each(holds),
        "controllers": parts.sites.iter().map(controller).collect::<Vec<_>>(),
        "recipients": recipients,
        "source": ["browser", "connection", "site"],
        "automated_decisions": false,
    })
}

fn subject(dossier: &Dossier) -> Vec<Value> {
    vec![json!({
        "subject_ref": dossier.subject_ref,
        "site": dossier.subject.site,
        "has_user_id": dossier.subject.has_user_id,
        "last_activity_at": UtcMillis::new(dossier.subject.last_activity_ms),
    })]
}

fn records(dossier: &Dossier) -> Vec<Value> {
    let records = dossier.subject.records.iter();
    records
        .map(|record| {
            json!({
                "record_id": record.record_id,
                "scope": scope_name(record.scope),
                "clause": record.clause,
                "receipts": record.receipts,
                "first_at": UtcMillis::new(record.first_ms),
                "newest_at": UtcMillis::new(record.last_ms),
            })
        })
        .collect()
}

/// Opened in full, with the signed receipt and its salt.
fn receipts(parts: &Parts<'_>) -> Vec<Value> {
    let scope_of = |record_id| {
        let mut records = parts
            .dossiers
            .iter()
            .flat_map(|dossier| &dossier.subject.records);
        records
            .find(|record| record.record_id == record_id)
            .map(|record| scope_name(record.scope))
    };
    parts
        .receipts
        .iter()
        .map(|stored| {
            let view = ReceiptView::new(stored.clone(), Sight::Full);
            let mut value = serde_json::to_value(&view).unwrap_or_default();
            value["scope"] = json!(scope_of(stored.claims.record_id));
            value
        })
        .collect()
}

fn attempts(dossier: &Dossier) -> Vec<Value> {
    let attempts = dossier.attempts.iter();
    attempts
        .map(|attempt| {
            json!({
                "attempt": attempt.attempt.to_string(),
                "received_at": attempt.received_at,
                "receipt_at": attempt.receipt_at,
            })
        })
        .collect()
}

fn look_ups(dossier: &Dossier) -> Vec<Value> {
    let look_ups = dossier.look_ups.iter();
    look_ups
        .map(|look| {
            json!({
                "at": look.at,
                "role": look.role,
                "purpose": look.action,
                "reason": look.reason,
                "record_id": look.record_id,
                "is_of_many": look.is_of_many,
            })
        })
        .collect()
}

fn cases(dossier: &Dossier) -> Vec<Value> {
    let cases = dossier.cases.iter();
    cases
        .map(|case| {
            json!({
                "number": case.number,
                "kind": case.kind,
                "identity": case.identity,
                "opened_at": UtcMillis::new(case.opened_at_ms),
                "due_at": UtcMillis::new(case.due_at_ms),
                "closed_at": case.closed.map(|(at, _)| UtcMillis::new(at)),
                "outcome": case.closed.map(|(_, outcome)| outcome),
            })
        })
        .collect()
}

fn holds(dossier: &Dossier) -> Vec<Value> {
    let holds = dossier.subject.holds.iter();
    holds
        .map(|hold| {
            json!({
                "scope": scope_name(hold.scope),
                "clause": hold.clause,
                "basis": hold.basis,
                "case": hold.case,
                "until": UtcMillis::new(hold.until_ms),
                "set_at": UtcMillis::new(hold.set_at_ms),
                "informed_at": hold.informed_at_ms.map(UtcMillis::new),
                "ended_at": hold.ended_at_ms.map(UtcMillis::new),
            })
        })
        .collect()
}

fn controller(site: &&SiteFile) -> Value {
    json!({
        "site": site.id,
        "controller": site.controller,
        "ip_mode": site.ip_mode,
        "ip_purpose": site.ip_purpose,
        "ip_full_days": site.ip_full_days,
        "purposes": site.purposes,
    })
}
