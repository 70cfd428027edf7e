//! What a file weighs on the wire.

use std::io::Write;

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
    /// Compresses `content` in all ways (a second for a large file in a debug build).
    pub fn of(content: &[u8]) -> Result<Self> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(content)
            .context("could not compress with gzip")?;
        let gzip = gzip.finish().context("could not compress with gzip")?.len();
        let mut brotli = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut &content[..], &mut brotli, &parameters)
            .context("could not compress with brotli")?;
        Ok(Self {
            bytes: content.len(),
            gzip,
            brotli: brotli.len(),
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
