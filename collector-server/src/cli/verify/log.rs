//! `verify log URL-or-folder`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use consent_core::{
    log::Checkpoint,
    receipt::{Digest, LeafKind},
    verify::{Accounted, Lang, LogReport, LogVerifier, PublishedKeys, Verdict},
};

use super::{
    Common,
    export::{self, Checked},
    print_verdict, read_text, say,
    source::Source,
    tiles,
};

/// Options of `verify log`.
#[derive(Debug, clap::Args)]
pub struct VerifyLog {
    /// The collector's address, or a folder with a copy of its log
    #[arg(value_name = "URL-OR-FOLDER")]
    source: String,
    /// A checkpoint from earlier: the log has to begin with what it covers. Can be given more than once
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// An export of every site: each receipt has to be in the log, and each receipt of the log in the export or erased
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// A checkpoint of the log that came before: an entry has to say that this one continues it
    #[arg(long, value_name = "FILE")]
    predecessor: Option<PathBuf>,
    /// Keep a copy of the log in this folder; it can be verified again without the collector
    #[arg(long, value_name = "FOLDER")]
    save: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl VerifyLog {
    pub(super) fn run(&self) -> anyhow::Result<Verdict> {
        let lang = self.common.lang();
        let source = Source::new(&self.source, self.save.clone());
        let told = source.keys();
        let given = self.common.keys()?;
        let is_given = given.is_some();
        let keys = match given {
            Some(keys) => keys,
            None => PublishedKeys::parse(&told?).context("the keys that the log tells")?,
        };
        let note = source.read("checkpoint")?;
        let note = String::from_utf8_lossy(&note).into_owned();
        let Ok(newest) = keys.open_checkpoint(&note) else {
            let sv = "Kontrollpunkten är inte undertecknad av loggen: den har ändrats, eller nycklarna är en annan loggs.";
            let en = "The checkpoint is not signed by the log: it was changed, or the keys are of another log.";
            println!("✗ {}", say(lang, sv, en));
            print_verdict(Verdict::Fails, lang);
            return Ok(Verdict::Fails);
        };
        let milestones = self.milestones(&keys)?;
        let export = match &self.export {
            Some(file) => Some(export::check(file, Some(keys.clone()), lang)?),
            None => None,
        };
        let mut log = LogVerifier::new(milestones);
        let walked = tiles::walk(&source, newest.size, &mut log)?;
        if let Some(bad) = &walked.not_a_leaf {
            bad.print_leaf(lang);
            return Ok(Verdict::Fails);
        }
        let accounted = export.as_ref().map(|export| Accounted {
            receipts: &export.shown,
            held: &export.held,
            tombstones: &export.tombstones,
        });
        let report = log.finish(&newest, accounted);
        print_report(&report, &newest, lang);
        let mut verdict = report.verdict();
        // Of an entry and the hash beside it, the one that was changed is the one that the signed tree is not made of. A
        // changed entry changes every hash above it.
        let (of_entries, above): (Vec<_>, Vec<_>) = walked
            .differences
            .iter()
            .partition(|difference| difference.is_of_one_entry());
        for difference in &of_entries {
            if report.is_signed {
                difference.print_hash(lang);
            } else {
                difference.print_leaf(lang);
            }
        }
        if report.is_signed || of_entries.is_empty() {
            for difference in &above {
                difference.print_hash(lang);
            }
        }
        if !walked.differences.is_empty() {
            verdict = Verdict::Fails;
        }
        if let Some(file) = &self.predecessor {
            verdict = worse(verdict, check_predecessor(file, &report, lang)?);
        }
        if let Some(export) = &export {
            print_export(export, &report, lang);
            verdict = worse(verdict, export.summary.verdict());
        }
        if !is_given {
            println!(
                "? {}",
                say(
                    lang,
                    "Nycklarna är de som loggen själv uppger. Ge egna med --keys, som du fått från någon du litar på.",
                    "The keys are those that the log itself tells. Give your own with --keys, had from somebody you trust."
                )
            );
            verdict = worse(verdict, Verdict::Incomplete);
        }
        print_verdict(verdict, lang);
        Ok(verdict)
    }

    fn milestones(&self, keys: &PublishedKeys) -> anyhow::Result<Vec<Checkpoint>> {
        self.checkpoint
            .iter()
            .map(|file| {
                keys.open_checkpoint(&read_text(file)?)
                    .with_context(|| format!("the checkpoint in {}", file.display()))
            })
            .collect()
    }
}

/// Whether an entry commits to the checkpoint in `file`.
fn check_predecessor(file: &Path, report: &LogReport, lang: Lang) -> anyhow::Result<Verdict> {
    let note = read_text(file)?;
    let hash = Digest::of(note.as_bytes());
    let mut named = report.predecessors.iter();
    let found = named.find(|(_, commitment)| *commitment == hash);
    let Some((index, _)) = found else {
        let sv = "Ingen post säger att loggen fortsätter den med den kontrollpunkten.";
        let en = "No entry says that the log continues the one of that checkpoint.";
        println!("✗ {}", say(lang, sv, en));
        return Ok(Verdict::Fails);
    };
    let origin = note.lines().next().unwrap_or_default();
    match lang {
        Lang::Sv => {
            println!("✓ Post {index}: loggen fortsätter {origin} från den kontrollpunkten.")
        }
        Lang::En => {
            println!("✓ Entry {index}: it continues the log {origin} from that checkpoint.")
        }
    }
    Ok(Verdict::Holds)
}

fn print_report(report: &LogReport, newest: &Checkpoint, lang: Lang) {
    let (mark, words) = if report.is_signed {
        (
            "✓",
            say(
                lang,
                "poster, och trädet över dem är det som loggen har undertecknat.",
                "entries, and the tree over them is the one that the log has signed.",
            ),
        )
    } else {
        (
            "✗",
            say(
                lang,
                "poster, men trädet över dem är inte det som loggen har undertecknat.",
                "entries, but the tree over them is not the one that the log has signed.",
            ),
        )
    };
    println!("{mark} {} {words} ({})", report.size, newest.origin);
    for (kind, sv, en) in [
        (
            LeafKind::Receipt,
            ["kvitto", "kvitton"],
            ["receipt", "receipts"],
        ),
        (LeafKind::Notice, ["text", "texter"], ["notice", "notices"]),
        (
            LeafKind::Config,
            ["konfiguration", "konfigurationer"],
            ["configuration", "configurations"],
        ),
        (LeafKind::Build, ["skript", "skript"], ["script", "scripts"]),
        (
            LeafKind::KeyRotation,
            ["nyckel", "nycklar"],
            ["key", "keys"],
        ),
        (
            LeafKind::Tombstone,
            ["radering", "raderingar"],
            ["erasure", "erasures"],
        ),
        (
            LeafKind::Predecessor,
            ["övertagen logg", "övertagna loggar"],
            ["log taken over", "logs taken over"],
        ),
    ] {
        if let Some(count) = report.kinds.get(&kind) {
            let several = usize::from(*count != 1);
            println!("    {count} {}", say(lang, sv[several], en[several]));
        }
    }
    for milestone in &report.milestones {
        let size = milestone.checkpoint.size;
        match (milestone.holds, lang) {
            (Some(true), Lang::Sv) => {
                println!(
                    "✓ Loggen fortsätter den som den äldre kontrollpunkten över {size} poster täcker."
                );
            }
            (Some(true), Lang::En) => {
                println!(
                    "✓ The log continues the one that the older checkpoint of {size} entries covers."
                );
            }
            (Some(false), Lang::Sv) => {
                println!(
                    "✗ Loggens första {size} poster är inte de som den äldre kontrollpunkten täcker: historien har skrivits om."
                );
            }
            (Some(false), Lang::En) => {
                println!(
                    "✗ The first {size} entries are not those that the older checkpoint covers: history was rewritten."
                );
            }
            (None, Lang::Sv) => {
                println!(
                    "✗ Den äldre kontrollpunkten täcker {size} poster, fler än loggen har: loggen har kapats."
                );
            }
            (None, Lang::En) => {
                println!(
                    "✗ The older checkpoint covers {size} entries, more than the log has: the log was cut."
                );
            }
        }
    }
}

fn print_export(export: &Checked, report: &LogReport, lang: Lang) {
    export::print_summary(&export.summary, lang);
    for number in &report.misplaced {
        let line = export.lines.get(*number).copied().unwrap_or_default();
        match lang {
            Lang::Sv => println!(
                "✗ rad {line}: kvittots löv står inte på den plats i loggen som raden säger."
            ),
            Lang::En => println!(
                "✗ line {line}: the receipt's leaf is not at the place in the log that the line tells."
            ),
        }
    }
    let (n, k, m, h) = (report.receipts(), report.open, report.erased, report.held);
    let rest = report.unexplained.unwrap_or(0);
    let held = if h == 0 {
        String::new()
    } else {
        let words = say(lang, "spärrade", "under a legal hold");
        format!(" {h} {words},")
    };
    let mark = if rest == 0 { "✓" } else { "✗" };
    match lang {
        Lang::Sv => {
            println!(
                "{mark} {k} av {n} öppna,{held} {m} raderade med gravsten, {rest} oförklarade."
            )
        }
        Lang::En => {
            println!(
                "{mark} {k} of {n} open,{held} {m} erased with a tombstone, {rest} unexplained."
            )
        }
    }
}

/// The worse of two verdicts.
const fn worse(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (Verdict::Fails, _) | (_, Verdict::Fails) => Verdict::Fails,
        (Verdict::Incomplete, _) | (_, Verdict::Incomplete) => Verdict::Incomplete,
        (Verdict::Holds, Verdict::Holds) => Verdict::Holds,
    }
}
