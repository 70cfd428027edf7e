//! Which cookie texts delete a cookie wherever it may stand.
//!
//! A cookie is found again only by its exact domain and path, and a page cannot see either: so every domain above the
//! host and every path above the page's is tried (RFC 6265, section 5.3). `HttpOnly` cookies are out of reach here.

use super::state::Gate;
use super::text::put;
use consent_core::rules::StoreKind;

/// The texts, one a line, to write to `document.cookie` so that every cookie that is there without consent goes.
///
/// Those are the names in `cookies` whose category is not granted, and, with `is_withdrawal`, the names that the site
/// declares for such categories, which may stand on another path. Not on every page: that would be dozens of writes.
pub fn texts(gate: &Gate, cookies: &str, host: &str, path: &str, is_withdrawal: bool) -> String {
    let refused = !gate.granted().bits();
    let mut names: Vec<&str> = Vec::new();
    for pair in cookies.split(';') {
        let name = pair.split('=').next().unwrap_or_default().trim_ascii();
        if gate.name_need(StoreKind::Cookie, name) & refused != 0 {
            names.push(name);
        }
    }
    if is_withdrawal {
        for name in gate.refused_names(StoreKind::Cookie) {
            if !name.ends_with('*') && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let mut out = String::new();
    for name in names {
        let mut domain = "";
        let mut above = Some(host);
        while let Some(next) = above {
            for path in paths(path) {
                for part in [name, "=; Max-Age=0; Path=", path] {
                    put(&mut out, part);
                }
                if !domain.is_empty() {
                    put(&mut out, "; Domain=");
                    put(&mut out, domain);
                }
                put(
                    &mut out,
                    if name.starts_with("__") {
                        "; Secure\n"
                    } else {
                        "\n"
                    },
                );
            }
            domain = next;
            above = parent(next);
        }
    }
    out
}

/// The domain above `host`, as long as it has a dot; an address has none.
fn parent(host: &str) -> Option<&str> {
    let last = host.as_bytes().last()?;
    let (_, above) = host.split_once('.')?;
    (last.is_ascii_alphabetic()).then_some(above)
}

/// The root, and every folder above `path`, with and without its slash, and `path` itself.
fn paths(path: &str) -> Vec<&str> {
    let mut paths = vec!["/"];
    for (place, byte) in path.bytes().enumerate().skip(1) {
        if byte == b'/' {
            paths.extend(path.get(..place));
            paths.extend(path.get(..=place));
        }
    }
    if !paths.contains(&path) {
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
        let out = texts(&gate(), "cart=1; _st_a=2", "www.shop.test", "/a/b", false);
        let lines: Vec<&str> = out.lines().collect();
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/"));
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/a/; Domain=www.shop.test"));
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/a/b; Domain=shop.test"));
        assert!(lines.contains(&"_st_a=; Max-Age=0; Path=/a; Domain=shop.test"));
        assert!(!out.contains("cart") && !out.contains("pixel"), "{out}");
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
        let out = texts(&gate, "_st_a=2; cart=1", "shop.test", "/", true);
        assert!(!out.contains("_st_a") && !out.contains("cart"), "{out}");
        // Declared, and refused: it may stand on a path that this page cannot see.
        assert!(out.contains("pixel=; Max-Age=0; Path=/\n"), "{out}");
        assert!(!out.contains("elsewhere") && !out.contains('*'), "{out}");
    }

    #[test]
    fn an_address_has_no_domains_above_it() {
        let out = texts(&gate(), "_st_a=1", "127.0.0.1", "/", false);
        assert_eq!(out, "_st_a=; Max-Age=0; Path=/\n");
        assert_eq!(parent("a.b.se"), Some("b.se"));
        assert_eq!(parent("localhost"), None);
    }
}
