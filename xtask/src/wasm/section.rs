//! The sections of a binary module, read and written anew (WebAssembly core specification, 5.5).

use anyhow::{Context, Result};

/// The magic number and the version.
const HEADER: usize = 8;

/// The module with each section's content as `change` answers to its id and content; `None` leaves it as it is.
///
/// # Errors
/// When the bytes are no module, or `change` finds fault with them.
pub fn rewrite(
    wasm: &[u8],
    mut change: impl FnMut(u8, &[u8]) -> Result<Option<Vec<u8>>>,
) -> Result<Vec<u8>> {
    let header = wasm.get(..HEADER).context("the module has no header")?;
    let mut out = header.to_vec();
    let mut reader = Reader {
        wasm,
        at: header.len(),
    };
    while reader.at < wasm.len() {
        let id = reader.byte()?;
        let content = reader.bytes()?;
        let changed = change(id, content)?;
        let content = changed.as_deref().unwrap_or(content);
        out.push(id);
        out.append(&mut number(content.len()));
        out.extend(content);
    }
    Ok(out)
}

/// Reads from the front.
pub struct Reader<'a> {
    wasm: &'a [u8],
    /// How many bytes have been read.
    pub at: usize,
}

impl<'a> Reader<'a> {
    /// At the first byte.
    pub fn new(wasm: &'a [u8]) -> Self {
        Self { wasm, at: 0 }
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8> {
        let byte = *self.wasm.get(self.at).context("the module is cut short")?;
        self.at += 1;
        Ok(byte)
    }

    /// A vector of bytes: a name, or a section's content (5.1.3).
    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        let bytes = self.wasm.get(self.at..).and_then(|rest| rest.get(..length));
        self.at += length;
        bytes.context("the module is cut short")
    }

    /// An unsigned number in LEB128 (5.2.2).
    pub fn number(&mut self) -> Result<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(value);
            }
        }
        anyhow::bail!("a number has too many bytes")
    }
}

/// `value` in LEB128.
pub fn number(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = (value & 127) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 128);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_written() {
        for value in [0, 1, 127, 128, 300, 65_536, u32::MAX as usize] {
            let bytes = number(value);
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.number().unwrap(), value);
            assert_eq!(reader.at, bytes.len());
        }
        assert!(Reader::new(&[128; 6]).number().is_err());
    }

    #[test]
    fn a_section_that_grows_takes_its_new_length_along() {
        let grown = rewrite(b"\0asm\x01\0\0\0\x01\x01a\x02\x01b", |id, _| {
            Ok((id == 2).then(|| vec![b'c'; 200]))
        });
        let expected = [
            b"\0asm\x01\0\0\0\x01\x01a\x02\xc8\x01".as_slice(),
            &[b'c'; 200],
        ];
        assert_eq!(grown.unwrap(), expected.concat());
        assert!(rewrite(b"\0asm\x01\0\0\0\x01\x02a", |_, _| Ok(None)).is_err());
    }
}
