//! Checks receipts, exports and the whole log without trusting whoever handed them over (RECEIPTS.md section 4).
//!
//! Start at [`verify_receipt`]: one receipt with what came along. [`ExportVerifier`] takes an export line by line,
//! [`LogVerifier`] a log leaf by leaf. What comes out is a [`Report`] of named checks, each of which holds, does not
//! hold, or stays open because something to check it with is missing; a check that is open is never told as holding.
//!
//! The same code runs in the command `collector-server verify`, in the page that works without a network, and in the
//! tests. It reads texts that anybody may have written: nothing here panics, and nothing is believed before it is
//! checked against [`PublishedKeys`].

mod export;
mod json;
mod keys;
mod log;
mod receipt;
mod report;
mod sentence;
mod submission;

pub use export::{EXPORT_FORMAT, ExportLine, ExportSummary, ExportVerifier};
pub use keys::{KeysError, PublishedKeys};
pub use log::{Accounted, LogReport, LogVerifier, Milestone};
pub use receipt::verify_receipt;
pub use report::{Check, CheckId, Outcome, Report, Verdict};
pub use sentence::Lang;
pub use submission::{BUNDLE_FORMAT, with_proof};

#[cfg(test)]
mod tests;
