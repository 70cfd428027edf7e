//! Which host an address in a page leads to, and by which path, as browsers read it (URL Standard), and nothing more of it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::scan::is_in;

/// Where a page stands: what relative addresses in it are relative to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageUrl {
    scheme: String,
    host: String,
    path: String,
}

impl PageUrl {
    /// Reads the address of a page, as `document.baseURI` gives it. An address without host (`about:blank`) gives a
    /// page with an empty host, to which every host is foreign.
    pub fn parse(url: &str) -> Self {
        let nowhere = Self {
            scheme: String::new(),
            host: String::new(),
            path: String::new(),
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
        let path = path_of(href, self);
        Some(Self { scheme, host, path })
    }
}

/// The host that `url` leads to from `page`: lower case, without user and port. `None` when nothing is fetched over
/// the network (`data:`, `blob:`, `about:`, `javascript:` and every scheme that pages do not fetch by).
///
/// A relative address gives the page's host. Control characters, tabs and line breaks, backslashes, missing or
/// surplus slashes and percent signs are read as browsers read them. Letters outside ASCII are left as they are: such
/// a host equals no ASCII name, so it counts as unknown unless it was declared in the same spelling.
pub fn host_of(url: &str, page: &PageUrl) -> Option<String> {
    read(url, page).map(|(host, _, _)| host)
}

/// The path that `url` leads to from `page`, up to a question mark or a hash: of the page's own where that says nothing, with
/// no steps up in it. Empty where there is no host. Percent signs are left as they are, control characters and spaces away.
pub fn path_of(url: &str, page: &PageUrl) -> String {
    let Some((_, is_beside, rest)) = read(url, page) else {
        return String::new();
    };
    let rest: String = rest
        .take_while(|letter| !matches!(letter, '?' | '#'))
        .map(|letter| if letter == '\\' { '/' } else { letter })
        .collect();
    if is_beside && rest.is_empty() {
        return page.path.clone();
    }
    let folder = match page.path.rfind('/') {
        Some(end) if is_beside => &page.path[..end],
        _ => "",
    };
    // What stands behind another host begins with its slash.
    let rest = rest.strip_prefix('/').unwrap_or(&rest);
    let whole = [folder, "/", rest].concat();
    let mut steps = Vec::new();
    // A step that only leads somewhere leaves the slash before it.
    let mut is_open = false;
    for step in whole.split('/').skip(1) {
        let dots = step.to_ascii_lowercase().replace("%2e", ".");
        is_open = matches!(dots.as_str(), "." | "..");
        match dots.as_str() {
            "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    if is_open {
        steps.push("");
    }
    ["/", &steps.join("/")].concat()
}

/// The host of an address, whether what stands behind it is relative to the page's path, and that: a path and what is behind
/// it.
fn read<'a>(
    url: &'a str,
    page: &PageUrl,
) -> Option<(String, bool, impl Iterator<Item = char> + 'a)> {
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
    (!host.is_empty()).then_some((host, is_relative && slashes == 0, letters))
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
