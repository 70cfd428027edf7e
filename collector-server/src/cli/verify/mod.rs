//! `collector-server verify`: a receipt, an export or a whole log, checked as an auditor would.
//!
//! The checks are `consent_core::verify`'s; here are files, addresses, words and exit codes. Nothing here opens the
//! collector's database or keys: whoever audits has neither.

mod export;
mod log;
mod receipt;
mod source;
mod tiles;

use std::{
    fs,
    io::{self, IsTerminal as _, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use consent_core::verify::{Check, Lang, Outcome, PublishedKeys, Verdict};

/// Options of `verify`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all holds; 3 nothing is wrong, but something could not be checked; \
                        4 something does not hold; 1 the check could not be made; 2 wrong usage."
)]
pub struct Verify {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// One receipt: a proof bundle, a line of an export, a browser's copy, or the bare SD-JWT
    Receipt(receipt::VerifyReceipt),
    /// An export (NDJSON), line by line
    Export(export::VerifyExport),
    /// A whole log: the tree from its leaves, older checkpoints, and every receipt accounted for
    Log(log::VerifyLog),
}

/// What all three take.
#[derive(Debug, clap::Args)]
struct Common {
    /// The collector's published keys: the file at its /.well-known/consent-log.json, had from somebody you trust
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Language of the answer: sv or en
    #[arg(long, default_value = "en", value_parser = ["sv", "en"])]
    lang: String,
}

impl Common {
    fn keys(&self) -> anyhow::Result<Option<PublishedKeys>> {
        let Some(file) = &self.keys else {
            return Ok(None);
        };
        let keys = PublishedKeys::parse(&read_text(file)?)
            .with_context(|| format!("the keys in {}", file.display()))?;
        Ok(Some(keys))
    }

    fn lang(&self) -> Lang {
        Lang::of(&self.lang)
    }
}

impl Verify {
    /// Checks, and prints what was found.
    ///
    /// # Errors
    /// When the check cannot be made: a file is missing, an address does not answer, keys are damaged.
    pub fn run(self) -> anyhow::Result<Verdict> {
        match self.what {
            What::Receipt(command) => command.run(),
            What::Export(command) => command.run(),
            What::Log(command) => command.run(),
        }
    }
}

/// The last line of a long check: what came of it, in one sentence.
fn print_verdict(verdict: Verdict, lang: Lang) {
    let (sv, en) = match verdict {
        Verdict::Holds => ("Allt stämmer.", "All of it holds."),
        Verdict::Incomplete => (
            "Inget är fel, men allt kunde inte kontrolleras: se raderna med ?.",
            "Nothing is wrong, but not everything could be checked: see the lines with ?.",
        ),
        Verdict::Fails => (
            "Något stämmer inte: se raderna med ✗.",
            "Something does not hold: see the lines with ✗.",
        ),
    };
    println!("{}", say(lang, sv, en));
}

/// The exit code that tells scripts the verdict.
pub fn exit_code(verdict: Verdict) -> ExitCode {
    match verdict {
        Verdict::Holds => ExitCode::SUCCESS,
        Verdict::Incomplete => ExitCode::from(3),
        Verdict::Fails => ExitCode::from(4),
    }
}

/// The text of a file; `-` is stdin.
fn read_text(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin()
            .read_to_end(&mut bytes)
            .context("reading stdin")?;
    } else {
        bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    // A byte that is no text spoils what it stands in, and the check of that says so.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A line a check: ✓ holds, ✗ does not, ? is open.
fn print_checks<'c>(checks: impl IntoIterator<Item = &'c Check>, lang: Lang, indent: &str) {
    for check in checks {
        println!("{indent}{} {}", mark(check.outcome), check.sentence(lang));
    }
}

const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Holds => "✓",
        Outcome::Fails => "✗",
        Outcome::Open => "?",
    }
}

/// Says the Swedish or the English.
const fn say<'t>(lang: Lang, sv: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Sv => sv,
        Lang::En => en,
    }
}

/// Tells on stderr how far long work has come, every two seconds and only to a person.
struct Progress {
    last: Instant,
    is_shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self {
            last: Instant::now(),
            is_shown: io::stderr().is_terminal(),
        }
    }

    fn tell(&mut self, done: u64, of: Option<u64>) {
        if !self.is_shown || self.last.elapsed() < Duration::from_secs(2) {
            return;
        }
        self.last = Instant::now();
        match of {
            Some(all) => eprintln!("{done} / {all} ({} %)", done * 100 / all.max(1)),
            None => eprintln!("{done}"),
        }
    }
}
