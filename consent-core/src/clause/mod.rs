//! Consent clauses: what a site asks for beside cookies, by a checkbox with a text, one box for each channel.
//!
//! [`text`] is what is shown and what its hash is taken over, [`lint`] which texts nudge, `check` whether a site file's
//! clauses hold together, and [`decide`] what an event makes of what stood before. What is recorded of it is
//! [`crate::receipt::clause`].

pub(crate) mod check;
pub mod decide;
pub mod lint;
pub mod text;

pub use decide::{After, Before, Change, after};
