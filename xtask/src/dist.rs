//! `dist`: release builds and the browser modules in one folder that can be copied to another machine of this kind.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::binaries::{self, Profile};
use crate::cli::WasmOptions;
use crate::process::say;
use crate::{wasm, workspace};

/// A configuration that runs as it is, on loopback, and says what to change.
const COLLECTOR_TOML: &str = include_str!("dist/collector.toml");

/// Fills `target/dist`.
pub fn run() -> Result<()> {
    let dist = workspace::target().join("dist");
    wasm::run(&WasmOptions::default())?;
    let binaries = binaries::build(Profile::Shipped, "ten to twenty minutes the first time")?;
    // From scratch, so that nothing of an earlier version stays.
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("could not empty {}", dist.display()))?;
    }
    fs::create_dir_all(dist.join("sites"))
        .with_context(|| format!("could not create {}", dist.display()))?;
    copy(&binaries.collector, &dist.join("collector-server"))?;
    copy(&binaries.shop, &dist.join("demo-site"))?;
    copy_folder(&workspace::assets(), &dist.join("assets"))?;
    let root = workspace::root();
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&root.join(name), &dist.join(name))?;
    }
    copy(
        &root.join("demo-site/site/shop.toml"),
        &dist.join("sites/shop.toml"),
    )?;
    let sample = dist.join("collector.toml");
    fs::write(&sample, COLLECTOR_TOML)
        .with_context(|| format!("could not write {}", sample.display()))?;
    say(format!("ready: {}", dist.display()));
    println!(
        "  Copy the folder, edit collector.toml and sites/, then: ./collector-server serve --config collector.toml"
    );
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("could not create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))? {
        let entry = entry.with_context(|| format!("could not read {}", from.display()))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .with_context(|| format!("could not copy {} to {}", from.display(), to.display()))?;
    Ok(())
}
