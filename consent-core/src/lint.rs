//! Rules about what a banner may look like, say and ask: a site that nudges, hides or pre-ticks is not published.
//!
//! Plain functions over a checked site, what it would show, and what is commonly known. What a site file cannot even
//! express (a switch that starts on, a colour for one button alone) is refused while it is checked
//! ([`crate::site::SiteFile::check`]), by the same rules. `docs/lint.md` lists them all.

mod change;
mod colour;
mod content;
pub mod rule;
mod theme;
mod wording;
mod words;

#[cfg(test)]
mod tests;

use crate::catalogue::Fact;
use crate::site::Site;
use crate::view_model::ViewModel;

pub use change::{Change, Reason, change};
pub use colour::Colour;
pub use rule::{Rule, Severity};

/// What a site would show in one language.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Both layers.
    pub model: ViewModel,
    /// The label of the persistent control, which the first layer refers to.
    pub control: String,
}

/// A rule that a site breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub rule: &'static Rule,
    /// Where in the site file, as a path: `texts.sv.reject`.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

/// Every rule that `site` breaks, in the languages that are given.
pub fn lint(site: &Site, shown: &[Shown], facts: &[Fact]) -> Vec<Finding> {
    let mut findings = Vec::new();
    theme::check(site, &mut findings);
    for shown in shown {
        wording::check(shown, &mut findings);
        content::check_first_layer(site, shown, &mut findings);
    }
    wording::check_declared(site, &mut findings);
    content::check_declared(site, facts, &mut findings);
    findings
}
