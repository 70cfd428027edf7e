//! A site of a story's own, on a port of its own.

use std::net::Ipv4Addr;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// What serves it; that ends when this is dropped.
pub struct OwnSite {
    /// Its pages' origin.
    pub origin: String,
    server: JoinHandle<()>,
}

impl Drop for OwnSite {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl OwnSite {
    /// Serves this under a host name that leads to this machine.
    pub async fn on(host: &str, app: Router) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            origin: format!("http://{host}:{port}"),
            server,
        }
    }
}

/// What is of this kind.
pub fn sent(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
