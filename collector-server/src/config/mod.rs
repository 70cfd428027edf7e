//! The settings of one collector: `collector.toml`, then environment variables over it.
//!
//! Knows the form of the file only; site files are [`crate::publish`]'s. Paths in the file are
//! relative to the file.

mod environment;
mod finding;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use ipnet::IpNet;
use serde::Deserialize;

pub use environment::Environment;
pub use finding::{Finding, Findings, line_of, toml_finding};

/// `collector.toml`, checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen; loopback unless the operator says otherwise.
    pub listen: SocketAddr,
    /// The address browsers reach the collector at, without a trailing slash.
    pub public_url: String,
    /// The folder of the database, the keys and the compressed scripts.
    pub data_dir: PathBuf,
    /// The folder with `gate.js`, `act.js`, `release.js`, `worker.js`, `tags.js`, `debug.js`, `view.js` and `texts/`; searched for when absent.
    pub assets_dir: Option<PathBuf>,
    /// Site files, or patterns of them (`sites/*.toml`).
    pub sites: Vec<String>,
    /// Networks of the proxies whose word about the visitor's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where they say it.
    pub proxy_header: ProxyHeader,
    /// A second address that serves `/metrics` and nothing else; off when absent.
    pub metrics_listen: Option<SocketAddr>,
    /// The least severe level to log: `error`, `warn`, `info`, `debug` or `trace`, or a filter of
    /// tracing-subscriber.
    pub log: String,
    /// Log as JSON lines instead of text.
    pub log_json: bool,
    /// What one caller may do.
    pub limits: LimitsConfig,
}

/// The header in which a trusted proxy names the address it was asked from. Only one is believed: a
/// proxy that writes one passes the other on as the visitor invented it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum ProxyHeader {
    /// What nearly all proxies write.
    #[default]
    #[serde(rename = "x-forwarded-for")]
    XForwardedFor,
    /// RFC 7239.
    #[serde(rename = "forwarded")]
    Forwarded,
}

impl FromStr for ProxyHeader {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            "x-forwarded-for" => Ok(Self::XForwardedFor),
            "forwarded" => Ok(Self::Forwarded),
            _ => Err(()),
        }
    }
}

/// Bounds on what is accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Choices per minute from one address (IPv6: one /64).
    pub per_address_per_minute: u32,
    /// Choices per minute for one site.
    pub per_site_per_minute: u32,
    /// Largest body of a choice, in bytes.
    pub body_bytes: usize,
    /// Longest time for one request, in seconds.
    pub request_timeout_seconds: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            per_address_per_minute: 60,
            per_site_per_minute: 600_000,
            body_bytes: 16 * 1024,
            request_timeout_seconds: 10,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://localhost:8080".to_owned(),
            data_dir: PathBuf::from("data"),
            assets_dir: None,
            sites: Vec::new(),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            metrics_listen: None,
            log: "info".to_owned(),
            log_json: false,
            limits: LimitsConfig::default(),
        }
    }
}

impl Config {
    /// Reads the file and lays the environment over it.
    ///
    /// # Errors
    /// Everything that is wrong, each with file, line where known, field and remedy.
    pub fn load(file: &Path, environment: &Environment) -> Result<Self, Findings> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            Findings::from(Finding::new(
                file,
                None,
                "",
                format!("cannot be read: {error}"),
                "give the path of a collector.toml that this user may read",
            ))
        })?;
        Self::parse(&text, file, environment)
    }

    /// The same from text; `file` is for messages and for relative paths.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str, file: &Path, environment: &Environment) -> Result<Self, Findings> {
        let mut config: Self = toml::from_str(text)
            .map_err(|error| Findings::from(toml_finding(file, text, &error)))?;
        let folder = file.parent().unwrap_or_else(|| Path::new(""));
        config.data_dir = folder.join(&config.data_dir);
        config.assets_dir = config.assets_dir.map(|dir| folder.join(dir));
        for pattern in &mut config.sites {
            *pattern = folder.join(&*pattern).to_string_lossy().into_owned();
        }
        let mut findings = environment.apply(&mut config);
        config.check(text, file, &mut findings);
        if findings.is_empty() {
            Ok(config)
        } else {
            Err(findings)
        }
    }

    fn check(&mut self, text: &str, file: &Path, findings: &mut Findings) {
        let mut refuse = |field: &str, problem: String, remedy: &str| {
            let line = line_of(text, field);
            findings.push(Finding::new(file, line, field, problem, remedy));
        };
        while self.public_url.ends_with('/') {
            self.public_url.pop();
        }
        if public_host(&self.public_url).is_none() {
            refuse(
                "public_url",
                format!("`{}` is not an address of scheme and host", self.public_url),
                "write it as `https://consent.example`, without a path",
            );
        }
        if self.limits.body_bytes == 0 || self.limits.body_bytes > 16 * 1024 {
            refuse(
                "limits.body_bytes",
                format!("{} is not between 1 and 16384", self.limits.body_bytes),
                "a choice is under 2 KB; leave the line out",
            );
        }
        for (field, value) in [
            (
                "limits.per_address_per_minute",
                u64::from(self.limits.per_address_per_minute),
            ),
            (
                "limits.per_site_per_minute",
                u64::from(self.limits.per_site_per_minute),
            ),
            (
                "limits.request_timeout_seconds",
                self.limits.request_timeout_seconds,
            ),
        ] {
            if value == 0 {
                refuse(
                    field,
                    "0 would refuse every request".to_owned(),
                    "give at least 1",
                );
            }
        }
        if self.log.parse::<tracing_subscriber::EnvFilter>().is_err() {
            refuse(
                "log",
                format!("`{}` is not a level", self.log),
                "use error, warn, info, debug or trace",
            );
        }
    }

    /// The host of `public_url`, without port.
    pub fn public_host(&self) -> &str {
        public_host(&self.public_url).unwrap_or_default()
    }
}

/// The host of an address that has scheme and host and nothing more.
fn public_host(url: &str) -> Option<&str> {
    let authority = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    if authority.contains(['/', '?', '#', '@', ' ']) {
        return None;
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.ends_with(']') => {
            port.parse::<u16>().ok()?;
            host
        }
        _ => authority,
    };
    (!host.is_empty()).then_some(host)
}
