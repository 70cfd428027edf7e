//! A script in every form that it is sent in.

use anyhow::Context as _;
use axum::body::Bytes;

/// A script in the three forms it is sent in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encodings {
    /// As it is.
    pub plain: Bytes,
    /// Brotli, quality 11 (RFC 7932).
    pub brotli: Bytes,
    /// gzip, level 9 (RFC 1952).
    pub gzip: Bytes,
}

impl Encodings {
    /// Compresses `plain`: a tenth of a second for a gate.
    ///
    /// # Errors
    /// When an encoder fails, which it does for lack of memory only.
    pub fn of(plain: Vec<u8>) -> anyhow::Result<Self> {
        let brotli =
            script_compression::brotli(&plain).context("compressing a script with brotli")?;
        let gzip = script_compression::gzip(&plain).context("compressing a script with gzip")?;
        Ok(Self {
            plain: plain.into(),
            brotli: brotli.into(),
            gzip: gzip.into(),
        })
    }
}
