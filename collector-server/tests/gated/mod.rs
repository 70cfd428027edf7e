//! A site's own server with the gate around it, and what a browser asks of it; no network.

use std::{
    convert::Infallible,
    io::{Read as _, Write as _},
    sync::{Arc, LazyLock, Mutex},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode},
};
use collector_server::{
    clock::FixedClock,
    gate::{GateLayer, Policy, SiteGate, page::PageFilter},
};
use consent_core::{receipt::UtcMillis, site::SiteFile};
use futures_util::{StreamExt as _, stream};
use tower::{Layer as _, ServiceExt as _, service_fn};

/// The address of the site's script.
pub const TAG: &str = "https://consent.example/s/shop/consent.js";
/// Consent cookies of the moment that the clock shows.
pub const ALL: &str = "samtycke=1a.d.top2v4.1.MDEyMzQ1Njc4OWFiY2RlZg";
pub const STATISTICS: &str = "samtycke=1s.5.top2v4.1.MDEyMzQ1Njc4OWFiY2RlZg";
pub const REFUSED: &str = "samtycke=1n.1.top2v4.1.MDEyMzQ1Njc4OWFiY2RlZg";

const NOW: i64 = 1_795_000_000_000;

pub const SITE: &str = r#"
id = "shop"
name = "Fjällboden"
origins = ["https://shop.example"]
languages = ["sv"]
ip_mode = "none"

[controller]
name = "Fjällboden AB"
country = "SE"
email = "hej@shop.example"
policy_url = "/policy"

[[purposes]]
id = "cart"
category = "functional"
legal_basis = "contract"
title = { sv = "Varukorg" }
description = { sv = "Minns varorna." }

[[purposes]]
id = "statistics"
category = "statistics"
legal_basis = "consent"
title = { sv = "Statistik" }
description = { sv = "Räknar besök." }

[[purposes]]
id = "advertising"
category = "advertising"
legal_basis = "consent"
title = { sv = "Annonser" }
description = { sv = "Anpassar annonser." }

[[services]]
id = "counter"
purpose = "statistics"
name = "Räknaren"
hosts = ["stats.example"]
paths = ["/counter/"]
[[services.stores]]
kind = "cookie"
name = "_st_*"
duration = "P13M"

[[services]]
id = "payments"
purpose = "cart"
name = "Betalningen"
hosts = ["pay.example"]
"#;

static GATE: LazyLock<Arc<SiteGate>> = LazyLock::new(|| {
    let file: SiteFile = toml::from_str(SITE).unwrap();
    let site = file.check().unwrap();
    let clock = Arc::new(FixedClock::at(UtcMillis::new(NOW)));
    Arc::new(SiteGate::with_clock(&site, "https://consent.example/", clock).unwrap())
});

/// The gate of the site.
pub fn gate() -> Arc<SiteGate> {
    GATE.clone()
}

/// The tag as the gate writes it.
pub fn tag(open: u8) -> String {
    format!("<script src=\"{TAG}\" data-filtered=\"{open}\" crossorigin></script>")
}

/// What the site answers.
pub struct Site {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    is_broken: bool,
    policy: Policy,
}

impl Site {
    pub fn new(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let mut site = Self {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            is_broken: false,
            policy: Policy::Off,
            body,
        };
        let length = site.body.len().to_string();
        site = site.with("content-length", &length);
        site
    }

    /// Another header; `Content-Type` and `Content-Length` replace what was.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        let value: HeaderValue = value.parse().unwrap();
        if ["content-type", "content-length", "content-encoding"].contains(&name.as_str()) {
            self.headers.insert(name, value);
        } else {
            self.headers.append(name, value);
        }
        self
    }

    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The gate sends a policy.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The connection breaks behind the body.
    pub fn breaking(mut self) -> Self {
        self.is_broken = true;
        self
    }

    /// Asks it through the gate.
    pub async fn ask(self, ask: Ask) -> Answer {
        let seen = Arc::new(Mutex::new(HeaderMap::new()));
        let noted = seen.clone();
        let site = service_fn(move |request: Request<Body>| {
            *noted.lock().unwrap() = request.headers().clone();
            let mut pieces: Vec<Result<Vec<u8>, &str>> = self
                .body
                .chunks(11)
                .map(|piece| Ok(piece.to_vec()))
                .collect();
            if self.is_broken {
                pieces.push(Err("broken"));
            }
            let is_empty = pieces.is_empty();
            let body = Body::from_stream(stream::iter(pieces));
            let mut answer = Response::new(if is_empty { Body::empty() } else { body });
            *answer.status_mut() = self.status;
            *answer.headers_mut() = self.headers.clone();
            async move { Ok::<_, Infallible>(answer) }
        });
        let answer = GateLayer::new(gate())
            .with_policy(self.policy)
            .layer(site)
            .oneshot(ask.0)
            .await
            .unwrap();
        let (head, body) = answer.into_parts();
        let mut pieces = body.into_data_stream();
        let mut body = Vec::new();
        let mut is_broken = false;
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) => body.extend_from_slice(&piece),
                Err(_) => is_broken = true,
            }
        }
        let seen = seen.lock().unwrap().clone();
        Answer {
            status: head.status,
            headers: head.headers,
            body,
            is_broken,
            seen,
        }
    }
}

/// What a browser asks.
pub struct Ask(Request<Body>);

impl Ask {
    /// For anything, without saying what for.
    pub fn any() -> Self {
        let request = Request::get("/x").header("host", "www.shop.example:8443");
        Self(request.body(Body::empty()).unwrap())
    }

    /// For a page.
    pub fn page() -> Self {
        Self::any().header("sec-fetch-dest", "document")
    }

    /// For a frame in a page.
    pub fn frame() -> Self {
        Self::any().header("sec-fetch-dest", "iframe")
    }

    /// For an image.
    pub fn image() -> Self {
        Self::any().header("sec-fetch-dest", "image")
    }

    /// For a style sheet.
    pub fn style() -> Self {
        Self::any().header("sec-fetch-dest", "style")
    }

    /// By `fetch`.
    pub fn fetch() -> Self {
        Self::any().header("sec-fetch-dest", "empty")
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.0.headers_mut().append(name, value.parse().unwrap());
        self
    }

    pub fn cookie(self, value: &str) -> Self {
        if value.is_empty() {
            self
        } else {
            self.header("cookie", value)
        }
    }

    pub fn head(mut self) -> Self {
        *self.0.method_mut() = Method::HEAD;
        self
    }

    pub fn post(mut self) -> Self {
        *self.0.method_mut() = Method::POST;
        self
    }
}

/// What came through the gate.
pub struct Answer {
    pub status: StatusCode,
    pub body: Vec<u8>,
    pub is_broken: bool,
    headers: HeaderMap,
    seen: HeaderMap,
}

impl Answer {
    pub fn text(&self) -> &str {
        core::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    /// What the site was asked with.
    pub fn asked(&self, name: HeaderName) -> Option<&str> {
        self.seen.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A page that arrives in these pieces, filtered for a visitor who has not chosen.
pub fn filter(content_type: &str, pieces: &[&[u8]]) -> Vec<u8> {
    let whole = pieces.concat();
    let found = PageFilter::charset(content_type, &whole, true).unwrap();
    let state = gate().state(&HeaderMap::new());
    let mut page = PageFilter::new(gate(), state, "shop.example", found.charset, None);
    let mut out = Vec::new();
    for piece in pieces {
        out.extend(page.push(piece).unwrap());
    }
    out.extend(page.finish());
    out
}

pub fn pack(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match encoding {
        "gzip" => {
            let mut pack = flate2::write::GzEncoder::new(&mut out, flate2::Compression::fast());
            pack.write_all(bytes).unwrap();
            pack.finish().unwrap();
        }
        "deflate" => {
            let mut pack = flate2::write::ZlibEncoder::new(&mut out, flate2::Compression::fast());
            pack.write_all(bytes).unwrap();
            pack.finish().unwrap();
        }
        _ => {
            let mut pack = brotli::CompressorWriter::new(&mut out, 4096, 4, 20);
            pack.write_all(bytes).unwrap();
        }
    }
    out
}

pub fn unpack(encoding: &str, bytes: &[u8]) -> String {
    let mut text = String::new();
    match encoding {
        "gzip" => flate2::read::GzDecoder::new(bytes).read_to_string(&mut text),
        "deflate" => flate2::read::ZlibDecoder::new(bytes).read_to_string(&mut text),
        _ => brotli::Decompressor::new(bytes, 4096).read_to_string(&mut text),
    }
    .unwrap();
    text
}
