//! A reverse proxy in front of a site's server, for sites whose own server is not made of tower services.
//!
//! It passes requests on and answers back as HTTP intermediaries must (RFC 9110, section 7.6), WebSockets and other
//! upgrades included, and changes nothing itself: what is held is the layer's matter. The site's server is asked over
//! plain HTTP/1.1, so it belongs on the same machine or network.

use std::{
    convert::Infallible,
    future::Future,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{
        HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri, header,
        uri::{Authority, PathAndQuery, Scheme},
    },
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use tokio::{net::TcpListener, sync::watch};
use tower::Service;

use super::GateLayer;
use crate::server::{GRACE, connections};

/// How long the site's server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// How long the head of a visitor's request may take.
const HEAD: Duration = Duration::from_secs(10);

/// Headers that belong to one connection (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Where the site's own server is, and how it is asked.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// Its host and port.
    pub authority: Authority,
    /// How long it may take to begin an answer.
    pub timeout: Duration,
    /// Whether a proxy in front of us has written `X-Forwarded-*`. What a visitor wrote there is not believed.
    pub is_behind_proxy: bool,
}

impl Upstream {
    /// Reads `http://host:port`.
    ///
    /// # Errors
    /// What is wrong with it, and how to write it.
    pub fn parse(url: &str, timeout: Duration, is_behind_proxy: bool) -> anyhow::Result<Self> {
        let uri: Uri = url.parse()?;
        anyhow::ensure!(
            uri.scheme() == Some(&Scheme::HTTP) && matches!(uri.path(), "" | "/"),
            "`{url}` is not `http://host:port`: the site's server is asked over plain HTTP, without a path"
        );
        let authority = uri.authority().cloned();
        Ok(Self {
            authority: authority.ok_or_else(|| anyhow::anyhow!("`{url}` names no host"))?,
            timeout,
            is_behind_proxy,
        })
    }
}

/// Answers on `listener` with what the site's server answers, held by consent; without a gate unchanged. Ends when
/// `stop` is done and what is under way is answered, ten seconds later at the latest.
pub async fn serve(
    listener: TcpListener,
    upstream: Upstream,
    gate: Option<GateLayer>,
    stop: impl Future<Output = ()>,
) {
    let proxy = Proxy::new(upstream);
    let router = match gate {
        Some(gate) => Router::new().fallback_service(tower::Layer::layer(&gate, proxy)),
        None => Router::new().fallback_service(proxy),
    };
    let (ending, ended) = watch::channel(false);
    let serving = connections::serve(listener, router, HEAD, ended);
    tokio::pin!(serving);
    tokio::select! {
        () = &mut serving => {}
        () = stop => {
            ending.send_replace(true);
            if tokio::time::timeout(GRACE, serving).await.is_err() {
                tracing::warn!("some requests were cut off");
            }
        }
    }
}

/// The service that asks the site's server.
#[derive(Clone)]
pub struct Proxy {
    upstream: Upstream,
    client: Client<HttpConnector, Body>,
}

impl Proxy {
    /// A proxy with a pool of connections.
    pub fn new(upstream: Upstream) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        Self {
            upstream,
            client: Client::builder(TokioExecutor::new())
                .pool_idle_timeout(Duration::from_secs(30))
                .pool_timer(hyper_util::rt::TokioTimer::new())
                .build(connector),
        }
    }

    async fn pass(self, mut request: Request<Body>) -> Response<Body> {
        let peer = request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip());
        let wanted = upgrade(request.headers());
        let ours = hyper::upgrade::on(&mut request);
        let path = request.uri().path_and_query().cloned();
        let Ok(uri) = Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(self.upstream.authority.clone())
            .path_and_query(path.unwrap_or_else(|| PathAndQuery::from_static("/")))
            .build()
        else {
            return plain(StatusCode::BAD_REQUEST, "not an address");
        };
        *request.uri_mut() = uri;
        *request.version_mut() = hyper::Version::HTTP_11;
        let headers = request.headers_mut();
        forget_connection(headers);
        forwarded(headers, peer, self.upstream.is_behind_proxy);
        if let Some(protocol) = &wanted {
            headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
            headers.insert(header::UPGRADE, protocol.clone());
        }
        let answer = tokio::time::timeout(self.upstream.timeout, self.client.request(request));
        let mut answer = match answer.await {
            Ok(Ok(answer)) => answer.map(Body::new),
            Ok(Err(error)) => {
                // The error may name addresses of the site's network, but nothing of the visitor.
                let is_unreached = error.is_connect();
                tracing::warn!(%error, is_unreached, "the site's server did not answer");
                return plain(StatusCode::BAD_GATEWAY, "the site's server did not answer");
            }
            Err(_) => {
                tracing::warn!("the site's server took too long");
                return plain(
                    StatusCode::GATEWAY_TIMEOUT,
                    "the site's server took too long",
                );
            }
        };
        if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
            let protocol = answer.headers().get(header::UPGRADE).cloned();
            let (Some(protocol), Some(_)) = (protocol, wanted) else {
                return plain(
                    StatusCode::BAD_GATEWAY,
                    "the site's server changed protocol unasked",
                );
            };
            let theirs = hyper::upgrade::on(&mut answer);
            tokio::spawn(async move {
                if let (Ok(ours), Ok(theirs)) = tokio::join!(ours, theirs) {
                    // Either side ends it, and how is theirs to know.
                    let _ = tokio::io::copy_bidirectional(
                        &mut TokioIo::new(ours),
                        &mut TokioIo::new(theirs),
                    )
                    .await;
                }
            });
            let headers = answer.headers_mut();
            forget_connection(headers);
            headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
            headers.insert(header::UPGRADE, protocol);
        } else {
            forget_connection(answer.headers_mut());
        }
        answer
    }
}

impl Service<Request<Body>> for Proxy {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let proxy = self.clone();
        Box::pin(async move { Ok(proxy.pass(request).await) })
    }
}

/// The protocol that a request wants to change to.
fn upgrade(headers: &HeaderMap) -> Option<HeaderValue> {
    let wants = headers.get_all(header::CONNECTION).iter().any(|value| {
        let mut names = value.to_str().unwrap_or_default().split(',');
        names.any(|name| name.trim_ascii().eq_ignore_ascii_case("upgrade"))
    });
    headers.get(header::UPGRADE).filter(|_| wants).cloned()
}

/// Takes out what belongs to one connection, and what its `Connection` names.
fn forget_connection(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .filter_map(|name| name.trim_ascii().parse().ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// Tells the site's server who asked and how: the address is added to those that a proxy before us wrote.
fn forwarded(headers: &mut HeaderMap, peer: Option<IpAddr>, is_behind_proxy: bool) {
    const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
    const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
    const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
    if !is_behind_proxy {
        for name in [FOR, HOST, PROTO, header::FORWARDED] {
            headers.remove(name);
        }
    }
    let mut chain: Vec<String> = headers
        .get_all(&FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(str::to_owned)
        .collect();
    chain.extend(peer.map(|address| address.to_canonical().to_string()));
    if let Ok(value) = HeaderValue::from_str(&chain.join(", "))
        && !chain.is_empty()
    {
        headers.insert(FOR, value);
    }
    if let Some(host) = headers.get(header::HOST).cloned() {
        headers.entry(HOST).or_insert(host);
    }
    headers
        .entry(PROTO)
        .or_insert(HeaderValue::from_static("http"));
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    answer.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        pairs.collect()
    }

    #[test]
    fn what_belongs_to_a_connection_stays_there() {
        let mut headers = headers(&[
            ("connection", "close, X-Own"),
            ("x-own", "1"),
            ("te", "trailers"),
            ("cookie", "a=b"),
        ]);
        assert_eq!(upgrade(&headers), None);
        forget_connection(&mut headers);
        assert_eq!(headers.len(), 1);
    }

    #[test]
    fn only_a_proxy_is_believed_about_addresses() {
        let peer = Some(IpAddr::from([192, 0, 2, 7]));
        let sent = headers(&[
            ("host", "shop.example"),
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-proto", "https"),
        ]);
        let mut alone = sent.clone();
        forwarded(&mut alone, peer, false);
        assert_eq!(alone["x-forwarded-for"], "192.0.2.7");
        assert_eq!(alone["x-forwarded-proto"], "http");
        let mut behind = sent;
        forwarded(&mut behind, peer, true);
        assert_eq!(behind["x-forwarded-for"], "198.51.100.1, 192.0.2.7");
        assert_eq!(behind["x-forwarded-proto"], "https");
        assert_eq!(behind["x-forwarded-host"], "shop.example");
    }

    #[test]
    fn the_site_is_asked_over_http_at_its_root() {
        let parse = |url| Upstream::parse(url, Duration::from_secs(1), false);
        assert_eq!(
            parse("http://127.0.0.1:3000/").unwrap().authority,
            "127.0.0.1:3000"
        );
        for url in ["https://x", "http://x/path", "127.0.0.1:3000", "nonsense"] {
            assert!(parse(url).is_err(), "{url}");
        }
    }
}
