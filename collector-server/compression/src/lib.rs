//! Compressing a script once, as small as it gets.
//!
//! The encoder is generic, so it is compiled where it is called. Called here, the workspace's `Cargo.toml` can have it
//! optimised in a debug build too, where it would take most of a collector's start, and all tests start collectors.

use std::io::{self, Write as _};

/// How many of the shortest distances have a code of their own (RFC 7932, section 4). One is better for one text and the other
/// for the next, by up to sixty bytes of 14,300, though the texts differ in nothing but a hash; none at all seldom is.
const DIRECT_DISTANCES: [u32; 2] = [9, 14];

/// Brotli, quality 11 (RFC 7932), the smallest of several tries. The window is no larger than the script needs: the encoder
/// makes tables for all of it.
///
/// # Errors
/// When the encoder fails, which it does for lack of memory only.
pub fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let packed = |codes| {
        let mut parameters = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: window_bits(plain.len()),
            size_hint: plain.len(),
            ..Default::default()
        };
        parameters.dist.num_direct_distance_codes = codes;
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut { plain }, &mut packed, &parameters).map(|_| packed)
    };
    let [one, other] = DIRECT_DISTANCES.map(packed);
    let (one, other) = (one?, other?);
    Ok(if other.len() < one.len() { other } else { one })
}

/// gzip, level 9 (RFC 1952).
///
/// # Errors
/// As of [`brotli()`].
pub fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
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
        // Short distances and long ones.
        let words = (0..1000).map(|word| format!("{} samtycke {word};", "ab".repeat(word % 9)));
        let text = words.collect::<String>().into_bytes();
        let (brotli, gzip) = (brotli(&text).unwrap(), gzip(&text).unwrap());
        assert!(brotli.len() < text.len() / 4 && gzip.len() < text.len() / 4);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &brotli[..], &mut back).unwrap();
        assert_eq!(back, text);
        back.clear();
        flate2::read::GzDecoder::new(&gzip[..])
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, text);
    }
}
