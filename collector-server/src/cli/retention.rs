//! `collector-server retention`: takes what its time limit has passed for, or says what that would be.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context as _;

use crate::{
    clock::{Clock as _, SystemClock, parse_time},
    config::{Config, Environment},
    privacy::retention,
    publish::load,
    startup,
    storage::{
        AuditEntry,
        retention::{RetentionClock, RetentionPolicy, RetentionReport, RetentionRun},
    },
};

/// Options of `retention`.
#[derive(Debug, clap::Args)]
pub struct Retention {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
    /// Only say what would go
    #[arg(long)]
    dry_run: bool,
    /// Count limits to this time instead of now (RFC 3339); a time to come needs --dry-run
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Retention {
    /// Does it. Progress goes to stderr, the report as JSON to stdout.
    ///
    /// # Errors
    /// Says what could not be done; what was done until then stands, and the next run goes on.
    pub fn run(self) -> anyhow::Result<()> {
        let now_ms = SystemClock.now().as_millis();
        let at_ms = match &self.at {
            None => now_ms,
            Some(text) => parse_time(text)
                .with_context(|| {
                    format!("--at must be a time such as 2027-01-31T00:00:00Z, not `{text}`")
                })?
                .as_millis(),
        };
        if at_ms > now_ms && !self.dry_run {
            anyhow::bail!(
                "--at {} is in the future; add --dry-run",
                self.at.unwrap_or_default()
            );
        }
        let config = Config::load(&self.config, &Environment::of_process())?;
        let full_days: BTreeMap<String, u32> = load::sites(&config.sites, &self.config)?
            .into_iter()
            .map(|loaded| {
                let site = loaded.site.declared();
                (site.id.clone(), site.ip_full_days)
            })
            .collect();
        let policy = RetentionPolicy {
            now_ms: at_ms,
            full_days,
        };
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(self.go(&config, &policy))
    }

    async fn go(&self, config: &Config, policy: &RetentionPolicy) -> anyhow::Result<()> {
        let store = startup::open_store(config)?;
        let mut told: Option<RetentionClock> = None;
        let report = retention::run(
            store.retention.as_ref(),
            policy,
            self.dry_run,
            |clock, total| {
                // One line for a clock and one for each step that did something since.
                if told != Some(clock) || *total != RetentionReport::default() {
                    eprintln!("{}: {}", clock.as_str(), line(total));
                }
                told = Some(clock);
            },
        )
        .await?;
        if !self.dry_run {
            let finished_at_ms = SystemClock.now().as_millis();
            let run = RetentionRun {
                as_of_ms: policy.now_ms,
                finished_at_ms,
                report,
            };
            store.retention.note_retention_run(run).await?;
            let entry = AuditEntry {
                at_ms: finished_at_ms,
                actor: "command line".to_owned(),
                role: "operator".to_owned(),
                action: "retention".to_owned(),
                filters: Vec::new(),
                site: None,
                reason: None,
                record_id: None,
                count: report.receipts_erased,
            };
            store
                .staff
                .add_audit(entry)
                .await
                .context("writing the audit log")?;
        }
        println!("{}", serde_json::to_string_pretty(&report)?);
        Ok(())
    }
}

fn line(report: &RetentionReport) -> String {
    format!(
        "{} expired, {} addresses shortened, {} networks removed, {} refusals stripped, {} records and {} receipts erased, {} people erased, {} held",
        report.expired,
        report.addresses_shortened,
        report.networks_removed,
        report.refusals_stripped,
        report.records_erased,
        report.receipts_erased,
        report.subjects_erased,
        report.held
    )
}
