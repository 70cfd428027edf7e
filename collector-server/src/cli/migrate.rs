//! `collector-server migrate-tags`: from another consent product to this one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

use crate::{
    migrate::{Note, Page, Site, Source, configurations, draft, import, look},
    publish::snippet::{Form, snippet},
};

/// The largest file that is read, in bytes.
const FILE_MAX: u64 = 16 * 1024 * 1024;

/// Options of `migrate-tags`.
#[derive(Debug, clap::Args)]
pub struct MigrateTags {
    /// Pages, or folders of pages
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change the files; without it, what would change is shown
    #[arg(long)]
    write: bool,
    /// The configuration of the product that goes (JavaScript or JSON)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Write a draft of a site file there; it must not exist
    #[arg(long, value_name = "FILE")]
    site_file: Option<PathBuf>,
    /// The site whose snippet takes their loader's place
    #[arg(long, value_name = "ID", conflicts_with = "snippet")]
    site: Option<String>,
    /// With --site: the collector's configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    collector: PathBuf,
    /// Or a file with the snippet, as `collector-server snippet` prints it
    #[arg(long, value_name = "FILE")]
    snippet: Option<PathBuf>,
    /// Which files of a folder are pages
    #[arg(
        long,
        value_name = "ENDINGS",
        value_delimiter = ',',
        default_value = "html,htm,xhtml,shtml"
    )]
    endings: Vec<String>,
}

/// A page and what becomes of it.
struct Looked {
    file: PathBuf,
    source: Source,
    page: Page,
}

impl MigrateTags {
    /// Shows what would change, or changes it.
    ///
    /// # Errors
    /// When a file cannot be read or written, or a loader has nothing to take its place. Then nothing is written.
    pub fn run(self) -> anyhow::Result<()> {
        let mut sources = Vec::new();
        let mut notes = Vec::new();
        for file in self.pages()? {
            match Source::read(&read(&file)?) {
                Some(source) => sources.push((file, source)),
                None => notes.push(Note {
                    file: file.display().to_string(),
                    line: 1,
                    problem: "the page is UTF-16".to_owned(),
                    remedy: "save it as UTF-8".to_owned(),
                }),
            }
        }
        let imported = self.configuration(&sources)?;
        let lines = self.lines()?;
        let site = Site {
            snippet: lines.as_deref(),
            imported: imported.as_ref(),
        };
        let looked: Vec<Looked> = sources
            .into_iter()
            .map(|(file, source)| {
                let page = look(&source.text, &file.display().to_string(), &site);
                Looked { file, source, page }
            })
            .collect();
        let tags: Vec<_> = looked
            .iter()
            .flat_map(|looked| looked.page.tags.clone())
            .collect();
        notes.extend(imported.iter().flat_map(|imported| imported.notes.clone()));
        notes.extend(looked.iter().flat_map(|looked| looked.page.notes.clone()));
        if self.write {
            if looked.iter().any(|looked| looked.page.waits_for_snippet) {
                print_notes(&notes);
                bail!(
                    "a loader has nothing to take its place: give --site ID or --snippet FILE; nothing was written"
                );
            }
            self.draft(imported.as_ref(), &tags)?;
            for looked in looked.iter().filter(|looked| !looked.page.edits.is_empty()) {
                let text = looked.page.edits.apply(&looked.source.text);
                replace(&looked.file, &looked.source.bytes(&text))?;
                println!("{}: {}", looked.file.display(), count(&looked.page));
            }
        } else {
            for looked in looked.iter().filter(|looked| !looked.page.edits.is_empty()) {
                print!(
                    "{}",
                    looked
                        .page
                        .edits
                        .diff(&looked.source.text, &looked.file.display().to_string())
                );
            }
            self.draft(imported.as_ref(), &tags)?;
        }
        print_notes(&notes);
        let changed = looked
            .iter()
            .filter(|looked| !looked.page.edits.is_empty())
            .count();
        let snippets = looked
            .iter()
            .filter(|looked| looked.page.has_snippet)
            .count();
        println!(
            "{changed} of {} pages: {} tags, {} loaders, {snippets} snippets; {} things to do by hand{}",
            looked.len(),
            tags.len(),
            looked
                .iter()
                .map(|looked| looked.page.removed.len())
                .sum::<usize>(),
            notes.len(),
            if self.write {
                ""
            } else {
                "; nothing was changed, --write does it"
            },
        );
        Ok(())
    }

    /// Every page, once, in the order of names.
    fn pages(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut pages = Vec::new();
        for file in &self.files {
            if file.is_dir() {
                folder(file, &self.endings, &mut pages)?;
            } else {
                pages.push(file.clone());
            }
        }
        pages.sort();
        pages.dedup();
        Ok(pages)
    }

    /// The configuration that was given, else the first that stands in a page.
    fn configuration(
        &self,
        pages: &[(PathBuf, Source)],
    ) -> anyhow::Result<Option<import::Imported>> {
        if let Some(file) = &self.config {
            let text = String::from_utf8_lossy(&read(file)?).into_owned();
            let imported = import::read(&text, &file.display().to_string()).with_context(|| {
                format!(
                    "{}: no configuration of CookieConsent, Klaro, Orejime, c15t or OneTrust was found in it; \
                     Cookiebot, CookieYes, Usercentrics, Complianz and Cookie Information keep theirs on a server: \
                     leave --config out",
                    file.display()
                )
            })?;
            return Ok(Some(imported));
        }
        Ok(pages.iter().find_map(|(file, source)| {
            let mut scripts = configurations(&source.text);
            scripts.find_map(|(at, script)| {
                let mut imported = import::read(script, &file.display().to_string())?;
                // Lines are counted in the page.
                let before = crate::migrate::edit::line_of(&source.text, at) - 1;
                for note in &mut imported.notes {
                    note.line += before;
                }
                Some(imported)
            })
        }))
    }

    /// The snippet's lines.
    fn lines(&self) -> anyhow::Result<Option<String>> {
        if let Some(file) = &self.snippet {
            let text = fs::read_to_string(file)
                .with_context(|| format!("--snippet {}", file.display()))?;
            if !text.contains("/consent.js") {
                bail!(
                    "--snippet {}: that is no snippet; `collector-server snippet` prints one",
                    file.display()
                );
            }
            return Ok(Some(text));
        }
        let Some(id) = &self.site else {
            return Ok(None);
        };
        let (config, loaded) = super::one_site(&self.collector, id)?;
        Ok(Some(
            snippet(&loaded.site, &config.public_url, Form::Default).context("the opener")?,
        ))
    }

    fn draft(
        &self,
        imported: Option<&import::Imported>,
        tags: &[(&'static str, String, Option<String>)],
    ) -> anyhow::Result<()> {
        let Some(file) = &self.site_file else {
            return Ok(());
        };
        let name = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let id = self.site.as_deref().unwrap_or(name).to_ascii_lowercase();
        let text = draft::site_file(&id, imported, tags);
        let mut options = fs::OpenOptions::new();
        let mut out = options
            .write(true)
            .create_new(true)
            .open(file)
            .with_context(|| {
                format!(
                    "--site-file {}: it is there already, or the folder is not",
                    file.display()
                )
            })?;
        std::io::Write::write_all(&mut out, text.as_bytes())
            .with_context(|| format!("--site-file {}", file.display()))?;
        println!(
            "{}: a draft; `collector-server check {0}` names what to fill in",
            file.display()
        );
        Ok(())
    }
}

fn print_notes(notes: &[Note]) {
    if !notes.is_empty() {
        println!("\nDoes not map:");
    }
    for note in notes {
        println!("{note}");
    }
}

fn count(page: &Page) -> String {
    format!(
        "{} tags, {} loaders{}",
        page.tags.len(),
        page.removed.len(),
        if page.has_snippet {
            ", the snippet"
        } else {
            ""
        }
    )
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let about = || file.display().to_string();
    let length = fs::metadata(file).with_context(about)?.len();
    if length > FILE_MAX {
        bail!("{}: larger than 16 MiB; leave it out", file.display());
    }
    fs::read(file).with_context(about)
}

/// Writes beside and renames, so that a page is never half written.
fn replace(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let about = || format!("writing {}", file.display());
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".migrating");
    let beside = file.with_file_name(name);
    fs::write(&beside, bytes).with_context(about)?;
    fs::set_permissions(
        &beside,
        fs::metadata(file).with_context(about)?.permissions(),
    )
    .with_context(about)?;
    fs::rename(&beside, file).with_context(about)
}

/// The pages below a folder. Hidden folders and those of packages are left out, and links are not followed.
fn folder(folder: &Path, endings: &[String], pages: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let about = || folder.display().to_string();
    for entry in fs::read_dir(folder).with_context(about)? {
        let entry = entry.with_context(about)?;
        let path = entry.path();
        let kind = entry.file_type().with_context(about)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_dir() {
            if !name.starts_with('.') && name != "node_modules" {
                self::folder(&path, endings, pages)?;
            }
        } else if kind.is_file()
            && endings.iter().any(|ending| {
                let ending = ending.trim_start_matches('.');
                name.rsplit_once('.')
                    .is_some_and(|(_, own)| own.eq_ignore_ascii_case(ending))
            })
        {
            pages.push(path);
        }
    }
    Ok(())
}
