//! What sites call their clauses, for pages and letters that name one.

use std::collections::BTreeMap;

use consent_core::site::{Localised, SiteFile};

/// The titles of clauses by their ids. Where two sites use one id, the first site's.
#[derive(Clone, Debug, Default)]
pub struct ClauseTitles(BTreeMap<String, Localised>);

impl ClauseTitles {
    /// Those of `sites`.
    pub fn of<'a>(sites: impl IntoIterator<Item = &'a SiteFile>) -> Self {
        let mut titles = BTreeMap::new();
        for clause in sites.into_iter().flat_map(|site| &site.clauses) {
            titles
                .entry(clause.id.clone())
                .or_insert_with(|| clause.title.clone());
        }
        Self(titles)
    }

    /// The title in the language `tag`, else in the site's first; the id of a clause that no site has any more.
    pub fn get<'a>(&'a self, id: &'a str, tag: &str) -> &'a str {
        let found = self.0.get(id);
        let title = found.and_then(|title| title.get(tag).or_else(|| title.values().next()));
        title.map_or(id, String::as_str)
    }
}
