//! Which origins (RFC 6454) a site posts from.

/// One line of `origins`: scheme, host, and a port, the default port, or `:*` for any port of a loopback name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginRule {
    scheme: String,
    host: String,
    port: Port,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Port {
    Default,
    Exact(u16),
    Any,
}

impl OriginRule {
    /// Reads a rule.
    ///
    /// # Errors
    /// Says in words what is wrong.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let (scheme, authority) = split(text).ok_or("is not `https://host` or `http://host`")?;
        let (host, port) = split_port(authority);
        let port = match port {
            None => Port::Default,
            Some("*") if is_loopback(host) => Port::Any,
            Some("*") => return Err("has `:*`, which only loopback names may have"),
            Some(digits) => Port::Exact(
                digits
                    .parse()
                    .map_err(|_| "has a port that is not a number")?,
            ),
        };
        if !is_host(host) {
            return Err("has no plain lower-case host name");
        }
        let is_default = |number| {
            matches!(
                (scheme, number),
                ("https", Port::Exact(443)) | ("http", Port::Exact(80))
            )
        };
        Ok(Self {
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            port: if is_default(port) {
                Port::Default
            } else {
                port
            },
        })
    }

    /// The host of the rule.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether a browser's `Origin` header is covered. `null` never is.
    pub fn allows(&self, origin: &str) -> bool {
        let Some((scheme, authority)) = split(origin) else {
            return false;
        };
        let (host, port) = split_port(authority);
        let is_port = match (self.port, port) {
            (Port::Any, None) | (Port::Default, None) => true,
            (Port::Any, Some(digits)) => digits.parse::<u16>().is_ok(),
            (Port::Exact(own), Some(digits)) => digits.parse() == Ok(own),
            (Port::Default, Some(_)) | (Port::Exact(_), None) => false,
        };
        scheme == self.scheme && host == self.host && is_port
    }
}

fn split(origin: &str) -> Option<(&str, &str)> {
    let (scheme, authority) = origin.split_once("://")?;
    matches!(scheme, "http" | "https").then_some((scheme, authority))
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    // An IPv6 literal has colons of its own, inside brackets.
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_host(host: &str) -> bool {
    let name = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase()
                || byte.is_ascii_digit()
                || matches!(byte, b'.' | b'-')
                || (host.starts_with('[') && byte == b':')
        })
}

/// Names that never leave the machine (RFC 6761 §6.3).
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1" || host == "[::1]"
}
