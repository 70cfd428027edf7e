//! wasm-opt, from the npm package `binaryen` (WebAssembly run by node, so the same on every machine).
//!
//! A `wasm-opt` on the user's `PATH` is never used: the one that distributions ship (108) silently breaks what this
//! wasm-bindgen makes.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::ToolFolder;
use crate::{process, workspace};

/// The version we are tested with.
pub const VERSION: &str = "132.0.0";

/// What makes the modules smaller.
pub enum Optimiser {
    /// Our pinned binaryen: the script that node runs.
    Binaryen(PathBuf),
    /// There is no npm: wasm-pack fetches its own.
    WasmPack,
    /// Neither can be had; the reason.
    Missing(&'static str),
}

impl Optimiser {
    /// A word that changes when the output would.
    pub fn name(&self) -> String {
        match self {
            Self::Binaryen(_) => format!("binaryen {VERSION}"),
            Self::WasmPack => "wasm-pack's own".to_owned(),
            Self::Missing(_) => "none".to_owned(),
        }
    }
}

/// The installed script, if there is one.
pub fn installed() -> Option<PathBuf> {
    let script = script_in(
        &workspace::tools_cache()
            .ok()?
            .join(format!("binaryen-{VERSION}")),
    );
    script.is_file().then_some(script)
}

/// Finds or fetches the best optimiser there is.
pub fn ensure() -> Result<Optimiser> {
    let has_node = process::on_path("node").is_some();
    if let (true, Some(script)) = (has_node, installed()) {
        return Ok(Optimiser::Binaryen(script));
    }
    if has_node && process::on_path("npm").is_some() {
        match install() {
            Ok(script) => return Ok(Optimiser::Binaryen(script)),
            Err(error) => process::say(format!("binaryen could not be fetched: {error:#}")),
        }
    }
    if process::on_path("wasm-opt").is_some() {
        return Ok(Optimiser::Missing(
            "there is no npm, and wasm-pack would take the wasm-opt on PATH, which may be too old",
        ));
    }
    Ok(Optimiser::WasmPack)
}

/// Makes `input` as small as it gets and writes it to `output`. Returns the short names that imports and exports have
/// in it, as the JSON that wasm-opt prints: the long ones end in 16 random digits each, which do not compress.
pub fn optimise(script: &Path, input: &Path, output: &Path) -> Result<String> {
    let wasm_opt = |arguments: &[&str], from: &Path| {
        let mut command = workspace::command("node");
        command
            .arg(script)
            .args(FEATURES)
            .args(arguments)
            .arg(from)
            .arg("-o")
            .arg(output);
        command
    };
    let strip = [
        "-Oz",
        "--converge",
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
    ];
    process::run(&mut wasm_opt(&strip, input))?;
    // A run of its own: with `--converge` the names would be shortened, and printed, once a round.
    let names = process::output(&mut wasm_opt(
        &["--minify-imports-and-exports-and-modules"],
        output,
    ));
    names.context("wasm-opt could not shorten the names of imports and exports")
}

/// wasm-bindgen drops the section that names the features in use, so they are named here: those that this compiler
/// turns on by itself, all of them in browsers since 2022.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

fn install() -> Result<PathBuf> {
    let folder = ToolFolder::lock("binaryen", VERSION)?;
    if let Some(script) = installed() {
        return Ok(script);
    }
    // Unpacked beside its place and moved there whole, so that a broken download is never taken for the tool.
    let unpacked = folder
        .path
        .with_file_name(format!("binaryen-{VERSION}-partial"));
    if unpacked.exists() {
        std::fs::remove_dir_all(&unpacked)
            .context("could not remove a broken download of binaryen")?;
    }
    std::fs::create_dir_all(&unpacked)
        .with_context(|| format!("could not create {}", unpacked.display()))?;
    let mut npm: Command = workspace::command("npm");
    npm.args([
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
    ]);
    npm.arg(&unpacked).arg(format!("binaryen@{VERSION}"));
    process::step(
        &format!("installing wasm-opt (npm binaryen {VERSION}) into the cache folder"),
        "half a minute, 23 MB",
        &mut npm,
    )?;
    if !script_in(&unpacked).is_file() {
        bail!("the npm package has no wasm-opt");
    }
    if folder.path.exists() {
        std::fs::remove_dir_all(&folder.path)
            .context("could not replace an older download of binaryen")?;
    }
    std::fs::rename(&unpacked, &folder.path).context("could not move binaryen into its place")?;
    Ok(script_in(&folder.path))
}

fn script_in(folder: &Path) -> PathBuf {
    folder.join("node_modules/binaryen/bin/wasm-opt")
}
