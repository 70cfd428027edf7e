//! One Chromium with a fresh profile, driven through chromedriver.
//!
//! Knows how to start and end them and how to speak the DevTools protocol through the driver. What
//! a visitor does with it is [`crate::visitor`]'s.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::prerequisite::Programs;

/// What a visitor's browser calls itself. `HeadlessChrome` is a robot to tags and to the collector.
const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
/// Browsers at once: each takes a core and a few hundred megabytes.
static SLOTS: Semaphore = Semaphore::const_new(2);

/// What a browser is started with beyond the usual.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// More command-line arguments.
    pub arguments: Vec<String>,
    /// `prefers-color-scheme: dark`.
    pub is_dark: bool,
}

/// A running browser. Dropping it ends browser and driver.
pub struct Browser {
    pub client: Client,
    driver: Child,
    _profile: TempDir,
    _slot: SemaphorePermit<'static>,
}

impl Browser {
    pub async fn start(programs: &Programs, launch: &Launch) -> Self {
        let slot = SLOTS.acquire().await.unwrap();
        let profile = TempDir::new().unwrap();
        let (driver, port) = start_driver(programs);
        let guard = DriverGuard(Some(driver));
        let capabilities = capabilities(programs, launch, &profile);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("starting the browser: {error}"));
        Self {
            client,
            driver: guard.keep(),
            _profile: profile,
            _slot: slot,
        }
    }

    /// Sends one command of the DevTools protocol to the page.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.post(
            "goog/cdp/execute",
            json!({"cmd": command, "params": parameters}),
        )
        .await
    }

    /// The same, or `Null` where the page went away meanwhile.
    pub async fn post_or_null(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.client
            .issue_cmd(VendorCommand {
                path: "goog/cdp/execute",
                body,
            })
            .await
            .unwrap_or_default()
    }

    /// Sends a command of chromedriver's own.
    pub async fn post(&self, path: &'static str, body: Value) -> Value {
        let answer = self.client.issue_cmd(VendorCommand { path, body }).await;
        answer.unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        end(&mut self.driver);
    }
}

/// Ends the driver when the browser does not come up.
struct DriverGuard(Option<Child>);

impl DriverGuard {
    fn keep(mut self) -> Child {
        self.0.take().unwrap()
    }
}

impl Drop for DriverGuard {
    fn drop(&mut self) {
        if let Some(driver) = &mut self.0 {
            end(driver);
        }
    }
}

/// Ends the driver's process group, which the browser is in: a killed driver leaves its browser.
fn end(driver: &mut Child) {
    let group = format!("-{}", driver.id());
    let _ = Command::new("kill")
        .args(["-KILL", "--", &group])
        .stderr(Stdio::null())
        .status();
    let _ = driver.wait();
}

/// A driver and the port that it found. Now and then another program takes that port on one of the
/// two loopback addresses in between, and the driver gives up: then another is asked.
fn start_driver(programs: &Programs) -> (Child, u16) {
    (0..5)
        .find_map(|_| try_driver(programs))
        .expect("chromedriver names its port")
}

fn try_driver(programs: &Programs) -> Option<(Child, u16)> {
    let mut driver = Command::new(&programs.driver)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    let Some(port) = port else {
        end(&mut driver);
        return None;
    };
    // What it says later is read and dropped, or it would stop at a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Some((driver, port))
}

fn capabilities(programs: &Programs, launch: &Launch, profile: &TempDir) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--no-first-run".to_owned(),
        "--no-proxy-server".to_owned(),
        "--window-size=1280,900".to_owned(),
        // Smooth scrolling would carry a button away from under a click.
        "--force-prefers-reduced-motion".to_owned(),
        format!("--user-agent={USER_AGENT}"),
        format!("--user-data-dir={}", profile.path().display()),
    ];
    if !launch
        .arguments
        .iter()
        .any(|argument| argument.starts_with("--host-resolver-rules"))
    {
        // No story may reach the world outside, whatever a page or the browser itself asks for.
        arguments.push(
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"
                .to_owned(),
        );
    }
    if launch.is_dark {
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    arguments.extend(launch.arguments.iter().cloned());
    arguments.push("about:blank".to_owned());
    json!({
        "goog:chromeOptions": {"binary": programs.browser, "args": arguments},
        "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
    })
}

#[derive(Debug)]
struct VendorCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for VendorCommand {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
