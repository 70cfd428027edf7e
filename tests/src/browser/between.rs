//! What stands between this machine's servers and a browser that has no DevTools protocol: a forward proxy that keeps a
//! book of requests, refuses some, adds headers, and puts a script before a page's own.
//!
//! It sees what leaves from workers, frames and closed pages too. What is of another machine gets no answer.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request as Asked, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header, uri::PathAndQuery},
    response::{Html, IntoResponse, Response},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{net::TcpListener, task::AbortHandle};
use url::form_urlencoded;

use crate::network::Request;

/// A page that every host of this machine has here: empty, without the gate, so that what it reads is what is kept. What
/// its query has under `set` is a cookie that it gives.
pub const EMPTY: &str = "/__empty";

/// Longest body that is passed on.
const LIMIT: usize = 16 * 1024 * 1024;

/// What the next requests meet, and what was seen.
#[derive(Default)]
struct Rules {
    seen: Vec<Request>,
    blocked: Vec<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    scripts: BTreeMap<String, String>,
}

/// A running proxy. Dropping it ends it.
pub struct Between {
    /// Where the browser finds it.
    pub addr: SocketAddr,
    rules: Arc<Mutex<Rules>>,
    task: AbortHandle,
}

#[derive(Clone)]
struct Line {
    rules: Arc<Mutex<Rules>>,
    client: Client<HttpConnector, Body>,
}

impl Between {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        let rules = Arc::<Mutex<Rules>>::default();
        let line = Line {
            rules: rules.clone(),
            client: Client::builder(TokioExecutor::new()).build_http(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let app = Router::new().fallback(pass).with_state(line);
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let task = task.abort_handle();
        Self { addr, rules, task }
    }

    /// Reads and empties the book.
    pub fn drain(&self) -> Vec<Request> {
        std::mem::take(&mut self.rules.lock().unwrap().seen)
    }

    /// Refuses from now on what one of these patterns matches; `*` stands for anything.
    pub fn block(&self, patterns: &[&str]) {
        self.rules.lock().unwrap().blocked = patterns.iter().map(|one| (*one).to_owned()).collect();
    }

    /// Adds a header to every request from now on.
    pub fn send_header(&self, name: &'static str, value: &'static str) {
        let header = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        self.rules.lock().unwrap().headers.push(header);
    }

    /// Puts a script first into every page from now on; answers its name.
    pub fn before_each_page(&self, source: &str) -> String {
        let scripts = &mut self.rules.lock().unwrap().scripts;
        let name = format!("{:04}", scripts.len());
        scripts.insert(name.clone(), source.to_owned());
        name
    }

    /// Takes the script away again.
    pub fn no_longer(&self, name: &str) {
        self.rules.lock().unwrap().scripts.remove(name);
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(State(line): State<Line>, asked: Asked) -> Response {
    let refused = StatusCode::BAD_GATEWAY.into_response();
    let uri = asked.uri().clone();
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let Some(host) = uri.host().filter(|_| asked.method() != Method::CONNECT) else {
        return refused;
    };
    if uri.path() == EMPTY {
        return empty(uri.query());
    }
    let (mut parts, body) = asked.into_parts();
    let Ok(body) = to_bytes(body, LIMIT).await else {
        return refused;
    };
    let (scripts, headers) = {
        let mut rules = line.rules.lock().unwrap();
        if (rules.blocked.iter()).any(|pattern| matches(pattern, &uri.to_string())) {
            return refused;
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        rules.seen.push(Request {
            method: parts.method.to_string(),
            host: host.to_owned(),
            path: path.to_owned(),
            body: (!body.is_empty()).then_some(text),
            id: String::new(),
        });
        let scripts: Vec<_> = rules.scripts.values().cloned().collect();
        (scripts, rules.headers.clone())
    };
    if !(host.ends_with("localhost") || host == "127.0.0.1") {
        return refused;
    }
    // Names below `localhost` are this machine, whatever its resolver thinks of them.
    let port = uri.port_u16().unwrap_or(80);
    let Ok(to) = format!("http://127.0.0.1:{port}{path}").parse::<Uri>() else {
        return refused;
    };
    parts.uri = to;
    parts.headers.remove("proxy-connection");
    parts.headers.remove(header::CONNECTION);
    parts.headers.extend(headers);
    if !scripts.is_empty() {
        // What is to be written into has to come as text.
        parts.headers.remove(header::ACCEPT_ENCODING);
    }
    let answer = line.client.request(Asked::from_parts(parts, body.into()));
    let Ok(answer) = answer.await else {
        return refused;
    };
    let (mut parts, body) = answer.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if scripts.is_empty() || !is_page {
        return Response::from_parts(parts, Body::new(body));
    }
    let Ok(page) = to_bytes(Body::new(body), LIMIT).await else {
        return refused;
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let page = String::from_utf8_lossy(&page);
    let before: String = scripts
        .iter()
        .map(|source| format!("<script>{source};document.currentScript.remove()</script>"))
        .collect();
    let page = page.replacen("<head>", &format!("<head>{before}"), 1);
    Response::from_parts(parts, page.into())
}

fn empty(query: Option<&str>) -> Response {
    let mut page = Html("<!doctype html><title>Empty</title>").into_response();
    for (_, cookie) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let cookie = HeaderValue::from_str(&cookie).unwrap();
        page.headers_mut().append(header::SET_COOKIE, cookie);
    }
    page
}

/// Whether the address has the pattern's pieces in this order, the first at its start and the last at its end.
fn matches(pattern: &str, address: &str) -> bool {
    let pieces: Vec<_> = pattern.split('*').collect();
    let mut rest = address;
    for (place, piece) in pieces.iter().enumerate() {
        let found = match place {
            0 => rest.strip_prefix(piece),
            _ if place + 1 == pieces.len() => return rest.ends_with(piece),
            _ => rest.split_once(piece).map(|(_, after)| after),
        };
        let Some(after) = found else { return false };
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_matches_the_whole_address_with_anything_for_its_stars() {
        let address = "http://consent.localhost:1/release.0a.js";
        assert!(matches("*/release.*.js", address));
        assert!(matches("*/release.*", address) && matches("*", address));
        assert!(matches(address, address));
        for other in [
            "*/release.*.mjs",
            "*/banner.*",
            "/release.*.js",
            "http://consent.localhost",
        ] {
            assert!(!matches(other, address), "{other}");
        }
    }
}
