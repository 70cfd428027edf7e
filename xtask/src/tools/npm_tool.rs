//! Tools from the npm registry that node runs. One folder each in the cache; nothing of theirs runs at installation.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::ToolFolder;
use crate::{process, workspace};

/// A package with a script of interest.
pub struct NpmTool {
    /// Name in the registry.
    pub package: &'static str,
    /// The version we are tested with.
    pub version: &'static str,
    /// The script, from the package's folder.
    pub script: &'static str,
    /// What the download weighs.
    pub weighs: &'static str,
}

/// wasm-opt and its kin, compiled to WebAssembly, so the same on every machine.
pub const BINARYEN: NpmTool = NpmTool {
    package: "binaryen",
    version: "132.0.0",
    script: "bin/wasm-opt",
    weighs: "23 MB",
};

/// Shortens JavaScript.
pub const TERSER: NpmTool = NpmTool {
    package: "terser",
    version: "5.51.2",
    script: "bin/terser",
    weighs: "1 MB",
};

impl NpmTool {
    /// The installed script, if node can run it.
    pub fn installed(&self) -> Option<PathBuf> {
        let script = self.script_in(&workspace::tools_cache().ok()?.join(self.folder()));
        (process::on_path("node").is_some() && script.is_file()).then_some(script)
    }

    /// Finds or fetches the script; `None`, and says why, where that cannot be done.
    pub fn ensure(&self) -> Option<PathBuf> {
        if let Some(script) = self.installed() {
            return Some(script);
        }
        if process::on_path("node").is_none() || process::on_path("npm").is_none() {
            process::say(format!("no {}: node or npm is missing", self.package));
            return None;
        }
        self.install()
            .map_err(|error| process::say(format!("no {}: {error:#}", self.package)))
            .ok()
    }

    fn install(&self) -> Result<PathBuf> {
        let folder = ToolFolder::lock(self.package, self.version)?;
        if let Some(script) = self.installed() {
            return Ok(script);
        }
        // Unpacked beside its place and moved there whole, so that a broken download is never taken for the tool.
        let unpacked = folder
            .path
            .with_file_name(format!("{}-partial", self.folder()));
        if unpacked.exists() {
            std::fs::remove_dir_all(&unpacked).with_context(|| {
                format!("could not remove a broken download of {}", self.package)
            })?;
        }
        std::fs::create_dir_all(&unpacked)
            .with_context(|| format!("could not create {}", unpacked.display()))?;
        let mut npm = workspace::command("npm");
        npm.args([
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ]);
        npm.arg(&unpacked)
            .arg(format!("{}@{}", self.package, self.version));
        let what = format!(
            "installing {} {} from npm into the cache folder",
            self.package, self.version
        );
        process::step(&what, &format!("half a minute, {}", self.weighs), &mut npm)?;
        if !self.script_in(&unpacked).is_file() {
            bail!("the package has no {}", self.script);
        }
        if folder.path.exists() {
            std::fs::remove_dir_all(&folder.path).with_context(|| {
                format!("could not replace an older download of {}", self.package)
            })?;
        }
        std::fs::rename(&unpacked, &folder.path)
            .with_context(|| format!("could not move {} into its place", self.package))?;
        Ok(self.script_in(&folder.path))
    }

    fn folder(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    fn script_in(&self, folder: &Path) -> PathBuf {
        folder
            .join("node_modules")
            .join(self.package)
            .join(self.script)
    }
}
