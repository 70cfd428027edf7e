//! What a site declares: purposes, services with what they keep, texts of its own, tags that are told.

use std::collections::{BTreeMap, BTreeSet};

use super::{Errors, PERIOD};
use crate::{
    category::Category,
    cookie::REFUSED_LIMIT,
    lint::rule,
    receipt::LegalBasis,
    site::{Period, SIGNALS, Service, SiteFile},
    view_model::text_names,
};

const SHARED: &str = "belongs to a service of another category too";
const ONE_CATEGORY: &str = "it can be let through for one category only";

impl Errors {
    pub(super) fn signals(&mut self, file: &SiteFile) {
        for (at, name) in file.signals.iter().flatten().enumerate() {
            if SIGNALS.iter().all(|signal| signal.name != name) {
                let known = SIGNALS.map(|signal| signal.name).join(", ");
                self.add(
                    &format!("signals[{at}]"),
                    name,
                    "is no tag that can be told",
                    &format!("use some of {known}, or leave `signals` away"),
                );
            }
        }
        for (at, region) in file.signal_regions.iter().enumerate() {
            self.region(&format!("signal_regions[{at}]"), region);
        }
    }

    pub(super) fn purposes(&mut self, file: &SiteFile) {
        let mut seen = BTreeSet::new();
        for (at, purpose) in file.purposes.iter().enumerate() {
            let field = |name: &str| format!("purposes[{at}].{name}");
            self.slug(&field("id"), &purpose.id);
            if !seen.insert(&purpose.id) {
                self.add(
                    &field("id"),
                    &purpose.id,
                    "is used twice",
                    "give each purpose its own id",
                );
            }
            let other = Category::parse(&purpose.id).is_some_and(|named| named != purpose.category);
            if other || matches!(&*purpose.id, "all" | "unknown") {
                self.add(
                    &field("id"),
                    &purpose.id,
                    "means something else in data-consent",
                    "choose another id",
                );
            }
            let is_consent = purpose.legal_basis == LegalBasis::Consent;
            if is_consent == (purpose.category == Category::Functional) {
                let remedy = if is_consent {
                    "functional purposes are always on, so they rest on contract, legal_obligation or legitimate_interests"
                } else {
                    "use consent, or move the purpose to functional if the site cannot work without it"
                };
                self.add(
                    &field("legal_basis"),
                    purpose.legal_basis.as_str(),
                    &format!(
                        "does not go with the category {}",
                        purpose.category.as_str()
                    ),
                    remedy,
                );
                if !is_consent {
                    self.by_rule(&rule::CONSENT_ONLY);
                }
            }
            if let Some(retention) = &purpose.retention
                && Period::parse(retention).is_none()
            {
                self.add(
                    &field("retention"),
                    retention,
                    "is no length of time",
                    PERIOD,
                );
            }
            self.localised(&field("title"), &purpose.title, file);
            self.localised(&field("description"), &purpose.description, file);
        }
        if !file
            .purposes
            .iter()
            .any(|purpose| purpose.category == Category::Functional)
        {
            self.add(
                "purposes",
                "",
                "has none of category functional",
                "declare what the site cannot work without: the cart, the session, the consent cookie",
            );
        }
    }

    pub(super) fn services(&mut self, file: &SiteFile) {
        let mut seen = BTreeSet::new();
        // Hosts and paths, each with the category that it was first declared for.
        let mut owners = BTreeMap::new();
        let mut is_shared = |place, category: Option<Category>| {
            category.is_some_and(|category| *owners.entry(place).or_insert(category) != category)
        };
        for (at, service) in file.services.iter().enumerate() {
            let field = |name: &str| format!("services[{at}].{name}");
            self.slug(&field("id"), &service.id);
            if !seen.insert(&service.id) {
                self.add(
                    &field("id"),
                    &service.id,
                    "is used twice",
                    "give each service its own id",
                );
            }
            self.required(&field("name"), &service.name);
            if !service.country.is_empty() {
                self.country(&field("country"), &service.country);
            }
            if !service.policy_url.is_empty() {
                self.link(&field("policy_url"), &service.policy_url);
            }
            let purpose = file
                .purposes
                .iter()
                .find(|purpose| purpose.id == service.purpose);
            if purpose.is_none() {
                self.add(
                    &field("purpose"),
                    &service.purpose,
                    "is not declared",
                    "name the id of one of [[purposes]]",
                );
            }
            let category = purpose.map(|purpose| purpose.category);
            for (place, host) in service.hosts.iter().enumerate() {
                let field = field(&format!("hosts[{place}]"));
                self.host(&field, host);
                if is_shared(host, category) {
                    self.add(&field, host, SHARED, ONE_CATEGORY);
                }
            }
            for (place, path) in service.paths.iter().enumerate() {
                let field = field(&format!("paths[{place}]"));
                self.path(&field, path, category);
                if is_shared(path, category) {
                    self.add(&field, path, SHARED, ONE_CATEGORY);
                }
            }
            self.stores(&format!("services[{at}]"), service, file);
        }
        self.refusals(file);
    }

    /// A beginning of paths on the site's own hosts, of a service of `category`.
    fn path(&mut self, field: &str, path: &str, category: Option<Category>) {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
        let is_path = path.len() > 1
            && path.starts_with('/')
            && path.bytes().all(is_letter)
            && !path.contains("//")
            && !path.contains("/.");
        if !is_path {
            self.add(
                field,
                path,
                "is no beginning of a path",
                "write it from its first slash on, as /stats/ or /matomo.js, of letters, digits, `-`, `_`, `.` and `~`",
            );
        } else if category == Some(Category::Functional) {
            self.add(
                field,
                path,
                "belongs to a functional service",
                "leave it away: what is the site's own passes unless a service that needs consent declares it",
            );
        }
    }

    /// A visitor may refuse any of the services that need consent, and the consent cookie has to hold their ids.
    fn refusals(&mut self, file: &SiteFile) {
        let needs_consent = |id: &str| {
            let mut purposes = file.purposes.iter();
            purposes.any(|purpose| purpose.id == id && purpose.category != Category::Functional)
        };
        let ids = file.services.iter();
        let ids = ids.filter(|service| needs_consent(&service.purpose));
        let bytes: usize = ids.map(|service| service.id.len() + 1).sum();
        if bytes > REFUSED_LIMIT {
            self.add(
                "services",
                "",
                &format!(
                    "have ids that take {bytes} bytes, and the consent cookie has room for {REFUSED_LIMIT} where visitors refuse them"
                ),
                "shorten their ids, or declare products of one vendor as one service",
            );
        }
    }

    pub(super) fn stores(&mut self, service_field: &str, service: &Service, file: &SiteFile) {
        for (place, store) in service.stores.iter().enumerate() {
            let field = |name: &str| format!("{service_field}.stores[{place}].{name}");
            let name = store.name.strip_suffix('*').unwrap_or(&store.name);
            if name.is_empty() || name.contains('*') {
                self.add(
                    &field("name"),
                    &store.name,
                    "is no name",
                    "write at least one letter, and at most one `*`, at its end",
                );
            }
            let is_duration = matches!(store.duration.as_str(), "session" | "persistent")
                || Period::parse(&store.duration).is_some()
                || is_hours(&store.duration);
            if !is_duration {
                self.add(
                    &field("duration"),
                    &store.duration,
                    "is no length of time",
                    "write it as `P13M`, `P30D` or `PT1H`, or `session` or `persistent`",
                );
            }
            if !store.description.is_empty() {
                self.localised(&field("description"), &store.description, file);
            }
        }
    }

    pub(super) fn texts(&mut self, file: &SiteFile) {
        if file.texts.is_empty() {
            return;
        }
        let known: BTreeSet<String> = text_names().collect();
        for (language, texts) in &file.texts {
            if !file.languages.contains(language) {
                self.add(
                    &format!("texts.{language}"),
                    language,
                    "is not one of the site's languages",
                    "add it to languages, or remove the section",
                );
            }
            for (name, text) in texts {
                let field = format!("texts.{language}.{name}");
                if !known.contains(name) {
                    self.add(
                        &field,
                        name,
                        "is no text of the banner",
                        "see banner-wasm/texts for the names",
                    );
                }
                self.required(&field, text);
            }
        }
    }
}

/// `PT1H`: stored values may live for hours, nothing else here does.
fn is_hours(text: &str) -> bool {
    text.strip_prefix("PT")
        .and_then(|rest| rest.strip_suffix('H'))
        .is_some_and(|digits| {
            (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}
