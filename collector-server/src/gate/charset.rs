//! Which encoding a page has, as far as finding its tags depends on it (HTML Standard, section 13.2.3; Encoding
//! Standard, section 4.2 for the labels).

/// How the bytes of a page are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-16: it goes out as UTF-8.
    Utf16 {
        /// Whether the high byte comes first.
        is_big: bool,
    },
    /// ASCII and bytes above it.
    Ascii,
    /// Letters of two bytes, of which the second may be in ASCII; some of one.
    ShiftJis,
    /// The same without single ones: Big5, GBK, GB 18030, EUC-KR.
    Chinese,
    /// ASCII and Japanese between escape sequences.
    Iso2022Jp,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How to read the page.
    pub charset: Charset,
    /// The label for the `Content-Type` header when the page names its encoding itself: what we put before it could
    /// push that out of the first 1024 bytes, where browsers look.
    pub label: Option<String>,
}

/// How many bytes browsers search for a `meta`.
pub const PRESCAN: usize = 1024;

/// Labels that name an encoding whose letters are not ASCII and bytes above it, or the other way about.
const LABELS: &[(&str, Charset)] = &[
    (
        "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        Charset::Utf8,
    ),
    (
        "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
        Charset::Utf16 { is_big: false },
    ),
    ("utf-16be unicodefffe", Charset::Utf16 { is_big: true }),
    (
        "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932",
        Charset::ShiftJis,
    ),
    (
        "big5 big5-hkscs cn-big5 csbig5 x-x-big5 gbk x-gbk gb2312 gb_2312 gb_2312-80 gb18030 chinese csgb2312 \
         csiso58gb231280 iso-ir-58 euc-kr cseuckr korean windows-949 ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 \
         csksc56011987 iso-ir-149",
        Charset::Chinese,
    ),
    ("iso-2022-jp csiso2022jp", Charset::Iso2022Jp),
];

/// How the names of the others begin.
const ASCII: &[&str] = &[
    "windows-",
    "cp125",
    "x-cp125",
    "iso-8859",
    "iso8859",
    "iso_8859",
    "iso-ir-",
    "csiso",
    "latin",
    "ascii",
    "us-ascii",
    "ansi_x3",
    "ibm8",
    "cp8",
    "koi",
    "mac",
    "x-mac",
    "cskoi",
    "csibm866",
    "tis-620",
    "dos-874",
    "euc-jp",
    "x-euc-jp",
    "cseucpkd",
    "x-user-defined",
    "l1",
    "l2",
    "l3",
    "l4",
    "l5",
    "l6",
    "l9",
    "cyrillic",
    "arabic",
    "greek",
    "hebrew",
    "visual",
    "logical",
    "ecma-",
    "elot_928",
    "asmo-708",
    "sun_eu_greek",
    "866",
];

/// Encodings that browsers refuse: the page is one replacement letter to them.
const REFUSED: &str = "replacement csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr";

/// What a label stands for; `None` when browsers would look further. A refused encoding is read as ASCII: nothing of
/// such a page is markup to a browser.
fn of_label(label: &str) -> Option<Charset> {
    let label = label.trim_ascii().to_ascii_lowercase();
    let is_one_of = |labels: &str| labels.split_ascii_whitespace().any(|known| known == label);
    LABELS
        .iter()
        .find(|(labels, _)| is_one_of(labels))
        .map(|(_, charset)| *charset)
        .or_else(|| {
            let is_ascii = ASCII.iter().any(|start| label.starts_with(start));
            (is_ascii || is_one_of(REFUSED)).then_some(Charset::Ascii)
        })
}

/// The encoding of a page with this `Content-Type` that begins with `start`: the mark of the first bytes counts before
/// the header, the header before the page's own `meta`. `None` when more of the page is needed, up to [`PRESCAN`].
pub fn find(content_type: &str, start: &[u8], is_complete: bool) -> Option<Found> {
    let is_enough = is_complete || start.len() >= PRESCAN;
    if start.len() < 3 && !is_enough {
        return None;
    }
    let found = |charset| {
        Some(Found {
            charset,
            label: None,
        })
    };
    match start {
        [0xEF, 0xBB, 0xBF, ..] => return found(Charset::Utf8),
        [0xFE, 0xFF, ..] => return found(Charset::Utf16 { is_big: true }),
        [0xFF, 0xFE, ..] => return found(Charset::Utf16 { is_big: false }),
        _ => {}
    }
    if let Some(charset) = parameter(content_type).and_then(|label| of_label(&label)) {
        return found(charset);
    }
    let declared = prescan(&start[..start.len().min(PRESCAN)]);
    match declared {
        // A page whose `meta` could be read is not what it says then.
        Some((_, Charset::Utf16 { .. })) => Some(Found {
            charset: Charset::Utf8,
            label: Some("utf-8".to_owned()),
        }),
        Some((label, charset)) => Some(Found {
            charset,
            label: Some(label),
        }),
        None if is_enough => found(Charset::Ascii),
        None => None,
    }
}

/// The `charset` of a media type.
fn parameter(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim_ascii()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim_ascii().trim_matches(['"', '\'']).to_owned())
    })
}

/// The first label that a `meta` of the beginning of a page names.
fn prescan(start: &[u8]) -> Option<(String, Charset)> {
    let text: String = start.iter().copied().map(char::from).collect();
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some(place) = rest.find('<') {
        rest = &rest[place..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            // `<!-->` is one already.
            rest = comment
                .find("-->")
                .map(|end| &comment[end..])
                .or_else(|| comment.strip_prefix('>'))?;
            continue;
        }
        let Some(meta) = rest.strip_prefix("<meta").filter(|after| {
            after.starts_with(|letter: char| letter.is_ascii_whitespace() || letter == '/')
        }) else {
            rest = &rest[1..];
            continue;
        };
        let tag = meta.get(..super::opening::tag_end(meta)?)?;
        let label = attribute(tag, "charset").or_else(|| {
            let content = attribute(tag, "content")?;
            let is_type = attribute(tag, "http-equiv")? == "content-type";
            let place = content.find("charset")? + "charset".len();
            let value = content.get(place..)?.trim_ascii_start().strip_prefix('=')?;
            let value = value.trim_ascii_start().trim_start_matches(['"', '\'']);
            let end = value.find(|letter: char| {
                letter.is_ascii_whitespace() || matches!(letter, ';' | '"' | '\'')
            });
            is_type.then(|| value[..end.unwrap_or(value.len())].to_owned())
        });
        if let Some(label) = label
            && let Some(charset) = of_label(&label)
        {
            return Some((label.trim_ascii().to_owned(), charset));
        }
        rest = &meta[tag.len()..];
    }
    None
}

/// The value of an attribute in the rest of a tag, as far as a label or a media type needs it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        rest =
            rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == '/');
        let end = rest.find(|letter: char| {
            letter.is_ascii_whitespace() || matches!(letter, '/' | '=' | '>')
        })?;
        let (found, after) = rest.split_at(end);
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            rest = after.strip_prefix('>').map_or(after, |_| "");
            if found.is_empty() {
                return None;
            }
            continue;
        };
        let value = value.trim_ascii_start();
        let quote = value.chars().next()?;
        let (value, after) = if matches!(quote, '"' | '\'') {
            value[1..].split_once(quote)?
        } else {
            let end = value.find(|letter: char| letter.is_ascii_whitespace() || letter == '>')?;
            value.split_at(end)
        };
        if found == name {
            return Some(value.to_owned());
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content_type: &str, start: &[u8]) -> Found {
        find(content_type, start, true).unwrap()
    }

    #[test]
    fn the_first_bytes_count_before_the_header_and_that_before_the_page() {
        let meta = b"<!doctype html><head><meta charset=shift_jis>";
        for (content_type, start, charset) in [
            ("text/html", &b"\xEF\xBB\xBF<p>"[..], Charset::Utf8),
            (
                "text/html;charset=utf-8",
                b"\xFF\xFE<\0",
                Charset::Utf16 { is_big: false },
            ),
            ("text/html; Charset=\"GB2312\"", meta, Charset::Chinese),
            ("text/html; charset=nonsense", meta, Charset::ShiftJis),
            ("text/html", meta, Charset::ShiftJis),
            ("text/html; charset=iso-8859-1", b"", Charset::Ascii),
            ("text/html", b"<meta charset=utf-16>", Charset::Utf8),
            ("text/html", b"<p>", Charset::Ascii),
        ] {
            assert_eq!(
                of(content_type, start).charset,
                charset,
                "{content_type} {start:?}"
            );
        }
    }

    #[test]
    fn a_page_that_names_its_encoding_has_it_named_in_the_header() {
        for (page, label) in [
            ("<meta charset=\"UTF-8\">", Some("utf-8")),
            (
                "<meta name=a content=b/><META/CHARSET = 'big5' >",
                Some("big5"),
            ),
            (
                "<meta content='text/html; charset=koi8-r;' http-equiv=Content-Type>",
                Some("koi8-r"),
            ),
            (
                "<!-- <meta charset=utf-8> --><meta charset=latin1>",
                Some("latin1"),
            ),
            ("<meta content='text/html; charset=koi8-r'>", None),
            ("<meta charset=nonsense>", None),
            ("<metadata charset=utf-8>", None),
            ("<meta charset=utf-8", None),
            ("<meta charset", None),
        ] {
            assert_eq!(
                of("text/html", page.as_bytes()).label.as_deref(),
                label,
                "{page}"
            );
        }
    }

    #[test]
    fn more_is_asked_for_until_it_is_known() {
        assert_eq!(find("text/html", b"<p", false), None);
        assert_eq!(find("text/html", &[b'x'; PRESCAN - 1], false), None);
        assert!(find("text/html", &[b'x'; PRESCAN], false).is_some());
        assert!(find("text/html;charset=utf-8", b"<p>", false).is_some());
    }
}
