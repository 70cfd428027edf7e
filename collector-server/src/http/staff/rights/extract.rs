//! Gathers what an extract is made of, and packs it.

use std::collections::BTreeSet;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use consent_core::{
    receipt::{Digest, statement::MANIFEST},
    site::SiteFile,
};

use super::act::store;
use crate::{
    archive::zip,
    evidence,
    http::Problem,
    log::published,
    privacy::rights::extract::{self, Parts, ShownNotice},
    state::AppState,
    storage::{
        Search, StoreError, StoredReceipt,
        rights::{Case, Dossier},
    },
};

/// Receipts that are read at once.
const PAGE: usize = 200;

/// The package of a case.
///
/// # Errors
/// 503 when the store does not answer, 500 for a mistake of ours.
pub(super) async fn package(state: &AppState, case: &Case) -> Result<Vec<u8>, Problem> {
    let dossiers = state.rights.dossiers(&case.number).await.map_err(store)?;
    let receipts = receipts(state, &dossiers).await.map_err(store)?;
    let keys = published::keys(&state.log, &state.config.public_url);
    let mut bundles = Vec::with_capacity(receipts.len());
    let mut notices: Vec<ShownNotice> = Vec::new();
    let mut configs: Vec<(Digest, String)> = Vec::new();
    for stored in &receipts {
        let claims = &stored.claims;
        if !notices.iter().any(|known| known.hash == claims.notice_hash)
            && let Some(notice) = state
                .receipts
                .notice(&claims.notice_hash)
                .await
                .map_err(store)?
        {
            notices.push(ShownNotice {
                hash: claims.notice_hash,
                lang: notice.lang,
                text: notice.text,
            });
        }
        if !configs
            .iter()
            .any(|(known, _)| *known == claims.config_hash)
            && let Some(config) = state
                .receipts
                .config(&claims.config_hash)
                .await
                .map_err(store)?
        {
            configs.push((claims.config_hash, config));
        }
        // Whole, with address and user id: it is the person's own.
        let bundle = evidence::bundle(state, stored, &stored.receipt)
            .await
            .map_err(store)?;
        bundles.push(bundle.unwrap_or_else(|| evidence::proofless(stored, &stored.receipt)));
    }
    let ids: BTreeSet<&str> = dossiers
        .iter()
        .map(|dossier| dossier.subject.site.as_str())
        .collect();
    let sites: Vec<&SiteFile> = state
        .published
        .sites()
        .filter(|site| ids.contains(site.id()))
        .map(|site| site.site.declared())
        .collect();
    let parts = Parts {
        case,
        dossiers: &dossiers,
        receipts: &receipts,
        bundles,
        notices: &notices,
        configs: &configs,
        sites: &sites,
        keys: &keys,
        verifier: state
            .published
            .verifier()
            .map(|template| evidence::page::with_keys(template, &keys)),
        now_ms: state.clock.now().as_millis(),
    };
    let sign = |manifest: &str| state.standing.sign_statement(MANIFEST, manifest);
    let files = extract::files(&parts, sign).map_err(|error| failed(&error))?;
    zip::pack(&files).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "an extract could not be made");
    Problem::internal()
}

async fn receipts(
    state: &AppState,
    dossiers: &[Dossier],
) -> Result<Vec<StoredReceipt>, StoreError> {
    let mut receipts = Vec::new();
    for record in dossiers.iter().flat_map(|dossier| &dossier.subject.records) {
        let search = Search {
            record_id: Some(record.record_id),
            ..Search::default()
        };
        let mut after = None;
        loop {
            let page = state.receipts.search(&search, after, PAGE).await?;
            receipts.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    receipts.sort_by_key(|stored| std::cmp::Reverse(stored.claims.event_time));
    Ok(receipts)
}

/// The package as an answer.
pub fn as_package(zip: Vec<u8>, number: &str) -> Response {
    let name = format!("attachment; filename=\"{number}-registerutdrag.zip\"");
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/zip"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, zip).into_response()
}
