//! `collector-server keys`: which keys there are, and rotation of one kind, beside a serving collector too.
//!
//! Rotation goes in an order that a crash may cut anywhere: the new key is drafted, the log tells of it, it comes in
//! force, and then what stands under older keys is brought over, in small steps. `--resume` goes on from wherever it was.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use consent_core::receipt::UtcMillis;

use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    keys::{self, KeyId, Purpose, file},
    startup::{self, OpenStore},
    storage::{
        AuditEntry,
        keys::{KeyedRows, RowPlace, RowsByKey},
    },
};

/// How long others have for seeing a new key before rows come under it. Whoever writes looks inside its transaction, so
/// this is for searches that are under way.
const SETTLE: Duration = Duration::from_secs(1);
/// Between two steps, so that a serving collector gets at the database.
const BREATH: Duration = Duration::from_millis(3);
/// Between two lines of progress.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Options of `keys`.
#[derive(Debug, clap::Args)]
pub struct Keys {
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
    /// List every key: kind, number, since when, and what stands under it
    List,
    /// Make the next key of a kind, log it, put it in force, and bring over what stands under older ones
    Rotate {
        /// wrap, index, receipt or log
        kind: String,
        /// Go on with a rotation that was cut off, instead of making another key
        #[arg(long)]
        resume: bool,
    },
}

impl Keys {
    /// Does it. Progress goes to stderr, the result to stdout.
    ///
    /// # Errors
    /// Says what could not be done; what was done until then stands.
    pub fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config, &Environment::of_process())?;
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(async {
                match self.command {
                    Command::List => list(&config).await,
                    Command::Rotate { kind, resume } => match Purpose::parse(&kind) {
                        Some(purpose) => rotate(&config, purpose, resume).await,
                        None => bail!(
                            "there is no kind `{kind}` of keys; use wrap, index, receipt or log"
                        ),
                    },
                }
            })
    }
}

async fn list(config: &Config) -> anyhow::Result<()> {
    let store = startup::open_store(config)?;
    let folder = config.data_dir.join("keys");
    let keys = keys::Keys::open(&folder)?;
    println!(
        "{:<8} {:>6}  {:<24}  what stands under it",
        "kind", "number", "made"
    );
    for purpose in Purpose::ALL {
        let numbers = file::numbers(&folder, purpose)?;
        let newest = numbers.last().copied();
        let rows = rows_under(&store, purpose).await?;
        for number in numbers {
            let made = file::made_at(&folder, purpose, number)?;
            let made = made
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default();
            let made = UtcMillis::new(made.as_millis() as i64);
            let mut under: Vec<String> = rows
                .iter()
                .filter_map(|(rows, by_key)| Some((rows, by_key.get(&number)?)))
                .map(|(rows, count)| format!("{count} {}", rows.as_str()))
                .collect();
            if purpose == Purpose::Receipt
                && let Some(key) = keys.receipt.get(number)
            {
                under.push(format!("kid {}", key.public().kid()));
            }
            if Some(number) == newest {
                under.push("in force".to_owned());
            }
            println!(
                "{:<8} {number:>6}  {made:<24}  {}",
                purpose.as_str(),
                under.join(", "),
                made = made.to_string(),
            );
        }
    }
    for purpose in Purpose::ALL {
        if left(&store, &folder, purpose).await? > 0 {
            println!(
                "`keys rotate {} --resume` has still something to do",
                purpose.as_str()
            );
        }
    }
    Ok(())
}

async fn rotate(config: &Config, purpose: Purpose, resume: bool) -> anyhow::Result<()> {
    let store = startup::open_store(config)?;
    let folder = config.data_dir.join("keys");
    let _alone = lock(&folder)?;
    let kind = purpose.as_str();
    let left = left(&store, &folder, purpose).await?;
    if !resume {
        if left > 0 {
            bail!(
                "the last rotation of `{kind}` is not finished, {left} rows are under older keys: run `keys rotate {kind} --resume` first"
            );
        }
        let number = put_in_force(config, &store, &folder, purpose).await?;
        eprintln!("{kind}.{number}.key is in force and in the log");
    } else if file::has_draft(&folder, purpose)? {
        let number = put_in_force(config, &store, &folder, purpose).await?;
        eprintln!("{kind}.{number}.key, drafted earlier, is in force and in the log");
    } else if left == 0 {
        println!("nothing is left to do for `{kind}`");
        return Ok(());
    }
    let mut moved = 0;
    let mut unreadable = 0;
    for rows in rows_of(purpose) {
        let (done, failed) = bring_over(&store, &folder, purpose, *rows).await?;
        moved += done;
        unreadable += failed;
    }
    let entry = AuditEntry {
        at_ms: SystemClock.now().as_millis(),
        actor: "command line".to_owned(),
        role: "operator".to_owned(),
        action: "keys-rotate".to_owned(),
        filters: vec![kind.to_owned()],
        site: None,
        reason: None,
        record_id: None,
        count: moved,
    };
    store
        .staff
        .add_audit(entry)
        .await
        .context("writing the audit log")?;
    if unreadable > 0 {
        bail!(
            "{unreadable} rows do not open under the `{kind}` key that they name and were left as they are: they were changed from outside, or that key is not the right one"
        );
    }
    println!("{}", what_now(purpose));
    Ok(())
}

/// Drafts the next key, has the log tell of it, and puts it in force. Called again after a crash it goes on.
async fn put_in_force(
    config: &Config,
    store: &OpenStore,
    folder: &Path,
    purpose: Purpose,
) -> anyhow::Result<KeyId> {
    let (number, secret) = file::draft(folder, purpose)?;
    let name = purpose
        .public_name(&secret, &config.public_url)
        .context("`public_url` cannot name the log")?;
    store
        .log
        .log_keys(
            vec![(purpose.key_use(), name)],
            SystemClock.now().as_millis(),
        )
        .await
        .context("writing the key's leaf")?;
    file::put_in_force(folder, purpose, number)?;
    tokio::time::sleep(SETTLE).await;
    file::announce(folder)?;
    Ok(number)
}

/// Brings the rows of one kind under the newest key. Says how many, and how many could not be read.
async fn bring_over(
    store: &OpenStore,
    folder: &Path,
    purpose: Purpose,
    rows: KeyedRows,
) -> anyhow::Result<(u64, u64)> {
    let newest = file::numbers(folder, purpose)?.last().copied();
    let total = older(&store.keys.rows_by_key(rows).await?, newest);
    let (mut done, mut unreadable) = (0, 0);
    let mut place = RowPlace::default();
    let mut told = Instant::now();
    loop {
        let step = store.keys.rekey(rows, place).await.with_context(|| {
            format!(
                "{done} of {total} {} are done; go on with --resume",
                rows.as_str()
            )
        })?;
        done += step.done;
        unreadable += step.unreadable;
        if told.elapsed() >= TELL_EVERY || step.next.is_none() {
            eprintln!("{}: {done} of {total}", rows.as_str());
            told = Instant::now();
        }
        match step.next {
            Some(next) => place = next,
            None => return Ok((done, unreadable)),
        }
        tokio::time::sleep(BREATH).await;
    }
}

const fn rows_of(purpose: Purpose) -> &'static [KeyedRows] {
    match purpose {
        Purpose::Wrap => &KeyedRows::WRAPPED,
        Purpose::Index => &KeyedRows::INDEXED,
        Purpose::Receipt | Purpose::Log => &[],
    }
}

async fn rows_under(
    store: &OpenStore,
    purpose: Purpose,
) -> anyhow::Result<Vec<(KeyedRows, RowsByKey)>> {
    let mut counts = Vec::new();
    for rows in rows_of(purpose) {
        counts.push((*rows, store.keys.rows_by_key(*rows).await?));
    }
    Ok(counts)
}

/// How many rows are under older keys than the newest.
async fn left(store: &OpenStore, folder: &Path, purpose: Purpose) -> anyhow::Result<u64> {
    let newest = file::numbers(folder, purpose)?.last().copied();
    let rows = rows_under(store, purpose).await?;
    Ok(rows.iter().map(|(_, by_key)| older(by_key, newest)).sum())
}

fn older(by_key: &RowsByKey, newest: Option<KeyId>) -> u64 {
    let older = by_key.iter().filter(|(key, _)| Some(**key) != newest);
    older.map(|(_, count)| count).sum()
}

/// Two rotations at once would make two keys of one number.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(".rotation.lock");
    let mut open = OpenOptions::new();
    let file = open.create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("cannot write `{}`", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another rotation is under way; wait until it has ended")
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock `{}`", path.display()))
        }
    }
}

const fn what_now(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Wrap => {
            "Every data key is under the new key. Back up the key folder now. The older key is needed for backups of \
             the database from before only: when the last of them is gone, delete it."
        }
        Purpose::Index => {
            "Every index value is of the new epoch. Back up the key folder now, and keep the older keys: values are made \
             through all of them, and record ids lead to their subjects through the key that they were made with."
        }
        Purpose::Receipt => {
            "New receipts are signed with the new key. Back up the key folder now. The older public key stays \
             published, and what it signed verifies."
        }
        Purpose::Log => {
            "The old key signs a checkpoint that covers the new key's leaf; from then on both sign. Back up the key \
             folder now, and keep the older key: who knows only that one can follow the log by it."
        }
    }
}
