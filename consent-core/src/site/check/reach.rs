//! Where the site is, and whom the collector tells of it: origins, the shared cookie, the site's server, webhooks.

use std::collections::BTreeSet;

use super::Errors;
use crate::site::{OriginRule, SiteFile};

impl Errors {
    /// A shared domain has to be the site's own: one that it serves, above all that it serves. A public suffix such as
    /// `co.uk` is nobody's own; browsers refuse it as well.
    pub(super) fn share(&mut self, file: &SiteFile, origins: &[OriginRule]) {
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

    pub(super) fn origins(&mut self, texts: &[String]) -> Vec<OriginRule> {
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

    pub(super) fn server(&mut self, file: &SiteFile) {
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

    pub(super) fn webhooks(&mut self, file: &SiteFile) {
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
