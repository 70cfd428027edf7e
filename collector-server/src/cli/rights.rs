//! `collector-server rights`: cases about people's own data, from the machine that has the database.

mod papers;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use clap::Subcommand;
use consent_core::receipt::{ErasureGround, ReceiptCode, RecordId, UtcMillis};

use super::export::read_line;
use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    privacy::rights::{due, ladder},
    startup::{self, OpenStore},
    storage::{
        AuditEntry,
        rights::{CaseKind, EraseOrder, ErasureReport, Finder, IdentityProof, NewCase, Subject},
    },
};

/// Who acts, in tombstones and in the audit log.
const OPERATOR: &str = "command line";

/// Options of `rights`.
#[derive(Debug, clap::Args)]
pub struct Rights {
    /// The configuration
    #[arg(
        long,
        value_name = "FILE",
        default_value = "collector.toml",
        global = true
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List cases, those that are due first first
    Cases,
    /// Open a case about whoever is found
    Open(Open),
    /// Say what erasing would take, what is held and why
    Preview {
        /// The case's number, as R-2026-0017
        number: String,
    },
    /// Write everything that is kept of the people of a case into a ZIP file (GDPR Art. 15)
    Extract(papers::Extract),
    /// Write a letter of a case, to print
    Letter(papers::Letter),
    /// Erase what a case asks for and no hold keeps
    Erase {
        /// The case's number, as R-2026-0017
        number: String,
        /// On what ground: no_longer_necessary, consent_withdrawn, objection, unlawful_processing, legal_obligation or
        /// child_consent
        #[arg(long)]
        ground: String,
        /// Keep no keyed digest of the user id
        #[arg(long)]
        no_suppression: bool,
        /// That it is meant: it cannot be undone
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, clap::Args)]
struct Open {
    /// access, rectification, erasure, restriction or objection
    #[arg(long)]
    kind: String,
    /// What the person showed: contact or eid, where a site has vouched for a user id; device_key with --consent-key-file
    #[arg(long)]
    identity: String,
    /// File with the user id on one line; `-` is stdin. No argument, because those can be read by every user of the machine
    #[arg(long, value_name = "FILE")]
    user_id_file: Option<PathBuf>,
    /// File with the browser's key on one line; `-` is stdin
    #[arg(long, value_name = "FILE")]
    consent_key_file: Option<PathBuf>,
    /// The code on a receipt
    #[arg(long)]
    code: Option<String>,
    /// A record
    #[arg(long)]
    record: Option<String>,
    /// Only on this site
    #[arg(long)]
    site: Option<String>,
}

impl Rights {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be done.
    pub fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config, &Environment::of_process())?;
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(async {
                let store = startup::open_store(&config)?;
                match self.command {
                    Command::Cases => cases(&store).await,
                    Command::Open(open) => open.run(&store).await,
                    Command::Preview { number } => preview(&store, &number).await,
                    Command::Extract(extract) => extract.run(config, &self.config, store).await,
                    Command::Letter(letter) => letter.run(config, &self.config, store).await,
                    Command::Erase {
                        number,
                        ground,
                        no_suppression,
                        yes,
                    } => {
                        if !yes {
                            bail!("an erasure cannot be undone; see `rights preview {number}` and add --yes");
                        }
                        erase(&store, &number, &ground, !no_suppression).await
                    }
                }
            })
    }
}

async fn cases(store: &OpenStore) -> anyhow::Result<()> {
    let cases = store.rights.cases(1000).await?;
    note(store, "rights-list", &[], None, cases.len()).await?;
    for case in cases {
        let ends = match case.closed {
            Some((at, outcome)) => format!("{outcome} {}", UtcMillis::new(at)),
            None => format!("due {}", UtcMillis::new(case.due_at_ms)),
        };
        println!("{}\t{}\t{ends}", case.number, case.kind);
    }
    Ok(())
}

impl Open {
    async fn run(self, store: &OpenStore) -> anyhow::Result<()> {
        let kind = CaseKind::parse(&self.kind)
            .ok_or_else(|| anyhow!("there is no kind `{}`; see --help", self.kind))?;
        let proof = IdentityProof::parse(&self.identity)
            .ok_or_else(|| anyhow!("there is no identity `{}`; see --help", self.identity))?;
        let finder = self.finder()?;
        let found = store
            .rights
            .find_subjects(&finder, self.site.as_deref())
            .await?;
        note(store, "rights-find", &[finder.name()], None, found.len()).await?;
        if found.is_empty() {
            bail!("nobody was found");
        }
        ladder::check(proof, &finder, &found, None)?;
        let now = SystemClock.now().as_millis();
        let case = NewCase {
            kind,
            identity: proof,
            subjects: found.iter().map(|subject| subject.subject_id).collect(),
            opened_by: OPERATOR.to_owned(),
            opened_at_ms: now,
            due_at_ms: due::due_at(now),
        };
        let case = store.rights.open_case(case).await?;
        note(
            store,
            "rights-open",
            &[finder.name()],
            Some(&case.number),
            found.len(),
        )
        .await?;
        println!("{}", case.number);
        Ok(())
    }

    fn finder(&self) -> anyhow::Result<Finder> {
        let line = |path: &Path| read_line(path);
        let given = [
            self.user_id_file
                .as_deref()
                .map(|path| Ok(Finder::UserId(line(path)?))),
            self.consent_key_file.as_deref().map(|path| {
                consent_core::cookie::ConsentKey::parse(&line(path)?)
                    .map(Finder::ConsentKey)
                    .context("the key must be 22 characters of base64url")
            }),
            self.code.as_deref().map(|code| {
                ReceiptCode::parse(code)
                    .map(Finder::Code)
                    .map_err(|_| anyhow!("--code must be twelve characters as in 7K3M-Q9TX-2HWD"))
            }),
            self.record.as_deref().map(|record| {
                RecordId::parse(record)
                    .map(Finder::Record)
                    .map_err(|_| anyhow!("--record must be a UUID in lower case"))
            }),
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(finder), None) => finder,
            _ => bail!("give exactly one of --user-id-file, --consent-key-file, --code, --record"),
        }
    }
}

async fn subjects(store: &OpenStore, number: &str) -> anyhow::Result<Vec<Subject>> {
    store
        .rights
        .case(number)
        .await?
        .with_context(|| format!("there is no case {number}"))?;
    Ok(store.rights.case_subjects(number).await?)
}

async fn preview(store: &OpenStore, number: &str) -> anyhow::Result<()> {
    let subjects = subjects(store, number).await?;
    note(store, "rights-read", &[], Some(number), subjects.len()).await?;
    let report = ErasureReport::of(&subjects, SystemClock.now().as_millis());
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

async fn erase(
    store: &OpenStore,
    number: &str,
    ground: &str,
    suppress: bool,
) -> anyhow::Result<()> {
    let ground = ErasureGround::parse(ground)
        .map_err(|_| anyhow!("there is no ground `{ground}`; see --help"))?;
    subjects(store, number).await?;
    note(store, "rights-erase", &[], Some(number), 0).await?;
    let order = EraseOrder {
        case: number.to_owned(),
        ground,
        operator: OPERATOR.to_owned(),
        at_ms: SystemClock.now().as_millis(),
        suppress,
    };
    let erasure = store.rights.erase(order).await?;
    let count = usize::try_from(erasure.report.receipts).unwrap_or(usize::MAX);
    note(store, "rights-erased", &[], Some(number), count).await?;
    println!("{}", serde_json::to_string_pretty(&erasure.report)?);
    Ok(())
}

async fn note(
    store: &OpenStore,
    action: &str,
    filters: &[&str],
    case: Option<&str>,
    count: usize,
) -> anyhow::Result<()> {
    let entry = AuditEntry {
        at_ms: SystemClock.now().as_millis(),
        actor: OPERATOR.to_owned(),
        role: "operator".to_owned(),
        action: action.to_owned(),
        filters: filters.iter().map(|name| (*name).to_owned()).collect(),
        site: None,
        reason: case.map(str::to_owned),
        record_id: None,
        count: u64::try_from(count).unwrap_or(u64::MAX),
    };
    store
        .staff
        .add_audit(entry)
        .await
        .context("writing the audit log")
}
