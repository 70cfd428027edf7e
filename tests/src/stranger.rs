//! A stranger: plain HTTP against the collector without any right.

use reqwest::{Method, Response};

use crate::Collector;

/// Anybody on the network.
pub struct Stranger {
    http: reqwest::Client,
    base: String,
}

impl Stranger {
    pub(crate) fn new(collector: &Collector) -> Self {
        Self {
            http: reqwest::Client::new(),
            base: collector.url(""),
        }
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Response {
        self.http
            .get(format!("{}{path}", self.base))
            .send()
            .await
            .unwrap()
    }

    /// Sends anything.
    pub async fn send(&self, method: Method, path: &str, body: &'static str) -> Response {
        self.http
            .request(method, format!("{}{path}", self.base))
            .body(body)
            .send()
            .await
            .unwrap()
    }
}
