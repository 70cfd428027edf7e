//! Going through a text byte by byte, with no way to panic: where a text ends, everything does.

use alloc::string::String;

/// A place in a text.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'a> {
    pub(crate) text: &'a str,
    pub(crate) place: usize,
}

impl<'a> Scan<'a> {
    pub(crate) const fn new(text: &'a str, place: usize) -> Self {
        Self { text, place }
    }

    /// The next byte.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place).copied()
    }

    /// Passes the next byte and gives it.
    pub(crate) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.place += 1;
        Some(byte)
    }

    /// Passes `byte` if it comes next.
    pub(crate) fn accept(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.place += usize::from(is_next);
        is_next
    }

    /// Passes every byte that `accepts` and gives them.
    pub(crate) fn take(&mut self, accepts: fn(u8) -> bool) -> &'a str {
        let start = self.place;
        while self.peek().is_some_and(accepts) {
            self.place += 1;
        }
        part(self.text, start, self.place)
    }

    /// Passes everything before `byte`.
    pub(crate) fn take_until(&mut self, byte: u8) -> &'a str {
        let start = self.place;
        while self.peek().is_some_and(|next| next != byte) {
            self.place += 1;
        }
        part(self.text, start, self.place)
    }

    /// Whether what comes next begins with `prefix`, in any case.
    pub(crate) fn is_at(&self, prefix: &str) -> bool {
        self.text
            .as_bytes()
            .get(self.place..)
            .and_then(|rest| rest.get(..prefix.len()))
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    }

    /// Goes on to the next `needle`; to the end and `None` where there is none.
    pub(crate) fn find(&mut self, needle: &str) -> Option<usize> {
        while self.peek().is_some() {
            if self.is_at(needle) {
                return Some(self.place);
            }
            self.place += 1;
        }
        None
    }

    /// A number and the digits it takes, at most `digits`: a letter where it has one, else U+FFFD.
    pub(crate) fn number(&mut self, radix: u32, digits: usize) -> Option<char> {
        let mut number = 0_u32;
        let start = self.place;
        while self.place - start < digits
            && let Some(byte) = self.peek()
        {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                _ if radix == 16 && byte.is_ascii_hexdigit() => (byte | 0x20) - b'a' + 10,
                _ => break,
            };
            number = number.saturating_mul(radix).saturating_add(digit.into());
            self.place += 1;
        }
        (self.place > start).then(|| match char::from_u32(number) {
            Some(letter) if number != 0 => letter,
            _ => char::REPLACEMENT_CHARACTER,
        })
    }
}

/// A part of the text; nothing where there is no such part.
pub(crate) fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// Appends `text`; out of line, because inlined growth of a string is what makes a module big.
#[inline(never)]
pub fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

/// Appends a letter, out of line as well.
#[inline(never)]
pub(crate) fn put_letter(out: &mut String, letter: char) {
    out.push(letter);
}

/// The parts of `text` between the bytes `separator`, which is ASCII.
pub fn parts(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut scan = Scan::new(text, 0);
    core::iter::from_fn(move || {
        let is_left = scan.place <= text.len();
        let part = scan.take_until(separator);
        scan.place += 1;
        is_left.then_some(part)
    })
}

/// White space as HTML has it.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

/// Whether `word` is one of the `words`, which stand between spaces; in any case.
pub(crate) fn is_in(words: &str, word: &str) -> bool {
    words
        .as_bytes()
        .split(|byte| *byte == b' ')
        .any(|known| known.eq_ignore_ascii_case(word.as_bytes()))
}
