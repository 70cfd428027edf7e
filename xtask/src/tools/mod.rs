//! Tools at pinned versions in the user's cache folder, one folder each, shared by all clones and never put onto the
//! user's `PATH`: only our children see them.

pub mod cargo_tool;
pub mod npm_tool;
pub mod rust_target;
pub mod terser;
pub mod wasm_opt;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{process, workspace};

/// The folder of one tool, locked while the value lives, so that two clones do not install at the same time.
pub struct ToolFolder {
    /// `<cache>/<name>-<version>`.
    pub path: PathBuf,
    _lock: File,
}

impl ToolFolder {
    /// Waits until no other process works on this tool.
    pub fn lock(name: &str, version: &str) -> Result<Self> {
        let cache = workspace::tools_cache()?;
        std::fs::create_dir_all(&cache)
            .with_context(|| format!("could not create {}", cache.display()))?;
        let lock_path = cache.join(format!("{name}-{version}.lock"));
        let lock = File::create(&lock_path)
            .with_context(|| format!("could not open {}", lock_path.display()))?;
        if lock.try_lock().is_err() {
            process::say(format!(
                "waiting for another clone that installs {name} {version}"
            ));
            lock.lock()
                .with_context(|| format!("could not lock {}", lock_path.display()))?;
        }
        Ok(Self {
            path: cache.join(format!("{name}-{version}")),
            _lock: lock,
        })
    }
}

/// `PATH` for a child: the given folders before the user's own.
pub fn path_with(folders: &[&Path]) -> Result<std::ffi::OsString> {
    let own = std::env::var_os("PATH").unwrap_or_default();
    let all = folders
        .iter()
        .map(|folder| folder.to_path_buf())
        .chain(std::env::split_paths(&own));
    std::env::join_paths(all).context("a tool folder's path cannot stand in PATH")
}
