//! `test`: everything that must hold before a change goes in, one step after the other. A failed step does not stop the
//! others, so that one run tells all; the tests come last, so that their closing lines are what the reader sees.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::browser::Other;
use crate::cli::{TestOptions, WasmOptions};
use crate::tools::rust_target;
use crate::{browser, process, wasm, workspace};

/// Stories of the banner that run in Firefox as they do in Chromium, by the names of their files (docs/engines.md).
const IN_FIREFOX: [&str; 26] = [
    "accept::",
    "accessibility::",
    "come_back::",
    "facts::",
    "first_visit::",
    "keyboard::",
    "language::",
    "no_cookies::",
    "no_grant::",
    "outage::",
    "placeholder::",
    "refuse::",
    "rendered::",
    "renewal::",
    "scriptless::",
    "services::",
    "settings::",
    "settled::",
    "shadow_embed::",
    "signal::",
    "strict_policy::",
    "strict_snippet::",
    "taken_back::",
    "targets::",
    "us::",
    "withdraw::",
];
/// And in WebKit.
const IN_WEBKIT: [&str; 26] = [
    "accept::",
    "accessibility::",
    "come_back::",
    "facts::",
    "first_visit::",
    "keyboard::",
    "language::",
    "no_cookies::",
    "no_grant::",
    "outage::",
    "placeholder::",
    "refuse::",
    "rendered::",
    "renewal::",
    "scriptless::",
    "services::",
    "settings::",
    "settled::",
    "shadow_embed::",
    "signal::",
    "strict_policy::",
    "strict_snippet::",
    "taken_back::",
    "targets::",
    "us::",
    "withdraw::",
];

/// What runs in Firefox and WebKit whenever they can be had: asked, refused, accepted, taken back, and embeds.
const CORE: [&str; 3] = ["every_engine::", "loaded_anew::", "withdraw::"];

/// One check.
struct Step {
    name: &'static str,
    /// On two cores, from nothing and when nothing changed.
    may_take: &'static str,
    work: Box<dyn FnOnce() -> Result<()>>,
}

/// Runs all steps and prints a summary. Fails when one of them failed.
pub fn run(options: &TestOptions) -> Result<()> {
    let started = Instant::now();
    let steps = steps(options);
    let count = steps.len();
    let mut results: Vec<(&str, Duration, Result<()>)> = Vec::new();
    for (index, step) in steps.into_iter().enumerate() {
        println!(
            "\n━━ {}/{count} {} ({})",
            index + 1,
            step.name,
            step.may_take
        );
        let started = Instant::now();
        let result = (step.work)();
        if let Err(error) = &result {
            println!("✗ {}: {error:#}", step.name);
        }
        results.push((step.name, started.elapsed(), result));
    }
    println!("\n━━ summary");
    for (name, time, result) in &results {
        println!(
            "{} {name:<40}{:>8.1} s",
            if result.is_ok() { "✓" } else { "✗" },
            time.as_secs_f32()
        );
    }
    let failed = results
        .iter()
        .filter(|(_, _, result)| result.is_err())
        .count();
    if failed > 0 {
        bail!("{failed} of {count} steps failed");
    }
    if options.fast {
        println!(
            "passed in {:.0} s, without the browser (--fast)",
            started.elapsed().as_secs_f32()
        );
    } else {
        println!(
            "everything passed in {:.0} s",
            started.elapsed().as_secs_f32()
        );
    }
    Ok(())
}

fn steps(options: &TestOptions) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut add = |name, may_take, work: Box<dyn FnOnce() -> Result<()>>| {
        steps.push(Step {
            name,
            may_take,
            work,
        })
    };
    if !options.fast {
        add(
            "browser and node",
            "minutes when missing",
            Box::new({
                let all = options.all_browsers;
                move || match browser::ensure(true) {
                    // Without the others there is less to run, and it is said there.
                    Err(error) if !all => {
                        process::say(format!("{error:#}"));
                        browser::ensure(false)
                    }
                    done => done,
                }
            }),
        );
    }
    add(
        "format",
        "a second",
        cargo(&["fmt", "--all", "--check"], &[]),
    );
    add(
        "browser modules",
        "ten minutes when the tools are missing, else a minute",
        Box::new(|| wasm::run(&WasmOptions::default())),
    );
    add(
        "clippy",
        "five minutes, then seconds",
        cargo(
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--keep-going",
                "--",
                "-D",
                "warnings",
            ],
            &[],
        ),
    );
    add(
        "clippy of the load driver",
        "seconds",
        // In the workspace, or its libraries would be built anew with fewer features.
        cargo(
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--features",
                "xtask/bench",
                "--",
                "-D",
                "warnings",
            ],
            &[],
        ),
    );
    for (name, feature) in [
        ("clippy of the gate for wasm", "gate"),
        ("clippy of the view for wasm", "view"),
    ] {
        let arguments = [
            "clippy",
            "-p",
            "banner-wasm",
            "--target",
            rust_target::WASM,
            "--features",
            feature,
            "--",
            "-D",
            "warnings",
        ];
        add(name, "a minute, then seconds", cargo(&arguments, &[]));
    }
    // With neither feature, as in the whole workspace, the crate is empty.
    for (name, feature) in [
        ("unit tests of the gate", "gate"),
        ("unit tests of the view", "view"),
    ] {
        let arguments = [
            "test",
            "--quiet",
            "-p",
            "banner-wasm",
            "--features",
            feature,
            "--lib",
        ];
        add(name, "a minute, then seconds", cargo(&arguments, &[]));
    }
    add(
        "core for wasm, with receipts",
        "a minute, then seconds",
        cargo(
            &[
                "check",
                "-p",
                "consent-core",
                "--target",
                rust_target::WASM,
                "--features",
                "receipt",
            ],
            &[],
        ),
    );
    add(
        "documentation",
        "a minute",
        cargo(
            &["doc", "--workspace", "--no-deps", "--keep-going", "--quiet"],
            &[("RUSTDOCFLAGS", "-D warnings")],
        ),
    );
    // Under `all` a test that finds no browser fails instead of saying "not run".
    let mode = ("SAMTYCKE_TESTS", if options.fast { "fast" } else { "all" });
    let browsers = (
        "SAMTYCKE_BROWSERS",
        if options.all_browsers {
            "all"
        } else {
            "chromium"
        },
    );
    add(
        "tests",
        "twenty-five minutes, then fifteen",
        Box::new(move || {
            let mut tests = workspace::cargo();
            tests.args(["test", "--workspace", "--no-fail-fast"]);
            tests.args(["--features", "xtask/bench"]);
            tests.envs([mode, browsers]);
            if std::env::var_os("GECKODRIVER").is_none() {
                // Asked now: an earlier step may have built it.
                tests.envs(browser::geckodriver());
            }
            process::run(&mut tests)
        }),
    );
    if !options.fast {
        let all = options.all_browsers;
        for (engine, name, core, files) in [
            (
                Other::Firefox,
                "banner stories in Firefox",
                "core stories in Firefox",
                &IN_FIREFOX[..],
            ),
            (
                Other::WebKit,
                "banner stories in WebKit",
                "core stories in WebKit",
                &IN_WEBKIT[..],
            ),
        ] {
            let (name, may_take, files) = if all {
                (name, "ten minutes", files)
            } else {
                (core, "two minutes", &CORE[..])
            };
            add(
                name,
                may_take,
                Box::new(move || {
                    if !all && let Some(missing) = engine.missing() {
                        process::say(format!("not run: {missing} is missing"));
                        return Ok(());
                    }
                    let mut stories = workspace::cargo();
                    stories.args(["test", "--workspace", "--features", "xtask/bench"]);
                    stories.args(["--test", "stories", "--"]);
                    stories.args(files);
                    stories.envs([
                        ("SAMTYCKE_TESTS", "all"),
                        ("SAMTYCKE_BROWSERS", engine.name()),
                    ]);
                    if std::env::var_os("GECKODRIVER").is_none() {
                        stories.envs(browser::geckodriver());
                    }
                    process::run(&mut stories)
                }),
            );
        }
    }
    steps
}

fn cargo(arguments: &[&str], environment: &[(&str, &str)]) -> Box<dyn FnOnce() -> Result<()>> {
    let mut command: Command = workspace::cargo();
    command.args(arguments).envs(environment.iter().copied());
    Box::new(move || process::run(&mut command))
}
