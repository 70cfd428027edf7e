//! Cases as JSON. Nothing here says who a person is: that is what receipts and the extract are for.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::{Digest, RecordId, Tombstone, UtcMillis};
use serde::Serialize;

use super::act::CaseFile;
use crate::{
    privacy::rights::due::Urgency,
    storage::rights::{
        Case, CaseKind, CaseOutcome, Erasure, ErasureReport, Hold, HoldBasis, IdentityProof,
        NoticeState, Subject, scope_name,
    },
};

#[derive(Serialize)]
pub struct CaseView {
    number: String,
    kind: CaseKind,
    identity: IdentityProof,
    opened_at: UtcMillis,
    opened_by: String,
    due_at: UtcMillis,
    /// `calm`, `soon` or `late`; null when the case is closed.
    urgency: Option<&'static str>,
    extended_at: Option<UtcMillis>,
    extension_reason: Option<String>,
    closed_at: Option<UtcMillis>,
    outcome: Option<CaseOutcome>,
    refusal_reason: Option<String>,
    /// Recipients that have still to be told.
    notices_open: u64,
    #[serde(flatten)]
    file: Option<FileView>,
}

#[derive(Serialize)]
struct FileView {
    subjects: Vec<SubjectView>,
    /// What erasing would take and leave now.
    preview: ErasureReport,
    erasure: Option<ErasureView>,
    recipients: Vec<RecipientView>,
}

#[derive(Serialize)]
struct RecipientView {
    number: i64,
    recipient: String,
    created_at: UtcMillis,
    state: NoticeState,
    sent_at: Option<UtcMillis>,
    settled_at: Option<UtcMillis>,
    settled_by: Option<String>,
    note: Option<String>,
}

#[derive(Serialize)]
pub struct SubjectView {
    site: String,
    has_user_id: bool,
    last_activity_at: UtcMillis,
    records: Vec<RecordView>,
    holds: Vec<HoldView>,
}

#[derive(Serialize)]
struct RecordView {
    record_id: RecordId,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<String>,
    receipts: u64,
    first_at: UtcMillis,
    last_at: UtcMillis,
}

#[derive(Serialize)]
struct HoldView {
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<String>,
    basis: HoldBasis,
    case: String,
    until: UtcMillis,
    set_by: String,
    is_in_force: bool,
    informed_at: Option<UtcMillis>,
}

#[derive(Serialize)]
pub struct ErasureView {
    report: ErasureReport,
    tombstone: Tombstone,
    salt: String,
    commitment: Digest,
    leaf_index: u64,
}

impl CaseView {
    pub fn brief(case: &Case, now_ms: i64) -> Self {
        let is_extended = case.extension.is_some();
        let urgency = Urgency::of(case.opened_at_ms, case.due_at_ms, is_extended, now_ms);
        Self {
            number: case.number.clone(),
            kind: case.kind,
            identity: case.identity,
            opened_at: UtcMillis::new(case.opened_at_ms),
            opened_by: case.opened_by.clone(),
            due_at: UtcMillis::new(case.due_at_ms),
            urgency: case.closed.is_none().then(|| urgency.as_str()),
            extended_at: case.extension.as_ref().map(|(at, _)| UtcMillis::new(*at)),
            extension_reason: case.extension.as_ref().map(|(_, reason)| reason.clone()),
            closed_at: case.closed.map(|(at, _)| UtcMillis::new(at)),
            outcome: case.closed.map(|(_, outcome)| outcome),
            refusal_reason: case.refusal_reason.clone(),
            notices_open: case.notices_open,
            file: None,
        }
    }

    pub fn whole(file: &CaseFile) -> Self {
        Self {
            file: Some(FileView {
                subjects: file
                    .subjects
                    .iter()
                    .map(|subject| SubjectView::of(subject, file.now_ms))
                    .collect(),
                preview: file.preview.clone(),
                erasure: file.erasure.as_ref().map(ErasureView::of),
                recipients: file
                    .notices
                    .iter()
                    .map(|notice| RecipientView {
                        number: notice.number,
                        recipient: notice.recipient.clone(),
                        created_at: UtcMillis::new(notice.created_at_ms),
                        state: notice.state,
                        sent_at: notice.sent_at_ms.map(UtcMillis::new),
                        settled_at: notice.settled_at_ms.map(UtcMillis::new),
                        settled_by: notice.settled_by.clone(),
                        note: notice.note.clone(),
                    })
                    .collect(),
            }),
            ..Self::brief(&file.case, file.now_ms)
        }
    }
}

impl SubjectView {
    pub fn of(subject: &Subject, now_ms: i64) -> Self {
        Self {
            site: subject.site.clone(),
            has_user_id: subject.has_user_id,
            last_activity_at: UtcMillis::new(subject.last_activity_ms),
            records: subject
                .records
                .iter()
                .map(|record| RecordView {
                    record_id: record.record_id,
                    scope: scope_name(record.scope),
                    clause: record.clause.clone(),
                    receipts: record.receipts,
                    first_at: UtcMillis::new(record.first_ms),
                    last_at: UtcMillis::new(record.last_ms),
                })
                .collect(),
            holds: subject
                .holds
                .iter()
                .map(|hold| HoldView::of(hold, now_ms))
                .collect(),
        }
    }
}

impl HoldView {
    fn of(hold: &Hold, now_ms: i64) -> Self {
        Self {
            scope: scope_name(hold.scope),
            clause: hold.clause.clone(),
            basis: hold.basis,
            case: hold.case.clone(),
            until: UtcMillis::new(hold.until_ms),
            set_by: hold.set_by.clone(),
            is_in_force: hold.is_in_force(now_ms),
            informed_at: hold.informed_at_ms.map(UtcMillis::new),
        }
    }
}

impl ErasureView {
    pub fn of(erasure: &Erasure) -> Self {
        Self {
            report: erasure.report.clone(),
            tombstone: erasure.tombstone.clone(),
            salt: URL_SAFE_NO_PAD.encode(erasure.salt),
            commitment: erasure.commitment,
            leaf_index: erasure.leaf_index,
        }
    }
}
