//! Signed notes (C2SP `signed-note`): a text, an empty line, and lines of signatures by named keys.
//!
//! Ed25519 only. A note may carry signatures of keys that nobody here knows (witnesses); they are left alone.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// The type byte of an Ed25519 signature.
const ED25519: u8 = 1;
/// What a signature line begins with: an em dash and a space.
const LINE: &str = "\u{2014} ";
/// More signatures than any honest note has.
const MAX_SIGNATURES: usize = 100;

/// Why a note is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a text, an empty line and signature lines.
    #[error("the text is not a signed note")]
    Malformed,
    /// No signature is by the key at hand.
    #[error("the note is not signed by this key")]
    Unsigned,
    /// The key's signature does not fit the text.
    #[error("the note's signature is not valid")]
    Signature,
    /// A verifier key that is not of the form `name+id+key`, or whose id is another key's.
    #[error("expected a verifier key: name, id in hexadecimal and key in base64, with `+` between")]
    Key,
}

/// Signs notes. Its memory is wiped when it is dropped.
pub struct LogKey {
    key: SigningKey,
    public: LogPublicKey,
}

impl LogKey {
    /// The key with this secret seed under `name`, the log's origin.
    ///
    /// # Errors
    /// [`NoteError::Key`] when the name is empty or holds white space or a plus sign.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let key = SigningKey::from_bytes(seed);
        let public = LogPublicKey::new(name, key.verifying_key())?;
        Ok(Self { key, public })
    }

    /// The half that anyone may know.
    pub const fn public(&self) -> &LogPublicKey {
        &self.public
    }

    /// The note with `text` (which ends with a line end) and this key's signature.
    pub fn sign(&self, text: &str) -> String {
        Self::sign_with_all(text, [self])
    }

    /// The note with `text` (which ends with a line end) and a signature by each of `keys`.
    pub fn sign_with_all<'k>(text: &str, keys: impl IntoIterator<Item = &'k Self>) -> String {
        let mut note = format!("{text}\n");
        for Self { key, public } in keys {
            let mut bytes = public.id.to_vec();
            bytes.extend_from_slice(&key.sign(text.as_bytes()).to_bytes());
            note.push_str(LINE);
            note.push_str(&public.name);
            note.push(' ');
            STANDARD.encode_string(bytes, &mut note);
            note.push('\n');
        }
        note
    }
}

impl fmt::Debug for LogKey {
    /// The key's name and id only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({})", self.public)
    }
}

/// Verifies notes. Its text form is a *verifier key*: `name+id+key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPublicKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl LogPublicKey {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, NoteError> {
        if name.is_empty() || name.contains(|letter: char| letter.is_whitespace() || letter == '+')
        {
            return Err(NoteError::Key);
        }
        let mut hash = Sha256::new();
        hash.update(name);
        hash.update([b'\n', ED25519]);
        hash.update(key.as_bytes());
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        Ok(Self {
            name: name.to_owned(),
            id: [a, b, c, d],
            key,
        })
    }

    /// The key with these bytes under `name`, the log's origin.
    ///
    /// # Errors
    /// [`NoteError::Key`] when the name is empty or holds white space or a plus sign, or the bytes are no point on the
    /// curve.
    pub fn from_bytes(name: &str, key: &[u8; 32]) -> Result<Self, NoteError> {
        let key = VerifyingKey::from_bytes(key).map_err(|_| NoteError::Key)?;
        Self::new(name, key)
    }

    /// Reads a verifier key.
    ///
    /// # Errors
    /// [`NoteError::Key`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::Key)?;
        let [ED25519, bytes @ ..] = bytes.as_slice() else {
            return Err(NoteError::Key);
        };
        let bytes = bytes.try_into().map_err(|_| NoteError::Key)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| NoteError::Key)?;
        let key = Self::new(name, key)?;
        if key.id_text() == id {
            Ok(key)
        } else {
            Err(NoteError::Key)
        }
    }

    /// The key's name: the log's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the key.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    fn id_text(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }

    /// The text of `note`, if this key signed it.
    ///
    /// # Errors
    /// When the note is malformed, not signed by this key, or the signature does not fit. One bad signature by this
    /// key refuses the note, whatever others it has.
    pub fn open<'n>(&self, note: &'n str) -> Result<&'n str, NoteError> {
        let (text, signatures) = parts(note)?;
        let mut is_signed = false;
        for line in signatures.lines() {
            let (name, signature) = line
                .strip_prefix(LINE)
                .and_then(|line| line.split_once(' '))
                .ok_or(NoteError::Malformed)?;
            let bytes = STANDARD
                .decode(signature)
                .map_err(|_| NoteError::Malformed)?;
            let (id, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::Malformed)?;
            if name != self.name || *id != self.id {
                continue;
            }
            let signature = Signature::from_slice(signature).map_err(|_| NoteError::Signature)?;
            self.key
                .verify_strict(text.as_bytes(), &signature)
                .map_err(|_| NoteError::Signature)?;
            is_signed = true;
        }
        if is_signed {
            Ok(text)
        } else {
            Err(NoteError::Unsigned)
        }
    }
}

impl fmt::Display for LogPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(
            f,
            "{}+{}+{}",
            self.name,
            self.id_text(),
            STANDARD.encode(bytes)
        )
    }
}

/// The text with its last line end, and the lines of signatures.
fn parts(note: &str) -> Result<(&str, &str), NoteError> {
    let place = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, signatures) = (&note[..=place], &note[place + 2..]);
    let is_clean = note
        .bytes()
        .all(|byte| byte == b'\n' || byte >= b' ' && byte != 0x7F);
    let count = signatures.lines().count();
    if is_clean && signatures.ends_with('\n') && (1..=MAX_SIGNATURES).contains(&count) {
        Ok((text, signatures))
    } else {
        Err(NoteError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "consent.example/log";

    fn key(byte: u8) -> LogKey {
        LogKey::from_seed(NAME, &[byte; 32]).unwrap()
    }

    #[test]
    fn what_a_key_signs_its_public_half_opens() {
        let note = key(1).sign("a\n\nb\n");
        assert_eq!(key(1).public().open(&note), Ok("a\n\nb\n"));
        let told = LogPublicKey::parse(&key(1).public().to_string()).unwrap();
        assert_eq!(told.open(&note), Ok("a\n\nb\n"));
        assert_eq!(key(2).public().open(&note), Err(NoteError::Unsigned));
    }

    #[test]
    fn signatures_of_others_are_left_alone_and_a_bad_one_of_ours_is_not() {
        let ours = key(1).sign("text\n");
        let theirs = LogKey::from_seed("witness.example", &[3; 32])
            .unwrap()
            .sign("text\n");
        let their_line = theirs.lines().last().unwrap();
        let both = format!("{ours}{their_line}\n");
        assert_eq!(key(1).public().open(&both), Ok("text\n"));
        let other = key(1).sign("other\n");
        let bad = format!("{ours}{}\n", other.lines().last().unwrap());
        assert_eq!(key(1).public().open(&bad), Err(NoteError::Signature));
        assert_eq!(
            key(1).public().open(&ours.replace("text", "test")),
            Err(NoteError::Signature)
        );
    }

    #[test]
    fn what_is_no_note_is_told_apart() {
        let good = key(1).sign("text\n");
        for bad in [
            "",
            "text\n",
            "text\n\n",
            &good[..good.len() - 1],
            &good.replace(LINE, "- "),
            &good.replace('t', "\t"),
        ] {
            assert_eq!(
                key(1).public().open(bad),
                Err(NoteError::Malformed),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_verifier_key_with_another_id_or_form_is_refused() {
        let good = key(1).public().to_string();
        for bad in [
            good.replacen('+', "x+", 1),
            good.replace('+', " "),
            format!("{good}A"),
            String::new(),
        ] {
            assert_eq!(LogPublicKey::parse(&bad), Err(NoteError::Key), "{bad}");
        }
        for name in ["", "a b", "a+b", "a\u{a0}b"] {
            assert!(LogKey::from_seed(name, &[1; 32]).is_err(), "{name:?}");
        }
    }

    // ACCEPTANCE 52 (partly: the example of Go's `golang.org/x/mod/sumdb/note`, which its documentation prints)
    #[test]
    fn the_example_of_gos_package_is_opened_and_signed_alike() {
        const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                            then you don't know what your problem is.\n";
        const LINE_OF_GO: &str = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuG\
                                  UgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let note = format!("{TEXT}\n{LINE_OF_GO}");
        let told = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let public = LogPublicKey::parse(told).unwrap();
        assert_eq!(public.to_string(), told);
        assert_eq!(public.open(&note), Ok(TEXT));
        assert_eq!(
            public.open(&note.replace("the answer", "an answer")),
            Err(NoteError::Signature)
        );
        // The private key of the same example, without its type byte.
        let seed = STANDARD
            .decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
            .unwrap();
        let key = LogKey::from_seed("PeterNeumann", seed[1..].try_into().unwrap()).unwrap();
        assert_eq!(key.sign(TEXT), note);
    }

    #[test]
    fn the_published_crate_opens_our_notes() {
        use signed_note::{Note, StandardVerifier, VerifierList};
        let key = key(7);
        let note =
            key.sign("consent.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
        let verifier = StandardVerifier::new(&key.public().to_string()).unwrap();
        let read = Note::from_bytes(note.as_bytes()).unwrap();
        let (verified, _) = read
            .verify(&VerifierList::new(vec![Box::new(verifier)]))
            .unwrap();
        assert_eq!(verified.len(), 1);
    }
}
