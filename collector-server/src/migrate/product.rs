//! What the other products put into a page besides tags: their loaders, how they are started, their buttons and calls.

use super::literal;

/// A product's own files and hosts.
pub struct Product {
    /// Its name.
    pub name: &'static str,
    /// Parts of the addresses of its scripts and style sheets.
    hosts: &'static [&'static str],
    /// How the names of its files begin, when a site serves them itself.
    files: &'static [&'static str],
}

const PRODUCTS: &[Product] = &[
    Product {
        name: "CookieConsent",
        hosts: &["/vanilla-cookieconsent@", "/orestbida/cookieconsent@"],
        files: &[
            "cookieconsent.umd",
            "cookieconsent.esm",
            "cookieconsent.css",
            "cookieconsent.min.css",
            "cookieconsent-config",
        ],
    },
    Product {
        name: "Klaro",
        hosts: &["cdn.kiprotect.com/klaro", "/npm/klaro@"],
        files: &["klaro"],
    },
    Product {
        name: "Orejime",
        hosts: &["/npm/orejime@"],
        files: &["orejime"],
    },
    Product {
        name: "Cookiebot",
        hosts: &[".cookiebot.com/", ".cookiebot.eu/"],
        files: &[],
    },
    Product {
        name: "OneTrust",
        hosts: &[".cookielaw.org/", ".onetrust.com/"],
        files: &["otsdkstub", "otautoblock"],
    },
    Product {
        name: "CookieYes",
        hosts: &["cdn-cookieyes.com/", "/plugins/cookie-law-info/"],
        files: &[],
    },
    Product {
        name: "Usercentrics",
        hosts: &[".usercentrics.eu/"],
        files: &[],
    },
    Product {
        name: "Complianz",
        hosts: &["/plugins/complianz-gdpr"],
        files: &[],
    },
    Product {
        name: "c15t",
        hosts: &["/@c15t/", ".c15t.com/", ".c15t.dev/"],
        files: &["c15t"],
    },
    Product {
        name: "ConsentOS",
        hosts: &[],
        files: &["consentos", "consent-os"],
    },
    Product {
        name: "Probo",
        hosts: &["/@probo/cookie-banner"],
        files: &["probo"],
    },
    Product {
        name: "Cookie Information",
        hosts: &[".cookieinformation.com/"],
        files: &[],
    },
];

/// The product that a script or a style sheet of this address belongs to.
pub fn of_address(address: &str) -> Option<&'static str> {
    let address = address.trim().to_ascii_lowercase();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_code = file.ends_with(".js") || file.ends_with(".mjs") || file.ends_with(".css");
    // A host alone, as in a preconnect, has no slash behind it.
    let slashed = format!("{path}/");
    let found = PRODUCTS.iter().find(|product| {
        product.hosts.iter().any(|part| slashed.contains(part))
            || is_code && product.files.iter().any(|start| file.starts_with(start))
    });
    found.map(|product| product.name)
}

/// Names to which a configuration is assigned, and calls that start a product.
const STARTS: &[(&str, &str)] = &[
    ("CookieConsent.run", "CookieConsent"),
    ("klaroConfig", "Klaro"),
    ("klaro.setup", "Klaro"),
    ("orejimeConfig", "Orejime"),
    ("Orejime.init", "Orejime"),
    ("complianz", "Complianz"),
    ("cmplz_cookie_data", "Complianz"),
    ("UC_UI_SUPPRESS_CMP_DISPLAY", "Usercentrics"),
    ("UC_UI_DOMAINS", "Usercentrics"),
    ("_ckyConfig", "CookieYes"),
];

/// The product that an inline script starts, when it does nothing else.
pub fn started_by(script: &str) -> Option<&'static str> {
    let mut product = None;
    let mut at = literal::after_space(script, 0);
    while at < script.len() {
        let (name, end) = statement(script, at)?;
        product = product.or(name);
        at = literal::after_space(script, end);
        while script.get(at..)?.starts_with(';') {
            at = literal::after_space(script, at + 1);
        }
    }
    product
}

/// The statement at `at`, if it is one that starts a product, and where it ends.
fn statement(script: &str, at: usize) -> Option<(Option<&'static str>, usize)> {
    let rest = script.get(at..)?;
    for strict in ["\"use strict\"", "'use strict'"] {
        if rest.starts_with(strict) {
            return Some((None, at + strict.len()));
        }
    }
    if let Some(import) = rest.strip_prefix("import") {
        let end = import.find([';', '\n']).unwrap_or(import.len());
        let from = import.get(..end)?.trim().trim_end_matches(['\'', '"']);
        let address = from.rsplit(['\'', '"']).next()?;
        return of_address(address)
            .or_else(|| (address == "vanilla-cookieconsent").then_some("CookieConsent"))
            .map(|name| (Some(name), at + "import".len() + end));
    }
    // OneTrust calls a function of the site's, which most leave empty.
    if let Some(body) = rest.strip_prefix("function OptanonWrapper()") {
        let open = literal::after_space(body, 0);
        let close = literal::after_space(body, open + 1);
        let is_empty = body.get(open..)?.starts_with('{') && body.get(close..)?.starts_with('}');
        let end = at + (rest.len() - body.len()) + close + 1;
        return is_empty.then_some((Some("OneTrust"), end));
    }
    let mut head = rest;
    for prefix in ["var ", "let ", "const ", "window."] {
        head = head.strip_prefix(prefix).unwrap_or(head);
    }
    let (start, product) = STARTS.iter().find(|(start, _)| head.starts_with(start))?;
    let mut place = at + (rest.len() - head.len()) + start.len();
    place = literal::after_space(script, place);
    let is_call = script.get(place..)?.starts_with('(');
    let is_assignment = script.get(place..)?.starts_with('=');
    if !is_call && !is_assignment {
        return None;
    }
    let (_, mut end) = literal::read(script, place + 1)?;
    if is_call {
        end = literal::after_space(script, end);
        script.get(end..)?.strip_prefix(')')?;
        end += 1;
    }
    Some((Some(product), end))
}

/// Classes of buttons that open a product's settings.
pub const SETTINGS_CLASSES: &[&str] = &[
    "ot-sdk-show-settings",
    "optanon-show-settings",
    "optanon-toggle-display",
    "cky-banner-element",
    "cmplz-show-banner",
    "cmplz-manage-consent",
];

/// Values of CookieConsent's `data-cc`, and our actions.
pub const ACTIONS: &[(&str, &str)] = &[
    ("show-preferencesModal", "settings"),
    ("show-consentModal", "settings"),
    ("accept-all", "accept"),
    ("accept-necessary", "reject"),
];

/// Calls that open a product's settings, without what stands around them.
const SETTINGS_CALLS: &[&str] = &[
    "Cookiebot.renew()",
    "Cookiebot.show()",
    "CookieConsent.renew()",
    "CookieConsent.show(true)",
    "CookieConsent.showPreferences()",
    "OneTrust.ToggleInfoDisplay()",
    "Optanon.ToggleInfoDisplay()",
    "UC_UI.showFirstLayer()",
    "UC_UI.showSecondLayer()",
    "klaro.show()",
    "orejime.prompt()",
    "revisitCkyConsent()",
];

/// Whether the code of an event handler or of a `javascript:` address does nothing but open the settings.
pub fn opens_settings(code: &str) -> bool {
    let code = code.trim();
    let code = code.strip_prefix("javascript:").unwrap_or(code);
    let mut has_call = false;
    for part in code
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let part = part.strip_prefix("return ").map_or(part, str::trim);
        let part = part.strip_prefix("window.").unwrap_or(part);
        let part = part.strip_prefix("void ").unwrap_or(part);
        if SETTINGS_CALLS.contains(&part) {
            has_call = true;
        } else if !matches!(part, "false" | "0" | "event.preventDefault()") {
            return false;
        }
    }
    has_call
}

/// Signs of a product's API in code, and what to write instead.
const CALLS: &[(&str, &str)] = &[
    ("Cookiebot.", HAS),
    ("CookiebotOn", CHANGE),
    ("OneTrust.", HAS),
    ("Optanon.", HAS),
    ("OptanonWrapper", CHANGE),
    ("OptanonActiveGroups", HAS),
    ("CookieConsent.", HAS),
    ("klaro.", HAS),
    ("orejime.", HAS),
    ("UC_UI", HAS),
    ("cmplz_", HAS),
    ("wp_has_consent", HAS),
    ("CookieInformation", HAS),
    ("getCkyConsent", HAS),
    ("cookieyes_", CHANGE),
    (
        "__tcfapi",
        "the IAB framework is not supported: tags that ask it get no answer",
    ),
    ("'consent', 'default'", GOOGLE),
    ("\"consent\", \"default\"", GOOGLE),
    ("'consent','default'", GOOGLE),
    ("\"consent\",\"default\"", GOOGLE),
];
const HAS: &str =
    "ask window.samtycke.has(\"statistics\") instead, or open the settings with samtycke.open()";
const CHANGE: &str = "listen to the event samtycke:change on document instead";
const GOOGLE: &str =
    "remove it: with `signals` in the site file Google's tags are told by the gate";

/// The first sign of a product's API in `code`: where it stands, the sign, and what to write instead.
pub fn call(code: &str) -> Option<(usize, &'static str, &'static str)> {
    let found = CALLS.iter().filter_map(|(sign, remedy)| {
        let mut places = code.match_indices(sign).map(|(place, _)| place);
        let place = places.find(|place| {
            let before = code.get(..*place).unwrap_or_default().chars().next_back();
            before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
        })?;
        Some((place, *sign, *remedy))
    });
    found.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loaders_are_known_by_host_or_file() {
        for (address, product) in [
            ("https://consent.cookiebot.com/uc.js", Some("Cookiebot")),
            ("//app.usercentrics.eu", Some("Usercentrics")),
            ("/js/klaro.min.js?v=2", Some("Klaro")),
            (
                "https://cdn.jsdelivr.net/gh/orestbida/cookieconsent@3.0.1/dist/cookieconsent.umd.js",
                Some("CookieConsent"),
            ),
            ("/img/klaro.png", None),
            ("https://www.example.com/consent.js", None),
            ("https://notcookiebot.com.example/uc.js", None),
        ] {
            assert_eq!(of_address(address), product, "{address}");
        }
    }

    #[test]
    fn a_script_goes_only_when_it_starts_a_product_and_does_nothing_else() {
        for (script, product) in [
            ("CookieConsent.run({ a: () => b });", Some("CookieConsent")),
            (
                "import './cookieconsent.umd.js';\nCookieConsent.run({});",
                Some("CookieConsent"),
            ),
            ("var klaroConfig = { a: [/x/] }", Some("Klaro")),
            ("window.orejimeConfig = {};\n// done\n", Some("Orejime")),
            ("function OptanonWrapper() { }", Some("OneTrust")),
            ("function OptanonWrapper() { mine(); }", None),
            ("CookieConsent.run({}); mine()", None),
            ("CookieConsent.run({}).then(mine)", None),
            ("mine()", None),
            ("", None),
        ] {
            assert_eq!(started_by(script), product, "{script}");
        }
    }

    #[test]
    fn handlers_that_only_open_the_settings_are_known() {
        assert!(opens_settings("javascript:Cookiebot.renew();"));
        assert!(opens_settings("return klaro.show(); return false;"));
        assert!(!opens_settings("klaro.show(); mine()"));
        assert!(!opens_settings("return false"));
    }

    #[test]
    fn calls_are_found_as_whole_names() {
        assert_eq!(
            call("x = Cookiebot.consent").map(|(place, sign, _)| (place, sign)),
            Some((4, "Cookiebot."))
        );
        assert_eq!(call("myklaro.show()"), None);
    }
}
