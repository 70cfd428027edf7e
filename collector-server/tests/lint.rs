//! What `check` says of banners that nudge, and that the product's own texts and colours break no rule.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use collector::{Setup, fixture};
use collector_server::publish::catalogue;
use consent_core::{
    lint::{Shown, lint},
    site::{COLOURS, Site, SiteFile},
    view_model::{Position, PurposeSource, Source, ViewModel},
};
use serde_json::{Value, json};

fn check(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// The fixture's site with some lines replaced, in a folder with a configuration and the script's parts.
fn folder(changes: &[(&str, &str)]) -> Setup {
    let mut site = fixture::SITE.to_owned();
    for (from, to) in changes {
        assert!(site.contains(from), "{from}");
        site = site.replacen(from, to, 1);
    }
    let setup = Setup {
        site,
        ..Setup::default()
    };
    setup.write();
    setup
}

const NUDGING: [(&str, &str); 2] = [
    (
        "[controller]",
        "[theme.light]\non-accent = \"#336655\"\n\n[controller]",
    ),
    (
        "[[purposes]]",
        "[texts.sv]\nreject = \"Godkänn färre\"\n\n[[purposes]]",
    ),
];

// ACCEPTANCE 4 and 23 (partly: as the owner is told)
#[test]
fn check_refuses_a_banner_that_nudges_with_file_line_remedy_and_rule() {
    let setup = folder(&NUDGING);
    let (code, told, refused) = check(&[], setup.folder.path());
    assert_eq!(code, Some(1));
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines.len(), 2, "{refused}");
    assert!(
        lines[0]
            .contains("shop.toml:9: theme.light.on-accent: on-accent on accent has a contrast of "),
        "{refused}"
    );
    assert!(lines[0].ends_with("[theme-text-contrast]"), "{refused}");
    assert!(
        lines[1].contains("shop.toml:22: texts.sv.reject: `Godkänn färre` says yes"),
        "{refused}"
    );
    assert!(lines[1].ends_with("[label-reject-accepts]"), "{refused}");
    assert!(
        told.lines().all(|line| line.starts_with("warning: ")),
        "{told}"
    );
}

// ACCEPTANCE 4
#[test]
fn a_site_that_check_refuses_is_not_served() {
    let setup = folder(&NUDGING);
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .arg("serve")
        .current_dir(setup.folder.path())
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("[theme-text-contrast]") && said.contains("[label-reject-accepts]"),
        "{said}"
    );
}

#[test]
fn the_list_for_programs_has_every_finding_with_its_rule_in_both_languages() {
    let setup = folder(&NUDGING);
    let (code, list, _) = check(&["--json"], setup.folder.path());
    assert_eq!(code, Some(1));
    let list: Vec<Value> = serde_json::from_str(&list).unwrap();
    let of = |severity: &str| {
        list.iter()
            .filter(|one| one["severity"] == severity)
            .count()
    };
    assert_eq!(of("refused"), 2);
    assert_eq!(of("refused") + of("warning"), list.len());
    assert!(of("warning") > 0);
    let theme = list
        .iter()
        .find(|one| one["rule"] == "theme-text-contrast")
        .unwrap();
    assert_eq!(theme["line"], 9);
    for name in ["demand", "source", "file", "field", "problem", "remedy"] {
        assert!(!theme[name].is_null(), "{name}");
    }
    assert!(
        theme["demand"]["sv"]
            .as_str()
            .unwrap()
            .starts_with("Varje text")
    );
    // What is wrong with the form of the file is in the same list.
    let broken = folder(&[("id = \"shop\"", "id = \"Shop\"")]);
    let (code, list, _) = check(&["--json"], broken.folder.path());
    let list: Vec<Value> = serde_json::from_str(&list).unwrap();
    assert_eq!((code, &list[0]["field"]), (Some(1), &json!("id")));
}

// ACCEPTANCE 15 (partly: the owner is told when the version must be raised, and when it must not)
#[test]
fn check_says_when_the_version_must_be_raised() {
    let new_vendor = (
        "name = \"Räknaren\"",
        "name = \"Räknaren\"\nvendor = \"Annan AB\"",
    );
    let raised = (
        "name = \"Fjällboden\"",
        "name = \"Fjällboden\"\nversion = 2",
    );
    let better = ("sv = \"Räknar besök.\"", "sv = \"Räknar besöken.\"");
    for (changes, code, rule) in [
        (vec![], 0, None),
        (vec![better], 0, None),
        (vec![new_vendor], 1, Some("[version-not-raised]")),
        (vec![new_vendor, raised], 0, None),
        (vec![better, raised], 0, Some("[version-raised-needlessly]")),
    ] {
        let setup = folder(&changes);
        let old = setup.folder.path().join("old.toml");
        fs::write(&old, fixture::SITE).unwrap();
        let (got, told, refused) = check(&["--against", "old.toml"], setup.folder.path());
        let said = told + &refused;
        assert_eq!(got, Some(code), "{changes:?}: {said}");
        let versions: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("[version-"))
            .collect();
        assert_eq!(
            versions.len(),
            usize::from(rule.is_some()),
            "{changes:?}: {said}"
        );
        if let Some(rule) = rule {
            assert!(versions[0].ends_with(rule), "{said}");
        }
    }
    let setup = folder(&[]);
    let other = fixture::SITE.replace("id = \"shop\"", "id = \"other\"");
    fs::write(setup.folder.path().join("old.toml"), other).unwrap();
    let (code, _, said) = check(&["--against", "old.toml"], setup.folder.path());
    assert_eq!(code, Some(1));
    assert!(said.contains("no site `other`"), "{said}");
}

// A theme is no use to the owner unless the banner wears it.
#[tokio::test]
async fn the_served_view_wears_the_sites_theme() {
    let collector = folder(&[(
        "[controller]",
        "[theme.light]\naccent = \"#003399\"\n\n[controller]",
    )])
    .start()
    .await;
    let get = async |path: &str| {
        collector
            .get(path)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let gate = get("/s/shop/consent.js").await;
    let path = gate.split_once("\"en\":\"").unwrap().1;
    let view = get(path.split_once('"').unwrap().0).await;
    assert!(view.contains(":host{--samtycke-accent:#003399;}"), "{view}");
}

fn browser_edge(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../banner-wasm");
    fs::read_to_string(folder.join(path)).unwrap()
}

/// A site whose words are of one language.
fn site_in(lang: &str) -> Site {
    let text = |text: &str| json!({ lang: text });
    let file: SiteFile = serde_json::from_value(json!({
        "id": "shop", "name": "Shop", "origins": ["https://shop.example"], "languages": [lang], "ip_mode": "none",
        "controller": {"name": "Fjällboden AB", "country": "SE", "email": "a@shop.example", "policy_url": "/policy",
            "authority": "IMY"},
        "purposes": [
            {"id": "cart", "category": "functional", "legal_basis": "contract",
                "title": text("Korg"), "description": text("…")},
            {"id": "statistics", "category": "statistics", "legal_basis": "consent", "retention": "P13M",
                "title": text("Statistik"), "description": text("…")}
        ],
        "services": [{"id": "counter", "purpose": "statistics", "name": "Counter", "vendor": "Counter AB",
            "country": "SE", "policy_url": "https://counter.example"}]
    }))
    .unwrap();
    file.check().unwrap()
}

// ACCEPTANCE 8, 23 (partly: the product's own texts, in every language)
#[test]
fn our_own_texts_break_no_rule_in_any_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../banner-wasm/texts");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let lang = path.file_stem().unwrap().to_str().unwrap();
        let texts: BTreeMap<String, String> =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let site = site_in(lang);
        let purposes = site.declared().purposes.iter();
        let model = ViewModel::fill(&Source {
            lang,
            texts: &[&texts],
            position: Position::Bar,
            theme: "",
            controller: &site.declared().controller.name,
            policy_url: "/policy",
            validity: "P6M",
            purposes: purposes
                .map(|purpose| PurposeSource {
                    category: purpose.category,
                    title: &purpose.title[lang],
                    description: &purpose.description[lang],
                    retention: purpose.retention.as_deref(),
                    services: Vec::new(),
                })
                .collect(),
        })
        .unwrap();
        let shown = Shown {
            model,
            control: texts["control"].clone(),
        };
        assert_eq!(lint(&site, &[shown], catalogue::facts()), [], "{lang}");
        seen += 1;
    }
    assert_eq!(seen, 28);
}

#[test]
fn the_colours_that_the_lint_takes_for_ours_are_those_of_the_style_sheet() {
    let css = browser_edge("assets/view.css");
    let (light, dark) = css
        .split_once("@media (prefers-color-scheme: dark)")
        .unwrap();
    for (name, ours, ours_dark) in COLOURS {
        for (part, colour) in [(light, ours), (dark, ours_dark)] {
            let rule = format!("var(--samtycke-{name}, {colour})");
            assert!(part.contains(&rule), "view.css lacks {rule}");
        }
    }
    let themed = css.matches("var(--samtycke-").count();
    assert_eq!(
        themed,
        2 * COLOURS.len() + 2,
        "a property that no theme knows, or one twice"
    );
}

#[test]
fn our_own_colours_can_be_read_and_seen() {
    let mut site = serde_json::to_value(site_in("sv").declared()).unwrap();
    site["theme"] = json!({});
    let site = serde_json::from_value::<SiteFile>(site)
        .unwrap()
        .check()
        .unwrap();
    assert_eq!(lint(&site, &[], &[]), []);
}

#[test]
fn the_demo_shop_breaks_no_rule_and_is_warned_of_nothing() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo-site/site/shop.toml");
    let file: SiteFile = toml::from_str(&fs::read_to_string(shop).unwrap()).unwrap();
    let site = file.check().unwrap();
    assert_eq!(lint(&site, &[], catalogue::facts()), []);
}
