//! `verify receipt FILE`.

use std::path::PathBuf;

use consent_core::{
    receipt::{ChannelDecision, Decision, Field, VerifiedReceipt},
    verify::{Lang, Verdict, verify_receipt, with_proof},
};

use super::{Common, print_checks, read_text, say};

/// Options of `verify receipt`.
#[derive(Debug, clap::Args)]
pub struct VerifyReceipt {
    /// The file; `-` is stdin
    file: PathBuf,
    /// A proof file (C2SP tlog-proof) that was kept apart from the receipt
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: Common,
}

impl VerifyReceipt {
    pub(super) fn run(&self) -> anyhow::Result<Verdict> {
        let mut text = read_text(&self.file)?;
        if let Some(proof) = &self.proof {
            text = with_proof(&text, &read_text(proof)?);
        }
        let keys = self.common.keys()?;
        let lang = self.common.lang();
        let report = verify_receipt(&text, keys.as_ref());
        let verdict = report.verdict();
        if self.json {
            println!("{:#}", report.to_json(lang));
            return Ok(verdict);
        }
        println!("{}", verdict.sentence(lang));
        print_checks(&report.checks, lang, "  ");
        if let Some(receipt) = &report.receipt {
            print_receipt(receipt, lang);
        }
        Ok(verdict)
    }
}

fn print_receipt(receipt: &VerifiedReceipt, lang: Lang) {
    let claims = &receipt.claims;
    let line = |sv, en, value: &dyn std::fmt::Display| {
        println!("  {:<12} {value}", say(lang, sv, en));
    };
    println!();
    line("kvitto", "receipt", &claims.code);
    line("webbplats", "site", &claims.site);
    line("tid (UTC)", "time (UTC)", &claims.event_time);
    line("händelse", "event", &claims.state);
    if let (Some(regime), Some(jurisdiction)) = (claims.regime, &claims.jurisdiction) {
        line("lag", "law", &format!("{regime}, {jurisdiction}"));
    }
    if let Some(clause) = &claims.clause {
        line("text", "clause", &clause.id);
    }
    for channel in &claims.channels {
        let decision = match channel.decision {
            ChannelDecision::Granted => say(lang, "ja", "yes"),
            ChannelDecision::Denied => say(lang, "nej", "no"),
            ChannelDecision::Pending => {
                say(lang, "väntar på bekräftelse", "waits for confirmation")
            }
            ChannelDecision::NotAsked => say(lang, "frågades inte", "not asked"),
        };
        println!("    {}: {decision}", channel.id);
    }
    for purpose in &claims.purposes {
        let decided = |decision| match decision {
            Decision::Granted => say(lang, "ja", "yes"),
            Decision::Denied => say(lang, "nej", "no"),
            Decision::NotAsked => say(lang, "frågades inte", "not asked"),
        };
        let decision = decided(purpose.decision);
        let vendors = claims.vendors.iter();
        let vendors: Vec<_> = vendors
            .filter(|vendor| vendor.purpose == purpose.id)
            .map(|vendor| match (purpose.decision, vendor.decision) {
                (Decision::Granted, Decision::Denied) => {
                    format!("{}: {}", vendor.name, decided(Decision::Denied))
                }
                _ => vendor.name.clone(),
            })
            .collect();
        match vendors.is_empty() {
            true => println!("    {}: {decision}", purpose.id),
            false => println!("    {}: {decision} ({})", purpose.id, vendors.join(", ")),
        }
    }
    for field in Field::ALL {
        if let Some(value) = receipt.disclosed.text(*field) {
            println!("    {field}: {value}");
        }
    }
}
