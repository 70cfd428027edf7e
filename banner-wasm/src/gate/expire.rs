//! Which cookie texts delete a cookie wherever it may stand.
//!
//! A cookie is found again only by its exact domain and path, and a page cannot see either: so every domain above the
//! host and every path above the page's is tried (RFC 6265, section 5.3). `HttpOnly` cookies are out of reach here.

use super::state::Gate;
use consent_core::rules::StoreKind;

/// The texts, one a line, to write to `document.cookie` so that every cookie that is there without consent goes.
///
/// Those are the names in `cookies` whose category is not granted, and the names that the site declares for such
/// categories, which may stand on another path.
pub fn texts(gate: &Gate, cookies: &str, host: &str, path: &str) -> String {
    let granted = gate.granted().bits();
    let mut names: Vec<&str> = cookies
        .split(';')
        .map(|pair| pair.split('=').next().unwrap_or_default().trim_ascii())
        .filter(|name| gate.name_need(StoreKind::Cookie, name) & !granted != 0)
        .collect();
    if names.is_empty() && gate.choice().is_none() {
        return String::new();
    }
    for declared in gate.refused_names(StoreKind::Cookie) {
        if !declared.ends_with('*') && !names.contains(&declared) {
            names.push(declared);
        }
    }
    let mut out = String::new();
    for name in names {
        for domain in domains(host) {
            for path in paths(path) {
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(name);
                out.push_str("=; Max-Age=0; Path=");
                out.push_str(path);
                if !domain.is_empty() {
                    out.push_str("; Domain=");
                    out.push_str(domain);
                }
                if name.starts_with("__") {
                    out.push_str("; Secure");
                }
            }
        }
    }
    out
}

/// No domain at all, then the host and every domain above it that has a dot.
fn domains(host: &str) -> Vec<&str> {
    let mut domains = vec![""];
    let is_address = host.ends_with(|last: char| last.is_ascii_digit() || last == ']');
    let mut rest = host;
    while !is_address && rest.contains('.') {
        domains.push(rest);
        rest = rest.split_once('.').map_or("", |(_, above)| above);
    }
    domains
}

/// The root, and every folder above `path`, with and without its slash, and `path` itself.
fn paths(path: &str) -> Vec<&str> {
    let mut paths = vec!["/"];
    for (place, _) in path.match_indices('/').skip(1) {
        paths.push(&path[..place]);
        paths.push(&path[..=place]);
    }
    if paths.last() != Some(&path) {
        paths.push(path);
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent_core::category::{Category, CategorySet};
    use consent_core::cookie::ConsentKey;
    use consent_core::rules::{Rules, RulesSource};

    fn gate() -> Gate {
        let source = RulesSource {
            asked: CategorySet::EMPTY.with(Category::Statistics),
            names: vec![
                (StoreKind::Cookie, "_st_*".into(), Category::Statistics),
                (StoreKind::Cookie, "pixel".into(), Category::Advertising),
                (StoreKind::Local, "elsewhere".into(), Category::Advertising),
            ],
            ..RulesSource::default()
        };
        Gate::new(&Rules::encode(&source), "", "www.shop.test", 1, 1000)
    }

    #[test]
    fn a_refused_cookie_is_expired_on_every_domain_and_path_above_the_page() {
        let out = texts(&gate(), "cart=1; _st_a=2", "www.shop.test", "/a/b");
        let lines: Vec<&str> = out.lines().collect();
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/"));
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/a/; Domain=www.shop.test"));
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/a/b; Domain=shop.test"));
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/a; Domain=shop.test"));
        assert!(lines.contains(&"pixel=; Max-Age=0; Path=/"));
        assert!(!out.contains("cart") && !out.contains("elsewhere") && !out.contains("_st_*"));
        assert!(!out.contains("Domain=test"));
    }

    #[test]
    fn a_granted_cookie_and_the_sites_own_stay() {
        let mut gate = gate();
        gate.choose(
            CategorySet::FUNCTIONAL_ONLY.with(Category::Statistics),
            5,
            ConsentKey::from_bytes([1; 16]),
            false,
        );
        let out = texts(&gate, "_st_a=2; cart=1", "shop.test", "/");
        assert!(!out.contains("_st_a") && !out.contains("cart"), "{out}");
    }

    #[test]
    fn an_address_has_no_domains_above_it() {
        assert_eq!(domains("127.0.0.1"), [""]);
        assert_eq!(domains("localhost"), [""]);
        assert_eq!(domains("a.b.se"), ["", "a.b.se", "b.se"]);
        assert_eq!(paths("/"), ["/"]);
    }
}
