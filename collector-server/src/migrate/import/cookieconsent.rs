//! CookieConsent v3: categories with texts in the sections of its settings.

use consent_core::{category::Category, rules::StoreKind};

use super::{Imported, Purpose, Reading, Service, Texts, plain};
use crate::migrate::literal::Value;

pub(super) fn read(value: &Value, reading: &mut Reading<'_>) -> Option<Imported> {
    let categories = value.get("categories")?;
    if categories.members().is_empty() {
        return None;
    }
    let mut imported = Imported {
        product: "CookieConsent",
        ..Imported::default()
    };
    let language = value.get("language");
    imported.language = language
        .and_then(|language| language.text_of("default"))
        .map(str::to_owned);
    if let Some(cookie) = value.get("cookie") {
        imported.days = cookie.number_of("expiresAfterDays");
    }
    for member in categories.members() {
        let category = reading.category(member.at, &[&member.name]);
        let (title, description) = texts(language, &member.name);
        if category != Category::Functional
            && member.value.is("enabled")
            && let Some(enabled) = member.value.member("enabled")
        {
            reading.note(
                enabled.at,
                format!("`{}` is preselected", member.name),
                super::remedy("enabled"),
            );
        }
        imported.purposes.push(Purpose {
            id: member.name.clone(),
            category,
            title,
            description,
        });
        services(
            member.value.get("services"),
            category,
            reading,
            &mut imported,
        );
        if let Some(clear) = member.value.get("autoClear") {
            let mut stores = Vec::new();
            for cookie in clear.get("cookies").map(Value::items).unwrap_or_default() {
                reading.cookie(member.at, cookie, &mut stores);
            }
            remaining(stores, category, &mut imported);
        }
        reading.rest(
            &member.value,
            &["enabled", "readOnly", "autoClear", "services"],
        );
    }
    reading.rest(
        value,
        &[
            "categories",
            "language",
            "cookie",
            "revision",
            "root",
            "autoShow",
        ],
    );
    if let Some(revision) = value
        .member("revision")
        .filter(|_| value.number_of("revision") > Some(0))
    {
        reading.note(
            revision.at,
            "`revision` asks everyone again",
            "everyone is asked once by the new banner; raise `version` in the site file later",
        );
    }
    Some(imported)
}

/// Title and description of a category: of the section of the settings that is linked to it.
fn texts(language: Option<&Value>, category: &str) -> (Texts, Texts) {
    let mut title = Texts::new();
    let mut description = Texts::new();
    let translations = language.and_then(|language| language.get("translations"));
    for translation in translations.map(Value::members).unwrap_or_default() {
        let settings = translation.value.get("preferencesModal");
        let sections = settings.and_then(|settings| settings.get("sections"));
        let section = sections
            .map(Value::items)
            .unwrap_or_default()
            .iter()
            .find(|section| section.text_of("linkedCategory") == Some(category));
        for (into, name) in [(&mut title, "title"), (&mut description, "description")] {
            if let Some(text) = section.and_then(|section| section.text_of(name)) {
                into.insert(translation.name.clone(), plain(text));
            }
        }
    }
    (title, description)
}

fn services(
    services: Option<&Value>,
    category: Category,
    reading: &mut Reading<'_>,
    imported: &mut Imported,
) {
    for member in services.map(Value::members).unwrap_or_default() {
        let mut stores = Vec::new();
        for cookie in member
            .value
            .get("cookies")
            .map(Value::items)
            .unwrap_or_default()
        {
            reading.cookie(member.at, cookie, &mut stores);
        }
        imported.services.push(Service {
            name: plain(member.value.text_of("label").unwrap_or(&member.name)),
            aliases: vec![member.name.clone()],
            category,
            hosts: Vec::new(),
            stores,
        });
        reading.rest(&member.value, &["label", "cookies"]);
    }
}

/// Cookies of a category that none of its services has.
fn remaining(
    mut stores: Vec<(StoreKind, String, Option<String>)>,
    category: Category,
    imported: &mut Imported,
) {
    stores.retain(|store| {
        !imported
            .services
            .iter()
            .any(|service| service.stores.contains(store))
    });
    if stores.is_empty() {
        return;
    }
    imported.services.push(Service {
        name: format!("Cookies under {}", category.as_str()),
        aliases: Vec::new(),
        category,
        hosts: Vec::new(),
        stores,
    });
}
