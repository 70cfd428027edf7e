//! `screenshots`: the pictures of the documentation. What takes them stands in `tests/pictures/`, since it needs the
//! harness of the stories.

use anyhow::Result;

use crate::cli::WasmOptions;
use crate::process::{run as run_command, say};
use crate::{browser, wasm, workspace};

/// Builds the browser modules and what takes the pictures, and hands over to it.
pub fn run() -> Result<()> {
    browser::ensure(false)?;
    wasm::run(&WasmOptions::default())?;
    say("taking the pictures (a minute or two)");
    let mut command = workspace::cargo();
    // For the whole workspace, as the tests: with fewer features everything would be built once more.
    command.args(["bench", "--quiet", "--profile", "dev", "--workspace"]);
    command.args(["--bench", "pictures"]);
    run_command(&mut command)
}
