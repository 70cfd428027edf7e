//! `check --url`: a page as a browser gets it, what it has of the gate and what it lacks.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    path::Path,
    time::Duration,
};

use anyhow::{Context as _, anyhow, bail};
use consent_core::site::Site;
use ureq::{
    ResponseExt as _,
    config::Config as FetchConfig,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use crate::{
    cli,
    config::{Config, Environment},
    gate::{
        SiteGate,
        inspect::{Fetched, inspect},
    },
    publish::load,
};

/// The largest page that is looked at, in bytes.
const PAGE_MAX: u64 = 16 * 1024 * 1024;
/// How long a page may take.
const PAGE_TIMEOUT: Duration = Duration::from_secs(20);

/// Prints what a page has and lacks.
///
/// # Errors
/// When it cannot be fetched, or something is to be mended.
pub(super) fn check(config_file: &Path, site: Option<&str>, url: &str) -> anyhow::Result<()> {
    let (config, loaded) = match site {
        Some(id) => cli::one_site(config_file, id)?,
        None => {
            let config = Config::load(config_file, &Environment::of_process())?;
            let mut sites = load::sites(&config.sites, config_file)?;
            if sites.len() > 1 {
                let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                sites.retain(|loaded| loaded.site.allows_origin(&origin));
                if sites.len() != 1 {
                    let count = sites.len();
                    bail!("{count} of the sites have the page's origin: name its with --site");
                }
            }
            let only = sites.pop().context("the configuration has no site")?;
            (config, only)
        }
    };
    let gate = SiteGate::new(&loaded.site, &config.public_url)?;
    let page = fetch(url)?;
    let report = inspect(&page, &loaded.site, &config.public_url, &gate)?;
    println!("{}: {}", page.url, report.snippet.unwrap_or("no tag"));
    for (host, category) in &report.held {
        println!("held until granted: {host} ({category})");
    }
    for host in &report.unclassified {
        println!(
            "not classified, held until everything is granted: {host}; for the site file:\n\n{}",
            entry(host, &loaded.site)
        );
    }
    for problem in &report.problems {
        println!("problem: {problem}");
    }
    match report.problems.len() {
        0 => Ok(()),
        1 => bail!("the page has one problem"),
        count => bail!("the page has {count} problems"),
    }
}

/// A service of a host that nobody knows, to be completed.
fn entry(host: &str, site: &Site) -> String {
    let purposes: Vec<&str> = site
        .asked_purposes()
        .map(|purpose| purpose.id.as_str())
        .collect();
    let id: String = host
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    let lines = [
        "[[services]]".to_owned(),
        format!("id = \"{id}\""),
        format!(
            "purpose = \"{}\"  # one of: {}",
            purposes.first().unwrap_or(&""),
            purposes.join(", ")
        ),
        format!("name = \"{host}\""),
        format!("hosts = [\"{host}\"]\n"),
    ];
    lines.join("\n")
}

/// Where hosts are: every name under `localhost` is this machine (RFC 6761, section 6.3), as it is for browsers and not for
/// the resolver of every system.
#[derive(Debug, Default)]
struct Names(DefaultResolver);

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &FetchConfig,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        if !uri.host().is_some_and(|host| host.ends_with(".localhost")) {
            return self.0.resolve(uri, config, timeout);
        }
        let is_tls = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let mut found = self.empty();
        found.push((Ipv4Addr::LOCALHOST, port).into());
        found.push((Ipv6Addr::LOCALHOST, port).into());
        Ok(found)
    }
}

fn fetch(url: &str) -> anyhow::Result<Fetched> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PAGE_TIMEOUT))
        .http_status_as_error(false)
        .user_agent(concat!("collector-server/", env!("CARGO_PKG_VERSION")))
        .build();
    let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), Names::default());
    let answer = agent
        .get(url)
        .header("accept", "text/html")
        .header("sec-fetch-dest", "document")
        .call();
    let mut answer = answer.map_err(|error| anyhow!("{url} does not answer: {error}"))?;
    let found = answer.get_uri().to_string();
    let headers = answer.headers().clone();
    let kind = headers.get("content-type");
    let kind = kind
        .and_then(|value| value.to_str().ok())
        .unwrap_or("no type");
    if !kind.starts_with("text/html") {
        bail!("{found} is no page: it is {kind}");
    }
    let body = answer.body_mut().with_config().limit(PAGE_MAX);
    let body = body.read_to_vec();
    let body = body.with_context(|| format!("{found} ended early or is larger than 16 MiB"))?;
    Ok(Fetched {
        url: found,
        headers,
        html: String::from_utf8_lossy(&body).into_owned(),
    })
}
