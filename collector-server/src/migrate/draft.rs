//! A site file to begin with: what is known is in it, what only the owner knows is empty, and `collector-server check`
//! names each such place.

use std::{collections::BTreeSet, fmt::Write as _};

use consent_core::{category::Category, foreign, rules::StoreKind};

use super::{
    import::{Imported, Purpose, Service, Texts},
    tag,
};
use crate::publish::catalogue;

/// The longest time for which a choice may be remembered, in days.
const DAYS_MAX: u32 = 365;
/// The longest id that a site file takes.
const ID_MAX: usize = 40;

/// Tags that were found: product, expression, host.
type Tags = [(&'static str, String, Option<String>)];

/// The text of a site file with what a configuration and the pages' tags say.
pub fn site_file(id: &str, imported: Option<&Imported>, tags: &Tags) -> String {
    let purposes = purposes(imported, tags);
    let languages = languages(imported);
    let policy = imported.and_then(|imported| imported.policy_url.as_deref());
    let validity = match imported.and_then(|imported| imported.days) {
        Some(days) if days > 0 => format!("P{}D", days.min(DAYS_MAX)),
        _ => "P6M".to_owned(),
    };
    let mut text = format!(
        "# A draft by `collector-server migrate-tags`{}. What is empty has to be filled in:\n\
         # `collector-server check` names every such place. docs/site-file.md has all keys.\n\n\
         id = {}\n\
         name = \"\"  # the site's name for people\n\
         origins = []  # such as \"https://www.example.com\"\n\
         languages = [{}]\n\
         validity = {}\n\
         ip_mode = \"truncated\"\n\n\
         [controller]\n\
         name = \"\"  # who decides why and how data is used\n\
         country = \"\"  # ISO 3166-1, such as \"SE\"\n\
         email = \"\"\n\
         policy_url = {}\n",
        imported
            .map(|imported| format!(" from a configuration of {}", imported.product))
            .unwrap_or_default(),
        quoted(id),
        languages
            .iter()
            .map(|language| quoted(language))
            .collect::<Vec<_>>()
            .join(", "),
        quoted(&validity),
        quoted(policy.unwrap_or_default()),
    );
    for purpose in &purposes {
        let basis = if purpose.category == Category::Functional {
            "contract"
        } else {
            "consent"
        };
        let _ = write!(
            text,
            "\n[[purposes]]\nid = {}\ncategory = \"{}\"\nlegal_basis = \"{basis}\"\ntitle = {}\ndescription = {}\n",
            quoted(&purpose.id),
            purpose.category.as_str(),
            localised(&purpose.title, &languages),
            localised(&purpose.description, &languages),
        );
    }
    let mut ids = BTreeSet::new();
    for service in services(imported, tags) {
        let of = purposes
            .iter()
            .find(|purpose| purpose.category == service.category);
        let purpose = of.map_or("", |purpose| purpose.id.as_str());
        text.push_str(&entry(&service, purpose, &mut ids));
    }
    text
}

/// The languages of a draft: those that texts were found in, the fallback first; else Swedish and English, which we
/// have words for.
fn languages(imported: Option<&Imported>) -> Vec<String> {
    let mut languages: Vec<String> = Vec::new();
    if let Some(imported) = imported {
        let texts = imported
            .purposes
            .iter()
            .flat_map(|purpose| purpose.title.keys());
        let found: BTreeSet<&String> = texts.collect();
        let first = imported
            .language
            .iter()
            .filter(|language| found.contains(language));
        for language in first.chain(found.iter().copied()) {
            if !languages.contains(language) {
                languages.push(language.clone());
            }
        }
    }
    if languages.is_empty() {
        languages = vec!["sv".to_owned(), "en".to_owned()];
    }
    languages
}

/// Their purposes, and one of ours for each category that tags need and they have not. The first of a category is
/// called by its name.
fn purposes(imported: Option<&Imported>, tags: &Tags) -> Vec<Purpose> {
    let theirs = imported
        .map(|imported| imported.purposes.as_slice())
        .unwrap_or_default();
    let mut needed: BTreeSet<Category> = tags
        .iter()
        .flat_map(|(_, expression, _)| expression.split(" & "))
        .filter_map(|word| Category::parse(word.trim_start_matches('!')))
        .collect();
    needed.extend(
        imported
            .iter()
            .flat_map(|imported| imported.services.iter().map(|service| service.category)),
    );
    needed.insert(Category::Functional);
    let mut purposes: Vec<Purpose> = Vec::new();
    for category in Category::ALL {
        let own: Vec<&Purpose> = theirs
            .iter()
            .filter(|purpose| purpose.category == category)
            .collect();
        if own.is_empty() && needed.contains(&category) {
            let (title, description) = words(category);
            purposes.push(Purpose {
                id: category.as_str().to_owned(),
                category,
                title,
                description,
            });
        }
        for (place, purpose) in own.into_iter().enumerate() {
            let mut id = if place == 0 {
                category.as_str().to_owned()
            } else {
                ascii(&purpose.id)
            };
            let is_taken = |id: &str| purposes.iter().any(|other| other.id == id);
            if place > 0
                && (is_taken(&id)
                    || Category::parse(&id).is_some()
                    || matches!(&*id, "all" | "unknown"))
            {
                id = format!("{}-{}", category.as_str(), place + 1);
            }
            let (title, description) = words(category);
            let or = |mut own: Texts, ours: Texts| {
                for (language, text) in ours {
                    own.entry(language).or_insert(text);
                }
                own
            };
            purposes.push(Purpose {
                id,
                category,
                title: or(
                    purpose.title.clone(),
                    if place == 0 { title } else { Texts::new() },
                ),
                description: or(
                    purpose.description.clone(),
                    if place == 0 {
                        description
                    } else {
                        Texts::new()
                    },
                ),
            });
        }
    }
    purposes
}

/// What a category is, where nobody has said it better.
fn words(category: Category) -> (Texts, Texts) {
    let (title, description) = match category {
        Category::Functional => (
            ["Nödvändigt", "Necessary"],
            [
                "Det som webbplatsen inte fungerar utan.",
                "What the site does not work without.",
            ],
        ),
        Category::Preferences => (
            ["Inställningar", "Preferences"],
            [
                "Minns vad du valt och visar innehåll från andra tjänster.",
                "Remembers what you chose and shows content of other services.",
            ],
        ),
        Category::Statistics => (
            ["Statistik", "Statistics"],
            [
                "Räknar besök och vad som läses.",
                "Counts visits and what is read.",
            ],
        ),
        Category::Advertising => (
            ["Anpassade annonser", "Adapted advertising"],
            [
                "Anpassar annonser efter vad du tittat på.",
                "Adapts advertisements to what you looked at.",
            ],
        ),
    };
    let by_language = |texts: [&str; 2]| {
        ["sv", "en"]
            .into_iter()
            .map(str::to_owned)
            .zip(texts.into_iter().map(str::to_owned))
            .collect()
    };
    (by_language(title), by_language(description))
}

/// Their services, and one for each host that a tag fetches from and no service has.
fn services(imported: Option<&Imported>, tags: &Tags) -> Vec<Service> {
    let mut services = imported
        .map(|imported| imported.services.clone())
        .unwrap_or_default();
    for (_, expression, host) in tags {
        let (Some(host), Some(category)) = (host, tag::only(expression)) else {
            continue;
        };
        if services.iter().any(|service| service.hosts.contains(host)) {
            continue;
        }
        let vendor = catalogue::of_host(host).map(|fact| fact.vendor.clone());
        let named = |service: &&mut Service| {
            service.category == category
                && vendor
                    .as_ref()
                    .is_some_and(|vendor| foreign::slug(&service.name) == foreign::slug(vendor))
        };
        match services.iter_mut().find(named) {
            Some(service) => service.hosts.push(host.clone()),
            None => services.push(Service {
                name: vendor.unwrap_or_else(|| host.clone()),
                aliases: Vec::new(),
                category,
                hosts: vec![host.clone()],
                stores: Vec::new(),
            }),
        }
    }
    services
}

/// A service as it stands in a site file.
fn entry(service: &Service, purpose: &str, ids: &mut BTreeSet<String>) -> String {
    let mut id = service
        .aliases
        .first()
        .map_or_else(|| ascii(&service.name), |alias| ascii(alias));
    let plain = id.clone();
    let mut number = 2;
    while !ids.insert(id.clone()) {
        id = format!("{plain}-{number}");
        number += 1;
    }
    let vendor = service
        .hosts
        .iter()
        .find_map(|host| catalogue::of_host(host));
    let hosts: Vec<String> = service.hosts.iter().map(|host| quoted(host)).collect();
    let mut text = format!(
        "\n[[services]]\nid = {}\npurpose = {}\nname = {}\nvendor = {}\ncountry = \"\"\npolicy_url = \"\"\nhosts = [{}]\n",
        quoted(&id),
        quoted(purpose),
        quoted(&service.name),
        quoted(vendor.map_or("", |fact| &fact.vendor)),
        hosts.join(", "),
    );
    for (kind, name, duration) in &service.stores {
        // A name like `cart` is everyone's; what is known of it is known of one shop system.
        let known = catalogue::of_name(*kind, name)
            .filter(|fact| fact.category != Category::Functional)
            .and_then(|fact| fact.duration.clone());
        let kind = match kind {
            StoreKind::Cookie => "cookie",
            StoreKind::Local => "local",
            StoreKind::Session => "session",
            StoreKind::IndexedDb => "indexeddb",
            StoreKind::Cache => "cache",
        };
        let duration = duration.clone().or(known).unwrap_or_default();
        let hint = if duration.is_empty() {
            "  # such as \"P13M\" or \"session\""
        } else {
            ""
        };
        let _ = write!(
            text,
            "\n[[services.stores]]\nkind = \"{kind}\"\nname = {}\nduration = {}{hint}\n",
            quoted(name),
            quoted(&duration),
        );
    }
    text
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A text in every language of the site; empty where it is not known.
fn localised(texts: &Texts, languages: &[String]) -> String {
    let each = languages.iter().map(|language| {
        let text = texts.get(language).map_or("", String::as_str);
        let key = if language.contains('-') {
            quoted(language)
        } else {
            language.clone()
        };
        format!("{key} = {}", quoted(text))
    });
    format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
}

/// An id that a site file takes.
fn ascii(name: &str) -> String {
    let slug = foreign::slug(name);
    let letters = slug.chars().map(|letter| match letter {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        'é' => 'e',
        'ü' => 'u',
        letter => letter,
    });
    let id: String = letters
        .filter(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || *letter == '-')
        .take(ID_MAX)
        .collect();
    if id.is_empty() {
        "service".to_owned()
    } else {
        id
    }
}
