//! `collector-server webhooks`: what could not be delivered, and trying it again.

use std::path::PathBuf;

use anyhow::Context as _;
use consent_core::receipt::UtcMillis;

use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    startup,
    webhook::message,
};

/// The most lines of a list.
const LINES_MAX: usize = 1000;

/// Options of `webhooks`.
#[derive(Debug, clap::Args)]
pub struct Webhooks {
    #[command(subcommand)]
    action: Action,
    /// The configuration
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "collector.toml"
    )]
    config: PathBuf,
}

#[derive(Clone, Copy, Debug, clap::Subcommand)]
enum Action {
    /// List the messages that failed, with what went wrong and when they are tried next
    List,
    /// Try every message that failed again now; the running collector sends them
    Retry,
}

impl Webhooks {
    /// Lists or retries.
    ///
    /// # Errors
    /// When the configuration or the database cannot be read.
    pub fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config, &Environment::of_process())?;
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(async {
                let store = startup::open_store(&config)?.outbox;
                match self.action {
                    Action::List => {
                        let troubled = store.troubled(LINES_MAX).await?;
                        for delivery in &troubled {
                            let next = delivery.next_at_ms.map_or_else(
                                || "given up".to_owned(),
                                |at| format!("next {}", UtcMillis::new(at)),
                            );
                            println!(
                                "{} {} {} attempts {} ({}) {} {}",
                                message::id(delivery),
                                delivery.news.event_time,
                                delivery.site,
                                delivery.attempts,
                                delivery.last_error.as_deref().unwrap_or("no error noted"),
                                next,
                                delivery.url,
                            );
                        }
                        eprintln!("{} messages have failed", troubled.len());
                    }
                    Action::Retry => {
                        let count = store.retry(SystemClock.now().as_millis()).await?;
                        eprintln!("{count} messages are tried again");
                    }
                }
                Ok(())
            })
    }
}
