//! The decisions of Samtycke, as plain data and plain functions: no clock, network, DOM, storage or randomness.

pub mod catalogue;
pub mod category;
pub mod cookie;
pub mod decision;
pub mod markup;
pub mod notice;
#[cfg(feature = "serde")]
pub mod receipt;
pub mod rules;
mod scan;
#[cfg(feature = "serde")]
pub mod site;
pub mod view_model;
#[cfg(feature = "serde")]
pub mod wire;
