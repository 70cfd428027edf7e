//! What a style refers to: `url()`, strings in functions, `@import`.
//!
//! Tokens as in CSS Syntax, escapes read; no grammar. Strings in selectors, `content` and `@namespace` are not taken
//! for addresses.

use crate::scan::{Scan, is_space, part};

/// What stands in place of an address that is held: valid wherever an address is, fetched from nowhere.
const NOTHING: &str = "data:,";

/// `css` with every address that `is_held` replaced by an empty one; `None` when there is none.
pub(super) fn neutralise(css: &str, is_held: &mut dyn FnMut(&str) -> bool) -> Option<String> {
    let mut scan = Scan::new(css, 0);
    let mut out = String::new();
    let mut copied = 0;
    // The at-rule we stand in, and the last byte that was neither white space nor comment.
    let mut rule = String::new();
    let mut last = b';';
    while let Some(byte) = scan.peek() {
        let mut start = scan.place;
        let mut address = None;
        if scan.is_at("/*") {
            scan.place += 2;
            scan.find("*/");
            scan.place += 2;
            continue;
        } else if matches!(byte, b'"' | b'\'') {
            start += 1;
            scan.place = start;
            let text = text_until(
                &mut scan,
                |next| matches!(next, b'"' | b'\'' | b'\n' | b'\r' | b'\x0C'),
                byte,
            );
            if rule == "@import" || matches!(last, b'(' | b',') {
                address = Some(text);
            }
        } else if is_name(byte) || byte == b'@' {
            scan.place += 1;
            let mut word = String::new();
            if byte == b'@' {
                word.push('@');
            } else {
                scan.place = start;
            }
            word.push_str(&text_until(&mut scan, |next| !is_name(next), 0));
            word.make_ascii_lowercase();
            if word == "url" && scan.accept(b'(') {
                scan.take(is_space);
                last = b'(';
                // A quoted address is met next, as a string after a parenthesis.
                if matches!(scan.peek(), Some(b'"' | b'\'')) {
                    continue;
                }
                start = scan.place;
                address = Some(text_until(&mut scan, |next| next == b')', 0));
            } else if byte == b'@' {
                rule = word;
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
            && is_held(&text)
        {
            out.push_str(part(css, copied, start));
            out.push_str(NOTHING);
            copied = scan.place;
        }
        // The quote that ends a string.
        if matches!(byte, b'"' | b'\'') {
            scan.accept(byte);
        }
    }
    (copied > 0).then(|| {
        out.push_str(part(css, copied, css.len()));
        out
    })
}

/// Everything before a byte that `ends`, escapes decoded; a quote ends only when it is `quote`.
fn text_until(scan: &mut Scan<'_>, ends: fn(u8) -> bool, quote: u8) -> String {
    let mut text = String::new();
    loop {
        let start = scan.place;
        while scan.peek().is_some_and(|next| {
            let is_other_quote = quote != 0 && next != quote && matches!(next, b'"' | b'\'');
            next != b'\\' && (!ends(next) || is_other_quote)
        }) {
            scan.place += 1;
        }
        text.push_str(part(scan.text, start, scan.place));
        if !scan.accept(b'\\') {
            return text;
        }
        // Up to six digits and one space; or a line break, which is nothing; or any letter, which stands for itself
        // and is met again.
        if let Some(letter) = scan.number(16, 6) {
            text.push(letter);
            let _ = scan.is_at("\r\n") && scan.accept(b'\r');
            if scan.peek().is_some_and(is_space) {
                scan.place += 1;
            }
        } else if !scan.accept(b'\n')
            && let Some(byte) = scan.peek()
            && byte.is_ascii()
        {
            text.push(char::from(byte));
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
        neutralise(css, &mut |url| url.contains("//"))
    }

    #[test]
    fn addresses_are_replaced_wherever_a_style_can_hold_one() {
        for (css, result) in [
            ("a{b:url(//x/y) 1px}", "a{b:url(data:,) 1px}"),
            ("a{b:URL( '//x/y' )}", "a{b:URL( 'data:,' )}"),
            ("a{b:\\75 rl(//x)}", "a{b:\\75 rl(data:,)}"),
            ("a{b:url(\\2f/x)}", "a{b:url(data:,)}"),
            ("@import\"//x\";", "@import\"data:,\";"),
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
