//! The report as JSON: for programs, and for the page that draws it.

use serde_json::{Map, Value, json};

use super::{report::Report, sentence::Lang};
use crate::receipt::Field;

impl Report {
    /// Verdict, checks with their sentences in `lang`, and what the receipt says where that may be believed.
    pub fn to_json(&self, lang: Lang) -> Value {
        let verdict = self.verdict();
        let checks: Vec<Value> = self
            .checks
            .iter()
            .map(|check| {
                json!({
                    "id": check.id.as_str(),
                    "outcome": check.outcome.as_str(),
                    "sentence": check.sentence(lang),
                })
            })
            .collect();
        let disclosed = self.receipt.as_ref().map(|receipt| {
            let values = Field::ALL.iter().filter_map(|field| {
                let text = receipt.disclosed.text(*field)?;
                Some((field.as_str().to_owned(), Value::String(text)))
            });
            values.collect::<Map<_, _>>()
        });
        json!({
            "verdict": verdict.as_str(),
            "sentence": verdict.sentence(lang),
            "checks": checks,
            "claims": self.receipt.as_ref().map(|receipt| &receipt.claims),
            "disclosed": disclosed,
            "sealed": self.receipt.as_ref().map(|receipt| receipt.sealed),
            "notice": self.notice,
            "leaf_index": self.leaf_index,
            "log_size": self.log_size,
        })
    }
}
