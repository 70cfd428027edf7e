//! The page of one receipt: what was chosen, what was shown, who and where, and whether the signature holds.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use consent_core::{
    category::Category,
    receipt::{Claims, Decision, PurposeClaim, ReceiptError, ReceiptId, SdJwt, commitment},
    site::{Localised, SiteFile},
};

use super::{
    member::Member,
    page::{Page, render},
    search::{Badge, Row, decision_tone, masked_address},
    text::{REASONS, Texts},
};
use crate::{
    http::{
        Problem,
        staff::{body::Pairs, look, problems},
    },
    staff::{Permission, ReceiptView, Sight, decision_of},
    state::{AppState, SharedState},
    storage::StoredReceipt,
};

/// The most characters of a case number.
const CASE_MAX: usize = 60;

/// A purpose with its decision.
struct Purpose {
    label: String,
    category: &'static str,
    basis: &'static str,
    vendors: String,
    decision: Badge,
}

/// What the check of the signature found.
struct Proof {
    is_valid: bool,
    message: &'static str,
    kid: String,
    leaf_fits: bool,
}

/// The text that was shown.
struct Shown {
    lang: String,
    layers: Vec<Vec<String>>,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    page: Page,
    row: Row,
    view: ReceiptView,
    purposes: Vec<Purpose>,
    blocked: Vec<(String, u32)>,
    address: Option<String>,
    is_unmasked: bool,
    may_unmask: bool,
    may_pack: bool,
    may_identify: bool,
    is_personal: bool,
    reasons: Vec<(&'static str, &'static str)>,
    reason_missing: bool,
    skew: Option<String>,
    shown: Option<Shown>,
    proof: Proof,
    history: Vec<Row>,
}

/// `GET /console/receipts/{id}`.
pub async fn show_receipt(
    State(state): State<SharedState>,
    member: Member,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let stored = look::receipt(&state, &member.who, parse_id(&id)?, None).await?;
    show(&state, &member, stored, false, false).await
}

/// `POST /console/receipts/{id}/address`: the same page with the address in full, for a reason that is noted.
pub async fn unmask(
    State(state): State<SharedState>,
    mut member: Member,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let id = parse_id(&id)?;
    member.path = format!("/console/receipts/{id}");
    let Some(reason) = reason(&pairs) else {
        let stored = look::receipt(&state, &member.who, id, None).await?;
        return show(&state, &member, stored, false, true).await;
    };
    let stored = look::receipt(&state, &member.who, id, Some(&reason)).await?;
    show(&state, &member, stored, true, false).await
}

fn parse_id(id: &str) -> Result<ReceiptId, Problem> {
    ReceiptId::parse(id).map_err(|_| Problem::not_found("receipt"))
}

/// A reason of the list, and the number of the case if one was given. The list keeps names out of the audit log.
pub(super) fn reason(pairs: &Pairs) -> Option<String> {
    let text = |wanted: &str| {
        pairs
            .iter()
            .find_map(|(name, value)| (name == wanted).then(|| value.trim()))
    };
    let reason = REASONS
        .into_iter()
        .find(|known| Some(*known) == text("reason"))?;
    let case: String = text("case")
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(CASE_MAX)
        .collect();
    Some(if case.is_empty() {
        reason.to_owned()
    } else {
        format!("{reason}: {case}")
    })
}

async fn show(
    state: &AppState,
    member: &Member,
    stored: StoredReceipt,
    is_unmasked: bool,
    reason_missing: bool,
) -> Result<Response, Problem> {
    let t = member.lang.texts();
    let role = member.who.role;
    // Who may see all still sees the address masked until there is a reason, in the raw receipt too.
    let sight = match role.sight() {
        Sight::Full if !is_unmasked => Sight::Masked,
        sight => sight,
    };
    let history = look::history(state, &member.who, stored.claims.record_id).await?;
    let shown = state
        .receipts
        .notice(&stored.claims.notice_hash)
        .await
        .map_err(|error| problems::store(&error))?;
    let config = state
        .receipts
        .config(&stored.claims.config_hash)
        .await
        .map_err(|error| problems::store(&error))?;
    let titles = titles(config.as_deref().unwrap_or_default(), member.lang.as_str());
    let proof = prove(state, &stored, t);
    let address = match (sight, stored.ip) {
        (Sight::Bare, _) => None,
        (Sight::Full, Some(ip)) => Some(ip.to_string()),
        (Sight::Full | Sight::Masked, _) => masked_address(&stored, t),
    };
    let has_full = stored.ip.is_some();
    let template = ReceiptPage {
        page: Page::of(member),
        row: Row::new(&stored, t, sight),
        purposes: purposes(&stored.claims, &titles, t),
        blocked: stored
            .claims
            .blocked
            .iter()
            .map(|(name, count)| (t.blocked(name).to_owned(), *count))
            .collect(),
        address,
        is_unmasked: is_unmasked && has_full,
        may_unmask: has_full && !is_unmasked && role.may(Permission::Unmask),
        may_pack: role.may(Permission::Export),
        may_identify: role.may(Permission::Unmask),
        is_personal: sight != Sight::Bare,
        reasons: REASONS.map(|reason| (reason, t.reason(reason))).to_vec(),
        reason_missing,
        skew: stored
            .client_time
            .map(|theirs| skew(theirs.as_millis() - stored.claims.event_time.as_millis())),
        shown: shown.map(|notice| Shown {
            lang: notice.lang,
            layers: layers(&notice.text),
        }),
        proof,
        history: history
            .iter()
            .map(|other| Row::new(other, t, sight))
            .collect(),
        view: ReceiptView::new(stored, sight),
    };
    render(&template)
}

/// The names of the purposes as the site had published them, in the reader's language where the site has it.
fn titles(config: &str, lang: &str) -> BTreeMap<String, String> {
    let Ok(file) = serde_json::from_str::<SiteFile>(config) else {
        return BTreeMap::new();
    };
    let title = |mut titles: Localised| titles.remove(lang).or_else(|| titles.into_values().next());
    let purposes = file.purposes.into_iter();
    let clauses = file.clauses.into_iter();
    purposes
        .map(|purpose| (purpose.id, purpose.title))
        .chain(clauses.map(|clause| (clause.id, clause.title)))
        .filter_map(|(id, titles)| Some((id, title(titles)?)))
        .collect()
}

fn purposes(claims: &Claims, titles: &BTreeMap<String, String>, t: &Texts) -> Vec<Purpose> {
    claims
        .purposes
        .iter()
        .map(|purpose| Purpose {
            label: titles
                .get(&purpose.id)
                .map_or_else(|| t.purpose(&purpose.id), String::as_str)
                .to_owned(),
            category: t.category(purpose.category),
            basis: t.legal_basis(purpose.legal_basis),
            vendors: vendors(claims, purpose, t),
            decision: if purpose.category == Category::Functional {
                Badge {
                    label: t.always_on.to_owned(),
                    tone: "always",
                }
            } else {
                Badge {
                    label: t.decision(purpose.decision).to_owned(),
                    tone: decision_tone(purpose.decision),
                }
            },
        })
        .chain(channels(claims, titles, t))
        .collect()
}

/// Who takes part in a purpose, by name, and who of them was refused in what was granted.
fn vendors(claims: &Claims, purpose: &PurposeClaim, t: &Texts) -> String {
    let vendors = claims.vendors.iter();
    let names: Vec<_> = vendors
        .filter(|vendor| vendor.purpose == purpose.id)
        .map(|vendor| match (purpose.decision, vendor.decision) {
            (Decision::Granted, Decision::Denied) => {
                format!("{} ({})", vendor.name, t.decision(Decision::Denied))
            }
            _ => vendor.name.clone(),
        })
        .collect();
    names.join(", ")
}

/// The channels of a clause, each a decision of its own.
fn channels(claims: &Claims, titles: &BTreeMap<String, String>, t: &Texts) -> Vec<Purpose> {
    let clause = claims.clause.iter();
    let channels = clause.flat_map(|clause| {
        let title = titles.get(&clause.id).unwrap_or(&clause.id);
        claims.channels.iter().map(move |channel| Purpose {
            label: format!("{title} · {}", t.channel(channel.id)),
            category: t.clause,
            basis: t.legal_basis(clause.legal_basis),
            vendors: String::new(),
            decision: Badge {
                label: t.channel_decision(channel.decision).to_owned(),
                tone: decision_tone(decision_of(channel.decision)),
            },
        })
    });
    channels.collect()
}

/// The signature against the keys of this collector, the columns against the signed claims, and the leaf against
/// both.
fn prove(state: &AppState, stored: &StoredReceipt, t: &Texts) -> Proof {
    let invalid = |message, kid| Proof {
        is_valid: false,
        message,
        kid,
        leaf_fits: false,
    };
    let Ok(receipt) = SdJwt::parse(&stored.receipt) else {
        return invalid(t.proof_malformed, String::new());
    };
    let kid = receipt.kid().unwrap_or_default();
    let keys = state.log.receipt_keys();
    let Some(key) = keys.iter().find(|key| key.kid() == kid) else {
        return invalid(t.proof_unknown_key, kid);
    };
    match receipt.verify(key) {
        Ok(opened) if opened.claims == stored.claims => Proof {
            is_valid: true,
            message: t.proof_valid,
            kid,
            leaf_fits: commitment(&stored.salt, receipt.jws()) == stored.commitment,
        },
        Ok(_) => invalid(t.proof_columns, kid),
        Err(ReceiptError::Signature) => invalid(t.proof_signature, kid),
        Err(_) => invalid(t.proof_malformed, kid),
    }
}

/// How far the browser's clock was from ours, for example `+1.2 s`.
fn skew(millis: i64) -> String {
    let sign = match millis {
        ..=-100 => "−",
        100.. => "+",
        _ => "",
    };
    let millis = millis.unsigned_abs();
    format!("{sign}{}.{} s", millis / 1000, millis % 1000 / 100)
}

/// The canonical text by layers: lines, with an empty line between layers.
fn layers(text: &str) -> Vec<Vec<String>> {
    text.split("\n\n")
        // A clause's first line says which it is, and was not shown.
        .map(|layer| {
            let lines = layer.lines();
            let shown = lines.filter(|line| !line.starts_with("[clause "));
            shown.map(str::to_owned).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_skew_of_a_clock_reads_in_seconds() {
        for (millis, text) in [
            (1234, "+1.2 s"),
            (-61_050, "−61.0 s"),
            (0, "0.0 s"),
            (-1, "0.0 s"),
        ] {
            assert_eq!(skew(millis), text);
        }
    }

    #[test]
    fn a_reason_is_one_of_the_list_with_a_short_case_number() {
        let pairs = |reason: &str, case: &str| {
            vec![
                ("reason".to_owned(), reason.to_owned()),
                ("case".to_owned(), case.to_owned()),
            ]
        };
        assert_eq!(reason(&pairs("because", "")), None);
        assert_eq!(reason(&pairs(REASONS[0], " ")).as_deref(), Some(REASONS[0]));
        let long = reason(&pairs(REASONS[0], &"x\n".repeat(100))).unwrap();
        assert_eq!(long, format!("{}: {}", REASONS[0], "x".repeat(60)));
    }
}
