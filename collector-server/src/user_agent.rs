//! What a receipt says of the browser: family and major version (RECEIPTS, section 2), not the whole text.

/// Product tokens and the family they mean; the first that is there decides, because later ones are
/// kept by browsers for compatibility.
const PRODUCTS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// `Firefox 140`, or nothing for what is no known browser.
pub fn family_and_major(user_agent: &str) -> Option<String> {
    let (family, rest) = PRODUCTS.iter().find_map(|(token, family)| {
        let (_, rest) = user_agent.split_once(token)?;
        Some((*family, rest))
    })?;
    if family == "Safari" && !user_agent.contains("Safari/") {
        return None;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4)
        .contains(&digits)
        .then(|| format!("{family} {}", &rest[..digits]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_by_family_and_major_version_only() {
        for (text, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                Some("Firefox 140"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.1.2 Safari/537.36 Edg/156.0",
                Some("Edge 156"),
            ),
            (
                "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
                Some("Chrome 156"),
            ),
            (
                "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
                Some("Safari 26"),
            ),
            ("curl/8.0", None),
            ("Chrome/", None),
            ("", None),
        ] {
            assert_eq!(family_and_major(text).as_deref(), expected, "{text}");
        }
    }
}
