//! What the browser modules are made of, as one hash: equal hash, nothing to do.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::tools::cargo_tool::{WASM_BINDGEN, WASM_PACK};
use crate::workspace;

/// What both modules are made of, hashed so far.
pub struct Shared(Sha256);

/// Hashes the code, the manifests, the tools and this program's own part in it.
pub fn shared(optimiser: &str) -> Result<Shared> {
    let root = workspace::root();
    let mut hash = Sha256::new();
    for word in [WASM_PACK.version, WASM_BINDGEN.version, optimiser] {
        add(&mut hash, word.as_bytes());
    }
    let mut files = Vec::new();
    for place in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "consent-core/Cargo.toml",
    ] {
        files.push(root.join(place));
    }
    for place in [
        "banner-wasm",
        "consent-core/src",
        "xtask/src/wasm",
        "xtask/src/tools",
    ] {
        files.extend(files_under(&root.join(place))?);
    }
    // Tests do not end up in a module; frames and their parts are added for the module that holds them alone.
    let tests = root.join("banner-wasm/tests");
    files
        .retain(|path| !path.starts_with(&tests) && path.extension().is_none_or(|end| end != "js"));
    add_files(&mut hash, &root, &files)?;
    Ok(Shared(hash))
}

impl Shared {
    /// The hash with these files too, in hex.
    pub fn with(&self, files: &[PathBuf]) -> Result<String> {
        let mut hash = self.0.clone();
        add_files(&mut hash, &workspace::root(), files)?;
        Ok(hex(&hash.finalize()))
    }
}

/// All files under `folder`, sorted; none when it does not exist.
pub fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in
        fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?
    {
        let path = entry
            .with_context(|| format!("could not read {}", folder.display()))?
            .path();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn add_files(hash: &mut Sha256, root: &Path, files: &[PathBuf]) -> Result<()> {
    for path in files {
        add(
            hash,
            path.strip_prefix(root)
                .unwrap_or(path)
                .to_string_lossy()
                .as_bytes(),
        );
        add(
            hash,
            &fs::read(path).with_context(|| format!("could not read {}", path.display()))?,
        );
    }
    Ok(())
}

/// With its length before it, so that no two lists of parts give the same bytes.
fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_changes_with_the_parts_and_where_they_end() {
        let of = |parts: &[&str]| {
            let mut hash = Sha256::new();
            parts
                .iter()
                .for_each(|part| add(&mut hash, part.as_bytes()));
            hex(&hash.finalize())
        };
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&[]).len(), 64);
    }
}
