//! `collector-server rewrite`: the filter as a command, and the reverse proxy over real sockets.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "the layer's own test uses the rest")]
mod gated;

use std::{
    io::Write as _,
    net::SocketAddr,
    process::{Command, Stdio},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::IntoResponse as _,
    routing::{any, get},
};
use collector_server::gate::{
    GateLayer,
    proxy::{self, Upstream},
};
use gated::{REFUSED, STATISTICS, gate, tag};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

const PAGE: &str = "<html><head></head><body><img src=https://stats.example/p.gif>";

/// A running proxy in front of a site.
struct Proxied {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

async fn proxied(site: Router) -> Proxied {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, site).await });
    in_front_of(upstream, Duration::from_secs(5)).await
}

async fn in_front_of(upstream: SocketAddr, timeout: Duration) -> Proxied {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let upstream = Upstream::parse(&format!("http://{upstream}"), timeout, false).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(proxy::serve(
        listener,
        upstream,
        Some(GateLayer::new(gate())),
        async {
            let _ = stopped.await;
        },
    ));
    Proxied {
        address,
        stop: Some(stop),
        task,
    }
}

impl Proxied {
    async fn get(&self, path: &str, cookie: &str) -> reqwest::Response {
        let request = reqwest::Client::new()
            .get(format!("http://{}{path}", self.address))
            .header("host", "shop.example")
            .header("cookie", cookie)
            .header("x-forwarded-for", "198.51.100.1")
            .header("sec-fetch-dest", "document");
        request.send().await.unwrap()
    }
}

fn page() -> ([(header::HeaderName, &'static str); 2], &'static str) {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::SET_COOKIE, "_st_id=1"),
    ];
    (headers, PAGE)
}

/// Who has refused everything gets a page that puts a policy into itself.
const POLICY: &str =
    r#"<script src="https://consent.example/s/shop/policy.js" data-wall></script>"#;

#[tokio::test]
async fn a_site_behind_the_proxy_is_held_by_consent() {
    let site = Router::new().route("/", get(|| async { page() }));
    let proxied = proxied(site).await;
    let answer = proxied.get("/", REFUSED).await;
    assert!(!answer.headers().contains_key("set-cookie"));
    let text = answer.text().await.unwrap();
    assert!(
        text.starts_with(&["<html><head>", POLICY, &tag(1)].concat()),
        "{text}"
    );
    assert!(text.contains("<img data-consent=\"statistics\""), "{text}");
    let answer = proxied.get("/", STATISTICS).await;
    assert!(answer.headers().contains_key("set-cookie"));
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains("<img src=https://stats.example/p.gif>")
    );
}

#[tokio::test]
async fn requests_arrive_as_they_were_but_for_the_connection() {
    let echo = |method: Method, headers: HeaderMap, request: Request<Body>| async move {
        let mut lines = vec![format!("{method} {}", request.uri())];
        for (name, value) in &headers {
            lines.push(format!("{name}: {}", value.to_str().unwrap()));
        }
        lines.join("\n")
    };
    let proxied = proxied(Router::new().fallback(any(echo))).await;
    let request = reqwest::Client::new()
        .post(format!("http://{}/a/b?c=%20d", proxied.address))
        .header("host", "shop.example")
        .header("connection", "x-hop")
        .header("x-hop", "1")
        .header("x-forwarded-for", "198.51.100.1")
        .body("sent");
    let text = request.send().await.unwrap().text().await.unwrap();
    for line in [
        "POST /a/b?c=%20d",
        "host: shop.example",
        "x-forwarded-for: 127.0.0.1",
        "x-forwarded-host: shop.example",
        "x-forwarded-proto: http",
        "content-length: 4",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    assert!(!text.contains("x-hop"), "{text}");
}

#[tokio::test]
async fn a_websocket_passes_through() {
    // A server that accepts the change of protocol and sends back what it receives.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = read_head(&mut stream).await.to_ascii_lowercase();
        assert!(head.contains("upgrade: websocket") && head.contains("sec-websocket-key: k"));
        let answer =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.unwrap();
        let mut buffer = [0; 4];
        stream.read_exact(&mut buffer).await.unwrap();
        stream.write_all(&buffer).await.unwrap();
    });
    let proxied = in_front_of(upstream, Duration::from_secs(5)).await;
    let mut stream = TcpStream::connect(proxied.address).await.unwrap();
    let ask = "GET /ws HTTP/1.1\r\nHost: shop.example\r\nConnection: keep-alive, Upgrade\r\n\
               Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";
    stream.write_all(ask.as_bytes()).await.unwrap();
    assert!(read_head(&mut stream).await.starts_with("HTTP/1.1 101"));
    stream.write_all(b"ping").await.unwrap();
    let mut buffer = [0; 4];
    stream.read_exact(&mut buffer).await.unwrap();
    assert_eq!(&buffer, b"ping");
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

#[tokio::test]
async fn a_site_that_is_away_or_slow_is_said_to_be() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = listener.local_addr().unwrap();
    let slow = in_front_of(nobody, Duration::from_millis(100)).await;
    assert_eq!(
        slow.get("/", "").await.status(),
        StatusCode::GATEWAY_TIMEOUT
    );
    drop(listener);
    let away = in_front_of(nobody, Duration::from_secs(5)).await;
    assert_eq!(away.get("/", "").await.status(), StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn what_is_under_way_is_answered_before_the_end() {
    let (begun, mut begins) = tokio::sync::mpsc::channel(1);
    let site = Router::new().route(
        "/",
        get(move || async move {
            begun.send(()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(200)).await;
            page().into_response()
        }),
    );
    let mut proxied = proxied(site).await;
    let address = proxied.address;
    let asking = tokio::spawn(reqwest::get(format!("http://{address}/")));
    begins.recv().await.unwrap();
    proxied.stop.take();
    assert_eq!(asking.await.unwrap().unwrap().status(), StatusCode::OK);
    proxied.task.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[test]
fn the_command_filters_a_page_from_its_input() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), gated::SITE).unwrap();
    std::fs::write(
        folder.path().join("collector.toml"),
        "public_url = \"https://consent.example\"\nsites = [\"shop.toml\"]\n",
    )
    .unwrap();
    let run = |arguments: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_collector-server"))
            .arg("rewrite")
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its options reads nothing.
        let _ = child.stdin.take().unwrap().write_all(PAGE.as_bytes());
        child.wait_with_output().unwrap()
    };
    let output = run(&["--site", "shop", "--filter"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let held = PAGE
        .replace("<head>", &["<head>", &tag(1)].concat())
        .replace("<img src", "<img data-consent=\"statistics\" data-held-src");
    assert_eq!(text, held);
    let wrong = run(&["--site", "other", "--filter"]);
    assert!(!wrong.status.success());
    assert!(
        String::from_utf8_lossy(&wrong.stderr)
            .contains("there is no site `other`; the configuration has shop")
    );
    assert!(!run(&["--site", "shop"]).status.success());
}
