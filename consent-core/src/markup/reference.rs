//! Character references in attribute values: all numeric ones, and of the named ones those that stand for a character
//! with a meaning in addresses, styles or markup.
//!
//! The others stay as written. None of them yields a letter of a scheme that fetches or a delimiter of an address, so
//! a host with one in it can only be taken for an unknown one.

use std::borrow::Cow;

const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
    // From here on the semicolon is required.
    ("apos", '\''),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("colon", ':'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("period", '.'),
    ("commat", '@'),
    ("quest", '?'),
    ("num", '#'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("comma", ','),
    ("semi", ';'),
    ("equals", '='),
    ("excl", '!'),
    ("lsqb", '['),
    ("rsqb", ']'),
];
/// How many of [`NAMED`] need no semicolon.
const LEGACY: usize = 8;

/// The value with its references decoded, as in an attribute.
pub(super) fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let (letter, length) = one(after).unwrap_or(('&', 0));
        text.push(letter);
        rest = after.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character of the reference that begins after its `&`, and how many bytes it takes.
fn one(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let run = |from: usize, accepts: fn(&u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| accepts(byte)).count()
    };
    if bytes.first() == Some(&b'#') {
        let is_hex = matches!(bytes.get(1), Some(b'x' | b'X'));
        let (start, radix) = if is_hex { (2, 16) } else { (1, 10) };
        let end = run(
            start,
            if is_hex {
                u8::is_ascii_hexdigit
            } else {
                u8::is_ascii_digit
            },
        );
        if end == start {
            return None;
        }
        let number = bytes[start..end].iter().fold(0_u32, |number, digit| {
            let digit = char::from(*digit).to_digit(radix).unwrap_or(0);
            number.saturating_mul(radix).saturating_add(digit)
        });
        let letter = match char::from_u32(number) {
            Some(letter) if number != 0 => letter,
            _ => char::REPLACEMENT_CHARACTER,
        };
        let semicolon = usize::from(bytes.get(end) == Some(&b';'));
        return Some((letter, end + semicolon));
    }
    let end = run(0, u8::is_ascii_alphanumeric);
    let name = text.get(..end)?;
    let place = NAMED.iter().position(|(known, _)| *known == name)?;
    let letter = NAMED.get(place)?.1;
    match bytes.get(end) {
        Some(b';') => Some((letter, end + 1)),
        Some(b'=') => None,
        _ if place < LEGACY => Some((letter, end)),
        _ => None,
    }
}

/// Appends `value` as it stands between double quotes.
pub(super) fn push_encoded(out: &mut String, value: &str) {
    for letter in value.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(letter),
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
        push_encoded(&mut text, "a\"b&quot;<c>'&#58;");
        assert_eq!(text, "a&quot;b&amp;quot;<c>'&amp;#58;");
        assert_eq!(decode(&text), "a\"b&quot;<c>'&#58;");
    }
}
