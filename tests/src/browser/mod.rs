//! One browser with a fresh profile, driven through its WebDriver.
//!
//! Knows how to start and end it, in each of the three engines, and how to speak the DevTools protocol through
//! Chromium's driver. What a visitor does with it is [`crate::visitor`]'s. How many run at once is not counted here: as many
//! tests run as there are cores, and two tests that have a browser each and wait for a second would wait for ever.

mod between;
mod chromium;
mod driver;
mod firefox;
mod webkit;

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, error::NewSessionError, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

pub use between::{Between, EMPTY};

use crate::engine::{Engine, Installed};

/// After so long WebKit's driver is taken to have lost an answer: no page of the tests is on its way for longer.
const LOST_AFTER: Duration = Duration::from_secs(12);
/// How long a browser may take to begin, and how many are started in turn.
const START_LIMIT: Duration = Duration::from_secs(60);
const STARTS: usize = 3;

/// What a browser is started with beyond the usual.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// More command-line arguments, for Chromium.
    pub arguments: Vec<String>,
    /// `prefers-color-scheme: dark`.
    pub is_dark: bool,
    /// The languages that the browser prefers, as in `fr-FR,de-AT`; its own when absent.
    pub languages: Option<&'static str>,
    /// Where to ask for every host that is not of this machine; its certificates are believed.
    pub proxy: Option<SocketAddr>,
}

/// A running browser. Dropping it ends browser and driver.
pub struct Browser {
    pub client: Client,
    /// Where its driver listens.
    driver: String,
    pub engine: Engine,
    /// The browser's own process, where the driver tells it and might have started it outside its group.
    process: Option<u64>,
    /// What stands before the servers where there is no DevTools protocol.
    pub between: Option<Between>,
    lines: driver::Lines,
    _groups: Vec<driver::Group>,
    _profile: TempDir,
}

impl Browser {
    /// Starts one. That a browser ends before it has begun is the machine's affair and shows nothing of the product (WebKit's
    /// does now and then, or its driver never answers): then another is started, some times.
    ///
    /// # Panics
    /// When none of them begins.
    pub async fn start(programs: &Installed, launch: &Launch) -> Self {
        let name = programs.engine.name();
        let mut failed = String::new();
        for _ in 0..STARTS {
            match timeout(START_LIMIT, Self::begin(programs, launch)).await {
                Ok(Ok(browser)) => return browser,
                Ok(Err(error)) => failed = error.to_string(),
                Err(_) => failed = format!("no answer within {START_LIMIT:?}"),
            }
            eprintln!("starting {name} once more: {failed}");
        }
        panic!("starting {name}, {STARTS} times: {failed}");
    }

    async fn begin(programs: &Installed, launch: &Launch) -> Result<Self, NewSessionError> {
        let profile = TempDir::new().unwrap();
        let between = match (programs.engine, launch.proxy) {
            (Engine::Firefox | Engine::WebKit, None) => Some(Between::start().await),
            _ => None,
        };
        if let (Engine::WebKit, Some(between), Some(languages)) =
            (programs.engine, &between, launch.languages)
        {
            // It knows one language, that of a locale that the machine must have.
            let languages: Vec<_> = languages.split(',').collect();
            between.before_each_page(&format!(
                "Object.defineProperty(Navigator.prototype, 'languages', {{ get: () => {} }})",
                json!(languages)
            ));
        }
        let through = between.as_ref().map(|between| between.addr);
        let (groups, port, mut capabilities) = match programs.engine {
            Engine::Chromium => {
                let (group, port) = chromium::driver(programs);
                let wanted = chromium::capabilities(programs, launch, profile.path());
                (vec![group], port, wanted)
            }
            Engine::Firefox => {
                let (group, port) = firefox::driver(programs);
                let wanted = firefox::capabilities(programs, launch, through);
                (vec![group], port, wanted)
            }
            Engine::WebKit => {
                let (groups, port) = webkit::driver(programs, profile.path());
                (
                    groups,
                    port,
                    webkit::capabilities(programs, launch, through),
                )
            }
        };
        // A page that never loads fails its test, not the whole run.
        capabilities["timeouts"] = json!({"pageLoad": 45_000, "script": 30_000});
        let driver = format!("http://127.0.0.1:{port}");
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&driver)
            .await?;
        let process = client
            .capabilities()
            .and_then(|told| told.get("moz:processID")?.as_u64());
        Ok(Self {
            client,
            driver,
            engine: programs.engine,
            process,
            between,
            lines: groups[0].lines(),
            _groups: groups,
            _profile: profile,
        })
    }

    /// The value of an expression in the page; `Null` when it throws or the page went away.
    pub async fn js(&self, expression: &str) -> Value {
        if self.engine == Engine::Chromium {
            let parameters =
                json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
            let answer = self.post_or_null("Runtime.evaluate", parameters).await;
            return answer["result"]["value"].clone();
        }
        // Statements before a last `; 0` are for what they do.
        let (before, value) = match expression.rsplit_once(';') {
            Some((before, "0" | " 0")) => (before, "0"),
            _ => ("", expression),
        };
        // At once where it can be: a page that goes away never answers WebKit's driver what is still to come.
        let now = format!(
            "const answer = (() => {{ {before}; return ({value}); }})();
             if (typeof answer?.then !== 'function') return [answer];
             window[Symbol.for('answer')] = answer; return null"
        );
        match self.execute(&now).await {
            None => return Value::Null,
            Some(Value::Array(mut answer)) => return answer.pop().unwrap_or_default(),
            Some(_) => {}
        }
        let later = "const done = arguments[arguments.length - 1];
            window[Symbol.for('answer')].then(done, () => done(null))";
        let answer = self.client.execute_async(later, Vec::new()).await;
        answer.unwrap_or_default()
    }

    /// What a function body returns; nothing when it throws or the page went away.
    ///
    /// WebKit's driver may lose the answer when the page goes away in that moment (`history.back()`): it answers the next
    /// one, but the client would wait for the first for ever. So there it is asked on a connection that has an end.
    async fn execute(&self, body: &str) -> Option<Value> {
        if self.engine != Engine::WebKit {
            return self.client.execute(body, Vec::new()).await.ok();
        }
        let session = self.client.session_id().await.ok()??;
        let answer = reqwest::Client::new()
            .post(format!("{}/session/{session}/execute/sync", self.driver))
            .timeout(LOST_AFTER)
            .json(&json!({"script": body, "args": []}))
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .ok()?;
        let mut answer: Value = answer.json().await.ok()?;
        Some(answer["value"].take())
    }

    /// Runs a function body with Firefox's own rights, outside of any page.
    ///
    /// # Panics
    /// When it throws, and in another engine.
    pub async fn as_firefox(&self, body: &str, given: Vec<Value>) -> Value {
        self.post("moz/context", json!({"context": "chrome"})).await;
        let answer = self.client.execute(body, given).await;
        self.post("moz/context", json!({"context": "content"}))
            .await;
        answer.unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    /// What the browser wrote to its output since the last time this was asked: with it the console of each page,
    /// in an engine that is started to write it there.
    pub fn output(&self) -> String {
        std::mem::take(&mut *self.lines.lock().unwrap()).join("\n")
    }

    /// What an element is to a screen reader: its role and its name, computed by the browser.
    pub async fn role_and_name(&self, element: &str) -> [String; 2] {
        let mut told = [String::new(), String::new()];
        for (what, said) in ["computedrole", "computedlabel"].iter().zip(&mut told) {
            let command = Question(format!("element/{element}/{what}"));
            let answer = self.client.issue_cmd(command).await;
            let answer = answer.unwrap_or_else(|error| panic!("{what}: {error}"));
            answer.as_str().unwrap_or_default().clone_into(said);
        }
        told
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

/// Something that a driver is asked for.
#[derive(Debug)]
struct Question(String);

impl WebDriverCompatibleCommand for Question {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
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
