//! What a style refers to: `url()`, `src()`, strings in functions, `@import`.
//!
//! Tokens as in CSS Syntax, escapes read; no grammar. Strings in selectors, `content`, `@namespace` are not taken for
//! addresses.

use super::tag::is_space;

/// What stands in place of an address that is held: valid wherever an address is, fetched from nowhere.
const NOTHING: &str = "data:,";

/// `css` with every address that `is_held` replaced by an empty one; `None` when there is none.
pub(super) fn neutralise(css: &str, is_held: &mut dyn FnMut(&str) -> bool) -> Option<String> {
    let mut reader = Reader {
        css,
        bytes: css.as_bytes(),
        place: 0,
    };
    let mut out = String::new();
    let mut copied = 0;
    // The at-rule we stand in, as far as it matters, and the last byte that was not white space.
    let mut is_import = false;
    let mut is_namespace = false;
    let mut last = 0;
    while let Some(byte) = reader.peek() {
        let start = reader.place;
        let mut address = None;
        match byte {
            b'/' if reader.bytes.get(start + 1) == Some(&b'*') => {
                reader.skip_comment();
                continue;
            }
            b'"' | b'\'' => {
                let text = reader.string(byte);
                if is_import || matches!(last, b'(' | b',') {
                    address = Some((start, reader.place, text, true));
                }
            }
            b'[' => reader.skip_brackets(),
            b'@' | b'\\' | b'-' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                let word = reader.word();
                if word.eq_ignore_ascii_case("@import") {
                    is_import = true;
                } else if word.eq_ignore_ascii_case("@namespace") {
                    is_namespace = true;
                } else if word.eq_ignore_ascii_case("url") && reader.peek() == Some(b'(') {
                    reader.place += 1;
                    reader.skip_space();
                    // A quoted address is met next, as a string after a parenthesis.
                    if !matches!(reader.peek(), Some(b'"' | b'\'')) {
                        let start = reader.place;
                        let text = reader.until_parenthesis();
                        address = Some((start, reader.place, text, false));
                    } else {
                        last = b'(';
                        continue;
                    }
                }
            }
            b';' | b'{' | b'}' => {
                is_import = false;
                is_namespace = false;
                reader.place += 1;
            }
            _ => reader.place += 1,
        }
        if !is_space(byte) {
            last = byte;
        }
        if let Some((from, to, text, is_quoted)) = address
            && !is_namespace
            && is_held(&text)
        {
            out.push_str(css.get(copied..from).unwrap_or_default());
            let quote = if is_quoted {
                reader.css.get(from..=from)
            } else {
                None
            };
            out.push_str(quote.unwrap_or_default());
            out.push_str(NOTHING);
            out.push_str(quote.unwrap_or_default());
            copied = to;
        }
    }
    (copied > 0).then(|| {
        out.push_str(css.get(copied..).unwrap_or_default());
        out
    })
}

struct Reader<'a> {
    css: &'a str,
    bytes: &'a [u8],
    place: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.place).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.place += 1;
        }
    }

    fn skip_comment(&mut self) {
        self.place = super::raw::find(self.bytes, self.place + 2, b"*/")
            .map_or(self.bytes.len(), |end| end + 2);
    }

    /// Past an attribute selector, strings in it included.
    fn skip_brackets(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'"' | b'\'' => {
                    self.string(byte);
                }
                b']' | b'{' | b'}' | b';' => return,
                b'\\' => self.place += 2,
                _ => self.place += 1,
            }
        }
    }

    /// A string and its quotes; it also ends at a line break.
    fn string(&mut self, quote: u8) -> String {
        self.place += 1;
        let text = self.read(|byte| byte == quote || matches!(byte, b'\n' | b'\r' | b'\x0C'));
        if self.peek() == Some(quote) {
            self.place += 1;
        }
        text
    }

    /// A name, an `@` before it included.
    fn word(&mut self) -> String {
        let start = self.place;
        let mut word = String::new();
        if self.peek() == Some(b'@') {
            word.push('@');
            self.place += 1;
        }
        word.push_str(&self.read(|byte| {
            !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80)
        }));
        // A lone backslash or `@` is no name, and must not be met for ever.
        self.place = self.place.max(start + 1);
        word
    }

    /// An address without quotes.
    fn until_parenthesis(&mut self) -> String {
        let text = self.read(|byte| byte == b')');
        text.trim_ascii().to_owned()
    }

    /// Everything up to a byte that `ends`, escapes decoded.
    fn read(&mut self, ends: impl Fn(u8) -> bool) -> String {
        let mut text = String::new();
        while let Some(byte) = self.peek() {
            if byte == b'\\' {
                self.place += 1;
                self.escape(&mut text);
                continue;
            }
            if ends(byte) {
                break;
            }
            let letter = self
                .css
                .get(self.place..)
                .and_then(|rest| rest.chars().next());
            let Some(letter) = letter else { break };
            text.push(letter);
            self.place += letter.len_utf8();
        }
        text
    }

    /// What follows a backslash: up to six hexadecimal digits and one space, a line break (nothing), or any letter.
    fn escape(&mut self, text: &mut String) {
        let rest = self.css.get(self.place..).unwrap_or_default();
        let digits = rest
            .bytes()
            .take(6)
            .take_while(u8::is_ascii_hexdigit)
            .count();
        if digits > 0 {
            let number = u32::from_str_radix(rest.get(..digits).unwrap_or_default(), 16);
            let letter = number.ok().and_then(char::from_u32);
            text.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
            self.place += digits;
            if rest[digits..].starts_with("\r\n") {
                self.place += 2;
            } else if self.peek().is_some_and(is_space) {
                self.place += 1;
            }
        } else if let Some(letter) = rest.chars().next() {
            self.place += letter.len_utf8();
            if !matches!(letter, '\n' | '\r' | '\x0C') {
                text.push(letter);
            }
        }
    }
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
