//! `bench banner` and `bench gate`: starts what measures in a browser. It stands in `tests/bench/`, since it needs the
//! harness of the stories; it is built as they are.

use anyhow::Result;

use crate::cli::{BrowserBenchOptions, WasmOptions};
use crate::process::{run as run_command, say};
use crate::{browser, wasm, workspace};

/// Builds the browser modules and what measures, and hands over to it.
pub fn run(options: &BrowserBenchOptions) -> Result<()> {
    browser::ensure(false)?;
    wasm::run(&WasmOptions::default())?;
    say("building what measures (minutes the first time)");
    let mut command = workspace::cargo();
    // For the whole workspace, as the tests: with fewer features everything would be built once more.
    command.args(["bench", "--quiet", "--profile", "dev", "--workspace"]);
    command.args(["--bench", "browser", "--", &options.what]);
    command.args(["--runs", &options.runs.to_string()]);
    command.args(["--part", &options.part.to_string()]);
    if let Some(only) = &options.only {
        command.args(["--only", only]);
    }
    run_command(&mut command)
}
