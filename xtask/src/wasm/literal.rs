//! Bytes as a JavaScript template literal: each byte is the character of that number (Latin-1), written in UTF-8.
//!
//! Under brotli this costs two per cent over the raw bytes, where base64 costs a quarter or more.

/// An expression whose value is a `Uint8Array` of `bytes`. The file that holds it must be served as UTF-8.
pub fn expression(bytes: &[u8]) -> String {
    format!("{DECODE_BEFORE}{}{DECODE_AFTER}", template(bytes))
}

/// Bytes in base64 (RFC 4648, section 4), with padding: for a place where not every character may stand.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = bits >> (18 - 6 * place) & 63;
            let sign = if place > three.len() {
                b'='
            } else {
                ALPHABET[digit as usize]
            };
            text.push(char::from(sign));
        }
    }
    text
}

/// A plain loop beats `Uint8Array.from` with a function.
const DECODE_BEFORE: &str =
    "(s=>{for(var i=s.length,b=new Uint8Array(i);i--;)b[i]=s.charCodeAt(i);return b})(";
const DECODE_AFTER: &str = ")";

/// The literal with its backticks. Escaped is what would end it, start a substitution or an escape, and the carriage
/// return, which JavaScript reads as a line feed (ECMA-262, TV of `LineTerminatorSequence`).
fn template(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    text.push('`');
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'`' => text.push_str("\\`"),
            b'\\' => text.push_str("\\\\"),
            b'\r' => text.push_str("\\r"),
            b'$' if bytes.get(at + 1) == Some(&b'{') => text.push_str("\\$"),
            other => text.push(char::from(other)),
        }
    }
    text.push('`');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a template literal as ECMA-262 does, as far as `template` makes use of it.
    fn read(text: &str) -> Option<Vec<u8>> {
        let inner = text.strip_prefix('`')?.strip_suffix('`')?;
        let mut bytes = Vec::new();
        let mut rest = inner.chars().peekable();
        while let Some(sign) = rest.next() {
            let sign = match sign {
                '`' => return None,
                '$' if rest.peek() == Some(&'{') => return None,
                '\r' => '\n',
                '\\' => match rest.next()? {
                    'r' => '\r',
                    other => other,
                },
                other => other,
            };
            bytes.push(u8::try_from(u32::from(sign)).ok()?);
        }
        Some(bytes)
    }

    #[test]
    fn every_byte_and_every_pair_of_bytes_comes_back() {
        let mut all = Vec::new();
        for first in 0..=255u8 {
            for second in 0..=255u8 {
                all.extend([first, second]);
            }
        }
        assert_eq!(read(&template(&all)), Some(all));
    }

    #[test]
    fn base64_is_that_of_the_specification() {
        // RFC 4648, section 10.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn only_what_javascript_would_misread_is_escaped() {
        assert_eq!(
            template(b"a$b${c}\\`\r\n\0\xff"),
            "`a$b\\${c}\\\\\\`\\r\n\0\u{ff}`"
        );
    }
}
