//! Character references in attribute values: all numeric ones, and of the named ones those that stand for a character
//! with a meaning in addresses, styles or markup.
//!
//! The others stay as written. None of them yields a letter of a scheme that fetches or a delimiter of an address, so
//! a host with one in it can only be taken for an unknown one.

use alloc::string::String;

use crate::scan::{Scan, put, put_letter};

/// Names in the order of [`LETTERS`]; the first eight need no semicolon.
const NAMES: &str = "amp AMP lt LT gt GT quot QUOT apos Tab NewLine colon sol bsol period commat quest num percnt lpar \
                     rpar comma semi equals excl lsqb rsqb";
const LETTERS: &[u8] = b"&&<<>>\"\"'\t\n:/\\.@?#%(),;=![]";
const LEGACY: usize = 8;

/// The value with its references decoded, as in an attribute.
pub(super) fn decode(value: &str) -> String {
    let mut text = String::new();
    let mut scan = Scan::new(value, 0);
    loop {
        put(&mut text, scan.take_until(b'&'));
        if scan.next().is_none() {
            return text;
        }
        let mut after = scan;
        match one(&mut after) {
            Some(letter) => {
                put_letter(&mut text, letter);
                scan = after;
            }
            None => put(&mut text, "&"),
        }
    }
}

/// The character of the reference whose `&` was passed.
fn one(scan: &mut Scan<'_>) -> Option<char> {
    if scan.accept(b'#') {
        let is_hex = scan.accept(b'x') || scan.accept(b'X');
        let letter = scan.number(if is_hex { 16 } else { 10 }, usize::MAX)?;
        scan.accept(b';');
        return Some(letter);
    }
    let name = scan.take(|byte| byte.is_ascii_alphanumeric()).as_bytes();
    let place = NAMES
        .as_bytes()
        .split(|byte| *byte == b' ')
        .position(|known| known == name)?;
    let is_whole = scan.accept(b';') || place < LEGACY && scan.peek() != Some(b'=');
    let letter = LETTERS.get(place).filter(|_| is_whole)?;
    Some(char::from(*letter))
}

/// Appends `value` as it stands between double quotes.
pub(super) fn put_encoded(out: &mut String, value: &str) {
    let mut scan = Scan::new(value, 0);
    while scan.peek().is_some() {
        put(out, scan.take(|byte| !matches!(byte, b'&' | b'"')));
        match scan.next() {
            Some(b'&') => put(out, "&amp;"),
            Some(_) => put(out, "&quot;"),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_as_in_attributes() {
        for (written, read) in [
            ("plain", "plain"),
            ("&#104;ttps&colon;&sol;&#x2F;x&period;y", "https://x.y"),
            ("&#104ttps&#58//", "https://"),
            ("a?b&amp;c&ampd&amp=e&amp", "a?b&c&ampd&amp=e&"),
            ("?a=1&copy=2&b;&", "?a=1&copy=2&b;&"),
            ("java&Tab;script&NewLine;&tab;", "java\tscript\n&tab;"),
            ("&#0;&#xD800;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("&#;&#x;&sol", "&#;&#x;&sol"),
            ("å&lt;ö&gt;&Auml;", "å<ö>&Auml;"),
        ] {
            assert_eq!(decode(written), read);
        }
    }

    #[test]
    fn what_is_encoded_decodes_to_itself() {
        let mut text = String::new();
        put_encoded(&mut text, "a\"b&quot;<c>'&#58;");
        assert_eq!(text, "a&quot;b&amp;quot;<c>'&amp;#58;");
        assert_eq!(decode(&text), "a\"b&quot;<c>'&#58;");
    }
}
