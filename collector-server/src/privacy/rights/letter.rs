//! Letters to the person of a case, as one printable page each. They name no person: whoever sends one knows whom to.

use askama::Template;
use consent_core::{receipt::UtcMillis, site::Controller};

use super::{ClauseTitles, text::Words};
use crate::storage::rights::{
    Case, CaseOutcome, Erasure, ErasureReport, HeldPart, RecipientNotice,
};

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// What was erased, what stays and why.
    Erasure,
    /// Why it takes longer (GDPR Art. 12(3)).
    Extension,
    /// What may not be erased yet (Art. 12(4), 17(3)).
    Hold,
    /// Why nothing is done (Art. 12(4)).
    Refusal,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Erasure, Self::Extension, Self::Hold, Self::Refusal];

    /// The name in routes and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Erasure => "erasure",
            Self::Extension => "extension",
            Self::Hold => "hold",
            Self::Refusal => "refusal",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What a letter is written from.
pub struct Facts<'a> {
    /// The case.
    pub case: &'a Case,
    /// What was erased.
    pub erasure: Option<&'a Erasure>,
    /// What would be, and what is held.
    pub preview: &'a ErasureReport,
    /// Who is told.
    pub notices: &'a [RecipientNotice],
    /// The controllers of the sites in question.
    pub controllers: &'a [&'a Controller],
    /// What their clauses are called.
    pub titles: &'a ClauseTitles,
    /// Today, in milliseconds since 1970.
    pub now_ms: i64,
}

/// A part of a letter.
struct Part {
    heading: &'static str,
    lines: Vec<String>,
    items: Vec<String>,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    w: &'static Words,
    title: &'static str,
    case: &'a Case,
    date: String,
    controllers: &'a [&'a Controller],
    parts: Vec<Part>,
}

/// The letter as HTML; nothing when the case has nothing of that kind to tell.
///
/// # Errors
/// When the page cannot be written, which is a mistake of ours.
pub fn write(
    kind: LetterKind,
    w: &'static Words,
    facts: &Facts<'_>,
) -> Result<Option<String>, askama::Error> {
    let (title, mut parts) = match kind {
        LetterKind::Erasure => match facts.erasure {
            Some(erasure) => (w.erasure_title, erased(w, erasure, facts)),
            None => return Ok(None),
        },
        LetterKind::Extension => match &facts.case.extension {
            Some((_, reason)) => (w.extension_title, extended(w, facts.case, reason)),
            None => return Ok(None),
        },
        LetterKind::Hold if facts.preview.held.is_empty() => return Ok(None),
        LetterKind::Hold => (w.hold_title, held_only(w, facts)),
        LetterKind::Refusal => match facts.case.closed {
            Some((_, CaseOutcome::Refused)) => (w.refusal_title, refused(w, facts.case)),
            _ => return Ok(None),
        },
    };
    parts.push(complain(w, facts.controllers));
    let page = Page {
        w,
        title,
        case: facts.case,
        date: day(facts.now_ms),
        controllers: facts.controllers,
        parts,
    };
    page.render().map(Some)
}

fn erased(w: &Words, erasure: &Erasure, facts: &Facts<'_>) -> Vec<Part> {
    let report = &erasure.report;
    let mut parts = vec![Part {
        heading: w.gone,
        lines: vec![format!(
            "{}: {}",
            day(erasure.tombstone.time.as_millis()),
            w.ground(erasure.tombstone.ground)
        )],
        items: counts(w, report),
    }];
    if !report.held.is_empty() {
        let lines = held_lines(w, &report.held, facts.titles);
        parts.push(held(w.held, w.held_lead, lines));
    }
    let mut stays = vec![
        w.stays_leaf.to_owned(),
        w.stays_texts.to_owned(),
        w.stays_journal.to_owned(),
    ];
    if report.is_suppressed {
        stays.push(w.stays_suppression.to_owned());
    }
    stays.push(w.stays_case.to_owned());
    stays.push(w.stays_backups.to_owned());
    parts.push(Part {
        heading: w.stays,
        lines: vec![w.own_copy.to_owned()],
        items: stays,
    });
    if !facts.notices.is_empty() {
        parts.push(Part {
            heading: w.recipients,
            lines: Vec::new(),
            items: facts
                .notices
                .iter()
                .map(|notice| notice.recipient.clone())
                .collect(),
        });
    }
    parts
}

fn held(heading: &'static str, lead: &str, items: Vec<String>) -> Part {
    Part {
        heading,
        lines: vec![lead.to_owned()],
        items,
    }
}

/// What went, or would go, in numbers.
pub fn counts(w: &Words, report: &ErasureReport) -> Vec<String> {
    let mut lines: Vec<String> = [
        (report.receipts, w.n_receipts),
        (report.subjects, w.n_subjects),
        (report.addresses, w.n_addresses),
        (report.networks, w.n_networks),
        (report.user_ids, w.n_user_ids),
        (report.look_ups, w.n_look_ups),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| Words::count(count, what))
    .collect();
    let rows = report.rows.iter();
    lines.extend(rows.map(|(table, count)| w.rows(table, *count)));
    lines
}

/// What is held, why and until when.
pub fn held_lines(w: &Words, held: &[HeldPart], titles: &ClauseTitles) -> Vec<String> {
    held.iter()
        .map(|part| {
            format!(
                "{} ({}): {}, {} {}",
                w.scope(&part.scope, part.clause.as_deref(), titles),
                Words::count(part.receipts, w.n_receipts_held),
                w.basis(part.basis),
                w.until,
                // The hold ends with its last day.
                day(part.until_ms - 1)
            )
        })
        .collect()
}

fn held_only(w: &Words, facts: &Facts<'_>) -> Vec<Part> {
    let lines = held_lines(w, &facts.preview.held, facts.titles);
    let mut part = held(w.held, w.hold_lead, lines);
    part.lines.push(w.held_lead.to_owned());
    part.lines.push(w.hold_end.to_owned());
    vec![part]
}

fn extended(w: &Words, case: &Case, reason: &str) -> Vec<Part> {
    let before = super::due::due_at(case.opened_at_ms);
    vec![Part {
        heading: w.kind(case.kind),
        lines: vec![w.extension_lead.to_owned()],
        items: vec![
            format!("{} {}", w.due_before, day(before)),
            format!("{} {}", w.due_now, day(case.due_at_ms)),
            format!("{}: {reason}", w.reason),
        ],
    }]
}

fn refused(w: &Words, case: &Case) -> Vec<Part> {
    let reason = case.refusal_reason.iter();
    vec![Part {
        heading: w.kind(case.kind),
        lines: vec![w.refusal_lead.to_owned()],
        items: reason
            .map(|reason| format!("{}: {reason}", w.reason))
            .collect(),
    }]
}

fn complain(w: &Words, controllers: &[&Controller]) -> Part {
    let mut items = Vec::new();
    for controller in controllers {
        items.push(format!(
            "{} {}, {}",
            w.ask_us, controller.name, controller.email
        ));
        if !controller.authority.is_empty() {
            let authority = format!(
                "{} {} {}",
                w.authority, controller.authority, controller.authority_url
            );
            items.push(authority.trim_end().to_owned());
        }
    }
    items.push(w.court.to_owned());
    items.dedup();
    Part {
        heading: w.complain,
        lines: Vec::new(),
        items,
    }
}

/// A day as it stands in letters, in UTC.
pub fn day(millis: i64) -> String {
    UtcMillis::new(millis)
        .to_string()
        .chars()
        .take(10)
        .collect()
}
