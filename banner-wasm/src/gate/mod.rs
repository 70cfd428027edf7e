//! The gate module.
