//! Every column of every table, and whether it says something about a visitor.
//!
//! A test reads the real schema and fails on a column that is not here. One that is a visitor's names the part of the
//! extract that hands it over and the way in which an erasure takes it; other tests hold both to it.

/// A table.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Whether it has rows of a subject, by `subject_id`, that are counted in the report of an erasure.
    pub is_counted: bool,
    /// Its columns.
    pub columns: &'static [(&'static str, About)],
}

/// Whom a column says something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Nobody.
    Nobody,
    /// A member of staff: kept as long as the row is.
    Staff,
    /// A visitor.
    Visitor(Exporter, Eraser),
    /// A visitor, and kept after an erasure for this reason.
    Kept(&'static str),
}

/// The member of the extract's `data.json` that hands a column over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exporter {
    /// `subjects`.
    Subjects,
    /// `records`.
    Records,
    /// `receipts`, opened.
    Receipts,
    /// `attempts`.
    Attempts,
    /// `look_ups`.
    LookUps,
    /// `cases`.
    Cases,
    /// `holds`.
    Holds,
    /// A key or a keyed digest of what is handed over in clear; means nothing outside the database.
    InClear,
}

/// How an erasure takes a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eraser {
    /// The row goes with the row of `subjects` (`ON DELETE CASCADE`), or is that row.
    WithSubject,
    /// It is set to null.
    Unlinked,
}

impl Exporter {
    /// The member's name; none when the value is handed over elsewhere in clear.
    pub const fn member(self) -> Option<&'static str> {
        match self {
            Self::Subjects => Some("subjects"),
            Self::Records => Some("records"),
            Self::Receipts => Some("receipts"),
            Self::Attempts => Some("attempts"),
            Self::LookUps => Some("look_ups"),
            Self::Cases => Some("cases"),
            Self::Holds => Some("holds"),
            Self::InClear => None,
        }
    }
}

/// The key under which a column stands in the objects of its member. Numbers of ours stand there as what they point to.
pub fn key_of(column: &str) -> &str {
    match column {
        "site_id" => "site",
        "head" => "newest_at",
        "position" | "receipt_position" => "event_time",
        "granted" | "denied" => "purposes",
        "validity_seconds" => "validity",
        "notice_id" => "notice_hash",
        "config_id" => "config_hash",
        "build_id" => "build_hash",
        "form_id" | "envelope" => "receipt",
        "leaf" => "leaf_index",
        "action" => "purpose",
        "audit_id" => "at",
        other => other,
    }
}

use About::{Kept, Nobody, Staff, Visitor};
use Eraser::{Unlinked, WithSubject};
use Exporter::{Attempts, Cases, Holds, InClear, LookUps, Receipts, Records, Subjects};

const fn table(name: &'static str, columns: &'static [(&'static str, About)]) -> Table {
    Table {
        name,
        is_counted: false,
        columns,
    }
}

const fn counted(name: &'static str, columns: &'static [(&'static str, About)]) -> Table {
    Table {
        name,
        is_counted: true,
        columns,
    }
}

/// Every table.
pub const TABLES: &[Table] = &[
    table("sites", &[("site_id", Nobody), ("site", Nobody)]),
    table(
        "purposes",
        &[("site_id", Nobody), ("purpose", Nobody), ("bit", Nobody)],
    ),
    table(
        "notices",
        &[
            ("notice_id", Nobody),
            ("hash", Nobody),
            ("site_id", Nobody),
            ("lang", Nobody),
            ("text", Nobody),
        ],
    ),
    table(
        "configs",
        &[
            ("config_id", Nobody),
            ("hash", Nobody),
            ("site_id", Nobody),
            ("config", Nobody),
        ],
    ),
    table("builds", &[("build_id", Nobody), ("hash", Nobody)]),
    table(
        "releases",
        &[
            ("site_id", Nobody),
            ("release", Nobody),
            ("build_id", Nobody),
        ],
    ),
    table("forms", &[("form_id", Nobody), ("form", Nobody)]),
    table(
        "subjects",
        &[
            ("subject_id", Visitor(InClear, WithSubject)),
            ("subject_ref", Visitor(Subjects, WithSubject)),
            ("site_id", Visitor(Subjects, WithSubject)),
            ("consent_key_index", Visitor(InClear, WithSubject)),
            ("user_index", Visitor(InClear, WithSubject)),
            ("index_epoch", Nobody),
            ("wrap_key_id", Nobody),
            ("wrapped_key", Visitor(InClear, WithSubject)),
            ("last_activity_at", Visitor(Subjects, WithSubject)),
        ],
    ),
    table(
        "records",
        &[
            ("subject_id", Visitor(InClear, WithSubject)),
            ("scope", Visitor(Records, WithSubject)),
            ("record_id", Visitor(Records, WithSubject)),
            ("head", Visitor(Records, WithSubject)),
        ],
    ),
    table(
        "imports",
        &[
            ("import_id", Nobody),
            ("imported_at", Nobody),
            ("receipts", Nobody),
            ("checkpoint", Nobody),
            ("leaf", Nobody),
        ],
    ),
    table(
        "imported_records",
        &[
            ("record_id", Visitor(Records, WithSubject)),
            ("subject_id", Visitor(InClear, WithSubject)),
            ("scope", Visitor(Records, WithSubject)),
        ],
    ),
    table(
        "leaves",
        &[
            ("leaf", Nobody),
            ("kind", Nobody),
            (
                "commitment",
                Kept(
                    "a salted hash: once the salt is gone it is a number about nobody, and others' proofs need it",
                ),
            ),
        ],
    ),
    table(
        "receipts",
        &[
            ("position", Visitor(Receipts, WithSubject)),
            ("receipt_id", Visitor(Receipts, WithSubject)),
            ("code", Visitor(Receipts, WithSubject)),
            ("site_id", Visitor(Receipts, WithSubject)),
            ("subject_id", Visitor(InClear, WithSubject)),
            ("scope", Visitor(Receipts, WithSubject)),
            ("state", Visitor(Receipts, WithSubject)),
            ("method", Visitor(Receipts, WithSubject)),
            ("granted", Visitor(Receipts, WithSubject)),
            ("denied", Visitor(Receipts, WithSubject)),
            ("validity_seconds", Visitor(Receipts, WithSubject)),
            ("notice_id", Visitor(Receipts, WithSubject)),
            ("config_id", Visitor(Receipts, WithSubject)),
            ("build_id", Visitor(Receipts, WithSubject)),
            ("form_id", Visitor(Receipts, WithSubject)),
            ("leaf", Visitor(Receipts, WithSubject)),
            ("index_epoch", Nobody),
            ("user_index", Visitor(InClear, WithSubject)),
            ("ip_prefix_index", Visitor(InClear, WithSubject)),
            ("ip_index", Visitor(InClear, WithSubject)),
            ("envelope", Visitor(Receipts, WithSubject)),
            ("shortened", Nobody),
        ],
    ),
    counted(
        "attempts",
        &[
            ("subject_id", Visitor(InClear, WithSubject)),
            ("attempt", Visitor(Attempts, WithSubject)),
            ("position", Visitor(Attempts, WithSubject)),
            ("received_at", Visitor(Attempts, WithSubject)),
        ],
    ),
    table(
        "key_checks",
        &[
            ("purpose", Nobody),
            ("key_id", Nobody),
            ("fingerprint", Nobody),
        ],
    ),
    table(
        "staff_users",
        &[
            ("user_id", Staff),
            ("name", Staff),
            ("role", Staff),
            ("password_hash", Staff),
            ("created_at", Staff),
            ("is_disabled", Staff),
        ],
    ),
    table(
        "staff_sessions",
        &[
            ("secret_hash", Staff),
            ("user_id", Staff),
            ("created_at", Staff),
            ("seen_at", Staff),
            ("expires_at", Staff),
        ],
    ),
    table(
        "staff_tokens",
        &[
            ("secret_hash", Staff),
            ("user_id", Staff),
            ("label", Staff),
            ("created_at", Staff),
            ("expires_at", Staff),
        ],
    ),
    table(
        "audit",
        &[
            ("audit_id", Nobody),
            ("at", Visitor(LookUps, Unlinked)),
            ("actor", Staff),
            ("role", Visitor(LookUps, Unlinked)),
            ("action", Visitor(LookUps, Unlinked)),
            ("filters", Nobody),
            ("site", Nobody),
            ("reason", Visitor(LookUps, Unlinked)),
            ("record_id", Visitor(LookUps, Unlinked)),
            ("count", Nobody),
        ],
    ),
    table(
        "audit_subjects",
        &[
            ("audit_id", Visitor(LookUps, WithSubject)),
            ("subject_id", Visitor(InClear, WithSubject)),
        ],
    ),
    table(
        "nodes",
        &[("tile_level", Nobody), ("node", Nobody), ("hash", Nobody)],
    ),
    table(
        "checkpoints",
        &[("size", Nobody), ("note", Nobody), ("signed_at", Nobody)],
    ),
    table(
        "signing_keys",
        &[
            ("key_use", Nobody),
            ("public_key", Nobody),
            ("leaf", Nobody),
            ("logged_at", Nobody),
        ],
    ),
    table(
        "cases",
        &[
            ("case_id", Nobody),
            ("number", Nobody),
            ("kind", Nobody),
            ("identity", Nobody),
            ("opened_at", Nobody),
            ("opened_by", Staff),
            ("due_at", Nobody),
            ("extended_at", Nobody),
            ("extension_reason", Nobody),
            ("refusal_reason", Nobody),
            ("closed_at", Nobody),
            ("closed_by", Staff),
            ("outcome", Nobody),
        ],
    ),
    table(
        "case_subjects",
        &[
            ("case_id", Visitor(Cases, WithSubject)),
            ("subject_id", Visitor(InClear, WithSubject)),
        ],
    ),
    table(
        "clauses",
        &[("site_id", Nobody), ("clause", Nobody), ("scope", Nobody)],
    ),
    table(
        "webhooks",
        &[
            ("webhook_id", Nobody),
            ("site_id", Nobody),
            ("url", Nobody),
            ("states", Nobody),
            ("is_active", Nobody),
        ],
    ),
    // Gone once it is delivered; what it tells stands in the receipt.
    table(
        "deliveries",
        &[
            ("delivery_id", Nobody),
            ("webhook_id", Nobody),
            ("message_id", Nobody),
            ("position", Visitor(InClear, WithSubject)),
            ("created_at", Visitor(InClear, WithSubject)),
            ("attempts", Nobody),
            ("next_at", Nobody),
            ("last_error", Nobody),
        ],
    ),
    // What was signed up for, until when and confirmed when stands in the receipts.
    counted(
        "confirmations",
        &[
            ("token_hash", Visitor(InClear, WithSubject)),
            ("subject_id", Visitor(InClear, WithSubject)),
            ("scope", Visitor(InClear, WithSubject)),
            ("position", Visitor(InClear, WithSubject)),
            ("expires_at", Visitor(InClear, WithSubject)),
            ("used_at", Visitor(InClear, WithSubject)),
        ],
    ),
    counted(
        "unsubscribe_links",
        &[
            ("token_hash", Visitor(InClear, WithSubject)),
            ("subject_id", Visitor(InClear, WithSubject)),
            ("scope", Visitor(InClear, WithSubject)),
        ],
    ),
    counted(
        "holds",
        &[
            ("hold_id", Nobody),
            ("subject_id", Visitor(InClear, WithSubject)),
            ("scope", Visitor(Holds, WithSubject)),
            ("basis", Visitor(Holds, WithSubject)),
            ("case_id", Visitor(Holds, WithSubject)),
            ("until", Visitor(Holds, WithSubject)),
            ("set_at", Visitor(Holds, WithSubject)),
            ("set_by", Staff),
            ("informed_at", Visitor(Holds, WithSubject)),
            ("ended_at", Visitor(Holds, WithSubject)),
            ("ended_by", Staff),
        ],
    ),
    // Hosts of third parties, by day; who reported them is not kept.
    table(
        "sightings",
        &[
            ("site_id", Nobody),
            ("host", Nobody),
            ("directive", Nobody),
            ("day", Nobody),
            ("count", Nobody),
        ],
    ),
    table(
        "retention_runs",
        &[
            ("run_id", Nobody),
            ("as_of", Nobody),
            ("finished_at", Nobody),
            ("report", Nobody),
        ],
    ),
    table(
        "erasures",
        &[
            ("erasure_id", Nobody),
            ("case_id", Nobody),
            ("erased_at", Nobody),
            ("ground", Nobody),
            ("operator", Staff),
            ("count", Nobody),
            ("salt", Nobody),
            ("leaf", Nobody),
            ("report", Nobody),
        ],
    ),
    table(
        "erased",
        &[
            (
                "digest",
                Kept(
                    "finds the subject again in an older copy of the database, so that it is erased there too",
                ),
            ),
            ("scope", Nobody),
            ("erased_at", Nobody),
        ],
    ),
    table(
        "suppressions",
        &[
            (
                "value",
                Kept("keeps the person from being taken up again, as they asked (GDPR Art. 21(3))"),
            ),
            ("kind", Nobody),
            ("since", Nobody),
            ("index_epoch", Nobody),
        ],
    ),
    table(
        "recipient_notices",
        &[
            ("notice_number", Nobody),
            ("case_id", Nobody),
            ("recipient", Nobody),
            ("created_at", Nobody),
            ("state", Nobody),
            ("sent_at", Nobody),
            ("settled_at", Nobody),
            ("settled_by", Staff),
            ("note", Nobody),
        ],
    ),
];
