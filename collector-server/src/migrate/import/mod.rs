//! Configurations of other products, as far as they map to a site file.
//!
//! Purposes become ours of the category that their name means, services keep their cookies. How the banner looks, what
//! is preselected and what runs on events has no counterpart, or an own one, and is listed.

mod by_purpose;
mod by_service;
mod cookieconsent;
mod onetrust;
mod pattern;

use std::collections::BTreeMap;

use consent_core::{category::Category, foreign, rules::StoreKind};

use super::{
    edit::line_of,
    literal::{self, Value},
    note::Note,
};

/// Texts by language.
pub type Texts = BTreeMap<String, String>;

/// What was read of a configuration.
#[derive(Debug, Default)]
pub struct Imported {
    /// Whose it was.
    pub product: &'static str,
    /// The privacy policy.
    pub policy_url: Option<String>,
    /// Days for which a choice is remembered.
    pub days: Option<u32>,
    /// The banner's fallback language.
    pub language: Option<String>,
    /// Purposes, of different categories or not.
    pub purposes: Vec<Purpose>,
    /// Services behind them.
    pub services: Vec<Service>,
    /// What does not map.
    pub notes: Vec<Note>,
}

/// A purpose of theirs.
#[derive(Clone, Debug)]
pub struct Purpose {
    /// Their id.
    pub id: String,
    /// What it is here.
    pub category: Category,
    /// Its name.
    pub title: Texts,
    /// What it is for.
    pub description: Texts,
}

/// A service of theirs.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name for people.
    pub name: String,
    /// Other names that tags may use.
    pub aliases: Vec<String>,
    /// What it is here.
    pub category: Category,
    /// Hosts it is reached at.
    pub hosts: Vec<String>,
    /// What it keeps in the browser: kind, name, duration.
    pub stores: Vec<(StoreKind, String, Option<String>)>,
}

/// Who reads a configuration of some product, when the value looks like one.
type Read = fn(&Value, &mut Reading<'_>) -> Option<Imported>;

const READERS: [Read; 4] = [
    cookieconsent::read,
    by_service::read,
    by_purpose::read,
    onetrust::read,
];

/// A text that is being read.
pub(super) struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    notes: Vec<Note>,
}

impl Reading<'_> {
    /// Lists something that does not map.
    fn note(&mut self, at: usize, problem: impl Into<String>, remedy: impl Into<String>) {
        self.notes.push(Note {
            file: self.file.to_owned(),
            line: line_of(self.text, at),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    /// Lists every member of `value` that is not among the `known`.
    fn rest(&mut self, value: &Value, known: &[&str]) {
        for member in value.members() {
            if !known.contains(&member.name.as_str()) {
                let remedy = remedy(&member.name);
                self.note(
                    member.at,
                    format!("`{}` has no counterpart", member.name),
                    remedy,
                );
            }
        }
    }

    /// The category of one of their purposes: by its id, else its title. One that nothing is known of is put under
    /// the category that needs the most consent, and listed.
    fn category(&mut self, at: usize, names: &[&str]) -> Category {
        let known = names
            .iter()
            .find_map(|name| foreign::category(&foreign::slug(name)));
        known.unwrap_or_else(|| {
            let name = names.first().unwrap_or(&"");
            self.note(
                at,
                format!("it is not known what category `{name}` is"),
                "it is under advertising in the draft: move it where it belongs",
            );
            Category::Advertising
        })
    }

    /// Adds a cookie, whose name may be written as a pattern.
    fn cookie(
        &mut self,
        at: usize,
        value: &Value,
        stores: &mut Vec<(StoreKind, String, Option<String>)>,
    ) {
        let name = value.get("name").or_else(|| value.get("pattern"));
        // Klaro: name or pattern, then path and domain.
        let name = name.or_else(|| value.items().first()).unwrap_or(value);
        let names = match name {
            Value::Text(name) => Some(vec![name.clone()]),
            Value::Pattern(pattern) => pattern::names(pattern),
            _ => None,
        };
        match names {
            Some(names) => stores.extend(
                names
                    .into_iter()
                    .map(|name| (StoreKind::Cookie, name, None)),
            ),
            None => self.note(
                at,
                "a cookie's name that no name with a `*` at its end says",
                "write its names as `stores` of the service",
            ),
        }
    }
}

/// What to do about a member that is not read.
fn remedy(name: &str) -> &'static str {
    match name {
        "onFirstConsent" | "onConsent" | "onChange" | "onModalReady" | "onModalShow"
        | "onModalHide" | "callback" | "callbacks" | "onInit" | "onAccept" | "onDecline"
        | "onReject" => "listen to the event samtycke:change on document",
        "default" | "enabled" | "mode" | "optOut" | "acceptAll" | "hideDeclineAll"
        | "mustConsent" => "nothing is preselected here, and no is as easy as yes: leave it out",
        "guiOptions" | "styling" | "htmlTexts" | "theme" | "colorScheme" | "className"
        | "additionalClass" => "see `position` and [theme] in docs/site-file.md",
        "translations" | "language" | "lang" | "i18n" => {
            "the banner has its own texts in 28 languages; [texts] in the site file replaces one"
        }
        _ => "see whether docs/site-file.md has something like it, else leave it out",
    }
}

/// Reads the configuration in `text`: JSON, or a script with an object literal in it. `None` where none is found.
pub fn read(text: &str, file: &str) -> Option<Imported> {
    let places = text.match_indices('{').map(|(place, _)| place);
    places.take(2000).find_map(|place| {
        let (value, _) = literal::read(text, place)?;
        of_value(&value, text, file)
    })
}

/// Reads a value that has been read already.
fn of_value(value: &Value, text: &str, file: &str) -> Option<Imported> {
    READERS.iter().find_map(|read| {
        let mut reading = Reading {
            file,
            text,
            notes: Vec::new(),
        };
        let mut imported = read(value, &mut reading)?;
        imported.notes = reading.notes;
        imported.notes.sort_by_key(|note| note.line);
        Some(imported)
    })
}

/// A text of theirs without markup in it, and in one line.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut is_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if is_tag => {}
            _ => plain.push(letter),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
