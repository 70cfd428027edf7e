//! The staff of a test's collector, what they may ask with, and receipts of known people.

#![expect(dead_code, reason = "each test file uses its own part of this")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

pub mod case;

use std::sync::OnceLock;

use collector_server::{
    staff::{Role, Secret, hash_password},
    storage::{AuditEntry, NewStaffUser, StaffToken},
};
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use serde_json::{Value, json};

use crate::collector::{Collector, NOW, Setup, assertion, read, with};

pub const PASSWORD: &str = "correct horse battery";
/// Our own pages' origin, as `public_url` says.
pub const OWN_ORIGIN: &str = "http://consent.localhost:8080";

/// A collector that believes `X-Forwarded-For` from loopback, so that a test chooses addresses.
pub fn setup() -> Setup {
    Setup {
        settings: "trusted_proxies = [\"127.0.0.0/8\"]".to_owned(),
        limits: "per_address_per_minute = 100000".to_owned(),
        ..Setup::default()
    }
}

fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(PASSWORD).unwrap())
        .clone()
}

/// Adds a user with [`PASSWORD`].
pub async fn add_user(collector: &Collector, name: &str, role: &str) -> i64 {
    let user = NewStaffUser {
        name: name.to_owned(),
        role: role.to_owned(),
        password_hash: password_hash(),
        created_at_ms: NOW.as_millis(),
    };
    collector
        .state
        .staff
        .add_staff_user(user)
        .await
        .unwrap()
        .user_id
}

/// A token of a new user of that role.
pub async fn token(collector: &Collector, role: Role) -> String {
    let name = format!("{role}-{}", Secret::random().unwrap().as_str());
    let user_id = add_user(collector, &name, role.as_str()).await;
    token_of(collector, user_id, None).await
}

pub async fn token_of(collector: &Collector, user_id: i64, expires_at_ms: Option<i64>) -> String {
    let secret = Secret::random().unwrap();
    let token = StaffToken {
        secret_hash: secret.hash(),
        user_id,
        label: "test".to_owned(),
        created_at_ms: NOW.as_millis(),
        expires_at_ms,
    };
    collector.state.staff.add_token(token).await.unwrap();
    secret.to_token()
}

/// Every row of the audit log, oldest first.
pub async fn audit(collector: &Collector) -> Vec<AuditEntry> {
    let mut rows = collector.state.staff.audit(1000).await.unwrap();
    rows.reverse();
    rows
}

/// A search as a program makes it.
pub async fn search(collector: &Collector, token: &str, body: Value) -> (u16, Value) {
    let request = collector
        .request(reqwest::Method::POST, "/v1/staff/receipts/search")
        .bearer_auth(token)
        .json(&body);
    read(request.send().await.unwrap()).await
}

/// The ids of the receipts of a page.
pub fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("a page");
    items
        .iter()
        .map(|item| item["receipt_id"].as_str().unwrap().to_owned())
        .collect()
}

/// A person who chose, and what is known of the receipt.
#[derive(Clone, Debug)]
pub struct Person {
    pub number: u8,
    pub user_id: Option<String>,
    pub ip: String,
    pub statistics: bool,
    pub advertising: bool,
    pub receipt_id: String,
    pub code: String,
    pub time: i64,
}

/// Records a choice of person `number`, from `ip`, a second after the one before.
pub async fn choose(
    collector: &Collector,
    number: u8,
    user_id: Option<&str>,
    ip: &str,
    (statistics, advertising): (bool, bool),
) -> Person {
    use base64::Engine as _;
    collector.clock.advance(1000);
    let word = |granted: bool| if granted { "granted" } else { "denied" };
    let key = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([number; 16]);
    let mut choice = with(collector.choice(), "consent_key", json!(key));
    choice["purposes"] = json!({"statistics": word(statistics), "advertising": word(advertising)});
    if let Some(user_id) = user_id {
        let now = collector.state.clock.now().as_millis() / 1000;
        let claims = json!({"aud": "shop", "sub": user_id, "iat": now, "exp": now + 300});
        choice["assertion"] = json!(assertion::sign(&claims));
    }
    let request = collector.post(&choice).header("x-forwarded-for", ip);
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 201, "{answer}");
    Person {
        number,
        user_id: user_id.map(str::to_owned),
        ip: ip.to_owned(),
        statistics,
        advertising,
        receipt_id: answer["receipt_id"].as_str().unwrap().to_owned(),
        code: answer["code"].as_str().unwrap().to_owned(),
        time: collector.state.clock.now().as_millis(),
    }
}

/// A browser with one cookie, which follows no redirect by itself.
pub struct Browser {
    client: Client,
    pub cookie: String,
    pub language: &'static str,
}

impl Browser {
    pub fn new() -> Self {
        Self {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            cookie: String::new(),
            language: "en",
        }
    }

    /// Signed in through the page.
    pub async fn signed_in(collector: &Collector, role: Role) -> Self {
        let name = format!("{role}-{}", Secret::random().unwrap().as_str());
        add_user(collector, &name, role.as_str()).await;
        let mut browser = Self::new();
        let answer = browser.log_in(collector, &name, PASSWORD).await;
        assert_eq!(answer.status(), 303);
        browser
    }

    /// Sends the login form and keeps the cookie.
    pub async fn log_in(&mut self, collector: &Collector, name: &str, password: &str) -> Response {
        let form = [("name", name), ("password", password)];
        let answer = self
            .form(collector, "/console/login", &form)
            .send()
            .await
            .unwrap();
        if let Some(line) = answer.headers().get("set-cookie") {
            let line = line.to_str().unwrap();
            self.cookie = line.split(';').next().unwrap().to_owned();
        }
        answer
    }

    pub fn get(&self, collector: &Collector, path: &str) -> RequestBuilder {
        self.client
            .get(collector.url(path))
            .header("cookie", &self.cookie)
            .header("accept-language", self.language)
    }

    /// A form as our own page sends it, without its token.
    pub fn form(
        &self,
        collector: &Collector,
        path: &str,
        fields: &[(&str, &str)],
    ) -> RequestBuilder {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        self.client
            .post(collector.url(path))
            .header("cookie", &self.cookie)
            .header("accept-language", self.language)
            .header("origin", OWN_ORIGIN)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.join("&"))
    }

    /// The token that the pages of this session carry.
    pub fn form_token(&self) -> String {
        let secret = self.cookie.split_once('=').unwrap().1;
        Secret::form_token(secret)
    }

    /// Searches through the page.
    pub async fn search(&self, collector: &Collector, fields: &[(&str, &str)]) -> (u16, String) {
        let token = self.form_token();
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        let answer = self.form(collector, "/console/search", &all);
        page(answer.send().await.unwrap()).await
    }
}

/// Status and HTML.
pub async fn page(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap())
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
