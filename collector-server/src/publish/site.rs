//! Everything that is served of one site.

use std::sync::Arc;

use consent_core::{
    receipt::Digest,
    site::{Site, Webhook},
};

use super::{
    clauses::PublishedClause,
    compress::Encodings,
    snippet::{Form, snippet},
    terms::Terms,
};
use crate::{assertion::AssertionKey, webhook::WebhookSecret};

/// A site, compiled.
pub struct PublishedSite {
    /// The checked declarations.
    pub site: Site,
    /// Who vouches for user ids.
    pub assertion_key: Option<AssertionKey>,
    /// What a choice with the current release is recorded under.
    pub terms: Arc<Terms>,
    /// The configuration that `config_hash` is taken over.
    pub config_json: String,
    /// The gate with the site inside.
    pub script: Script,
    /// The second script: what is done rather than held.
    pub act: Script,
    /// The third script: releases what is granted.
    pub releaser: Script,
    /// What runs in the page's workers, around their own code.
    pub worker: Script,
    /// What reads another product's choice, where the site wants it taken over.
    pub import: Option<Script>,
    /// What makes other products' tags ours, for pages that have any.
    pub tags: Script,
    /// The developers' page.
    pub debug: Script,
    /// What is commonly known of hosts and names.
    pub catalogue: Script,
    /// One view per language, in the site's order.
    pub views: Vec<View>,
    /// Placeholders and panels, one script per language, in the site's order.
    pub panels: Vec<Script>,
    /// What is served under a name that stays, and so for a short time: the cookie table, and the policy of the strict
    /// snippet.
    pub files: Vec<(String, Script)>,
    /// The collector's own address, without a final slash: the snippets point there.
    pub public_url: String,
    /// What is asked beside cookies, in the site's order.
    pub clauses: Vec<PublishedClause>,
    /// The same for the site's server (`clauses.json`).
    pub clauses_json: String,
    /// SHA-256 of the token of the site's own server.
    pub server_token: Option<Digest>,
    /// Whom to tell of new receipts, each with its secret.
    pub webhooks: Vec<(Webhook, WebhookSecret)>,
}

/// A script as it is served.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its immutable name within the site: `consent.<hash>.js`, `act.<release>.js`, `release.<hash>.js`, `import.<hash>.js`,
    /// `tags.<hash>.js`, `debug.<hash>.js`,
    /// `banner.<lang>.<hash>.js`, `catalogue.<hash>.bin`, `panel.<lang>.<release>.js` or
    /// `worker.<release>.js`.
    pub name: String,
    /// Its bytes.
    pub encodings: Encodings,
}

/// One language of the view.
#[derive(Clone, Debug)]
pub struct View {
    /// BCP 47.
    pub lang: String,
    /// The canonical text of what it shows.
    pub notice: String,
    /// SHA-256 of that text.
    pub notice_hash: Digest,
    /// The script.
    pub script: Script,
}

impl PublishedSite {
    /// The site's id.
    pub fn id(&self) -> &str {
        self.site.id().as_str()
    }

    /// The script of that immutable name, if it is of the current release.
    pub fn script(&self, name: &str) -> Option<&Script> {
        [
            &self.script,
            &self.act,
            &self.releaser,
            &self.worker,
            &self.tags,
            &self.debug,
            &self.catalogue,
        ]
        .into_iter()
        .chain(&self.import)
        .chain(self.views.iter().map(|view| &view.script))
        .chain(&self.panels)
        .find(|script| script.name == name)
    }

    /// The script of a name that stays, as the snippets have it: the gate, or the second script that is fetched with it.
    pub fn current(&self, name: &str) -> Option<&Script> {
        match name {
            "consent.js" => Some(&self.script),
            "act.js" => Some(&self.act),
            _ => None,
        }
    }

    /// A file whose name stays: `declaration.<lang>.html`, `declaration.<lang>.js`, `declaration.css` or `policy.js`.
    pub fn file(&self, wanted: &str) -> Option<&Script> {
        let mut files = self.files.iter();
        files
            .find(|(name, _)| name == wanted)
            .map(|(_, script)| script)
    }

    /// The lines for the site's `<head>`.
    ///
    /// # Errors
    /// When the opener has lost its tokens.
    pub fn snippet(&self, form: Form) -> anyhow::Result<String> {
        snippet(&self.site, &self.public_url, form)
    }

    /// Whether the current release shows this text in this language.
    pub fn shows(&self, notice_hash: Digest, lang: &str) -> bool {
        self.views
            .iter()
            .any(|view| view.notice_hash == notice_hash && view.lang == lang)
    }
}
