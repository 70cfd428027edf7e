//! `collector-server check`: everything that is wrong with the configuration and the sites, at once.

mod page;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use consent_core::lint::Severity;
use serde::Serialize;

use crate::{
    config::{Config, Environment, Finding, Findings},
    publish::{
        assets::Assets,
        compile, lint,
        load::{self, LoadedSite},
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
    /// The site file that is published now: must `version` be raised?
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Print a JSON list of findings instead of lines
    #[arg(long)]
    json: bool,
    /// A page to look at: which snippet it has, what it lacks, and who is fetched from
    #[arg(long, value_name = "URL", conflicts_with_all = ["files", "against", "json"])]
    url: Option<String>,
    /// With --url: the site that the page belongs to, when the configuration has several
    #[arg(long, value_name = "ID", requires = "url")]
    site: Option<String>,
}

impl Check {
    /// Prints warnings and `ok`, or fails with one line per finding.
    ///
    /// # Errors
    /// The findings that keep a site from being published.
    pub fn run(self) -> anyhow::Result<()> {
        if let Some(url) = &self.url {
            return page::check(&self.config, self.site.as_deref(), url);
        }
        let (names, found) = match self.look() {
            Ok(looked) => looked,
            Err(error) => (Vec::new(), error.downcast::<Findings>()?),
        };
        if self.json {
            println!("{}", serde_json::to_string_pretty(&Listed::all(&found))?);
        }
        let (refused, warnings) = found.divide();
        if !refused.is_empty() {
            let all = if self.json {
                anyhow!("refused: see `severity` in the list")
            } else {
                print(&warnings);
                anyhow!(refused)
            };
            return Err(all);
        }
        if !self.json {
            print(&warnings);
            println!("ok: {}", names.join(", "));
        }
        Ok(())
    }

    /// The sites that were looked at, and what was found.
    fn look(&self) -> anyhow::Result<(Vec<String>, Findings)> {
        let (config, loaded) = if self.files.is_empty() {
            let config = Config::load(&self.config, &Environment::of_process())?;
            let sites = load::sites(&config.sites, &self.config)?;
            (config, sites)
        } else {
            (Config::default(), each(&self.files)?)
        };
        let mut found = Findings::default();
        let assets = Assets::find(config.assets_dir.as_deref()).ok();
        match &assets {
            Some(assets) => found.extend(texts(&loaded, assets)),
            None => eprintln!("note: texts are not checked, because the script is not built"),
        }
        for loaded in &loaded {
            found.extend(lint::findings(loaded, assets.as_ref()));
        }
        if let Some(old) = &self.against {
            let old = load::site(old)?.site;
            let same = loaded.iter().find(|loaded| loaded.site.id() == old.id());
            let new = same.with_context(|| {
                format!(
                    "no site `{}` among the checked ones to compare with --against",
                    old.id()
                )
            })?;
            found.extend(lint::against(&old, new));
        }
        let names = loaded.iter().map(|loaded| loaded.site.id().to_string());
        Ok((names.collect(), found))
    }
}

fn print(findings: &Findings) {
    for finding in findings.iter() {
        println!("{finding}");
    }
}

/// A finding for programs.
#[derive(Serialize)]
struct Listed<'a> {
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    demand: Option<Demand>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    field: &'a str,
    problem: &'a str,
    remedy: &'a str,
}

/// What a rule demands, for people.
#[derive(Serialize)]
struct Demand {
    en: &'static str,
    sv: &'static str,
}

impl<'a> Listed<'a> {
    fn all(findings: &'a Findings) -> Vec<Self> {
        let list = |finding: &'a Finding| Self {
            severity: if finding.is_warning() {
                Severity::Warning.as_str()
            } else {
                Severity::Refused.as_str()
            },
            rule: finding.rule.map(|rule| rule.id),
            demand: finding.rule.map(|rule| Demand {
                en: rule.demand,
                sv: rule.demand_sv,
            }),
            source: finding.rule.map(|rule| rule.source),
            file: finding.file.display().to_string(),
            line: finding.line,
            field: &finding.field,
            problem: &finding.problem,
            remedy: &finding.remedy,
        };
        findings.iter().map(list).collect()
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
fn texts(sites: &[LoadedSite], assets: &Assets) -> Findings {
    let mut findings = Findings::default();
    for loaded in sites {
        for (at, lang) in loaded.site.declared().languages.iter().enumerate() {
            if let Err(error) = compile::view_text(&loaded.site, assets, lang) {
                findings.push(language(&loaded.file, at, &error));
            }
        }
    }
    findings
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
