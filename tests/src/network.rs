//! What the browser sent, from its own network log.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::browser::Browser;

/// One request that the browser made and no policy stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// Host name without port.
    pub host: String,
    /// Path and query.
    pub path: String,
    /// The body, where the log has it.
    pub body: Option<String>,
    /// The browser's own name for it; empty where it has none.
    pub(crate) id: String,
}

/// Reads and empties the log. Frames and workers of other origins are in it as far as the browser
/// reports them: for stand-ins the server's count is the truth.
pub async fn drain(browser: &Browser) -> Vec<Request> {
    if let Some(between) = &browser.between {
        return between.drain();
    }
    let log = browser.post("se/log", json!({"type": "performance"})).await;
    let entries: Vec<Value> = log.as_array().unwrap().iter().filter_map(message).collect();
    let stopped: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| entry["method"] == "Network.loadingFailed")
        .filter(|entry| entry["params"].get("blockedReason").is_some())
        .filter_map(|entry| entry["params"]["requestId"].as_str())
        .collect();
    let sent = entries
        .iter()
        .filter(|entry| entry["method"] == "Network.requestWillBeSent");
    sent.filter_map(|entry| request(&entry["params"]))
        .filter(|request| !stopped.contains(request.id.as_str()))
        .collect()
}

fn message(entry: &Value) -> Option<Value> {
    let mut wrapped: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    Some(wrapped["message"].take())
}

fn request(parameters: &Value) -> Option<Request> {
    let request = &parameters["request"];
    let url = url::Url::parse(request["url"].as_str()?).ok()?;
    // The browser's own pages have schemes of their own.
    url.scheme().starts_with("http").then_some(())?;
    let host = url.host_str()?.to_owned();
    Some(Request {
        method: request["method"].as_str()?.to_owned(),
        host,
        path: url[url::Position::BeforePath..].to_owned(),
        body: request["postData"].as_str().map(str::to_owned),
        id: parameters["requestId"].as_str()?.to_owned(),
    })
}
