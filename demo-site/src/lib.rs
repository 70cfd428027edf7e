//! A small Swedish shop, *Fjällboden*, and the stand-ins of three third parties.
//!
//! One server plays four host names on one loopback port, told apart by the `Host` header:
//! `shop.localhost` (the site that asks for consent), `stats.localhost`, `ads.localhost` and
//! `video.localhost` (written by us, behaving as such tags do). The shop exists to show the gate
//! work and to be driven by tests; it takes no payment and keeps nothing about anybody.
//!
//! It does not know the collector or the core: it is a site like any other, with one snippet first
//! in `<head>`. Start reading at [`spawn`], then [`shop`].

pub mod config;
pub mod hits;
mod hosts;
pub mod lang;
pub mod shop;
pub mod standin;

use std::{io, net::SocketAddr};

use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub use config::{Around, Config, Head};
pub use hits::{Hit, Hits, Tally};

/// The shop's own host name.
pub const SHOP_HOST: &str = "shop.localhost";

/// A running shop. Dropping it stops the server.
pub struct Running {
    addr: SocketAddr,
    hits: Hits,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl Running {
    /// The address that it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The shop's origin as a browser sees it.
    pub fn origin(&self) -> String {
        format!("http://{SHOP_HOST}:{}", self.addr.port())
    }

    /// The address of a page, `path` starting with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// What reached the stand-ins.
    pub fn hits(&self) -> &Hits {
        &self.hits
    }

    /// Waits until the server ends by itself (which is an error of the network).
    ///
    /// # Errors
    /// The error that ended it.
    pub async fn wait(&mut self) -> io::Result<()> {
        match (&mut self.task).await {
            Ok(result) => result,
            Err(joined) => Err(io::Error::other(joined)),
        }
    }

    /// Lets open requests finish, then stops.
    ///
    /// # Errors
    /// The error that ended the server before.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.take();
        self.wait().await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts the shop and its stand-ins.
///
/// # Errors
/// When the address cannot be listened on, or the system gives no randomness.
pub async fn spawn(config: Config) -> io::Result<Running> {
    let listener = TcpListener::bind(config.listen).await?;
    let addr = listener.local_addr()?;
    let hits = Hits::default();
    let app = hosts::router(&config, addr.port(), &hits)?;
    let (stop, stopped) = oneshot::channel::<()>();
    let serve = axum::serve(listener, app).with_graceful_shutdown(async {
        // Either message or loss of the sender means stop.
        let _ = stopped.await;
    });
    let task = tokio::spawn(serve.into_future());
    Ok(Running {
        addr,
        hits,
        stop: Some(stop),
        task,
    })
}
