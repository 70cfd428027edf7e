//! An export (NDJSON), a line at a time: however long it is, a line is in memory at once, and 32 bytes of each receipt.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    keys::PublishedKeys,
    receipt::{Seen, verify},
    report::{CheckId, Outcome, Report, Verdict},
    submission::Submission,
};
use crate::receipt::Digest;

/// The name of the form of an export with proofs; it stands in its first line.
pub const EXPORT_FORMAT: &str = "samtycke-export/1";

/// What a line was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportLine {
    /// The first line of an export with proofs: whose it is.
    Head,
    /// A receipt.
    Receipt {
        /// Its checks.
        report: Box<Report>,
        /// The index that the line gives for its leaf.
        leaf_index: Option<u64>,
        /// The same receipt stood in an earlier line.
        is_repeated: bool,
    },
    /// The last line of an export with proofs.
    End {
        /// Whether as many receipts came before as it says.
        is_whole: bool,
    },
    /// Nothing that an export has.
    Unknown,
}

/// What an export came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportSummary {
    /// Receipts.
    pub receipts: u64,
    /// Those of which every check was made and holds.
    pub holding: u64,
    /// Those of which nothing is wrong and something could not be checked.
    pub incomplete: u64,
    /// Those of which something is wrong, and lines that are no receipts.
    pub failing: u64,
    /// Whether the last line was there and its number was right; `None` for an export without proofs, which has no
    /// such line, so that nobody can tell whether it was cut short.
    pub is_whole: Option<bool>,
}

impl ExportSummary {
    /// What follows from all lines.
    pub const fn verdict(&self) -> Verdict {
        if self.failing > 0 || matches!(self.is_whole, Some(false)) {
            Verdict::Fails
        } else if self.incomplete > 0 || self.is_whole.is_none() {
            Verdict::Incomplete
        } else {
            Verdict::Holds
        }
    }
}

/// Checks an export.
pub struct ExportVerifier {
    published: Option<PublishedKeys>,
    /// The keys in the first line, for want of better ones.
    own: Option<Value>,
    seen: Seen,
    commitments: BTreeSet<Digest>,
    summary: ExportSummary,
}

impl ExportVerifier {
    /// With the collector's keys, had from the collector or from somebody else who is trusted; without them the ones in
    /// the first line serve, and every receipt stays incomplete.
    pub fn new(published: Option<PublishedKeys>) -> Self {
        Self {
            published,
            own: None,
            seen: Seen::default(),
            commitments: BTreeSet::new(),
            summary: ExportSummary::default(),
        }
    }

    /// Checks the next line; `text` is not empty.
    pub fn line(&mut self, text: &str) -> ExportLine {
        let Ok(mut members) = serde_json::from_str::<Map<String, Value>>(text) else {
            self.summary.failing += 1;
            return ExportLine::Unknown;
        };
        if members.get("format").and_then(Value::as_str) == Some(EXPORT_FORMAT) {
            return self.head(&mut members);
        }
        if let Some(told) = members.get("end") {
            let is_whole = self.summary.is_whole == Some(false)
                && members.len() == 1
                && told.as_u64() == Some(self.summary.receipts);
            self.summary.is_whole = Some(is_whole);
            return ExportLine::End { is_whole };
        }
        self.receipt(members)
    }

    fn head(&mut self, members: &mut Map<String, Value>) -> ExportLine {
        // A head that does not stand first, or says more than heads do, is none.
        let is_first = self.summary == ExportSummary::default();
        members.remove("format");
        self.own = members.remove("keys");
        // Until the end is there, the export is cut short.
        self.summary.is_whole = Some(false);
        if is_first && members.is_empty() {
            ExportLine::Head
        } else {
            self.summary.failing += 1;
            ExportLine::Unknown
        }
    }

    fn receipt(&mut self, members: Map<String, Value>) -> ExportLine {
        let mut leaf_index = None;
        let report = match Submission::of(members) {
            Ok(mut submission) => {
                leaf_index = submission.leaf_index;
                if submission.keys.is_none() {
                    submission.keys.clone_from(&self.own);
                }
                verify(&submission, self.published.as_ref(), &mut self.seen)
            }
            Err(member) => {
                let mut report = Report::default();
                report.add(CheckId::Form, Outcome::Fails, member);
                report
            }
        };
        let is_new = report
            .commitment
            .is_none_or(|commitment| self.commitments.insert(commitment));
        self.summary.receipts += 1;
        match report.verdict() {
            _ if !is_new => self.summary.failing += 1,
            Verdict::Holds => self.summary.holding += 1,
            Verdict::Incomplete => self.summary.incomplete += 1,
            Verdict::Fails => self.summary.failing += 1,
        }
        ExportLine::Receipt {
            report: Box::new(report),
            leaf_index,
            is_repeated: !is_new,
        }
    }

    /// What all lines so far came to.
    pub const fn summary(&self) -> ExportSummary {
        self.summary
    }
}
