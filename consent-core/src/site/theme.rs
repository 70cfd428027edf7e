//! The banner's colours and shape as a site sets them.
//!
//! One colour serves every button, so a theme cannot give acceptance more weight than refusal: a name that tries is
//! refused with its rule. Whether the colours can be read is the lint's matter ([`crate::lint`]).

use std::{collections::BTreeMap, fmt::Write as _};

use serde::{Deserialize, Serialize};

use super::SiteError;
use crate::lint::{Colour, rule};

/// What a theme can colour, as `--samtycke-<name>`, with our own colours: light, then dark. `assets/view.css` of the
/// browser edge has the same; a test there compares them.
pub const COLOURS: [(&str, &str, &str); 7] = [
    ("background", "#fff", "#19201d"),
    ("text", "#17211d", "#edf2ef"),
    ("text-soft", "#47534e", "#b4c0ba"),
    ("line", "#d4dcd8", "#37433e"),
    ("tint", "#f2f6f4", "#222b27"),
    ("accent", "#17584a", "#97cbb8"),
    ("on-accent", "#fff", "#0e1f19"),
];

/// Colours and shape; what is left out stays ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Colours by name ([`COLOURS`]) on light screens.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub light: BTreeMap<String, String>,
    /// The same where the visitor prefers dark.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dark: BTreeMap<String, String>,
    /// Radius of corners: a number and `px`, `em` or `rem`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius: Option<String>,
    /// Names of fonts that the visitor has or the page loads, by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `prefers-color-scheme: light`.
    Light,
    /// `prefers-color-scheme: dark`.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The table's name in the site file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Theme {
    fn of(&self, scheme: Scheme) -> &BTreeMap<String, String> {
        match scheme {
            Scheme::Light => &self.light,
            Scheme::Dark => &self.dark,
        }
    }

    /// The colour of that name: the site's or else ours; `None` for a name that is none, or a colour that cannot be
    /// read.
    pub fn colour(&self, scheme: Scheme, name: &str) -> Option<Colour> {
        let (_, light, dark) = COLOURS.into_iter().find(|(known, ..)| *known == name)?;
        let ours = match scheme {
            Scheme::Light => light,
            Scheme::Dark => dark,
        };
        Colour::parse(self.of(scheme).get(name).map_or(ours, String::as_str))
    }

    /// The theme as rules for the banner's shadow root; the page's own style sheets still win over it.
    pub fn css(&self) -> String {
        let mut css = String::new();
        let mut shape = String::new();
        for (name, value) in [("radius", &self.radius), ("font", &self.font)] {
            if let Some(value) = value {
                // Writing to a `String` cannot fail.
                let _ = write!(shape, "--samtycke-{name}:{value};");
            }
        }
        for scheme in Scheme::ALL {
            let mut inside = match scheme {
                Scheme::Light => std::mem::take(&mut shape),
                Scheme::Dark => String::new(),
            };
            for (name, value) in self.of(scheme) {
                let _ = write!(inside, "--samtycke-{name}:{value};");
            }
            if inside.is_empty() {
                continue;
            }
            let _ = match scheme {
                Scheme::Light => write!(css, ":host{{{inside}}}"),
                Scheme::Dark => write!(
                    css,
                    "@media (prefers-color-scheme:dark){{:host{{{inside}}}}}"
                ),
            };
        }
        // A light colour that has no dark counterpart stays ours in the dark.
        let lone: Vec<_> = COLOURS
            .iter()
            .filter(|(name, ..)| self.light.contains_key(*name) && !self.dark.contains_key(*name))
            .collect();
        if !lone.is_empty() {
            css.push_str("@media (prefers-color-scheme:dark){:host{");
            for (name, _, dark) in lone {
                let _ = write!(css, "--samtycke-{name}:{dark};");
            }
            css.push_str("}}");
        }
        css
    }

    /// What is wrong with its form.
    pub(super) fn problems(&self) -> Vec<SiteError> {
        let mut problems = Vec::new();
        for scheme in Scheme::ALL {
            for (name, value) in self.of(scheme) {
                let field = format!("theme.{}.{name}", scheme.as_str());
                let is_known = COLOURS.iter().any(|(known, ..)| known == name);
                let is_one_buttons = ["accept", "reject"]
                    .iter()
                    .any(|button| name.starts_with(button));
                if is_one_buttons {
                    problems.push(SiteError {
                        field,
                        problem: format!("`{name}` would give one button its own colour"),
                        remedy: "set accent and on-accent, which all buttons share".to_owned(),
                        rule: Some(&rule::THEME_PARITY),
                    });
                } else if !is_known {
                    let names: Vec<_> = COLOURS.iter().map(|(known, ..)| *known).collect();
                    problems.push(SiteError {
                        field,
                        problem: format!("`{name}` is no colour of the banner"),
                        remedy: format!("use one of {}", names.join(", ")),
                        rule: None,
                    });
                } else if Colour::parse(value).is_none() {
                    problems.push(SiteError {
                        field,
                        problem: format!("`{value}` is no colour whose contrast can be known"),
                        remedy: "write it as #rrggbb".to_owned(),
                        rule: None,
                    });
                }
            }
        }
        if let Some(radius) = self.radius.as_ref().filter(|radius| !is_radius(radius)) {
            problems.push(SiteError {
                field: "theme.radius".to_owned(),
                problem: format!("`{radius}` is no radius"),
                remedy: "write a number with px, em or rem, such as 0.5em".to_owned(),
                rule: None,
            });
        }
        if let Some(font) = self.font.as_ref().filter(|font| !is_font(font)) {
            problems.push(SiteError {
                field: "theme.font".to_owned(),
                problem: format!("`{font}` is no list of fonts"),
                remedy: "write names with letters, digits, spaces and hyphens, by commas, such as Inter, sans-serif"
                    .to_owned(),
                rule: None,
            });
        }
        problems
    }
}

fn is_radius(text: &str) -> bool {
    let number = ["rem", "em", "px"]
        .into_iter()
        .find_map(|unit| text.strip_suffix(unit));
    number.is_some_and(|number| {
        number.len() <= 6
            && number.starts_with(|first: char| first.is_ascii_digit())
            && number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
            && number.parse::<f32>().is_ok()
    })
}

/// Nothing that could end the declaration.
fn is_font(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().all(|letter| {
            letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '-' | '\'' | '"')
        })
        && text.matches('"').count().is_multiple_of(2)
        && text.matches('\'').count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(toml_like: serde_json::Value) -> Theme {
        serde_json::from_value(toml_like).unwrap()
    }

    #[test]
    fn a_theme_becomes_custom_properties_and_a_light_colour_alone_leaves_the_dark_ours() {
        let theme = theme(serde_json::json!({
            "light": {"accent": "#003366", "text": "#111"}, "dark": {"text": "#eee"}, "radius": "4px"
        }));
        assert_eq!(theme.problems(), []);
        assert_eq!(
            theme.css(),
            ":host{--samtycke-radius:4px;--samtycke-accent:#003366;--samtycke-text:#111;}\
             @media (prefers-color-scheme:dark){:host{--samtycke-text:#eee;}}\
             @media (prefers-color-scheme:dark){:host{--samtycke-accent:#97cbb8;}}"
        );
        assert_eq!(Theme::default().css(), "");
    }

    #[test]
    fn what_cannot_be_checked_or_could_leave_its_declaration_is_refused() {
        for (value, field) in [
            (
                serde_json::json!({"light": {"accent": "red"}}),
                "theme.light.accent",
            ),
            (
                serde_json::json!({"light": {"accent": "#fff;}"}}),
                "theme.light.accent",
            ),
            (
                serde_json::json!({"dark": {"colour": "#fff"}}),
                "theme.dark.colour",
            ),
            (serde_json::json!({"radius": "4px}"}), "theme.radius"),
            (serde_json::json!({"radius": "1.2.3em"}), "theme.radius"),
            (serde_json::json!({"font": "a;b:c"}), "theme.font"),
            (serde_json::json!({"font": "\"Inter"}), "theme.font"),
        ] {
            let problems = theme(value).problems();
            assert_eq!(problems.len(), 1, "{field}");
            assert_eq!(problems[0].field, field);
        }
    }
}
