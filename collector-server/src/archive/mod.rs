//! Packages of files that are handed out: [`zip`] has all files in memory, [`stream`] writes one after the other.

pub mod stream;
pub mod zip;
