//! The address of the visitor (RECEIPTS, section 3.1): the socket's, or what trusted proxies say.
//!
//! A header is believed only as far as it was written by proxies that the operator names: read from the
//! right, the first address that is not one of them is the visitor's, and what stands left of it is the
//! visitor's own invention.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::config::ProxyHeader;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The visitor's address, IPv4-mapped IPv6 as IPv4.
pub fn client_address(
    peer: IpAddr,
    headers: &HeaderMap,
    trusted: &[IpNet],
    header: ProxyHeader,
) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut nearest = peer.to_canonical();
    if !is_trusted(nearest) {
        return nearest;
    }
    let name = match header {
        ProxyHeader::XForwardedFor => X_FORWARDED_FOR,
        ProxyHeader::Forwarded => header::FORWARDED,
    };
    let lines: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    for line in lines.iter().rev() {
        for item in line.rsplit(',') {
            let item = match header {
                ProxyHeader::XForwardedFor => Some(item.trim()),
                ProxyHeader::Forwarded => for_parameter(item),
            };
            // `unknown`, a hidden name or rubbish: the last address that a trusted hand wrote must do.
            let Some(address) = item.and_then(parse_node) else {
                return nearest;
            };
            nearest = address;
            if !is_trusted(nearest) {
                return nearest;
            }
        }
    }
    nearest
}

/// The value of `for=` in one element of `Forwarded` (RFC 7239 §4). A quoted string with a comma or a
/// semicolon inside is no address, and is then refused as one.
fn for_parameter(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("for")
            .then(|| value.trim().trim_matches('"'))
    })
}

/// An address with or without port: `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]`, `[2001:db8::1]:80`,
/// `2001:db8::1`.
fn parse_node(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, name: &'static str, lines: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().unwrap());
        }
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let header = if name == "forwarded" {
            ProxyHeader::Forwarded
        } else {
            ProxyHeader::XForwardedFor
        };
        client_address(peer.parse().unwrap(), &headers, &trusted, header).to_string()
    }

    // ACCEPTANCE 56 (partly: which address is the visitor's)
    #[test]
    fn the_visitor_is_the_rightmost_address_that_no_trusted_proxy_has() {
        for (peer, lines, expected) in [
            ("192.0.2.1", &["203.0.113.9"][..], "192.0.2.1"),
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["198.51.100.7, 203.0.113.9"], "203.0.113.9"),
            (
                "10.0.0.1",
                &["198.51.100.7", "203.0.113.9, 10.0.0.2"],
                "203.0.113.9",
            ),
            ("10.0.0.1", &["203.0.113.9, rubbish"], "10.0.0.1"),
            ("10.0.0.1", &["rubbish, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.3"], "10.0.0.3"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            ("10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9"),
            ("::ffff:10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("::ffff:192.0.2.1", &["2001:db8::1"], "192.0.2.1"),
            ("fd00::1", &["[2001:db8::1]:443"], "2001:db8::1"),
            ("2001:db8::5", &["2001:db8::1"], "2001:db8::5"),
        ] {
            assert_eq!(
                address(peer, "x-forwarded-for", lines),
                expected,
                "{peer} {lines:?}"
            );
        }
    }

    // ACCEPTANCE 56 (partly: RFC 7239)
    #[test]
    fn forwarded_is_read_by_the_same_rule() {
        for (lines, expected) in [
            (
                &["for=203.0.113.9;proto=https;by=10.0.0.1"][..],
                "203.0.113.9",
            ),
            (
                &["for=198.51.100.7, For=\"[2001:db8::1]:4711\""],
                "2001:db8::1",
            ),
            (&["for=\"_hidden\""], "10.0.0.1"),
            (&["for=198.51.100.7, for=unknown"], "10.0.0.1"),
            (&["proto=https"], "10.0.0.1"),
        ] {
            assert_eq!(
                address("10.0.0.1", "forwarded", lines),
                expected,
                "{lines:?}"
            );
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig {
            cases: 3_000, failure_persistence: None, ..Default::default()
        })]

        // ACCEPTANCE 96 (partly: the short run for the parser of forwarded headers)
        #[test]
        fn no_header_makes_an_address_that_is_not_in_it(
            lines in proptest::collection::vec(
                proptest::collection::vec(
                    (
                        proptest::sample::select(&AROUND[..]),
                        proptest::sample::select(&ADDRESSES[..]),
                        proptest::sample::select(&AROUND[..]),
                    ),
                    0..5,
                ),
                0..4,
            ),
            is_forwarded in proptest::bool::ANY,
            is_trusted in proptest::bool::ANY,
        ) {
            let (name, header) = if is_forwarded {
                ("forwarded", ProxyHeader::Forwarded)
            } else {
                ("x-forwarded-for", ProxyHeader::XForwardedFor)
            };
            let mut headers = HeaderMap::new();
            for line in lines {
                let line: Vec<Vec<u8>> = line
                    .into_iter()
                    .map(|(before, address, after)| [before, address, after].concat())
                    .collect();
                if let Ok(value) = axum::http::HeaderValue::from_bytes(&line.join(&b","[..])) {
                    headers.append(name, value);
                }
            }
            let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
            let peer: IpAddr = if is_trusted { "10.0.0.1" } else { "192.0.2.1" }.parse().unwrap();
            let found = client_address(peer, &headers, &trusted, header);
            assert_eq!(found, found.to_canonical());
            if is_trusted {
                // Each address of the pieces, or the peer's own.
                assert!(KNOWN.contains(&found.to_string().as_str()), "{found} from {headers:?}");
            } else {
                assert_eq!(found, peer);
            }
        }
    }

    /// Elements of headers, one address each at most: two in a row might be read as a third.
    const ADDRESSES: [&[u8]; 8] = [
        b"203.0.113.9",
        b"10.0.0.3",
        b"::ffff:203.0.113.9",
        b"2001:db8::1",
        b"[2001:db8::1]:443",
        b"\"[2001:db8::1]\"",
        b"unknown",
        b"",
    ];
    /// What stands around them, well formed and not.
    const AROUND: [&[u8]; 14] = [
        b"",
        b"",
        b"",
        b"for=",
        b"FOR=",
        b" for = ",
        b"by=x;for=",
        b";",
        b"=",
        b"\t",
        b"\"",
        b"_",
        b"\xff\xfe",
        b"[",
    ];
    const KNOWN: [&str; 4] = ["203.0.113.9", "10.0.0.3", "2001:db8::1", "10.0.0.1"];

    #[test]
    fn a_header_that_the_proxy_does_not_write_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("forwarded", "for=198.51.100.7".parse().unwrap());
        headers.insert("x-forwarded-for", "203.0.113.9".parse().unwrap());
        let trusted = vec!["10.0.0.0/8".parse().unwrap()];
        let peer = "10.0.0.1".parse().unwrap();
        let found = client_address(peer, &headers, &trusted, ProxyHeader::XForwardedFor);
        assert_eq!(found.to_string(), "203.0.113.9");
    }
}
