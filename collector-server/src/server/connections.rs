//! Accepting connections and answering on them.
//!
//! By hand, because axum's own loop has no time limit for the head of a request: a caller that sends
//! one byte a minute would hold a connection for ever. HTTP/1.1 only; a proxy in front may speak more.

use std::{pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};
use tower::ServiceExt as _;

/// How long to wait when the system has no more sockets to give.
const NO_SOCKETS: Duration = Duration::from_millis(200);

/// Answers until `ended` says so, then until every request under way is answered. `head` is how long the
/// head of a request may take, and how long a connection may wait for its next one.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    head: Duration,
    mut ended: watch::Receiver<bool>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    // Nothing is ever sent: it ends when the last connection drops its end.
    let (under_way, mut all_done) = mpsc::channel::<()>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // An error means that the sender is gone, which ends us too.
            _ = ended.wait_for(|ended| *ended) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(NO_SOCKETS).await;
                continue;
            }
        };
        // Answers are small and whole: waiting to fill a packet only costs time.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request.map(Body::new))
        });
        // Upgrades are for the reverse proxy, which passes on WebSockets.
        let connection = http
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let under_way = under_way.clone();
        let mut ended = ended.clone();
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            // A connection that breaks is the caller's matter, and its error may name the caller.
            let is_over = tokio::select! {
                _ = &mut connection => true,
                _ = ended.wait_for(|ended| *ended) => false,
            };
            if !is_over {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
            drop(under_way);
        });
    }
    drop((listener, under_way));
    all_done.recv().await;
}
