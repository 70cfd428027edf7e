//! What a style refers to: `url()`, strings in functions, `@import`.
//!
//! Tokens as in CSS Syntax, escapes read; no grammar. Strings in selectors, `content` and `@namespace` are not taken
//! for addresses.

use alloc::string::String;

use crate::scan::{Scan, is_space, part, put, put_letter};

/// What stands in place of an address that is held: valid wherever an address is, fetched from nowhere.
const NOTHING: &str = "data:,";

/// `css` with every address that has a need replaced by an empty one, and what those wait for.
pub(super) fn neutralise(css: &str, need: &dyn Fn(&str) -> u8) -> (String, u8) {
    let mut scan = Scan::new(css, 0);
    let mut out = String::new();
    let mut needs = 0;
    let mut copied = 0;
    // The at-rule we stand in, or the variable, which may stand where an address does, and the last byte that was neither white space nor comment.
    let mut rule = String::new();
    let mut last = b';';
    while let Some(byte) = scan.peek() {
        let mut start = scan.place;
        let mut address = None;
        let is_string = matches!(byte, b'"' | b'\'');
        if scan.is_at("/*") {
            scan.place += 2;
            scan.find("*/");
            scan.place += 2;
            continue;
        }
        if is_string {
            start += 1;
            scan.place = start;
            let ends: &[u8] = if byte == b'"' {
                b"\"\n\r\x0C"
            } else {
                b"'\n\r\x0C"
            };
            let text = text_until(&mut scan, ends);
            if rule == "@import" || rule.starts_with("--") || matches!(last, b'(' | b',') {
                address = Some(text);
            }
        } else if is_name(byte) || byte == b'@' {
            let mut word = String::new();
            if scan.accept(b'@') {
                put(&mut word, "@");
            }
            put(&mut word, &text_until(&mut scan, &[]));
            word.make_ascii_lowercase();
            if word == "url" && scan.accept(b'(') {
                scan.take(is_space);
                last = b'(';
                // A quoted address is met next, as a string after a parenthesis.
                if matches!(scan.peek(), Some(b'"' | b'\'')) {
                    continue;
                }
                start = scan.place;
                address = Some(text_until(&mut scan, b")"));
            } else if byte == b'@' || word.starts_with("--") {
                // In the middle of a value nothing begins, and what stands there may stand where an address does.
                rule = if matches!(last, b';' | b'{' | b'}') {
                    word
                } else {
                    String::from("--")
                };
            }
        } else {
            scan.place += 1;
            if matches!(byte, b';' | b'{' | b'}') {
                rule.clear();
            }
        }
        if !is_space(byte) {
            last = byte;
        }
        if let Some(text) = address
            && rule != "@namespace"
        {
            let need = need(&text);
            if need != 0 {
                needs |= need;
                put(&mut out, part(css, copied, start));
                put(&mut out, NOTHING);
                copied = scan.place;
            }
        }
        // The quote that ends a string.
        if is_string {
            scan.accept(byte);
        }
    }
    put(&mut out, part(css, copied, css.len()));
    (out, needs)
}

/// Everything before one of the bytes `ends`, or where those are none before what is no part of a name; escapes are
/// decoded.
fn text_until(scan: &mut Scan<'_>, ends: &[u8]) -> String {
    let mut text = String::new();
    loop {
        let start = scan.place;
        while let Some(next) = scan.peek()
            && next != b'\\'
            && if ends.is_empty() {
                is_name(next)
            } else {
                ends.iter().all(|end| *end != next)
            }
        {
            scan.place += 1;
        }
        put(&mut text, part(scan.text, start, scan.place));
        if !scan.accept(b'\\') {
            return text;
        }
        // Up to six digits and one space; or a line break, which is nothing; or any letter, which stands for itself
        // and is met again.
        if let Some(letter) = scan.number(16, 6) {
            put_letter(&mut text, letter);
            let _ = scan.is_at("\r\n") && scan.accept(b'\r');
            if scan.peek().is_some_and(is_space) {
                scan.place += 1;
            }
        } else if !scan.accept(b'\n')
            && let Some(byte) = scan.peek()
            && byte.is_ascii()
        {
            put_letter(&mut text, char::from(byte));
            scan.place += 1;
        }
    }
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'\\') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_foreign(css: &str) -> Option<String> {
        let (text, needs) = neutralise(css, &|url| url.contains("//").into());
        (needs != 0).then_some(text)
    }

    #[test]
    fn addresses_are_replaced_wherever_a_style_can_hold_one() {
        for (css, result) in [
            ("a{b:url(//x/y) 1px}", "a{b:url(data:,) 1px}"),
            ("a{b:URL( '//x/y' )}", "a{b:URL( 'data:,' )}"),
            ("a{b:\\75 rl(//x)}", "a{b:\\75 rl(data:,)}"),
            ("a{b:url(\\2f/x)}", "a{b:url(data:,)}"),
            ("@import\"//x\";", "@import\"data:,\";"),
            // `image-set(var(--x) 1x)` takes it for an address.
            ("a{--x:'//x';b:'//x'}", "a{--x:'data:,';b:'//x'}"),
            (
                "@IMPORT/**/ url(//x) print;",
                "@IMPORT/**/ url(data:,) print;",
            ),
            ("@\\69mport '//x'", "@\\69mport 'data:,'"),
            (
                "a{b:image-set('a' 1x, \"//x\" 2x)}",
                "a{b:image-set('a' 1x, \"data:,\" 2x)}",
            ),
            ("a{b:url(//x", "a{b:url(data:,"),
            (
                "a{b:url(a),url(//x),url(\"//y\")}",
                "a{b:url(a),url(data:,),url(\"data:,\")}",
            ),
            ("å{b:url(//x/ö)}", "å{b:url(data:,)}"),
        ] {
            assert_eq!(without_foreign(css).as_deref(), Some(result), "{css}");
        }
    }

    #[test]
    fn what_is_no_address_is_left_alone() {
        for css in [
            "",
            "a{b:url(x)}",
            "/* url(//x) */",
            "a[href^=\"//x\"]{c:d}",
            "a{content:\"//x\"}",
            "@namespace svg url(//x);",
            "\\",
            "@",
            "a{b:'\\",
        ] {
            assert_eq!(without_foreign(css), None, "{css}");
        }
    }
}
