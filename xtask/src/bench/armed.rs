//! How long the main thread is busy until the gate stands, in a browser that has never seen the script.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::browser::CHROMIUM;
use crate::demo::folder::Folder;
use crate::process;

/// Runs, each in a fresh profile; the median is told.
const RUNS: usize = 11;

/// What makes a headless Chromium quiet and fresh.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--timeout=20000",
    "--dump-dom",
];

/// Opens the page of [`super::echo`] on `port`. `None` when there is no Chromium.
pub fn median_milliseconds(folder: &Folder, port: u16) -> Result<Option<f64>> {
    let Some(chromium) = CHROMIUM.find() else {
        return Ok(None);
    };
    let mut times = Vec::new();
    for run in 0..RUNS {
        let mut command = Command::new(&chromium);
        command.args(ARGUMENTS).arg(format!(
            "--user-data-dir={}",
            folder.file(&format!("profile-{run}")).display()
        ));
        command.arg(format!("http://shop.localhost:{port}/armed"));
        let page = process::output(&mut command).context("the browser did not print the page")?;
        match armed(&page) {
            Some(time) => times.push(time),
            None => bail!("the gate did not arm in the browser"),
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(Some(times[RUNS / 2]))
}

/// The time that the page wrote down.
fn armed(page: &str) -> Option<f64> {
    page.split_once("data-armed=\"")?
        .1
        .split_once('"')?
        .0
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_read_from_the_page_and_never_is_no_time() {
        assert_eq!(armed("<html data-armed=\"4.25\"><head>"), Some(4.25));
        assert_eq!(armed("<html data-armed=\"never\">"), None);
        assert_eq!(armed("<html>"), None);
    }
}
