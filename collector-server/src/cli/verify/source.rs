//! Where a log is read from: a folder, or an address that serves it (C2SP `tlog-tiles`).

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, anyhow};

/// No tile, checkpoint or list of keys is larger, in bytes.
const ANSWER_MAX: u64 = 1 << 20;
/// The list of keys in a folder.
const KEYS_FILE: &str = "consent-log.json";

/// A log that can be read.
pub(super) struct Source {
    place: Place,
    /// Where everything that is read is kept too.
    copy: Option<PathBuf>,
}

enum Place {
    Folder(PathBuf),
    Address {
        log: String,
        keys: String,
        agent: ureq::Agent,
    },
}

impl Source {
    /// `http://…` and `https://…` are addresses of a collector or of its log, everything else is a folder.
    pub(super) fn new(text: &str, copy: Option<PathBuf>) -> Self {
        if !text.starts_with("http://") && !text.starts_with("https://") {
            return Self {
                place: Place::Folder(text.into()),
                copy,
            };
        }
        let base = text.trim_end_matches('/');
        let base = base.strip_suffix("/log").unwrap_or(base);
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(60)))
            .user_agent(concat!("collector-server/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            place: Place::Address {
                log: format!("{base}/log"),
                keys: format!("{base}/.well-known/{KEYS_FILE}"),
                agent: agent.into(),
            },
            copy,
        }
    }

    /// A file of the log by its name below the log's address.
    pub(super) fn read(&self, name: &str) -> anyhow::Result<Vec<u8>> {
        let bytes = match &self.place {
            Place::Folder(folder) => read_file(&folder.join(name))?,
            Place::Address { log, agent, .. } => fetch(agent, &format!("{log}/{name}"))?,
        };
        self.keep(name, &bytes)?;
        Ok(bytes)
    }

    /// The published keys as the log itself tells them.
    pub(super) fn keys(&self) -> anyhow::Result<String> {
        let bytes = match &self.place {
            Place::Folder(folder) => read_file(&folder.join(KEYS_FILE))?,
            Place::Address { keys, agent, .. } => fetch(agent, keys)?,
        };
        self.keep(KEYS_FILE, &bytes)?;
        String::from_utf8(bytes).context("the list of keys is no text")
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let Some(folder) = &self.copy else {
            return Ok(());
        };
        let file = folder.join(name);
        let written = file
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&file, bytes));
        written.with_context(|| format!("cannot write {}", file.display()))
    }
}

fn read_file(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn fetch(agent: &ureq::Agent, address: &str) -> anyhow::Result<Vec<u8>> {
    let answer = agent.get(address).call();
    let mut answer = answer.map_err(|error| anyhow!("{address} does not answer: {error}"))?;
    let body = answer.body_mut().with_config().limit(ANSWER_MAX);
    body.read_to_vec()
        .with_context(|| format!("the answer of {address} ended early or is too long"))
}
