//! What browsers send when a policy stops something: the older form of `report-uri` (CSP Level 3, section 5.3) and that
//! of the Reporting API (`report-to`, section 5.2).

use std::{collections::BTreeMap, net::IpAddr};

use consent_core::{
    markup::{PageUrl, host_of},
    site::Site,
};
use serde_json::Value;

use crate::{publish::observe, storage::Sighting};

/// The most reports of one message that are read.
pub const REPORTS_MAX: usize = 100;

/// The type of a report by the script of a site that observes.
const OBSERVED: &str = "samtycke-observed";

/// A name in the domain name system has no more letters (RFC 1035, section 2.3.4).
const HOST_MAX: usize = 253;

/// The directives under which something is fetched; another word of a report is not kept, as it could be anything.
const DIRECTIVES: [&str; 18] = [
    "child-src",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "prefetch-src",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "worker-src",
];

/// The third parties of a message about pages of `site`. None when it is no message of either form; reports of other
/// kinds, about other pages, and about what has no name in it (inline code, IP addresses) are left out.
pub fn read(body: &[u8], site: &Site) -> Option<Vec<Sighting>> {
    let message: Value = serde_json::from_slice(body).ok()?;
    let mut counts: BTreeMap<(String, &'static str), u64> = BTreeMap::new();
    let reports = match &message {
        Value::Object(members) => vec![members.get("csp-report")?],
        Value::Array(reports) => reports
            .iter()
            .filter(|report| {
                let kind = report.get("type").and_then(Value::as_str);
                matches!(kind, Some("csp-violation" | OBSERVED))
            })
            .filter_map(|report| report.get("body"))
            .take(REPORTS_MAX)
            .collect(),
        _ => return None,
    };
    for report in reports {
        if let Some(pair) = pair(report, site) {
            *counts.entry(pair).or_default() += 1;
        }
    }
    let sightings = counts
        .into_iter()
        .map(|((host, directive), count)| Sighting {
            host,
            directive: directive.to_owned(),
            count,
        })
        .collect();
    Some(sightings)
}

/// The host and the directive of one report.
fn pair(report: &Value, site: &Site) -> Option<(String, &'static str)> {
    let text = |names: [&str; 3]| {
        names
            .iter()
            .find_map(|name| report.get(*name).and_then(Value::as_str))
    };
    let document = text(["documentURL", "document-uri", "documentURI"])?;
    if !site.allows_origin(origin_of(document)?) {
        return None;
    }
    if let (Some(kind), Some(name)) = (text(["kind"; 3]), text(["name"; 3])) {
        return stored(kind, name, site);
    }
    let directive = text([
        "effectiveDirective",
        "effective-directive",
        "violated-directive",
    ])?;
    // The older member holds the whole directive.
    let directive = directive.split_ascii_whitespace().next()?;
    let directive = DIRECTIVES.into_iter().find(|known| *known == directive)?;
    let blocked = text(["blockedURL", "blocked-uri", "blockedURI"])?;
    let host = third_party(blocked, site)?;
    Some((host, directive))
}

/// A stored name that needs consent, as the script of a site that observes tells it: the name of a rule, never what
/// was found, which could say something of a person.
fn stored(kind: &str, name: &str, site: &Site) -> Option<(String, &'static str)> {
    if !site.observes() {
        return None;
    }
    let (kind, name, _) = observe::names(site)
        .into_iter()
        .find(|(of, known, _)| known == name && observe::word(*of) == Some(kind))?;
    Some((name, observe::word(kind)?))
}

/// The host of an address, where it has a name and is not the site's own.
fn third_party(url: &str, site: &Site) -> Option<String> {
    // `inline`, `eval`, `data` and the like are no addresses.
    url.split_once("://")?;
    let host = host_of(url, &PageUrl::parse(""))?;
    let is_name = host.len() <= HOST_MAX
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        && !host.starts_with(['.', '-'])
        && host.parse::<IpAddr>().is_err();
    let is_own = site.first_party().iter().any(|own| {
        host.strip_suffix(own.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    (is_name && !is_own).then_some(host)
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..scheme.len() + "://".len() + authority)
}

#[cfg(test)]
mod tests {
    use consent_core::site::SiteFile;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::discovery::entry;

    const SITE: &str = r#"
        id = "shop"
        name = "Shop"
        origins = ["https://shop.example"]
        languages = ["sv"]
        ip_mode = "none"
        [controller]
        name = "Shop AB"
        country = "SE"
        email = "a@shop.example"
        policy_url = "/policy"
        [[purposes]]
        id = "cart"
        category = "functional"
        legal_basis = "contract"
        title = { sv = "Varukorg" }
        description = { sv = "Minns varorna." }
        [[purposes]]
        id = "statistics"
        category = "statistics"
        legal_basis = "consent"
        title = { sv = "Statistik" }
        description = { sv = "Räknar besök." }
    "#;

    fn site(more: &str) -> Site {
        let file: SiteFile = toml::from_str(&format!("{SITE}\n{more}")).unwrap();
        file.check().unwrap()
    }

    fn sighting(host: &str, directive: &str, count: u64) -> Sighting {
        Sighting {
            host: host.to_owned(),
            directive: directive.to_owned(),
            count,
        }
    }

    fn old(document: &str, blocked: &str, directive: &str) -> Vec<Sighting> {
        let message = json!({"csp-report": {
            "document-uri": document, "blocked-uri": blocked, "violated-directive": directive,
        }});
        read(message.to_string().as_bytes(), &site("")).unwrap()
    }

    #[test]
    fn both_forms_are_read_and_alike_reports_are_counted() {
        let new = json!({"type": "csp-violation", "url": "https://shop.example/x", "body": {
            "documentURL": "https://shop.example/kassan?email=anna@example.org",
            "blockedURL": "https://T.example/pixel?u=anna", "effectiveDirective": "img-src",
        }});
        let other = json!({"type": "deprecation", "body": {}});
        let message = json!([new, other, new]).to_string();
        let found = read(message.as_bytes(), &site("")).unwrap();
        assert_eq!(found, [sighting("t.example", "img-src", 2)]);
        let page = "https://shop.example/";
        let found = old(page, "https://t.example", "script-src 'self' x.example");
        assert_eq!(found, [sighting("t.example", "script-src", 1)]);
    }

    #[test]
    fn what_is_not_about_a_third_party_of_the_sites_pages_is_left_out() {
        let page = "https://shop.example/a";
        for (document, blocked, directive) in [
            ("https://other.example/", "https://t.example", "img-src"),
            ("about", "https://t.example", "img-src"),
            (page, "inline", "script-src-elem"),
            (page, "data", "img-src"),
            (page, "chrome-extension://abc/x", "script-src"),
            (page, "https://shop.example/b", "img-src"),
            (page, "https://img.shop.example/b", "img-src"),
            (page, "https://192.0.2.17/b", "img-src"),
            (page, "https://[2001:db8::1]/b", "img-src"),
            (page, "https://t.example", "anna@example.org"),
        ] {
            assert_eq!(
                old(document, blocked, directive),
                [],
                "{document} {blocked}"
            );
        }
        for wrong in ["", "[", "7", "{\"a\":1}"] {
            assert_eq!(read(wrong.as_bytes(), &site("")), None, "{wrong}");
        }
    }

    proptest! {
        // ACCEPTANCE 96 (partly: the parser of reports, a short run)
        #[test]
        fn any_message_is_read_or_refused(body in ".*", url in ".*", directive in ".*") {
            let _ = read(body.as_bytes(), &site(""));
            let page = "https://shop.example/";
            let message = json!([{"type": "csp-violation", "body": {
                "documentURL": page, "blockedURL": format!("https://{url}"), "effectiveDirective": directive,
            }}]);
            prop_assert!(read(message.to_string().as_bytes(), &site("")).is_some());
        }

        // What is shown to be copied makes a site file that is in order, whatever a report names.
        #[test]
        fn an_entry_makes_a_valid_site_file(url in "[a-zA-Z0-9.-]{1,80}") {
            let url = format!("https://{url}/x");
            let found = old("https://shop.example/", &url, "img-src");
            if let Some(found) = found.first() {
                let entry = entry::service(&found.host, &site(""));
                let declared = site(&entry);
                prop_assert_eq!(&declared.declared().services[0].hosts[0], &found.host);
            }
        }
    }
}
