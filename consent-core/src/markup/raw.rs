//! Where text without tags in it ends: comments, scripts and the other raw text elements.

use super::tag::is_space;

/// Elements whose content HTML reads as text. `noscript` is one where scripts run, which they do where a gate does.
pub(super) const RAW: &[&str] = &[
    "script", "style", "noscript", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

/// Where `needle` begins in `bytes`, from `from` on.
pub(super) fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(needle.len())
        .position(|window| window == needle)
        .map(|place| from + place)
}

/// Where the comment ends whose `<!--` ends at `from`: also `<!-->`, `<!--->` and `--!>` end one.
pub(super) fn comment_end(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    for (start, abrupt) in [(from, &b">"[..]), (from, b"->")] {
        if rest.starts_with(abrupt) {
            return Some(start + abrupt.len());
        }
    }
    (from..bytes.len()).find_map(|place| {
        let rest = &bytes[place..];
        let end = [&b"-->"[..], b"--!>"]
            .into_iter()
            .find(|end| rest.starts_with(end))?;
        Some(place + end.len())
    })
}

/// Where the `</name` that ends a raw text begins.
pub(super) fn text_end(bytes: &[u8], from: usize, name: &str) -> Option<usize> {
    (from..bytes.len()).find(|place| is_tag_at(&bytes[*place..], b"</", name))
}

/// Where the `</script` that ends a script begins, with the escaped states of the HTML Standard: after `<!--`, a
/// `<script` hides the next `</script`.
pub(super) fn script_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut is_escaped = false;
    let mut is_hidden = false;
    let mut place = from;
    while let Some(rest) = bytes.get(place..).filter(|rest| !rest.is_empty()) {
        if !matches!(rest[0], b'<' | b'-') {
            // Nothing begins here.
        } else if is_tag_at(rest, b"</", "script") {
            if !is_hidden {
                return Some(place);
            }
            is_hidden = false;
        } else if is_escaped && is_tag_at(rest, b"<", "script") {
            is_hidden = true;
        } else if rest.starts_with(b"-->") {
            is_escaped = false;
            is_hidden = false;
        } else if !is_escaped && rest.starts_with(b"<!--") {
            is_escaped = true;
            // The dashes may be those of `-->` already.
            place += 1;
        }
        place += 1;
    }
    None
}

/// Whether `rest` begins with `opener`, `name` and something that ends a tag's name.
fn is_tag_at(rest: &[u8], opener: &[u8], name: &str) -> bool {
    rest.strip_prefix(opener)
        .and_then(|rest| rest.split_at_checked(name.len()))
        .is_some_and(|(found, after)| {
            found.eq_ignore_ascii_case(name.as_bytes())
                && after
                    .first()
                    .is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_end_where_browsers_end_them() {
        for (comment, length) in [
            ("<!-->x", Some(5)),
            ("<!--->x", Some(6)),
            ("<!---->x", Some(7)),
            ("<!-- > -- > --!>x", Some(16)),
            ("<!-- <!-- -->x", Some(13)),
            ("<!-- ->", None),
        ] {
            assert_eq!(comment_end(comment.as_bytes(), 4), length, "{comment}");
        }
    }

    #[test]
    fn scripts_end_where_browsers_end_them() {
        for (code, end) in [
            ("a</script>", Some(1)),
            ("a</SCRIPT\n>", Some(1)),
            ("a</scriptx></script/>", Some(11)),
            ("<!--</script>", Some(4)),
            ("<!--<script></script>--></script>", Some(24)),
            ("<!--<script></script></script>", Some(21)),
            ("<!--<scripts></script>", Some(13)),
            ("<!--><script></script>", Some(13)),
            ("<!--<script>-->a</script>", Some(16)),
            ("a</script", None),
        ] {
            assert_eq!(script_end(code.as_bytes(), 0), end, "{code}");
        }
    }
}
