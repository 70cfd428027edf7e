//! What a verification found: named checks, and the verdict that follows from them.

use crate::receipt::{Digest, VerifiedReceipt};

/// What is checked of a receipt, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckId {
    /// The file is a receipt, and what came along is of a known form.
    Form,
    /// The keys are those that the collector has published, known from elsewhere.
    Keys,
    /// The receipt names one of these keys.
    Signer,
    /// The signature fits (JWS, RFC 7515; Ed25519, RFC 8032).
    Signature,
    /// The signed claims are those of a receipt, and its code is that of its id.
    Claims,
    /// Every value that is shown was sealed into the signature (RFC 9901).
    Disclosures,
    /// What the file says beside the signed text is what was signed.
    Copy,
    /// The text of the notice is the one that the receipt names by its hash.
    Notice,
    /// The salt leads from the receipt to its leaf.
    Leaf,
    /// The leaf is in the log (RFC 9162).
    Inclusion,
    /// The log's checkpoint is signed by the log (C2SP `tlog-checkpoint`).
    Checkpoint,
}

impl CheckId {
    /// The name in machine-readable reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Keys => "keys",
            Self::Signer => "signer",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Disclosures => "disclosures",
            Self::Copy => "copy",
            Self::Notice => "notice",
            Self::Leaf => "leaf",
            Self::Inclusion => "inclusion",
            Self::Checkpoint => "checkpoint",
        }
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It does not hold: something was changed, or belongs to something else.
    Fails,
    /// It could not be made, because something to check with is missing or failed before.
    Open,
}

impl Outcome {
    /// The name in machine-readable reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Open => "open",
        }
    }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub id: CheckId,
    /// How it ended.
    pub outcome: Outcome,
    /// What the sentence is about: a key's name, a member, a number. Empty where there is nothing to name.
    pub detail: String,
}

/// What follows from all checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every check was made and holds.
    Holds,
    /// Nothing is wrong as far as could be checked, and something could not be.
    Incomplete,
    /// Something does not hold.
    Fails,
}

impl Verdict {
    /// The name in machine-readable reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Incomplete => "incomplete",
            Self::Fails => "fails",
        }
    }
}

/// The checks of one receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order in which they were made.
    pub checks: Vec<Check>,
    /// What the receipt says. Only when its signature, its claims and its disclosures hold: nobody is told what a
    /// changed receipt says.
    pub receipt: Option<VerifiedReceipt>,
    /// The canonical text of the notice, where it came along and is the one that was shown.
    pub notice: Option<String>,
    /// What the leaf commits to, where the salt came along. It says nothing about the signature.
    pub commitment: Option<Digest>,
    /// The index of the leaf in the log, where a proof shows it.
    pub leaf_index: Option<u64>,
    /// The number of leaves that the checkpoint covers, where the checkpoint holds.
    pub log_size: Option<u64>,
}

impl Report {
    /// What follows from all checks. A report without checks says nothing, so it is incomplete.
    pub fn verdict(&self) -> Verdict {
        let has = |outcome| self.checks.iter().any(|check| check.outcome == outcome);
        if has(Outcome::Fails) {
            Verdict::Fails
        } else if has(Outcome::Open) || self.checks.is_empty() {
            Verdict::Incomplete
        } else {
            Verdict::Holds
        }
    }

    /// How this check ended, if it is part of the report.
    pub fn outcome(&self, id: CheckId) -> Option<Outcome> {
        let check = self.checks.iter().find(|check| check.id == id)?;
        Some(check.outcome)
    }

    /// The first check that does not hold.
    pub fn first_failure(&self) -> Option<&Check> {
        self.checks
            .iter()
            .find(|check| check.outcome == Outcome::Fails)
    }

    pub(super) fn add(&mut self, id: CheckId, outcome: Outcome, detail: impl Into<String>) {
        self.checks.push(Check {
            id,
            outcome,
            detail: detail.into(),
        });
    }

    /// Adds a check that was made.
    pub(super) fn made(&mut self, id: CheckId, holds: bool, detail: impl Into<String>) {
        let outcome = if holds {
            Outcome::Holds
        } else {
            Outcome::Fails
        };
        self.add(id, outcome, detail);
    }
}
