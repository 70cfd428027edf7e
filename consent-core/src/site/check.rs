//! Whether a site file's declarations hold together. Every rule adds to one list, so that the owner mends a file once.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    IpMode, Localised, OriginRule, Period, Purpose, SIGNALS, Service, Site, SiteError, SiteFile,
    SiteId, Theme,
};
use crate::{
    category::{Category, CategorySet},
    lint::{Rule, rule},
    receipt::LegalBasis,
    view_model::{Position, text_names},
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

    /// A shared domain has to be the site's own: one that it serves, above all that it serves. A public suffix such as
    /// `co.uk` is nobody's own; browsers refuse it as well.
    fn share(&mut self, file: &SiteFile, origins: &[OriginRule]) {
        let Some(share) = &file.share else {
            return;
        };
        let hosts: Vec<&str> = origins.iter().map(OriginRule::host).collect();
        let mut own = hosts
            .iter()
            .copied()
            .chain(file.first_party.iter().map(String::as_str));
        if !share.contains('.') || !own.any(|host| host == share) {
            self.add(
                "share",
                share,
                "is no domain of the site's own",
                "write a domain that `origins` or `first_party` name, such as `shop.example`, without a dot in front",
            );
            return;
        }
        let is_below = |host: &str| {
            let above = host.strip_suffix(share.as_str());
            above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
        };
        if let Some(other) = hosts.into_iter().find(|host| !is_below(host)) {
            let problem = format!(
                "is not above {other}, which is in `origins`: a browser would refuse the cookie there"
            );
            self.add(
                "share",
                share,
                &problem,
                "make that host a site of its own, or leave `share` away",
            );
        }
    }

    fn signals(&mut self, file: &SiteFile) {
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

    fn region(&mut self, field: &str, value: &str) {
        let (country, rest) = value.split_at_checked(2).unwrap_or_default();
        let is_region = country.bytes().all(|byte| byte.is_ascii_uppercase())
            && !country.is_empty()
            && (rest.is_empty()
                || rest.starts_with('-')
                    && (2..=4).contains(&rest.len())
                    && rest
                        .bytes()
                        .skip(1)
                        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        if !is_region {
            self.add(
                field,
                value,
                "is no region",
                "write an ISO 3166 code, such as SE or US-CA",
            );
        }
    }

    fn country(&mut self, field: &str, value: &str) {
        if value.len() != 2 || !value.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.add(
                field,
                value,
                "is no country",
                "write its ISO 3166-1 code, such as SE",
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

    fn origins(&mut self, texts: &[String]) -> Vec<OriginRule> {
        if texts.is_empty() {
            self.add(
                "origins",
                "",
                "is empty",
                "name the origins whose pages carry the script",
            );
        }
        let mut rules = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            match OriginRule::parse(text) {
                Ok(rule) => rules.push(rule),
                Err(problem) => self.add(
                    &format!("origins[{at}]"),
                    text,
                    problem,
                    "write it as the browser sends it: https://shop.example",
                ),
            }
        }
        rules
    }

    fn languages(&mut self, languages: &[String]) {
        if languages.is_empty() {
            self.add(
                "languages",
                "",
                "is empty",
                "name at least one language, such as sv",
            );
        }
        for (at, language) in languages.iter().enumerate() {
            let mut parts = language.split('-');
            let primary = parts.next().unwrap_or_default();
            let is_tag = (2..=3).contains(&primary.len())
                && primary.bytes().all(|byte| byte.is_ascii_lowercase())
                && parts.all(|part| {
                    (2..=8).contains(&part.len())
                        && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                });
            if !is_tag {
                self.add(
                    &format!("languages[{at}]"),
                    language,
                    "is no language",
                    "write a BCP 47 tag such as sv or pt-BR",
                );
            }
            if languages[..at].contains(language) {
                self.add(
                    &format!("languages[{at}]"),
                    language,
                    "is named twice",
                    "remove one",
                );
            }
        }
    }

    fn address(&mut self, file: &SiteFile) {
        if let Some(jurisdiction) = &file.jurisdiction {
            self.region("jurisdiction", jurisdiction);
        }
        let (problem, remedy) = match file.ip_mode {
            IpMode::None | IpMode::Truncated => return,
            IpMode::Hash => (
                "is missing, and ip_mode is hash",
                "say in a sentence why a hash of the address is kept, or set ip_mode to none",
            ),
            IpMode::Full => (
                "is missing, and ip_mode is full",
                "say in a sentence why the full address is kept, or set ip_mode to truncated",
            ),
        };
        if file.ip_purpose.trim().is_empty() {
            self.add("ip_purpose", "", problem, remedy);
        }
        if !(1..=730).contains(&file.ip_full_days) {
            self.add(
                "ip_full_days",
                &file.ip_full_days.to_string(),
                "is not a time limit",
                "give 1 to 730 days; 90 is usual",
            );
        }
    }

    fn validity(&mut self, text: &str) -> Option<Period> {
        let period = Period::parse(text);
        match period {
            None => self.add("validity", text, "is no length of time", PERIOD),
            Some(period) if period.days() > 365 => {
                self.add(
                    "validity",
                    text,
                    "is longer than twelve months",
                    "use at most P12M; P6M is usual",
                );
                self.by_rule(&rule::VALIDITY_LONG);
            }
            Some(_) => {}
        }
        period
    }

    fn controller(&mut self, file: &SiteFile) {
        let controller = &file.controller;
        self.required("controller.name", &controller.name);
        self.country("controller.country", &controller.country);
        if !controller.email.contains('@') {
            self.add(
                "controller.email",
                &controller.email,
                "is no mail address",
                "say where people can write",
            );
        }
        self.link("controller.policy_url", &controller.policy_url);
        if !controller.authority_url.is_empty() {
            self.link("controller.authority_url", &controller.authority_url);
        }
    }

    fn identity(&mut self, file: &SiteFile) {
        let Some(identity) = &file.identity else {
            return;
        };
        if identity.secret_file.is_some() == identity.secret_env.is_some() {
            self.add(
                "identity",
                "",
                "needs one place for the key",
                "give either secret_file or secret_env",
            );
        }
    }

    fn server(&mut self, file: &SiteFile) {
        let Some(server) = &file.server else {
            return;
        };
        if server.token_file.is_some() == server.token_env.is_some() {
            self.add(
                "server",
                "",
                "needs one place for the token",
                "give either token_file or token_env",
            );
        }
    }

    fn webhooks(&mut self, file: &SiteFile) {
        let mut seen = BTreeSet::new();
        for (at, webhook) in file.webhooks.iter().enumerate() {
            if !is_webhook_address(&webhook.url) {
                self.add(
                    &format!("webhooks[{at}].url"),
                    &webhook.url,
                    "is no address that receipts may be told to",
                    "use https://, or http:// with a loopback name (127.0.0.1, localhost, *.localhost), without user, password and #",
                );
            }
            if !seen.insert(&webhook.url) {
                self.add(
                    &format!("webhooks[{at}].url"),
                    &webhook.url,
                    "is named twice",
                    "remove one; `events` may name several states",
                );
            }
            if webhook.secret_file.is_some() == webhook.secret_env.is_some() {
                self.add(
                    &format!("webhooks[{at}]"),
                    "",
                    "needs one place for the secret",
                    "give either secret_file or secret_env",
                );
            }
        }
    }

    fn purposes(&mut self, file: &SiteFile) {
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

    fn services(&mut self, file: &SiteFile) {
        let mut seen = BTreeSet::new();
        let mut owners: BTreeMap<&str, Category> = BTreeMap::new();
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
            for (place, host) in service.hosts.iter().enumerate() {
                let field = field(&format!("hosts[{place}]"));
                self.host(&field, host);
                let Some(purpose) = purpose else { continue };
                if owners
                    .insert(host, purpose.category)
                    .is_some_and(|other| other != purpose.category)
                {
                    self.add(
                        &field,
                        host,
                        "belongs to a service of another category too",
                        "a host can be let through for one category only",
                    );
                }
            }
            self.stores(&format!("services[{at}]"), service, file);
        }
    }

    fn stores(&mut self, service_field: &str, service: &Service, file: &SiteFile) {
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

    fn texts(&mut self, file: &SiteFile) {
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

/// Encrypted on the way, or never on the way at all.
fn is_webhook_address(url: &str) -> bool {
    let (rest, is_plain) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) => (rest, true),
        _ => return false,
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host);
    let is_loopback =
        matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost");
    !host.is_empty()
        && !url.contains(['@', '#'])
        && !url.contains(char::is_whitespace)
        && (is_loopback || !is_plain)
}

/// `PT1H`: stored values may live for hours, nothing else here does.
fn is_hours(text: &str) -> bool {
    text.strip_prefix("PT")
        .and_then(|rest| rest.strip_suffix('H'))
        .is_some_and(|digits| {
            (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}
