//! A proof bundle (contracts, section 8): one receipt with salt, proof, notice and keys in one file.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::{receipt::SdJwt, verify::BUNDLE_FORMAT};
use serde_json::{Value, json};

use crate::{
    log::{Prover, published},
    state::AppState,
    storage::{ReceiptStore, StoreError, StoredReceipt, vault::VISITORS_COPY_WITHOUT},
};

/// The bundle of a receipt, in the copy `receipt` of it; `None` while no checkpoint covers its leaf.
///
/// # Errors
/// When the store cannot be read.
pub async fn bundle(
    state: &AppState,
    stored: &StoredReceipt,
    receipt: &str,
) -> Result<Option<Value>, StoreError> {
    let Some(mut prover) = state.log.prover() else {
        return Ok(None);
    };
    let keys = published::bundle_keys(&state.log);
    make(state.receipts.as_ref(), &mut prover, keys, stored, receipt).await
}

/// The same with a prover at hand.
pub(super) async fn make(
    receipts: &dyn ReceiptStore,
    prover: &mut Prover<'_>,
    keys: Value,
    stored: &StoredReceipt,
    receipt: &str,
) -> Result<Option<Value>, StoreError> {
    let Some(proof) = prover.prove(stored.leaf_index).await? else {
        return Ok(None);
    };
    let notice = receipts.notice(&stored.claims.notice_hash).await?;
    let mut bundle = proofless(stored, receipt);
    bundle["proof"] = json!(proof.to_string());
    bundle["notice"] = json!(notice.map(|notice| notice.text));
    bundle["keys"] = keys;
    Ok(Some(bundle))
}

/// The part of a bundle that is there at once, for a receipt that no checkpoint covers yet.
pub fn proofless(stored: &StoredReceipt, receipt: &str) -> Value {
    json!({
        "format": BUNDLE_FORMAT,
        "receipt": receipt,
        "salt": URL_SAFE_NO_PAD.encode(stored.salt),
        "leaf_index": stored.leaf_index,
    })
}

/// The copy that a visitor downloads: without address and user id, which others at the same device could read
/// (RECEIPTS.md section 3). Nothing when the receipt does not read back.
pub fn visitors_copy(receipt: &str) -> Option<String> {
    let copy = SdJwt::parse(receipt).ok()?;
    let copy = copy.withhold(&VISITORS_COPY_WITHOUT).ok()?;
    Some(copy.to_string())
}
