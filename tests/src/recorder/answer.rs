//! What the recorder answers: to every address something of the kind that its ending promises, open to every origin.

use super::{Request, Seen};

/// A transparent dot.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// The whole answer, ready to be sent.
pub fn to(seen: &Seen, request: &Request) -> Vec<u8> {
    if seen.method == "CONNECT" {
        return b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec();
    }
    if request.header("upgrade").is_some() {
        return b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .to_vec();
    }
    let (kind, body) = content(&seen.target);
    let body = if seen.method == "OPTIONS" || seen.method == "HEAD" {
        b""
    } else {
        body
    };
    let origin = request.header("origin").unwrap_or("*");
    let headers = request
        .header("access-control-request-headers")
        .unwrap_or("*");
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\n\
         Access-Control-Allow-Origin: {origin}\r\nAccess-Control-Allow-Credentials: true\r\n\
         Access-Control-Allow-Methods: GET, POST, PUT\r\nAccess-Control-Allow-Headers: {headers}\r\n\
         Access-Control-Allow-Private-Network: true\r\nTiming-Allow-Origin: *\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

fn content(target: &str) -> (&'static str, &'static [u8]) {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "js" => ("text/javascript", b"void 0;"),
        "css" => ("text/css", b"main{--third-party:1}"),
        "png" | "gif" | "ico" => ("image/gif", GIF),
        "svg" => (
            "image/svg+xml",
            b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><g id='a'/></svg>",
        ),
        "html" => (
            "text/html",
            b"<!doctype html><title>third party</title>third party",
        ),
        "json" | "webmanifest" => ("application/json", b"{}"),
        // A browser that is not told otherwise comes back at once.
        "sse" => ("text/event-stream", b"retry: 3600000\ndata: 1\n\n"),
        "vtt" => ("text/vtt", b"WEBVTT\n\n"),
        "woff2" => ("font/woff2", b""),
        "mp4" => ("video/mp4", b""),
        "mp3" => ("audio/mpeg", b""),
        _ => ("text/plain", b"third party"),
    }
}
