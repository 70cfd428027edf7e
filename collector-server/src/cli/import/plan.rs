//! An export as it is before anything of it is taken over: every line checked, and known where each receipt stands.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufRead as _, BufReader},
    path::Path,
};

use anyhow::{Context as _, bail, ensure};
use consent_core::{
    log::{Checkpoint, ProofFile},
    receipt::{Digest, SdJwt},
    verify::{ExportLine, ExportVerifier, Lang, Outcome, PublishedKeys, Report, Verdict},
};
use serde_json::Value;

use super::receipts::{Place, Receipts};
use crate::storage::{Notice, import::Import};

/// More than any line of an export takes, in bytes.
pub(super) const LINE_MAX: u64 = 4 << 20;
/// What helps against most of what can be wrong.
const AGAIN: &str = "export again on the old collector with `collector-server export --proofs`; nothing was imported";

/// What an export comes to.
pub(super) struct Plan {
    file: BufReader<File>,
    keys: PublishedKeys,
    places: Vec<Place>,
    sites: BTreeSet<String>,
    /// What receipts refer to, and how it is kept: site and language of a notice, site of a configuration.
    notice_of: BTreeMap<Digest, (String, String)>,
    config_of: BTreeMap<Digest, String>,
    notices: Vec<Notice>,
    configs: Vec<(String, String)>,
    builds: BTreeSet<Digest>,
    signers: BTreeSet<String>,
    /// Size and text of the newest checkpoint.
    checkpoint: Option<(u64, String)>,
    /// Receipts that a legal hold keeps out.
    pub(super) held: u64,
}

impl Plan {
    /// Reads and checks all of it.
    ///
    /// # Errors
    /// The first line that is not right, why, and what to do.
    pub(super) fn read(path: &Path, keys: PublishedKeys) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(
            file.metadata().is_ok_and(|about| about.is_file()),
            "{} is no file; it is read twice, so save the export in one first",
            path.display()
        );
        let mut plan = Self {
            file: BufReader::new(file),
            keys: keys.clone(),
            places: Vec::new(),
            sites: BTreeSet::new(),
            notice_of: BTreeMap::new(),
            config_of: BTreeMap::new(),
            notices: Vec::new(),
            configs: Vec::new(),
            builds: BTreeSet::new(),
            signers: BTreeSet::new(),
            checkpoint: None,
            held: 0,
        };
        let mut verifier = ExportVerifier::new(Some(keys));
        let (mut offset, mut number, mut is_ended) = (0, 0, false);
        loop {
            let line = next_line(&mut plan.file, number)
                .with_context(|| format!("reading {}", path.display()))?;
            if line.is_empty() {
                break;
            }
            number += 1;
            let at = offset;
            offset += line.len() as u64;
            let text = line.trim();
            if text.is_empty() {
                continue;
            }
            ensure!(
                !is_ended,
                "line {number}: something follows the line that ends the export; {AGAIN}"
            );
            let Ok(members) = serde_json::from_str(text) else {
                bail!(
                    "line {number} is no whole JSON: the file was cut off or changed there; {AGAIN}"
                );
            };
            ensure!(
                number > 1 || is_head(&members),
                "line 1: this is no export with proofs; {AGAIN}"
            );
            is_ended = plan.line(number, verifier.line(text), &members, (at, &line))?;
        }
        ensure!(
            is_ended,
            "line {number} is the last, and the line that ends an export (`{{\"end\":…}}`) is missing: the file was cut \
             off; copy it again, or {AGAIN}"
        );
        let summary = verifier.summary();
        ensure!(
            summary.texts_missing == 0,
            "{} notices or configurations that receipts refer to are not in the export; {AGAIN}",
            summary.texts_missing
        );
        ensure!(
            summary.verdict() == Verdict::Holds,
            "the export does not hold; `collector-server verify export` says why. Nothing was imported"
        );
        ensure!(
            !plan.places.is_empty(),
            "there is no receipt in the export; {AGAIN}"
        );
        // Each receipt comes after the one that it follows.
        plan.places.sort_unstable_by_key(|place| place.leaf);
        Ok(plan)
    }

    /// Takes a checked line in; whether it was the last.
    fn line(
        &mut self,
        number: u64,
        outcome: ExportLine,
        members: &Value,
        (offset, line): (u64, &str),
    ) -> anyhow::Result<bool> {
        match outcome {
            ExportLine::Head | ExportLine::Tombstone { .. } => {}
            ExportLine::Held { .. } => self.held += 1,
            ExportLine::End { is_whole: true } => return Ok(true),
            ExportLine::End { is_whole: false } => {
                bail!(
                    "line {number}: the export has more or fewer receipts than it says here; {AGAIN}"
                )
            }
            ExportLine::Unknown => bail!("line {number} is nothing that an export has; {AGAIN}"),
            ExportLine::Text { is_named: false } => bail!(
                "line {number}: no receipt before it refers to this text, so it was changed; {AGAIN}"
            ),
            ExportLine::Text { is_named: true } => self.text(members),
            ExportLine::Receipt {
                is_repeated: true, ..
            } => bail!("line {number}: the same receipt stands in an earlier line; {AGAIN}"),
            ExportLine::Receipt {
                report, leaf_index, ..
            } => {
                self.receipt(number, &report, members)?;
                self.places.push(Place {
                    leaf: leaf_index.unwrap_or_default(),
                    offset,
                    line: Digest::of(line.as_bytes()),
                });
            }
        }
        Ok(false)
    }

    fn receipt(&mut self, number: u64, report: &Report, members: &Value) -> anyhow::Result<()> {
        let code = members["code"].as_str().unwrap_or_default();
        let name = format!("line {number} (receipt {code})");
        if members.get("receipt").is_none_or(Value::is_null) || members["proof"].is_null() {
            let what = if members["proof"].is_null() {
                "the receipt has no proof, since its entry is in no checkpoint yet; start the old collector for a second, and"
            } else {
                "the signed receipt itself is missing;"
            };
            bail!("{name}: {what} {AGAIN}");
        }
        if report.verdict() != Verdict::Holds {
            let at_fault = report.first_failure().or_else(|| {
                let mut checks = report.checks.iter();
                checks.find(|check| check.outcome == Outcome::Open)
            });
            let why = at_fault.map_or_else(String::new, |check| check.sentence(Lang::En));
            bail!(
                "{name} does not hold: {why} Are --keys those of the old collector? If they are, {AGAIN}"
            );
        }
        let Some(opened) = &report.receipt else {
            bail!("{name} does not hold; {AGAIN}");
        };
        ensure!(
            opened.disclosed.subject_ref.is_some(),
            "{name}: this copy does not say whose it is, because it was made for a role that may not see it; {AGAIN}"
        );
        let claims = &opened.claims;
        self.sites.insert(claims.site.clone());
        self.builds.insert(claims.build_hash);
        self.notice_of
            .entry(claims.notice_hash)
            .or_insert_with(|| (claims.site.clone(), claims.notice_lang.clone()));
        self.config_of
            .entry(claims.config_hash)
            .or_insert_with(|| claims.site.clone());
        let text = members["receipt"].as_str().unwrap_or_default();
        if let Ok(kid) = SdJwt::parse(text).and_then(|receipt| receipt.kid()) {
            self.signers.insert(kid);
        }
        let proof = members["proof"].as_str().unwrap_or_default();
        if let Ok(proof) = ProofFile::parse(proof)
            && let Some(checkpoint) = Checkpoint::parse(&proof.checkpoint)
            && checkpoint.size > self.log_size()
        {
            self.checkpoint = Some((checkpoint.size, proof.checkpoint));
        }
        Ok(())
    }

    fn text(&mut self, members: &Value) {
        if let Some(text) = members["notice"].as_str()
            && let Some((site, lang)) = self.notice_of.get(&Digest::of(text.as_bytes()))
        {
            self.notices.push(Notice {
                site: site.clone(),
                lang: lang.clone(),
                text: text.to_owned(),
            });
        }
        if let Some(text) = members["config"].as_str()
            && let Some(site) = self.config_of.get(&Digest::of(text.as_bytes()))
        {
            self.configs.push((site.clone(), text.to_owned()));
        }
    }

    /// How many receipts.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// Of which sites.
    pub(super) fn sites(&self) -> Vec<&str> {
        self.sites.iter().map(String::as_str).collect()
    }

    /// How many entries the old log has under the newest checkpoint.
    pub(super) fn log_size(&self) -> u64 {
        self.checkpoint.as_ref().map_or(0, |(size, _)| *size)
    }

    /// What is to be taken over.
    ///
    /// # Errors
    /// When a key that signed is not among those that were published.
    pub(super) fn into_import(self, at_ms: i64) -> anyhow::Result<Import> {
        let key = |kid: &String| Some(self.keys.receipt_key(kid)?.to_bytes());
        let receipt_keys: Option<_> = self.signers.iter().map(key).collect();
        Ok(Import {
            at_ms,
            checkpoint: self
                .checkpoint
                .map(|(_, note)| note)
                .context("no receipt of the export has a proof")?,
            receipt_keys: receipt_keys.context("a receipt's key is not in --keys")?,
            notices: self.notices,
            configs: self.configs,
            builds: self.builds.into_iter().collect(),
            receipts: Box::new(Receipts {
                file: self.file,
                places: self.places,
            }),
        })
    }
}

fn is_head(members: &Value) -> bool {
    members["format"] == consent_core::verify::EXPORT_FORMAT
}

/// The next line with its end; empty after the last.
fn next_line(file: &mut BufReader<File>, read: u64) -> anyhow::Result<String> {
    let mut line = Vec::new();
    io::Read::take(file, LINE_MAX).read_until(b'\n', &mut line)?;
    ensure!(
        (line.len() as u64) < LINE_MAX,
        "line {} is too long to be part of an export",
        read + 1
    );
    String::from_utf8(line).ok().with_context(|| {
        format!(
            "line {} is no UTF-8: the file was changed there; {AGAIN}",
            read + 1
        )
    })
}
