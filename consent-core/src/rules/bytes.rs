//! Numbers and texts in bytes: LEB128, and letters as such numbers, so that plain text stays plain and reading needs no
//! check of UTF-8. Reading never panics and never believes a length that the input cannot hold.

use crate::scan::put_letter;
use alloc::string::String;
use alloc::vec::Vec;

/// What is left to read.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A LEB128 number; of one that is too long, what fits.
    pub(super) fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F).wrapping_shl(shift);
            shift += 7;
            if byte < 0x80 {
                return Some(number);
            }
        }
    }

    /// The length of what follows; each item takes at least one byte, so more than is left is broken.
    pub(super) fn length(&mut self) -> Option<usize> {
        let length = self.number()? as usize;
        (length <= self.0.len()).then_some(length)
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        let mut text = String::new();
        for _ in 0..length {
            put_letter(&mut text, char::from_u32(self.number()?)?);
        }
        Some(text)
    }
}

/// Appends a LEB128 number.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a text: how many letters, then each as a number.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.chars().count() as u32);
    for letter in text.chars() {
        put_number(out, u32::from(letter));
    }
}
