//! The verifier for a page: one function, text in and JSON out.
//!
//! Everything that is decided is decided by `consent_core::verify`, which the command `collector-server verify` calls
//! too; the page (`assets/`) reads files and draws. It is built by `cargo xtask wasm` into one HTML file.

use consent_core::verify::{Lang, PublishedKeys, verify_receipt, with_proof};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

/// The report on a receipt as JSON (`Report::to_json`); `{"error":"keys"}` when the keys cannot be read.
///
/// `text` is the receipt in any of its forms, `proof` a proof file that was kept apart from it (empty for none), `keys`
/// the published keys (empty or `null` for none), `lang` the language of the sentences.
#[wasm_bindgen]
pub fn verify(text: &str, proof: &str, keys: &str, lang: &str) -> String {
    report(text, proof, keys, Lang::of(lang)).to_string()
}

fn report(text: &str, proof: &str, keys: &str, lang: Lang) -> Value {
    let keys = match keys.trim() {
        "" | "null" => None,
        keys => match PublishedKeys::parse(keys) {
            Ok(keys) => Some(keys),
            Err(_) => return json!({ "error": "keys" }),
        },
    };
    let joined;
    let text = if proof.is_empty() {
        text
    } else {
        joined = with_proof(text, proof);
        &joined
    };
    verify_receipt(text, keys.as_ref()).to_json(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_handed_in_is_answered_with_json() {
        for (text, proof, keys, verdict) in [
            ("", "", "", Some("fails")),
            ("{}", "c2sp.org/tlog-proof@v1", "null", Some("fails")),
            ("a.b.c~", "x", "", Some("fails")),
            ("", "", "{}", None),
        ] {
            let answer: Value = serde_json::from_str(&verify(text, proof, keys, "sv")).unwrap();
            assert_eq!(answer["verdict"].as_str(), verdict, "{answer}");
            assert_eq!(
                answer["error"].as_str(),
                verdict.is_none().then_some("keys")
            );
        }
    }
}
