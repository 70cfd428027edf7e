//! Headers of an answer that make a browser fetch, and those that let pages be kept.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use consent_core::{
    decision::Verdict,
    markup::{PageUrl, refresh_target},
};

use super::{SiteGate, State};

/// Relations of a `Link` that fetch or connect, as in markup.
const FETCHING: &[&str] = &[
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "preload",
    "modulepreload",
    "prefetch",
    "prerender",
    "preconnect",
    "dns-prefetch",
    "manifest",
    "compression-dictionary",
];

/// Headers whose quoted strings are addresses that the browser fetches from or reports to.
const ADDRESSES: [HeaderName; 3] = [
    HeaderName::from_static("speculation-rules"),
    HeaderName::from_static("reporting-endpoints"),
    HeaderName::from_static("report-to"),
];

/// What `modulepreload` becomes while something is held. As soon as Chromium has such a file it looks up what that imports, and
/// then drops from a map that comes later what concerns those addresses: all that the gate's own map says (HTML, "merge
/// existing and new import maps"). This way the file is fetched as early, and looked into only when it is imported.
const PRELOAD: &str = "preload; as=script; crossorigin";

/// Takes out what leads to held hosts: links that fetch, refreshes, speculation rules, places to report to.
pub(super) fn strip(gate: &SiteGate, state: &State, page_host: &str, headers: &mut HeaderMap) {
    let page = PageUrl::parse(&format!("ws://{page_host}/"));
    let verdict = |url: &str| gate.address(state, url, &page);
    let is_held = |url: &str| verdict(url) != Verdict::Allow;

    let links: Vec<HeaderValue> = headers.get_all(header::LINK).iter().cloned().collect();
    headers.remove(header::LINK);
    for value in links {
        let Ok(text) = value.to_str() else { continue };
        let kept: Vec<String> = links_of(text)
            .filter(|link| !(fetches(link) && addresses(link).any(is_held)))
            .map(|link| {
                if state.is_all() {
                    link.to_owned()
                } else {
                    without_modulepreload(link)
                }
            })
            .collect();
        if let Ok(value) = HeaderValue::from_str(&kept.join(", "))
            && !kept.is_empty()
        {
            headers.append(header::LINK, value);
        }
    }

    if let Some(value) = headers.get(header::REFRESH)
        // A visitor may be led to an unknown host, as by a link.
        && let Verdict::Hold(Some(_)) =
            verdict(refresh_target(&String::from_utf8_lossy(value.as_bytes())))
    {
        headers.remove(header::REFRESH);
    }

    for name in &ADDRESSES {
        let leads_out = headers.get_all(name).iter().any(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            text.split('"').skip(1).step_by(2).any(is_held)
        });
        if leads_out {
            headers.remove(name);
        }
    }
}

/// The links of a header, at the commas that are neither in an address nor in quotes.
fn links_of(text: &str) -> impl Iterator<Item = &str> {
    let (mut closing, mut is_escaped) = (None, false);
    text.split(move |letter| {
        // In quotes a backslash makes the next letter one of the text (RFC 9110, section 5.6.4).
        let is_text = core::mem::take(&mut is_escaped);
        match (closing, letter) {
            _ if is_text => {}
            (Some('"'), '\\') => is_escaped = true,
            (Some(close), _) if letter == close => closing = None,
            (None, '<') => closing = Some('>'),
            (None, '"') => closing = Some('"'),
            (None, ',') => return true,
            _ => {}
        }
        false
    })
    .map(str::trim_ascii)
    .filter(|link| !link.is_empty())
}

/// The link itself, or, of a module that is loaded ahead, one that only fetches its file.
fn without_modulepreload(link: &str) -> String {
    if !loads_module(link) {
        return link.to_owned();
    }
    let (address, parameters) = parts(link);
    // These are said anew; what else there is (`integrity`, `fetchpriority`) stays.
    let kept = parameters
        .split(';')
        .map(str::trim_ascii)
        .filter(|parameter| {
            let name = parameter.split('=').next().unwrap_or_default();
            let name = name.trim_ascii().to_ascii_lowercase();
            !matches!(name.as_str(), "" | "rel" | "as" | "crossorigin")
        });
    kept.fold(format!("<{address}>; rel={PRELOAD}"), |link, parameter| {
        link + "; " + parameter
    })
}

/// Whether one of these has the browser look up a module before any script of the page has run.
pub(super) fn preloads_modules(headers: &HeaderMap) -> bool {
    headers.get_all(header::LINK).iter().any(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        links_of(&text).any(loads_module)
    })
}

fn loads_module(link: &str) -> bool {
    relations(link).iter().any(|word| word == "modulepreload")
}

/// Whether a link has a relation that fetches.
fn fetches(link: &str) -> bool {
    relations(link)
        .iter()
        .any(|word| FETCHING.contains(&word.as_str()))
}

/// The relations of a link, in small letters.
fn relations(link: &str) -> Vec<String> {
    let parameters = parts(link).1.to_ascii_lowercase();
    parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim_ascii() == "rel")
        .flat_map(|(_, value)| {
            value
                .trim_ascii()
                .trim_matches('"')
                .split_ascii_whitespace()
        })
        .map(str::to_owned)
        .collect()
}

/// The address of a link and what stands behind it (RFC 8288, section 3). No address has a `>` in it; a parameter may.
fn parts(link: &str) -> (&str, &str) {
    link.strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
        .unwrap_or(("", link))
}

/// The address of a link, and the candidates of its `imagesrcset`.
fn addresses(link: &str) -> impl Iterator<Item = &str> {
    let (address, _) = parts(link);
    let candidates = link.split('"').skip(1).step_by(2).flat_map(|quoted| {
        quoted
            .split([' ', ','])
            .filter(|candidate| candidate.contains("//"))
    });
    core::iter::once(address).chain(candidates)
}

/// Makes a page that depends on the consent cookie one for this visitor only.
pub(super) fn keep_private(headers: &mut HeaderMap) {
    let varies = headers.get_all(header::VARY).iter().any(|value| {
        let text = value.to_str().unwrap_or_default().to_ascii_lowercase();
        text.split(',')
            .any(|name| matches!(name.trim_ascii(), "*" | "cookie"))
    });
    if !varies {
        headers.append(header::VARY, HeaderValue::from_static("Cookie"));
    }
    let mut directives: Vec<String> = headers
        .get_all(header::CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|directive| directive.trim_ascii().to_owned())
        .filter(|directive| {
            let name = directive.split('=').next().unwrap_or_default();
            !directive.is_empty()
                && !["public", "s-maxage", "private", "immutable"]
                    .iter()
                    .any(|known| name.eq_ignore_ascii_case(known))
        })
        .collect();
    directives.insert(0, "private".to_owned());
    if let Ok(value) = HeaderValue::from_str(&directives.join(", ")) {
        headers.insert(header::CACHE_CONTROL, value);
    }
    for shared in ["surrogate-control", "cdn-cache-control"] {
        headers.remove(shared);
    }
}

/// Takes out what describes the bytes as they came.
pub(super) fn forget_bytes(headers: &mut HeaderMap) {
    for name in [
        header::CONTENT_LENGTH,
        header::LAST_MODIFIED,
        header::ACCEPT_RANGES,
    ] {
        headers.remove(name);
    }
    for name in ["content-md5", "digest", "content-digest", "repr-digest"] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_apart_and_their_relations_read() {
        let links: Vec<&str> =
            links_of("</a,b>; rel=preload, <//x>;rel=\"a, b\" , ,</c>").collect();
        assert_eq!(links, ["</a,b>; rel=preload", "<//x>;rel=\"a, b\"", "</c>"]);
        assert!(fetches("</a>; as=x; REL=\"canonical Preload\""));
        assert!(!fetches("</a?rel=preload>; rel=canonical"));
        let set = "<>; rel=preload; imagesrcset=\"//a 1x, //b 2x\"";
        assert_eq!(addresses(set).collect::<Vec<_>>(), ["", "//a", "//b"]);
    }

    #[test]
    fn a_page_is_for_one_visitor() {
        for (before, after) in [
            ("public, max-age=60, s-maxage=600", "private, max-age=60"),
            ("no-store", "private, no-store"),
            ("", "private"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(before));
            headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
            keep_private(&mut headers);
            assert_eq!(headers[header::CACHE_CONTROL], after);
            assert_eq!(headers.get_all(header::VARY).iter().count(), 2);
        }
    }
}
