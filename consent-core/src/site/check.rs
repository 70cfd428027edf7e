//! Whether a site file's declarations hold together. Every rule adds to one list, so that the owner mends a file once.

mod declared;
mod owner;
mod reach;

use std::collections::BTreeSet;

use super::{Localised, OriginRule, Purpose, Site, SiteError, SiteFile, SiteId, Theme};
use crate::{
    category::{Category, CategorySet},
    lint::Rule,
    view_model::Position,
};

pub(crate) const PERIOD: &str = "write it as `P6M` or `P90D`";
const SLUG: &str = "use 1 to 40 of a-z, 0-9, `-` and `_`";

impl SiteFile {
    /// Makes a [`Site`] of the file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn check(self) -> Result<Site, Vec<SiteError>> {
        let mut errors = Errors(Vec::new());
        let id = SiteId::parse(&self.id);
        if id.is_none() {
            errors.add(
                "id",
                &self.id,
                "is not a site id",
                "use 1 to 32 of a-z, 0-9 and `-`",
            );
        }
        errors.required("name", &self.name);
        let origins = errors.origins(&self.origins);
        for (at, host) in self.first_party.iter().enumerate() {
            errors.host(&format!("first_party[{at}]"), host);
        }
        errors.languages(&self.languages);
        errors.address(&self);
        let validity = errors.validity(&self.validity);
        if self.version == 0 {
            errors.add("version", "0", "is not a version", "start at 1");
        }
        if Position::parse(&self.position).is_none() {
            errors.add(
                "position",
                &self.position,
                "is no position",
                "use bar, box or dialog",
            );
        }
        errors.0.extend(self.theme.iter().flat_map(Theme::problems));
        errors.controller(&self);
        errors.identity(&self);
        errors.purposes(&self);
        errors.services(&self);
        errors.signals(&self);
        errors.share(&self, &origins);
        super::import::check(&self, validity, &mut errors);
        errors.texts(&self);
        crate::clause::check::clauses(&self, &mut errors);
        errors.server(&self);
        errors.webhooks(&self);
        match (id, validity, errors.0) {
            (Some(id), Some(validity), errors) if errors.is_empty() => Ok(Site {
                id,
                validity,
                first_party: own_hosts(&self, &origins),
                asked: asked(&self.purposes),
                origins,
                file: self,
            }),
            (_, _, errors) => Err(errors),
        }
    }
}

fn own_hosts(file: &SiteFile, origins: &[OriginRule]) -> Vec<String> {
    if !file.first_party.is_empty() {
        return file.first_party.clone();
    }
    let hosts: BTreeSet<&str> = origins.iter().map(OriginRule::host).collect();
    hosts.into_iter().map(str::to_owned).collect()
}

fn asked(purposes: &[Purpose]) -> CategorySet {
    purposes
        .iter()
        .map(|purpose| purpose.category)
        .collect::<CategorySet>()
        .without(Category::Functional)
}

pub(crate) struct Errors(Vec<SiteError>);

impl Errors {
    pub(crate) fn add(&mut self, field: &str, value: &str, problem: &str, remedy: &str) {
        self.0.push(SiteError {
            field: field.to_owned(),
            problem: if value.is_empty() {
                problem.to_owned()
            } else {
                format!("`{value}` {problem}")
            },
            remedy: remedy.to_owned(),
            rule: None,
        });
    }

    /// Says of the last problem which rule of the lint it breaks.
    fn by_rule(&mut self, rule: &'static Rule) {
        if let Some(error) = self.0.last_mut() {
            error.rule = Some(rule);
        }
    }

    fn required(&mut self, field: &str, value: &str) {
        if value.trim().is_empty() {
            self.add(field, "", "is empty", "fill it in");
        }
    }

    pub(crate) fn slug(&mut self, field: &str, value: &str) {
        let is_slug = (1..=40).contains(&value.len())
            && value.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
            });
        if !is_slug {
            self.add(field, value, "is not an id", SLUG);
        }
    }

    fn host(&mut self, field: &str, value: &str) {
        let is_host = !value.is_empty()
            && !value.starts_with('.')
            && value.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
            });
        if !is_host {
            self.add(
                field,
                value,
                "is not a host",
                "write the lower-case name alone, without scheme, port or wildcard; it covers its subdomains",
            );
        }
    }

    /// A link that a visitor may follow: anything but http(s) could be a script.
    fn link(&mut self, field: &str, value: &str) {
        let is_link = value.starts_with("https://")
            || value.starts_with("http://")
            || (value.starts_with('/') && !value.starts_with("//"));
        if !is_link {
            self.add(
                field,
                value,
                "is no link",
                "begin it with https:// or, within the site, with /",
            );
        }
    }

    /// A text that must stand in every language of the site, and in no other.
    pub(crate) fn localised(&mut self, field: &str, texts: &Localised, file: &SiteFile) {
        for language in &file.languages {
            if texts
                .get(language)
                .is_none_or(|text| text.trim().is_empty())
            {
                self.add(
                    &format!("{field}.{language}"),
                    "",
                    "is missing",
                    "write it in every language of the site",
                );
            }
        }
        for language in texts
            .keys()
            .filter(|language| !file.languages.contains(language))
        {
            self.add(
                &format!("{field}.{language}"),
                language,
                "is not one of the site's languages",
                "add it to languages, or remove the text",
            );
        }
    }
}
