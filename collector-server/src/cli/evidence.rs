//! `collector-server evidence`: receipts for an authority as one ZIP file, of any size.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail};

use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    evidence::{PackOrder, Packed, Sources, write_pack},
    publish::{archive::Archive, assets::Assets},
    staff::Filters,
    startup::{self, OpenStore},
    storage::AuditEntry,
};

/// Options of `evidence`.
#[derive(Debug, clap::Args)]
pub struct Evidence {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
    /// The ZIP file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// For whom and why, without naming the person it is about; kept in the audit log
    #[arg(long)]
    reason: String,
    /// Show addresses, user ids and whatever else names a person; without it they stay sealed in the receipts
    #[arg(long)]
    with_identity: bool,
    /// Only the receipt with this code
    #[arg(long)]
    code: Option<String>,
    /// Only receipts of this site
    #[arg(long)]
    site: Option<String>,
    /// Only receipts from this time or day on (RFC 3339; UTC)
    #[arg(long)]
    from: Option<String>,
    /// Only receipts before this time, or up to the end of this day
    #[arg(long)]
    to: Option<String>,
}

impl Evidence {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be done. A pack that could not be written to its end is not left behind.
    pub fn run(self) -> anyhow::Result<()> {
        if self.reason.trim().is_empty() {
            bail!("--reason is empty; say for whom the pack is");
        }
        let given = [
            ("code", &self.code),
            ("site", &self.site),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let pairs = given
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let filters = Filters::parse(pairs)
            .map_err(|error| anyhow!("--{error}", error = error.to_string().replace('`', "")))?;
        let config = Config::load(&self.config, &Environment::of_process())?;
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(self.make(&config, &filters))
    }

    async fn make(&self, config: &Config, filters: &Filters) -> anyhow::Result<()> {
        let store = startup::open_store(config)?;
        let part = super::export::part_of(&self.out);
        let written = self.write(config, &store, filters, &part).await;
        let packed = match written {
            Ok(packed) => packed,
            Err(error) => {
                // What is half written is no pack; the error that led here is the one to tell.
                let _ = std::fs::remove_file(&part);
                return Err(error);
            }
        };
        // Noted before it has its name: what cannot be noted is not handed out.
        self.note(&store, filters, &packed).await?;
        std::fs::rename(&part, &self.out)
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        eprintln!(
            "packed {} receipts into {}",
            packed.receipts,
            self.out.display()
        );
        if packed.unproven > 0 {
            eprintln!(
                "{} of them are in no checkpoint yet: start the collector for a second and make the pack again",
                packed.unproven
            );
        }
        Ok(())
    }

    async fn write(
        &self,
        config: &Config,
        store: &OpenStore,
        filters: &Filters,
        part: &Path,
    ) -> anyhow::Result<Packed> {
        let log = store.log(config).await.context("reading the log")?;
        // Without built scripts there is a pack all the same, only without the page.
        let assets = Assets::find(config.assets_dir.as_deref()).ok();
        let sources = Sources {
            receipts: store.receipts.clone(),
            log: &log,
            public_url: &config.public_url,
            verifier: assets
                .as_ref()
                .and_then(|assets| assets.verifier.as_deref()),
            scripts: Archive::in_data_dir(&config.data_dir),
        };
        let order = PackOrder {
            search: filters.search.clone(),
            is_identified: self.with_identity,
            made_at: SystemClock.now(),
            receipts_max: u64::MAX,
        };
        let file = super::export::create(part)
            .with_context(|| format!("cannot write {}", part.display()))?;
        let (file, packed) = write_pack(&order, &sources, BufWriter::new(file)).await?;
        let file: File = file
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(packed)
    }

    async fn note(
        &self,
        store: &OpenStore,
        filters: &Filters,
        packed: &Packed,
    ) -> anyhow::Result<()> {
        let action = if self.with_identity {
            "evidence-identified"
        } else {
            "evidence"
        };
        let entry = AuditEntry {
            at_ms: SystemClock.now().as_millis(),
            actor: "command line".to_owned(),
            role: "operator".to_owned(),
            action: action.to_owned(),
            filters: filters.names.clone(),
            site: filters.search.site.clone(),
            reason: Some(self.reason.trim().to_owned()),
            record_id: None,
            count: packed.receipts,
        };
        store
            .staff
            .add_look(entry, packed.records.clone())
            .await
            .context("writing the audit log")
    }
}
