//! Tools that cargo builds from the registry: wasm-pack, the wasm-bindgen CLI and geckodriver.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::ToolFolder;
use crate::{process, workspace};

/// A crate with a binary of interest.
pub struct CargoTool {
    /// Name of the tool's folder and of its binary.
    pub binary: &'static str,
    /// Name in the registry.
    pub package: &'static str,
    /// The version we are tested with.
    pub version: &'static str,
    /// How long the installation may take on two cores.
    pub may_take: &'static str,
}

/// Drives the compiler and wasm-bindgen.
pub const WASM_PACK: CargoTool = CargoTool {
    binary: "wasm-pack",
    package: "wasm-pack",
    version: "0.15.1",
    may_take: "1 to 3 minutes, once per machine",
};

/// Must equal the `wasm-bindgen` library's version in the root manifest.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    binary: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    may_take: "1 to 3 minutes, once per machine",
};

/// Drives Firefox for the stories.
pub const GECKODRIVER: CargoTool = CargoTool {
    binary: "geckodriver",
    package: "geckodriver",
    version: "0.37.1",
    may_take: "1 to 3 minutes, once per machine",
};

impl CargoTool {
    /// The installed binary's folder, if it is there and says the right version.
    pub fn installed(&self) -> Option<PathBuf> {
        let folder = workspace::tools_cache()
            .ok()?
            .join(format!("{}-{}", self.binary, self.version))
            .join("bin");
        let said = process::output(workspace::command(folder.join(self.binary)).arg("--version"))?;
        said.split_whitespace()
            .any(|word| word == self.version)
            .then_some(folder)
    }

    /// Installs the tool when it is missing. Returns the folder of its binary.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(folder) = self.installed() {
            return Ok(folder);
        }
        let folder = ToolFolder::lock(self.binary, self.version)?;
        if let Some(binary_folder) = self.installed() {
            return Ok(binary_folder);
        }
        let what = format!(
            "installing {} {} into the cache folder",
            self.package, self.version
        );
        let install = |locked: bool| {
            let mut command = workspace::cargo();
            command.args([
                "install",
                "--force",
                "--quiet",
                self.package,
                "--version",
                self.version,
                "--root",
            ]);
            command.arg(&folder.path);
            if locked {
                command.arg("--locked");
            }
            // They run for seconds; to optimise them would take minutes.
            command.envs([
                ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
                ("CARGO_PROFILE_RELEASE_LTO", "off"),
                ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
            ]);
            command
        };
        // The lock file of a published tool may name a version that the registry does not have (yet).
        if let Err(error) = process::step(&what, self.may_take, &mut install(true)) {
            process::say(format!(
                "{error:#}; trying again without the tool's own lock file"
            ));
            process::step(&what, self.may_take, &mut install(false))?;
        }
        self.installed().with_context(|| {
            format!(
                "{} {} was installed but does not run",
                self.package, self.version
            )
        })
    }
}
