//! What a new site file changes: whether consent that was given before still covers it.
//!
//! Consent is to what was said when it was given (GDPR Art. 4(11), 6(1)(a)). What is new to the visitor's disadvantage
//! is *material*: everyone is asked again. Better words for the same thing are not, and what falls away is not.

use std::collections::{BTreeMap, BTreeSet};

use crate::category::Category;
use crate::site::{Period, Purpose, Service, Site};

/// The difference between two site files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing that is published.
    None,
    /// Something, but nobody's consent is touched.
    Wording,
    /// Consent has to be asked anew, for each of these.
    Material(Vec<Reason>),
}

/// Something that earlier consent does not cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The field in the new file.
    pub field: String,
    /// What is new.
    pub what: String,
}

/// What `new` changes of `old`. The numbers of the versions are not compared.
pub fn change(old: &Site, new: &Site) -> Change {
    let mut reasons = Vec::new();
    let mut add = |field: String, what: String| reasons.push(Reason { field, what });
    let (was, is) = (old.declared(), new.declared());
    if was.controller.name != is.controller.name {
        add(
            "controller.name".into(),
            format!("another controller, {}", is.controller.name),
        );
    }
    for (at, purpose) in is.purposes.iter().enumerate() {
        let field = |name: &str| format!("purposes[{at}].{name}");
        match old.purpose(&purpose.id) {
            None if asks(purpose) => add(field("id"), format!("a new purpose, `{}`", purpose.id)),
            None => {}
            Some(before) if before.category != purpose.category => add(
                field("category"),
                format!("`{}` was {}", purpose.id, before.category.as_str()),
            ),
            Some(before)
                if asks(purpose)
                    && is_longer(before.retention.as_deref(), purpose.retention.as_deref()) =>
            {
                add(
                    field("retention"),
                    format!("data of `{}` are kept for longer", purpose.id),
                );
            }
            Some(_) => {}
        }
    }
    let before: BTreeMap<&str, &Service> = was
        .services
        .iter()
        .map(|service| (service.id.as_str(), service))
        .collect();
    for (at, service) in is.services.iter().enumerate() {
        if new.category_of(service) == Category::Functional {
            continue;
        }
        let field = |name: &str| format!("services[{at}].{name}");
        let Some(before) = before.get(service.id.as_str()) else {
            add(field("id"), format!("a new service, {}", service.name));
            continue;
        };
        for (name, then, now) in [
            ("purpose", &before.purpose, &service.purpose),
            ("vendor", &before.vendor, &service.vendor),
            ("country", &before.country, &service.country),
        ] {
            if then != now {
                add(
                    field(name),
                    format!("{} has another {name}, {now}", service.name),
                );
            }
        }
        let known: BTreeSet<&String> = before.recipients.iter().collect();
        for recipient in service
            .recipients
            .iter()
            .filter(|recipient| !known.contains(recipient))
        {
            add(field("recipients"), format!("a new recipient, {recipient}"));
        }
        for (place, store) in service.stores.iter().enumerate() {
            let then = before
                .stores
                .iter()
                .find(|then| (then.kind, &then.name) == (store.kind, &store.name));
            if then.is_some_and(|then| stays_longer(&then.duration, &store.duration)) {
                add(
                    field(&format!("stores[{place}].duration")),
                    format!("`{}` stays for longer", store.name),
                );
            }
        }
    }
    if !reasons.is_empty() {
        return Change::Material(reasons);
    }
    let is_same = {
        let mut then = was.clone();
        then.version = is.version;
        then == *is
    };
    if is_same {
        Change::None
    } else {
        Change::Wording
    }
}

fn asks(purpose: &Purpose) -> bool {
    purpose.category != Category::Functional
}

/// Where no time was said there was no promise; where none is said any more, one was taken back.
fn is_longer(then: Option<&str>, now: Option<&str>) -> bool {
    let days = |text: &str| Period::parse(text).map(Period::days);
    match (then, now) {
        (Some(then), Some(now)) => days(now) > days(then),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Hours of a store's duration; `session` is the shortest and `persistent` the longest.
fn stays_longer(then: &str, now: &str) -> bool {
    let hours = |text: &str| match text {
        "session" => 0,
        "persistent" => u64::MAX,
        text => text
            .strip_prefix("PT")
            .and_then(|rest| rest.strip_suffix('H'))
            .and_then(|hours| hours.parse().ok())
            .or_else(|| Some(Period::parse(text)?.days() * 24))
            .unwrap_or(u64::MAX),
    };
    hours(now) > hours(then)
}
