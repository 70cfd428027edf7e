//! The three browser engines that the product is shown in, and where their programs are.

use std::{env, path::PathBuf};

use crate::prerequisite::{not_run, program};

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// Chromium or Chrome, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser on a display of its own, through WebKitWebDriver.
    WebKit,
}

/// The programs of one engine, as found on this machine.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Whose they are.
    pub engine: Engine,
    /// What speaks WebDriver.
    pub driver: PathBuf,
    /// The browser itself.
    pub browser: PathBuf,
    /// `Xvfb`, for the browser that has no headless mode.
    pub display: Option<PathBuf>,
}

/// The engine that a story runs in which names none: the first of [`Engine::asked_for`].
impl Default for Engine {
    fn default() -> Self {
        Self::asked_for()[0]
    }
}

impl Engine {
    /// All that the product is shown in.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Its name in `SAMTYCKE_BROWSERS` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The snippet behind which it asks for nothing that waits for consent: the default one, and in Firefox, which reads
    /// ahead what stands in the markup behind that, the walled one (docs/install.md).
    pub fn snippet(self) -> &'static str {
        match self {
            Self::Firefox => "snippet.walled.txt",
            Self::Chromium | Self::WebKit => "snippet.txt",
        }
    }

    /// The engines that `SAMTYCKE_BROWSERS` asks for: `all` or names with commas between; Chromium alone when it is
    /// not set.
    ///
    /// # Panics
    /// On a name that no engine has.
    pub fn asked_for() -> Vec<Self> {
        let asked = env::var("SAMTYCKE_BROWSERS").unwrap_or_else(|_| "chromium".to_owned());
        if asked == "all" {
            return Self::ALL.to_vec();
        }
        let named = |name: &str| Self::ALL.into_iter().find(|engine| engine.name() == name);
        asked
            .split(',')
            .map(|name| {
                named(name.trim()).unwrap_or_else(|| {
                    panic!("SAMTYCKE_BROWSERS has `{name}`: write `all`, or some of chromium, firefox, webkit with commas between")
                })
            })
            .collect()
    }

    /// Those of [`Self::asked_for`] that are on this machine; says of the others that they are not run.
    pub fn available() -> Vec<Self> {
        let is_here = |engine: &Self| match engine.find() {
            Ok(_) => true,
            Err(reason) => {
                not_run(&reason);
                false
            }
        };
        Self::asked_for().into_iter().filter(is_here).collect()
    }

    /// Finds its programs.
    ///
    /// # Errors
    /// What is missing and how to mend it.
    pub fn find(self) -> Result<Installed, String> {
        let need = |variable: &str, names: &[&str]| {
            program(variable, names).ok_or_else(|| {
                format!(
                    "no {} for {} (cargo xtask doctor tells how to mend it)",
                    names[0],
                    self.name()
                )
            })
        };
        let (driver, browser, display) = match self {
            Self::Chromium => (
                need("CHROMEDRIVER", &["chromedriver"])?,
                need("CHROME", &["chromium", "google-chrome", "chromium-browser"])?,
                None,
            ),
            Self::Firefox => (
                need("GECKODRIVER", &["geckodriver"])?,
                need("FIREFOX", &["firefox-esr", "firefox"])?,
                None,
            ),
            Self::WebKit => (
                need("WEBKITWEBDRIVER", &["WebKitWebDriver"])?,
                mini_browser()?,
                Some(need("XVFB", &["Xvfb"])?),
            ),
        };
        Ok(Installed {
            engine: self,
            driver,
            browser,
            display,
        })
    }
}

/// MiniBrowser is not on `PATH`: it lies in the library's own folder.
fn mini_browser() -> Result<PathBuf, String> {
    if let Some(given) = env::var_os("MINIBROWSER") {
        return Ok(given.into());
    }
    let below = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = ["/usr/lib", "/usr/libexec"].map(PathBuf::from);
    let all = folders.into_iter().flat_map(|folder| {
        [folder.clone()]
            .into_iter()
            .chain(below(folder).map(|entry| entry.path()))
    });
    let mut found: Vec<PathBuf> = all
        .flat_map(|folder| {
            ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"]
                .map(|library| folder.join(library).join("MiniBrowser"))
        })
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop().ok_or_else(|| {
        "no MiniBrowser for webkit (cargo xtask doctor tells how to mend it)".to_owned()
    })
}
