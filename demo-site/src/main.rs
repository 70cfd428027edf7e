//! The binary `demo-site`: reads its settings, starts the shop, says where it is.

use std::{fs, net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use demo_site::{Config, Head, config};

/// A small shop with stand-in trackers, to see the consent gate work.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// Where to listen.
    #[arg(long, env = "DEMO_SITE_LISTEN", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Origin of the collector.
    #[arg(
        long,
        env = "DEMO_SITE_COLLECTOR",
        default_value = "http://consent.localhost:8080"
    )]
    collector: String,
    /// File with the secret that the collector's site file names in [identity].
    #[arg(long, env = "DEMO_SITE_IDENTITY_KEY")]
    identity_key: PathBuf,
    /// File with the token that the collector's site file names in [server].
    #[arg(long, env = "DEMO_SITE_SERVER_TOKEN")]
    server_token: PathBuf,
    /// File with the default snippet (`collector-server snippet --site shop`); without it the plain tag is used.
    #[arg(long, env = "DEMO_SITE_SNIPPET_FILE")]
    snippet_file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut shop = demo_site::spawn(config(Cli::parse())?)
        .await
        .context("starting the shop: is the port in use?")?;
    println!("Fjällboden: {}", shop.origin());
    tokio::select! {
        ended = shop.wait() => ended.context("serving the shop"),
        interrupted = tokio::signal::ctrl_c() => {
            interrupted.context("waiting for Ctrl-C")?;
            Ok(shop.stop().await?)
        }
    }
}

fn config(cli: Cli) -> Result<Config> {
    let identity_key = fs::read(&cli.identity_key).with_context(|| {
        format!(
            "reading the identity key {} (any file of 32 bytes or more)",
            cli.identity_key.display()
        )
    })?;
    // Read as the collector reads it: an editor's line end is no part of the secret.
    let identity_key = config::identity_secret(&identity_key);
    ensure!(
        !identity_key.is_empty(),
        "the identity key {} is empty",
        cli.identity_key.display()
    );
    let server_token = fs::read_to_string(&cli.server_token).with_context(|| {
        format!(
            "reading the server token {} (any file of 32 characters or more)",
            cli.server_token.display()
        )
    })?;
    let head = match &cli.snippet_file {
        Some(file) => {
            let text = fs::read_to_string(file)
                .with_context(|| format!("reading the snippet {}", file.display()))?;
            Head::Snippet(text)
        }
        None => Head::PlainTag,
    };
    Ok(Config {
        listen: cli.listen,
        collector: cli.collector.trim_end_matches('/').to_owned(),
        identity_key: identity_key.to_vec(),
        server_token: server_token.trim().to_owned(),
        head,
        content_security_policy: None,
        around: None,
    })
}
