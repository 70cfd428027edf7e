//! `collector-server export`: the same files as the staff API gives, from the machine that has the database.

use std::{
    fs::File,
    io::{self, BufWriter, Read as _, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail, ensure};

use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    evidence::Lines,
    staff::{Encoder, Filters, Format, Sight},
    startup::{self, OpenStore},
    storage::{self, AuditEntry},
};

/// Options of `export`.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
    /// csv, ndjson, jsonl (another name of ndjson), or dpv: JSON-LD with the fields of ISO/IEC TS 27560, a line each,
    /// without address and user id
    #[arg(long, default_value = "ndjson")]
    format: String,
    /// Where to write; `-` is stdout
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// Only receipts of this site
    #[arg(long)]
    site: Option<String>,
    /// Only receipts of the user whose id stands in this file; `-` is stdin. It is not an argument, because those
    /// can be read by every user of the machine
    #[arg(long, value_name = "FILE")]
    user_id_file: Option<PathBuf>,
    /// Only receipts from this address or network
    #[arg(long)]
    ip: Option<String>,
    /// Only the receipt with this code
    #[arg(long)]
    code: Option<String>,
    /// Only receipts from this time or day on (RFC 3339; UTC)
    #[arg(long)]
    from: Option<String>,
    /// Only receipts before this time, or up to the end of this day
    #[arg(long)]
    to: Option<String>,
    /// Only receipts with this decision, such as statistics:granted
    #[arg(long)]
    decision: Option<String>,
    /// Only receipts of this state, such as ConsentWithdrawn
    #[arg(long)]
    state: Option<String>,
    /// With each receipt the proof that it is in the log, and with them notices, configurations and erasures (NDJSON)
    #[arg(long)]
    proofs: bool,
    /// Begin a CSV file with a byte order mark
    #[arg(long)]
    bom: bool,
}

impl Export {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be done. A file that could not be written to its end is not left behind.
    pub fn run(self) -> anyhow::Result<()> {
        let is_dpv = self.format == "dpv";
        let format = if is_dpv {
            Format::Ndjson
        } else {
            Format::parse(&self.format).ok_or_else(|| {
                anyhow!(
                    "there is no format `{}`; use csv, ndjson, jsonl or dpv",
                    self.format
                )
            })?
        };
        ensure!(
            !self.proofs || (format == Format::Ndjson && !is_dpv),
            "--proofs is for --format ndjson"
        );
        let filters = self.filters()?;
        let config = Config::load(&self.config, &Environment::of_process())?;
        let encoder = Encoder {
            format,
            sight: Sight::Full,
            has_bom: self.bom,
        };
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(async {
                let store = startup::open_store(&config)?;
                let log = store.log(&config).await.context("reading the log")?;
                let lines = if is_dpv {
                    Lines::dpv(encoder, store.receipts.as_ref())
                } else if self.proofs {
                    Lines::proven(encoder, &log, store.receipts.as_ref(), &filters.search)
                } else {
                    Lines::plain(encoder)
                };
                let count = write(&store, &filters, lines, &self.out).await?;
                eprintln!("wrote {count} receipts");
                let site = filters.search.site.as_deref();
                let held = store.receipts.held(site, SystemClock.now()).await?;
                if self.proofs && !held.is_empty() {
                    eprintln!(
                        "{} receipts of {} are under a legal hold. A hold is no part of an export: where this file is \
                         imported, set it again",
                        held.len(),
                        site.unwrap_or("all sites")
                    );
                }
                Ok(())
            })
    }

    fn filters(&self) -> anyhow::Result<Filters> {
        let user_id = self.user_id_file.as_deref().map(read_line).transpose()?;
        let given = [
            ("site", &self.site),
            ("user_id", &user_id),
            ("ip", &self.ip),
            ("code", &self.code),
            ("from", &self.from),
            ("to", &self.to),
            ("decision", &self.decision),
            ("state", &self.state),
        ];
        let pairs = given
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        Filters::parse(pairs)
            .map_err(|error| anyhow!("--{error}", error = error.to_string().replace('`', "")))
    }
}

async fn write(
    store: &OpenStore,
    filters: &Filters,
    mut lines: Lines<'_>,
    out: &Path,
) -> anyhow::Result<u64> {
    note(store, filters, "export", 0).await?;
    let count = if out == Path::new("-") {
        let written = write_lines(store, filters, &mut lines, &mut io::stdout().lock()).await;
        written.context("cannot write to stdout")?
    } else {
        let part = part_of(out);
        let written = write_file(store, filters, &mut lines, &part).await;
        let renamed = written.and_then(|count| {
            std::fs::rename(&part, out)?;
            Ok(count)
        });
        if renamed.is_err() {
            // What is half written is no export; the error that led here is the one to tell.
            let _ = std::fs::remove_file(&part);
        }
        renamed.with_context(|| format!("cannot write {}", out.display()))?
    };
    note(store, filters, "export-done", count).await?;
    Ok(count)
}

async fn write_file(
    store: &OpenStore,
    filters: &Filters,
    lines: &mut Lines<'_>,
    part: &Path,
) -> anyhow::Result<u64> {
    let mut file = BufWriter::new(create(part)?);
    let count = write_lines(store, filters, lines, &mut file).await?;
    file.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(count)
}

async fn write_lines(
    store: &OpenStore,
    filters: &Filters,
    lines: &mut Lines<'_>,
    out: &mut dyn Write,
) -> anyhow::Result<u64> {
    let mut receipts = storage::export(store.receipts.clone(), filters.search.clone());
    let mut text = lines.head();
    out.write_all(text.as_bytes())?;
    while let Some(receipt) = receipts.recv().await {
        text.clear();
        lines.line(receipt?, &mut text).await?;
        out.write_all(text.as_bytes())?;
    }
    text.clear();
    lines.end(&mut text).await?;
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(lines.count())
}

/// The file while it is being written: beside its place, so that renaming it is one step.
pub(super) fn part_of(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// A new file that only its owner can read: it will hold personal data.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn read_line(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        io::stdin()
            .read_to_string(&mut text)
            .context("reading the line from stdin")?;
    } else {
        text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
    }
    let line = text.trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.contains('\n') {
        bail!(
            "{} must hold one line with what is searched for",
            path.display()
        );
    }
    Ok(line.to_owned())
}

async fn note(
    store: &OpenStore,
    filters: &Filters,
    action: &str,
    count: u64,
) -> anyhow::Result<()> {
    let entry = AuditEntry {
        at_ms: SystemClock.now().as_millis(),
        actor: "command line".to_owned(),
        role: "operator".to_owned(),
        action: action.to_owned(),
        filters: filters.names.clone(),
        site: filters.search.site.clone(),
        reason: None,
        record_id: None,
        count,
    };
    store
        .staff
        .add_audit(entry)
        .await
        .context("writing the audit log")
}
