//! What the person of a case is handed: the extract and the letters. They say who is responsible and what is published, so
//! the sites are loaded as for serving; nothing of it is written.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};

use super::OPERATOR;
use crate::{
    cli::export::{create, part_of},
    config::Config,
    http::{
        Problem,
        staff::{rights::act, who::Who},
    },
    privacy::rights::letter::LetterKind,
    staff::Role,
    startup::{self, OpenStore},
    state::SharedState,
};

/// Options of `rights extract`.
#[derive(Debug, clap::Args)]
pub(super) struct Extract {
    /// The case's number, as R-2026-0017
    number: String,
    /// The ZIP file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Options of `rights letter`.
#[derive(Debug, clap::Args)]
pub(super) struct Letter {
    /// The case's number, as R-2026-0017
    number: String,
    /// erasure, extension, hold or refusal; the letter about a hold notes that the person was told
    #[arg(long)]
    kind: String,
    /// sv or en
    #[arg(long, default_value = "sv", value_parser = ["sv", "en"])]
    lang: String,
    /// The HTML file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Extract {
    pub(super) async fn run(
        self,
        config: Config,
        file: &Path,
        store: OpenStore,
    ) -> anyhow::Result<()> {
        let paper = Paper::create(self.out)?;
        let state = state(config, file, store).await?;
        let zip = act::extract_beside(&state, &operator(), &self.number).await;
        let zip = zip.map_err(|problem| said(&problem, &self.number))?;
        paper.finish(&zip)
    }
}

impl Letter {
    pub(super) async fn run(
        self,
        config: Config,
        file: &Path,
        store: OpenStore,
    ) -> anyhow::Result<()> {
        let kind = LetterKind::parse(&self.kind).ok_or_else(|| {
            let kinds = LetterKind::ALL.map(LetterKind::as_str).join(", ");
            anyhow!("there is no letter `{}`; the kinds are {kinds}", self.kind)
        })?;
        let paper = Paper::create(self.out)?;
        let state = state(config, file, store).await?;
        let html = act::letter(&state, &operator(), &self.number, kind, &self.lang).await;
        let html = html.map_err(|problem| said(&problem, &self.number))?;
        paper.finish(html.as_bytes())
    }
}

async fn state(config: Config, file: &Path, store: OpenStore) -> anyhow::Result<SharedState> {
    let published = startup::publish(&config, file)?;
    startup::state_beside(config, published, store).await
}

/// Who has the machine may do what the data protection officer may; the audit log says that it was the command.
fn operator() -> Who {
    Who {
        name: OPERATOR.to_owned(),
        role: Role::Dpo,
        session: None,
    }
}

fn said(problem: &Problem, number: &str) -> anyhow::Error {
    if problem.slug == "not-found" {
        return anyhow!("there is no case {number}, or it has nothing of that kind to tell");
    }
    anyhow!("{}", problem.detail)
}

/// The file while it is being written, readable by its owner alone: it holds personal data. All of it or nothing comes to be.
struct Paper {
    out: PathBuf,
    part: PathBuf,
    file: File,
}

impl Paper {
    /// Before anything is noted about it: a letter that cannot be written has told nobody.
    fn create(out: PathBuf) -> anyhow::Result<Self> {
        let part = part_of(&out);
        let file = create(&part).with_context(|| format!("cannot write {}", part.display()))?;
        Ok(Self { out, part, file })
    }

    fn finish(mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file
            .write_all(bytes)
            .and_then(|()| self.file.sync_all())
            .and_then(|()| std::fs::rename(&self.part, &self.out))
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        eprintln!("wrote {}", self.out.display());
        Ok(())
    }
}

impl Drop for Paper {
    fn drop(&mut self) {
        // Gone already where it was finished; else the error that led here is the one to tell.
        let _ = std::fs::remove_file(&self.part);
    }
}
