//! What the first layer must say, and what a declaration must not leave out.

use super::{Finding, Shown, rule};
use crate::catalogue::{Fact, Subject};
use crate::category::Category;
use crate::notice::{Layer, canonical};
use crate::site::{Control, Period, Service, Site};

/// Days of half a year, as the consent cookie counts them.
const HALF_A_YEAR: u64 = 180;

pub(super) fn check_first_layer(site: &Site, shown: &Shown, findings: &mut Vec<Finding>) {
    let lang = &shown.model.lang;
    let text = canonical(&shown.model, Layer::First);
    let mut add = |rule, key: &str, missing: String, remedy: &str| {
        findings.push(Finding {
            rule,
            field: format!("texts.{lang}.{key}"),
            problem: format!("the first layer does not {missing}"),
            remedy: remedy.to_owned(),
        });
    };
    let controller = &site.declared().controller.name;
    if !text.contains(&plain(controller)) {
        add(
            &rule::NAMES_CONTROLLER,
            "body",
            format!("name {controller}"),
            "put {controller} into the text",
        );
    }
    let unnamed: Vec<&str> = site
        .asked_purposes()
        .filter_map(|purpose| purpose.title.get(lang))
        .map(String::as_str)
        .filter(|title| !text.contains(&plain(title)))
        .collect();
    if !unnamed.is_empty() {
        add(
            &rule::NAMES_PURPOSES,
            "body",
            format!("name {}", unnamed.join(", ")),
            "put {purposes} into the text",
        );
    }
    if !text.contains(&plain(&shown.control)) {
        add(
            &rule::NAMES_WITHDRAWAL,
            "rights",
            format!("say that consent is taken back under `{}`", shown.control),
            "put {control} into the text",
        );
    }
}

/// As the canonical text has it: single spaces.
fn plain(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn check_declared(site: &Site, facts: &[Fact], findings: &mut Vec<Finding>) {
    let declared = site.declared();
    let mut add = |rule, field: String, problem: String, remedy: &str| {
        findings.push(Finding {
            rule,
            field,
            problem,
            remedy: remedy.to_owned(),
        });
    };
    if site.observes() {
        add(
            &rule::OBSERVE,
            "mode".to_owned(),
            "nothing is held and nobody is asked: trackers run without consent".to_owned(),
            "take the line out as soon as you have seen what would be held",
        );
    }
    if site.validity().days() < HALF_A_YEAR {
        add(
            &rule::VALIDITY_SHORT,
            "validity".to_owned(),
            format!(
                "who refused is asked again after {} days",
                site.validity().days()
            ),
            "use P6M, which is also the default",
        );
    }
    if declared.control == Control::None {
        add(
            &rule::CONTROL_HIDDEN,
            "control".to_owned(),
            "the product's button is switched off".to_owned(),
            "put an element with data-consent-action=\"settings\" on every page, or set control to button",
        );
    }
    if declared.controller.authority.trim().is_empty() {
        add(
            &rule::AUTHORITY,
            "controller.authority".to_owned(),
            "no authority is named".to_owned(),
            "name the supervisory authority and its page for complaints",
        );
    }
    for (at, purpose) in declared.purposes.iter().enumerate() {
        if purpose.category == Category::Functional {
            continue;
        }
        if site.services_of(&purpose.id).next().is_none() {
            add(
                &rule::PURPOSE_IDLE,
                format!("purposes[{at}].id"),
                format!("nothing serves `{}`", purpose.id),
                "declare its services, or ask for it when there are some",
            );
        }
        if purpose
            .retention
            .as_deref()
            .and_then(Period::parse)
            .is_none()
        {
            add(
                &rule::PURPOSE_RETENTION,
                format!("purposes[{at}].retention"),
                format!("`{}` does not say how long its data are kept", purpose.id),
                "add retention, such as P13M",
            );
        }
    }
    for (at, service) in declared.services.iter().enumerate() {
        if site.category_of(service) == Category::Functional {
            doubt(at, service, facts, findings);
        } else {
            incomplete(at, service, findings);
        }
    }
}

fn incomplete(at: usize, service: &Service, findings: &mut Vec<Finding>) {
    let receivers = service.vendor.trim().len() + service.recipients.len();
    for (field, is_missing, what) in [
        ("vendor", service.vendor.trim().is_empty(), "who runs it"),
        (
            "country",
            service.country.is_empty(),
            "the vendor's country",
        ),
        (
            "policy_url",
            service.policy_url.is_empty(),
            "the vendor's policy",
        ),
        ("recipients", receivers == 0, "who receives the data"),
    ] {
        if is_missing {
            findings.push(Finding {
                rule: &rule::SERVICE_INCOMPLETE,
                field: format!("services[{at}].{field}"),
                problem: format!("`{}` does not say {what}", service.id),
                remedy: format!("add {field}"),
            });
        }
    }
}

/// What a functional service reaches or keeps, and the catalogue knows as something else.
fn doubt(at: usize, service: &Service, facts: &[Fact], findings: &mut Vec<Finding>) {
    let known = facts
        .iter()
        .filter(|fact| fact.category != Category::Functional);
    for fact in known {
        let place = match &fact.subject {
            Subject::Host(known) => service
                .hosts
                .iter()
                .position(|host| host == known || host.ends_with(&[".", known].concat()))
                .map(|place| (format!("hosts[{place}]"), service.hosts[place].as_str())),
            Subject::Name(kind, pattern) => service
                .stores
                .iter()
                .position(|store| store.kind == *kind && names(pattern, &store.name))
                .map(|place| {
                    (
                        format!("stores[{place}].name"),
                        service.stores[place].name.as_str(),
                    )
                }),
        };
        let Some((field, what)) = place else { continue };
        findings.push(Finding {
            rule: &rule::FUNCTIONAL_DOUBTED,
            field: format!("services[{at}].{field}"),
            problem: format!(
                "`{what}` is known as {} of {} ({})",
                fact.category.as_str(),
                fact.vendor,
                fact.source
            ),
            remedy: format!(
                "give it to a purpose of category {}, or be ready to say why the site cannot work without it",
                fact.category.as_str()
            ),
        });
    }
}

fn names(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(stem) => name.starts_with(stem),
        None => name == pattern,
    }
}
