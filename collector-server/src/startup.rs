//! From a configuration and a store to the shared state: what `serve` does before it answers.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use consent_core::receipt::PublicKey;

use crate::{
    clock::Clock,
    config::Config,
    http::limits::Limits,
    metrics::Metrics,
    publish::{Published, archive::Archive, assets::Assets, load, site},
    staff::Logins,
    state::{AppState, SharedState},
    storage::{ReceiptStore, StaffStore},
};

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

/// Puts the parts together, after the store knows what is published.
///
/// # Errors
/// When the store cannot be written.
pub async fn state(
    config: Config,
    clock: Arc<dyn Clock>,
    published: Published,
    receipts: Arc<dyn ReceiptStore>,
    staff: Arc<dyn StaffStore>,
    receipt_keys: Vec<PublicKey>,
) -> anyhow::Result<SharedState> {
    published
        .register(receipts.as_ref())
        .await
        .context("noting what is published in the database")?;
    Ok(Arc::new(AppState {
        limits: Limits::new(&config.limits),
        metrics: Metrics::default(),
        config,
        clock,
        published,
        receipts,
        staff,
        logins: Logins::default(),
        receipt_keys,
    }))
}
