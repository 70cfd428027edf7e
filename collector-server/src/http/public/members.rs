//! The members of a JSON body that a site's server sends, taken out one by one. Errors name the member and the rule, never
//! the value: that may be personal data.

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
};
use consent_core::cookie::ConsentKey;
use serde_json::{Map, Value};

use super::choice_problem::media_type;
use crate::http::{Problem, layers::header_text};

/// What a caller may send and the collector knows better; it is thrown away unread (ACCEPTANCE 47).
const IGNORED: [&str; 2] = ["ip", "event_time"];

/// The members that are left.
pub struct Members(Map<String, Value>);

impl Members {
    /// Reads a body.
    ///
    /// # Errors
    /// 415 and 422.
    pub fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Problem> {
        let kind = header_text(headers, header::CONTENT_TYPE).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(media_type());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(mut members)) => {
                for name in IGNORED {
                    members.remove(name);
                }
                Ok(Self(members))
            }
            _ => Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "body-not-json",
                "the body cannot be read",
                "send one JSON object",
            )),
        }
    }

    /// A member, whatever it is.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// A text, if it is there.
    ///
    /// # Errors
    /// When it is something else.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, Problem> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong(name, "must be a string, or be left out")),
        }
    }

    /// A text that has to be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn required(&mut self, name: &'static str) -> Result<String, Problem> {
        self.text(name)?
            .ok_or_else(|| wrong(name, "is missing; send it as a string"))
    }

    /// A browser's key, if it is there.
    ///
    /// # Errors
    /// When it is none.
    pub fn consent_key(&mut self) -> Result<Option<ConsentKey>, Problem> {
        self.text("consent_key")?
            .map(|text| {
                ConsentKey::parse(&text).ok_or_else(|| {
                    wrong(
                        "consent_key",
                        "must be the last part of the cookie `samtycke`: 22 characters of base64url",
                    )
                })
            })
            .transpose()
    }

    /// Nothing may be left.
    ///
    /// # Errors
    /// Names a member that nobody knows.
    pub fn end(self) -> Result<(), Problem> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                Err(wrong(name, "is not a member of this body; leave it out"))
            }
        }
    }
}

/// 422 for a member.
pub fn wrong(name: impl Into<String>, rule: &str) -> Problem {
    let name = name.into();
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "body-not-valid",
        "the body is not valid",
        format!("`{name}` {rule}"),
    )
    .field(name)
}
