//! `collector-server snippet`: the lines for a site's `<head>`.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::publish::snippet::{Form, snippet};

/// Options of `snippet`.
#[derive(Debug, clap::Args)]
pub struct Snippet {
    /// The site's id
    #[arg(long, value_name = "ID")]
    site: String,
    /// Nothing is read ahead in any browser, and nothing is seen without JavaScript
    #[arg(long, conflicts_with = "plain")]
    walled: bool,
    /// As walled, and behind a policy until something is granted, which then comes when the page has been loaded anew
    #[arg(long, conflicts_with_all = ["plain", "walled"])]
    strict: bool,
    /// One external script, for sites that allow no inline script
    #[arg(long)]
    plain: bool,
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
}

impl Snippet {
    /// Prints them.
    ///
    /// # Errors
    /// When the configuration does not load or has no such site.
    pub fn run(self) -> anyhow::Result<()> {
        let (config, loaded) = super::one_site(&self.config, &self.site)?;
        let form = match (self.plain, self.walled, self.strict) {
            (true, ..) => Form::Plain,
            (_, true, _) => Form::Walled,
            (.., true) => Form::Strict,
            _ => Form::Default,
        };
        let snippet = snippet(&loaded.site, &config.public_url, form).context("the opener")?;
        println!("{snippet}");
        Ok(())
    }
}
