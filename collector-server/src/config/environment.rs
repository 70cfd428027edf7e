//! Environment variables that override `collector.toml`: `SAMTYCKE_` and the field in capitals.

use std::{collections::BTreeMap, path::PathBuf, str::FromStr};

use super::{Config, Finding, Findings};

/// The variables that begin with `SAMTYCKE_`, as a value, so that tests choose them.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        Self::from_pairs(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    /// These variables; names without the prefix are left out.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .filter(|(name, _)| name.starts_with("SAMTYCKE_"))
                .collect(),
        )
    }

    /// Lays the variables over `config`; returns those that do not parse.
    pub(super) fn apply(&self, config: &mut Config) -> Findings {
        let mut over = Overlay {
            variables: &self.0,
            findings: Findings::default(),
        };
        over.set("LISTEN", &mut config.listen, "write it as 127.0.0.1:8080");
        over.set("PUBLIC_URL", &mut config.public_url, "");
        over.set("DATA_DIR", &mut config.data_dir, "");
        over.set_some::<PathBuf>("ASSETS_DIR", &mut config.assets_dir, "");
        over.set_list("SITES", &mut config.sites, "");
        over.set_list(
            "TRUSTED_PROXIES",
            &mut config.trusted_proxies,
            "write networks as 10.0.0.0/8, separated by commas",
        );
        over.set(
            "PROXY_HEADER",
            &mut config.proxy_header,
            "write x-forwarded-for or forwarded",
        );
        over.set_some(
            "METRICS_LISTEN",
            &mut config.metrics_listen,
            "write it as 127.0.0.1:9090",
        );
        over.set("LOG", &mut config.log, "");
        over.set("LOG_JSON", &mut config.log_json, "write true or false");
        let number = "write a whole number";
        let limits = &mut config.limits;
        over.set(
            "LIMITS_PER_ADDRESS_PER_MINUTE",
            &mut limits.per_address_per_minute,
            number,
        );
        over.set(
            "LIMITS_PER_SITE_PER_MINUTE",
            &mut limits.per_site_per_minute,
            number,
        );
        over.set("LIMITS_BODY_BYTES", &mut limits.body_bytes, number);
        over.set(
            "LIMITS_REQUEST_TIMEOUT_SECONDS",
            &mut limits.request_timeout_seconds,
            number,
        );
        over.findings
    }
}

struct Overlay<'a> {
    variables: &'a BTreeMap<String, String>,
    findings: Findings,
}

impl Overlay<'_> {
    fn parsed<T: FromStr>(&mut self, name: &str, text: &str, remedy: &str) -> Option<T> {
        let parsed = text.trim().parse().ok();
        if parsed.is_none() {
            self.findings.push(Finding::new(
                format!("SAMTYCKE_{name}"),
                None,
                "",
                format!("`{text}` cannot be read"),
                remedy,
            ));
        }
        parsed
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(&format!("SAMTYCKE_{name}")).cloned()
    }

    fn set<T: FromStr>(&mut self, name: &str, target: &mut T, remedy: &str) {
        if let Some(text) = self.variable(name)
            && let Some(value) = self.parsed(name, &text, remedy)
        {
            *target = value;
        }
    }

    fn set_some<T: FromStr>(&mut self, name: &str, target: &mut Option<T>, remedy: &str) {
        if let Some(text) = self.variable(name)
            && let Some(value) = self.parsed(name, &text, remedy)
        {
            *target = Some(value);
        }
    }

    fn set_list<T: FromStr>(&mut self, name: &str, target: &mut Vec<T>, remedy: &str) {
        if let Some(text) = self.variable(name) {
            *target = text
                .split(',')
                .filter(|item| !item.trim().is_empty())
                .filter_map(|item| self.parsed(name, item, remedy))
                .collect();
        }
    }
}
