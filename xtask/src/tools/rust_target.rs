//! The compiler's standard library for WebAssembly.

use anyhow::{Result, bail};

use crate::{process, workspace};

/// The target of the browser modules.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Whether the compiler of this work tree can build for [`WASM`], however it was installed.
pub fn is_installed() -> bool {
    process::output(workspace::command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM,
    ]))
    .is_some_and(|folder| std::path::Path::new(&folder).is_dir())
}

/// Adds the target through rustup when it is missing.
pub fn ensure() -> Result<()> {
    if is_installed() {
        return Ok(());
    }
    if process::on_path("rustup").is_none() {
        bail!(
            "the compiler has no library for {WASM}, and there is no rustup to add it: install rustup, or your distribution's package for it (Debian: libstd-rust-dev-wasm32)"
        );
    }
    process::step(
        "adding the wasm target",
        "some seconds",
        workspace::command("rustup").args(["target", "add", WASM]),
    )
}
