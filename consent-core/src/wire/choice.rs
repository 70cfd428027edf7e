//! A choice whose every value has been checked.

use std::fmt;

use super::request::{ChoiceError, ChoiceRequest, path};
use crate::{
    category::{Category, CategorySet},
    cookie::ConsentKey,
    receipt::{Blocked, Decision, Digest, Method, Signals, UtcMillis},
};

/// A purpose of the site: its id and category. Those outside `Functional` are asked about.
pub type AskedPurpose<'a> = (&'a str, Category);

/// A service of the site: its id and the id of its purpose.
pub type AskedService<'a> = (&'a str, &'a str);

const PATH_LIMIT: usize = 1024;
const ASSERTION_LIMIT: usize = 4096;

/// The release of a script: 16 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Release([u8; 16]);

impl Release {
    /// Reads the 16 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 16] = text.as_bytes().try_into().ok()?;
        let hexadecimal = |c: &u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        digits.iter().all(hexadecimal).then_some(Self(digits))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl fmt::Debug for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Release({self})")
    }
}

/// A choice that is right within itself and names exactly what the site asks about.
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedChoice {
    /// The browser's key.
    pub consent_key: ConsentKey,
    /// Every purpose of the site with its decision, in the site's order; functional ones are `not_asked`.
    pub decisions: Vec<(String, Decision)>,
    /// Services that were refused in a purpose that was granted: ids, each once.
    pub refused: Vec<String>,
    /// The categories of the granted purposes: a category counts only when all its purposes are granted.
    pub granted: CategorySet,
    /// How it was made; only methods that a browser may report.
    pub method: Method,
    /// SHA-256 of the text that was shown.
    pub notice_hash: Digest,
    /// Its language: a well-formed BCP 47 tag of at most 35 characters.
    pub notice_lang: String,
    /// The release of the script that sent it.
    pub release: Release,
    /// The browser's clock.
    pub client_time: UtcMillis,
    /// For how long the choice had stood by the browser's clock when it was told, in seconds. It only ever makes a
    /// receipt count for less.
    pub age_seconds: u64,
    /// Signals of the browser.
    pub signals: Signals,
    /// What the gate held back, by category or `unknown`.
    pub blocked: Blocked,
    /// Path of the page, without query and fragment.
    pub page_path: Option<String>,
    /// The assertion as it came; not yet verified.
    pub assertion: Option<String>,
}

impl fmt::Debug for ParsedChoice {
    /// Method and decisions only: the rest is, or may be, personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParsedChoice({}, {:?})", self.method, self.granted)
    }
}

impl ChoiceRequest {
    /// Checks every value, and the decisions against the purposes and services of the site.
    ///
    /// # Errors
    /// The first member that is wrong; [`ChoiceError::PurposeNotDeclared`] for a purpose the site does not have.
    pub fn check(
        self,
        purposes: &[AskedPurpose<'_>],
        services: &[AskedService<'_>],
    ) -> Result<ParsedChoice, ChoiceError> {
        let consent_key = ConsentKey::parse(&self.consent_key)
            .ok_or_else(|| wrong("consent_key", "16 bytes as 22 characters of base64url"))?;
        let method = Method::parse(&self.method)
            .ok()
            // What another product had kept is read by the browser too; for clauses only the site's server may say so.
            .filter(|method| method.is_from_browser() || *method == Method::Imported)
            .ok_or_else(|| wrong("method", "a method of the banner such as `banner.save`"))?;
        let notice_hash =
            Digest::parse(&self.notice_hash).map_err(|rule| wrong("notice_hash", rule.0))?;
        if !is_language(&self.notice_lang) {
            return Err(wrong("notice_lang", "a language tag such as `sv`"));
        }
        let release = Release::parse(&self.release)
            .ok_or_else(|| wrong("release", "16 lower-case hexadecimal digits"))?;
        let client_time =
            UtcMillis::parse(&self.client_time).map_err(|rule| wrong("client_time", rule.0))?;
        check_blocked(&self.blocked)?;
        if self.page_path.as_deref().is_some_and(|path| !is_path(path)) {
            let rule =
                "a path that begins with `/`, without query and fragment, of at most 1024 bytes";
            return Err(wrong("page_path", rule));
        }
        if self
            .assertion
            .as_ref()
            .is_some_and(|jwt| jwt.len() > ASSERTION_LIMIT)
        {
            return Err(wrong("assertion", "a JWT of at most 4096 bytes"));
        }
        let decisions = self.decide(purposes)?;
        let signals = Signals {
            gpc: self.signals.gpc,
        };
        agrees_with_method(method, signals, purposes, &decisions)?;
        check_refused(&self.refused, method, services, &decisions)?;
        Ok(ParsedChoice {
            consent_key,
            granted: granted(purposes, &decisions),
            decisions,
            refused: self.refused,
            method,
            notice_hash,
            notice_lang: self.notice_lang,
            release,
            client_time,
            age_seconds: age(self.made, client_time),
            signals,
            blocked: held_back(self.blocked),
            page_path: self.page_path,
            assertion: self.assertion,
        })
    }

    fn decide(
        &self,
        purposes: &[AskedPurpose<'_>],
    ) -> Result<Vec<(String, Decision)>, ChoiceError> {
        for id in self.purposes.keys() {
            if !purposes.iter().any(|(declared, _)| declared == id) {
                return Err(ChoiceError::PurposeNotDeclared {
                    field: path("purposes", id),
                });
            }
        }
        purposes
            .iter()
            .map(|(id, category)| {
                let functional = *category == Category::Functional;
                let decision = match self.purposes.get(*id).map(String::as_str) {
                    // Nobody is asked about what is necessary, so it is no consent either.
                    None | Some("granted") if functional => Decision::NotAsked,
                    Some("granted") => Decision::Granted,
                    Some("denied") if !functional => Decision::Denied,
                    Some("denied") => {
                        let problem = "is necessary for the site and cannot be denied";
                        return Err(ChoiceError::member(path("purposes", id), problem));
                    }
                    Some(_) => {
                        let problem = "must be `granted` or `denied`";
                        return Err(ChoiceError::member(path("purposes", id), problem));
                    }
                    None => {
                        let problem =
                            "is missing; every purpose that the site asks about must be named";
                        return Err(ChoiceError::member(path("purposes", id), problem));
                    }
                };
                Ok(((*id).to_owned(), decision))
            })
            .collect()
    }
}

/// Seconds between choosing and telling, both by the browser's clock. Less than a minute is one act.
fn age(made: Option<u64>, told: UtcMillis) -> u64 {
    const ONE_ACT: u64 = 60;
    let told = u64::try_from(told.as_millis() / 1000).unwrap_or_default();
    let age = made.map_or(0, |made| told.saturating_sub(made));
    if age < ONE_ACT { 0 } else { age }
}

fn wrong(field: &str, rule: &str) -> ChoiceError {
    ChoiceError::member(field, format!("must be {rule}"))
}

fn granted(purposes: &[AskedPurpose<'_>], decisions: &[(String, Decision)]) -> CategorySet {
    let asked = purposes.iter().zip(decisions);
    let mut all = CategorySet::FUNCTIONAL_ONLY;
    let mut denied = CategorySet::EMPTY;
    for ((_, category), (_, decision)) in asked {
        match decision {
            Decision::Granted => all = all.with(*category),
            Decision::Denied => denied = denied.with(*category),
            Decision::NotAsked => {}
        }
    }
    all.difference(denied)
}

/// "Accept all" that denies something, or "reject all" that grants something, is no evidence of anything. A signal
/// may keep advertising denied under "accept all": it was not asked about then.
fn agrees_with_method(
    method: Method,
    signals: Signals,
    purposes: &[AskedPurpose<'_>],
    decisions: &[(String, Decision)],
) -> Result<(), ChoiceError> {
    for ((id, category), (_, decision)) in purposes.iter().zip(decisions) {
        let expected = match (method, category) {
            (_, Category::Functional) => continue,
            (Method::BannerAcceptAll, Category::Advertising) if signals.gpc => continue,
            (Method::BannerAcceptAll, _) => Decision::Granted,
            (Method::BannerRejectAll, _) | (Method::Gpc, Category::Advertising) => Decision::Denied,
            _ => continue,
        };
        if *decision != expected {
            let problem = format!("must be `{expected}` when `method` is `{method}`");
            return Err(ChoiceError::member(path("purposes", id), problem));
        }
    }
    Ok(())
}

/// A service can be refused in what was granted, and only there: in what was denied it is denied with the rest.
fn check_refused(
    refused: &[String],
    method: Method,
    services: &[AskedService<'_>],
    decisions: &[(String, Decision)],
) -> Result<(), ChoiceError> {
    for (at, id) in refused.iter().enumerate() {
        let of = services.iter().find(|(known, _)| known == id);
        let is_granted = |purpose: &str| {
            let mut decisions = decisions.iter();
            decisions.any(|(id, decision)| id == purpose && *decision == Decision::Granted)
        };
        let problem = match of {
            None => "is no service of this site",
            Some((_, purpose)) if !is_granted(purpose) => {
                "serves a purpose that was not granted; leave it out"
            }
            Some(_) if method == Method::BannerAcceptAll => {
                "must be left out when `method` is `banner.accept_all`"
            }
            Some(_) if refused.iter().take(at).any(|other| other == id) => "stands twice",
            Some(_) => continue,
        };
        return Err(ChoiceError::member(path("refused", id), problem));
    }
    Ok(())
}

/// What was held back, without what counts nothing.
fn held_back(mut blocked: Blocked) -> Blocked {
    blocked.retain(|_, count| *count > 0);
    blocked
}

fn check_blocked(blocked: &Blocked) -> Result<(), ChoiceError> {
    match blocked
        .keys()
        .find(|name| *name != "unknown" && Category::parse(name).is_none())
    {
        None => Ok(()),
        Some(name) => Err(ChoiceError::member(
            path("blocked", name),
            "is no category; use a category's name or `unknown`",
        )),
    }
}

/// Well-formed as far as a notice's language goes (RFC 5646 §2.1): a language and further subtags.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    tag.len() <= 35
        && matches!(language.len(), 2 | 3)
        && language.bytes().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| {
            matches!(part.len(), 1..=8) && part.bytes().all(|c| c.is_ascii_alphanumeric())
        })
}

fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && path.len() <= PATH_LIMIT
        && !path.contains(['?', '#'])
        && !path.chars().any(char::is_control)
}

#[cfg(test)]
mod tests;
