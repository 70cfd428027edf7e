//! The commands. Each subcommand is declared in the file that does it.
//!
//! clap, because eight commands of four authors with their options then have one grammar, help
//! texts and error messages, at a price of half a megabyte in a server binary.

pub mod backup;
pub mod check;
pub mod evidence;
pub mod export;
pub mod import;
pub mod keys;
pub mod migrate;
pub mod retention;
pub mod rewrite;
pub mod rights;
pub mod serve;
pub mod snippet;
pub mod user;
pub mod verify;
pub mod webhooks;

use std::{path::Path, process::ExitCode};

use anyhow::bail;
use clap::{Parser, Subcommand};

use crate::{
    config::{Config, Environment},
    publish::load::{self, LoadedSite},
};

#[derive(Debug, Parser)]
#[command(name = "collector-server", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the script, record choices, answer staff
    Serve(serve::Serve),
    /// Check the configuration and the site files; list everything to mend
    Check(check::Check),
    /// Print the line for a site's <head>
    Snippet(snippet::Snippet),
    /// Hold a site's pages before a browser sees them, as a filter or as a reverse proxy
    Rewrite(rewrite::Rewrite),
    /// Copy the database beside a serving collector, its data keys apart; delete copies that are too old
    Backup(backup::Backup),
    /// Bring a copy of the database back, without who was erased since
    Restore(backup::Restore),
    /// Rewrite pages with the tags of another consent product, and draft a site file
    MigrateTags(migrate::MigrateTags),
    /// Add, list and disable staff users; make tokens
    User(user::User),
    /// Write receipts to a file
    Export(export::Export),
    /// Take over the receipts of another collector from its export with proofs
    Import(import::Import),
    /// Pack receipts with proofs, texts and the verifier for an authority, as one ZIP file
    Evidence(evidence::Evidence),
    /// List the collector's own keys, or rotate one kind of them, also beside a serving collector
    Keys(keys::Keys),
    /// List webhook messages that failed, or try them again
    Webhooks(webhooks::Webhooks),
    /// Check a receipt, an export or a whole log; needs no collector and no database
    Verify(verify::Verify),
    /// Take what its time limit has passed for, or say what that would be
    Retention(retention::Retention),
    /// Answer what people ask about their own data: cases, preview, erasure
    Rights(rights::Rights),
}

/// The configuration and the one of its sites that a command is about.
fn one_site(config_file: &Path, id: &str) -> anyhow::Result<(Config, LoadedSite)> {
    let config = Config::load(config_file, &Environment::of_process())?;
    let sites = load::sites(&config.sites, config_file)?;
    let known: Vec<String> = sites
        .iter()
        .map(|loaded| loaded.site.id().to_string())
        .collect();
    match sites
        .into_iter()
        .find(|loaded| loaded.site.id().as_str() == id)
    {
        Some(loaded) => Ok((config, loaded)),
        None => bail!(
            "there is no site `{id}`; the configuration has {}",
            known.join(", ")
        ),
    }
}

/// Runs the command of this process; a failure is one line (or one line per finding) on stderr and
/// exit code 1. `verify` has exit codes of its own besides.
pub fn run() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Snippet(command) => command.run(),
        Command::Rewrite(command) => command.run(),
        Command::MigrateTags(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Evidence(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Keys(command) => command.run(),
        Command::Webhooks(command) => command.run(),
        Command::Retention(command) => command.run(),
        Command::Rights(command) => command.run(),
        Command::Verify(command) => match command.run() {
            Ok(verdict) => return verify::exit_code(verdict),
            Err(error) => Err(error),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
