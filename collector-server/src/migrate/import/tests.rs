//! Each product's own example of a configuration, shortened.

use consent_core::{category::Category, rules::StoreKind};

use super::{Imported, read};

fn config(text: &str) -> Imported {
    read(text, "config.js").expect("a configuration")
}

fn lines(imported: &Imported) -> Vec<String> {
    let notes = imported.notes.iter();
    notes
        .map(|note| format!("{} {}", note.line, note.problem))
        .collect()
}

#[test]
fn cookieconsent_has_categories_with_texts_cookies_and_services() {
    let imported = config(
        "import * as CookieConsent from 'vanilla-cookieconsent';\n\
         CookieConsent.run({\n\
           guiOptions: { consentModal: { layout: 'box' } },\n\
           categories: {\n\
             necessary: { enabled: true, readOnly: true },\n\
             analytics: {\n\
               enabled: true,\n\
               autoClear: { cookies: [ { name: /^_ga/ }, { name: '_gid' } ] },\n\
               services: { ga: { label: 'Google <b>Analytics</b>', onAccept: () => {}, cookies: [{ name: /^_ga/ }] } }\n\
             },\n\
             lamps: {}\n\
           },\n\
           cookie: { expiresAfterDays: 90 },\n\
           language: { default: 'en', translations: { en: { preferencesModal: { sections: [\n\
             { title: 'Statistics <i>x</i>', description: 'Counts\\n visits.', linkedCategory: 'analytics' } ] } } } }\n\
         });",
    );
    assert_eq!(imported.product, "CookieConsent");
    assert_eq!(
        (imported.days, imported.language.as_deref()),
        (Some(90), Some("en"))
    );
    let categories: Vec<_> = imported
        .purposes
        .iter()
        .map(|purpose| purpose.category)
        .collect();
    assert_eq!(
        categories,
        [
            Category::Functional,
            Category::Statistics,
            Category::Advertising
        ]
    );
    assert_eq!(imported.purposes[1].title["en"], "Statistics x");
    assert_eq!(imported.purposes[1].description["en"], "Counts visits.");
    assert_eq!(imported.services[0].name, "Google Analytics");
    assert_eq!(
        imported.services[0].stores,
        [(StoreKind::Cookie, "_ga*".to_owned(), None)]
    );
    assert_eq!(
        imported.services[1].stores,
        [(StoreKind::Cookie, "_gid".to_owned(), None)]
    );
    assert_eq!(
        lines(&imported),
        [
            "3 `guiOptions` has no counterpart",
            "7 `analytics` is preselected",
            "9 `onAccept` has no counterpart",
            "11 it is not known what category `lamps` is",
        ]
    );
}

#[test]
fn klaro_has_services_with_purposes() {
    let imported = config(
        "var klaroConfig = {\n\
           privacyPolicy: { en: '/privacy', sv: '/integritet' },\n\
           cookieExpiresAfterDays: 30,\n\
           translations: { en: { purposes: { analytics: { title: 'Statistics', description: 'Counts.' } } } },\n\
           services: [\n\
             { name: 'matomo', title: 'Matomo', purposes: ['analytics'], default: true,\n\
               cookies: [[/^_pk_.*$/, '/', 'x.example'], 'piwik_ignore'] },\n\
             { name: 'ads', purposes: ['analytics', 'marketing'], callback: function(consent, service) { a(); } },\n\
             { name: 'login', required: true, purposes: ['security'] },\n\
           ],\n\
         };",
    );
    assert_eq!(imported.product, "Klaro");
    assert_eq!(
        (imported.policy_url.as_deref(), imported.days),
        (Some("/privacy"), Some(30))
    );
    let of: Vec<_> = imported
        .services
        .iter()
        .map(|service| service.category)
        .collect();
    assert_eq!(
        of,
        [
            Category::Statistics,
            Category::Advertising,
            Category::Functional
        ]
    );
    assert_eq!(imported.services[0].aliases, ["matomo"]);
    let stores = imported.services[0]
        .stores
        .iter()
        .map(|(_, name, _)| name.as_str());
    assert_eq!(stores.collect::<Vec<_>>(), ["_pk_*", "piwik_ignore"]);
    assert_eq!(imported.purposes[0].title["en"], "Statistics");
    assert_eq!(
        lines(&imported),
        [
            "6 `matomo` is preselected",
            "8 `callback` has no counterpart"
        ]
    );
}

#[test]
fn orejime_has_purposes_in_groups() {
    let imported = config(
        "window.orejimeConfig = {\n\
           privacyPolicyUrl: '/integritet',\n\
           lang: 'sv',\n\
           purposes: [\n\
             { id: 'mandatory', title: 'Nödvändigt', isMandatory: true, cookies: ['session'] },\n\
             { id: 'ads', title: 'Annonser', description: 'Visar ' + 'annonser.', purposes: [\n\
               { id: 'adnet', title: 'Adnet', cookies: [/^_ad/] } ] }\n\
           ]\n\
         }",
    );
    assert_eq!(imported.product, "Orejime");
    assert_eq!(imported.purposes[1].description["sv"], "Visar annonser.");
    let services: Vec<_> = imported
        .services
        .iter()
        .map(|service| (service.name.as_str(), service.category))
        .collect();
    assert_eq!(
        services,
        [
            ("Nödvändigt", Category::Functional),
            ("Adnet", Category::Advertising)
        ]
    );
    assert_eq!(lines(&imported), Vec::<String>::new());
}

#[test]
fn onetrust_has_groups_with_cookies_and_hosts() {
    let imported = config(
        "{\"DomainData\": {\"Language\": {\"Culture\": \"sv\"}, \"Groups\": [\n\
         {\"CustomGroupId\": \"C0002\", \"GroupName\": \"Prestanda\", \"GroupDescription\": \"Räknar.\",\n\
          \"FirstPartyCookies\": [{\"Name\": \"_gaxxxxxx\", \"IsSession\": false, \"Length\": \"365\"},\n\
                                  {\"Name\": \"s\", \"IsSession\": true}, {\"Name\": \"_sid\", \"IsSession\": true}],\n\
          \"Hosts\": [{\"HostName\": \".Stats.example\"}]}]}}",
    );
    assert_eq!(imported.product, "OneTrust");
    assert_eq!(imported.purposes[0].category, Category::Statistics);
    let stores = &imported.services[0].stores;
    assert_eq!(
        stores[0],
        (
            StoreKind::Cookie,
            "_ga*".to_owned(),
            Some("P365D".to_owned())
        )
    );
    assert_eq!(
        stores[1],
        (
            StoreKind::Cookie,
            "_sid".to_owned(),
            Some("session".to_owned())
        )
    );
    assert_eq!(imported.services[1].hosts, ["stats.example"]);
}

#[test]
fn c15t_has_scripts_that_it_loads_itself() {
    let imported = config(
        "export default { consentCategories: ['necessary', 'measurement'],\n\
         scripts: [{ id: 'tag', src: 'https://stats.example/t.js', category: 'measurement' }] }",
    );
    assert_eq!(imported.product, "c15t");
    assert_eq!(imported.services[0].hosts, ["stats.example"]);
    assert_eq!(lines(&imported), ["2 c15t loads `tag` itself"]);
}

#[test]
fn what_is_no_configuration_is_none() {
    for text in [
        "",
        "{",
        "{a: 1}",
        "function f() { return {services: 1} }",
        "[{}]",
    ] {
        assert!(read(text, "x.js").is_none(), "{text}");
    }
}
