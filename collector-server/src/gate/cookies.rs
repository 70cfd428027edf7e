//! Cookies that the site's server sets, and those that it was sent.

use axum::http::{HeaderMap, HeaderValue, header};
use consent_core::decision::Verdict;

use super::{SiteGate, State};

/// No more than so many cookies of one request are taken back at once: each is a header of the answer.
const MOST: usize = 40;

/// Takes out every `Set-Cookie` of a name that nobody agreed to. One that deletes its cookie passes.
pub(super) fn strip(gate: &SiteGate, state: &State, headers: &mut HeaderMap) {
    let kept: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            gate.cookie(state, name(&text)) == Verdict::Allow || deletes(&text, gate.now_millis())
        })
        .cloned()
        .collect();
    headers.remove(header::SET_COOKIE);
    for value in kept {
        headers.append(header::SET_COOKIE, value);
    }
}

/// The names of the cookies that an answer sets.
pub(super) fn names_set(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::SET_COOKIE).iter();
    values
        .map(|value| name(&String::from_utf8_lossy(value.as_bytes())).to_owned())
        .collect()
}

/// Deletes the cookies of this request that nobody agreed to: those that scripts cannot see (`HttpOnly`) among them.
/// On all of the host's domains that are the site's, on the path `/`.
pub(super) fn take_back(
    gate: &SiteGate,
    state: &State,
    request: &HeaderMap,
    page_host: &str,
    answer: &mut HeaderMap,
) {
    let domains: Vec<&str> = gate
        .first_party
        .iter()
        .map(String::as_str)
        .filter(|suffix| {
            page_host
                .strip_suffix(suffix)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
        .collect();
    let mut names: Vec<String> = Vec::new();
    for value in request.get_all(header::COOKIE) {
        for pair in String::from_utf8_lossy(value.as_bytes()).split(';') {
            let name = name(pair);
            if names.len() < MOST
                && !names.iter().any(|known| known == name)
                && gate.cookie(state, name) != Verdict::Allow
            {
                names.push(name.to_owned());
            }
        }
    }
    let mut delete = |name: &str, attributes: &str| {
        let text = format!("{name}=; Max-Age=0; Path=/{attributes}");
        // A name that may not stand in a header came in none that a browser wrote.
        if let Ok(value) = HeaderValue::from_str(&text) {
            answer.append(header::SET_COOKIE, value);
        }
    };
    for name in &names {
        // Browsers take names with these prefixes with `Secure` only.
        let secure = if name.starts_with("__") {
            "; Secure"
        } else {
            ""
        };
        delete(name, secure);
        if !name.starts_with("__Host-") {
            for domain in &domains {
                delete(name, &format!("; Domain={domain}{secure}"));
            }
        }
    }
}

/// The name in `name=value; …`; empty where there is none.
fn name(pair: &str) -> &str {
    let pair = pair.split(';').next().unwrap_or_default();
    pair.split_once('=').map_or("", |(name, _)| name.trim())
}

/// Whether the cookie is over as soon as it is set (RFC 6265, section 5.3: `Max-Age` counts before `Expires`).
fn deletes(text: &str, now_millis: i64) -> bool {
    let mut attributes = text.split(';').skip(1).filter_map(|attribute| {
        let (name, value) = attribute.split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), value.trim()))
    });
    let mut expires = None;
    let age = attributes.find_map(|(name, value)| {
        if name == "expires" {
            expires = Some(value);
        }
        (name == "max-age")
            .then(|| value.parse::<i64>().ok())
            .flatten()
    });
    match (age, expires) {
        (Some(age), _) => age <= 0,
        // Also the older form with dashes.
        (None, Some(date)) => jiff::fmt::rfc2822::parse(&date.replace('-', " "))
            .is_ok_and(|moment| moment.timestamp().as_millisecond() <= now_millis),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_is_over_at_once_deletes() {
        let now = 1_795_000_000_000;
        for (text, is_over) in [
            ("_ga=; Max-Age=0", true),
            (
                "_ga=1; max-age=-1; Expires=Wed, 01 Jan 2098 00:00:00 GMT",
                true,
            ),
            ("_ga=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", true),
            ("_ga=; expires=Thu, 01-Jan-1970 00:00:00 GMT", true),
            (
                "_ga=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60",
                false,
            ),
            ("_ga=1; Expires=Wed, 01 Jan 2098 00:00:00 GMT", false),
            ("_ga=1; Expires=soon", false),
            ("_ga=Max-Age=0", false),
            ("_ga=1", false),
        ] {
            assert_eq!(deletes(text, now), is_over, "{text}");
        }
    }

    #[test]
    fn a_name_ends_at_the_first_equals_sign() {
        for (pair, found) in [(" _ga = a=b", "_ga"), ("x", ""), ("", ""), ("a; b=c", "")] {
            assert_eq!(name(pair), found);
        }
    }
}
