//! Whether a request comes from a page of our own: the first half of the protection against forged requests. The
//! second is a token in each form; `SameSite=Strict` on the cookie is the third.

use axum::http::{HeaderMap, HeaderName, header};

use crate::config::Config;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the browser says that a page of this collector sent the request. Silence is a no.
pub fn is_own(config: &Config, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::ORIGIN) {
        Some(origin) => {
            let by_host = text(header::HOST).is_some_and(|host| {
                let authority = origin
                    .strip_prefix("https://")
                    .or_else(|| origin.strip_prefix("http://"));
                authority == Some(host)
            });
            origin == config.public_url || by_host
        }
        None => text(SEC_FETCH_SITE) == Some("same-origin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_our_own_is_believed() {
        let config = Config {
            public_url: "https://consent.example".to_owned(),
            ..Config::default()
        };
        for (headers, own) in [
            (&[("origin", "https://consent.example")][..], true),
            (
                &[
                    ("origin", "http://localhost:8080"),
                    ("host", "localhost:8080"),
                ],
                true,
            ),
            (&[("sec-fetch-site", "same-origin")], true),
            (
                &[
                    ("origin", "https://evil.example"),
                    ("host", "consent.example"),
                ],
                false,
            ),
            (&[("origin", "null"), ("host", "null")], false),
            (
                &[
                    ("origin", "https://evil.example"),
                    ("sec-fetch-site", "same-origin"),
                ],
                false,
            ),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("host", "consent.example")], false),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
                .collect();
            assert_eq!(is_own(&config, &map), own, "{headers:?}");
        }
    }
}
