//! The bytes of a page as text that the core can read, and back again without loss.
//!
//! A byte that is no letter in the page's encoding, and every byte outside ASCII where that is not UTF-8, stands as
//! one letter of the last 256 code points (private use). So tags are read in every encoding whose markup is ASCII,
//! and what is not ours goes out with the bytes that it came with.

use super::charset::Charset;

/// The letter of byte 0.
const BYTE_0: u32 = 0x10_FF00;

fn of_byte(byte: u8) -> char {
    char::from_u32(BYTE_0 + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Reads bytes as they come.
pub(super) struct Letters {
    charset: Charset,
    /// The beginning of a letter of which the rest has not come.
    begun: Vec<u8>,
    /// Whether the byte before may be the first of two.
    is_second: bool,
    /// Whether ISO-2022-JP has left ASCII, and its escape sequence as far as it has come.
    is_shifted: bool,
}

impl Letters {
    pub(super) const fn new(charset: Charset) -> Self {
        Self {
            charset,
            begun: Vec::new(),
            is_second: false,
            is_shifted: false,
        }
    }

    /// Appends what `bytes` add to the text.
    pub(super) fn read(&mut self, bytes: &[u8], text: &mut String) {
        match self.charset {
            Charset::Utf8 => self.utf8(bytes, text),
            Charset::Utf16 { is_big } => self.utf16(bytes, is_big, text),
            Charset::Iso2022Jp => self.iso_2022_jp(bytes, text),
            Charset::Ascii | Charset::ShiftJis | Charset::Chinese => {
                for &byte in bytes {
                    // The second byte of a letter may be one of ASCII, such as a backslash.
                    let is_second = self.is_second && (0x40..=0x7E).contains(&byte);
                    text.push(if is_second || !byte.is_ascii() {
                        of_byte(byte)
                    } else {
                        char::from(byte)
                    });
                    self.is_second = !self.is_second
                        && match self.charset {
                            Charset::ShiftJis => matches!(byte, 0x81..=0x9F | 0xE0..=0xFC),
                            Charset::Chinese => matches!(byte, 0x81..=0xFE),
                            _ => false,
                        };
                }
            }
        }
    }

    /// Appends what was begun and never ended.
    pub(super) fn finish(&mut self, text: &mut String) {
        let rest = core::mem::take(&mut self.begun);
        match self.charset {
            Charset::Utf16 { .. } if !rest.is_empty() => text.push(char::REPLACEMENT_CHARACTER),
            _ => text.extend(rest.into_iter().map(of_byte)),
        }
    }

    fn utf8(&mut self, bytes: &[u8], text: &mut String) {
        let joined;
        let bytes = if self.begun.is_empty() {
            bytes
        } else {
            joined = [core::mem::take(&mut self.begun).as_slice(), bytes].concat();
            &joined
        };
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            // A letter that stands for a byte may not be confused with itself.
            if chunk.valid().contains(|letter| u32::from(letter) >= BYTE_0) {
                for letter in chunk.valid().chars() {
                    if u32::from(letter) < BYTE_0 {
                        text.push(letter);
                    } else {
                        let mut bytes = [0; 4];
                        text.extend(letter.encode_utf8(&mut bytes).bytes().map(of_byte));
                    }
                }
            } else {
                text.push_str(chunk.valid());
            }
            let invalid = chunk.invalid();
            if chunks.peek().is_none() && is_begun(invalid) {
                self.begun = invalid.to_vec();
            } else {
                text.extend(invalid.iter().copied().map(of_byte));
            }
        }
    }

    fn utf16(&mut self, bytes: &[u8], is_big: bool, text: &mut String) {
        self.begun.extend_from_slice(bytes);
        let unit = |pair: &[u8]| match pair {
            [first, second] if is_big => u16::from_be_bytes([*first, *second]),
            [first, second] => u16::from_le_bytes([*first, *second]),
            _ => 0,
        };
        let mut whole = self.begun.len() / 2 * 2;
        // The first half of a pair of surrogates waits for the second.
        if whole >= 2 && (0xD800..0xDC00).contains(&unit(&self.begun[whole - 2..whole])) {
            whole -= 2;
        }
        let units = self.begun[..whole].chunks_exact(2).map(unit);
        text.extend(
            char::decode_utf16(units)
                .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
                .filter(|letter| *letter != '\u{FEFF}'),
        );
        self.begun.drain(..whole);
    }

    /// Between the escape sequences that leave ASCII and those that come back, every byte stands for itself.
    fn iso_2022_jp(&mut self, bytes: &[u8], text: &mut String) {
        for &byte in bytes {
            if byte == 0x1B {
                text.extend(self.begun.drain(..).map(of_byte));
                self.begun.push(byte);
            } else if self.begun.is_empty() {
                text.push(if self.is_shifted || !byte.is_ascii() {
                    of_byte(byte)
                } else {
                    char::from(byte)
                });
            } else {
                self.begun.push(byte);
                let is_shifted = match self.begun.get(1..).unwrap_or_default() {
                    b"(" | b"$" => continue,
                    b"(B" | b"(J" => Some(false),
                    b"(I" | b"$@" | b"$B" => Some(true),
                    // None of the encoding's: the bytes are what they were.
                    _ => None,
                };
                let begun = core::mem::take(&mut self.begun);
                match is_shifted {
                    Some(is_shifted) => {
                        text.extend(begun.into_iter().map(of_byte));
                        self.is_shifted = is_shifted;
                    }
                    None => text.extend(begun.into_iter().map(|byte| {
                        if self.is_shifted || byte == 0x1B || !byte.is_ascii() {
                            of_byte(byte)
                        } else {
                            char::from(byte)
                        }
                    })),
                }
            }
        }
    }
}

/// Whether these bytes are the beginning of one letter of UTF-8 rather than none.
fn is_begun(bytes: &[u8]) -> bool {
    !bytes.is_empty() && core::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// The bytes of a text that was read with [`Letters`].
///
/// A letter outside ASCII that was no byte of the page (it comes from a character reference in a style or a `srcdoc`,
/// which is written anew) is a reference again where the encoding is not UTF-8: such letters stand in attributes only.
pub(super) fn to_bytes(text: &str, charset: Charset) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let is_utf8 = matches!(charset, Charset::Utf8 | Charset::Utf16 { .. });
    let mut copied = 0;
    for (place, letter) in text.char_indices() {
        let number = u32::from(letter);
        if letter.is_ascii() || is_utf8 && number < BYTE_0 {
            continue;
        }
        bytes.extend_from_slice(&text.as_bytes()[copied..place]);
        match number.checked_sub(BYTE_0).map(u8::try_from) {
            Some(Ok(byte)) => bytes.push(byte),
            _ => bytes.extend_from_slice(format!("&#{number};").as_bytes()),
        }
        copied = place + letter.len_utf8();
    }
    bytes.extend_from_slice(&text.as_bytes()[copied..]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(charset: Charset, pieces: &[&[u8]]) -> String {
        let mut letters = Letters::new(charset);
        let mut text = String::new();
        for piece in pieces {
            letters.read(piece, &mut text);
        }
        letters.finish(&mut text);
        text
    }

    #[test]
    fn utf8_stays_text_and_broken_bytes_come_back() {
        assert_eq!(read(Charset::Utf8, &["å <b>".as_bytes()]), "å <b>");
        assert_eq!(read(Charset::Utf8, &[b"\xC3", b"\xA5"]), "å");
        let text = read(Charset::Utf8, &[b"a\xFFb\xC3"]);
        assert_eq!(to_bytes(&text, Charset::Utf8), b"a\xFFb\xC3");
    }

    #[test]
    fn a_second_byte_is_no_backslash_and_a_mark_is_markup() {
        // U+30BD in Shift_JIS is 83 5C.
        let text = read(Charset::ShiftJis, &[b"'\xB1\x83", b"\x5C'<b>\x83<"]);
        assert!(!text.contains('\\') && text.contains("'<b>") && text.ends_with('<'));
    }

    #[test]
    fn japanese_between_escapes_is_no_markup() {
        let page = b"<b>\x1B$B%=<s%1%C%H\x1B(B</b>\x1B<i>";
        let text = read(Charset::Iso2022Jp, &[page]);
        assert_eq!(text.matches('<').count(), 3, "{text}");
        assert_eq!(to_bytes(&text, Charset::Iso2022Jp), page);
    }

    #[test]
    fn two_byte_text_becomes_utf8() {
        let page: Vec<u8> = "\u{FEFF}<å😀>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let charset = Charset::Utf16 { is_big: false };
        for cut in 0..page.len() {
            assert_eq!(read(charset, &[&page[..cut], &page[cut..]]), "<å😀>");
        }
    }

    #[test]
    fn a_letter_of_a_reference_is_one_again() {
        assert_eq!(to_bytes("€", Charset::Ascii), b"&#8364;");
        assert_eq!(to_bytes("€", Charset::Utf8), "€".as_bytes());
    }

    proptest! {
        #[test]
        fn all_bytes_come_back(bytes: Vec<u8>, cut: prop::sample::Index) {
            let cut = cut.index(bytes.len() + 1);
            for charset in [Charset::Utf8, Charset::Ascii, Charset::Chinese, Charset::ShiftJis, Charset::Iso2022Jp] {
                let whole = read(charset, &[&bytes]);
                prop_assert_eq!(&read(charset, &[&bytes[..cut], &bytes[cut..]]), &whole);
                prop_assert_eq!(&to_bytes(&whole, charset), &bytes);
            }
        }

        #[test]
        fn letters_that_look_like_ours_come_back(text in "[a<\u{10FF00}-\u{10FFFF}ö]{0,20}") {
            let read = read(Charset::Utf8, &[text.as_bytes()]);
            prop_assert_eq!(to_bytes(&read, Charset::Utf8), text.as_bytes());
        }
    }
}
