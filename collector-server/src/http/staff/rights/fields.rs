//! The members of a body or form that a step takes, each with what is wrong and how to write it.

use axum::http::StatusCode;
use consent_core::{
    cookie::ConsentKey,
    receipt::{ReceiptCode, ReceiptId, RecordId},
};

use super::super::{body::Pairs, problems};
use crate::{http::Problem, storage::rights::Finder};

/// The most characters of a text that staff write.
const TEXT_MAX: usize = 300;
/// The most characters of a user id; assertions have the same bound.
pub const USER_ID_MAX: usize = 128;

/// What was sent.
pub struct Fields<'a>(&'a Pairs);

impl<'a> Fields<'a> {
    /// The members; others than `known` are refused.
    ///
    /// # Errors
    /// 400 that names the member.
    pub fn new(pairs: &'a Pairs, known: &[&str]) -> Result<Self, Problem> {
        match pairs
            .iter()
            .find(|(name, _)| name != "form_token" && !known.contains(&name.as_str()))
        {
            None => Ok(Self(pairs)),
            Some((name, _)) => {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                let detail = format!("`{shown}` is not taken here; send {}", known.join(", "));
                Err(bad(&shown, detail))
            }
        }
    }

    /// A member that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find_map(|(known, value)| (known == name).then(|| value.trim()))
            .filter(|value| !value.is_empty())
    }

    /// A member that has to be there.
    ///
    /// # Errors
    /// 400.
    pub fn need(&self, name: &str, how: &str) -> Result<&'a str, Problem> {
        self.get(name)
            .ok_or_else(|| bad(name, format!("`{name}` is missing: {how}")))
    }

    /// A member that has to be one of some words.
    ///
    /// # Errors
    /// 400 with the words.
    pub fn word<T: Copy>(
        &self,
        name: &str,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Result<T, Problem> {
        let known = || {
            let words: Vec<_> = all.iter().map(|value| word(*value)).collect();
            words.join(", ")
        };
        let given = self.need(name, &format!("one of {}", known()))?;
        all.iter()
            .copied()
            .find(|value| word(*value) == given)
            .ok_or_else(|| bad(name, format!("`{name}` must be one of {}", known())))
    }

    /// A text of staff's own: one line, not too long.
    ///
    /// # Errors
    /// 400.
    pub fn text(&self, name: &str, how: &str) -> Result<String, Problem> {
        let text = self.need(name, how)?;
        if text.chars().count() > TEXT_MAX || text.chars().any(char::is_control) {
            return Err(bad(
                name,
                format!("`{name}` must be one line of at most {TEXT_MAX} characters"),
            ));
        }
        Ok(text.to_owned())
    }

    /// What a person is found by: exactly one.
    ///
    /// # Errors
    /// 400 for none, two, or one that is not of its form; 403 for an address.
    pub fn finder(&self) -> Result<Finder, Problem> {
        if self.get("ip").is_some() {
            return Err(super::act::identity(
                crate::privacy::rights::ladder::IdentityError::AddressOnly,
                "ip",
            ));
        }
        let given: Vec<_> = FINDERS
            .iter()
            .filter_map(|name| Some((*name, self.get(name)?)))
            .collect();
        let [(name, value)] = given[..] else {
            let detail = format!("give exactly one of {}", FINDERS.join(", "));
            return Err(bad("user_id", detail));
        };
        let found = match name {
            "user_id" => {
                (value.chars().count() <= USER_ID_MAX).then(|| Finder::UserId(value.to_owned()))
            }
            "consent_key" => ConsentKey::parse(value).map(Finder::ConsentKey),
            "record_id" => RecordId::parse(value).ok().map(Finder::Record),
            "receipt_id" => ReceiptId::parse(value).ok().map(Finder::Receipt),
            _ => ReceiptCode::parse(value).ok().map(Finder::Code),
        };
        found.ok_or_else(|| {
            let how = match name {
                "user_id" => "at most 128 characters",
                "consent_key" => "22 characters of base64url",
                "code" => "twelve characters as in 7K3M-Q9TX-2HWD",
                _ => "a UUID in lower case",
            };
            bad(name, format!("`{name}` must be {how}"))
        })
    }
}

/// The members that find a person.
pub const FINDERS: [&str; 5] = ["user_id", "consent_key", "record_id", "receipt_id", "code"];

/// 400 that names the member.
pub fn bad(name: &str, detail: String) -> Problem {
    Problem {
        status: StatusCode::BAD_REQUEST,
        detail,
        ..problems::bad_body("")
    }
    .field(name)
}
