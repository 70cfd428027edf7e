//! Stores, as the rest of the collector sees them. [`suite`] is what every store promises; the other
//! modules hold what SQLite promises besides. Start in `suite/mod.rs`; `choice.rs` makes choices.

#![expect(
    clippy::unwrap_used,
    reason = "in a test, what cannot be unwrapped is the failure"
)]

mod behaviour;
mod choice;
mod crash;
mod dump;
mod erasure;
mod failure;
mod keys;
mod suite;
