//! Compressing a script once, as small as it gets.

use std::io::Write as _;

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
    /// Compresses `plain`: about a second for a gate. The window is no larger than the script needs: the encoder
    /// makes tables for all of it.
    ///
    /// # Errors
    /// When the encoder fails, which it does for lack of memory only.
    pub fn of(plain: Vec<u8>) -> anyhow::Result<Self> {
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: window_bits(plain.len()),
            size_hint: plain.len(),
            ..Default::default()
        };
        let mut brotli = Vec::new();
        brotli::BrotliCompress(&mut plain.as_slice(), &mut brotli, &parameters)
            .context("compressing a script with brotli")?;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder
            .write_all(&plain)
            .context("compressing a script with gzip")?;
        let gzip = encoder.finish().context("compressing a script with gzip")?;
        Ok(Self {
            plain: plain.into(),
            brotli: brotli.into(),
            gzip: gzip.into(),
        })
    }
}

/// The base-2 logarithm of the smallest window that `length` bytes fit into. Sixteen bytes of a window cannot be used
/// (RFC 7932, section 9.1); 22 is what browsers are sure to have room for.
fn window_bits(length: usize) -> i32 {
    (16..22)
        .find(|bits| length <= (1 << bits) - 16)
        .unwrap_or(22)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_window_holds_the_whole_script() {
        for (length, bits) in [
            (0, 16),
            (65_520, 16),
            (65_521, 17),
            (300_000, 19),
            (9 << 20, 22),
        ] {
            assert_eq!(window_bits(length), bits, "{length}");
        }
    }

    #[test]
    fn both_encodings_read_back() {
        let text = "samtycke ".repeat(1000).into_bytes();
        let encodings = Encodings::of(text.clone()).unwrap();
        assert!(encodings.brotli.len() < 100 && encodings.gzip.len() < 200);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &encodings.brotli[..], &mut back).unwrap();
        assert_eq!(back, text);
        back.clear();
        flate2::read::GzDecoder::new(&encodings.gzip[..])
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, text);
    }
}
