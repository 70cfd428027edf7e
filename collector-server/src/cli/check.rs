//! `collector-server check`: everything that is wrong with the configuration and the sites, at once.

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::{
    config::{Config, Environment, Finding, Findings},
    publish::{
        assets::Assets,
        load::{self, LoadedSite},
        site,
    },
};

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Site files to check by themselves
    files: Vec<PathBuf>,
    /// The configuration; with it, its site files are checked
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
}

impl Check {
    /// Prints `ok`, or fails with one line per finding.
    ///
    /// # Errors
    /// The findings.
    pub fn run(self) -> anyhow::Result<()> {
        let (config, loaded) = if self.files.is_empty() {
            let config = Config::load(&self.config, &Environment::of_process())?;
            let sites = load::sites(&config.sites, &self.config)?;
            (config, sites)
        } else {
            (Config::default(), each(&self.files)?)
        };
        let names: Vec<String> = loaded
            .iter()
            .map(|loaded| loaded.site.id().to_string())
            .collect();
        match Assets::find(config.assets_dir.as_deref()) {
            Ok(assets) => texts(&loaded, &assets)?,
            Err(_) => println!("note: texts are not checked, because the script is not built"),
        }
        println!("ok: {}", names.join(", "));
        Ok(())
    }
}

fn each(files: &[PathBuf]) -> Result<Vec<LoadedSite>, Findings> {
    let mut findings = Findings::default();
    let mut sites = Vec::new();
    for file in files {
        match load::site(file) {
            Ok(site) => sites.push(site),
            Err(wrong) => findings.extend(wrong),
        }
    }
    if findings.is_empty() {
        Ok(sites)
    } else {
        Err(findings)
    }
}

/// Whether the banner can be drawn in every language of every site.
fn texts(sites: &[LoadedSite], assets: &Assets) -> anyhow::Result<()> {
    let mut findings = Findings::default();
    for loaded in sites {
        for (at, lang) in loaded.site.declared().languages.iter().enumerate() {
            if let Err(error) = site::view_text(&loaded.site, assets, lang) {
                findings.push(language(&loaded.file, at, &error));
            }
        }
    }
    if !findings.is_empty() {
        bail!(findings);
    }
    Ok(())
}

fn language(file: &Path, at: usize, error: &anyhow::Error) -> Finding {
    let field = format!("languages[{at}]");
    let line = std::fs::read_to_string(file)
        .ok()
        .and_then(|text| crate::config::line_of(&text, &field));
    Finding::new(
        file,
        line,
        field,
        format!("{error:#}"),
        "remove the language, or give the missing texts in [texts]",
    )
}
