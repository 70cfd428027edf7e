//! From another consent product to this one: pages are rewritten, a configuration becomes a draft of a site file, and
//! what does not map is listed with file and line.
//!
//! A page changes only where a tag, a loader or a button of theirs stands; every other byte stays. What a tag means is
//! decided by the table in [`consent_core::foreign`], which the script in the page uses too. HTML is read by the core's
//! own tokeniser, as in [`crate::gate`]: it knows the place of every byte.

pub mod draft;
pub mod edit;
pub mod import;
mod literal;
mod note;
mod page;
mod product;
mod tag;

pub use note::Note;
pub use page::{Page, Site, configurations, look};

/// A file's text, and how to make its bytes again.
#[derive(Debug)]
pub struct Source {
    /// The text.
    pub text: String,
    is_utf8: bool,
}

impl Source {
    /// Reads bytes as UTF-8, else each byte as a letter, which is right for what is changed here: markup is ASCII in
    /// every encoding that a page may have but UTF-16. `None` for that.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if matches!(bytes, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]) {
            return None;
        }
        Some(match core::str::from_utf8(bytes) {
            Ok(text) => Self {
                text: text.to_owned(),
                is_utf8: true,
            },
            Err(_) => Self {
                text: bytes.iter().map(|byte| char::from(*byte)).collect(),
                is_utf8: false,
            },
        })
    }

    /// The bytes of a changed text. What was inserted beyond ASCII becomes character references in a page that is not
    /// UTF-8.
    pub fn bytes(&self, text: &str) -> Vec<u8> {
        if self.is_utf8 {
            return text.as_bytes().to_vec();
        }
        let mut bytes = Vec::with_capacity(text.len());
        for letter in text.chars() {
            match u8::try_from(letter) {
                Ok(byte) => bytes.push(byte),
                Err(_) => bytes.extend(format!("&#{};", u32::from(letter)).into_bytes()),
            }
        }
        bytes
    }
}
