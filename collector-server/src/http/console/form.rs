//! The search form: what was typed, kept for the next page, and as filters.

use consent_core::receipt::Decision;

use super::guess::{Guess, guess};
use crate::{
    http::staff::body::Pairs,
    staff::{FilterError, Filters},
    state::AppState,
};

/// The fields of the form as they were typed. Personal data: has no `Debug`.
#[derive(Clone, Default)]
pub struct SearchForm {
    /// The box.
    pub q: String,
    /// What the box is to be taken for; empty to guess.
    pub kind: String,
    /// A site's id.
    pub site: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Purpose and decision.
    pub decision: String,
    /// State of the receipt.
    pub state: String,
    /// Where the page before ended.
    pub cursor: String,
}

impl SearchForm {
    /// The fields of a sent form; others are not looked at.
    pub fn read(pairs: &Pairs) -> Self {
        let text = |wanted: &str| {
            pairs
                .iter()
                .find_map(|(name, value)| (name == wanted).then(|| value.trim().to_owned()))
                .unwrap_or_default()
        };
        Self {
            q: text("q"),
            kind: text("kind"),
            site: text("site"),
            from: text("from"),
            to: text("to"),
            decision: text("decision"),
            state: text("state"),
            cursor: text("cursor"),
        }
    }

    /// What the box was taken for, when something stands in it.
    pub fn guess(&self) -> Option<Guess> {
        (!self.q.is_empty()).then(|| guess(&self.q, &self.kind))
    }

    /// The form as filters; an export takes none of the paging.
    ///
    /// # Errors
    /// As [`Filters::parse`].
    pub fn filters(&self, is_export: bool) -> Result<Filters, FilterError> {
        let guess = self.guess();
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if let Some(guess) = &guess {
            pairs.push((guess.name, &guess.value));
        }
        for (name, value) in [
            ("site", &self.site),
            ("from", &self.from),
            ("to", &self.to),
            ("decision", &self.decision),
            ("state", &self.state),
        ] {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        if !is_export && !self.cursor.is_empty() {
            pairs.push(("cursor", &self.cursor));
        }
        Filters::parse(pairs)
    }

    /// Whether something beside the box is set, so that the page shows it.
    pub fn has_more(&self) -> bool {
        [
            &self.kind,
            &self.site,
            &self.from,
            &self.to,
            &self.decision,
            &self.state,
        ]
        .into_iter()
        .any(|value| !value.is_empty())
    }
}

/// The ids of the published sites.
pub fn sites(state: &AppState) -> Vec<String> {
    let sites = state.published.sites();
    sites.map(|site| site.id().to_owned()).collect()
}

/// Every decision that can be searched for: each asked purpose of any site, granted and denied.
pub fn decisions(state: &AppState) -> Vec<(String, Decision)> {
    let mut purposes: Vec<String> = state
        .published
        .sites()
        .flat_map(|site| site.site.asked_purposes().map(|purpose| purpose.id.clone()))
        .collect();
    purposes.sort_unstable();
    purposes.dedup();
    purposes
        .into_iter()
        .flat_map(|purpose| {
            [
                (purpose.clone(), Decision::Granted),
                (purpose, Decision::Denied),
            ]
        })
        .collect()
}
