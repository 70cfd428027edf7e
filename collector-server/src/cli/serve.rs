//! `collector-server serve`: everything from the configuration to the last request.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

use crate::{
    clock::SystemClock,
    config::{Config, Environment},
    server::{self, Server},
    startup,
};

/// Options of `serve`.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
}

impl Serve {
    /// Serves until Ctrl-C or SIGTERM.
    ///
    /// # Errors
    /// One line that says what is wrong and how to mend it.
    pub fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config, &Environment::of_process())?;
        log_to_stderr(&config)?;
        server::silence_panics();
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("starting the threads that answer")?
            .block_on(serve(config, &self.config))
    }
}

async fn serve(config: Config, config_file: &Path) -> anyhow::Result<()> {
    let server = Server::bind(&config).await?;
    let address = server.address()?;
    let published = startup::publish(&config, config_file)?;
    let store = startup::open_store(&config)?;
    let state = startup::state(config, Arc::new(SystemClock), published, store).await?;
    let sites: Vec<&str> = state.published.sites().map(|site| site.id()).collect();
    let sites = sites.join(", ");
    tracing::info!(%address, sites, "listening");
    println!("listening on http://{address}");
    server.run(&state, server::stop_signal()).await;
    tracing::info!("ended");
    Ok(())
}

pub(super) fn log_to_stderr(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log).context("the level in `log`")?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // Another subscriber is there already only when a program embeds this command; its choice stands.
    let _ = if config.log_json {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
    Ok(())
}
