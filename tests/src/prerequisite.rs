//! What a story needs of the machine, and what happens when it is not there.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use crate::engine::{Engine, Installed};

/// The folder of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The folder that cargo builds into.
pub fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

/// The folder with the built script; `cargo xtask wasm` makes it.
pub fn assets_dir() -> PathBuf {
    target_dir().join("wasm/dist")
}

/// Whether everything has to run: set by `cargo xtask test`.
fn must_run() -> bool {
    env::var("SAMTYCKE_TESTS").is_ok_and(|value| value == "all")
}

/// Says that a test is not run, or fails it where all must run.
pub fn not_run(reason: &str) {
    assert!(!must_run(), "cannot run: {reason}");
    eprintln!("not run: {reason}");
}

/// The value, or `None` after saying why the test is not run.
pub fn or_not_run<T>(found: Result<T, String>) -> Option<T> {
    found.map_err(|reason| not_run(&reason)).ok()
}

/// The programs of a browser story.
pub struct Programs {
    /// The browser with its driver.
    pub browser: Installed,
    /// The collector, built by now.
    pub collector: PathBuf,
    /// The folder with `gate.js`.
    pub assets: PathBuf,
}

impl Programs {
    /// Finds all, building the collector when needed.
    ///
    /// # Errors
    /// What is missing and how to mend it.
    pub fn find(engine: Engine) -> Result<Self, String> {
        if env::var("SAMTYCKE_TESTS").is_ok_and(|value| value == "fast") {
            return Err("the fast round goes without the browser".to_owned());
        }
        let assets = assets_dir();
        for file in [
            "gate.js",
            "act.js",
            "release.js",
            "worker.js",
            "tags.js",
            "debug.js",
            "view.js",
            "panel.js",
        ] {
            if !assets.join(file).is_file() {
                return Err(format!(
                    "no {file} in {} (run cargo xtask wasm)",
                    assets.display()
                ));
            }
        }
        Ok(Self {
            browser: engine.find()?,
            collector: collector()?,
            assets,
        })
    }
}

/// A program named by an environment variable, or found on `PATH`.
pub fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(path.into());
    }
    let path = env::var_os("PATH")?;
    let all = names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |dir| dir.join(name)));
    all.into_iter().find(|file| file.is_file())
}

/// The collector: the program that `COLLECTOR_SERVER` names. Else builds it once for this process, so that a story
/// never drives an old one; cargo's lock is free while tests run.
///
/// # Errors
/// When it does not build.
pub fn collector() -> Result<PathBuf, String> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    if let Some(given) = env::var_os("COLLECTOR_SERVER") {
        return Ok(given.into());
    }
    BUILT
        .get_or_init(|| {
            let mut command = Command::new(env!("CARGO"));
            // What cargo tells this test about its own package would make build scripts run anew, now and next time.
            for (name, _) in env::vars_os() {
                let text = name.to_string_lossy();
                if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
                    .iter()
                    .any(|start| text.starts_with(start))
                {
                    command.env_remove(&name);
                }
            }
            let built = command
                .args([
                    "build",
                    "--quiet",
                    "--package",
                    "collector-server",
                    "--bin",
                    "collector-server",
                ])
                .current_dir(workspace())
                .stdin(Stdio::null())
                .status();
            match built {
                Ok(status) if status.success() => Ok(target_dir().join("debug/collector-server")),
                Ok(_) => Err("the collector does not build".to_owned()),
                Err(error) => Err(format!("cargo could not be started: {error}")),
            }
        })
        .clone()
}
