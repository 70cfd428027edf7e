//! Running other programs, and telling the user what runs and for how long.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Prints one line of progress.
pub fn say(text: impl AsRef<str>) {
    println!("• {}", text.as_ref());
}

/// Runs `command` to its end with its output shown. Fails unless it exits with 0.
pub fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("could not start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Runs `command` to its end with `input` on its standard input and its output hidden. Fails with its last words
/// unless it exits with 0.
pub fn run_with_input(command: &mut Command, input: &str) -> Result<()> {
    let name = describe(command);
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.with_context(|| format!("could not start `{name}`"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A child that does not read it says why by itself.
        let _ = writeln!(stdin, "{input}");
    }
    let output = child
        .wait_with_output()
        .with_context(|| format!("could not wait for `{name}`"))?;
    if !output.status.success() {
        bail!(
            "`{name}` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// As [`run`], and says what it is, how long it may take, and how long it took.
pub fn step(what: &str, may_take: &str, command: &mut Command) -> Result<()> {
    say(format!("{what} ({may_take})"));
    let started = Instant::now();
    run(command)?;
    say(format!(
        "{what}: done in {:.1} s",
        started.elapsed().as_secs_f32()
    ));
    Ok(())
}

/// What `command` prints, trimmed; `None` when it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first program called `name` on the user's `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The command line for messages, without folders.
fn describe(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let mut line = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
