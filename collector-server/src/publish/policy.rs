//! A `Content-Security-Policy` for what the visitor agreed to (CSP Level 3): sent by the site's own server
//! ([`crate::gate`]), or put into the page by the snippet.

use consent_core::{
    category::{Category, CategorySet},
    clicks,
    site::Site,
};

use super::{catalogue, token};

/// The sources that a site's policy may name, each with the category that it waits for, and the host of a service that
/// can be refused by itself.
#[derive(Clone, Debug)]
pub(crate) struct Sources(Vec<(Category, String, Option<String>)>);

impl Sources {
    /// The collector, the site's own hosts, its services' hosts, and what is commonly known to be functional.
    pub(crate) fn of(site: &Site, public_url: &str) -> Self {
        let own = site.first_party().iter();
        let own = own.map(|host| (Category::Functional, source(host), None));
        let services = site.declared().services.iter().flat_map(|service| {
            let category = site.category_of(service);
            service
                .hosts
                .iter()
                .map(move |host| (category, source(host), Some(host.clone())))
        });
        let known = catalogue::functional_hosts()
            .into_iter()
            .map(|(host, _)| host)
            .chain(catalogue::CODE_STORES.map(str::to_owned))
            .map(|host| (Category::Functional, source(&host), None));
        let collector = (Category::Functional, public_url.to_owned(), None);
        Self(
            core::iter::once(collector)
                .chain(own)
                .chain(services)
                .chain(known)
                .collect(),
        )
    }

    /// The policy where these are granted: everything of the site's own, what is functional, and the declared hosts of
    /// granted categories, but for those that are refused; of third parties nothing else.
    pub(crate) fn allowing(
        &self,
        granted: CategorySet,
        is_refused: impl Fn(&str) -> bool,
    ) -> String {
        let mut text = format!(
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: mediastream: {APPS}"
        );
        for (category, source, host) in &self.0 {
            let is_refused = host.as_deref().is_some_and(&is_refused);
            if granted.with(Category::Functional).contains(*category) && !is_refused {
                text.push(' ');
                text.push_str(source);
            }
        }
        text
    }
}

/// Payment and identification by an app of the visitor's, which sites open in a frame too: Swish, BankID, Vipps, MobilePay;
/// and the methods of a `PaymentRequest` that are addresses (Payment Method Identifiers, section 3).
const APPS: &str = "swish: bankid: vipps: mobilepay: https://google.com/pay https://apple.com/apple-pay \
                    https://spay.samsung.com";

const SCRIPT: &str = include_str!("../../assets/policy.js");
const CLICKS: &str = include_str!("../../assets/policy/clicks.js");
const FRAMES: &str = include_str!("../../assets/policy/frames.js");

/// `policy.js`: what a page with an opener, or from a server that filters it ([`crate::gate`]), has beside it once everything
/// is refused, with the strict snippet before a choice too. Nothing where the site only observes.
///
/// # Errors
/// When the template has lost its tokens.
pub(super) fn script(site: &Site, public_url: &str) -> anyhow::Result<String> {
    if site.observes() {
        return Ok(String::new());
    }
    let policy = Sources::of(site, public_url).allowing(CategorySet::EMPTY, |_| false);
    let own = site.first_party().iter();
    let own: Vec<_> = own.map(|host| host.replace('.', "\\.")).collect();
    let own = format!("^(.*\\.)?({})$", own.join("|"));
    let script = token::fill(SCRIPT, "/*@@CLICKS@@*/", CLICKS)?;
    let script = token::fill(&script, "/*@@FRAMES@@*/", FRAMES)?;
    let script = token::fill(
        &token::squeeze(&script),
        "\"@@POLICY@@\"",
        &token::script_json(&policy),
    )?;
    let script = token::fill(&script, "\"@@OWN@@\"", &token::script_json(&own))?;
    token::fill(
        &script,
        "\"@@IDS@@\"",
        &token::script_json(&clicks::pattern()),
    )
}

/// A host and its subdomains; on any port where it is a loopback name, which stands for many in development.
pub(super) fn source(host: &str) -> String {
    let host = host.trim_start_matches("*.").trim_matches('.');
    let port = if host == "localhost" || host.ends_with(".localhost") {
        ":*"
    } else {
        ""
    };
    format!("{host}{port} *.{host}{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_stands_with_its_subdomains() {
        assert_eq!(source("*.a.example"), "a.example *.a.example");
        assert_eq!(source("a.localhost"), "a.localhost:* *.a.localhost:*");
    }
}
