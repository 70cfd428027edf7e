//! `doctor`: what is there, what is missing, and how to mend it. Changes nothing.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::tools::cargo_tool::{CargoTool, GECKODRIVER, WASM_BINDGEN, WASM_PACK};
use crate::tools::npm_tool::{BINARYEN, NpmTool, TERSER};
use crate::tools::rust_target;
use crate::{browser, process, workspace};

/// One thing that was looked for.
struct Finding {
    what: String,
    /// Where or which, when it was found.
    found: Option<String>,
    /// What to do when it was not.
    remedy: String,
    /// Nothing of ours can install it, and nothing works without it.
    must_have: bool,
}

/// Prints every finding. Fails when something is missing that no command of ours installs.
pub fn run() -> Result<()> {
    let findings = findings();
    for finding in &findings {
        match &finding.found {
            Some(found) => println!("✓ {:<28}{found}", finding.what),
            None => println!(
                "{} {:<28}missing: {}",
                if finding.must_have { "✗" } else { "○" },
                finding.what,
                finding.remedy
            ),
        }
    }
    let broken = findings
        .iter()
        .filter(|finding| finding.must_have && finding.found.is_none())
        .count();
    if broken > 0 {
        bail!("{broken} things must be installed by hand (✗ above)");
    }
    println!("\n`cargo demo` and `cargo xtask test` install what is marked ○ when they need it.");
    Ok(())
}

fn findings() -> Vec<Finding> {
    let version = |program: &str| {
        process::output(workspace::command(program).arg("--version")).map(first_line)
    };
    let by_hand = |what: &str, found: Option<String>, remedy: &str| Finding {
        what: what.to_owned(),
        found,
        remedy: remedy.to_owned(),
        must_have: true,
    };
    let by_us = |what: &str, found: Option<String>, remedy: &str| Finding {
        what: what.to_owned(),
        found,
        remedy: remedy.to_owned(),
        must_have: false,
    };
    let place = |path: PathBuf| path.display().to_string();
    let tool = |tool: &CargoTool, chore: &str| {
        by_us(
            &format!("{} {}", tool.binary, tool.version),
            tool.installed().map(place),
            &format!("{chore} ({})", tool.may_take),
        )
    };
    let npm = |tool: &NpmTool, without: &str| {
        by_us(
            &format!("{} {}", tool.package, tool.version),
            tool.installed().map(place),
            &format!("cargo xtask wasm, where node and npm are there; {without}"),
        )
    };
    let mut findings = vec![
        by_hand("compiler", version("rustc"), "https://rustup.rs"),
        by_hand(
            "C compiler (for SQLite)",
            version("cc"),
            "sudo apt-get install gcc libc6-dev",
        ),
        by_hand("git", version("git"), "sudo apt-get install git"),
        by_us(
            "rustfmt",
            version("rustfmt"),
            "rustup component add rustfmt",
        ),
        by_us(
            "clippy",
            version("cargo-clippy"),
            "rustup component add clippy",
        ),
        by_us(
            rust_target::WASM,
            rust_target::is_installed().then(|| "installed".to_owned()),
            "rustup target add wasm32-unknown-unknown",
        ),
        tool(&WASM_PACK, "cargo xtask wasm"),
        tool(&WASM_BINDGEN, "cargo xtask wasm"),
        npm(&BINARYEN, "the modules are twice as large without it"),
        npm(&TERSER, "the scripts are 4 KB larger without it"),
    ];
    findings.extend(browser::programs().map(|program| {
        by_us(
            program.package,
            program.find().map(place),
            &format!(
                "cargo xtask test --browser all, or sudo apt-get install {}",
                program.package
            ),
        )
    }));
    findings.push(tool(&GECKODRIVER, "cargo xtask test --browser all"));
    let script = workspace::assets().join("gate.js");
    findings.push(by_us(
        "browser modules",
        script.is_file().then(|| place(workspace::assets())),
        "cargo xtask wasm",
    ));
    findings
}

fn first_line(text: String) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
