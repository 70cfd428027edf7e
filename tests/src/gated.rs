//! The gate around the shop, as a site in Rust puts it around its own server.

use std::sync::Arc;

use collector_server::gate::{GateLayer, Policy, SiteGate};
use consent_core::site::SiteFile;
use demo_site::Around;
use toml::Table;

/// The layer for this site file, with the tag from `collector`.
pub fn around(site: Table, collector: &str, policy: Policy) -> Around {
    let file: SiteFile = site.try_into().unwrap();
    let gate = Arc::new(SiteGate::new(&file.check().unwrap(), collector).unwrap());
    Arc::new(move |shop| shop.layer(GateLayer::new(gate.clone()).with_policy(policy)))
}
