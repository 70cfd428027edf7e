//! Orejime 3: purposes, which may stand in groups, with cookies.

use consent_core::category::Category;

use super::{Imported, Purpose, Reading, Service, Texts, plain};
use crate::migrate::literal::Value;

pub(super) fn read(value: &Value, reading: &mut Reading<'_>) -> Option<Imported> {
    let purposes = value.get("purposes")?;
    purposes.items().first()?.text_of("id")?;
    let mut imported = Imported {
        product: "Orejime",
        language: value.text_of("lang").map(str::to_owned),
        policy_url: value.text_of("privacyPolicyUrl").map(str::to_owned),
        days: value
            .get("cookie")
            .and_then(|cookie| cookie.number_of("duration")),
        ..Imported::default()
    };
    let language = imported.language.clone().unwrap_or_else(|| "en".to_owned());
    for purpose in purposes.items() {
        one(purpose, None, &language, reading, &mut imported);
    }
    reading.rest(
        value,
        &[
            "purposes",
            "lang",
            "privacyPolicyUrl",
            "cookie",
            "orejimeElement",
            "logo",
            "forceBanner",
        ],
    );
    Some(imported)
}

fn one(
    purpose: &Value,
    group: Option<Category>,
    language: &str,
    reading: &mut Reading<'_>,
    imported: &mut Imported,
) {
    let place = |name: &str| purpose.member(name).map_or(0, |member| member.at);
    let id = purpose.text_of("id").unwrap_or_default();
    let title = plain(purpose.text_of("title").unwrap_or(id));
    let category = if purpose.is("isMandatory") {
        Category::Functional
    } else {
        group.unwrap_or_else(|| reading.category(place("id"), &[id, &title]))
    };
    if purpose.is("default") && category != Category::Functional {
        reading.note(
            place("default"),
            format!("`{id}` is preselected"),
            super::remedy("default"),
        );
    }
    if purpose.is("isExempt") {
        reading.note(
            place("isExempt"),
            format!("`{id}` is exempt from consent"),
            "here it waits for consent like the others; if the law exempts it, put it under a functional purpose",
        );
    }
    let mut stores = Vec::new();
    for cookie in purpose.get("cookies").map(Value::items).unwrap_or_default() {
        reading.cookie(place("cookies"), cookie, &mut stores);
    }
    let parts = purpose
        .get("purposes")
        .map(Value::items)
        .unwrap_or_default();
    if group.is_none() {
        let say = |text: String| Texts::from([(language.to_owned(), text)]);
        let description = purpose.text_of("description").map(plain);
        imported.purposes.push(Purpose {
            id: id.to_owned(),
            category,
            title: say(title.clone()),
            description: description.map(say).unwrap_or_default(),
        });
    }
    if group.is_some() || !stores.is_empty() {
        imported.services.push(Service {
            name: title,
            aliases: vec![id.to_owned()],
            category,
            hosts: Vec::new(),
            stores,
        });
    }
    for part in parts {
        one(part, Some(category), language, reading, imported);
    }
    reading.rest(
        purpose,
        &[
            "id",
            "title",
            "description",
            "cookies",
            "isMandatory",
            "isExempt",
            "default",
            "runsOnce",
            "purposes",
        ],
    );
}
