//! Another product's stored choice: which products are read, and what their names mean on this site.
//!
//! The reading itself is the browser's (`banner-wasm/assets/import.js`); here is what it is given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Period, Site, SiteFile, check::PERIOD};
use crate::category::Category;

/// `[import]` of a site file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Names of [`IMPORTABLE`], those that the site had before.
    pub from: Vec<String>,
    /// What they call things, where it is not what we call them: their name of a category, purpose or service, to the
    /// id of a purpose or service of this site, or the name of a category.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// How long the cookie of a product lasts that does not say when the choice was made, ISO 8601. Such a choice is
    /// taken to be that old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<String>,
}

impl Import {
    /// What they call something of ours.
    fn theirs(&self, ours: &str) -> impl Iterator<Item = String> {
        let named = self.names.iter().filter(move |(_, to)| *to == ours);
        named.map(|(name, _)| name.clone())
    }
}

/// A product whose choice can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Importable {
    /// Its name in the site file.
    pub name: &'static str,
    /// Its cookies: an expression that is the same in Rust and JavaScript.
    pub cookies: &'static str,
    /// Whether it says when the choice was made.
    pub tells_time: bool,
}

/// All of them.
pub const IMPORTABLE: [Importable; 7] = [
    importable("cookieconsent", "cc_cookie", true),
    importable("klaro", "klaro", false),
    importable("orejime", "orejime", false),
    importable("cookiebot", "CookieConsent", true),
    importable("onetrust", "OptanonConsent", true),
    importable("complianz", "cmplz_banner-status", false),
    importable("c15t", "c15t", true),
];

const fn importable(name: &'static str, cookies: &'static str, tells_time: bool) -> Importable {
    Importable {
        name,
        cookies,
        tells_time,
    }
}

/// What products call our categories, each as a whole.
const WHOLE: [(Category, &[&str]); 3] = [
    (
        Category::Preferences,
        &["preferences", "functionality", "experience", "C0003"],
    ),
    (
        Category::Statistics,
        &["statistics", "analytics", "measurement", "C0002"],
    ),
    (
        Category::Advertising,
        &["advertising", "marketing", "ads", "C0004", "C0005"],
    ),
];

/// What grants a category: a name of it as a whole, or a name of each part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Granting {
    /// Names of the whole category.
    pub whole: Vec<String>,
    /// For each service (and each purpose without one) of the category, its names.
    pub parts: Vec<Vec<String>>,
}

/// What the reading script is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportTable {
    /// Which products to look for.
    pub from: Vec<String>,
    /// Names that say that something functional is on, and so nothing else.
    pub always: Vec<String>,
    /// Seconds: how old a choice is taken to be that does not say.
    pub lifetime: u64,
    /// By the bit of each category that is asked for.
    pub table: BTreeMap<u8, Granting>,
}

impl Site {
    /// What the reading script of this site is given; `None` when nothing is taken over.
    pub fn import_table(&self) -> Option<ImportTable> {
        let file = self.declared();
        let import = file.import.as_ref()?;
        let mut table = BTreeMap::new();
        let mut always: Vec<String> = import.theirs(Category::Functional.as_str()).collect();
        for purpose in &file.purposes {
            let own = || {
                [purpose.id.clone()]
                    .into_iter()
                    .chain(import.theirs(&purpose.id))
            };
            if purpose.category == Category::Functional {
                always.extend(own());
                continue;
            }
            let granting = table
                .entry(purpose.category.bit())
                .or_insert_with(|| whole(purpose.category, import));
            let services = file
                .services
                .iter()
                .filter(|service| service.purpose == purpose.id);
            let parts = services.map(|service| {
                let named = [service.id.clone()]
                    .into_iter()
                    .chain(import.theirs(&service.id));
                named.chain(own()).collect::<Vec<String>>()
            });
            let before = granting.parts.len();
            granting.parts.extend(parts);
            if granting.parts.len() == before {
                granting.parts.push(own().collect());
            }
        }
        let lifetime = import.lifetime.as_deref().and_then(Period::parse);
        Some(ImportTable {
            from: import.from.clone(),
            always,
            lifetime: lifetime.map_or(u64::from(u32::MAX), Period::seconds),
            table,
        })
    }

    /// The cookies that say that there may be a choice to take over: an expression for `document.cookie`. One of ours,
    /// even one that does not count any more, says that there is none: it is newer.
    pub fn import_cookies(&self) -> Option<String> {
        let import = self.declared().import.as_ref()?;
        let names: Vec<&str> = (IMPORTABLE.iter())
            .filter(|product| import.from.iter().any(|from| from == product.name))
            .map(|product| product.cookies)
            .collect();
        Some(format!(
            "^(?!(.*; )?samtycke=)(.*; )?({})=",
            names.join("|")
        ))
    }
}

fn whole(category: Category, import: &Import) -> Granting {
    let named = WHOLE.iter().find(|(of, _)| *of == category);
    let common = named.into_iter().flat_map(|(_, names)| names.iter());
    Granting {
        whole: common
            .map(|name| (*name).to_owned())
            .chain(import.theirs(category.as_str()))
            .collect(),
        parts: Vec::new(),
    }
}

/// Whether the table holds together.
pub(super) fn check(file: &SiteFile, validity: Option<Period>, errors: &mut super::check::Errors) {
    let Some(import) = &file.import else {
        return;
    };
    if import.from.is_empty() {
        errors.add(
            "import.from",
            "",
            "names no product",
            "name one, or leave [import] away",
        );
    }
    let mut untimed = None;
    for (at, name) in import.from.iter().enumerate() {
        match IMPORTABLE.iter().find(|product| product.name == name) {
            None => {
                let all: Vec<&str> = IMPORTABLE.iter().map(|product| product.name).collect();
                let remedy = format!("use {}", all.join(", "));
                errors.add(
                    &format!("import.from[{at}]"),
                    name,
                    "is no product that can be read",
                    &remedy,
                );
            }
            Some(product) if !product.tells_time => untimed = Some(product.name),
            Some(_) => {}
        }
    }
    for (name, to) in &import.names {
        let is_known = file.purposes.iter().any(|purpose| purpose.id == *to)
            || file.services.iter().any(|service| service.id == *to)
            || Category::parse(to).is_some();
        if !is_known {
            let remedy = "use the id of a purpose or service of this file, or a category";
            errors.add(
                &format!("import.names.{name}"),
                to,
                "is nothing of this site",
                remedy,
            );
        }
    }
    match (&import.lifetime, untimed) {
        (None, Some(product)) => {
            let problem = format!("is needed: {product} does not keep when the choice was made");
            let remedy =
                "say how long its cookie lasts, such as `P4M`: a choice is taken to be that old";
            errors.add("import.lifetime", "", &problem, remedy);
        }
        (None, None) => {}
        (Some(text), _) => match (Period::parse(text), validity) {
            (None, _) => errors.add("import.lifetime", text, "is no period", PERIOD),
            (Some(lifetime), Some(validity)) if lifetime.seconds() >= validity.seconds() => {
                let remedy = "choices that old do not count any more: leave the product away";
                errors.add(
                    "import.lifetime",
                    text,
                    "is not shorter than `validity`",
                    remedy,
                );
            }
            _ => {}
        },
    }
}
