//! Receipts together with what proves them: for a visitor, an auditor, an authority.
//!
//! [`bundle`] is one receipt as one file, [`Lines`] an export with proofs, [`page`] the verifier page that goes along.
//! All of it is verified by `consent_core::verify`, and nothing here signs anything: what is proven is what the log has
//! signed already.

mod bundle;
mod lines;
pub mod page;

pub use bundle::{bundle, proofless, visitors_copy};
pub use lines::Lines;
