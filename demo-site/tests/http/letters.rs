//! The shop's forms for letters and offers, against a collector that only keeps what it is told.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    extract::State,
    http::HeaderMap,
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::client::{self, Client};

/// Everything that the shop's server asked, and what it is answered.
#[derive(Clone, Default)]
struct Collector {
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    state: Arc<Mutex<Value>>,
}

impl Collector {
    /// A visitor of a shop that asks this collector.
    async fn visitor(&self) -> Client {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = Router::new()
            .route("/s/shop/clauses.json", get(|| async { Json(document()) }))
            .route("/v1/clauses", post(Self::record))
            .route("/v1/state", post(Self::tell))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let mut config = client::config();
        config.collector = format!("http://consent.localhost:{port}");
        config.server_token = "token-of-the-shop".to_owned();
        Client::with(config).await
    }

    async fn record(
        State(collector): State<Self>,
        headers: HeaderMap,
        Json(body): Json<Value>,
    ) -> Json<Value> {
        assert_eq!(headers["authorization"], "Bearer token-of-the-shop");
        assert_eq!(headers["idempotency-key"].len(), 36);
        let is_ticked = body["channels"]["email"] == true;
        collector
            .asked
            .lock()
            .unwrap()
            .push(("clauses".to_owned(), body));
        if !is_ticked {
            return Json(
                json!({"recorded": false, "state": null, "channels": {"email": "not_asked"}}),
            );
        }
        Json(json!({
            "recorded": true, "state": "ConsentRequested", "code": "7K3M-Q9TX-2HWD",
            "channels": {"email": "pending", "post": "denied"},
            "confirm": {"url": "http://consent.localhost/confirm/sv/secret", "expires": "…"},
            "unsubscribe": {
                "url": "http://consent.localhost/unsubscribe/sv/other",
                "headers": {"List-Unsubscribe": "<http://consent.localhost/unsubscribe/sv/other>"},
            },
        }))
    }

    async fn tell(State(collector): State<Self>, Json(body): Json<Value>) -> Json<Value> {
        collector
            .asked
            .lock()
            .unwrap()
            .push(("state".to_owned(), body));
        Json(collector.state.lock().unwrap().clone())
    }

    fn asked(&self, what: &str) -> Vec<Value> {
        let asked = self.asked.lock().unwrap();
        let fitting = asked.iter().filter(|(kind, _)| kind == what);
        fitting.map(|(_, body)| body.clone()).collect()
    }
}

fn document() -> Value {
    let clause = |id: &str, channels: [&str; 2]| {
        let texts = |title: &str| {
            json!({
                "notice_hash": "ab".repeat(32), "title": title, "text": "Ja & gärna.",
                "channels": channels.map(|id| json!({"id": id, "label": format!("label-{id}")})),
            })
        };
        json!({"id": id, "languages": {"sv": texts("Brev <b>"), "en": texts("Letters")}})
    };
    json!({"site": "shop", "clauses": [
        clause("newsletter", ["email", "post"]), clause("offers", ["email", "sms_mms"]),
    ]})
}

const SHOWN: &str =
    "newsletter.shown=email+post&newsletter.notice_hash=abab&newsletter.notice_lang=sv";

// ACCEPTANCE 62 (partly: unticked by default, in a form without script)
#[tokio::test]
async fn every_box_is_unticked_and_labelled_and_the_text_is_escaped() {
    let visitor = Collector::default().visitor().await;
    for at in ["/newsletter", "/en/newsletter"] {
        let page = visitor.get(at).await.body;
        assert_eq!(page.matches("type=\"checkbox\"").count(), 4, "{page}");
        assert!(!page.contains("checked"));
        assert!(page.contains("Ja &amp; gärna.") && page.contains("label-sms_mms"));
        assert!(page.contains(&format!("value=\"{}\"", "ab".repeat(32))));
    }
    assert!(
        visitor
            .get("/newsletter")
            .await
            .body
            .contains("Brev &lt;b&gt;")
    );
}

// ACCEPTANCE 62 (partly: the shop's part of the double opt-in)
#[tokio::test]
async fn a_sign_up_goes_through_the_shops_server_without_the_address() {
    let collector = Collector::default();
    let visitor = collector.visitor().await;
    let form = format!("{SHOWN}&newsletter.email=yes&email=someone%40example.com");
    let page = visitor
        .post("/newsletter", Box::leak(form.into_boxed_str()))
        .await
        .body;
    let [event] = &collector.asked("clauses")[..] else {
        panic!("one event")
    };
    assert_eq!(event["channels"], json!({"email": true, "post": false}));
    assert_eq!(
        (&event["event"], &event["notice_lang"]),
        (&json!("consent"), &json!("sv"))
    );
    assert!(event["assertion"].as_str().unwrap().starts_with("eyJ"));
    assert!(!event.to_string().contains("someone") && !page.contains("someone"));
    assert!(
        page.contains("http://consent.localhost/confirm/sv/secret"),
        "{page}"
    );
    assert!(
        page.contains("List-Unsubscribe: &#60;http") || page.contains("List-Unsubscribe: &lt;http"),
        "{page}"
    );
    assert!(page.contains("7K3M-Q9TX-2HWD") && page.contains("väntar på bekräftelse"));
    let none = visitor.post("/newsletter", SHOWN).await.body;
    assert!(none.contains("Ingen ruta var ikryssad"), "{none}");
    assert_eq!(visitor.cookies(), None);
}

#[tokio::test]
async fn the_account_shows_how_things_stand_and_saves_the_whole_grid() {
    let collector = Collector::default();
    *collector.state.lock().unwrap() = json!({"state": {
        "clauses": {"newsletter": {"email": true, "post": false}, "offers": {}}, "objected": ["offers"],
    }});
    let visitor = collector.visitor().await;
    visitor.post("/login", "customer=10042").await;
    let page = visitor.get("/account").await.body;
    assert_eq!(page.matches(" checked>").count(), 1, "{page}");
    assert!(page.contains("name=\"newsletter.email\" value=\"yes\" checked"));
    assert!(page.contains("id=\"objected\"") && !page.contains("id=\"object\""));
    assert_eq!(collector.asked("state")[0], json!({"user_id": "10042"}));
    visitor.post("/account/letters", SHOWN).await;
    assert_eq!(collector.asked("clauses")[0]["event"], "save");
    visitor.post("/account/object", "").await;
    let objection = &collector.asked("clauses")[1];
    assert_eq!(
        (&objection["event"], &objection["clause"]),
        (&json!("objection"), &json!("offers"))
    );
}

#[tokio::test]
async fn without_a_collector_nothing_is_asked_and_nothing_is_lost_by_saving() {
    let visitor = Client::start().await;
    let page = visitor.get("/newsletter").await;
    assert!(page.status == 200 && page.body.contains("id=\"no-clauses\""));
    visitor.post("/login", "customer=10042").await;
    let page = visitor.get("/account").await.body;
    assert!(page.contains("id=\"no-clauses\"") && !page.contains("id=\"save-letters\""));
    let page = visitor.post("/newsletter", SHOWN).await.body;
    assert!(page.contains("id=\"not-recorded\""), "{page}");
}

// ACCEPTANCE 40 (partly: the shop's forwarder)
#[tokio::test]
async fn an_order_is_told_to_the_advertiser_only_when_the_state_allows_it() {
    let collector = Collector::default();
    let visitor = collector.visitor().await;
    let events = |visitor: &Client| {
        let tally = serde_json::to_value(visitor.shop.hits().tally()).unwrap();
        tally.to_string().matches("server-events").count()
    };
    for (answer, is_sent) in [
        (json!(null), false),
        (
            json!({"state": {"may": false, "exp": 9_999_999_999_u64}}),
            false,
        ),
        (json!({"state": {"may": true, "exp": 1}}), false),
        (
            json!({"state": {"may": true, "exp": 9_999_999_999_u64}}),
            true,
        ),
    ] {
        *collector.state.lock().unwrap() = answer.clone();
        visitor.set_cookie("samtycke=1a.f.t0.1.AAAAAAAAAAAAAAAAAAAAAQ");
        visitor.post("/cart", "slug=kasa").await;
        let page = visitor.post("/checkout", "delivery=post").await.body;
        assert!(
            page.contains(&format!("data-sent=\"{is_sent}\"")),
            "{answer}: {page}"
        );
        assert_eq!(events(&visitor) > 0, is_sent, "{answer}");
    }
    let asked = collector.asked("state");
    assert_eq!(
        asked[0],
        json!({"consent_key": "AAAAAAAAAAAAAAAAAAAAAQ", "ask": ["advertising"]})
    );
}
