//! Builds the product's own binaries and says where cargo put them.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::say;
use crate::workspace;

/// How to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build.
    Dev,
    /// Quick to run: what is handed out and measured.
    Shipped,
}

/// SQLite without what nothing here uses: a count of its memory, checks of how rusqlite calls it, tables of statistics. A
/// commit waits for the data and what is needed to read it (`fdatasync`), not for the file's time.
const SQLITE: &str = "-DSQLITE_DEFAULT_MEMSTATUS=0 -USQLITE_ENABLE_API_ARMOR -USQLITE_ENABLE_STAT4 \
                      -DSQLITE_OMIT_SHARED_CACHE -DHAVE_FDATASYNC=1";
/// For texts as short as an envelope the portable Poly1305 takes half the time of the one with AVX2.
const RUSTC: &str = "--cfg poly1305_backend=\"soft\"";

/// Makes cargo build what is handed out. Flags of the caller's own stay.
pub fn as_shipped(command: &mut Command) {
    let with = |name: &str, flags: &str| match std::env::var(name) {
        Ok(own) => format!("{own} {flags}"),
        Err(_) => flags.to_owned(),
    };
    command
        .args(["--profile", "shipped"])
        .env("LIBSQLITE3_FLAGS", with("LIBSQLITE3_FLAGS", SQLITE))
        .env("RUSTFLAGS", with("RUSTFLAGS", RUSTC));
}

/// The two servers.
pub struct Binaries {
    /// The collector.
    pub collector: PathBuf,
    /// The shop.
    pub shop: PathBuf,
}

/// Builds both servers. `may_take` tells the user how long.
pub fn build(profile: Profile, may_take: &str) -> Result<Binaries> {
    say(format!(
        "building collector-server and demo-site ({may_take})"
    ));
    let started = std::time::Instant::now();
    let mut command = workspace::cargo();
    command.args([
        "build",
        "-p",
        "collector-server",
        "-p",
        "demo-site",
        "--bins",
        "--message-format",
        "json-render-diagnostics",
    ]);
    if profile == Profile::Shipped {
        as_shipped(&mut command);
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("could not start cargo")?;
    let stdout = child
        .stdout
        .take()
        .context("cargo's output is not readable")?;
    let mut found = Vec::new();
    for line in BufReader::new(stdout).lines() {
        found.extend(executable(&line.context("could not read cargo's output")?));
    }
    if !child.wait().context("could not wait for cargo")?.success() {
        bail!("the servers did not build: cargo says why above");
    }
    let take = |name: &str| {
        let found = found
            .iter()
            .find(|(target, _)| target == name)
            .map(|(_, path)| path.clone());
        found.with_context(|| format!("cargo built no {name}"))
    };
    say(format!("built in {:.1} s", started.elapsed().as_secs_f32()));
    Ok(Binaries {
        collector: take("collector-server")?,
        shop: take("demo-site")?,
    })
}

/// Name and path of the binary that a line of cargo's JSON tells about.
fn executable(line: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(line).ok()?;
    let path = message["executable"].as_str()?;
    Some((
        message["target"]["name"].as_str()?.to_owned(),
        PathBuf::from(path),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_about_a_binary_name_one() {
        let line = r#"{"reason":"compiler-artifact","target":{"name":"demo-site"},"executable":"/t/debug/demo-site"}"#;
        assert_eq!(
            executable(line),
            Some(("demo-site".to_owned(), PathBuf::from("/t/debug/demo-site")))
        );
        for line in [
            "",
            "text",
            r#"{"reason":"compiler-artifact","target":{"name":"x"},"executable":null}"#,
        ] {
            assert_eq!(executable(line), None, "{line}");
        }
    }
}
