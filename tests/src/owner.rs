//! The site's owner: asks the staff API with a token of their own.

use std::fs;

use serde_json::Value;

use crate::{Collector, wait};

/// A member of staff with a token.
pub struct Owner {
    http: reqwest::Client,
    search: String,
    receipts: String,
    unclassified: String,
    token: String,
}

impl Owner {
    pub(crate) fn new(collector: &Collector, token: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            search: collector.url("/v1/staff/receipts/search"),
            receipts: collector.url("/v1/staff/receipts"),
            unclassified: collector.url("/v1/staff/unclassified"),
            token: token.to_owned(),
        }
    }

    /// Makes a member of staff who may see everything, and a token for them.
    pub(crate) fn hire(collector: &Collector) -> String {
        let password = collector.folder().join("owner-password");
        fs::write(&password, "a long enough pass phrase\n").unwrap();
        let password = password.display().to_string();
        collector.command(&[
            "user",
            "add",
            "owner",
            "--role",
            "dpo",
            "--password-file",
            &password,
        ]);
        let said = collector.command(&["user", "token", "owner"]);
        let token = said
            .split_whitespace()
            .find(|word| word.starts_with("smt_"));
        token.expect("a token is printed").to_owned()
    }

    /// What sites that only observe would hold.
    pub async fn observed(&self) -> Vec<Value> {
        let asked = self.http.get(&self.unclassified).bearer_auth(&self.token);
        let mut answer: Value = asked.send().await.unwrap().json().await.unwrap();
        match answer["observed"].take() {
            Value::Array(items) => items,
            other => panic!("no list: {other}"),
        }
    }

    /// The receipts that a filter finds, newest first.
    pub async fn find(&self, filter: Value) -> Vec<Value> {
        let answer = self
            .http
            .post(&self.search)
            .bearer_auth(&self.token)
            .json(&filter)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let mut body: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{status}: {body}");
        match body["items"].take() {
            Value::Array(items) => items,
            other => panic!("items is {other}"),
        }
    }

    /// The proof bundle of a receipt, once a checkpoint covers it.
    pub async fn bundle(&self, receipt_id: &str) -> Value {
        let address = format!("{}/{receipt_id}/proof", self.receipts);
        wait::until(&format!("a proof of {receipt_id}"), async || {
            let asked = self.http.get(&address).bearer_auth(&self.token);
            let answer = asked.send().await.unwrap();
            match answer.status().is_success() {
                true => Some(answer.json().await.unwrap()),
                false => None,
            }
        })
        .await
    }

    /// Every receipt.
    pub async fn receipts(&self) -> Vec<Value> {
        self.find(serde_json::json!({})).await
    }

    /// Waits until there are `count` receipts and returns them.
    pub async fn waits_for(&self, count: usize) -> Vec<Value> {
        wait::until(&format!("{count} receipts"), async || {
            let receipts = self.receipts().await;
            (receipts.len() == count).then_some(receipts)
        })
        .await
    }
}
