//! The running collector: its sockets, and how it ends.

use std::{future::Future, net::SocketAddr, time::Duration};

use anyhow::{Context as _, anyhow};
use axum::{Router, serve::ListenerExt as _};
use tokio::{net::TcpListener, sync::watch};

use crate::{config::Config, http, state::SharedState};

/// How long requests under way may take after the signal to end.
const GRACE: Duration = Duration::from_secs(10);

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
    ///
    /// # Errors
    /// When a socket fails.
    pub async fn run(
        self,
        state: &SharedState,
        stop: impl Future<Output = ()>,
    ) -> anyhow::Result<()> {
        let (ending, ended) = watch::channel(false);
        let main = serve(self.listener, http::router(state), ended.clone());
        let metrics = async {
            match self.metrics_listener {
                Some(listener) => serve(listener, http::metrics_router(state), ended.clone()).await,
                None => Ok(()),
            }
        };
        let both = async { tokio::try_join!(main, metrics) };
        tokio::pin!(both);
        tokio::select! {
            served = &mut both => served.map(drop),
            () = stop => {
                ending.send_replace(true);
                tracing::info!("ending: no new connections, {} s for requests under way", GRACE.as_secs());
                match tokio::time::timeout(GRACE, both).await {
                    Ok(served) => served.map(drop),
                    Err(_) => {
                        tracing::warn!("some requests were cut off");
                        Ok(())
                    }
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

async fn serve(
    listener: TcpListener,
    router: Router,
    mut ended: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Answers are small and whole: waiting to fill a packet only costs time.
        let _ = stream.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            // An error means that the sender is gone, which ends us too.
            let _ = ended.wait_for(|ended| *ended).await;
        })
        .await
        .context("serving")
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
