//! A collector of its own for each test: temporary folder, real database, port 0, a clock that stands still.

#![expect(dead_code, reason = "each test file uses its own part of this")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

pub mod assertion;
pub mod fixture;
pub mod store;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use collector_server::{
    clock::FixedClock,
    config::{Config, Environment},
    server::Server,
    startup,
    state::SharedState,
    storage::{OutboxStore, Search, StoredReceipt},
};
use consent_core::receipt::UtcMillis;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};
use uuid::Uuid;

use store::Switched;

/// 2026-11-23T18:00:00Z.
pub const NOW: UtcMillis = UtcMillis::new(1_795_456_800_000);
/// The only origin of the fixture's site that is no loopback name.
pub const ORIGIN: &str = "https://shop.example";
/// A browser.
pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A running collector; stopped on drop.
pub struct Collector {
    pub address: SocketAddr,
    pub metrics_address: SocketAddr,
    pub state: SharedState,
    outbox: Arc<dyn OutboxStore>,
    pub clock: Arc<FixedClock>,
    pub store: Arc<Switched>,
    pub folder: Arc<TempDir>,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

/// What a test changes before the start.
pub struct Setup {
    pub folder: Arc<TempDir>,
    pub site: String,
    /// Lines of `collector.toml` before its sections.
    pub settings: String,
    /// Lines of `[limits]`.
    pub limits: String,
    pub gate: String,
    pub listen: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            site: fixture::SITE.to_owned(),
            settings: String::new(),
            limits: String::new(),
            gate: fixture::GATE.to_owned(),
            listen: "127.0.0.1:0",
        }
    }
}

impl Setup {
    /// Writes every file that a start needs.
    pub fn write(&self) -> PathBuf {
        let folder = self.folder.path();
        fixture::write_assets(&folder.join("assets"), &self.gate);
        std::fs::write(folder.join("shop.toml"), &self.site).unwrap();
        std::fs::write(folder.join("identity.key"), fixture::SECRET).unwrap();
        let file = folder.join("collector.toml");
        let text = format!(
            "listen = \"{}\"\nmetrics_listen = \"127.0.0.1:0\"\n\
             public_url = \"http://consent.localhost:8080\"\nassets_dir = \"assets\"\n\
             sites = [\"*shop.toml\"]\n{}\n[limits]\n{}\n",
            self.listen, self.settings, self.limits
        );
        std::fs::write(&file, text).unwrap();
        file
    }

    pub async fn start(self) -> Collector {
        let file = self.write();
        let config = Config::load(&file, &Environment::default()).unwrap();
        let published = startup::publish(&config, &file).unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let mut opened = startup::open_store(&config).unwrap();
        let switched = Arc::new(Switched::new(opened.receipts));
        opened.receipts = switched.clone();
        let outbox = opened.outbox.clone();
        let state = startup::state(config, clock.clone(), published, opened)
            .await
            .unwrap();
        let server = Server::bind(&state.config).await.unwrap();
        let address = server.address().unwrap();
        let metrics_address = server.metrics_address().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = state.clone();
        let task = tokio::spawn(async move {
            let stop = async {
                let _ = stopped.await;
            };
            server.run(&served, stop).await;
        });
        Collector {
            address,
            metrics_address,
            state,
            outbox,
            clock,
            store: switched,
            folder: self.folder,
            client: Client::new(),
            stop: Some(stop),
            task: Some(task),
        }
    }
}

impl Collector {
    pub async fn start() -> Self {
        Setup::default().start().await
    }

    /// Stops it and waits until it has.
    pub async fn stop(mut self) -> Arc<TempDir> {
        drop(self.stop.take());
        if let Some(task) = self.task.take() {
            task.await.unwrap();
        }
        self.folder.clone()
    }

    /// What webhooks are still to be told.
    pub fn outbox(&self) -> &dyn OutboxStore {
        &*self.outbox
    }

    /// Seconds since 1970 by the collector's clock.
    pub fn clock_seconds(&self) -> i64 {
        use collector_server::clock::Clock as _;
        self.clock.now().as_millis() / 1000
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// Status and body of what lies there.
    pub async fn text(&self, path: &str) -> (u16, String) {
        let answer = self.get(path).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    pub async fn metrics(&self) -> String {
        let url = format!("http://{}/metrics", self.metrics_address);
        self.client
            .get(url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    /// A choice that is right in every part.
    pub fn choice(&self) -> Value {
        let site = self.state.published.site("shop").unwrap();
        json!({
            "consent_key": "AAAAAAAAAAAAAAAAAAAAAQ",
            "purposes": {"statistics": "granted", "advertising": "denied"},
            "method": "banner.save",
            "notice_hash": site.views[0].notice_hash.to_string(),
            "notice_lang": "sv",
            "release": site.terms.release,
            "client_time": "2026-11-23T18:00:00.000Z",
            "signals": {"gpc": false},
            "blocked": {"statistics": 3, "unknown": 1},
        })
    }

    /// A request for recording `body`, as the gate makes it.
    pub fn post(&self, body: &Value) -> RequestBuilder {
        self.client
            .post(self.url("/v1/sites/shop/choices"))
            .header("origin", ORIGIN)
            .header("user-agent", FIREFOX)
            .header("content-type", "application/json")
            .header("idempotency-key", Uuid::new_v4().to_string())
            .body(body.to_string())
    }

    /// Records `body` and returns status and answer.
    pub async fn record(&self, body: &Value) -> (u16, Value) {
        read(self.post(body).send().await.unwrap()).await
    }

    /// Every receipt, newest first.
    pub async fn receipts(&self) -> Vec<StoredReceipt> {
        let all = Search::default();
        self.state
            .receipts
            .search(&all, None, 200)
            .await
            .unwrap()
            .items
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// Status and JSON of an answer; an empty body is `null`.
pub async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The choice with one member changed.
pub fn with(mut choice: Value, member: &str, value: Value) -> Value {
    choice[member] = value;
    choice
}
