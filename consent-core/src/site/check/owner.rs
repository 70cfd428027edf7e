//! Whose site it is and what it promises: languages, addresses, validity, controller, who vouches for users.

use super::{Errors, PERIOD};
use crate::{
    lint::rule,
    site::{IpMode, Period, SiteFile},
};

impl Errors {
    pub(super) fn region(&mut self, field: &str, value: &str) {
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

    pub(super) fn country(&mut self, field: &str, value: &str) {
        if value.len() != 2 || !value.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.add(
                field,
                value,
                "is no country",
                "write its ISO 3166-1 code, such as SE",
            );
        }
    }

    pub(super) fn languages(&mut self, languages: &[String]) {
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

    pub(super) fn address(&mut self, file: &SiteFile) {
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

    pub(super) fn validity(&mut self, text: &str) -> Option<Period> {
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

    pub(super) fn controller(&mut self, file: &SiteFile) {
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

    pub(super) fn identity(&mut self, file: &SiteFile) {
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
}
