//! What a person has handed in so far. What a file is, is told by what is in it and not by its name.

use serde_json::Value;

/// How a proof file begins (C2SP `tlog-proof`).
const PROOF: &str = "c2sp.org/tlog-proof@v1";

/// A receipt, its proof and the keys may come together or one after the other.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The receipt in any of its forms; empty for none.
    pub receipt: String,
    /// A proof that was kept apart from the receipt; empty for none.
    pub proof: String,
    /// The published keys (`/.well-known/consent-log.json`); empty for none.
    pub keys: String,
}

enum Piece {
    /// The receipt, and whether it brings its own proof along.
    Receipt(String, bool),
    Proof(String),
    Keys(String),
    Nothing,
}

impl Given {
    /// Takes the files that were handed in together. A new receipt is not joined with the proof of one before.
    pub fn take<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let pieces: Vec<Piece> = texts.into_iter().map(piece).collect();
        if pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Receipt(..)))
        {
            self.proof.clear();
        }
        let mut brings_own = false;
        for piece in pieces {
            match piece {
                Piece::Receipt(receipt, with_proof) => {
                    self.receipt = receipt;
                    brings_own = with_proof;
                }
                Piece::Proof(proof) => self.proof = proof,
                Piece::Keys(keys) => self.keys = keys,
                Piece::Nothing => {}
            }
        }
        if brings_own {
            self.proof.clear();
        }
    }
}

fn piece(text: &str) -> Piece {
    let bare = text.trim_start_matches('\u{feff}').trim();
    if bare.is_empty() {
        return Piece::Nothing;
    }
    if bare.starts_with(PROOF) {
        return Piece::Proof(text.to_owned());
    }
    let has_proof = |members: &Value| members.get("proof").is_some_and(|proof| !proof.is_null());
    match serde_json::from_str::<Value>(bare) {
        Ok(members)
            if members.get("receipt_keys").is_some() && members.get("receipt").is_none() =>
        {
            Piece::Keys(bare.to_owned())
        }
        // Of what a browser keeps, a list, the newest.
        Ok(Value::Array(receipts)) => receipts.last().map_or(Piece::Nothing, |newest| {
            Piece::Receipt(newest.to_string(), has_proof(newest))
        }),
        Ok(members) => Piece::Receipt(text.to_owned(), has_proof(&members)),
        // No JSON: a bare receipt, or nothing that the verifier takes for one.
        Err(_) => Piece::Receipt(text.to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(texts: &[&str]) -> Given {
        let mut given = Given::default();
        given.take(texts.iter().copied());
        given
    }

    #[test]
    fn a_file_is_known_by_what_is_in_it() {
        let proof = "c2sp.org/tlog-proof@v1\nindex 1\n";
        let keys = r#"{"origin": "a.example", "receipt_keys": []}"#;
        let bare = "a.b.c~d~";
        assert_eq!(
            given(&[&format!("\u{feff} {keys}\n"), proof, bare]),
            Given {
                receipt: bare.into(),
                proof: proof.into(),
                keys: keys.into(),
            }
        );
        let bundle = r#"{"receipt": "a.b.c~", "receipt_keys": []}"#;
        assert_eq!(given(&[bundle]).receipt, bundle, "a bundle may hold keys");
    }

    #[test]
    fn of_a_list_the_newest_counts_and_a_bundle_brings_its_own_proof() {
        assert_eq!(
            given(&[r#"[{"receipt":"a"},{"receipt":"b"}]"#]).receipt,
            r#"{"receipt":"b"}"#
        );
        assert_eq!(given(&["[]"]), Given::default());
        let proof = "c2sp.org/tlog-proof@v1";
        assert_eq!(given(&[proof, r#"{"receipt":"a","proof":"x"}"#]).proof, "");
        assert_eq!(
            given(&[proof, r#"{"receipt":"a","proof":null}"#]).proof,
            proof
        );
        assert_eq!(given(&[proof, r#"{"receipt":"a"}"#]).proof, proof);
    }

    #[test]
    fn a_new_receipt_leaves_the_old_proof_behind_and_what_comes_later_is_joined() {
        let proof = "c2sp.org/tlog-proof@v1";
        let keys = r#"{"receipt_keys": []}"#;
        let mut given = given(&["old", proof, keys]);
        given.take(["new"]);
        assert_eq!((given.receipt.as_str(), given.proof.as_str()), ("new", ""));
        assert_eq!(given.keys, keys);
        given.take([proof]);
        given.take([keys, "  "]);
        assert_eq!(
            (given.receipt.as_str(), given.proof.as_str()),
            ("new", proof)
        );
    }
}
