//! From a configuration and a store to the shared state: what `serve` does before it answers.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use consent_core::receipt::PublicKey;

use crate::{
    clock::Clock,
    config::Config,
    http::limits::Limits,
    keys::Keys,
    metrics::Metrics,
    publish::{Published, archive::Archive, assets::Assets, load, site},
    staff::Logins,
    state::{AppState, SharedState},
    storage::{ReceiptStore, StaffStore, sqlite::SqliteStore},
};

/// The file of the embedded database, in the data folder.
const DATABASE: &str = "collector.sqlite3";

/// Compiles every site.
///
/// # Errors
/// Everything that is wrong with the site files; a missing text; an archive that cannot be written.
pub fn publish(config: &Config, config_file: &Path) -> anyhow::Result<Published> {
    let loaded = load::sites(&config.sites, config_file)?;
    let assets = Assets::find(config.assets_dir.as_deref())?;
    let archive = Archive::in_data_dir(&config.data_dir);
    let sites = loaded
        .into_iter()
        .map(|loaded| site::compile(loaded, &assets, config, &archive))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Published::new(sites))
}

/// The store of a data folder.
pub struct OpenStore {
    /// Choices and receipts.
    pub receipts: Arc<dyn ReceiptStore>,
    /// Staff.
    pub staff: Arc<dyn StaffStore>,
    /// What verifies receipts.
    pub receipt_keys: Vec<PublicKey>,
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
    let keys = Keys::open(&config.data_dir.join("keys"))?;
    let receipt_keys = keys.receipt_publics().cloned().collect();
    let store = Arc::new(SqliteStore::open(&config.data_dir.join(DATABASE), keys)?);
    Ok(OpenStore {
        receipts: store.clone(),
        staff: store,
        receipt_keys,
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
    published
        .register(store.receipts.as_ref())
        .await
        .context("noting what is published in the database")?;
    Ok(Arc::new(AppState {
        limits: Limits::new(&config.limits),
        metrics: Metrics::default(),
        config,
        clock,
        published,
        receipts: store.receipts,
        staff: store.staff,
        logins: Logins::default(),
        receipt_keys: store.receipt_keys,
    }))
}
