//! `manifest.json` of the assets folder: size and SHA-256 of each file, for the collector and for size tests.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::inputs::{files_under, hex};
use super::sizes::Sizes;

/// Its name in the assets folder.
pub const NAME: &str = "manifest.json";

/// Measures every file of the assets folder. `optimised` says whether wasm-opt and terser have
/// worked on them, as they do for a release.
pub fn write(assets: &Path, optimised: bool) -> Result<()> {
    let mut files = Map::new();
    for path in files_under(assets)? {
        let name = path
            .strip_prefix(assets)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        if name == NAME || name.ends_with(".partial") {
            continue;
        }
        let content =
            fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let Sizes {
            bytes,
            gzip,
            brotli,
        } = Sizes::of(&content)?;
        let sha256 = hex(&Sha256::digest(&content));
        files.insert(
            name,
            json!({ "bytes": bytes, "gzip": gzip, "brotli": brotli, "sha256": sha256 }),
        );
    }
    let text = serde_json::to_string_pretty(&json!({ "optimised": optimised, "files": files }))
        .context("could not write the manifest")?;
    super::write_whole(&assets.join(NAME), format!("{text}\n").as_bytes())
}

/// Prints the manifest as a table.
pub fn print(assets: &Path) -> Result<()> {
    let text = fs::read_to_string(assets.join(NAME)).context("could not read the manifest")?;
    let manifest: Value = serde_json::from_str(&text).context("could not read the manifest")?;
    println!("{:<18}{:>10}{:>10}{:>10}", "", "bytes", "gzip", "brotli");
    for (name, file) in manifest["files"].as_object().into_iter().flatten() {
        // (A value of JSON minds no width.)
        let [bytes, gzip, brotli] = ["bytes", "gzip", "brotli"].map(|what| file[what].to_string());
        println!("{name:<18}{bytes:>10}{gzip:>10}{brotli:>10}");
    }
    Ok(())
}
