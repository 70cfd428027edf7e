//! Klaro: services with purposes and cookies; and c15t's scripts with categories.

use consent_core::category::Category;

use super::{Imported, Purpose, Reading, Service, Texts, plain};
use crate::migrate::{literal::Value, tag};

pub(super) fn read(value: &Value, reading: &mut Reading<'_>) -> Option<Imported> {
    if let Some(scripts) = value
        .get("scripts")
        .filter(|scripts| is_list(scripts, "category"))
    {
        return Some(c15t(value, scripts, reading));
    }
    let services = value.get("services").or_else(|| value.get("apps"))?;
    if !is_list(services, "name") {
        return None;
    }
    let translations = value.get("translations");
    let mut imported = Imported {
        product: "Klaro",
        language: value.text_of("lang").map(str::to_owned),
        days: value.number_of("cookieExpiresAfterDays"),
        policy_url: policy(value),
        ..Imported::default()
    };
    for service in services.items() {
        let at = place(service, "name");
        let name = service.text_of("name").unwrap_or_default();
        let purposes: Vec<&str> = service
            .get("purposes")
            .map(Value::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Value::text)
            .collect();
        let category = if service.is("required") {
            Category::Functional
        } else {
            // Of several the one that needs the most consent.
            let each = purposes
                .iter()
                .map(|purpose| reading.category(at, &[purpose]));
            let most = each.max();
            most.unwrap_or_else(|| reading.category(at, &[name]))
        };
        for purpose in purposes {
            if !imported.purposes.iter().any(|known| known.id == purpose) {
                let (title, description) = texts(translations, purpose);
                imported.purposes.push(Purpose {
                    id: purpose.to_owned(),
                    category,
                    title,
                    description,
                });
            }
        }
        let mut stores = Vec::new();
        for cookie in service.get("cookies").map(Value::items).unwrap_or_default() {
            reading.cookie(place(service, "cookies"), cookie, &mut stores);
        }
        let title = service.text_of("title").unwrap_or(name);
        imported.services.push(Service {
            name: plain(title),
            aliases: vec![name.to_owned()],
            category,
            hosts: Vec::new(),
            stores,
        });
        if service.is("default") && category != Category::Functional {
            reading.note(
                place(service, "default"),
                format!("`{name}` is preselected"),
                super::remedy("default"),
            );
        }
        reading.rest(
            service,
            &[
                "name",
                "title",
                "description",
                "purposes",
                "cookies",
                "required",
                "default",
                "onlyOnce",
                "translations",
            ],
        );
    }
    reading.rest(
        value,
        &[
            "version",
            "elementID",
            "services",
            "apps",
            "translations",
            "lang",
            "cookieExpiresAfterDays",
            "cookieName",
            "storageMethod",
            "storageName",
            "privacyPolicy",
            "testing",
            "noAutoLoad",
            "cookieDomain",
            "cookiePath",
            "embedded",
            "groupByPurpose",
        ],
    );
    Some(imported)
}

/// c15t: what it loads, with a category each.
fn c15t(value: &Value, scripts: &Value, reading: &mut Reading<'_>) -> Imported {
    let mut imported = Imported {
        product: "c15t",
        ..Imported::default()
    };
    for script in scripts.items() {
        let at = place(script, "category");
        let category = reading.category(at, &[script.text_of("category").unwrap_or_default()]);
        let name = script.text_of("id").unwrap_or("script");
        let hosts = script.text_of("src").and_then(tag::host);
        imported.services.push(Service {
            name: name.to_owned(),
            aliases: Vec::new(),
            category,
            hosts: hosts.into_iter().collect(),
            stores: Vec::new(),
        });
        reading.rest(script, &["id", "src", "category", "async", "defer"]);
        reading.note(
            at,
            format!("c15t loads `{name}` itself"),
            "put it into the page as a script with data-consent and data-src",
        );
    }
    reading.rest(
        value,
        &[
            "scripts",
            "consentCategories",
            "initialGdprTypes",
            "backendURL",
        ],
    );
    imported
}

fn is_list(value: &Value, member: &str) -> bool {
    value
        .items()
        .first()
        .is_some_and(|first| first.text_of(member).is_some())
}

fn place(value: &Value, member: &str) -> usize {
    value.member(member).map_or(0, |member| member.at)
}

/// The policy's address: one, or one a language.
fn policy(value: &Value) -> Option<String> {
    let everywhere = value.get("translations").and_then(|all| all.get("zz"));
    let all = [
        value.get("privacyPolicy"),
        everywhere.and_then(|zz| zz.get("privacyPolicyUrl")),
    ];
    all.into_iter().flatten().find_map(|policy| match policy {
        Value::Object(members) => members.first()?.value.text().map(str::to_owned),
        other => other.text().map(str::to_owned),
    })
}

/// Title and description of a purpose. What `zz` says counts for every language, and then for none in particular.
fn texts(translations: Option<&Value>, purpose: &str) -> (Texts, Texts) {
    let mut title = Texts::new();
    let mut description = Texts::new();
    for translation in translations.map(Value::members).unwrap_or_default() {
        let purposes = translation.value.get("purposes");
        let Some(found) = purposes.and_then(|purposes| purposes.get(purpose)) else {
            continue;
        };
        if translation.name == "zz" {
            continue;
        }
        // Older versions have the title alone.
        if let Some(text) = found.text().or_else(|| found.text_of("title")) {
            title.insert(translation.name.clone(), plain(text));
        }
        if let Some(text) = found.text_of("description") {
            description.insert(translation.name.clone(), plain(text));
        }
    }
    (title, description)
}
