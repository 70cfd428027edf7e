//! The settings say of each purpose what the site file says, and list what the product itself keeps.

use product_tests::{SAVE, SETTINGS, World};
use serde_json::{Value, json};

use crate::stage::{languages, shop};

/// The settings as nested facts, read from what is drawn.
const DRAWN: &str = "(() => {
    const layer = document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=settings]');
    layer.querySelectorAll('details').forEach((one) => one.open = true);
    const words = (element) => element?.innerText.trim() ?? '';
    const facts = (list) => Object.fromEntries([...(list?.children ?? [])].map((fact) =>
        [words(fact.querySelector('dt')), [...fact.querySelectorAll('dd')].map(words)]));
    const part = (element, name) => words(element.querySelector(`[part~=${name}]`));
    return [...layer.querySelectorAll('[data-category]')].map((section) => ({
        category: section.dataset.category,
        words: words(section),
        purposes: [...section.querySelectorAll('.purposes, [part=purposes]')].flatMap((all) => [...all.children])
            .map((element) => element.localName === 'dl' ? JSON.stringify(facts(element)) : words(element)),
        services: [...section.querySelectorAll('[part=service]')].map((service) => ({
            name: words(service.querySelector('h4')),
            facts: facts(service.querySelector('dl')),
            policy: service.querySelector('a')?.href ?? '',
            stores: [...service.querySelectorAll('[part=store]')].map((store) => ({
                name: part(store, 'store-name'), kind: part(store, 'store-kind'),
                duration: part(store, 'store-duration'), description: part(store, 'store-description') })),
        })),
    }));
})()";

/// A length of time in words, as the texts of the language have it for more than one.
fn in_words(iso: &str, texts: &Value) -> String {
    if let Some(whole) = texts[format!("duration_{iso}")].as_str() {
        return whole.to_owned();
    }
    let (number, unit) = iso[1..].split_at(iso.len() - 2);
    let name = match unit {
        "D" => "duration_days",
        "M" => "duration_months",
        _ => panic!("the shop counts in days and months, not {iso}"),
    };
    let mut forms = texts[name].as_str().unwrap().split('|');
    let form = if number == "1" {
        forms.next()
    } else {
        forms.next_back()
    };
    form.unwrap().replace("{n}", number)
}

// ACCEPTANCE 9, ACCEPTANCE 27 (partly: the consent cookie is listed under functional, as drawn)
#[tokio::test]
async fn the_settings_draw_every_fact_of_the_site_file_in_swedish_and_english() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    let (site, texts) = (shop(), languages());
    for (path, lang) in [("/", "sv"), ("/en", "en")] {
        let texts = &texts[lang];
        let text = |key: &str| texts[key].as_str().unwrap();
        visitor.open(path).await;
        visitor.answer(SETTINGS).await;
        visitor.banner_part("[data-layer=settings]", SAVE).await;
        let drawn = visitor.js(DRAWN).await;
        let sections = drawn.as_array().unwrap();
        let mut looked_at = 0;
        for purpose in site["purposes"].as_array().unwrap() {
            let section = sections
                .iter()
                .find(|section| section["category"] == *purpose["category"].as_str().unwrap());
            let section = section.unwrap_or_else(|| panic!("{lang}: {purpose} in {drawn}"));
            let kept = in_words(purpose["retention"].as_str().unwrap(), texts);
            for key in ["title", "description"] {
                let (words, fact) = (
                    section["words"].as_str().unwrap(),
                    purpose[key][lang].as_str().unwrap(),
                );
                assert!(words.contains(fact), "{lang}: {fact} in {words}");
            }
            let kept = json!({ text("retention"): [kept] }).to_string();
            let purposes = section["purposes"].as_array().unwrap();
            assert!(
                purposes.contains(&kept.as_str().into()),
                "{lang}: {kept} in {purposes:?}"
            );
            for service in site["services"].as_array().unwrap() {
                if service["purpose"] == purpose["id"] {
                    draws(section, service, lang, texts);
                    looked_at += 1;
                }
            }
        }
        // All that the file has were looked at, and nothing else is drawn but the product itself.
        assert_eq!(looked_at, site["services"].as_array().unwrap().len());
        let all = sections.iter();
        let all = all.map(|section| section["services"].as_array().unwrap().len());
        assert_eq!(all.sum::<usize>(), looked_at + 1, "{lang}: {drawn}");
        let functional = sections
            .iter()
            .find(|section| section["category"] == "functional");
        let functional = functional.unwrap().to_string();
        for own in [
            "\"samtycke\"",
            "\"samtycke.pending\"",
            "\"samtycke.receipts\"",
            "\"samtycke-*\"",
        ] {
            assert!(functional.contains(own), "{lang}: {own} in {functional}");
        }
    }
}

fn draws(section: &Value, service: &toml::Value, lang: &str, texts: &Value) {
    let text = |key: &str| texts[key].as_str().unwrap();
    let word = |key: &str| service[key].as_str().unwrap();
    let services = section["services"].as_array().unwrap();
    let drawn = services.iter().find(|drawn| drawn["name"] == word("name"));
    let drawn = drawn.unwrap_or_else(|| panic!("{lang}: {} in {services:?}", word("name")));
    let mut facts = json!({
        text("vendor"): [word("vendor")],
        text("country"): [text(&format!("country.{}", word("country")))],
    });
    let recipients = service["recipients"].as_array().unwrap();
    if !recipients.is_empty() {
        let names: Vec<_> = recipients
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        facts[text("recipients")] = json!(names);
    }
    assert_eq!(drawn["facts"], facts, "{lang}: {}", word("name"));
    assert!(
        drawn["policy"]
            .as_str()
            .unwrap()
            .ends_with(word("policy_url")),
        "{lang}: {drawn}"
    );
    let stores = drawn["stores"].as_array().unwrap();
    for store in service["stores"].as_array().unwrap() {
        let word = |key: &str| store[key].as_str().unwrap();
        let expected = json!({
            "name": word("name"), "kind": text(&format!("kind_{}", word("kind"))),
            "duration": in_words(word("duration"), texts), "description": store["description"][lang].as_str().unwrap(),
        });
        assert!(
            stores.contains(&expected),
            "{lang}: {expected} in {stores:?}"
        );
    }
    let declared = service["stores"].as_array().unwrap().len();
    assert_eq!(stores.len(), declared, "{lang}: {}", word("name"));
}
