//! The session's cookie: name and attributes.
//!
//! `__Host-` binds it to this host over TLS. Browsers refuse that prefix on plain http, so a collector whose own
//! address is `http` on a loopback name (the demo, a developer's machine) uses another name; on any other plain
//! address no session can begin, rather than travel in the clear.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::Config;

const SECURE: &str = "__Host-samtycke";
const LOOPBACK: &str = "samtycke_staff";

/// Whether browsers reach the collector over plain http on this machine itself.
fn is_loopback_http(config: &Config) -> bool {
    let host = config.public_host();
    config.public_url.starts_with("http://")
        && (host == "localhost"
            || host.ends_with(".localhost")
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback()))
}

fn name(config: &Config) -> &'static str {
    if is_loopback_http(config) {
        LOOPBACK
    } else {
        SECURE
    }
}

/// The session's secret in a request.
pub fn read(config: &Config, headers: &HeaderMap) -> Option<String> {
    named(headers, name(config))
}

/// The value of the cookie of that name.
pub fn named(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then(|| value.to_owned()))
}

/// `Set-Cookie` that begins a session. Without `Max-Age`: it goes when the browser closes.
pub fn begin(config: &Config, secret: &str) -> HeaderValue {
    line(config, secret, "")
}

/// `Set-Cookie` that ends it.
pub fn end(config: &Config) -> HeaderValue {
    line(config, "", "; Max-Age=0")
}

fn line(config: &Config, value: &str, extra: &str) -> HeaderValue {
    let secure = if is_loopback_http(config) {
        ""
    } else {
        "; Secure"
    };
    let name = name(config);
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{extra}");
    HeaderValue::try_from(line).expect("base64url and fixed text are header text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(public_url: &str) -> Config {
        Config {
            public_url: public_url.to_owned(),
            ..Config::default()
        }
    }

    // ACCEPTANCE 91 (partly: the cookie)
    #[test]
    fn the_cookie_is_bound_to_the_host_over_tls_and_plain_on_loopback_only() {
        for url in ["https://consent.example", "http://consent.example"] {
            let line = begin(&config(url), "s3cret");
            assert_eq!(
                line,
                "__Host-samtycke=s3cret; Path=/; HttpOnly; SameSite=Strict; Secure"
            );
        }
        for url in [
            "http://localhost:8080",
            "http://consent.localhost",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
        ] {
            let line = begin(&config(url), "s3cret");
            assert_eq!(
                line,
                "samtycke_staff=s3cret; Path=/; HttpOnly; SameSite=Strict"
            );
        }
    }

    #[test]
    fn the_secret_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(
            "cookie",
            "a=1; __Host-samtycke=s3cret; b=2".parse().unwrap(),
        );
        let config = config("https://consent.example");
        assert_eq!(read(&config, &headers).as_deref(), Some("s3cret"));
        assert_eq!(named(&headers, "c"), None);
    }
}
