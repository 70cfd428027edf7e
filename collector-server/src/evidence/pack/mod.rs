//! The evidence pack: receipts for an authority, with all that is needed to check them and to read what was shown, as
//! one ZIP file. Whoever gets it needs nothing of ours, and no network.

mod readme;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    io::{self, Seek, Write},
    sync::Arc,
};

use consent_core::{
    receipt::{Digest, RecordId, UtcMillis},
    site::SiteId,
};
use serde_json::json;

use super::{Lines, bundle, page};
use crate::{
    archive::stream::ZipFile,
    log::{Log, published},
    publish::archive::Archive,
    staff::{Encoder, Format, ReceiptView, Sight},
    storage::{self, ReceiptStore, Search, StoreError, StoredReceipt},
};
use readme::Facts;

/// Receipts that get a file of their own beside the line in the export.
const BUNDLES_MAX: usize = 200;

/// What goes into a pack.
pub struct PackOrder {
    /// Which receipts.
    pub search: Search,
    /// Whether addresses, user ids and whatever else names a person are shown; else they stay sealed in the receipts.
    pub is_identified: bool,
    /// When it is made.
    pub made_at: UtcMillis,
    /// At most so many receipts.
    pub receipts_max: u64,
}

/// Where it is taken from.
pub struct Sources<'s> {
    /// Receipts, notices, configurations.
    pub receipts: Arc<dyn ReceiptStore>,
    /// The log.
    pub log: &'s Log,
    /// The collector's address.
    pub public_url: &'s str,
    /// The verifier page, where it was built.
    pub verifier: Option<&'s str>,
    /// The scripts that were served.
    pub scripts: Archive,
}

/// What a pack holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// Receipts.
    pub receipts: u64,
    /// Those of them that no checkpoint covered yet, so that their place in the log is not shown.
    pub unproven: u64,
    /// The records that they are of, for the look-ups of staff.
    pub records: Vec<RecordId>,
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be written.
    #[error("the pack cannot be written")]
    Write(#[from] io::Error),
    /// More receipts than may be packed at once.
    #[error("there are more than {0} receipts; choose fewer days")]
    TooMany(u64),
    /// Nothing matches.
    #[error("no receipt matches; a pack without receipts would show nothing")]
    Nothing,
    /// Nothing was ever signed.
    #[error("the log has signed nothing yet; start the collector and try again after a second")]
    NoLog,
}

/// What receipts refer to.
#[derive(Default)]
struct Referred {
    notices: BTreeSet<Digest>,
    configs: BTreeSet<Digest>,
    /// Builds, and the site of each.
    builds: BTreeMap<Digest, String>,
    sites: BTreeSet<String>,
    first: Option<UtcMillis>,
    last: Option<UtcMillis>,
}

/// Writes the pack to `out`, and gives it back with what is in it.
///
/// # Errors
/// [`PackError`]; what was written until then is no pack.
pub async fn write_pack<W: Write + Seek + Send>(
    order: &PackOrder,
    sources: &Sources<'_>,
    out: W,
) -> Result<(W, Packed), PackError> {
    let mut zip = ZipFile::new(out, order.made_at);
    let mut prover = sources.log.prover().ok_or(PackError::NoLog)?;
    let head = prover.head().clone();
    let sight = if order.is_identified {
        Sight::Full
    } else {
        Sight::Bare
    };
    let (packed, referred, single) = write_receipts(order, sources, sight, &mut zip).await?;
    let keys = published::bundle_keys(sources.log);
    for stored in single {
        let Some(copy) = ReceiptView::new(stored.clone(), sight).receipt else {
            continue;
        };
        let receipts = sources.receipts.as_ref();
        let bundle = bundle::make(receipts, &mut prover, keys.clone(), &stored, &copy).await?;
        if let Some(bundle) = bundle {
            let name = format!("receipts/{}.json", stored.claims.code);
            zip.add(&name, format!("{bundle:#}\n"))?;
        }
    }
    write_referred(sources, &referred, &mut zip).await?;
    zip.add("log/checkpoint", head.note.as_bytes())?;
    let document = published::keys(sources.log, sources.public_url);
    zip.add("log/consent-log.json", format!("{document:#}\n"))?;
    if let Some(template) = sources.verifier {
        zip.add("verify.html", page::with_keys(template, &document))?;
    }
    let signer = sources.log.signer();
    let facts = Facts {
        receipts: packed.receipts,
        unproven: packed.unproven,
        is_identified: order.is_identified,
        made_at: order.made_at,
        sites: referred
            .sites
            .iter()
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
        first: referred.first,
        last: referred.last,
        origin: signer.origin(),
        log_size: head.size,
        has_page: sources.verifier.is_some(),
        has_bundles: packed.receipts <= BUNDLES_MAX as u64,
    };
    zip.add("README.sv.txt", facts.swedish())?;
    zip.add("README.en.txt", facts.english())?;
    let files: Vec<_> = zip
        .entries()
        .iter()
        .map(|entry| json!({"name": entry.name, "bytes": entry.bytes, "sha256": entry.sha256}))
        .collect();
    let manifest = json!({
        "format": "samtycke-evidence/1",
        "made_at": order.made_at,
        "origin": facts.origin,
        "log_size": head.size,
        "receipts": packed.receipts,
        "unproven": packed.unproven,
        "identified": order.is_identified,
        "from": referred.first,
        "to": referred.last,
        "files": files,
    });
    zip.add("manifest.json", format!("{manifest:#}\n"))?;
    Ok((zip.finish()?, packed))
}

/// Writes the export, and gives what else it leads to: counts, what is referred to, and the first receipts themselves.
async fn write_receipts<W: Write + Seek + Send>(
    order: &PackOrder,
    sources: &Sources<'_>,
    sight: Sight,
    zip: &mut ZipFile<W>,
) -> Result<(Packed, Referred, Vec<StoredReceipt>), PackError> {
    let encoder = Encoder {
        format: Format::Ndjson,
        sight,
        has_bom: false,
    };
    let covered = sources.log.head().map_or(0, |head| head.size);
    let mut lines = Lines::proven(
        encoder,
        sources.log,
        sources.receipts.as_ref(),
        &order.search,
    );
    let mut referred = Referred::default();
    let mut packed = Packed::default();
    let mut records = HashSet::new();
    let mut single = Vec::new();
    zip.begin("receipts.ndjson")?;
    let mut text = lines.head();
    let mut found = storage::export(sources.receipts.clone(), order.search.clone());
    while let Some(stored) = found.recv().await {
        let stored = stored?;
        packed.receipts += 1;
        if packed.receipts > order.receipts_max {
            return Err(PackError::TooMany(order.receipts_max));
        }
        packed.unproven += u64::from(stored.leaf_index >= covered);
        referred.note(&stored);
        records.insert(stored.claims.record_id);
        if single.len() < BUNDLES_MAX {
            single.push(stored.clone());
        }
        lines.line(stored, &mut text).await?;
        zip.write_all(text.as_bytes())?;
        text.clear();
    }
    if packed.receipts == 0 {
        return Err(PackError::Nothing);
    }
    lines.end(&mut text).await?;
    zip.write_all(text.as_bytes())?;
    if packed.receipts > BUNDLES_MAX as u64 {
        single.clear();
    }
    packed.records = records.into_iter().collect();
    Ok((packed, referred, single))
}

impl Referred {
    fn note(&mut self, stored: &StoredReceipt) {
        let claims = &stored.claims;
        self.notices.insert(claims.notice_hash);
        self.configs.insert(claims.config_hash);
        self.builds.insert(claims.build_hash, claims.site.clone());
        self.sites.insert(claims.site.clone());
        let time = claims.event_time;
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
    }
}

/// Writes notices, configurations and scripts under their hashes.
async fn write_referred<W: Write + Seek + Send>(
    sources: &Sources<'_>,
    referred: &Referred,
    zip: &mut ZipFile<W>,
) -> Result<(), PackError> {
    for hash in &referred.notices {
        if let Some(notice) = sources.receipts.notice(hash).await? {
            zip.add(&format!("notices/{}.{hash}.txt", notice.lang), notice.text)?;
        }
    }
    for hash in &referred.configs {
        if let Some(config) = sources.receipts.config(hash).await? {
            zip.add(&format!("configs/{hash}.json"), config)?;
        }
    }
    for (hash, site) in &referred.builds {
        let short = &hash.to_string()[..16];
        let script = SiteId::parse(site)
            .and_then(|site| sources.scripts.find(&site, &format!("consent.{short}.js")));
        if let Some(script) = script {
            zip.add(&format!("scripts/{hash}.js"), &script.plain)?;
        }
    }
    Ok(())
}
