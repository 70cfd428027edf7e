//! The site's own small files: what vectors and cases need of its server.

use std::{path::PathBuf, sync::OnceLock, time::Duration};

use axum::{
    body::Bytes,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use product_tests::tagfarm::{install, node_modules};

/// A transparent dot.
const DOT: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// Files that are always the same.
const FIXED: [(&str, &str); 17] = [
    ("written.js", "document.write('<li>c</li>');"),
    ("module.js", "export const value = 42;"),
    (
        "graph.js",
        "import { value as own } from '/fp/module.js'; export const value = own + 1;",
    ),
    ("own.css", "html{--own-sheet:yes}"),
    (
        "hello.html",
        "<!doctype html><title>hello</title><p>hello</p>",
    ),
    ("data.json", "{\"a\":1}"),
    ("events", "retry: 3600000\ndata: hello\n\n"),
    ("worker.js", "onmessage = (e) => postMessage(e.data + 1);"),
    (
        "worker-module.js",
        "import { value } from '/fp/module.js'; onmessage = (e) => postMessage(e.data + value);",
    ),
    (
        "shared-worker.js",
        "onconnect = (e) => { const p = e.ports[0]; p.onmessage = (m) => p.postMessage(m.data + 2); };",
    ),
    (
        "service-worker.js",
        "oninstall = () => skipWaiting(); onfetch = (e) => e.respondWith(new Response('from the worker', { headers: { 'Content-Type': 'text/html' } }));",
    ),
    ("sets.js", "window.setByScript = 'set';"),
    (
        "obey.js",
        "onmessage = (e) => fetch(e.data, { mode: 'no-cors' });",
    ),
    ("empty.html", "<!doctype html><body></body>"),
    (
        "empty.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
    ),
    ("empty.js", ""),
    ("empty.txt", ""),
];

/// Answers for a path: a small file that does something with the address or name in its query, a fixed one, or a
/// library from the pinned npm packages.
pub async fn answer(path: &str, value: &str, body: Bytes) -> Response {
    if let Some(file) = path.strip_prefix("/npm/") {
        return library(file);
    }
    let Some(name) = path.strip_prefix("/fp/") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = [(header::CONTENT_TYPE, kind(name))];
    if let Some((_, text)) = FIXED.iter().find(|(fixed, _)| *fixed == name) {
        return (kind, *text).into_response();
    }
    let quoted = serde_json::Value::from(value).to_string();
    let again: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let own = match name {
        "redirect" => {
            return (StatusCode::FOUND, [(header::LOCATION, value.to_owned())]).into_response();
        }
        "set-cookie" => {
            return ([(header::SET_COOKIE, format!("{value}=1; Path=/"))], "").into_response();
        }
        "echo" => return (kind, body).into_response(),
        "picture.gif" => return (kind, DOT).into_response(),
        "dot.gif" | "empty.mp4" => return (kind, "").into_response(),
        "slow" => {
            tokio::time::sleep(Duration::from_secs(3)).await;
            return (kind, "").into_response();
        }
        "order.js" => format!("window.order.push({quoted});"),
        "image.html" => format!("<!doctype html><body><img src={quoted}></body>"),
        "script.html" => format!("<!doctype html><script src={quoted}></script>"),
        "inline.html" => {
            format!("<!doctype html><script>fetch({quoted}, {{ mode: 'no-cors' }})</script>")
        }
        "refresh.html" => {
            format!("<!doctype html><meta http-equiv=\"refresh\" content=\"0;url={value}\">")
        }
        "cookie.html" => {
            format!("<!doctype html><script>document.cookie = '{value}=1; path=/'</script>")
        }
        "import-scripts.js" => format!("importScripts({quoted});"),
        "import-redirect.js" => format!("importScripts('/fp/redirect?u={again}');"),
        "import.js" => format!("import {quoted};"),
        "dynamic-import.js" => format!("import({quoted});"),
        "fetch.js" => format!("fetch({quoted}, {{ mode: 'no-cors' }});"),
        "xhr.js" => format!("var x = new XMLHttpRequest(); x.open('GET', {quoted}); x.send();"),
        "nested.js" => format!("new Worker('/fp/fetch.js?u={again}');"),
        "database.js" => format!("indexedDB.open({quoted}, 1);"),
        "cache.js" => format!("caches.open({quoted});"),
        "import.css" => format!("@import url({quoted});"),
        "background.css" => format!(".first-party-sheet{{background:url({quoted})}}"),
        "image.svg" => format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href={quoted} width=\"5\" height=\"5\"/></svg>"
        ),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    (kind, own).into_response()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "js" | "mjs")) => "text/javascript",
        Some((_, "css")) => "text/css",
        Some((_, "svg")) => "image/svg+xml",
        Some((_, "gif")) => "image/gif",
        Some((_, "mp4")) => "video/mp4",
        Some((_, "json")) => "application/json",
        Some((_, "html")) => "text/html; charset=utf-8",
        _ if name == "events" => "text/event-stream",
        _ => "text/plain",
    }
}

/// What only candidates use, which nobody installs who does not ask for one.
fn candidates() -> Result<PathBuf, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| {
            if std::env::var_os("SAMTYCKE_LEAK_ONLY").is_some() {
                install("tests/npm/candidates", "npm_candidates")
            } else {
                Err("no candidate was asked for".to_owned())
            }
        })
        .clone()
}

fn library(file: &str) -> Response {
    let read = |modules: Result<PathBuf, String>| std::fs::read(modules.ok()?.join(file)).ok();
    let found = read(node_modules()).or_else(|| read(candidates()));
    match found {
        Some(text) => ([(header::CONTENT_TYPE, kind(file))], text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
