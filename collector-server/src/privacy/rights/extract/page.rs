//! The page of the extract, to be read and printed.

use askama::Template;
use consent_core::{
    receipt::{ChannelDecision, Decision},
    site::{IpMode, SiteFile},
};

use super::{Parts, Recipient, text::Words};
use crate::{
    privacy::rights::{
        Words as CaseWords,
        letter::{day, held_lines},
    },
    storage::{StoredReceipt, rights::ErasureReport},
};

struct Row {
    time: String,
    code: String,
    site: String,
    event: String,
    decisions: Vec<(String, &'static str)>,
    facts: Vec<(&'static str, String)>,
}

struct Shown {
    id: String,
    lang: String,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "extract.html")]
struct Page<'a> {
    w: &'static Words,
    number: &'a str,
    made: String,
    sites: &'a [&'a SiteFile],
    rows: Vec<Row>,
    shown: Vec<Shown>,
    purposes: Vec<(String, String, String)>,
    address_purposes: Vec<String>,
    recipients: &'a [Recipient],
    transfers: Vec<String>,
    retention: Vec<String>,
    look_ups: Vec<(String, String, String)>,
    cases: Vec<String>,
    holds: Vec<String>,
}

/// The page in one language.
///
/// # Errors
/// When it cannot be written, which is a mistake of ours.
pub(super) fn write(
    parts: &Parts<'_>,
    recipients: &[Recipient],
    tag: &str,
) -> Result<String, askama::Error> {
    let (w, c) = (Words::of(tag), CaseWords::of(tag));
    let subjects: Vec<_> = parts
        .dossiers
        .iter()
        .map(|dossier| dossier.subject.clone())
        .collect();
    let page = Page {
        w,
        number: &parts.case.number,
        made: day(parts.now_ms),
        sites: parts.sites,
        rows: parts.receipts.iter().map(|stored| row(stored, w)).collect(),
        shown: parts
            .notices
            .iter()
            .map(|notice| Shown {
                id: notice.hash.to_string(),
                lang: notice.lang.clone(),
                lines: notice.text.lines().map(str::to_owned).collect(),
            })
            .collect(),
        purposes: purposes(parts, tag),
        address_purposes: parts
            .sites
            .iter()
            .filter(|site| matches!(site.ip_mode, IpMode::Full | IpMode::Hash))
            .filter(|site| !site.ip_purpose.is_empty())
            .map(|site| site.ip_purpose.clone())
            .collect(),
        transfers: recipients
            .iter()
            .filter(|recipient| recipient.is_outside_eea)
            .map(|recipient| format!("{} ({})", recipient.name, recipient.country))
            .collect(),
        recipients,
        retention: retention(parts, w),
        look_ups: parts
            .dossiers
            .iter()
            .flat_map(|dossier| &dossier.look_ups)
            .map(|look| {
                let why = look.reason.as_ref().map_or_else(
                    || look.action.clone(),
                    |reason| format!("{}, {reason}", look.action),
                );
                (look.at.to_string(), why, w.role(&look.role).to_owned())
            })
            .collect(),
        cases: parts
            .dossiers
            .iter()
            .flat_map(|dossier| &dossier.cases)
            .map(|case| {
                format!(
                    "{}: {}, {}",
                    case.number,
                    c.kind(case.kind),
                    day(case.opened_at_ms)
                )
            })
            .collect(),
        holds: held_lines(c, &ErasureReport::of(&subjects, parts.now_ms).held),
    };
    page.render()
}

fn row(stored: &StoredReceipt, w: &'static Words) -> Row {
    let claims = &stored.claims;
    let mut decisions: Vec<(String, &'static str)> = claims
        .purposes
        .iter()
        .map(|purpose| {
            let word = match purpose.decision {
                Decision::Granted => w.granted,
                Decision::Denied => w.denied,
                Decision::NotAsked => w.not_asked,
            };
            (purpose.id.clone(), word)
        })
        .collect();
    if let Some(clause) = &claims.clause {
        decisions.extend(claims.channels.iter().map(|channel| {
            let word = match channel.decision {
                ChannelDecision::Granted => w.granted,
                ChannelDecision::Denied => w.denied,
                ChannelDecision::Pending => w.pending,
                _ => w.not_asked,
            };
            (format!("{}: {}", clause.id, channel.id), word)
        }));
    }
    let fact = |name, value: Option<String>| value.map(|value| (name, value));
    let page = match (&stored.page_origin, &stored.page_path) {
        (Some(origin), path) => Some(format!("{origin}{}", path.as_deref().unwrap_or_default())),
        (None, _) => None,
    };
    let blocked: Vec<_> = claims
        .blocked
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    let facts = [
        fact(w.user_id, stored.user_id.clone()),
        fact(w.address, stored.ip.map(|ip| ip.to_string())),
        fact(
            w.network,
            stored.ip_truncated.map(|network| network.to_string()),
        ),
        fact(w.address_hash, stored.ip_hash.clone()),
        fact(w.browser, stored.user_agent.clone()),
        fact(w.page, page),
        fact(
            w.your_clock,
            stored.client_time.map(|time| time.to_string()),
        ),
        fact(
            w.held_back,
            (!blocked.is_empty()).then(|| blocked.join(", ")),
        ),
    ];
    Row {
        time: claims.event_time.to_string(),
        code: claims.code.to_string(),
        site: claims.site.clone(),
        event: format!("{} ({})", claims.state, claims.method),
        decisions,
        facts: facts.into_iter().flatten().collect(),
    }
}

/// Title, description and legal basis of every purpose, in the reader's language where the site has it.
fn purposes(parts: &Parts<'_>, tag: &str) -> Vec<(String, String, String)> {
    let pick = |texts: &consent_core::site::Localised| {
        texts
            .get(tag)
            .or_else(|| texts.values().next())
            .cloned()
            .unwrap_or_default()
    };
    parts
        .sites
        .iter()
        .flat_map(|site| &site.purposes)
        .map(|purpose| {
            (
                pick(&purpose.title),
                pick(&purpose.description),
                purpose.legal_basis.to_string(),
            )
        })
        .collect()
}

fn retention(parts: &Parts<'_>, w: &Words) -> Vec<String> {
    let mut lines: Vec<String> = parts
        .sites
        .iter()
        .filter_map(|site| {
            let words = match site.ip_mode {
                IpMode::Full => w.retention_address,
                IpMode::Hash => w.retention_hash,
                IpMode::None | IpMode::Truncated => return None,
            };
            Some(format!("{words} {} ({})", site.ip_full_days, site.name))
        })
        .collect();
    for line in [
        w.retention_refusal,
        w.retention_receipt,
        w.retention_cap,
        w.retention_audit,
    ] {
        lines.push(line.to_owned());
    }
    for purpose in parts.sites.iter().flat_map(|site| &site.purposes) {
        if let Some(period) = &purpose.retention {
            lines.push(format!("{}: {period}", purpose.id));
        }
    }
    lines
}
