//! Cases, as a program of the data protection officer works on them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

use crate::collector::{Collector, read};

/// The key of person `number`, as the browser keeps it.
pub fn key(number: u8) -> String {
    URL_SAFE_NO_PAD.encode([number; 16])
}

pub async fn post(collector: &Collector, token: &str, path: &str, body: Value) -> (u16, Value) {
    let request = collector
        .request(Method::POST, path)
        .bearer_auth(token)
        .json(&body);
    read(request.send().await.unwrap()).await
}

pub async fn get(collector: &Collector, token: &str, path: &str) -> (u16, Value) {
    read(collector.get(path).bearer_auth(token).send().await.unwrap()).await
}

pub async fn letter(collector: &Collector, token: &str, path: &str) -> (u16, String) {
    let answer = collector.get(path).bearer_auth(token).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap())
}

/// Opens a case by the device's key and gives its path.
pub async fn open(collector: &Collector, token: &str, number: u8, kind: &str) -> String {
    let body = json!({"consent_key": key(number), "kind": kind, "identity": "device_key"});
    let (status, case) = post(collector, token, "/v1/staff/cases", body).await;
    assert_eq!(status, 201, "{case}");
    format!("/v1/staff/cases/{}", case["number"].as_str().unwrap())
}
