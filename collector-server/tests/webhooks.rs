//! Webhooks over HTTP: what a site's server is told, how it is signed, and what happens while it cannot be reached.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
#[path = "../../docs/helpers/samtycke.rs"]
#[expect(
    dead_code,
    reason = "the helper for sites; this test uses a part of it"
)]
mod samtycke;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use collector::{
    Collector, Setup, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read, with,
};
use serde_json::{Value, json};
use uuid::Uuid;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const DAY_MS: i64 = 24 * 3600 * 1000;

/// The site's server: keeps what it got, and answers as it is told to.
#[derive(Clone)]
struct Receiver {
    status: Arc<AtomicU16>,
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    port: u16,
}

impl Receiver {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            status: Arc::new(AtomicU16::new(204)),
            got: Arc::default(),
            port: listener.local_addr().unwrap().port(),
        };
        let app = Router::new()
            .route("/hook", post(Self::take))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        receiver
    }

    async fn take(State(receiver): State<Self>, headers: HeaderMap, body: Bytes) -> Response {
        let body = String::from_utf8(body.to_vec()).unwrap();
        receiver.got.lock().unwrap().push((headers, body));
        let status = StatusCode::from_u16(receiver.status.load(Ordering::SeqCst)).unwrap();
        (status, [(header::LOCATION, "/hook")]).into_response()
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    fn got(&self) -> Vec<(HeaderMap, String)> {
        self.got.lock().unwrap().clone()
    }

    /// Waits until so many messages came in.
    async fn waits_for(&self, count: usize) -> Vec<(HeaderMap, String)> {
        for _ in 0..200 {
            if self.got().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let got = self.got();
        assert_eq!(got.len(), count);
        got
    }

    /// A site whose server this is.
    fn setup(&self, setup: Setup, events: &str) -> Setup {
        let mut setup = with_clauses(setup);
        std::fs::write(
            setup.folder.path().join("webhook.key"),
            format!("{SECRET}\n"),
        )
        .unwrap();
        setup.site.push_str(&format!(
            "\n[[webhooks]]\nurl = \"http://shop.localhost:{}/hook\"\nsecret_file = \"webhook.key\"\nevents = [{events}]\n",
            self.port
        ));
        setup
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers[name].to_str().unwrap()
}

fn verified(collector: &Collector, (headers, body): &(HeaderMap, String)) -> Value {
    assert!(
        samtycke::is_webhook(
            SECRET,
            text(headers, "webhook-id"),
            text(headers, "webhook-timestamp"),
            text(headers, "webhook-signature"),
            body.as_bytes(),
            collector.clock_seconds(),
        ),
        "{headers:?}"
    );
    serde_json::from_str(body).unwrap()
}

async fn deliver(collector: &Collector) -> usize {
    let webhooks = &collector.state.webhooks;
    webhooks
        .deliver_due(&collector.state.metrics)
        .await
        .unwrap()
}

fn withdrawal(collector: &Collector) -> Value {
    let none = json!({"statistics": "denied", "advertising": "denied"});
    with(collector.choice(), "purposes", none)
}

// ACCEPTANCE 40
#[tokio::test]
async fn a_change_reaches_the_sites_server_within_the_minute_signed_and_naming_nobody() {
    let receiver = Receiver::start().await;
    let collector = receiver.setup(Setup::default(), "").start().await;
    let token = assertion::sign(&assertion::claims("kund-1042"));
    let choice = with(collector.choice(), "assertion", json!(token));
    let answer = collector.record(&choice).await.1;
    // Nobody asks for it: the collector does it by itself, within ten seconds here.
    let got = receiver.waits_for(1).await;
    let message = verified(&collector, &got[0]);
    let record_id = collector.receipts().await[0].claims.record_id;
    let expected = json!({
        "type": "consent.changed", "timestamp": answer["event_time"],
        "data": {
            "receipt_id": answer["receipt_id"], "record_id": record_id, "site": "shop",
            "state": "ConsentGiven", "method": "banner.save", "event_time": answer["event_time"],
            "decisions": {"statistics": "granted", "advertising": "denied"},
        },
    });
    assert_eq!(message, expected);
    let whole = format!("{:?}", got[0]);
    for secret in [
        "kund-1042",
        "127.0.0.1\"",
        "AAAAAAAAAAAAAAAAAAAAAQ",
        "Firefox",
    ] {
        assert!(!message.to_string().contains(secret), "{secret} in {whole}");
    }
    // The same again changes nothing, so there is nothing to tell; a withdrawal is told.
    collector.record(&choice).await;
    collector.record(&withdrawal(&collector)).await;
    let got = receiver.waits_for(2).await;
    assert_eq!(
        verified(&collector, &got[1])["data"]["state"],
        "ConsentWithdrawn"
    );
    assert_ne!(got[0].0["webhook-id"], got[1].0["webhook-id"]);
    let metrics = collector.metrics().await;
    assert!(
        metrics.contains("collector_webhooks_total{site=\"shop\",outcome=\"delivered\"} 2"),
        "{metrics}"
    );
    let forged = text(&got[1].0, "webhook-signature");
    assert!(!samtycke::is_webhook(
        SECRET,
        "msg_other",
        "1",
        forged,
        got[1].1.as_bytes(),
        1
    ));
}

// ACCEPTANCE 40
#[tokio::test]
async fn what_was_not_taken_is_sent_again_the_same_later_and_later() {
    let receiver = Receiver::start().await;
    receiver.answers(500);
    let collector = receiver.setup(Setup::default(), "").start().await;
    collector.record(&collector.choice()).await;
    let mut got = receiver.waits_for(1).await;
    for seconds in [6, 36, 144, 720] {
        assert_eq!(deliver(&collector).await, 0);
        assert_eq!(receiver.got().len(), got.len(), "not before its time");
        collector.clock.advance(seconds * 1000);
        deliver(&collector).await;
        got = receiver.waits_for(got.len() + 1).await;
    }
    let outbox = collector.outbox();
    let troubled = outbox.troubled(10).await.unwrap();
    assert_eq!(troubled.len(), 1);
    assert_eq!(
        (troubled[0].attempts, troubled[0].last_error.as_deref()),
        (5, Some("status 500"))
    );
    receiver.answers(200);
    collector.clock.advance(2200 * 1000);
    deliver(&collector).await;
    let got = receiver.waits_for(6).await;
    let first = &got[0];
    for message in &got {
        assert_eq!(
            message.0["webhook-id"], first.0["webhook-id"],
            "so that it counts once"
        );
        assert_eq!(message.1, first.1);
    }
    assert_ne!(got[5].0["webhook-timestamp"], first.0["webhook-timestamp"]);
    verified(&collector, &got[5]);
    assert!(outbox.troubled(10).await.unwrap().is_empty());
    collector.clock.advance(DAY_MS);
    assert_eq!(deliver(&collector).await, 0);
    assert_eq!(receiver.got().len(), 6);
}

// ACCEPTANCE 40 (partly: nothing is lost with the process)
#[tokio::test]
async fn what_is_to_be_told_outlives_the_process() {
    let receiver = Receiver::start().await;
    receiver.answers(503);
    let collector = receiver.setup(Setup::default(), "").start().await;
    collector.record(&collector.choice()).await;
    receiver.waits_for(1).await;
    let folder = collector.stop().await;
    receiver.answers(200);
    let setup = Setup {
        folder,
        ..Setup::default()
    };
    let collector = receiver.setup(setup, "").start().await;
    collector.clock.advance(60_000);
    deliver(&collector).await;
    let got = receiver.waits_for(2).await;
    assert_eq!(got[0].0["webhook-id"], got[1].0["webhook-id"]);
}

#[tokio::test]
async fn a_message_is_given_up_after_three_days_shown_and_tried_again_on_demand() {
    let receiver = Receiver::start().await;
    // A redirect is no success, and is not followed: the address it names was not declared.
    receiver.answers(307);
    let collector = receiver.setup(Setup::default(), "").start().await;
    collector.record(&collector.choice()).await;
    receiver.waits_for(1).await;
    for _ in 0..20 {
        collector.clock.advance(DAY_MS / 4);
        deliver(&collector).await;
    }
    let outbox = collector.outbox();
    let given_up = outbox.troubled(10).await.unwrap();
    assert_eq!((given_up.len(), given_up[0].next_at_ms), (1, None));
    assert_eq!(given_up[0].last_error.as_deref(), Some("status 307"));
    assert_eq!(
        receiver.got().len(),
        usize::try_from(given_up[0].attempts).unwrap()
    );
    assert!(
        collector
            .metrics()
            .await
            .contains("outcome=\"given_up\"} 1")
    );
    receiver.answers(200);
    assert_eq!(deliver(&collector).await, 0);
    let now_ms = collector.clock_seconds() * 1000;
    assert_eq!(outbox.retry(now_ms).await.unwrap(), 1);
    collector.clock.advance(60_000);
    deliver(&collector).await;
    assert!(outbox.troubled(10).await.unwrap().is_empty());
    // 410 says: never again.
    receiver.answers(410);
    collector.record(&withdrawal(&collector)).await;
    collector.clock.advance(1000);
    deliver(&collector).await;
    for _ in 0..100 {
        if !outbox.troubled(10).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let gone = outbox.troubled(10).await.unwrap();
    assert_eq!((gone[0].attempts, gone[0].next_at_ms), (1, None));
}

#[tokio::test]
async fn a_site_is_told_of_the_states_it_asked_for_and_of_clauses_by_channel() {
    let receiver = Receiver::start().await;
    let events = "\"ConsentWithdrawn\", \"Objection\"";
    let collector = receiver.setup(Setup::default(), events).start().await;
    let token = assertion::sign(&assertion::claims("kund-1042"));
    let site = collector.state.published.site("shop").unwrap();
    let text = site.clauses[0].texts[0].notice_hash;
    for (event, channels) in [
        ("consent", json!({"email": false, "post": true})),
        ("withdrawal", json!({"post": true})),
    ] {
        let body = json!({
            "clause": "newsletter", "event": event, "channels": channels,
            "notice_hash": text, "notice_lang": "sv", "assertion": token,
        });
        let request = collector
            .request(reqwest::Method::POST, "/v1/clauses")
            .bearer_auth(TOKEN)
            .header("idempotency-key", Uuid::new_v4().to_string())
            .json(&body);
        assert_eq!(read(request.send().await.unwrap()).await.0, 201);
    }
    let got = receiver.waits_for(1).await;
    let data = &verified(&collector, &got[0])["data"];
    assert_eq!(
        (&data["state"], &data["clause"]),
        (&json!("ConsentWithdrawn"), &json!("newsletter"))
    );
    assert_eq!(
        data["decisions"],
        json!({"email": "denied", "post": "denied"})
    );
}

#[tokio::test]
async fn a_secret_that_is_none_is_told_before_the_start() {
    let receiver = Receiver::start().await;
    let setup = receiver.setup(Setup::default(), "");
    std::fs::write(setup.folder.path().join("webhook.key"), "short").unwrap();
    let file = setup.write();
    let environment = collector_server::config::Environment::default();
    let config = collector_server::config::Config::load(&file, &environment).unwrap();
    let error = collector_server::startup::publish(&config, &file)
        .err()
        .unwrap();
    let text = format!("{error:#}");
    assert!(
        text.contains("webhooks[0]") && text.contains("whsec_"),
        "{text}"
    );
    assert!(!text.contains("short"), "{text}");
}
