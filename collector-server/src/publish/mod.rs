//! What is compiled from the site files before the first request: scripts, notices, hashes.
//!
//! Where to start: [`load::sites`] reads and checks the files, [`compile::site`] makes everything that
//! is served of one of them, [`Published::register`] puts texts and hashes into the store before any
//! page can refer to them (ACCEPTANCE 50). Nothing here knows HTTP.

pub mod archive;
pub mod assets;
pub mod catalogue;
pub mod clauses;
pub mod compile;
pub mod compress;
mod debug;
mod declaration;
mod foreign;
pub mod lint;
pub mod load;
pub(crate) mod observe;
mod own;
mod panel;
pub(crate) mod policy;
pub(crate) mod rules;
pub mod script_name;
pub mod secret;
mod signals;
pub mod site;
pub mod snippet;
pub mod terms;
pub mod token;
mod view;

use std::collections::BTreeMap;

use crate::storage::{Notice, ReceiptStore, StoreError};

pub use clauses::{ClauseText, PublishedClause};
pub use site::PublishedSite;

/// Every published site.
#[derive(Default)]
pub struct Published {
    sites: BTreeMap<String, PublishedSite>,
    /// The verifier page, without keys.
    verifier: Option<String>,
}

impl Published {
    /// These sites.
    pub fn new(sites: impl IntoIterator<Item = PublishedSite>) -> Self {
        Self {
            sites: sites
                .into_iter()
                .map(|site| (site.id().to_owned(), site))
                .collect(),
            verifier: None,
        }
    }

    /// The same with the verifier page.
    #[must_use]
    pub fn with_verifier(self, verifier: Option<String>) -> Self {
        Self { verifier, ..self }
    }

    /// The template of the verifier page, where it was built.
    pub fn verifier(&self) -> Option<&str> {
        self.verifier.as_deref()
    }

    /// The site of that id.
    pub fn site(&self, id: &str) -> Option<&PublishedSite> {
        self.sites.get(id)
    }

    /// Every site, by id.
    pub fn sites(&self) -> impl Iterator<Item = &PublishedSite> {
        self.sites.values()
    }

    /// Makes every notice, configuration and build known to the store; what it knows stays as it is.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn register(&self, store: &dyn ReceiptStore) -> Result<(), StoreError> {
        for site in self.sites() {
            for view in &site.views {
                let notice = Notice {
                    site: site.id().to_owned(),
                    lang: view.lang.clone(),
                    text: view.notice.clone(),
                };
                store.register_notice(notice).await?;
            }
            for text in site.clauses.iter().flat_map(|clause| &clause.texts) {
                let notice = Notice {
                    site: site.id().to_owned(),
                    lang: text.lang.clone(),
                    text: text.notice.clone(),
                };
                store.register_notice(notice).await?;
            }
            store.register_config(site.id(), &site.config_json).await?;
            store
                .register_build(site.id(), &site.terms.release, site.terms.build_hash)
                .await?;
        }
        Ok(())
    }
}
