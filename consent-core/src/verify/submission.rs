//! What somebody hands in: a receipt, alone or with what shows that it is in the log.

use serde_json::{Map, Value};

use crate::receipt::{Field, VerifiedReceipt};

/// The name of the form of a proof bundle.
pub const BUNDLE_FORMAT: &str = "samtycke-proof/1";
/// More than any receipt with its proof and notice takes.
const MAX_BYTES: usize = 4 << 20;

/// A receipt and what came along, not yet checked.
#[derive(Default)]
pub(super) struct Submission {
    /// The SD-JWT.
    pub receipt: String,
    /// The salt in base64url.
    pub salt: Option<String>,
    pub leaf_index: Option<u64>,
    /// The commitment that the file claims, in hex.
    pub commitment: Option<String>,
    /// A proof file (C2SP `tlog-proof`).
    pub proof: Option<String>,
    /// Keys that came along.
    pub keys: Option<Value>,
    /// The canonical text of the notice.
    pub notice: Option<String>,
    /// Every other member: what the file says beside the signed text.
    pub beside: Map<String, Value>,
}

/// Names of members, beside claims, that copies of receipts carry for other programs: nothing is proven about them, and
/// nothing is shown of them.
const LEFT_ALONE: [&str; 1] = ["who"];

impl Submission {
    /// Reads a bare SD-JWT, a proof bundle, a line of an export, or what the gate keeps in local storage. The error
    /// names the member at fault; it is empty when the text is none of these.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.len() > MAX_BYTES {
            return Err("");
        }
        if !text.starts_with('{') {
            return Ok(Self {
                receipt: text.to_owned(),
                ..Self::default()
            });
        }
        Self::of(serde_json::from_str(text).map_err(|_| "")?)
    }

    pub(super) fn of(mut members: Map<String, Value>) -> Result<Self, &'static str> {
        if let Some(format) = members.remove("format")
            && format != BUNDLE_FORMAT
        {
            return Err("format");
        }
        let leaf_index = match members.remove("leaf_index") {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.as_u64().ok_or("leaf_index")?),
        };
        let read = Self {
            receipt: take(&mut members, "receipt")?.ok_or("receipt")?,
            salt: take(&mut members, "salt")?,
            leaf_index,
            commitment: take(&mut members, "commitment")?,
            proof: take(&mut members, "proof")?,
            keys: members.remove("keys").filter(|keys| !keys.is_null()),
            notice: take(&mut members, "notice")?,
            beside: Map::new(),
        };
        for name in LEFT_ALONE {
            members.remove(name);
        }
        Ok(Self {
            beside: members,
            ..read
        })
    }

    /// The first member beside the signed text that says something else than the receipt, or that nobody knows.
    pub(super) fn contradiction(&self, signed: &VerifiedReceipt) -> Option<&str> {
        let Ok(Value::Object(claims)) = serde_json::to_value(&signed.claims) else {
            return self.beside.keys().next().map(String::as_str);
        };
        let agrees = |name: &str, value: &Value| {
            // The gate's copy calls it by a shorter name.
            let name = if name == "time" { "event_time" } else { name };
            if let Some(claim) = claims.get(name) {
                return claim == value;
            }
            match Field::parse(name) {
                Ok(field) => match signed.disclosed.text(field) {
                    Some(shown) => value.as_str() == Some(shown.as_str()),
                    None => value.is_null(),
                },
                // A claim that may be left out and is.
                Err(_) => false,
            }
        };
        let mut members = self.beside.iter();
        members
            .find(|(name, value)| !agrees(name, value))
            .map(|(name, _)| name.as_str())
    }
}

/// The receipt in `text` (of any form) with a proof file that was kept apart from it. A text that is no receipt is left
/// as it is: the verifier says so.
pub fn with_proof(text: &str, proof: &str) -> String {
    let bare = text.trim_start_matches('\u{feff}').trim();
    let mut members = if bare.starts_with('{') {
        match serde_json::from_str(bare) {
            Ok(members) => members,
            Err(_) => return text.to_owned(),
        }
    } else {
        Map::from_iter([("receipt".to_owned(), Value::from(bare))])
    };
    members.insert("proof".to_owned(), Value::from(proof));
    Value::Object(members).to_string()
}

/// Takes a member that is a text; null is none.
fn take(
    members: &mut Map<String, Value>,
    name: &'static str,
) -> Result<Option<String>, &'static str> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(name),
    }
}
