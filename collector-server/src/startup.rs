//! From a configuration and a store to the shared state: what `serve` does before it answers.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, bail};
use consent_core::{log::KeyUse, receipt::PublicKey};

use crate::{
    clock::{Clock, SystemClock},
    config::{Config, Findings},
    http::limits::Limits,
    keys::Keys,
    log::{Log, guard::Guard, signer::Signer},
    metrics::Metrics,
    publish::{Published, archive::Archive, assets::Assets, compile, lint, load},
    staff::Logins,
    state::{AppState, SharedState},
    storage::{
        ClauseStore, ImportStore, Journal, KeyStore, LogStore, OutboxStore, ReceiptStore,
        RetentionStore, RightsStore, SightingStore, StaffStore, StandingStore, rights::ErasedAgain,
        sqlite::SqliteStore,
    },
    webhook::Webhooks,
};

/// The file of the embedded database, in the data folder.
const DATABASE: &str = "collector.sqlite3";

/// Compiles every site.
///
/// # Errors
/// Everything that is wrong with the site files, or that the lint refuses; a missing text; an archive that cannot be written.
pub fn publish(config: &Config, config_file: &Path) -> anyhow::Result<Published> {
    let loaded = load::sites(&config.sites, config_file)?;
    let assets = Assets::find(config.assets_dir.as_deref())?;
    let mut found = Findings::default();
    for loaded in &loaded {
        found.extend(lint::findings(loaded, Some(&assets)));
    }
    let (refused, warnings) = found.divide();
    for warning in warnings.iter() {
        tracing::warn!("{warning}");
    }
    if !refused.is_empty() {
        bail!(refused);
    }
    let archive = Archive::in_data_dir(&config.data_dir);
    let sites = loaded
        .into_iter()
        .map(|loaded| compile::site(loaded, &assets, config, &archive))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Published::new(sites).with_verifier(assets.verifier))
}

/// The file of the database.
pub fn database(config: &Config) -> std::path::PathBuf {
    config.data_dir.join(DATABASE)
}

/// The store of a data folder.
pub struct OpenStore {
    /// What an older copy of the database brought back, and what was done about it.
    pub erased_again: ErasedAgain,
    /// Choices and receipts.
    pub receipts: Arc<dyn ReceiptStore>,
    /// Clauses.
    pub clauses: Arc<dyn ClauseStore>,
    /// What webhooks are to be told.
    pub outbox: Arc<dyn OutboxStore>,
    /// How things stand.
    pub standing: Arc<dyn StandingStore>,
    /// Staff.
    pub staff: Arc<dyn StaffStore>,
    /// What people ask about their own data.
    pub rights: Arc<dyn RightsStore>,
    /// What time takes.
    pub retention: Arc<dyn RetentionStore>,
    /// Receipts of other collectors.
    pub imports: Arc<dyn ImportStore>,
    /// Third parties that browsers reported.
    pub sightings: Arc<dyn SightingStore>,
    /// What stands under which key.
    pub keys: Arc<dyn KeyStore>,
    /// What verifies receipts.
    pub receipt_keys: Vec<PublicKey>,
    /// Leaves, nodes and checkpoints.
    pub log: Arc<dyn LogStore>,
    /// Who signs the log.
    pub signer: Signer,
    /// What was signed, remembered outside the database.
    pub guard: Guard,
}

impl OpenStore {
    /// The log, to be read: for commands beside the server, which alone signs.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn log(&self, config: &Config) -> anyhow::Result<Log> {
        let folder = config.data_dir.join("keys");
        let keys = Keys::open(&folder)?;
        let signer = Signer::new(&config.public_url, &keys.log)?;
        let guard = Guard::in_folder(&folder);
        Ok(Log::open(self.log.clone(), signer, guard, Arc::new(SystemClock)).await?)
    }
}

/// Opens keys and database in the data folder, and makes them on the first start.
///
/// # Errors
/// Names the file that cannot be used, and why.
pub fn open_store(config: &Config) -> anyhow::Result<OpenStore> {
    std::fs::create_dir_all(&config.data_dir).with_context(|| {
        let folder = config.data_dir.display();
        format!("cannot make the folder {folder}; change `data_dir` or its permissions")
    })?;
    let folder = config.data_dir.join("keys");
    let keys = Keys::open(&folder)?;
    let receipt_keys = keys.receipt_publics().cloned().collect();
    let signer = Signer::new(&config.public_url, &keys.log)
        .context("`public_url` cannot name the log: it may hold no white space and no `+`")?;
    let store = Arc::new(SqliteStore::open_with_journal(
        &database(config),
        keys,
        Journal::in_folder(&folder),
        SystemClock.now().as_millis(),
    )?);
    Ok(OpenStore {
        erased_again: store.erased_again(),
        receipts: store.clone(),
        clauses: store.clone(),
        outbox: store.clone(),
        standing: store.clone(),
        log: store.clone(),
        rights: store.clone(),
        retention: store.clone(),
        sightings: store.clone(),
        keys: store.clone(),
        imports: store.clone(),
        staff: store,
        receipt_keys,
        signer,
        guard: Guard::in_folder(&folder),
    })
}

/// Puts the parts together, after the store knows what is published.
///
/// # Errors
/// When the store cannot be written.
pub async fn state(
    config: Config,
    clock: Arc<dyn Clock>,
    published: Published,
    store: OpenStore,
) -> anyhow::Result<SharedState> {
    // Before they sign, and before what they sign refers to anything.
    let receipt_keys = store.receipt_keys.iter();
    let receipt_keys = receipt_keys.map(|key| (KeyUse::Receipt, key.to_bytes()));
    store
        .log
        .log_keys(receipt_keys.collect(), clock.now().as_millis())
        .await
        .context("noting the signing keys in the database")?;
    published
        .register(store.receipts.as_ref())
        .await
        .context("noting what is published in the database")?;
    // After the sites are registered, and before the first receipt.
    let webhooks = Webhooks::open(store.outbox.clone(), clock.clone(), &published)
        .await
        .context("opening the webhooks")?;
    let state = assemble(config, clock, published, store, webhooks).await?;
    // What is published is in the log before its first use (ACCEPTANCE 50). A log that may not be signed is no reason
    // to keep no receipts: visitors' choices are recorded, and the error is told until somebody mends it.
    if let Err(error) = state.log.integrate().await {
        tracing::error!(%error, "the log does not grow");
    }
    Ok(state)
}

/// The same for a command beside the server, which alone publishes, signs the log and tells webhooks: nothing is written.
///
/// # Errors
/// When the store cannot be read.
pub async fn state_beside(
    config: Config,
    published: Published,
    store: OpenStore,
) -> anyhow::Result<SharedState> {
    let clock = Arc::new(SystemClock);
    let webhooks = Webhooks::silent(store.outbox.clone(), clock.clone());
    assemble(config, clock, published, store, webhooks).await
}

async fn assemble(
    config: Config,
    clock: Arc<dyn Clock>,
    published: Published,
    store: OpenStore,
    webhooks: Webhooks,
) -> anyhow::Result<SharedState> {
    let log = Log::open(store.log, store.signer, store.guard, clock.clone())
        .await
        .context("reading the log's newest checkpoint")?;
    Ok(Arc::new(AppState {
        limits: Limits::new(&config.limits),
        report_limits: Limits::new(&config.limits),
        metrics: Metrics::default(),
        config,
        clock,
        published,
        receipts: store.receipts,
        clauses: store.clauses,
        standing: store.standing,
        webhooks,
        staff: store.staff,
        rights: store.rights,
        retention: store.retention,
        sightings: store.sightings,
        logins: Logins::default(),
        log,
    }))
}
