//! Building text in few bytes of code: `format!` would bring the whole formatting machinery into the module.

/// Appends `text`; out of line, because inlined growth of a string is what makes a module big.
#[inline(never)]
pub fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

/// Appends `number` in decimal.
pub fn put_number(out: &mut String, number: u64) {
    if number > 9 {
        put_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Appends `text` as a JSON string (RFC 8259, section 7).
pub fn put_json(out: &mut String, text: &str) {
    put(out, "\"");
    for letter in text.chars() {
        match letter {
            '"' => put(out, "\\\""),
            '\\' => put(out, "\\\\"),
            // Control characters mean nothing in what we send.
            '\0'..='\x1f' => put(out, " "),
            _ => out.push(letter),
        }
    }
    put(out, "\"");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for number in [0, 9, 10, 15_552_000, u64::MAX] {
            let mut out = String::new();
            put_number(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn text_that_could_end_a_json_string_is_escaped() {
        let mut out = String::new();
        put_json(&mut out, "a\"b\\c\nå\u{1f}");
        assert_eq!(out, r#""a\"b\\c å ""#);
    }
}
