//! Where text without tags in it ends: comments, scripts and the other raw text elements.

use crate::scan::{Scan, is_space};

/// Elements whose content HTML reads as text. `noscript` is one where scripts run, which they do where a gate does.
pub(super) const RAW: &str = "script style noscript textarea title xmp iframe noembed noframes";

/// Passes the rest of a comment whose `<!--` was passed: also `<!-->`, `<!--->` and `--!>` end one.
pub(super) fn comment(scan: &mut Scan<'_>) -> Option<()> {
    if scan.is_at("->") {
        scan.place += 1;
    }
    while !scan.accept(b'>') {
        scan.find("--")?;
        scan.place += 2;
        // Of three dashes the last two count.
        while scan.accept(b'-') {}
        if scan.is_at("!>") {
            scan.place += 1;
        }
    }
    Some(())
}

/// Passes the text of a raw text element and stops at the `</name` that ends it.
///
/// In a script (`has_escapes`) a `<script` after `<!--` hides the next `</script`, as in the escaped states of the HTML
/// Standard.
pub(super) fn text(scan: &mut Scan<'_>, name: &str, has_escapes: bool) -> Option<()> {
    let mut is_escaped = false;
    let mut is_hidden = false;
    while let Some(byte) = scan.peek() {
        if byte == b'<' {
            if is_tag_at(*scan, 2, name) && scan.is_at("</") {
                if !is_hidden {
                    return Some(());
                }
                is_hidden = false;
            } else if is_escaped && is_tag_at(*scan, 1, name) {
                is_hidden = true;
            } else if has_escapes && !is_escaped && scan.is_at("<!--") {
                is_escaped = true;
                // The dashes may be those of `-->` already.
                scan.place += 1;
            }
        } else if byte == b'-' && scan.is_at("-->") {
            is_escaped = false;
            is_hidden = false;
        }
        scan.place += 1;
    }
    None
}

/// Whether `name` and something that ends a tag's name stand `offset` bytes on.
fn is_tag_at(mut scan: Scan<'_>, offset: usize, name: &str) -> bool {
    scan.place += offset;
    let is_name = scan.is_at(name);
    scan.place += name.len();
    is_name
        && scan
            .peek()
            .is_some_and(|byte| is_space(byte) || matches!(byte, b'/' | b'>'))
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
            let mut scan = Scan::new(comment, 4);
            let end = super::comment(&mut scan).map(|()| scan.place);
            assert_eq!(end, length, "{comment}");
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
            let mut scan = Scan::new(code, 0);
            let found = text(&mut scan, "script", true).map(|()| scan.place);
            assert_eq!(found, end, "{code}");
        }
    }
}
