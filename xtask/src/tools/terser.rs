//! Shortening JavaScript: local names, white space, dead code.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::{process, workspace};

/// Shortens `source`; `scratch` is a folder for the files on the way. Nothing that a caller can see changes: no
/// property is renamed, and functions keep their number of parameters. `ecma` is the edition of the language that may be
/// written, `way` what else of the compressor's (`,name=value …`) makes this one smaller.
pub fn shorten(
    script: &Path,
    source: &str,
    scratch: &Path,
    ecma: &str,
    way: &str,
) -> Result<String> {
    let (long, short) = (scratch.join("long.js"), scratch.join("short.js"));
    fs::write(&long, source).with_context(|| format!("could not write {}", long.display()))?;
    let mut command = workspace::command("node");
    command.arg(script).arg(&long).arg("--output").arg(&short);
    // Functions first, and none copied to where it is called: it compresses better. (Unsafe are arrows for who makes
    // objects with `new` of functions that name no `this`, which we do nowhere.)
    let way = format!("passes=2,keep_fargs=true,hoist_funs=true,inline=1,unsafe_arrows=true{way}");
    command.args([
        "--compress",
        &way,
        "--mangle",
        "--ecma",
        ecma,
        "--comments",
        "false",
    ]);
    process::run(&mut command)?;
    fs::read_to_string(&short).with_context(|| format!("could not read {}", short.display()))
}
