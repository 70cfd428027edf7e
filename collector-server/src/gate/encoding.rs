//! Compressed pages: unpacked to be read, and packed again in the same way.

use std::io::{self, Write as _};

use flate2::{
    Compression,
    write::{GzEncoder, MultiGzDecoder, ZlibDecoder, ZlibEncoder},
};

/// How a page is packed (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Identity,
    Gzip,
    Deflate,
    Brotli,
}

impl Encoding {
    /// What a `Content-Encoding` names; `None` for one that we cannot unpack.
    pub(super) fn of(value: &str) -> Option<Self> {
        match value.trim_ascii().to_ascii_lowercase().as_str() {
            "" | "identity" => Some(Self::Identity),
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            _ => None,
        }
    }

    /// The part of an `Accept-Encoding` that the site may choose from; `None` when the browser named nothing of it.
    pub(super) fn accepted(value: &str) -> Option<String> {
        let known: Vec<&str> = value
            .split(',')
            .map(str::trim_ascii)
            .filter(|coding| {
                let name = coding.split(';').next().unwrap_or_default();
                Self::of(name).is_some() && !name.trim_ascii().is_empty()
            })
            .collect();
        (!known.is_empty()).then(|| known.join(", "))
    }
}

/// Unpacks what comes.
pub(super) enum Unpack {
    Identity,
    Gzip(MultiGzDecoder<Vec<u8>>),
    Deflate(ZlibDecoder<Vec<u8>>),
    Brotli(Box<brotli::DecompressorWriter<Vec<u8>>>),
}

impl Unpack {
    pub(super) fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Identity => Self::Identity,
            Encoding::Gzip => Self::Gzip(MultiGzDecoder::new(Vec::new())),
            Encoding::Deflate => Self::Deflate(ZlibDecoder::new(Vec::new())),
            Encoding::Brotli => Self::Brotli(Box::new(brotli::DecompressorWriter::new(
                Vec::new(),
                8 * 1024,
            ))),
        }
    }

    /// # Errors
    /// When the bytes are not packed as was said.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        Ok(match self {
            Self::Identity => bytes.to_vec(),
            Self::Gzip(unpack) => {
                unpack.write_all(bytes)?;
                unpack.flush()?;
                core::mem::take(unpack.get_mut())
            }
            Self::Deflate(unpack) => {
                unpack.write_all(bytes)?;
                unpack.flush()?;
                core::mem::take(unpack.get_mut())
            }
            Self::Brotli(unpack) => {
                unpack.write_all(bytes)?;
                core::mem::take(unpack.get_mut())
            }
        })
    }

    /// # Errors
    /// When the end is missing.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Identity => Ok(Vec::new()),
            Self::Gzip(unpack) => unpack.finish(),
            Self::Deflate(unpack) => unpack.finish(),
            Self::Brotli(unpack) => unpack
                .into_inner()
                .map_err(|_| io::Error::from(io::ErrorKind::UnexpectedEof)),
        }
    }
}

/// Packs what goes out.
pub(super) enum Pack {
    Identity,
    Gzip(GzEncoder<Vec<u8>>),
    Deflate(ZlibEncoder<Vec<u8>>),
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
}

/// Brotli's quality for text that is packed for one visitor while they wait, and its window (2^22 bytes).
const BROTLI: (u32, u32) = (4, 22);

impl Pack {
    pub(super) fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Identity => Self::Identity,
            Encoding::Gzip => Self::Gzip(GzEncoder::new(Vec::new(), Compression::fast())),
            Encoding::Deflate => Self::Deflate(ZlibEncoder::new(Vec::new(), Compression::fast())),
            Encoding::Brotli => Self::Brotli(Box::new(brotli::CompressorWriter::new(
                Vec::new(),
                8 * 1024,
                BROTLI.0,
                BROTLI.1,
            ))),
        }
    }

    /// Gives everything that came so far, so that a page that arrives slowly is shown as it arrives.
    ///
    /// # Errors
    /// None in practice: it writes to memory.
    pub(super) fn push(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        if bytes.is_empty() {
            return Ok(bytes);
        }
        Ok(match self {
            Self::Identity => bytes,
            Self::Gzip(pack) => {
                pack.write_all(&bytes)?;
                pack.flush()?;
                core::mem::take(pack.get_mut())
            }
            Self::Deflate(pack) => {
                pack.write_all(&bytes)?;
                pack.flush()?;
                core::mem::take(pack.get_mut())
            }
            Self::Brotli(pack) => {
                pack.write_all(&bytes)?;
                pack.flush()?;
                core::mem::take(pack.get_mut())
            }
        })
    }

    /// # Errors
    /// None in practice: it writes to memory.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Identity => Ok(Vec::new()),
            Self::Gzip(pack) => pack.finish(),
            Self::Deflate(pack) => pack.finish(),
            Self::Brotli(pack) => Ok(pack.into_inner()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_in_pieces() {
        let text = "<p>räksmörgås</p>".repeat(500);
        for encoding in [
            Encoding::Identity,
            Encoding::Gzip,
            Encoding::Deflate,
            Encoding::Brotli,
        ] {
            let mut pack = Pack::new(encoding);
            let mut packed = pack.push(text.clone().into_bytes()).unwrap();
            packed.extend(pack.finish().unwrap());
            let mut unpack = Unpack::new(encoding);
            let mut back = Vec::new();
            for piece in packed.chunks(7) {
                back.extend(unpack.push(piece).unwrap());
            }
            back.extend(unpack.finish().unwrap());
            assert_eq!(back, text.as_bytes(), "{encoding:?}");
        }
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        for encoding in [Encoding::Gzip, Encoding::Deflate, Encoding::Brotli] {
            let mut pack = Pack::new(encoding);
            pack.push(b"<p>".to_vec()).unwrap();
            let packed = pack.finish().unwrap();
            let mut unpack = Unpack::new(encoding);
            let cut = unpack.push(&packed[..packed.len() / 2]);
            assert!(cut.is_err() || unpack.finish().is_err(), "{encoding:?}");
        }
    }

    #[test]
    fn the_site_is_offered_what_we_can_unpack() {
        assert_eq!(
            Encoding::accepted("gzip, deflate;q=0.5, zstd, br"),
            Some("gzip, deflate;q=0.5, br".to_owned())
        );
        assert_eq!(Encoding::accepted("zstd, *"), None);
    }
}
