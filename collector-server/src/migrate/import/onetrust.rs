//! OneTrust: the JSON file of a domain and a language, with groups and cookies.

use consent_core::{category::Category, rules::StoreKind};

use super::{Imported, Purpose, Reading, Service, Texts, plain};
use crate::migrate::literal::Value;

/// What the groups of a new OneTrust site mean.
const GROUPS: &[(&str, Category)] = &[
    ("C0001", Category::Functional),
    ("C0002", Category::Statistics),
    ("C0003", Category::Preferences),
    ("C0004", Category::Advertising),
    ("C0005", Category::Advertising),
];

pub(super) fn read(value: &Value, reading: &mut Reading<'_>) -> Option<Imported> {
    let domain = value.get("DomainData")?;
    let groups = domain.member("Groups")?;
    let mut imported = Imported {
        product: "OneTrust",
        language: language(domain),
        ..Imported::default()
    };
    let language = imported.language.clone().unwrap_or_else(|| "en".to_owned());
    for group in groups.value.items() {
        let at = group
            .member("GroupName")
            .map_or(groups.at, |member| member.at);
        let id = ["CustomGroupId", "OptanonGroupId"]
            .iter()
            .find_map(|name| group.text_of(name))
            .unwrap_or_default();
        let name = plain(group.text_of("GroupName").unwrap_or(id));
        let known = GROUPS.iter().find(|(known, _)| *known == id);
        let category =
            known.map_or_else(|| reading.category(at, &[&name]), |(_, category)| *category);
        let say = |text: &str| Texts::from([(language.clone(), plain(text))]);
        imported.purposes.push(Purpose {
            id: id.to_owned(),
            category,
            title: say(&name),
            description: group
                .text_of("GroupDescription")
                .map(say)
                .unwrap_or_default(),
        });
        let own: Vec<_> = group
            .get("FirstPartyCookies")
            .map(Value::items)
            .unwrap_or_default()
            .iter()
            .collect();
        if !own.is_empty() {
            imported.services.push(Service {
                name: format!("{name} (own host)"),
                aliases: Vec::new(),
                category,
                hosts: Vec::new(),
                stores: own.iter().filter_map(|cookie| store(cookie)).collect(),
            });
        }
        for host in group.get("Hosts").map(Value::items).unwrap_or_default() {
            let Some(host_name) = host.text_of("HostName") else {
                continue;
            };
            imported.services.push(Service {
                name: host.text_of("DisplayName").unwrap_or(host_name).to_owned(),
                aliases: Vec::new(),
                category,
                hosts: vec![host_name.trim_start_matches('.').to_ascii_lowercase()],
                stores: Vec::new(),
            });
        }
    }
    Some(imported)
}

fn language(domain: &Value) -> Option<String> {
    let language = domain.get("Language")?;
    language
        .text()
        .or_else(|| language.text_of("Culture"))
        .map(str::to_owned)
}

/// A cookie of theirs. OneTrust writes a part that changes as `xxx`, and durations in days, where 0 is the session.
fn store(cookie: &Value) -> Option<(StoreKind, String, Option<String>)> {
    let name = cookie.text_of("Name")?.trim();
    let name = match name.find("xxx") {
        Some(start) => format!("{}*", name.get(..start)?),
        None => name.to_owned(),
    };
    let duration = if cookie.is("IsSession") {
        Some("session".to_owned())
    } else {
        match cookie.number_of("Length") {
            Some(0) | None => None,
            Some(days) => Some(format!("P{days}D")),
        }
    };
    (name.len() > 1).then_some((StoreKind::Cookie, name, duration))
}
