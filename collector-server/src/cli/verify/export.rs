//! `verify export FILE`.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use consent_core::{
    receipt::Digest,
    verify::{
        Check, ExportLine, ExportSummary, ExportVerifier, Lang, Outcome, PublishedKeys, Verdict,
    },
};

use super::{Common, Progress, print_checks, print_verdict, say};

/// Lines that are told of before the rest is only counted.
const TOLD_MAX: usize = 20;
/// More than any line of an export takes, in bytes.
const LINE_MAX: usize = 4 << 20;

/// Options of `verify export`.
#[derive(Debug, clap::Args)]
pub struct VerifyExport {
    /// The file; `-` is stdin
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl VerifyExport {
    pub(super) fn run(&self) -> anyhow::Result<Verdict> {
        let lang = self.common.lang();
        let checked = check(&self.file, self.common.keys()?, lang)?;
        print_summary(&checked.summary, lang);
        print_verdict(checked.summary.verdict(), lang);
        Ok(checked.summary.verdict())
    }
}

/// An export after it was checked.
pub(super) struct Checked {
    pub summary: ExportSummary,
    /// Index and commitment of every receipt's leaf, and the line it stands in.
    pub shown: Vec<(u64, Digest)>,
    pub lines: Vec<usize>,
    /// Index and commitment of every tombstone's leaf, and how many receipts it says are gone.
    pub tombstones: Vec<(u64, Digest, u64)>,
    /// Index and commitment of every receipt that is said to be under a legal hold.
    pub held: Vec<(u64, Digest)>,
}

/// Checks every line and tells of those that do not hold.
pub(super) fn check(
    file: &Path,
    keys: Option<PublishedKeys>,
    lang: Lang,
) -> anyhow::Result<Checked> {
    let mut input: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let opened = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        Box::new(BufReader::new(opened))
    };
    let mut verifier = ExportVerifier::new(keys);
    let mut checked = Checked {
        summary: ExportSummary::default(),
        shown: Vec::new(),
        lines: Vec::new(),
        tombstones: Vec::new(),
        held: Vec::new(),
    };
    let mut progress = Progress::new();
    let (mut number, mut told) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = io::Read::take(&mut input, LINE_MAX as u64).read_until(b'\n', &mut line);
        if read.with_context(|| format!("cannot read {}", file.display()))? == 0 {
            break;
        }
        number += 1;
        ensure!(
            line.len() < LINE_MAX,
            "line {number} is too long to be part of an export"
        );
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let outcome = verifier.line(text);
        if let ExportLine::Receipt {
            report, leaf_index, ..
        } = &outcome
            && let (Some(index), Some(commitment)) = (leaf_index, report.commitment)
        {
            checked.shown.push((*index, commitment));
            checked.lines.push(number);
        }
        if let ExportLine::Tombstone {
            report,
            leaf_index,
            count,
        } = &outcome
            && let (Some(index), Some(commitment)) = (leaf_index, report.commitment)
        {
            checked.tombstones.push((*index, commitment, *count));
        }
        if let ExportLine::Held {
            leaf_index,
            commitment,
        } = &outcome
        {
            checked.held.push((*leaf_index, *commitment));
        }
        told += usize::from(told < TOLD_MAX && tell(number, &outcome, lang));
        progress.tell(verifier.summary().receipts, None);
    }
    checked.summary = verifier.summary();
    Ok(checked)
}

/// Tells of a line that does not hold; whether it did.
fn tell(number: usize, line: &ExportLine, lang: Lang) -> bool {
    let row = say(lang, "rad", "line");
    match line {
        ExportLine::Head
        | ExportLine::Held { .. }
        | ExportLine::End { is_whole: true }
        | ExportLine::Text { is_named: true } => {
            return false;
        }
        ExportLine::End { is_whole: false } => println!(
            "✗ {row} {number}: {}",
            say(
                lang,
                "exporten har fler eller färre kvitton än dess sista rad säger.",
                "the export has more or fewer receipts than its last line says."
            )
        ),
        ExportLine::Text { is_named: false } => println!(
            "✗ {row} {number}: {}",
            say(
                lang,
                "inget kvitto före raden hänvisar till texten: den har ändrats eller hör inte hit.",
                "no receipt before the line refers to the text: it was changed or does not belong here."
            )
        ),
        ExportLine::Tombstone { report, .. } => {
            let is_wrong = |check: &&Check| check.outcome == Outcome::Fails;
            if report.first_failure().is_none() {
                return false;
            }
            println!("✗ {row} {number} ({}):", say(lang, "radering", "erasure"));
            print_checks(report.checks.iter().filter(is_wrong), lang, "    ");
        }
        ExportLine::Unknown => println!(
            "✗ {row} {number}: {}",
            say(lang, "raden är inget kvitto.", "the line is not a receipt.")
        ),
        ExportLine::Receipt {
            report,
            is_repeated,
            ..
        } => {
            let is_wrong = |check: &&Check| check.outcome == Outcome::Fails;
            let wrong: Vec<&Check> = report.checks.iter().filter(is_wrong).collect();
            if wrong.is_empty() && !is_repeated {
                return false;
            }
            let claims = report.receipt.as_ref().map(|receipt| &receipt.claims);
            let name = claims.map_or_else(String::new, |claims| {
                format!(" ({} {})", say(lang, "kvitto", "receipt"), claims.code)
            });
            println!("✗ {row} {number}{name}:");
            print_checks(wrong, lang, "    ");
            if *is_repeated {
                println!(
                    "    ✗ {}",
                    say(
                        lang,
                        "Samma kvitto står på en tidigare rad.",
                        "The same receipt stands in an earlier line."
                    )
                );
            }
        }
    }
    true
}

pub(super) fn print_summary(summary: &ExportSummary, lang: Lang) {
    let ExportSummary {
        receipts,
        holding,
        incomplete,
        failing,
        is_whole,
        erased,
        held,
        texts_missing,
    } = summary;
    let several = *receipts != 1;
    match lang {
        Lang::Sv => println!(
            "{receipts} {}: {holding} stämmer, {incomplete} utan fel men inte helt kontrollerade. Rader som inte stämmer: {failing}.",
            if several { "kvitton" } else { "kvitto" }
        ),
        Lang::En => println!(
            "{receipts} {}: {holding} hold, {incomplete} without fault but not fully checked. Lines that do not hold: {failing}.",
            if several { "receipts" } else { "receipt" }
        ),
    }
    if *erased > 0 {
        match lang {
            Lang::Sv => println!("  Raderade kvitton, enligt raderingarna i exporten: {erased}."),
            Lang::En => {
                println!(
                    "  Receipts that are gone, according to the erasures in the export: {erased}."
                )
            }
        }
    }
    if *held > 0 {
        match lang {
            Lang::Sv => println!(
                "  Kvitton som inte visas, eftersom de enligt den som driver tjänsten är spärrade: {held}."
            ),
            Lang::En => println!(
                "  Receipts that are not shown, because the collector says that a legal hold restricts them: {held}."
            ),
        }
    }
    if *texts_missing > 0 {
        match lang {
            Lang::Sv => println!(
                "? Texter eller konfigurationer som kvitton hänvisar till och som saknas: {texts_missing}."
            ),
            Lang::En => println!(
                "? Notices or configurations that receipts refer to and that are missing: {texts_missing}."
            ),
        }
    }
    match is_whole {
        Some(true) => println!(
            "✓ {}",
            say(
                lang,
                "Exporten är inte avkortad: dess sista rad säger samma antal kvitton.",
                "The export was not cut short: its last line tells the same number of receipts."
            )
        ),
        Some(false) => println!(
            "✗ {}",
            say(
                lang,
                "Exporten är avkortad: dess sista rad saknas eller säger ett annat antal.",
                "The export was cut short: its last line is missing or tells another number."
            )
        ),
        None => println!(
            "? {}",
            say(
                lang,
                "Exporten är gjord utan bevis: ingen kan se om den är avkortad.",
                "The export was made without proofs: nobody can tell whether it was cut short."
            )
        ),
    }
}
