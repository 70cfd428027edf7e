//! The body of a choice: which members it may have and of which JSON type.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

/// Why a choice is refused. The messages name the member and the remedy, and hold no value from the body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// The body is not JSON, or not one object.
    #[error("the body is not a JSON object: line {line}, column {column}")]
    NotAnObject {
        /// Line of the body, from 1.
        line: usize,
        /// Column of the line, from 1.
        column: usize,
    },
    /// A member is missing, superfluous, of the wrong type or of a value that is not allowed.
    #[error("`{field}` {problem}")]
    Member {
        /// Path of the member, for example `purposes.statistics`.
        field: String,
        /// What is wrong and what it should be.
        problem: String,
    },
    /// A decision about a purpose that the site does not declare.
    #[error(
        "`{field}` names a purpose that this site does not declare; send only the purposes of its configuration"
    )]
    PurposeNotDeclared {
        /// Path of the member.
        field: String,
    },
}

impl ChoiceError {
    /// The slug of the problem's `type`.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::NotAnObject { .. } => "body-not-json",
            Self::Member { .. } => "choice-not-valid",
            Self::PurposeNotDeclared { .. } => "purpose-not-declared",
        }
    }

    /// The member at fault.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::NotAnObject { .. } => None,
            Self::Member { field, .. } | Self::PurposeNotDeclared { field } => Some(field),
        }
    }

    pub(super) fn member(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Member {
            field: field.into(),
            problem: problem.into(),
        }
    }
}

/// The body of a choice, with every member of the right JSON type and no other. Its values are not yet checked:
/// [`ChoiceRequest::check`] does that.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceRequest {
    /// 22 characters of base64url.
    pub consent_key: String,
    /// Purpose id → `granted` or `denied`.
    pub purposes: BTreeMap<String, String>,
    /// Ids of the services that were refused in a purpose that was granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// How the choice was made.
    pub method: String,
    /// SHA-256 of the text that was shown.
    pub notice_hash: String,
    /// Its language.
    pub notice_lang: String,
    /// The release of the script.
    pub release: String,
    /// The browser's clock.
    pub client_time: String,
    /// Seconds since 1970 by the same clock when what is told was chosen, where that was earlier: a choice that is told
    /// again for another person, or that came from another product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<u64>,
    /// Signals the browser sends.
    pub signals: RequestSignals,
    /// What the gate held back, by category or `unknown`.
    pub blocked: BTreeMap<String, u32>,
    /// Path of the page; sent only where the site asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_path: Option<String>,
    /// A JWT in which the host site says who the visitor is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assertion: Option<String>,
}

/// Signals in a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RequestSignals {
    /// Global Privacy Control.
    pub gpc: bool,
}

impl std::fmt::Debug for ChoiceRequest {
    /// Nothing of the body: it holds the visitor's key and may hold an assertion.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChoiceRequest")
    }
}

/// What a client may send and the collector knows better; it is thrown away unread.
const IGNORED: [&str; 3] = ["ip", "user_id", "event_time"];

impl ChoiceRequest {
    /// Reads a body.
    ///
    /// # Errors
    /// When it is not one JSON object, when a member is missing or of the wrong type, and for any member that a
    /// choice does not have; `ip`, `user_id` and `event_time` are ignored instead.
    pub fn from_json(body: &[u8]) -> Result<Self, ChoiceError> {
        let value: Value =
            serde_json::from_slice(body).map_err(|error| ChoiceError::NotAnObject {
                line: error.line(),
                column: error.column(),
            })?;
        let Value::Object(object) = value else {
            return Err(ChoiceError::NotAnObject { line: 1, column: 1 });
        };
        let mut members = Members { object, at: "" };
        for name in IGNORED {
            members.object.remove(name);
        }
        let mut signals = members.object("signals")?;
        let request = Self {
            consent_key: members.text("consent_key")?,
            purposes: members.object("purposes")?.all(|value| match value {
                Value::String(text) => Ok(text),
                _ => Err("must be `granted` or `denied`"),
            })?,
            refused: members.optional_texts("refused")?,
            method: members.text("method")?,
            notice_hash: members.text("notice_hash")?,
            notice_lang: members.text("notice_lang")?,
            release: members.text("release")?,
            client_time: members.text("client_time")?,
            made: members.optional_seconds("made")?,
            signals: RequestSignals {
                gpc: signals.flag("gpc")?,
            },
            blocked: members.object("blocked")?.all(|value| {
                value
                    .as_u64()
                    .and_then(|count| u32::try_from(count).ok())
                    .ok_or("must be a whole number from 0 to 4294967295")
            })?,
            page_path: members.optional_text("page_path")?,
            assertion: members.optional_text("assertion")?,
        };
        signals.nothing_left()?;
        members.nothing_left()?;
        Ok(request)
    }
}

/// The members of one object, taken out one by one.
struct Members {
    object: Map<String, Value>,
    /// Path of the object, with a dot at its end.
    at: &'static str,
}

impl Members {
    fn take(&mut self, name: &str) -> Result<Value, ChoiceError> {
        self.object
            .remove(name)
            .ok_or_else(|| self.wrong(name, "is missing; a choice must have it"))
    }

    fn text(&mut self, name: &str) -> Result<String, ChoiceError> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong(name, "must be a string")),
        }
    }

    fn optional_text(&mut self, name: &str) -> Result<Option<String>, ChoiceError> {
        match self.object.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "must be a string, or be left out")),
        }
    }

    fn optional_texts(&mut self, name: &str) -> Result<Vec<String>, ChoiceError> {
        let list = match self.object.remove(name) {
            None => Some(Vec::new()),
            Some(Value::Array(list)) => list
                .into_iter()
                .map(|value| match value {
                    Value::String(text) => Some(text),
                    _ => None,
                })
                .collect(),
            Some(_) => None,
        };
        list.ok_or_else(|| self.wrong(name, "must be a list of strings, or be left out"))
    }

    fn optional_seconds(&mut self, name: &str) -> Result<Option<u64>, ChoiceError> {
        match self.object.remove(name) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or_else(|| {
                self.wrong(name, "must be whole seconds since 1970, or be left out")
            }),
        }
    }

    fn flag(&mut self, name: &str) -> Result<bool, ChoiceError> {
        match self.take(name)? {
            Value::Bool(flag) => Ok(flag),
            _ => Err(self.wrong(name, "must be true or false")),
        }
    }

    fn object(&mut self, name: &'static str) -> Result<Self, ChoiceError> {
        match self.take(name)? {
            Value::Object(object) => Ok(Self { object, at: name }),
            _ => Err(self.wrong(name, "must be an object")),
        }
    }

    /// Reads every member by the same rule.
    fn all<T>(
        self,
        read: impl Fn(Value) -> Result<T, &'static str>,
    ) -> Result<BTreeMap<String, T>, ChoiceError> {
        let at = self.at;
        self.object
            .into_iter()
            .map(|(name, value)| match read(value) {
                Ok(value) => Ok((name, value)),
                Err(problem) => Err(ChoiceError::member(path(at, &name), problem)),
            })
            .collect()
    }

    fn nothing_left(&self) -> Result<(), ChoiceError> {
        match self.object.keys().next() {
            None => Ok(()),
            Some(name) => Err(self.wrong(name, "is not a member of a choice; leave it out")),
        }
    }

    fn wrong(&self, name: &str, problem: &str) -> ChoiceError {
        ChoiceError::member(path(self.at, name), problem)
    }
}

/// The dotted path of a member. A name that came from the body is cut: it could be anything.
pub(super) fn path(at: &str, name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    if at.is_empty() {
        name
    } else {
        format!("{at}.{name}")
    }
}
