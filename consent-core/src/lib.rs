//! The decisions of Samtycke, as plain data and plain functions: no clock, network, DOM, storage or randomness.

// Of the standard library only what allocates, where nobody needs more: the rest would be a sixth of the gate.
#![cfg_attr(not(any(test, feature = "serde")), no_std)]

extern crate alloc;

pub mod catalogue;
pub mod category;
#[cfg(feature = "serde")]
pub mod clause;
pub mod clicks;
pub mod cookie;
pub mod decision;
pub mod foreign;
#[cfg(feature = "serde")]
pub mod lint;
#[cfg(feature = "receipt")]
pub mod log;
pub mod markup;
pub mod notice;
#[cfg(feature = "serde")]
pub mod receipt;
pub mod rules;
mod scan;
#[cfg(feature = "serde")]
pub mod site;
#[cfg(feature = "receipt")]
pub mod verify;
pub mod view_model;
#[cfg(feature = "serde")]
pub mod wire;

pub use scan::{parts, put};
