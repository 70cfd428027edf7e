//! Where things lie: the work tree, the build folder, the cache of tools. All paths are absolute.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The root of the work tree.
pub fn root() -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.parent().unwrap_or(crate_folder).to_path_buf()
}

/// Cargo's build folder: `CARGO_TARGET_DIR` if set, else `target`.
pub fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The assets folder that the collector serves from (docs/contracts.md, section 4).
pub fn assets() -> PathBuf {
    target().join("wasm/dist")
}

/// `samtycke/tools` in the user's cache folder, shared by all clones.
pub fn tools_cache() -> Result<PathBuf> {
    let cache =
        match std::env::var_os("XDG_CACHE_HOME").filter(|value| Path::new(value).is_absolute()) {
            Some(folder) => PathBuf::from(folder),
            None => std::env::home_dir()
                .context("the home folder is not known: set HOME or XDG_CACHE_HOME")?
                .join(".cache"),
        };
    Ok(cache.join("samtycke/tools"))
}

/// The program at `path` (or of that name), run in the work tree without what `cargo run` put into our environment:
/// `CARGO_MANIFEST_DIR` and its like would make cargo rebuild what has not changed.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || text.starts_with("CARGO_BIN_")
        {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
