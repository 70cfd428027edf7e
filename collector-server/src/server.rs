//! The running collector: its sockets, and how it ends.

pub(crate) mod connections;

use std::{future::Future, net::SocketAddr, time::Duration};

use anyhow::anyhow;
use tokio::{net::TcpListener, sync::watch};

use crate::{config::Config, http, privacy::retention, state::SharedState};

/// How long requests under way may take after the signal to end.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

/// Bound sockets, not yet answering.
pub struct Server {
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
}

impl Server {
    /// Takes the sockets, so that a port in use is known before anything else is done.
    ///
    /// # Errors
    /// When an address is taken or not this machine's.
    pub async fn bind(config: &Config) -> anyhow::Result<Self> {
        let listener = bind(config.listen, "listen").await?;
        let metrics_listener = match config.metrics_listen {
            Some(address) => Some(bind(address, "metrics_listen").await?),
            None => None,
        };
        Ok(Self {
            listener,
            metrics_listener,
        })
    }

    /// Where it listens; tells the port when the configuration said 0.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Where metrics are served, if they are.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_listener.as_ref()?.local_addr().ok()
    }

    /// Answers until `stop` is done, then finishes what is under way, for ten seconds at most.
    pub async fn run(self, state: &SharedState, stop: impl Future<Output = ()>) {
        let head = Duration::from_secs(state.config.limits.request_timeout_seconds);
        let (ending, ended) = watch::channel(false);
        let main = connections::serve(self.listener, http::router(state), head, ended.clone());
        let metrics = async {
            if let Some(listener) = self.metrics_listener {
                connections::serve(listener, http::metrics_router(state), head, ended.clone())
                    .await;
            }
        };
        let both = async { tokio::join!(main, metrics) };
        tokio::pin!(both);
        tokio::select! {
            _ = &mut both => {}
            never = state.log.keep_up() => match never {},
            never = state.webhooks.keep_up(&state.metrics) => match never {},
            never = retention::keep_up(state) => match never {},
            () = stop => {
                ending.send_replace(true);
                tracing::info!("ending: {} s for requests under way", GRACE.as_secs());
                if tokio::time::timeout(GRACE, both).await.is_err() {
                    tracing::warn!("some requests were cut off");
                }
                if let Err(error) = state.log.integrate().await {
                    tracing::warn!(%error, "the last receipts wait for the next start to be in a checkpoint");
                }
            }
        }
    }
}

async fn bind(address: SocketAddr, field: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::AddrInUse => "the port is in use".to_owned(),
            _ => error.to_string(),
        };
        anyhow!("cannot listen on {address}: {why}; stop the other program or change `{field}`")
    })
}

/// Done at Ctrl-C or SIGTERM.
pub async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Makes a panic say where it happened and nothing more: its message may hold what a visitor sent.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!("panicked at {place}");
    }));
}
