//! Which host an address in a page leads to, as browsers read it (URL Standard), and nothing more of it.

use alloc::string::String;

use crate::scan::is_in;

/// Where a page stands: what relative addresses in it are relative to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageUrl {
    scheme: String,
    host: String,
}

impl PageUrl {
    /// Reads the address of a page, as `document.baseURI` gives it. An address without host (`about:blank`) gives a
    /// page with an empty host, to which every host is foreign.
    pub fn parse(url: &str) -> Self {
        let nowhere = Self {
            scheme: String::new(),
            host: String::new(),
        };
        nowhere.join(url).unwrap_or(nowhere)
    }

    /// The page's host, lower case, without port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address that a `base` with this `href` gives; `None` where it has no host.
    pub(super) fn join(&self, href: &str) -> Option<Self> {
        let host = host_of(href, self)?;
        let mut letters = href.chars().filter(is_kept);
        let scheme = take_scheme(&mut letters).unwrap_or_else(|| self.scheme.clone());
        Some(Self { scheme, host })
    }
}

/// The host that `url` leads to from `page`: lower case, without user and port. `None` when nothing is fetched over
/// the network (`data:`, `blob:`, `about:`, `javascript:` and every scheme that pages do not fetch by).
///
/// A relative address gives the page's host. Control characters, tabs and line breaks, backslashes, missing or
/// surplus slashes and percent signs are read as browsers read them. Letters outside ASCII are left as they are: such
/// a host equals no ASCII name, so it counts as unknown unless it was declared in the same spelling.
pub fn host_of(url: &str, page: &PageUrl) -> Option<String> {
    let mut letters = url.chars().filter(is_kept);
    let mut is_relative = true;
    let mut after_scheme = letters.clone();
    if let Some(scheme) = take_scheme(&mut after_scheme) {
        if !is_in("http https ws wss ftp", &scheme) {
            return None;
        }
        is_relative = scheme == page.scheme;
        letters = after_scheme;
    }
    let is_slash = |letter: &char| matches!(letter, '/' | '\\');
    let mut letters = letters.peekable();
    let mut slashes = 0;
    while letters.next_if(is_slash).is_some() {
        slashes += 1;
    }
    let mut host = String::new();
    if is_relative && slashes < 2 {
        host.push_str(&page.host);
    } else {
        while let Some(letter) =
            letters.next_if(|letter| !is_slash(letter) && !matches!(letter, '?' | '#'))
        {
            if letter == '@' {
                // What came was the user.
                host.clear();
            } else {
                host.push(letter.to_ascii_lowercase());
            }
        }
        // The port: after a colon that is not one of an address in brackets.
        let port = host.bytes().rposition(|byte| matches!(byte, b':' | b']'));
        if let Some(port) = port
            && host.as_bytes().get(port) == Some(&b':')
        {
            host.truncate(port);
        }
        if host.as_bytes().contains(&b'%') {
            host = unescape(&host);
        }
    }
    (!host.is_empty()).then_some(host)
}

/// Whether a letter of an address counts. Browsers leave out tabs and line breaks anywhere, and control characters
/// and spaces around; inside they make no valid host.
fn is_kept(letter: &char) -> bool {
    *letter > ' '
}

/// Passes a scheme and its colon, if `letters` begin with one, and gives it in lower case.
fn take_scheme(letters: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut scheme = String::new();
    for letter in letters {
        match letter {
            'a'..='z' | 'A'..='Z' => scheme.push(letter.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(letter),
            ':' if !scheme.is_empty() => return Some(scheme),
            _ => break,
        }
    }
    None
}

/// `host` in lower case with its percent signs decoded; bytes outside ASCII become U+FFFD, which no name contains.
fn unescape(host: &str) -> String {
    let mut text = String::new();
    let mut letters = host.chars();
    while let Some(letter) = letters.next() {
        let mut digits = letters.clone().map(|digit| digit.to_digit(16));
        text.push(
            match (letter, digits.next().flatten(), digits.next().flatten()) {
                ('%', Some(high), Some(low)) => {
                    letters.nth(1);
                    match (high << 4 | low) as u8 {
                        byte if byte.is_ascii() => char::from(byte).to_ascii_lowercase(),
                        _ => char::REPLACEMENT_CHARACTER,
                    }
                }
                _ => letter,
            },
        );
    }
    text
}
