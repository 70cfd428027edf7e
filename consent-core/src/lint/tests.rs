//! Each rule is broken on purpose, and nothing else with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::*;
use crate::catalogue::parse;
use crate::site::{SiteFile, Theme};
use crate::view_model::{Position, PurposeSource, Source, text_names};

/// A site that breaks no rule.
fn file() -> Value {
    json!({
        "id": "shop", "name": "Shop", "origins": ["https://shop.example"], "languages": ["en"], "ip_mode": "none",
        "controller": {"name": "Shop AB", "country": "SE", "email": "a@shop.example", "policy_url": "/policy",
            "authority": "IMY"},
        "purposes": [
            {"id": "cart", "category": "functional", "legal_basis": "contract",
                "title": {"en": "Cart"}, "description": {"en": "Remembers the cart."}},
            {"id": "counting", "category": "statistics", "legal_basis": "consent", "retention": "P13M",
                "title": {"en": "Statistics"}, "description": {"en": "Counts visits."}}
        ],
        "services": [
            {"id": "own", "purpose": "cart", "name": "Shop", "stores": [
                {"kind": "cookie", "name": "cart", "duration": "P1D"}]},
            {"id": "counter", "purpose": "counting", "name": "Counter", "vendor": "Counter AB", "country": "SE",
                "policy_url": "https://counter.example", "hosts": ["counter.example"], "stores": [
                    {"kind": "cookie", "name": "_c", "duration": "P13M"}]}
        ]
    })
}

fn site(file: Value) -> Site {
    serde_json::from_value::<SiteFile>(file)
        .unwrap()
        .check()
        .unwrap()
}

/// The texts of a language in which everything is said.
fn texts() -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> =
        text_names().map(|name| (name.clone(), name)).collect();
    for (name, text) in [
        ("list_separator", ", "),
        ("body", "{controller} asks for: {purposes}."),
        ("rights", "Change it under “{control}”."),
        ("control", "Cookie settings"),
        ("accept", "Accept all"),
        ("reject", "Reject all"),
    ] {
        texts.insert(name.into(), text.into());
    }
    texts
}

fn shown(site: &Site, lang: &str, own: &[(&str, &str)]) -> Shown {
    let own: BTreeMap<String, String> = own
        .iter()
        .map(|(name, text)| ((*name).into(), (*text).into()))
        .collect();
    let model = ViewModel::fill(&Source {
        lang,
        texts: &[&own, &texts()],
        position: Position::Bar,
        theme: "",
        controller: &site.declared().controller.name,
        policy_url: "/policy",
        validity: "P6M",
        purposes: site
            .declared()
            .purposes
            .iter()
            .map(|purpose| PurposeSource {
                category: purpose.category,
                title: &purpose.title["en"],
                description: "",
                retention: None,
                services: Vec::new(),
            })
            .collect(),
    })
    .unwrap();
    Shown {
        model,
        control: "Cookie settings".into(),
    }
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.id).collect()
}

/// The rules that a file breaks with the product's own texts.
fn broken(file: Value) -> Vec<Finding> {
    let site = site(file);
    lint(&site, &[shown(&site, "en", &[])], &[])
}

/// The rules that texts break, in a language.
fn spoken(lang: &str, own: &[(&str, &str)]) -> Vec<Finding> {
    let site = site(file());
    let mut findings = Vec::new();
    let shown = shown(&site, lang, own);
    wording::check(&shown, &mut findings);
    content::check_first_layer(
        &site,
        &Shown {
            model: ViewModel {
                lang: "en".into(),
                ..shown.model
            },
            ..shown
        },
        &mut findings,
    );
    findings
}

#[test]
fn a_site_that_says_everything_and_steers_nobody_breaks_no_rule() {
    assert_eq!(rules(&broken(file())), [""; 0]);
}

// ACCEPTANCE 4
#[test]
fn a_theme_that_cannot_be_read_or_seen_is_refused_by_name_and_one_that_can_is_not() {
    let with = |theme: Value| {
        let mut file = file();
        file["theme"] = theme;
        file
    };
    for (theme, rule, field) in [
        (
            json!({"light": {"text": "#aaaaaa"}}),
            "theme-text-contrast",
            "theme.light.text",
        ),
        (
            json!({"light": {"on-accent": "#336655"}}),
            "theme-text-contrast",
            "theme.light.on-accent",
        ),
        (
            json!({"light": {"text-soft": "#aaa"}}),
            "theme-control-contrast",
            "theme.light.text-soft",
        ),
        (
            json!({"dark": {"background": "#ffffff"}}),
            "theme-control-contrast",
            "theme.dark.background",
        ),
        (
            json!({"light": {"accent": "#f4f4f4"}}),
            "theme-control-contrast",
            "theme.light.accent",
        ),
    ] {
        let findings = broken(with(theme.clone()));
        assert!(
            findings
                .iter()
                .any(|finding| (finding.rule.id, finding.field.as_str()) == (rule, field)),
            "{theme}: {findings:?}"
        );
        assert!(
            findings
                .iter()
                .all(|finding| finding.rule.severity == Severity::Refused)
        );
    }
    let readable = json!({"light": {"accent": "#003399", "background": "#fafafa"}, "dark": {"accent": "#ffcc00"}});
    assert_eq!(rules(&broken(with(readable))), [""; 0]);
    assert_eq!(rules(&broken(with(json!({})))), [""; 0]);
}

// ACCEPTANCE 4, 3 (partly: that no theme can tell accept from reject; as drawn is a browser story)
#[test]
fn a_theme_that_colours_one_button_alone_is_refused_by_the_rule_of_parity() {
    for name in ["accept-background", "reject", "reject-text"] {
        let mut file = file();
        file["theme"] = json!({"light": {name: "#ffffff"}});
        let errors = serde_json::from_value::<SiteFile>(file)
            .unwrap()
            .check()
            .unwrap_err();
        assert_eq!(
            errors[0].rule.map(|rule| rule.id),
            Some("theme-parity"),
            "{name}"
        );
        assert_eq!(errors[0].field, format!("theme.light.{name}"));
    }
}

#[test]
fn our_own_colours_pass_in_both_schemes() {
    let mut file = file();
    file["theme"] = json!({"radius": "4px"});
    let theme: Theme = site(file.clone()).declared().theme.clone().unwrap();
    assert!(theme.colour(crate::site::Scheme::Dark, "accent").is_some());
    assert_eq!(rules(&broken(file)), [""; 0]);
}

// ACCEPTANCE 23 (labels and texts; that no switch can start on, legitimate interest or not, is shown further down)
#[test]
fn labels_and_texts_that_lean_are_refused_by_name() {
    for (lang, key, text, rule) in [
        (
            "en",
            "reject",
            "Accept only necessary",
            "label-reject-accepts",
        ),
        (
            "sv",
            "reject",
            "Godkänn bara nödvändiga",
            "label-reject-accepts",
        ),
        (
            "de",
            "reject",
            "Nur notwendige akzeptieren",
            "label-reject-accepts",
        ),
        (
            "fr",
            "reject",
            "Accepter le nécessaire",
            "label-reject-accepts",
        ),
        ("pl", "reject", "Akceptuj niezbędne", "label-reject-accepts"),
        (
            "fi",
            "reject",
            "Hyväksy vain pakolliset",
            "label-reject-accepts",
        ),
        // An English label on a Swedish banner.
        ("sv", "reject", "Accept less", "label-reject-accepts"),
        ("en", "reject", "More options", "label-reject-unclear"),
        ("sv", "reject", "Fler val", "label-reject-unclear"),
        ("en", "reject", "Accept all", "label-same"),
        (
            "en",
            "reject",
            "Reject everything that you do not need",
            "label-length",
        ),
        ("en", "accept", "OK", "label-length"),
        ("en", "accept", "Yes, best experience", "wording-emotional"),
        (
            "en",
            "reject",
            "No thanks, I don’t care",
            "wording-emotional",
        ),
        ("en", "title", "We love cookies", "wording-emotional"),
        ("sv", "title", "Gå inte miste om något", ""),
        (
            "sv",
            "title",
            "Missa inte våra erbjudanden",
            "wording-emotional",
        ),
        (
            "sv",
            "body",
            "{controller}: bästa möjliga upplevelsen. {purposes}",
            "wording-emotional",
        ),
        ("de", "reject", "Leider ablehnen", "wording-emotional"),
        ("fr", "reject", "Refuser, tant pis", "wording-emotional"),
        ("en", "reject", "Do not refuse", "wording-double-negative"),
        (
            "en",
            "rights",
            "You can never not change “{control}”.",
            "wording-double-negative",
        ),
        ("sv", "reject", "Neka inte", "wording-double-negative"),
        ("de", "reject", "Nicht ablehnen", "wording-double-negative"),
        ("fr", "reject", "Ne pas refuser", "wording-double-negative"),
    ] {
        let found = rules_of(&spoken(lang, &[(key, text)]));
        assert_eq!(
            found.contains(rule),
            !rule.is_empty(),
            "{lang} {key} `{text}`: {found:?}"
        );
    }
}

fn rules_of(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn labels_that_say_plainly_what_they_do_break_no_rule() {
    for (lang, accept, reject) in [
        ("en", "Accept", "Do not accept"),
        ("en", "Yes, to all", "No, to all"),
        ("en", "Accept all cookies", "Only necessary ones"),
        // The wording that the CNIL gives as an example.
        ("fr", "Tout accepter", "Continuer sans accepter"),
        ("sv", "Ja till alla", "Nej till alla"),
        ("sv", "Jag accepterar", "Jag accepterar inte"),
        ("de", "Zustimmen", "Nicht zustimmen"),
        // `ja` is *and* in Estonian.
        ("et", "Luba kõik ja sulge", "Keela kõik ja sulge"),
    ] {
        let found = rules_of(&spoken(lang, &[("accept", accept), ("reject", reject)]));
        assert_eq!(found, BTreeSet::new(), "{lang} {accept} / {reject}");
    }
}

// ACCEPTANCE 8 (partly: that a site's own texts cannot leave it out)
#[test]
fn a_first_layer_that_leaves_something_out_is_refused_by_name() {
    for (key, text, rule) in [
        ("body", "We ask for: {purposes}.", "first-layer-controller"),
        ("body", "{controller} uses cookies.", "first-layer-purposes"),
        ("rights", "Have a nice day.", "first-layer-withdrawal"),
    ] {
        assert_eq!(rules(&spoken("en", &[(key, text)])), [rule]);
    }
}

// ACCEPTANCE 14 (partly: the limit), 23 (partly: legitimate interest that is on by default)
#[test]
fn what_is_refused_while_the_file_is_checked_names_its_rule_too() {
    let rule = |pointer: &str, value: Value| {
        let mut file = file();
        file["validity"] = json!("P6M");
        *file.pointer_mut(pointer).unwrap() = value;
        let errors = serde_json::from_value::<SiteFile>(file)
            .unwrap()
            .check()
            .unwrap_err();
        errors[0].rule.map(|rule| rule.id)
    };
    assert_eq!(rule("/validity", json!("P13M")), Some("validity-too-long"));
    assert_eq!(
        rule("/purposes/1/legal_basis", json!("legitimate_interests")),
        Some("consent-only")
    );
    // There is no word for a switch that starts on.
    let mut file = file();
    file["purposes"][1]["default"] = json!("on");
    assert!(serde_json::from_value::<SiteFile>(file).is_err());
}

#[test]
fn what_a_declaration_leaves_out_is_a_warning_with_its_field() {
    let without = |pointer: &str, key: &str| {
        let mut file = file();
        file.pointer_mut(pointer)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(key);
        file
    };
    let with = |key: &str, value: Value| {
        let mut file = file();
        file[key] = value;
        file
    };
    for (file, rule, field) in [
        (with("control", json!("none")), "control-hidden", "control"),
        (
            with("validity", json!("P1M")),
            "validity-too-short",
            "validity",
        ),
        (
            without("/controller", "authority"),
            "controller-authority",
            "controller.authority",
        ),
        (
            without("/purposes/1", "retention"),
            "purpose-retention",
            "purposes[1].retention",
        ),
        (
            without("/services/1", "country"),
            "service-incomplete",
            "services[1].country",
        ),
        (
            without("/services/1", "policy_url"),
            "service-incomplete",
            "services[1].policy_url",
        ),
    ] {
        let findings = broken(file);
        assert_eq!(rules(&findings), [rule]);
        assert_eq!(
            (findings[0].field.as_str(), findings[0].rule.severity),
            (field, Severity::Warning)
        );
    }
    let mut idle = file();
    idle["services"].as_array_mut().unwrap().pop();
    assert_eq!(rules(&broken(idle)), ["purpose-idle"]);
    let mut praised = file();
    praised["purposes"][1]["description"]["en"] = json!("For the best experience.");
    assert_eq!(rules(&broken(praised)), ["wording-emotional-purpose"]);
}

#[test]
fn what_the_catalogue_knows_as_something_else_is_told_with_its_fact() {
    let (facts, _) = parse(
        "tracker.example; host; advertising; Tracker Inc; -; ours\n\
         _trk_*; cookie+local; statistics; Tracker Inc; P13M; ours\n\
         cart; cookie; functional; Shops; session; ours",
    );
    let mut file = file();
    file["services"][0]["hosts"] = json!(["pixel.tracker.example", "nottracker.example"]);
    file["services"][0]["stores"] = json!([
        {"kind": "cookie", "name": "cart", "duration": "P1D"},
        {"kind": "session", "name": "_trk_x", "duration": "P1D"},
        {"kind": "cookie", "name": "_trk_id", "duration": "P1D"}
    ]);
    let site = site(file);
    let findings = lint(&site, &[], &facts);
    assert_eq!(
        rules(&findings),
        ["functional-doubted", "functional-doubted"]
    );
    assert_eq!(findings[0].field, "services[0].hosts[0]");
    assert_eq!(findings[1].field, "services[0].stores[2].name");
    assert!(findings[1].problem.contains("statistics of Tracker Inc"));
}

// ACCEPTANCE 15 (partly: what the version must follow; that the browser follows the version is a story)
#[test]
fn what_is_new_for_the_visitor_is_material_and_better_words_are_not() {
    let old = site(file());
    let change_of = |edit: &dyn Fn(&mut Value)| {
        let mut new = file();
        edit(&mut new);
        change(&old, &site(new))
    };
    assert_eq!(change_of(&|_| {}), Change::None);
    assert_eq!(change_of(&|file| file["version"] = json!(2)), Change::None);
    type Edit<'a> = &'a dyn Fn(&mut Value);
    let wording: [Edit<'_>; 6] = [
        &|file| file["purposes"][1]["description"]["en"] = json!("Counts what is read."),
        &|file| file["texts"] = json!({"en": {"accept": "Allow all"}}),
        &|file| file["purposes"][1]["retention"] = json!("P12M"),
        &|file| file["services"][1]["stores"][0]["duration"] = json!("P6M"),
        &|file| file["services"][0]["vendor"] = json!("Shop Hosting AB"),
        &|file| {
            file["services"].as_array_mut().unwrap().pop();
        },
    ];
    for (place, edit) in wording.iter().enumerate() {
        assert_eq!(change_of(edit), Change::Wording, "wording {place}");
    }
    let material: [(Edit<'_>, &str); 10] = [
        (
            &|file| {
                let mut purpose = file["purposes"][1].clone();
                purpose["id"] = json!("advertising");
                purpose["category"] = json!("advertising");
                file["purposes"].as_array_mut().unwrap().push(purpose);
            },
            "purposes[2].id",
        ),
        (
            &|file| {
                let mut service = file["services"][1].clone();
                service["id"] = json!("second");
                file["services"].as_array_mut().unwrap().push(service);
            },
            "services[2].id",
        ),
        (
            &|file| file["purposes"][1]["category"] = json!("preferences"),
            "purposes[1].category",
        ),
        (
            &|file| file["purposes"][1]["retention"] = json!("P14M"),
            "purposes[1].retention",
        ),
        (
            &|file| {
                file["purposes"][1]
                    .as_object_mut()
                    .unwrap()
                    .remove("retention");
            },
            "purposes[1].retention",
        ),
        (
            &|file| file["services"][1]["recipients"] = json!(["Cloud Ltd"]),
            "services[1].recipients",
        ),
        (
            &|file| file["services"][1]["vendor"] = json!("Other AB"),
            "services[1].vendor",
        ),
        (
            &|file| file["services"][1]["country"] = json!("US"),
            "services[1].country",
        ),
        (
            &|file| file["services"][1]["stores"][0]["duration"] = json!("persistent"),
            "services[1].stores[0].duration",
        ),
        (
            &|file| file["controller"]["name"] = json!("Buyer AB"),
            "controller.name",
        ),
    ];
    for (edit, field) in material {
        let Change::Material(reasons) = change_of(edit) else {
            panic!("{field} is material");
        };
        assert_eq!(reasons[0].field, field);
    }
}

#[test]
fn every_rule_has_its_own_id_and_a_row_in_the_documentation() {
    let page = include_str!("../../../docs/lint.md");
    let mut ids = BTreeSet::new();
    for rule in rule::ALL {
        assert!(ids.insert(rule.id), "{} is used twice", rule.id);
        let row = format!(
            "| `{}` | {} | {} | {} |",
            rule.id,
            rule.severity.as_str(),
            rule.demand,
            rule.source
        );
        assert!(page.contains(&row), "docs/lint.md lacks\n{row}");
        assert!(!rule.demand_sv.is_empty());
    }
}
