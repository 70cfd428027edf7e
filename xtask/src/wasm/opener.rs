//! The inline opener, shortened. It is a part of the collector's program, whose command prints the snippet without any built
//! file: so the short text is kept in the source tree, and this writes it anew when the long one has changed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::process::say;
use crate::tools::terser;
use crate::workspace;

use super::hex;

const LONG: &str = "banner-wasm/assets/opener.js";
const SHORT: &str = "collector-server/assets/opener.js";
/// What the collector fills in. Names while the text is shortened, so that nothing is made of their values.
const TOKENS: [(&str, &str); 4] = [
    ("\"@@SRC@@\"", "$SRC$"),
    ("\"@@HOSTS@@\"", "$HOSTS$"),
    ("\"@@PATHS@@\"", "$PATHS$"),
    ("\"@@FORM@@\"", "$FORM$"),
];

/// Shortens the opener, for the browsers that its long form is written for too.
pub fn shorten(script: &Path, work: &Path) -> Result<()> {
    let [long, short] = [LONG, SHORT].map(|path| workspace::root().join(path));
    let source =
        fs::read_to_string(&long).with_context(|| format!("could not read {}", long.display()))?;
    let mut text = source.clone();
    for (token, name) in TOKENS {
        text = text.replace(token, name);
    }
    let scratch = work.join("opener");
    fs::create_dir_all(&scratch)
        .with_context(|| format!("could not create {}", scratch.display()))?;
    let mut text = terser::shorten(script, &text, &scratch, "5", "")?;
    for (token, name) in TOKENS {
        text = text.replace(name, token);
    }
    // The second line says of what the first was made (tests/workspace/opener.rs).
    let digest = hex(&Sha256::digest(source));
    let text = format!("{}\n// {digest}\n", text.trim_end());
    if fs::read_to_string(&short).is_ok_and(|last| last == text) {
        return Ok(());
    }
    say(format!("{SHORT} is written anew"));
    fs::write(&short, text).with_context(|| format!("could not write {}", short.display()))
}
