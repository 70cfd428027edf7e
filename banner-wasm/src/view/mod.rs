//! The view module.
