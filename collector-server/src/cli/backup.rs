//! `collector-server backup` and `restore`: copies of the database beside a serving collector, for thirty days at most,
//! with the data keys in a file of their own.

use std::{
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use consent_core::receipt::UtcMillis;

use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    privacy::retention::limits::BACKUP_DAYS,
    startup,
    storage::{rights::ErasedAgain, sqlite::backup},
};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Options of `backup`.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
    /// Folder for the copies of the database; older ones in it are deleted
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// File for the data keys, somewhere else; replaced each time
    #[arg(long, value_name = "FILE")]
    data_keys: PathBuf,
    /// Days after which a copy is deleted; at most 30, which is what people are told
    #[arg(long, value_name = "DAYS", default_value_t = BACKUP_DAYS)]
    keep_days: u32,
}

impl Backup {
    /// Makes a copy, then deletes those that are too old.
    ///
    /// # Errors
    /// Says what could not be done; a copy that could not be finished is not left behind.
    pub fn run(self) -> anyhow::Result<()> {
        ensure!(
            self.keep_days <= BACKUP_DAYS,
            "--keep-days may be {BACKUP_DAYS} at most: letters about erasure tell people that copies are gone by then"
        );
        let config = Config::load(&self.config, &Environment::of_process())?;
        make_folder(&self.to)?;
        let keys_folder = match self.data_keys.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        make_folder(&keys_folder)?;
        ensure!(
            !real(&keys_folder)?.starts_with(real(&self.to)?),
            "--data-keys must lie outside `{}`: who has both can read what was erased, until the copy is deleted",
            self.to.display()
        );
        let now_ms = SystemClock.now().as_millis();
        let rows = self.to.join(file_name(now_ms));
        let database = startup::database(&config);
        let copied = backup::copy(&database, &rows, &self.data_keys)?;
        println!(
            "{}: {} subjects, {} receipts; their data keys: {}",
            rows.display(),
            copied.subjects,
            copied.receipts,
            self.data_keys.display()
        );
        let deleted = prune(&self.to, now_ms - i64::from(self.keep_days) * DAY_MS)?;
        if deleted > 0 {
            println!(
                "deleted {deleted} copies older than {} days",
                self.keep_days
            );
        }
        Ok(())
    }
}

/// Options of `restore`.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The configuration; its data folder must hold the keys as they were last, and no database
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
    /// The copy of the database
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The newest file of data keys
    #[arg(long, value_name = "FILE")]
    data_keys: PathBuf,
}

impl Restore {
    /// Brings a copy back, erases again what was erased since, and says what that was.
    ///
    /// # Errors
    /// Says what could not be done.
    pub fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config, &Environment::of_process())?;
        let database = startup::database(&config);
        ensure!(
            config.data_dir.join("keys").is_dir(),
            "`{}` is missing: put the key folder back as it was last, else new keys would be made that open nothing",
            config.data_dir.join("keys").display()
        );
        backup::restore(&self.from, &self.data_keys, &database)?;
        // Opening replays the erasure journal, with a tombstone in the log.
        let again = startup::open_store(&config)
            .context("opening the restored database")?
            .erased_again;
        let unknown = backup::drop_keyless(&database)?;
        println!(
            "{}: restored\n{}",
            database.display(),
            told(&again, unknown)
        );
        Ok(())
    }
}

/// What was erased again, without anything of whom: `unknown` had no data key and were not in the journal.
fn told(again: &ErasedAgain, unknown: u64) -> String {
    let people = again.subjects + unknown;
    let mut lines = match (people, again.receipts) {
        (0, 0) => vec!["nothing that is in the copy was erased after it was made".to_owned()],
        (people, receipts) => vec![format!(
            "erased again, as it was erased after the copy was made: {people} people, {receipts} receipts by the journal"
        )],
    };
    if let Some(leaf) = again.leaf_index {
        lines.push(format!("its tombstone is leaf {leaf} of the log"));
    }
    if unknown > 0 {
        lines.push(format!(
            "{unknown} of them had no data key and were not in the erasure journal: restore `keys/erasures.journal` as \
             it was last, and do this again"
        ));
    }
    if again.held > 0 {
        lines.push(format!(
            "{} erasures wait, for the copy has a legal hold: they are tried again at each start",
            again.held
        ));
    }
    lines.join("\n")
}

/// `collector-2026-11-23T18.00.00.000Z.sqlite3`: names sort by time.
fn file_name(at_ms: i64) -> String {
    let time = UtcMillis::new(at_ms).to_string().replace(':', ".");
    format!("collector-{time}.sqlite3")
}

/// Deletes the copies from before `cutoff_ms`. Files of other names are left alone.
fn prune(folder: &Path, cutoff_ms: i64) -> anyhow::Result<u64> {
    let oldest = file_name(cutoff_ms);
    let mut deleted = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let entry = entry.with_context(|| format!("listing {}", folder.display()))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let is_copy = name.len() == oldest.len()
            && name.starts_with("collector-")
            && name.ends_with("Z.sqlite3");
        if is_copy && *name < *oldest {
            let path = entry.path();
            fs::remove_file(&path).with_context(|| format!("deleting {}", path.display()))?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

fn make_folder(folder: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}

fn real(folder: &Path) -> anyhow::Result<PathBuf> {
    fs::canonicalize(folder).with_context(|| format!("cannot find {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::rights::{EN, SV};

    #[test]
    fn people_are_told_the_days_after_which_copies_are_deleted() {
        for (words, unit) in [(&SV, "dagar"), (&EN, "days")] {
            let told = format!(" {BACKUP_DAYS} {unit}");
            assert!(
                words.stays_backups.contains(&told),
                "{}",
                words.stays_backups
            );
        }
    }

    #[test]
    fn copies_past_the_limit_go_and_other_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let now_ms = 1_795_456_800_000;
        let name = |days: i64| file_name(now_ms - days * DAY_MS);
        for name in [
            name(0),
            name(30),
            name(31),
            name(400),
            "notes.txt".to_owned(),
        ] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        assert_eq!(prune(folder.path(), now_ms - 30 * DAY_MS).unwrap(), 2);
        for (name, is_there) in [
            (name(0), true),
            (name(30), true),
            (name(31), false),
            (name(400), false),
        ] {
            assert_eq!(folder.path().join(&name).exists(), is_there, "{name}");
        }
        assert!(folder.path().join("notes.txt").exists());
    }
}
