//! Packages of files that are handed out.

pub mod zip;
