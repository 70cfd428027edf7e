#![no_main]

//! `Forwarded` and `X-Forwarded-For`: the server's own reader, compiled into the target, since the server as a whole has
//! nothing else to be fuzzed here.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderValue, header};

#[path = "../../collector-server/src/http/client_address.rs"]
mod client_address;

/// What the reader takes from the server's configuration.
mod config {
    pub enum ProxyHeader {
        XForwardedFor,
        Forwarded,
    }
}

// The first byte chooses the header and who is trusted, lines are split at 0x1f. What comes out is the peer's address, or
// one that stands in the header.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, lines)) = data.split_first() else {
        return;
    };
    let (name, kind) = match first & 1 {
        0 => (header::FORWARDED, config::ProxyHeader::Forwarded),
        _ => (
            "x-forwarded-for".parse().expect("a name"),
            config::ProxyHeader::XForwardedFor,
        ),
    };
    let mut headers = HeaderMap::new();
    for line in lines.split(|byte| *byte == 0x1f) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(&name, value);
        }
    }
    let peer = IpAddr::from([10, 0, 0, 1]);
    let trusted = [
        "10.0.0.0/8".parse().expect("a net"),
        "::/1".parse().expect("a net"),
    ];
    let trusted = if first & 2 == 0 {
        &trusted[..]
    } else {
        &trusted[..0]
    };
    let found = client_address::client_address(peer, &headers, trusted, kind);
    if trusted.is_empty() {
        assert_eq!(found, peer, "nobody is trusted");
    } else if found != peer {
        let text = String::from_utf8_lossy(lines);
        let mut parts = text.split(|sign: char| sign.is_control() || ",;=\"[]% ".contains(sign));
        let is_it = |part: &str| {
            let socket = || part.parse::<SocketAddr>().ok().map(|socket| socket.ip());
            let address = part.parse().ok().or_else(socket);
            address.is_some_and(|address: IpAddr| address.to_canonical() == found)
        };
        assert!(parts.any(is_it), "{found} from {text:?}");
    }
});
