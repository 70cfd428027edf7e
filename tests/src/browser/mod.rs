//! One browser with a fresh profile, driven through its WebDriver.
//!
//! Knows how to start and end it, in each of the three engines, and how to speak the DevTools protocol through
//! Chromium's driver. What a visitor does with it is [`crate::visitor`]'s.

mod chromium;
mod driver;
mod firefox;
mod webkit;

use std::net::{Ipv4Addr, SocketAddr};

use fantoccini::{Client, ClientBuilder, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::engine::{Engine, Installed};

/// Browsers at once: each takes a core and a few hundred megabytes.
static SLOTS: Semaphore = Semaphore::const_new(2);

/// What a browser is started with beyond the usual.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// More command-line arguments, for Chromium.
    pub arguments: Vec<String>,
    /// `prefers-color-scheme: dark`; not for WebKit.
    pub is_dark: bool,
    /// Where to ask for every host that is not of this machine; its certificates are believed.
    pub proxy: Option<SocketAddr>,
}

/// A running browser. Dropping it ends browser and driver.
pub struct Browser {
    pub client: Client,
    pub engine: Engine,
    /// The browser's own process, where the driver tells it and might have started it outside its group.
    process: Option<u64>,
    _groups: Vec<driver::Group>,
    _profile: TempDir,
    _slot: SemaphorePermit<'static>,
}

impl Browser {
    pub async fn start(programs: &Installed, launch: &Launch) -> Self {
        let slot = SLOTS.acquire().await.unwrap();
        let profile = TempDir::new().unwrap();
        let (groups, port, mut capabilities) = match programs.engine {
            Engine::Chromium => {
                let (group, port) = chromium::driver(programs);
                let wanted = chromium::capabilities(programs, launch, profile.path());
                (vec![group], port, wanted)
            }
            Engine::Firefox => {
                let (group, port) = firefox::driver(programs);
                (vec![group], port, firefox::capabilities(programs, launch))
            }
            Engine::WebKit => {
                let (groups, port) = webkit::driver(programs, profile.path());
                (groups, port, webkit::capabilities(programs, launch))
            }
        };
        // A page that never loads fails its test, not the whole run.
        capabilities["timeouts"] = json!({"pageLoad": 45_000, "script": 30_000});
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("starting {}: {error}", programs.engine.name()));
        let process = client
            .capabilities()
            .and_then(|told| told.get("moz:processID")?.as_u64());
        Self {
            client,
            engine: programs.engine,
            process,
            _groups: groups,
            _profile: profile,
            _slot: slot,
        }
    }

    /// The value of an expression in the page; `Null` when it throws or the page went away.
    pub async fn js(&self, expression: &str) -> Value {
        if self.engine == Engine::Chromium {
            let parameters =
                json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
            let answer = self.post_or_null("Runtime.evaluate", parameters).await;
            return answer["result"]["value"].clone();
        }
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => ({expression}))().then(done, () => done(null))"
        );
        self.client
            .execute_async(&script, Vec::new())
            .await
            .unwrap_or_default()
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
        if let Some(process) = self.process {
            driver::kill(&process.to_string());
        }
    }
}

/// An address where nobody listens, as the proxy of a browser that is to reach this machine only.
fn nowhere() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 9).into()
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
