//! Sends a message: POST over TLS (or to this machine), ten seconds, no redirect, no proxy, no cookie, and of the answer
//! only its status.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use anyhow::Context as _;
use axum::body::Body;
use consent_core::receipt::UtcMillis;
use hyper::{Request, StatusCode, Uri, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        self,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use tower::util::BoxCloneSyncService;

use super::message::{self, WebhookSecret};
use crate::storage::Delivery;

/// The longest time for a whole attempt.
const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

type Addresses = std::vec::IntoIter<SocketAddr>;
type Resolver = BoxCloneSyncService<Name, Addresses, std::io::Error>;

/// An HTTP client for webhooks.
#[derive(Clone)]
pub(super) struct Client {
    http: legacy::Client<HttpsConnector<HttpConnector<Resolver>>, Body>,
}

/// Why a message was not taken. The texts hold nothing of what the other side said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SendError {
    /// The address is none.
    Address,
    /// No connection, or it broke.
    Connection,
    /// No answer in time.
    Timeout,
    /// An answer that is no success.
    Status(StatusCode),
}

impl SendError {
    /// Whether trying again is asked not to be done: 410 Gone.
    pub(super) fn is_final(self) -> bool {
        self == Self::Status(StatusCode::GONE)
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("no address"),
            Self::Connection => f.write_str("no connection"),
            Self::Timeout => f.write_str("no answer in time"),
            Self::Status(status) => write!(f, "status {}", status.as_u16()),
        }
    }
}

impl Client {
    /// A client that trusts what the system trusts.
    pub(super) fn new() -> anyhow::Result<Self> {
        let resolver = Resolver::new(tower::service_fn(resolve));
        let mut http = HttpConnector::new_with_resolver(resolver);
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        http.enforce_http(false);
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .context("reading the system's certificates, for webhooks; install ca-certificates")?
            // Plain http only to this machine: the site file was checked for that.
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Ok(Self {
            http: legacy::Client::builder(TokioExecutor::new()).build(https),
        })
    }

    /// One attempt.
    pub(super) async fn send(
        &self,
        delivery: &Delivery,
        secret: &WebhookSecret,
        now: UtcMillis,
    ) -> Result<(), SendError> {
        let uri: Uri = delivery.url.parse().map_err(|_| SendError::Address)?;
        let id = message::id(delivery);
        let timestamp = now.as_millis().div_euclid(1000);
        let body = message::body(delivery);
        let request = Request::post(uri)
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                header::USER_AGENT,
                concat!("samtycke/", env!("CARGO_PKG_VERSION")),
            )
            .header("webhook-signature", secret.sign(&id, timestamp, &body))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .body(Body::from(body))
            .map_err(|_| SendError::Address)?;
        let answer = tokio::time::timeout(TIMEOUT, self.http.request(request))
            .await
            .map_err(|_| SendError::Timeout)?
            .map_err(|_| SendError::Connection)?;
        // A redirect is a failure too: it would lead the message to an address that nobody has declared.
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(SendError::Status(answer.status()))
        }
    }
}

/// The addresses of a host. Loopback names are this machine, whatever a name server says (RFC 6761 §6.3).
async fn resolve(name: Name) -> std::io::Result<Addresses> {
    let host = name.as_str();
    if host == "localhost" || host.ends_with(".localhost") {
        let own = vec![
            SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
        ];
        return Ok(own.into_iter());
    }
    let found = tokio::net::lookup_host((host, 0)).await?;
    Ok(found.collect::<Vec<_>>().into_iter())
}
