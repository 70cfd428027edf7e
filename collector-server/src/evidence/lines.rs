//! An export line by line, with proofs when they are asked for, or in the words of DPV.
//!
//! An export with proofs begins with whose it is and ends with its number of receipts, so that nobody takes a part for
//! the whole. The notice and the configuration that a receipt refers to stand once, after the first that does.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::{
    receipt::{Digest, Disclosed, UtcMillis, dpv},
    site::SiteFile,
    verify::EXPORT_FORMAT,
};
use serde_json::{Value, json};

use crate::{
    log::{Log, Prover, published},
    staff::Encoder,
    storage::{ReceiptStore, Search, StoreError, StoredReceipt},
};

/// Writes an export.
pub struct Lines<'l> {
    encoder: Encoder,
    proofs: Option<Proofs<'l>>,
    dpv: Option<Dpv<'l>>,
    count: u64,
}

/// What receipts in DPV are made of besides themselves.
struct Dpv<'l> {
    receipts: &'l dyn ReceiptStore,
    /// The published configurations that receipts named so far.
    sites: BTreeMap<Digest, SiteFile>,
}

/// What proofs are made of.
struct Proofs<'l> {
    log: &'l Log,
    receipts: &'l dyn ReceiptStore,
    /// None while nothing was ever signed: then there are no proofs yet.
    prover: Option<Prover<'l>>,
    /// Texts that stand in the export already.
    told: BTreeSet<Digest>,
    /// Whose receipts holds leave out, where the export can say so.
    held: Option<(UtcMillis, Option<String>)>,
}

impl<'l> Lines<'l> {
    /// Receipts and nothing else.
    pub const fn plain(encoder: Encoder) -> Self {
        Self {
            encoder,
            proofs: None,
            dpv: None,
            count: 0,
        }
    }

    /// Receipts as JSON-LD in DPV, one a line, without address and user id.
    pub const fn dpv(encoder: Encoder, receipts: &'l dyn ReceiptStore) -> Self {
        Self {
            encoder,
            proofs: None,
            dpv: Some(Dpv {
                receipts,
                sites: BTreeMap::new(),
            }),
            count: 0,
        }
    }

    /// Receipts with their proofs under the checkpoint that is the newest now. A receipt whose leaf it does not cover
    /// yet stands without one. `search` is what the export is of.
    pub fn proven(
        encoder: Encoder,
        log: &'l Log,
        receipts: &'l dyn ReceiptStore,
        search: &Search,
    ) -> Self {
        let held = search.leaves_out();
        Self {
            encoder,
            proofs: Some(Proofs {
                log,
                receipts,
                prover: log.prover(),
                told: BTreeSet::new(),
                held: held.map(|(at, site)| (at, site.map(str::to_owned))),
            }),
            dpv: None,
            count: 0,
        }
    }

    /// How many receipts there were.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// What stands before the first receipt.
    pub fn head(&self) -> String {
        match &self.proofs {
            Some(proofs) => line(&json!({
                "format": EXPORT_FORMAT,
                "keys": published::bundle_keys(proofs.log),
            })),
            None if self.dpv.is_some() => String::new(),
            None => self.encoder.head(),
        }
    }

    /// Appends a receipt and, with proofs, what it is the first to refer to.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn line(
        &mut self,
        stored: StoredReceipt,
        out: &mut String,
    ) -> Result<(), StoreError> {
        self.count += 1;
        if let Some(dpv) = &mut self.dpv {
            let document = dpv.document(&stored).await?;
            out.push_str(&line(&document));
            return Ok(());
        }
        let Some(proofs) = &mut self.proofs else {
            self.encoder.line(stored, None, out);
            return Ok(());
        };
        let proof = match &mut proofs.prover {
            Some(prover) => prover.prove(stored.leaf_index).await?,
            None => None,
        };
        let (notice, config) = (stored.claims.notice_hash, stored.claims.config_hash);
        let proof = proof.map(|proof| proof.to_string());
        self.encoder.line(stored, proof, out);
        if proofs.told.insert(notice)
            && let Some(notice) = proofs.receipts.notice(&notice).await?
        {
            out.push_str(&line(&json!({ "notice": notice.text })));
        }
        if proofs.told.insert(config)
            && let Some(config) = proofs.receipts.config(&config).await?
        {
            out.push_str(&line(&json!({ "config": config })));
        }
        Ok(())
    }

    /// What stands after the last receipt: holds and erasures, which account for leaves without a receipt, and the end.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn end(&mut self, out: &mut String) -> Result<(), StoreError> {
        let Some(proofs) = &mut self.proofs else {
            return Ok(());
        };
        if let Some((at, site)) = &proofs.held {
            for (leaf_index, commitment) in proofs.receipts.held(site.as_deref(), *at).await? {
                let held = json!({ "leaf_index": leaf_index, "commitment": commitment });
                out.push_str(&line(&json!({ "held": held })));
            }
        }
        for stone in proofs.log.tombstones().await? {
            let proof = match &mut proofs.prover {
                Some(prover) => prover.prove(stone.leaf_index).await?,
                None => None,
            };
            out.push_str(&line(&json!({
                "tombstone": stone.tombstone,
                "salt": URL_SAFE_NO_PAD.encode(stone.salt),
                "leaf_index": stone.leaf_index,
                "proof": proof.map(|proof| proof.to_string()),
            })));
        }
        out.push_str(&line(&json!({ "end": self.count })));
        Ok(())
    }
}

impl Dpv<'_> {
    async fn document(&mut self, stored: &StoredReceipt) -> Result<Value, StoreError> {
        let hash = stored.claims.config_hash;
        if !self.sites.contains_key(&hash) {
            let config = self.receipts.config(&hash).await?;
            let site = config.and_then(|config| serde_json::from_str(&config).ok());
            let site = site.ok_or_else(|| StoreError::Corrupt {
                table: "configs",
                id: hash.to_string(),
            })?;
            self.sites.insert(hash, site);
        }
        let disclosed = Disclosed {
            subject_ref: stored.subject_ref,
            ..Disclosed::default()
        };
        // It was put there just now, if it was not there before.
        Ok(self.sites.get(&hash).map_or(Value::Null, |site| {
            dpv::document(&stored.claims, &disclosed, site)
        }))
    }
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}
