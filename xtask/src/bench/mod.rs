//! `bench`: how many choices a second the collector records, and what one costs, beside a plain JSON echo on the same
//! machine in the same minute. Figures of different machines compare by the ratios only.
//!
//! The driver needs a runtime and an HTTP server, so it is built apart (feature `bench`, release): what the other
//! chores build stays small.

#[cfg(feature = "bench")]
mod armed;
mod browser;
#[cfg(feature = "bench")]
mod choice;
#[cfg(feature = "bench")]
mod drive;
#[cfg(feature = "bench")]
mod echo;
mod matcher;
#[cfg(feature = "bench")]
mod measure;
#[cfg(feature = "bench")]
mod receipts;
#[cfg(feature = "bench")]
mod report;
#[cfg(feature = "bench")]
mod table;

use anyhow::Result;

use crate::cli::BenchOptions;

pub use browser::run as browser;
#[cfg(feature = "bench")]
pub use echo::serve as echo;
pub use matcher::run as matcher;

/// Builds this program with the driver and hands over to it.
#[cfg(not(feature = "bench"))]
pub fn run(options: &BenchOptions) -> Result<()> {
    let mut command = crate::workspace::cargo();
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--features",
        "bench",
        "--",
        "bench",
    ]);
    command.args([
        "--seconds",
        &options.seconds.to_string(),
        "--connections",
        &options.connections.to_string(),
    ]);
    if let Some(fill) = &options.receipts {
        command.arg("receipts");
        command.args(["--rows", &fill.rows.to_string()]);
        command.args(["--fill-seconds", &fill.seconds.to_string()]);
        if fill.write {
            command.arg("--write");
        }
    }
    crate::process::say("building the load driver (two minutes the first time)");
    crate::process::run(&mut command)
}

/// The reference server is part of the driver.
#[cfg(not(feature = "bench"))]
pub fn echo(_port: u16, _script: &std::path::Path) -> Result<()> {
    anyhow::bail!("bench-echo is started by `cargo xtask bench`")
}

/// Measures and prints.
#[cfg(feature = "bench")]
pub fn run(options: &BenchOptions) -> Result<()> {
    use anyhow::Context;

    use crate::binaries::{self, Profile};
    use crate::cli::WasmOptions;
    use crate::demo::folder::Folder;
    use crate::process::say;
    use crate::wasm::Sizes;

    // A receipt costs the same whatever the scripts are: those that lie there will do.
    let has_assets = crate::workspace::assets().join("manifest.json").exists();
    if options.receipts.is_none() || !has_assets {
        crate::wasm::run(&WasmOptions::default())?;
    }
    let binaries = binaries::build(Profile::Shipped, "ten to twenty minutes the first time")?;
    let load = drive::Load {
        seconds: options.seconds,
        connections: options.connections,
    };
    if let Some(fill) = &options.receipts {
        return receipts::run(&binaries, &load, fill);
    }
    let folder = Folder::open(None)?;
    say(format!(
        "driving the collector with {} connections ({} s)",
        load.connections, load.seconds
    ));
    let store = Folder::open(None)?;
    let running = measure::Collector::start(&binaries, &store)?;
    let (collector, script) = (running.measure(&store, &load)?, &running.gate);
    let script_file = folder.file("consent.js");
    std::fs::write(&script_file, script).context("could not keep the script")?;
    let echo = measure::Echo::start(&folder, &script_file)?;
    say(format!(
        "driving a JSON echo with {} connections ({} s)",
        load.connections, load.seconds
    ));
    let reference = echo.measure(&folder, &load)?;
    say("arming the gate in a fresh browser, 11 times (half a minute)");
    let armed = armed::median_milliseconds(&folder, echo.port)?;
    report::print(&reference, &collector);
    report::print_script(&Sizes::of(script.as_bytes())?, armed);
    Ok(())
}
