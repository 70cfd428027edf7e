//! The programs that the stories need from the system: browsers with their drivers, and node for npm packages.
//! On Debian and its kin they are installed by apt; elsewhere the user is told what to install.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::tools::cargo_tool::GECKODRIVER;
use crate::{process, workspace};

/// A program and the Debian package that brings it.
pub struct Program {
    /// The environment variable that names another one; the stories read it too.
    pub variable: &'static str,
    /// Names it goes by; the first that is found counts.
    pub names: &'static [&'static str],
    /// The Debian package.
    pub package: &'static str,
}

/// The browser of the stories.
pub const CHROMIUM: Program = Program {
    variable: "CHROME",
    names: &["chromium", "google-chrome", "chromium-browser"],
    package: "chromium",
};

/// What the stories in Chromium need.
const CHROMIUM_STORIES: [Program; 4] = [
    CHROMIUM,
    Program {
        variable: "CHROMEDRIVER",
        names: &["chromedriver"],
        package: "chromium-driver",
    },
    Program {
        variable: "NODE",
        names: &["node"],
        package: "nodejs",
    },
    Program {
        variable: "NPM",
        names: &["npm"],
        package: "npm",
    },
];

/// What they need besides in Firefox and WebKit. Firefox's driver is no Debian package: [`GECKODRIVER`] is built.
const OTHER_ENGINES: [Program; 3] = [
    Program {
        variable: "FIREFOX",
        names: &["firefox-esr", "firefox"],
        package: "firefox-esr",
    },
    Program {
        variable: "WEBKITWEBDRIVER",
        names: &["WebKitWebDriver"],
        package: "webkit2gtk-driver",
    },
    Program {
        variable: "XVFB",
        names: &["Xvfb"],
        package: "xvfb",
    },
];

/// An engine beside Chromium.
#[derive(Clone, Copy)]
pub enum Other {
    Firefox,
    WebKit,
}

impl Other {
    /// As the stories name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// What of it is not on this machine.
    pub fn missing(self) -> Option<&'static str> {
        let programs = match self {
            Self::Firefox => &OTHER_ENGINES[..1],
            Self::WebKit => &OTHER_ENGINES[1..],
        };
        let absent = programs.iter().find(|program| program.find().is_none());
        match (self, absent) {
            (_, Some(program)) => Some(program.names[0]),
            (Self::Firefox, None) if !has_geckodriver() => Some(GECKODRIVER.binary),
            _ => None,
        }
    }
}

fn has_geckodriver() -> bool {
    std::env::var_os("GECKODRIVER").is_some()
        || process::on_path(GECKODRIVER.binary).is_some()
        || geckodriver().is_some()
}

impl Program {
    /// Where it is, if it is there.
    pub fn find(&self) -> Option<PathBuf> {
        match std::env::var_os(self.variable) {
            Some(given) => Some(given.into()),
            None => self.names.iter().find_map(|name| process::on_path(name)),
        }
    }
}

/// Every program that stories may need.
pub fn programs() -> impl Iterator<Item = &'static Program> {
    CHROMIUM_STORIES.iter().chain(&OTHER_ENGINES)
}

/// The environment variable by which the stories find Firefox's driver, and its value when we have built it.
pub fn geckodriver() -> Option<(&'static str, PathBuf)> {
    let folder = GECKODRIVER.installed()?;
    Some(("GECKODRIVER", folder.join(GECKODRIVER.binary)))
}

/// Installs what is missing for Chromium, or for all three engines.
pub fn ensure(all: bool) -> Result<()> {
    let others: &[Program] = if all { &OTHER_ENGINES } else { &[] };
    ensure_packages(CHROMIUM_STORIES.iter().chain(others))?;
    if all && !has_geckodriver() {
        GECKODRIVER.ensure()?;
    }
    Ok(())
}

/// Installs packages as root or through sudo; else fails with the command to run.
fn ensure_packages<'a>(programs: impl Iterator<Item = &'a Program>) -> Result<()> {
    let missing: Vec<&str> = programs
        .filter(|program| program.find().is_none())
        .map(|program| program.package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if process::on_path("apt-get").is_none() {
        bail!(
            "the browser stories need programs that are not on PATH: install the equivalents of the Debian packages {packages}"
        );
    }
    let prefix: &[&str] = if rustix::process::geteuid().is_root() {
        &[]
    } else if process::output(workspace::command("sudo").args(["-n", "true"])).is_some() {
        &["sudo", "-n"]
    } else {
        bail!(
            "missing for the browser stories; please run: sudo apt-get install --no-install-recommends {packages}"
        );
    };
    let apt = |arguments: &[&str]| {
        let mut words = prefix
            .iter()
            .chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"].iter())
            .chain(arguments.iter());
        let mut command = workspace::command(words.next().copied().unwrap_or("env"));
        command.args(words);
        command
    };
    process::step(
        "refreshing the package lists",
        "half a minute",
        &mut apt(&["update"]),
    )?;
    let install = [
        &["install", "-y", "--no-install-recommends"],
        missing.as_slice(),
    ]
    .concat();
    process::step(
        &format!("installing {packages}"),
        "one to three minutes",
        &mut apt(&install),
    )
}
