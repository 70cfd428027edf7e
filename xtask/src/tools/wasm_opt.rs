//! wasm-opt, from the npm package `binaryen`.
//!
//! A `wasm-opt` on the user's `PATH` is never used: the one that distributions ship (108) silently breaks what this
//! wasm-bindgen makes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::npm_tool::BINARYEN;
use crate::{process, workspace};

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
            Self::Binaryen(_) => format!("binaryen {}", BINARYEN.version),
            Self::WasmPack => "wasm-pack's own".to_owned(),
            Self::Missing(_) => "none".to_owned(),
        }
    }
}

/// Finds or fetches the best optimiser there is.
pub fn ensure() -> Optimiser {
    if let Some(script) = BINARYEN.ensure() {
        Optimiser::Binaryen(script)
    } else if process::on_path("wasm-opt").is_some() {
        Optimiser::Missing(
            "there is no npm, and wasm-pack would take the wasm-opt on PATH, which may be too old",
        )
    } else {
        Optimiser::WasmPack
    }
}

/// Makes `input` as small as it gets, after the passes `before`, and writes it to `output`. With `has_short_names` returns the
/// short names that imports and exports have in it, as the JSON that wasm-opt prints: the long ones end in 16 random digits
/// each, which do not compress.
pub fn optimise(
    script: &Path,
    input: &Path,
    output: &Path,
    has_short_names: bool,
    before: &[&str],
) -> Result<Option<String>> {
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
    // For what has its own glue: one per cent less under brotli.
    let after: &[&str] = if has_short_names {
        &[]
    } else {
        &["--reorder-functions", "--reorder-locals"]
    };
    let strip = [
        "-Oz",
        "--converge",
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
    ];
    process::run(&mut wasm_opt(&[before, &strip, after].concat(), input))?;
    if !has_short_names {
        return Ok(None);
    }
    // A run of its own: with `--converge` the names would be shortened, and printed, once a round.
    let names = process::output(&mut wasm_opt(
        &["--minify-imports-and-exports-and-modules"],
        output,
    ));
    names
        .map(Some)
        .context("wasm-opt could not shorten the names of imports and exports")
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
