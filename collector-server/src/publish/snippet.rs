//! The default snippet: the inline opener and the empty policy line (contracts, section 5).
//!
//! The opener is part of the program, so that the command needs no built script.

use consent_core::{category::Category, site::Site};

use super::token;

const OPENER: &str = include_str!("../../../banner-wasm/assets/opener.js");

/// The lines for a site's `<head>`.
///
/// # Errors
/// When the opener has lost its tokens.
pub fn snippet(site: &Site, public_url: &str) -> anyhow::Result<String> {
    let src = format!("{public_url}/s/{}/consent.js", site.id());
    let opener = token::fill(&squeeze(OPENER), "\"@@SRC@@\"", &token::script_json(&src))?;
    let opener = token::fill(
        &opener,
        "\"@@HOSTS@@\"",
        &token::script_json(&functional_hosts(site)),
    )?;
    Ok(format!(
        "<script>{opener}</script>\n<meta http-equiv=\"Content-Security-Policy\" content=\"\">\n"
    ))
}

/// The source without comments, indentation and line ends. It relies on every statement ending in `;`.
fn squeeze(source: &str) -> String {
    source
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .collect()
}

/// The hosts of functional services as Content-Security-Policy sources.
fn functional_hosts(site: &Site) -> String {
    let mut sources = Vec::new();
    for service in &site.declared().services {
        if site.category_of(service) != Category::Functional {
            continue;
        }
        for host in &service.hosts {
            // A loopback name stands for many ports, in development only.
            let port = if host == "localhost" || host.ends_with(".localhost") {
                ":*"
            } else {
                ""
            };
            sources.push(format!("{host}{port} *.{host}{port}"));
        }
    }
    sources.join(" ")
}
