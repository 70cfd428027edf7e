//! Receipts together with what proves them: for a visitor, an auditor, an authority.
//!
//! [`bundle`] is one receipt as one file, [`Lines`] an export with proofs, [`write_pack`] a pack for an authority, [`page`] the
//! verifier page that goes along.
//! All of it is verified by `consent_core::verify`, and nothing here signs anything: what is proven is what the log has
//! signed already.

mod bundle;
mod lines;
mod pack;
pub mod page;

pub use bundle::{bundle, proofless, visitors_copy};
pub use lines::Lines;
pub use pack::{PackError, PackOrder, Packed, Sources, write_pack};
