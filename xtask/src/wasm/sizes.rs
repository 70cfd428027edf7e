//! What a file weighs on the wire.

use anyhow::{Context, Result};

/// Bytes of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// As it lies on disk.
    pub bytes: usize,
    /// gzip, level 9.
    pub gzip: usize,
    /// brotli, quality 11: what the collector serves.
    pub brotli: usize,
}

impl Sizes {
    /// Compresses `content` in all ways, as the collector does.
    pub fn of(content: &[u8]) -> Result<Self> {
        let gzip = script_compression::gzip(content)
            .context("could not compress with gzip")?
            .len();
        let brotli = script_compression::brotli(content)
            .context("could not compress with brotli")?
            .len();
        Ok(Self {
            bytes: content.len(),
            gzip,
            brotli,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_text_shrinks_and_brotli_does_best() {
        let text = "consent is asked for before anything runs. ".repeat(200);
        let sizes = Sizes::of(text.as_bytes()).unwrap();
        assert_eq!(sizes.bytes, text.len());
        assert!(
            sizes.brotli < sizes.gzip && sizes.gzip < sizes.bytes / 10,
            "{sizes:?}"
        );
    }
}
