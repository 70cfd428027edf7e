//! Sizes of the files that the collector fills in and serves, beside the budgets of DESIGN.md section 8.
//!
//! A ceiling keeps what has been reached: it comes down with every saving, and goes up only by what is held that was not,
//! by what came over from another of them, by what a hooked call costs less, or by what a visitor would lose
//! or wait for.
//! What is served for the shop, beside the budgets, is weighed in the stories.

use std::{fs, io::Write};

use product_tests::prerequisite::{assets_dir, not_run};

/// Bytes of `gate.js`, brotli; the budget is 14,336 with the site in it.
const GATE_CEILING: usize = 13_310;
/// Bytes of `view.js`, brotli, without the texts of a language.
const VIEW_CEILING: usize = 5_390;
/// Bytes of `act.js`, brotli: in every first view beside the gate.
const ACT_CEILING: usize = 7_080;
/// Bytes of `release.js`, brotli: fetched when something is released. (150 of them are for what would run twice.)
const RELEASE_CEILING: usize = 2_970;
/// Bytes of `worker.js`, brotli: read when a page makes its first worker.
const WORKER_CEILING: usize = 780;

/// Bytes of brotli at its highest quality.
fn brotli(bytes: &[u8]) -> usize {
    let mut packer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 24);
    packer.write_all(bytes).unwrap();
    packer.into_inner().len()
}

#[test]
fn no_script_has_grown() {
    let read = |file| fs::read(assets_dir().join(file));
    let files = ["gate.js", "view.js", "act.js", "release.js", "worker.js"].map(read);
    let [Ok(gate), Ok(view), Ok(act), Ok(release), Ok(worker)] = files else {
        return not_run("no built script (run cargo xtask wasm)");
    };
    let [gate, view, act, release, worker] =
        [gate, view, act, release, worker].map(|file| brotli(&file));
    println!(
        "brotli: gate {gate} bytes, view {view}, act {act}, release {release}, worker {worker}"
    );
    assert!(gate <= GATE_CEILING, "the gate takes {gate} bytes");
    assert!(act <= ACT_CEILING, "the second script takes {act} bytes");
    assert!(
        release <= RELEASE_CEILING,
        "the third script takes {release} bytes"
    );
    assert!(
        worker <= WORKER_CEILING,
        "the workers' script takes {worker} bytes"
    );
    assert!(view <= VIEW_CEILING, "the view takes {view} bytes");
}

/// What a page calls of these while it loads is compiled off its main thread, in Chromium, only where this stands first.
#[test]
fn the_first_scripts_begin_with_the_hint_to_compile_them_whole() {
    let read = |file| fs::read_to_string(assets_dir().join(file));
    let files = ["gate.js", "act.js", "view.js"].map(read);
    let [Ok(gate), Ok(act), Ok(view)] = files else {
        return not_run("no built script (run cargo xtask wasm)");
    };
    for script in [gate, act, view] {
        assert!(script.starts_with("//# allFunctionsCalledOnLoad\n"));
    }
}
