//! Numbers and texts in bytes: LEB128, and letters as such numbers, so that plain text stays plain and reading needs no
//! check of UTF-8. Reading never panics and never believes a length that the input cannot hold.

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

    /// A LEB128 number of up to 35 bits.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// The length of what follows; each item takes at least one byte, so more than is left is broken.
    pub(super) fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(self.number()?).ok()?;
        (length <= self.0.len()).then_some(length)
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        let mut text = String::with_capacity(length);
        for _ in 0..length {
            text.push(char::from_u32(u32::try_from(self.number()?).ok()?)?);
        }
        Some(text)
    }

    pub(super) fn list<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.length()?;
        let mut items = Vec::with_capacity(length);
        for _ in 0..length {
            items.push(item(self)?);
        }
        Some(items)
    }
}

/// Appends a LEB128 number.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a length.
pub(super) fn put_length(out: &mut Vec<u8>, length: usize) {
    put_number(out, length as u64);
}

/// Appends a text: how many letters, then each as a number.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_length(out, text.chars().count());
    for letter in text.chars() {
        put_number(out, u64::from(u32::from(letter)));
    }
}
