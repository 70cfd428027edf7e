//! An export (NDJSON), a line at a time: however long it is, a line is in memory at once, and 32 bytes of each receipt.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    keys::PublishedKeys,
    receipt::{Seen, check_log, verify},
    report::{CheckId, Outcome, Report, Verdict},
    submission::Submission,
};
use crate::receipt::{Digest, Leaf, LeafKind, Tombstone};

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
    /// A notice or a configuration that receipts before it name by its hash.
    Text {
        /// Whether one does, and it was not shown before.
        is_named: bool,
    },
    /// What the leaf of an erasure commits to.
    Tombstone {
        /// Its checks.
        report: Box<Report>,
        /// The index that the line gives for its leaf.
        leaf_index: Option<u64>,
        /// How many receipts it says are gone.
        count: u64,
    },
    /// A receipt that a legal hold keeps out of this export: its leaf, and nothing of the person.
    Held {
        /// Index of its leaf.
        leaf_index: u64,
        /// What its leaf commits to.
        commitment: Digest,
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
    /// Receipts that tombstones say are gone.
    pub erased: u64,
    /// Receipts that the collector says a legal hold keeps out of the export. That the leaf is in the log can be checked
    /// beside the log; that there is a hold is the collector's word.
    pub held: u64,
    /// Notices and configurations that receipts name and no line shows. Counted only in an export with proofs.
    pub texts_missing: u64,
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
        } else if self.incomplete > 0 || self.texts_missing > 0 || self.is_whole.is_none() {
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
    /// Hashes of texts that receipts name, and whether the text was shown.
    texts: BTreeMap<Digest, bool>,
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
            texts: BTreeMap::new(),
            summary: ExportSummary::default(),
        }
    }

    /// Checks the next line; `text` is not empty.
    pub fn line(&mut self, text: &str) -> ExportLine {
        // Whatever follows the end was not counted by it.
        if self.summary.is_whole == Some(true) {
            self.summary.failing += 1;
            return ExportLine::Unknown;
        }
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
            self.summary.texts_missing =
                self.texts.values().filter(|shown| !**shown).count() as u64;
            return ExportLine::End { is_whole };
        }
        if members.len() == 1
            && let Some(text) = ["notice", "config"]
                .iter()
                .find_map(|name| members.get(*name))
        {
            return self.text(text);
        }
        if let Some(held) = members.remove("held") {
            return self.held(&held, &members);
        }
        if let Some(stated) = members.remove("tombstone") {
            return self.tombstone(stated, members);
        }
        self.receipt(members)
    }

    fn text(&mut self, text: &Value) -> ExportLine {
        let hash = Digest::of(text.as_str().unwrap_or_default().as_bytes());
        let is_named = self.texts.insert(hash, true) == Some(false);
        self.summary.failing += u64::from(!is_named);
        ExportLine::Text { is_named }
    }

    fn held(&mut self, held: &Value, beside: &Map<String, Value>) -> ExportLine {
        let leaf_index = held.get("leaf_index").and_then(Value::as_u64);
        let commitment = held.get("commitment").and_then(Value::as_str);
        let commitment = commitment.and_then(|text| Digest::parse(text).ok());
        let is_all = beside.is_empty() && held.as_object().is_some_and(|held| held.len() == 2);
        match (leaf_index, commitment) {
            // A hold that began or ended while the export was written may name a receipt that stands in it.
            (Some(leaf_index), Some(commitment)) if is_all => {
                self.summary.held += u64::from(self.commitments.insert(commitment));
                ExportLine::Held {
                    leaf_index,
                    commitment,
                }
            }
            _ => {
                self.summary.failing += 1;
                ExportLine::Unknown
            }
        }
    }

    fn tombstone(&mut self, stated: Value, mut members: Map<String, Value>) -> ExportLine {
        // It is read as what comes with a receipt, without one.
        members.insert("receipt".to_owned(), Value::from(""));
        let submission = Submission::of(members);
        let (Ok(stated), Ok(submission)) =
            (serde_json::from_value::<Tombstone>(stated), submission)
        else {
            self.summary.failing += 1;
            return ExportLine::Unknown;
        };
        let own = self.own.clone().map(PublishedKeys::from_value);
        let keys = match (&self.published, &own) {
            (Some(published), _) => Some(published),
            (None, Some(Ok(own))) => Some(own),
            _ => None,
        };
        let mut report = Report::default();
        if let Some(name) = submission.beside.keys().next() {
            report.add(CheckId::Copy, Outcome::Fails, name);
        }
        let leaf = |salt: &[u8; 32]| Leaf {
            kind: LeafKind::Tombstone,
            commitment: stated.commitment(salt),
        };
        check_log(&mut report, &submission, leaf, keys, &mut self.seen);
        let count = stated.count;
        match report.verdict() {
            Verdict::Holds => self.summary.erased += count,
            Verdict::Incomplete => self.summary.incomplete += 1,
            Verdict::Fails => self.summary.failing += 1,
        }
        ExportLine::Tombstone {
            report: Box::new(report),
            leaf_index: submission.leaf_index,
            count,
        }
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
                if submission.keys.is_none() && self.published.is_none() {
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
        if let Some(receipt) = &report.receipt
            && self.summary.is_whole.is_some()
        {
            for hash in [receipt.claims.notice_hash, receipt.claims.config_hash] {
                self.texts.entry(hash).or_insert(false);
            }
        }
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
