//! `collector-server import`: the receipts of another collector, from its export with proofs, into an empty one.

mod plan;
mod receipts;

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use consent_core::verify::PublishedKeys;

use self::plan::Plan;
use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    publish::load,
    startup,
    storage::{AuditEntry, StoreError, import::NOT_EMPTY},
};

/// Options of `import`.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The export, made by `collector-server export --proofs` or in the console; it is read twice, so it is a file
    file: PathBuf,
    /// The old collector's public keys: its /.well-known/consent-log.json, saved before. Keys that come along with an
    /// export prove nothing
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// The configuration of the collector that takes the receipts over; stop it first
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
    /// Check everything and take nothing over
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    /// Does it: every line is checked before anything is written, and what is written is one transaction.
    ///
    /// # Errors
    /// The line at fault with what to do, or what could not be opened.
    pub fn run(self) -> anyhow::Result<()> {
        let keys = std::fs::read_to_string(&self.keys)
            .with_context(|| format!("cannot read {}", self.keys.display()))?;
        let keys = PublishedKeys::parse(&keys)
            .with_context(|| format!("the keys in {}", self.keys.display()))?;
        let config = Config::load(&self.config, &Environment::of_process())?;
        let plan = Plan::read(&self.file, keys)?;
        eprintln!(
            "{} receipts of {} hold, under a checkpoint of {} entries",
            plan.count(),
            plan.sites().join(", "),
            plan.log_size()
        );
        if plan.held > 0 {
            eprintln!(
                "{} more are under a legal hold and not in this export; `collector-server export --proofs` on the old \
                 collector's machine has them",
                plan.held
            );
        }
        self.warn_of_strange_sites(&config, &plan)?;
        if self.dry_run {
            eprintln!("nothing was imported (--dry-run)");
            return Ok(());
        }
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(take_over(&config, plan))
    }

    /// Receipts of a site that this collector does not serve are kept and found, but nothing can be added to them.
    fn warn_of_strange_sites(&self, config: &Config, plan: &Plan) -> anyhow::Result<()> {
        let served = load::sites(&config.sites, &self.config)?;
        for site in plan.sites() {
            if !served
                .iter()
                .any(|loaded| loaded.site.id().as_str() == site)
            {
                eprintln!(
                    "the configuration has no site `{site}`: its receipts are kept, its pages are not served"
                );
            }
        }
        Ok(())
    }
}

async fn take_over(config: &Config, plan: Plan) -> anyhow::Result<()> {
    let store = startup::open_store(config)?;
    let at_ms = SystemClock.now().as_millis();
    let site = match plan.sites().as_slice() {
        [site] => Some((*site).to_owned()),
        _ => None,
    };
    let imported = match store.imports.import(plan.into_import(at_ms)?).await {
        Err(StoreError::Conflict(NOT_EMPTY)) => bail!(
            "{} holds receipts already: import into an empty `data_dir`; nothing was imported",
            config.data_dir.display()
        ),
        other => other.context("nothing was imported")?,
    };
    let entry = AuditEntry {
        at_ms,
        actor: "command line".to_owned(),
        role: "operator".to_owned(),
        action: "import".to_owned(),
        filters: Vec::new(),
        site,
        reason: None,
        record_id: None,
        count: imported.receipts,
    };
    let noted = store.staff.add_audit(entry).await;
    noted.context("the receipts were imported, but the audit log could not be written")?;
    eprintln!(
        "imported {} receipts of {} people; entry {} of the new log commits to the old log's checkpoint",
        imported.receipts, imported.subjects, imported.leaf_index
    );
    Ok(())
}
