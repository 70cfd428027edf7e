//! The core's rules on what a site's banner would say, with file and line.

use std::path::Path;

use consent_core::{
    lint::{self, Change, Shown, change, rule},
    site::Site,
};

use super::{assets::Assets, catalogue, load::LoadedSite, view};
use crate::config::{Finding, Findings, line_of};

/// Every rule that a site breaks. Without the built texts only what is declared is looked at; a language that the
/// product does not speak is another check's matter.
pub fn findings(loaded: &LoadedSite, assets: Option<&Assets>) -> Findings {
    let site = &loaded.site;
    let languages = site.declared().languages.iter();
    let shown: Vec<Shown> = languages
        .filter_map(|lang| {
            let assets = assets?;
            Some(Shown {
                model: view::model(site, assets, lang).ok()?,
                control: view::control_labels(site, assets, lang).ok()?[0].to_owned(),
            })
        })
        .collect();
    let found = lint::lint(site, &shown, catalogue::facts());
    let mut findings = Findings::default();
    let place = Place::of(&loaded.file);
    for found in found {
        findings.push(place.finding(found));
    }
    findings
}

/// What must be done about the version when `old` is replaced by this site.
pub fn against(old: &Site, loaded: &LoadedSite) -> Findings {
    let new = &loaded.site;
    let (was, is) = (old.declared().version, new.declared().version);
    let place = Place::of(&loaded.file);
    let mut findings = Findings::default();
    let mut add = |rule, field: String, problem: String, remedy: String| {
        findings.push(place.finding(lint::Finding {
            rule,
            field,
            problem,
            remedy,
        }));
    };
    if is < was {
        add(
            &rule::VERSION,
            "version".to_owned(),
            format!("{is} is lower than {was}, which is published"),
            format!("use {was}, or more where something material changes"),
        );
        return findings;
    }
    match change(old, new) {
        Change::Material(reasons) if is == was => {
            for reason in reasons {
                add(
                    &rule::VERSION,
                    reason.field,
                    format!("{}: earlier consent does not cover it", reason.what),
                    format!("raise version to {}", was + 1),
                );
            }
        }
        Change::None | Change::Wording if is > was => add(
            &rule::VERSION_NEEDLESS,
            "version".to_owned(),
            "everyone would be asked again, though nothing material changes".to_owned(),
            format!("leave version at {was}"),
        ),
        Change::None | Change::Wording | Change::Material(_) => {}
    }
    findings
}

/// A site file and its text, for lines.
struct Place<'a> {
    file: &'a Path,
    text: String,
}

impl<'a> Place<'a> {
    fn of(file: &'a Path) -> Self {
        // Read again: a file that has gone meanwhile costs the line numbers and nothing else.
        let text = std::fs::read_to_string(file).unwrap_or_default();
        Self { file, text }
    }

    fn finding(&self, found: lint::Finding) -> Finding {
        let line = line_of(&self.text, &found.field);
        Finding::new(self.file, line, found.field, found.problem, found.remedy)
            .by_rule(Some(found.rule))
    }
}
