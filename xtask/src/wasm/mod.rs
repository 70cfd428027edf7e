//! `wasm`: the browser modules and the verifier page, from Rust to the files that the collector serves
//! (docs/contracts.md, section 4).
//!
//! The steps are files here: [`inputs`] (is there anything to do), [`module`] (compile, bind, optimise), [`frame`]
//! (the hand-written JavaScript around), [`page`] (the HTML around the verifier), [`style`] (a style sheet in
//! it), [`glue`] (the generated one), [`literal`] (bytes as text), [`opener`] (shortened where it stands in the source tree),
//! [`sizes`] and [`manifest`].
//! The same input gives the same bytes, on any machine and in any folder.

mod frame;
mod glue;
mod inputs;
mod literal;
mod manifest;
mod module;
mod opener;
mod page;
mod section;
mod sizes;
mod small;
mod style;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::cli::WasmOptions;
use crate::process::say;
use crate::tools::npm_tool::TERSER;
use crate::tools::{cargo_tool, rust_target, terser, wasm_opt};
use crate::{tools, workspace};
pub use inputs::hex;
use module::Module;
#[cfg(feature = "bench")]
pub use sizes::Sizes;
use wasm_opt::Optimiser;

/// What makes the modules and the JavaScript around them small.
struct Shorteners {
    optimiser: Optimiser,
    terser: Option<PathBuf>,
}

impl Shorteners {
    /// A word that changes when the output would.
    fn name(&self) -> String {
        format!(
            "{}, terser {}",
            self.optimiser.name(),
            if self.terser.is_some() {
                TERSER.version
            } else {
                "none"
            }
        )
    }

    /// Whether the output is as small as we can make it.
    fn are_complete(&self) -> bool {
        self.terser.is_some() && matches!(self.optimiser, Optimiser::Binaryen(_))
    }
}

/// Builds what is out of date and prints the sizes.
pub fn run(options: &WasmOptions) -> Result<()> {
    let work = workspace::target().join("wasm");
    let assets = workspace::assets();
    fs::create_dir_all(&assets)
        .with_context(|| format!("could not create {}", assets.display()))?;
    let lock_path = work.join("xtask.lock");
    let lock = fs::File::create(&lock_path)
        .with_context(|| format!("could not open {}", lock_path.display()))?;
    lock.lock()
        .with_context(|| format!("could not lock {}", lock_path.display()))?;

    let optimiser = if options.no_opt {
        Optimiser::Missing("--no-opt was given")
    } else {
        wasm_opt::ensure()
    };
    let terser = if options.no_opt {
        None
    } else {
        TERSER.ensure()
    };
    let shorteners = Shorteners { optimiser, terser };
    let shared = inputs::shared(&shorteners.name())?;
    let mut changed = false;
    for module in Module::ALL.iter().filter(|module| {
        options
            .only
            .as_deref()
            .is_none_or(|only| only == module.name)
    }) {
        changed |= build(module, &shorteners, &shared, &work, &assets)?;
    }
    for module in module::BARE.iter().filter(|module| {
        options
            .only
            .as_deref()
            .is_none_or(|only| only == module.name)
    }) {
        changed |= build_bare(module, &shorteners, &shared, &work, &assets)?;
    }
    if options
        .only
        .as_deref()
        .is_none_or(|only| only == module::VERIFIER.name)
    {
        changed |= build(&module::VERIFIER, &shorteners, &shared, &work, &assets)?;
    }
    changed |= copy_texts(&assets)?;
    if let Some(terser) = &shorteners.terser {
        opener::shorten(terser, &work)?;
    }
    if changed || !assets.join(manifest::NAME).is_file() {
        manifest::write(&assets, shorteners.are_complete())?;
    } else {
        say("the browser modules are up to date");
    }
    manifest::print(&assets)
}

/// Builds one module unless its inputs are those of the last time. Returns whether it was built.
fn build(
    module: &Module,
    shorteners: &Shorteners,
    shared: &inputs::Shared,
    work: &Path,
    assets: &Path,
) -> Result<bool> {
    let script = assets.join(module.script);
    let stamp_path = work.join(format!("{}.inputs", module.name));
    let stamp = shared.with(&module.frame_files()?)?;
    if script.is_file() && fs::read_to_string(&stamp_path).is_ok_and(|last| last == stamp) {
        return Ok(false);
    }
    rust_target::ensure()?;
    let wasm_pack = cargo_tool::WASM_PACK.ensure()?;
    let wasm_bindgen = cargo_tool::WASM_BINDGEN.ensure()?;
    let path = tools::path_with(&[&wasm_pack, &wasm_bindgen])?;
    let built = module.compile(&shorteners.optimiser, &wasm_pack, path, work)?;
    let assembling = || format!("could not assemble {}", module.script);
    let text = frame::join(&module.frame_text()?, &built).with_context(assembling)?;
    let text = shorten(module, shorteners, work, text).with_context(assembling)?;
    let text = if module.name == module::VERIFIER.name {
        page::assemble(module, &text, &built.wasm).with_context(assembling)?
    } else {
        frame::insert(&text, &built.wasm)
    };
    keep(module, &text, &stamp, &script, &stamp_path)
}

/// Builds a script that has no module in it, as [`build`] does the others.
fn build_bare(
    module: &Module,
    shorteners: &Shorteners,
    shared: &inputs::Shared,
    work: &Path,
    assets: &Path,
) -> Result<bool> {
    let script = assets.join(module.script);
    let stamp_path = work.join(format!("{}.inputs", module.name));
    let stamp = shared.with(&module.frame_files()?)?;
    if script.is_file() && fs::read_to_string(&stamp_path).is_ok_and(|last| last == stamp) {
        return Ok(false);
    }
    let text = frame::drop_comments(&module.frame_text()?)
        .and_then(|text| shorten(module, shorteners, work, text))
        .with_context(|| format!("could not assemble {}", module.script))?;
    keep(module, &text, &stamp, &script, &stamp_path)
}

fn shorten(module: &Module, shorteners: &Shorteners, work: &Path, text: String) -> Result<String> {
    let hint = module.hint();
    let Some(terser) = &shorteners.terser else {
        return Ok(format!("{hint}{text}"));
    };
    let scratch = work.join(module.name);
    fs::create_dir_all(&scratch)
        .with_context(|| format!("could not create {}", scratch.display()))?;
    let short = frame::shielded(&text, module.token, |text| {
        let text = frame::without_const(text);
        terser::shorten(terser, &text, &scratch, "2020", module.way())
    })?;
    Ok(format!("{hint}{short}"))
}

/// Leaves the finished script and its stamp. Returns `true`: it was built.
fn keep(
    module: &Module,
    text: &str,
    stamp: &str,
    script: &Path,
    stamp_path: &Path,
) -> Result<bool> {
    if let Some(token) = module.token
        && text.matches(token).count() != 1
    {
        bail!("{} must hold the token {token} exactly once", module.script);
    }
    write_whole(script, text.as_bytes())?;
    write_whole(stamp_path, stamp.as_bytes())?;
    Ok(true)
}

/// Copies the texts of each language. Returns whether one changed.
fn copy_texts(assets: &Path) -> Result<bool> {
    let from = workspace::root().join("banner-wasm/texts");
    let to = assets.join("texts");
    fs::create_dir_all(&to).with_context(|| format!("could not create {}", to.display()))?;
    let mut changed = false;
    for path in inputs::files_under(&from)? {
        let Some(name) = path
            .file_name()
            .filter(|_| path.extension().is_some_and(|end| end == "json"))
        else {
            continue;
        };
        let text = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let target = to.join(name);
        if fs::read(&target).ok().as_ref() != Some(&text) {
            write_whole(&target, &text)?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Writes beside and renames, so that a collector that reads now sees the old file or the new one.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("partial");
    fs::write(&beside, bytes).with_context(|| format!("could not write {}", beside.display()))?;
    fs::rename(&beside, path).with_context(|| format!("could not write {}", path.display()))
}
