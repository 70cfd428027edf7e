//! The snippets for a site's `<head>` (contracts, section 5).
//!
//! The opener is part of the program, so that the command needs no built script: the short form of
//! `banner-wasm/assets/opener.js`, which `cargo xtask wasm` writes.

use consent_core::{category::Category, site::Site};

use super::{policy::source, rules, token};

const OPENER: &str = include_str!("../../assets/opener.js");

/// What keeps Chromium from reading ahead, and forbids nothing.
const EMPTY_POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"\">";

/// What turns the rest of the page into text for every engine's look-ahead too. With everything granted the opener
/// has begun a script element that takes the first tag as its text and that the second tag ends; else nobody minds
/// an end tag too many.
const WALL: &str = "<plaintext hidden></script>";

/// Which snippet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One external script: for sites that allow no inline script.
    Plain,
    /// The inline opener and the empty policy.
    Default,
    /// The inline opener and a wall in the markup itself: nothing is read ahead in any engine, and nothing is seen
    /// without JavaScript.
    Walled,
    /// The walled one behind a policy (`publish::policy`) until something is granted: nothing leaves by ways that no script
    /// reaches either, and what is granted comes when the page has been loaded anew.
    Strict,
}

impl Form {
    /// The snippet in a file of this name, below the site's address.
    pub fn of_file(name: &str) -> Option<Self> {
        match name {
            "snippet.txt" => Some(Self::Default),
            "snippet.plain.txt" => Some(Self::Plain),
            "snippet.walled.txt" => Some(Self::Walled),
            "snippet.strict.txt" => Some(Self::Strict),
            _ => None,
        }
    }
}

/// The markup for a site's `<head>`, in one line: a line break would be a text there, over which React 19 draws a document anew.
///
/// # Errors
/// When the opener has lost its tokens.
pub fn snippet(site: &Site, public_url: &str, form: Form) -> anyhow::Result<String> {
    let src = format!("{public_url}/s/{}/consent.js", site.id());
    if site.observes() {
        // Nothing is turned into text, since nothing is held.
        return Ok(format!("<script src=\"{src}\" crossorigin></script>"));
    }
    let opener = match form {
        Form::Plain => {
            let scriptless = scriptless(site, public_url);
            return Ok(format!(
                "<script src=\"{src}\" crossorigin></script>{EMPTY_POLICY}{scriptless}"
            ));
        }
        Form::Default | Form::Walled | Form::Strict => OPENER.lines().next().unwrap_or_default(),
    };
    let opener = token::fill(opener, "\"@@SRC@@\"", &token::script_json(&src))?;
    let hosts = token::script_json(&functional_hosts(site));
    let opener = token::fill(&opener, "\"@@HOSTS@@\"", &hosts)?;
    let paths = rules::own_paths(site).unwrap_or_default();
    let opener = token::fill(&opener, "\"@@PATHS@@\"", &token::script_json(&paths))?;
    let (number, wall) = match form {
        Form::Plain | Form::Default => (
            "0",
            format!("{EMPTY_POLICY}{}", scriptless(site, public_url)),
        ),
        Form::Walled => ("1", WALL.to_owned()),
        Form::Strict => ("2", WALL.to_owned()),
    };
    let opener = token::fill(&opener, "\"@@FORM@@\"", number)?;
    Ok(format!("<script>{opener}</script>{wall}"))
}

/// Where no script runs there is nobody to ask and nobody to hold anything: a policy that only such browsers read lets
/// them load what is the site's own, and what is functional.
fn scriptless(site: &Site, public_url: &str) -> String {
    let own = site.first_party().iter();
    let mut hosts: Vec<String> = own.map(|host| source(host)).collect();
    hosts.push(functional_hosts(site));
    let hosts = hosts.join(" ");
    format!(
        "<noscript><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' 'unsafe-inline' data: \
         blob: {public_url} {}\"></noscript>",
        hosts.trim_end()
    )
}

/// The hosts of functional services as Content-Security-Policy sources.
fn functional_hosts(site: &Site) -> String {
    let mut sources = Vec::new();
    for service in &site.declared().services {
        if site.category_of(service) != Category::Functional {
            continue;
        }
        sources.extend(service.hosts.iter().map(|host| source(host)));
    }
    sources.join(" ")
}
