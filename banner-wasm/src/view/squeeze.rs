//! Takes comments and idle white space out of the style sheet while it is compiled in.
//!
//! It knows just enough of CSS for our own file: no strings with comment marks or runs of spaces in them.

/// The squeezed bytes at the front of an array as long as the source, and how many they are.
pub(super) const fn squeeze<const N: usize>(source: &str) -> ([u8; N], usize) {
    let from = source.as_bytes();
    let mut into = [0; N];
    let mut length = 0;
    let mut at = 0;
    while at < from.len() {
        let byte = from[at];
        if byte == b'/' && at + 1 < from.len() && from[at + 1] == b'*' {
            at += 2;
            while !(from[at] == b'*' && from[at + 1] == b'/') {
                at += 1;
            }
            at += 2;
        } else if byte.is_ascii_whitespace() {
            // One space where it may separate two words; none beside punctuation.
            if length > 0 && !is_edge(into[length - 1]) && into[length - 1] != b' ' {
                into[length] = b' ';
                length += 1;
            }
            at += 1;
        } else {
            if length > 0 && into[length - 1] == b' ' && is_edge_before(byte) {
                length -= 1;
            }
            // The last declaration of a rule needs no semicolon.
            if byte == b'}' && length > 0 && into[length - 1] == b';' {
                length -= 1;
            }
            into[length] = byte;
            length += 1;
            at += 1;
        }
    }
    (into, length)
}

/// The squeezed text.
pub(super) const fn text<const N: usize>(squeezed: &([u8; N], usize)) -> &str {
    match str::from_utf8(squeezed.0.split_at(squeezed.1).0) {
        Ok(text) => text,
        Err(_) => panic!("only ASCII is dropped"),
    }
}

/// White space after this byte means nothing. A colon is followed by some only inside declarations and conditions.
const fn is_edge(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b';' | b',' | b':' | b'>')
}

/// White space before this byte means nothing.
const fn is_edge_before(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b';' | b',' | b'>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_keeps_its_meaning_and_loses_its_padding() {
        const SOURCE: &str = "/* why */\n:host {\n  color: red;\n  margin: 0 auto;\n}\n\na :hover, b > c { top: calc(1px + 2px) }\n";
        const SQUEEZED: ([u8; SOURCE.len()], usize) = squeeze(SOURCE);
        assert_eq!(
            text(&SQUEEZED),
            ":host{color:red;margin:0 auto}a :hover,b>c{top:calc(1px + 2px)}"
        );
    }
}
