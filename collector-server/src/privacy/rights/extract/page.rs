//! The page of the extract, to be read and printed.

use askama::Template;
use consent_core::{
    receipt::{ChannelDecision, Decision},
    site::{IpMode, Localised, SiteFile},
};

use super::{Parts, Recipient, text::Words};
use crate::{
    privacy::rights::{
        ClauseTitles, Words as CaseWords,
        letter::{day, held_lines},
    },
    storage::{StoredReceipt, rights::ErasureReport},
};

struct Row {
    time: String,
    code: String,
    site: String,
    event: &'static str,
    /// The same in the terms of the receipt.
    terms: String,
    decisions: Vec<(String, &'static str)>,
    facts: Vec<(&'static str, String)>,
}

struct Shown {
    id: String,
    lang: String,
    lines: Vec<String>,
}

/// A recipient, with its purposes as the site calls them.
struct Receiver<'a> {
    recipient: &'a Recipient,
    purpose: String,
    /// Who receives it from there, where that is somebody else.
    further: Vec<&'a str>,
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
    purposes: Vec<(String, String, &'static str)>,
    address_purposes: Vec<String>,
    recipients: Vec<Receiver<'a>>,
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
        rows: parts
            .receipts
            .iter()
            .map(|stored| row(stored, parts.sites, w))
            .collect(),
        shown: parts
            .notices
            .iter()
            .map(|notice| Shown {
                id: notice.hash.to_string(),
                lang: notice.lang.clone(),
                lines: notice.text.lines().map(str::to_owned).collect(),
            })
            .collect(),
        purposes: purposes(parts, w),
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
        recipients: recipients
            .iter()
            .map(|recipient| Receiver {
                purpose: title(parts.sites, &recipient.purpose, w),
                further: recipient
                    .further
                    .iter()
                    .map(String::as_str)
                    .filter(|name| *name != recipient.name)
                    .collect(),
                recipient,
            })
            .collect(),
        retention: retention(parts, w),
        look_ups: parts
            .dossiers
            .iter()
            .flat_map(|dossier| &dossier.look_ups)
            .map(|look| {
                let action = w.action(&look.action);
                let why = look
                    .reason
                    .as_ref()
                    .map_or_else(|| action.to_owned(), |reason| format!("{action}, {reason}"));
                (look.at.to_string(), why, w.role(&look.role).to_owned())
            })
            .fold(Vec::new(), |mut told, look| {
                // One act is noted for each record that it was about.
                if !told.contains(&look) {
                    told.push(look);
                }
                told
            }),
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
        holds: held_lines(
            c,
            &ErasureReport::of(&subjects, parts.now_ms).held,
            &ClauseTitles::of(parts.sites.iter().copied()),
        ),
    };
    page.render()
}

fn row(stored: &StoredReceipt, sites: &[&SiteFile], w: &'static Words) -> Row {
    let claims = &stored.claims;
    let word = |decision| match decision {
        Decision::Granted => w.granted,
        Decision::Denied => w.denied,
        Decision::NotAsked => w.not_asked,
    };
    let mut decisions: Vec<(String, &'static str)> = Vec::new();
    for purpose in &claims.purposes {
        decisions.push((title(sites, &purpose.id, w), word(purpose.decision)));
        // A service that was refused in what was granted has a line of its own.
        let vendors = claims.vendors.iter().filter(|vendor| {
            vendor.purpose == purpose.id
                && (purpose.decision, vendor.decision) == (Decision::Granted, Decision::Denied)
        });
        decisions.extend(vendors.map(|vendor| (vendor.name.clone(), w.denied)));
    }
    if let Some(clause) = &claims.clause {
        decisions.extend(claims.channels.iter().map(|channel| {
            let word = match channel.decision {
                ChannelDecision::Granted => w.granted,
                ChannelDecision::Denied => w.denied,
                ChannelDecision::Pending => w.pending,
                _ => w.not_asked,
            };
            let clause = title(sites, &clause.id, w);
            (format!("{clause}, {}", w.channel(channel.id)), word)
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
        event: w.state(claims.state),
        terms: format!("{}, {}", claims.state, claims.method),
        decisions,
        facts: facts.into_iter().flatten().collect(),
    }
}

/// A text in the reader's language where the site has it.
fn pick<'a>(texts: &'a Localised, w: &Words) -> &'a str {
    texts
        .get(w.tag)
        .or_else(|| texts.values().next())
        .map_or("", String::as_str)
}

/// What the site calls a purpose or a clause today; its id where the site has it no more. A clause's purpose may stand in
/// several clauses, and is called by the first.
fn title(sites: &[&SiteFile], id: &str, w: &Words) -> String {
    let purposes = sites.iter().flat_map(|site| &site.purposes);
    let clauses = sites.iter().flat_map(|site| &site.clauses);
    let mut titles = purposes
        .filter(|purpose| purpose.id == id)
        .map(|purpose| &purpose.title)
        .chain(
            clauses
                .filter(|clause| clause.id == id || clause.purpose == id)
                .map(|clause| &clause.title),
        );
    let found = titles.next().map(|title| pick(title, w));
    found
        .filter(|title| !title.is_empty())
        .unwrap_or(id)
        .to_owned()
}

/// Title, description and legal basis of every purpose, and the same of every clause.
fn purposes(parts: &Parts<'_>, w: &'static Words) -> Vec<(String, String, &'static str)> {
    let row = |title: &Localised, text: &Localised, basis| {
        (
            pick(title, w).to_owned(),
            pick(text, w).to_owned(),
            w.legal_basis(basis),
        )
    };
    let sites = parts.sites.iter();
    sites
        .flat_map(|site| {
            let purposes = site.purposes.iter();
            let purposes = purposes
                .map(|purpose| row(&purpose.title, &purpose.description, purpose.legal_basis));
            let clauses = site.clauses.iter();
            purposes
                .chain(clauses.map(|clause| row(&clause.title, &clause.text, clause.legal_basis)))
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
            let days = w.period(&format!("P{}D", site.ip_full_days));
            Some(format!("{} ({})", words.replace("{}", &days), site.name))
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
    for site in parts.sites {
        let purposes = site
            .purposes
            .iter()
            .map(|purpose| (&purpose.title, &purpose.retention));
        let clauses = site
            .clauses
            .iter()
            .map(|clause| (&clause.title, &clause.retention));
        for (title, retention) in purposes.chain(clauses) {
            if let Some(period) = retention {
                lines.push(format!("{}: {}", pick(title, w), w.period(period)));
            }
        }
    }
    lines
}
