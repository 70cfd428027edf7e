//! From file patterns to checked sites.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use consent_core::{
    receipt::Digest,
    site::{Site, SiteFile, Webhook},
};

use crate::{
    assertion::AssertionKey,
    config::{Finding, Findings, line_of, toml_finding},
    webhook::WebhookSecret,
};

use super::secret;

/// A site and where it was declared.
pub struct LoadedSite {
    /// The checked declarations.
    pub site: Site,
    /// The key that vouches for user ids, where the site has one.
    pub assertion_key: Option<AssertionKey>,
    /// SHA-256 of the token of the site's own server, where it has one.
    pub server_token: Option<Digest>,
    /// Whom to tell of new receipts, each with its secret.
    pub webhooks: Vec<(Webhook, WebhookSecret)>,
    /// The site file.
    pub file: PathBuf,
}

/// Reads every site file that the patterns name.
///
/// # Errors
/// Everything that is wrong in any of them.
pub fn sites(patterns: &[String], config_file: &Path) -> Result<Vec<LoadedSite>, Findings> {
    let mut findings = Findings::default();
    let mut files = Vec::new();
    for pattern in patterns {
        let found: Vec<PathBuf> = match glob::glob(pattern) {
            Ok(paths) => paths.filter_map(Result::ok).collect(),
            Err(error) => {
                findings.push(Finding::new(
                    config_file,
                    None,
                    "sites",
                    format!("`{pattern}` is not a file pattern: {}", error.msg),
                    "write a path, or one with `*` such as sites/*.toml",
                ));
                continue;
            }
        };
        if found.is_empty() {
            findings.push(Finding::new(
                config_file,
                None,
                "sites",
                format!("no file matches `{pattern}`"),
                "correct the path; it is relative to the configuration file",
            ));
        }
        files.extend(found);
    }
    files.sort();
    files.dedup();
    if files.is_empty() && findings.is_empty() {
        findings.push(Finding::new(
            config_file,
            None,
            "sites",
            "names no site",
            "add `sites = [\"sites/*.toml\"]`",
        ));
    }
    let mut sites: Vec<LoadedSite> = Vec::new();
    let mut ids: BTreeMap<String, PathBuf> = BTreeMap::new();
    for file in files {
        match site(&file) {
            Ok(loaded) => {
                let id = loaded.site.id().to_string();
                if let Some(other) = ids.insert(id.clone(), file.clone()) {
                    findings.push(Finding::new(
                        &file,
                        None,
                        "id",
                        format!("`{id}` is the id of {} too", other.display()),
                        "give each site its own id",
                    ));
                }
                sites.push(loaded);
            }
            Err(wrong) => findings.extend(wrong),
        }
    }
    if findings.is_empty() {
        Ok(sites)
    } else {
        Err(findings)
    }
}

/// Reads one site file.
///
/// # Errors
/// Everything that is wrong with it.
pub fn site(file: &Path) -> Result<LoadedSite, Findings> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Findings::from(Finding::new(
            file,
            None,
            "",
            format!("cannot be read: {error}"),
            "give the path of a site file that this user may read",
        ))
    })?;
    let declared: SiteFile =
        toml::from_str(&text).map_err(|error| Findings::from(toml_finding(file, &text, &error)))?;
    let identity = declared.identity.clone();
    let site = declared.check().map_err(|errors| {
        let mut findings = Findings::default();
        for error in errors {
            let line = line_of(&text, &error.field);
            findings.push(
                Finding::new(file, line, error.field, error.problem, error.remedy)
                    .by_rule(error.rule),
            );
        }
        findings
    })?;
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    let server_token = match &site.declared().server {
        None => None,
        Some(server) => {
            let token = secret::read(&server.token_file, &server.token_env, folder)
                .and_then(|text| secret::server_token(&text))
                .map_err(|error| {
                    Findings::from(Finding::new(
                        file,
                        line_of(&text, "server"),
                        "server",
                        error.problem,
                        error.remedy,
                    ))
                })?;
            Some(token)
        }
    };
    let webhooks = webhooks(&site, file, folder, &text)?;
    let assertion_key = match identity {
        None => None,
        Some(identity) => Some(AssertionKey::load(&identity, folder).map_err(|error| {
            Findings::from(Finding::new(
                file,
                line_of(&text, "identity"),
                "identity",
                error.problem,
                error.remedy,
            ))
        })?),
    };
    Ok(LoadedSite {
        site,
        assertion_key,
        server_token,
        webhooks,
        file: file.to_owned(),
    })
}

/// The webhooks of a site with their secrets.
fn webhooks(
    site: &Site,
    file: &Path,
    folder: &Path,
    text: &str,
) -> Result<Vec<(Webhook, WebhookSecret)>, Findings> {
    let mut webhooks = Vec::new();
    for (at, webhook) in site.declared().webhooks.iter().enumerate() {
        let secret = secret::read(&webhook.secret_file, &webhook.secret_env, folder)
            .and_then(|secret| WebhookSecret::parse(&secret))
            .map_err(|error| {
                let field = format!("webhooks[{at}]");
                let line = line_of(text, &field);
                Findings::from(Finding::new(file, line, field, error.problem, error.remedy))
            })?;
        webhooks.push((webhook.clone(), secret));
    }
    Ok(webhooks)
}
