//! Whether a theme can be read, and whether its controls can be seen.

use super::{Finding, rule};
use crate::site::{Scheme, Site};

/// Text and what it stands on in the view's style sheet.
const TEXTS: [(&str, &str); 7] = [
    ("text", "background"),
    ("text", "tint"),
    ("text-soft", "background"),
    ("text-soft", "tint"),
    ("accent", "background"),
    ("accent", "tint"),
    ("on-accent", "accent"),
];

/// What shows where a control is: the face of a button and of a switch that is on, the edge of one that is off.
const CONTROLS: [(&str, &str); 2] = [("accent", "background"), ("text-soft", "background")];

pub(super) fn check(site: &Site, findings: &mut Vec<Finding>) {
    let Some(theme) = &site.declared().theme else {
        return;
    };
    for scheme in Scheme::ALL {
        for (pairs, least, rule) in [
            (&TEXTS[..], 4.5, &rule::THEME_TEXT),
            (&CONTROLS[..], 3.0, &rule::THEME_CONTROL),
        ] {
            for (front, back) in pairs {
                let (Some(a), Some(b)) = (theme.colour(scheme, front), theme.colour(scheme, back))
                else {
                    continue;
                };
                let contrast = a.contrast(b);
                if contrast >= least {
                    continue;
                }
                // The field that the site set, so that the line is shown where it can be mended.
                let own = match scheme {
                    Scheme::Light => &theme.light,
                    Scheme::Dark => &theme.dark,
                };
                let name = if own.contains_key(*front) {
                    front
                } else {
                    back
                };
                findings.push(Finding {
                    rule,
                    field: format!("theme.{}.{name}", scheme.as_str()),
                    problem: format!("{front} on {back} has a contrast of {contrast:.2}:1"),
                    remedy: format!(
                        "choose colours with at least {least}:1; what is not set is ours"
                    ),
                });
            }
        }
    }
}
