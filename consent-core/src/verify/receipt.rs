//! One receipt, from its signature to the log's.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    keys::PublishedKeys,
    report::{CheckId, Outcome, Report},
    submission::Submission,
};
use crate::{
    log::{Checkpoint, NoteError, ProofFile, proof::verify_inclusion, tree::leaf_hash},
    receipt::{Digest, Leaf, LeafKind, ReceiptCode, ReceiptError, SdJwt, commitment},
};

/// Checks one receipt: a bare SD-JWT, a proof bundle, a line of an export, or the gate's own copy.
///
/// `published` are the collector's keys, had from the collector or from somebody else who is trusted. Without them the
/// keys that came along are used and the report leaves the check [`CheckId::Keys`] open: whoever forges a receipt can
/// send keys along.
pub fn verify_receipt(text: &str, published: Option<&PublishedKeys>) -> Report {
    match Submission::read(text) {
        Ok(submission) => verify(&submission, published, &mut Seen::default()),
        Err(member) => {
            let mut report = Report::default();
            report.add(CheckId::Form, Outcome::Fails, member);
            report
        }
    }
}

/// What need not be checked again for each of many receipts.
#[derive(Default)]
pub(super) struct Seen {
    /// The last checkpoint and what came of it.
    checkpoint: Option<(String, Result<Checkpoint, NoteError>)>,
}

impl Seen {
    fn open(&mut self, note: &str, keys: &PublishedKeys) -> Result<Checkpoint, NoteError> {
        if let Some((known, opened)) = &self.checkpoint
            && known == note
        {
            return opened.clone();
        }
        let opened = keys.open_checkpoint(note);
        self.checkpoint = Some((note.to_owned(), opened.clone()));
        opened
    }
}

pub(super) fn verify(
    submission: &Submission,
    published: Option<&PublishedKeys>,
    seen: &mut Seen,
) -> Report {
    let mut report = Report::default();
    let Ok(receipt) = SdJwt::parse(&submission.receipt) else {
        report.add(CheckId::Form, Outcome::Fails, "receipt");
        return report;
    };
    let Ok(kid) = receipt.kid() else {
        report.add(CheckId::Form, Outcome::Fails, "receipt");
        return report;
    };
    report.add(CheckId::Form, Outcome::Holds, "");

    // What came along is read only for want of better ones.
    let own = submission.keys.clone().filter(|_| published.is_none());
    let own = own.map(PublishedKeys::from_value);
    let keys = match (published, &own) {
        (Some(published), _) => {
            report.add(CheckId::Keys, Outcome::Holds, published.origin());
            Some(published)
        }
        (None, Some(Ok(own))) => {
            report.add(CheckId::Keys, Outcome::Open, own.origin());
            Some(own)
        }
        (None, Some(Err(_))) => {
            report.add(CheckId::Keys, Outcome::Fails, "keys");
            None
        }
        (None, None) => {
            report.add(CheckId::Keys, Outcome::Open, "");
            None
        }
    };
    check_signature(&mut report, submission, &receipt, &kid, keys);
    check_notice(&mut report, submission);
    let leaf = |salt: &[u8; 32]| Leaf {
        kind: LeafKind::Receipt,
        commitment: commitment(salt, receipt.jws()),
    };
    check_log(&mut report, submission, leaf, keys, seen);
    report
}

fn check_signature(
    report: &mut Report,
    submission: &Submission,
    receipt: &SdJwt,
    kid: &str,
    keys: Option<&PublishedKeys>,
) {
    let Some(keys) = keys else {
        report.add(CheckId::Signer, Outcome::Open, kid);
        report.add(CheckId::Signature, Outcome::Open, "");
        return;
    };
    let Some(key) = keys.receipt_key(kid) else {
        report.add(CheckId::Signer, Outcome::Fails, kid);
        report.add(CheckId::Signature, Outcome::Open, "");
        return;
    };
    report.add(CheckId::Signer, Outcome::Holds, kid);
    let opened = receipt.verify(key);
    let fails = |id| match (&opened, id) {
        (Ok(_), _) => false,
        (Err(ReceiptError::Claims), CheckId::Claims)
        | (Err(ReceiptError::Disclosure), CheckId::Disclosures) => true,
        (Err(ReceiptError::Claims | ReceiptError::Disclosure), _) => false,
        (Err(_), id) => id == CheckId::Signature,
    };
    report.made(CheckId::Signature, !fails(CheckId::Signature), "");
    if fails(CheckId::Signature) {
        return;
    }
    let Ok(opened) = opened else {
        let is_claims = fails(CheckId::Claims);
        report.made(CheckId::Claims, !is_claims, "");
        if !is_claims {
            report.add(CheckId::Disclosures, Outcome::Fails, "");
        }
        return;
    };
    let is_code = ReceiptCode::of(opened.claims.receipt_id) == opened.claims.code;
    report.made(CheckId::Claims, is_code, if is_code { "" } else { "code" });
    report.add(
        CheckId::Disclosures,
        Outcome::Holds,
        opened.sealed.to_string(),
    );
    if !submission.beside.is_empty() {
        let contradiction = submission.contradiction(&opened);
        report.made(
            CheckId::Copy,
            contradiction.is_none(),
            contradiction.unwrap_or_default(),
        );
    }
    report.receipt = Some(opened);
}

fn check_notice(report: &mut Report, submission: &Submission) {
    let Some(notice) = &submission.notice else {
        return;
    };
    let Some(signed) = &report.receipt else {
        report.add(CheckId::Notice, Outcome::Open, "");
        return;
    };
    let is_it = Digest::of(notice.as_bytes()) == signed.claims.notice_hash;
    if is_it {
        report.notice = Some(notice.clone());
    }
    report.made(CheckId::Notice, is_it, "");
}

/// Checks the way from the salt to the signed checkpoint; `leaf` makes the leaf of the salt.
pub(super) fn check_log(
    report: &mut Report,
    submission: &Submission,
    leaf: impl FnOnce(&[u8; 32]) -> Leaf,
    keys: Option<&PublishedKeys>,
    seen: &mut Seen,
) {
    let Some(salt) = &submission.salt else {
        report.add(CheckId::Leaf, Outcome::Open, "");
        report.add(CheckId::Inclusion, Outcome::Open, "");
        return;
    };
    let salt = URL_SAFE_NO_PAD.decode(salt).ok();
    let Some(salt) = salt.and_then(|salt| <[u8; 32]>::try_from(salt).ok()) else {
        report.add(CheckId::Leaf, Outcome::Fails, "salt");
        return;
    };
    let leaf = leaf(&salt);
    report.commitment = Some(leaf.commitment);
    if let Some(claimed) = &submission.commitment {
        report.made(
            CheckId::Leaf,
            *claimed == leaf.commitment.to_string(),
            "commitment",
        );
    }
    let Some(proof) = &submission.proof else {
        let place = submission.leaf_index.map(|index| index.to_string());
        report.add(CheckId::Inclusion, Outcome::Open, place.unwrap_or_default());
        return;
    };
    let Ok(proof) = ProofFile::parse(proof) else {
        report.add(CheckId::Inclusion, Outcome::Fails, "proof");
        return;
    };
    if submission
        .leaf_index
        .is_some_and(|index| index != proof.index)
    {
        report.add(CheckId::Inclusion, Outcome::Fails, "leaf_index");
        return;
    }
    // What the checkpoint says is read before its signature: a proof that does not lead there is wrong either way, and
    // a proof that does is worth as much as the signature.
    let text = proof.checkpoint.split("\n\n").next().unwrap_or_default();
    let Some(told) = Checkpoint::parse(&format!("{text}\n")) else {
        report.add(CheckId::Checkpoint, Outcome::Fails, "checkpoint");
        return;
    };
    let place = verify_inclusion(
        &leaf_hash(&leaf.to_bytes()),
        proof.index,
        told.size,
        &told.root,
        &proof.path,
    );
    report.made(CheckId::Inclusion, place.is_ok(), proof.index.to_string());
    let opened = keys.map(|keys| seen.open(&proof.checkpoint, keys));
    match opened {
        None => report.add(CheckId::Checkpoint, Outcome::Open, told.origin),
        Some(Ok(signed)) if signed == told => {
            report.add(CheckId::Checkpoint, Outcome::Holds, told.size.to_string());
            report.log_size = Some(told.size);
            report.leaf_index = place.is_ok().then_some(proof.index);
        }
        Some(_) => report.add(CheckId::Checkpoint, Outcome::Fails, told.origin),
    }
}
