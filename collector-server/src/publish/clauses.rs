//! The clauses of a site as they are published: what receipts claim of them, and the texts that are shown.

use consent_core::{
    clause::text,
    receipt::{Channel, ClauseClaim, Digest},
    site::{Clause, Period, Site},
};
use serde_json::{Value, json};

use super::terms::canonical;

/// A clause, compiled.
pub struct PublishedClause {
    /// What a receipt says of it.
    pub claim: ClauseClaim,
    /// Its channels, in the site's order.
    pub channels: Vec<Channel>,
    /// Whether e-mail waits for a confirmation.
    pub double_opt_in: bool,
    /// How long a consent counts, ISO 8601.
    pub validity: String,
    /// The same in seconds.
    pub validity_seconds: u64,
    /// Its text in each language of the site, in that order.
    pub texts: Vec<ClauseText>,
}

/// A clause in one language.
pub struct ClauseText {
    /// BCP 47.
    pub lang: String,
    /// Its name.
    pub title: String,
    /// The canonical text of what is shown.
    pub notice: String,
    /// SHA-256 of it.
    pub notice_hash: Digest,
}

impl PublishedClause {
    /// The text in that language, else in the site's first.
    pub fn text(&self, lang: &str) -> Option<&ClauseText> {
        let wanted = self.texts.iter().find(|text| text.lang == lang);
        wanted.or(self.texts.first())
    }

    /// Whether that is what is shown in that language now.
    pub fn shows(&self, hash: Digest, lang: &str) -> bool {
        self.texts
            .iter()
            .any(|text| text.lang == lang && text.notice_hash == hash)
    }
}

/// Compiles the clauses of a checked site.
pub fn compile(site: &Site) -> Vec<PublishedClause> {
    let declared = site.declared();
    let published = declared.clauses.iter().map(|clause| PublishedClause {
        claim: ClauseClaim {
            id: clause.id.clone(),
            purpose: clause.purpose.clone(),
            version_hash: Digest::of(canonical(clause).as_bytes()),
            legal_basis: clause.legal_basis,
            dpv: clause.dpv.clone(),
        },
        channels: clause.channels.clone(),
        double_opt_in: clause.double_opt_in,
        validity: clause.validity.clone(),
        // A checked site has no other.
        validity_seconds: Period::parse(&clause.validity).map_or(0, Period::seconds),
        texts: declared
            .languages
            .iter()
            .filter_map(|lang| in_language(clause, lang))
            .collect(),
    });
    published.collect()
}

fn in_language(clause: &Clause, lang: &str) -> Option<ClauseText> {
    let notice = text::notice(clause, lang)?;
    Some(ClauseText {
        lang: lang.to_owned(),
        title: clause.title.get(lang)?.clone(),
        notice_hash: Digest::of(notice.as_bytes()),
        notice,
    })
}

/// `clauses.json`: what the site's server needs to show the forms, and to say which text was shown.
pub fn document(site: &Site, published: &[PublishedClause]) -> String {
    let clauses: Vec<Value> = site
        .declared()
        .clauses
        .iter()
        .zip(published)
        .map(|(declared, published)| {
            let languages = published.texts.iter().map(|shown| {
                let channels: Vec<Value> = declared
                    .channels
                    .iter()
                    .map(|channel| {
                        let label = text::label(declared, *channel, &shown.lang);
                        json!({"id": channel, "label": label})
                    })
                    .collect();
                let texts = json!({
                    "notice_hash": shown.notice_hash,
                    "title": shown.title,
                    "text": declared.text.get(&shown.lang),
                    "channels": channels,
                });
                (shown.lang.clone(), texts)
            });
            json!({
                "id": declared.id,
                "purpose": declared.purpose,
                "double_opt_in": declared.double_opt_in,
                "validity": declared.validity,
                "retention": declared.retention,
                "recipients": declared.recipients,
                "languages": Value::Object(languages.collect()),
            })
        })
        .collect();
    json!({"site": site.id().as_str(), "clauses": clauses}).to_string()
}
