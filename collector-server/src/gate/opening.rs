//! Where the script tag goes: first in `<head>`, so that the gate runs before anything else of the page.

/// How much of a page is looked at for a tag that is there already: up to the end of `head`, but no more than this.
const LOOK_AHEAD: usize = 32 * 1024;

/// The beginning of a page, kept until it is known where the tag goes and whether one is missing.
pub(super) struct Opening {
    text: String,
    /// How far it was looked through.
    seen: usize,
}

impl Opening {
    pub(super) const fn new() -> Self {
        Self {
            text: String::new(),
            seen: 0,
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Whether enough of the page is here.
    pub(super) fn is_enough(&mut self) -> bool {
        let from = self.seen.saturating_sub(8);
        self.seen = self.text.len();
        let new = self.text.as_bytes().get(from..).unwrap_or_default();
        self.text.len() >= LOOK_AHEAD || END.iter().any(|sign| find(new, sign).is_some())
    }

    /// The beginning with `mark` and `tag` in it, but without `tag` where it has one of that `script` already, and without
    /// either where it is only a part of a page. `is_page` is what the request says about that, if it does.
    pub(super) fn finish(
        self,
        script: &str,
        tag: &str,
        mark: &str,
        is_page: Option<bool>,
    ) -> String {
        let text = self.text;
        // In whatever pieces it came, the same part decides.
        let ahead = text.as_bytes();
        let ahead = ahead.get(..LOOK_AHEAD).unwrap_or(ahead);
        let end = END
            .iter()
            .filter_map(|sign| Some(find(ahead, sign)? + sign.len()));
        let end = end.min().unwrap_or(ahead.len());
        let (start, rest) = text.split_at(text.floor_char_boundary(end));
        let is_page = is_page.unwrap_or_else(|| {
            PAGE.iter()
                .any(|sign| find(start.as_bytes(), sign).is_some())
        });
        let tag = if has_script(start, script) { "" } else { tag };
        if !is_page || tag.len() + mark.len() == 0 {
            return text;
        }
        let (before, after) = start.split_at(head(start));
        [before, mark, tag, after, rest].concat()
    }
}

/// What ends the part in which a tag would stand.
const END: [&[u8]; 2] = [b"</head", b"<body"];
/// What a whole page has one of.
const PAGE: [&[u8]; 4] = [b"<!doctype", b"<html", b"<head", b"<body"];

fn find(text: &[u8], lower: &[u8]) -> Option<usize> {
    text.windows(lower.len())
        .position(|window| window.eq_ignore_ascii_case(lower))
}

/// Whether the text names the script outside comments: `consent.js`, or the same with its hash.
fn has_script(text: &str, script: &str) -> bool {
    let stem = script.strip_suffix("js").unwrap_or(script);
    let mut rest = text;
    loop {
        let (before, comment) = rest.split_once("<!--").unwrap_or((rest, ""));
        if before.contains(stem) {
            return true;
        }
        match comment.split_once("-->") {
            Some((_, after)) => rest = after,
            // In a script `<!--` needs no end; what stands behind it may count.
            None => return comment.contains(stem),
        }
    }
}

/// The first place in `head`: behind its tag, or before what begins it without one.
fn head(text: &str) -> usize {
    let mut place = 0;
    loop {
        let rest = &text[place..];
        let trimmed = rest.trim_start_matches(|letter: char| {
            letter.is_ascii_whitespace() || letter == '\u{FEFF}'
        });
        let start = place + rest.len() - trimmed.len();
        let name = |name: &str| {
            trimmed
                .get(..name.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
                && trimmed[name.len()..]
                    .starts_with(|after: char| after.is_ascii_whitespace() || "/>".contains(after))
        };
        let length = if trimmed.starts_with("<!--") {
            comment_end(trimmed)
        } else if trimmed.starts_with("<!") || trimmed.starts_with("<?") {
            trimmed.find('>').map(|end| end + 1)
        } else if name("<html") || name("<head") {
            tag_end(&trimmed[1..]).map(|end| end + 1)
        } else {
            return start;
        };
        let Some(length) = length else { return start };
        place = start + length;
        if name("<head") {
            return place;
        }
    }
}

/// The length of the comment that `text` begins with.
fn comment_end(text: &str) -> Option<usize> {
    if text.starts_with("<!-->") {
        return Some(5);
    }
    if text.starts_with("<!--->") {
        return Some(6);
    }
    let end = |mark: &str| text[4..].find(mark).map(|place| 4 + place + mark.len());
    match (end("-->"), end("--!>")) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Where a tag ends, behind its `>`; `tag` begins with its name or behind it.
pub(super) fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut is_value = false;
    for (place, letter) in tag.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '>') => return Some(place + 1),
            // A quote opens a value behind `=` only.
            (None, '"' | '\'') if is_value => quote = Some(letter),
            (None, _) => {}
        }
        is_value = quote.is_none() && (letter == '=' || is_value && letter.is_ascii_whitespace());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "https://c.se/s/shop/consent.js";

    fn with_tag(page: &str, is_page: Option<bool>) -> String {
        let mut opening = Opening::new();
        opening.push(page);
        opening.finish(SCRIPT, "TAG", "", is_page)
    }

    #[test]
    fn the_tag_is_the_first_thing_in_head() {
        for (page, result) in [
            (
                "<!doctype html><html lang=sv><head><title>",
                "<!doctype html><html lang=sv><head>TAG<title>",
            ),
            (
                "\u{FEFF}<!-- > --><HTML a='>'>\n<HEAD\n>x",
                "\u{FEFF}<!-- > --><HTML a='>'>\n<HEAD\n>TAGx",
            ),
            ("<!doctype html>\n<title>x", "<!doctype html>\nTAG<title>x"),
            (
                "<!doctype html><!--><header>x",
                "<!doctype html><!-->TAG<header>x",
            ),
            ("<html><body>", "<html>TAG<body>"),
            ("<html a=b\"><p>", "<html a=b\">TAG<p>"),
            (
                "<?xml version='1.0'?><!--a--!><!doctype html>",
                "<?xml version='1.0'?><!--a--!><!doctype html>TAG",
            ),
            ("<html><!-- without an end", "<html>TAG<!-- without an end"),
            ("<html å=ö><head", "<html å=ö>TAG<head"),
        ] {
            assert_eq!(with_tag(page, None), result);
        }
    }

    #[test]
    fn what_has_a_tag_or_is_no_page_gets_none() {
        for page in [
            "<head><script src=\"https://c.se/s/shop/consent.js\"></script>",
            "<head><script src=https://c.se/s/shop/consent.0123456789abcdef.js></script>",
            "<p>a part of a page",
            "",
        ] {
            assert_eq!(with_tag(page, None), page);
        }
        let other = "<head><script src=\"https://c.se/s/shopping/consent.js\"></script>";
        assert!(with_tag(other, None).contains("TAG"));
        let comment = "<head><!-- <script src=https://c.se/s/shop/consent.js> -->";
        assert!(with_tag(comment, None).contains("TAG"));
        assert_eq!(with_tag("<head>", Some(false)), "<head>");
        assert_eq!(with_tag("<p>x", Some(true)), "TAG<p>x");
    }

    #[test]
    fn a_page_with_a_tag_of_its_own_has_the_mark_all_the_same() {
        let marked = |page: &str| {
            let mut opening = Opening::new();
            opening.push(page);
            opening.finish(SCRIPT, "TAG", "MARK", None)
        };
        let tag = "<script src=https://c.se/s/shop/consent.js></script>";
        assert_eq!(marked("<head>"), "<head>MARKTAG");
        assert_eq!(marked(&format!("<head>{tag}")), format!("<head>MARK{tag}"));
        assert_eq!(marked("<p>a part of a page"), "<p>a part of a page");
    }

    #[test]
    fn the_end_of_head_is_seen_across_pieces() {
        let mut opening = Opening::new();
        for piece in ["<head>", "<title>x</title>", "</he"] {
            opening.push(piece);
            assert!(!opening.is_enough());
        }
        opening.push("ad>");
        assert!(opening.is_enough());
    }
}
