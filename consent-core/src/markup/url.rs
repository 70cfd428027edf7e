//! Which host an address in a page leads to, as browsers read it (URL Standard), and nothing more of it.

use std::borrow::Cow;

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
        let scheme = scheme_of(url).map_or("", |(scheme, _)| scheme);
        let nowhere = Self {
            scheme: scheme.to_ascii_lowercase(),
            host: String::new(),
        };
        let host = host_of(url, &nowhere).map_or_else(String::new, Cow::into_owned);
        Self { host, ..nowhere }
    }

    /// The address that a `base` with this `href` gives; `None` where it has none that counts.
    pub(super) fn join(&self, href: &str) -> Option<Self> {
        let host = host_of(href, self)?.into_owned();
        let scheme = scheme_of(href.trim_ascii()).map_or(&*self.scheme, |(scheme, _)| scheme);
        Some(Self {
            scheme: scheme.to_ascii_lowercase(),
            host,
        })
    }

    /// The page's host, lower case, without port.
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// The host that `url` leads to from `page`: lower case, without user and port. `None` when nothing is fetched over
/// the network (`data:`, `blob:`, `about:`, `javascript:` and the like).
///
/// A relative address gives the page's host. Control characters, tabs and line breaks, backslashes, missing or
/// surplus slashes and percent signs are read as browsers read them. Letters outside ASCII are left as they are: such
/// a host equals no ASCII name, so it counts as unknown unless it was declared in the same spelling.
pub fn host_of<'a>(url: &'a str, page: &'a PageUrl) -> Option<Cow<'a, str>> {
    let url = url.trim_matches(|letter: char| letter <= ' ');
    if url.contains(['\t', '\n', '\r']) {
        let clean: String = url
            .chars()
            .filter(|letter| !matches!(letter, '\t' | '\n' | '\r'))
            .collect();
        return resolve(&clean, page).map(|host| Cow::Owned(host.into_owned()));
    }
    resolve(url, page)
}

fn resolve<'a>(url: &'a str, page: &'a PageUrl) -> Option<Cow<'a, str>> {
    let is_slash = |letter: char| matches!(letter, '/' | '\\');
    let own = || (!page.host.is_empty()).then_some(Cow::Borrowed(page.host.as_str()));
    let rest = match scheme_of(url) {
        None => url,
        Some((scheme, rest)) => {
            let is_special = ["http", "https", "ws", "wss", "ftp"]
                .iter()
                .any(|special| scheme.eq_ignore_ascii_case(special));
            if !is_special {
                // Nothing over the network: browsers fetch subresources by these schemes only.
                return None;
            }
            if !scheme.eq_ignore_ascii_case(&page.scheme) {
                return authority_host(rest.trim_start_matches(is_slash));
            }
            rest
        }
    };
    let mut letters = rest.chars();
    if letters.next().is_some_and(is_slash) && letters.next().is_some_and(is_slash) {
        authority_host(rest.trim_start_matches(is_slash))
    } else {
        own()
    }
}

/// The scheme and what follows its colon, if `url` begins with one.
fn scheme_of(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'-' | b'.'));
    is_scheme.then_some((scheme, rest))
}

/// The host of what begins with `user@host:port`.
fn authority_host(text: &str) -> Option<Cow<'_, str>> {
    let end = text.find(['/', '\\', '?', '#']).unwrap_or(text.len());
    let authority = &text[..end];
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let host = match host.rfind(':') {
        Some(colon) if !host[colon..].contains(']') => &host[..colon],
        _ => host,
    };
    if host.is_empty() {
        return None;
    }
    if host.contains('%') {
        return Some(Cow::Owned(unescape(host)));
    }
    Some(if host.bytes().any(|letter| letter.is_ascii_uppercase()) {
        Cow::Owned(host.to_ascii_lowercase())
    } else {
        Cow::Borrowed(host)
    })
}

/// `host` in lower case with its percent signs decoded; bytes outside ASCII become U+FFFD, which no name contains.
fn unescape(host: &str) -> String {
    let digit = |place: usize| {
        let digit = char::from(*host.as_bytes().get(place)?).to_digit(16)?;
        Some(digit as u8)
    };
    let mut text = String::new();
    let mut place = 0;
    while let Some(letter) = host[place..].chars().next() {
        let decoded = match (letter, digit(place + 1), digit(place + 2)) {
            ('%', Some(high), Some(low)) => Some(high << 4 | low),
            _ => None,
        };
        place += decoded.map_or(letter.len_utf8(), |_| 3);
        text.push(match decoded {
            Some(byte) if byte.is_ascii() => char::from(byte).to_ascii_lowercase(),
            Some(_) => char::REPLACEMENT_CHARACTER,
            None => letter.to_ascii_lowercase(),
        });
    }
    text
}
