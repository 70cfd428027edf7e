//! The extract (*registerutdrag*, GDPR Art. 15): everything that is kept of a person as files of one package.
//!
//! Where to start: [`files`]. `data` is the machine's form and `page` the reader's; receipts with their proofs, the
//! texts that were shown and the configurations that held come along, and a signed manifest of all hashes.

mod data;
mod page;
mod text;

use std::collections::BTreeMap;

use consent_core::{
    category::Category,
    receipt::{ChannelDecision, Claims, Decision, Digest, UtcMillis},
    site::SiteFile,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    archive::zip::File,
    staff::{Encoder, Format, Sight},
    storage::{
        StoredReceipt,
        rights::{Case, Dossier},
    },
};

/// What an extract is made of.
pub struct Parts<'a> {
    /// The case.
    pub case: &'a Case,
    /// Everything beside receipts.
    pub dossiers: &'a [Dossier],
    /// Receipts, opened, the newest first.
    pub receipts: &'a [StoredReceipt],
    /// Each receipt with what proves it, in the order of `receipts`.
    pub bundles: Vec<Value>,
    /// The texts that were shown.
    pub notices: &'a [ShownNotice],
    /// Configurations by hash, as they were published.
    pub configs: &'a [(Digest, String)],
    /// The sites as they are now.
    pub sites: &'a [&'a SiteFile],
    /// The collector's public keys.
    pub keys: &'a Value,
    /// The page that checks receipts without a network, where it was built.
    pub verifier: Option<String>,
    /// Today.
    pub now_ms: i64,
}

/// A text that was shown.
pub struct ShownNotice {
    /// SHA-256.
    pub hash: Digest,
    /// BCP 47.
    pub lang: String,
    /// The canonical text.
    pub text: String,
}

/// Who received data, by name (CJEU C-154/21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// The vendor, or the product where no vendor is declared.
    pub name: String,
    /// ISO 3166-1 alpha-2; empty when the site does not say.
    pub country: String,
    /// Its policy.
    pub policy_url: String,
    /// For which purpose.
    pub purpose: String,
    /// Who receives it from there.
    pub further: Vec<String>,
    /// Whether the country is declared and lies outside the EU and the EEA.
    pub is_outside_eea: bool,
}

/// Why it could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// A template failed.
    #[error("the page could not be written")]
    Page(#[from] askama::Error),
    /// JSON failed.
    #[error("a part could not be written as JSON")]
    Json(#[from] serde_json::Error),
}

/// The files, with the manifest and its signature last.
///
/// # Errors
/// When one cannot be written, which is a mistake of ours.
pub fn files(
    parts: &Parts<'_>,
    sign: impl FnOnce(&str) -> String,
) -> Result<Vec<File>, ExtractError> {
    let recipients = recipients(parts);
    let mut files: Vec<File> = Vec::new();
    for (name, tag) in [("registerutdrag.html", "sv"), ("extract.html", "en")] {
        let html = page::write(parts, &recipients, tag)?;
        files.push((name.to_owned(), html.into_bytes()));
    }
    let document = data::document(parts, &recipients);
    files.push((
        "data.json".to_owned(),
        serde_json::to_vec_pretty(&document)?,
    ));
    files.push(("consents.csv".to_owned(), csv(parts.receipts)));
    for (stored, bundle) in parts.receipts.iter().zip(&parts.bundles) {
        let path = format!("receipts/{}.json", stored.claims.receipt_id);
        files.push((path, serde_json::to_vec_pretty(bundle)?));
    }
    for notice in parts.notices {
        let path = format!("notices/{}.{}.txt", notice.hash, notice.lang);
        files.push((path, notice.text.clone().into_bytes()));
    }
    for (hash, config) in parts.configs {
        files.push((format!("configs/{hash}.json"), config.clone().into_bytes()));
    }
    files.push((
        "keys.json".to_owned(),
        serde_json::to_vec_pretty(parts.keys)?,
    ));
    if let Some(page) = &parts.verifier {
        files.push(("verify.html".to_owned(), page.clone().into_bytes()));
    }
    let manifest = manifest(&parts.case.number, parts.now_ms, &files)?;
    let signature = sign(&manifest);
    files.push(("manifest.json".to_owned(), manifest.into_bytes()));
    files.push(("manifest.jws".to_owned(), signature.into_bytes()));
    Ok(files)
}

/// The hashes of all files before it.
fn manifest(number: &str, now_ms: i64, files: &[File]) -> Result<String, serde_json::Error> {
    let hashes: BTreeMap<&str, Digest> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), Digest::of(bytes)))
        .collect();
    serde_json::to_string_pretty(&json!({
        "format": "samtycke-manifest/1",
        "case": number,
        "made_at": UtcMillis::new(now_ms),
        "sha256": hashes,
    }))
}

fn csv(receipts: &[StoredReceipt]) -> Vec<u8> {
    let encoder = Encoder {
        format: Format::Csv,
        sight: Sight::Full,
        has_bom: true,
    };
    let mut text = encoder.head();
    for stored in receipts {
        encoder.line(stored.clone(), None, &mut text);
    }
    text.into_bytes()
}

/// Who was given an address or a number by a clause that was ticked, also while its confirmation was waited for.
fn of_clause(claims: &Claims, site: &SiteFile) -> Vec<Recipient> {
    let has_ticked = claims.channels.iter().any(|channel| {
        matches!(
            channel.decision,
            ChannelDecision::Granted | ChannelDecision::Pending
        )
    });
    let clause = claims.clause.as_ref().filter(|_| has_ticked);
    let declared = clause.and_then(|claim| {
        let mut clauses = site.clauses.iter();
        clauses.find(|clause| clause.id == claim.id)
    });
    let named = declared.into_iter().flat_map(|clause| {
        clause.recipients.iter().map(|name| Recipient {
            name: name.clone(),
            country: String::new(),
            policy_url: String::new(),
            purpose: clause.purpose.clone(),
            further: Vec::new(),
            is_outside_eea: false,
        })
    });
    named.collect()
}

/// Whoever served a purpose that was granted at some time, or one that needs no consent, by the configuration that held
/// then.
fn recipients(parts: &Parts<'_>) -> Vec<Recipient> {
    let mut found: Vec<Recipient> = Vec::new();
    for stored in parts.receipts {
        let claims = &stored.claims;
        let config = parts
            .configs
            .iter()
            .find(|(hash, _)| *hash == claims.config_hash);
        let Some(site) =
            config.and_then(|(_, config)| serde_json::from_str::<SiteFile>(config).ok())
        else {
            continue;
        };
        for recipient in of_clause(claims, &site) {
            if !found.contains(&recipient) {
                found.push(recipient);
            }
        }
        for service in &site.services {
            let received = claims.purposes.iter().any(|purpose| {
                purpose.id == service.purpose
                    && (purpose.category == Category::Functional
                        || purpose.decision == Decision::Granted)
            });
            if !received {
                continue;
            }
            let recipient = Recipient {
                name: if service.vendor.is_empty() {
                    service.name.clone()
                } else {
                    service.vendor.clone()
                },
                country: service.country.clone(),
                policy_url: service.policy_url.clone(),
                purpose: service.purpose.clone(),
                further: service.recipients.clone(),
                is_outside_eea: !service.country.is_empty()
                    && !consent_core::receipt::vendor::EEA.contains(&service.country.as_str()),
            };
            if !found.contains(&recipient) {
                found.push(recipient);
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}
