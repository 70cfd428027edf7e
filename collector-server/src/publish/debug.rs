//! The developers' page as a script: `?samtycke=debug` in a page's address fetches it (docs/install.md).

use consent_core::{rules::StoreKind, site::Site};
use serde::Serialize;

use super::token;

/// The object in place of `"@@DEBUG@@"`.
#[derive(Serialize)]
struct Declared<'a> {
    services: Vec<Service<'a>>,
    /// Ids with the bits of their categories, in the site's order.
    purposes: Vec<(&'a str, u8)>,
}

#[derive(Serialize)]
struct Service<'a> {
    name: &'a str,
    hosts: &'a [String],
    paths: &'a [String],
    /// Kind and name.
    stores: Vec<(&'static str, &'a str)>,
}

/// `template` for `site`.
///
/// # Errors
/// When the template has lost its token.
pub(super) fn script(site: &Site, template: &str) -> anyhow::Result<String> {
    let file = site.declared();
    let declared = Declared {
        services: file
            .services
            .iter()
            .map(|service| Service {
                name: &service.name,
                hosts: &service.hosts,
                paths: &service.paths,
                stores: service
                    .stores
                    .iter()
                    .map(|store| (word(store.kind), store.name.as_str()))
                    .collect(),
            })
            .collect(),
        purposes: file
            .purposes
            .iter()
            .map(|purpose| (purpose.id.as_str(), purpose.category.bit()))
            .collect(),
    };
    token::fill(template, "\"@@DEBUG@@\"", &token::script_json(&declared))
}

const fn word(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Cookie => "cookie",
        StoreKind::Local => "local",
        StoreKind::Session => "session",
        StoreKind::IndexedDb => "indexeddb",
        StoreKind::Cache => "cache",
    }
}
