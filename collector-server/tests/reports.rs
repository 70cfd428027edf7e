//! Reports of a page's policy, and what staff see of them.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::{Collector, ORIGIN, read};
use collector_server::staff::Role;
use office::{Browser, page, setup, token};
use reqwest::{Method, Response};
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn about(blocked: &str) -> Value {
    json!({"csp-report": {
        "document-uri": "https://shop.example/kassan?email=anna@example.org",
        "referrer": "https://search.example/?q=anna",
        "blocked-uri": blocked,
        "effective-directive": "img-src",
        "original-policy": "default-src 'self'",
    }})
}

async fn report(collector: &Collector, body: &Value) -> Response {
    collector
        .request(Method::POST, "/s/shop/reports")
        .header("content-type", "application/csp-report")
        .body(body.to_string())
        .send()
        .await
        .unwrap()
}

async fn listed(collector: &Collector, token: &str, query: &str) -> (u16, Value) {
    let path = format!("/v1/staff/unclassified{query}");
    read(
        collector
            .get(&path)
            .bearer_auth(token)
            .send()
            .await
            .unwrap(),
    )
    .await
}

// ACCEPTANCE 41 (partly: hosts that a policy's reports name; that they are held is shown elsewhere)
#[tokio::test]
async fn a_host_that_nobody_knows_is_listed_with_its_count_and_an_entry_for_the_site_file() {
    let collector = setup().start().await;
    for blocked in [
        "https://new.example/pixel?user=anna",
        "https://new.example",
        "https://other.example/x",
        // Declared in the site file, known from the catalogue, and the site's own.
        "https://stats.example/x",
        "https://www.google-analytics.com/collect",
        "https://shop.example/x",
    ] {
        assert_eq!(report(&collector, &about(blocked)).await.status(), 204);
    }
    // Other pages' reports are not ours to count.
    let mut foreign = about("https://foreign.example");
    foreign["csp-report"]["document-uri"] = json!("https://elsewhere.example/");
    assert_eq!(report(&collector, &foreign).await.status(), 204);

    // Nothing in it is about a person: every role may read it.
    for role in Role::ALL {
        let token = token(&collector, role).await;
        let (status, answer) = listed(&collector, &token, "").await;
        assert_eq!(status, 200, "{answer}");
        let items = answer["items"].as_array().unwrap();
        let hosts: Vec<_> = items.iter().map(|item| &item["host"]).collect();
        assert_eq!(hosts, ["new.example", "other.example"], "{answer}");
        assert_eq!(items[0]["count"], 2);
        assert_eq!(items[0]["directives"], json!(["img-src"]));
        assert_eq!(items[0]["first_day"], "2026-11-23");
        let entry = items[0]["entry"].as_str().unwrap();
        assert!(entry.contains("hosts = [\"new.example\"]"), "{entry}");
        assert!(!answer.to_string().contains("anna"), "{answer}");
        assert_eq!(
            listed(&collector, &token, "?site=none").await.1["items"],
            json!([])
        );
        assert_eq!(listed(&collector, &token, "?side=shop").await.0, 400);
    }
    assert_eq!(listed(&collector, "smt_wrong", "").await.0, 401);

    // Seen for the last time ninety days ago: gone.
    collector.clock.advance(90 * DAY_MS);
    let token = token(&collector, Role::Dpo).await;
    assert_eq!(listed(&collector, &token, "").await.1["items"], json!([]));
}

#[tokio::test]
async fn the_console_shows_the_list_in_both_languages() {
    let collector = setup().start().await;
    let mut browser = Browser::signed_in(&collector, Role::Admin).await;
    let path = "/console/unclassified";
    let (status, html) = page(browser.get(&collector, path).send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert!(
        html.contains("Nothing unclassified was reported."),
        "{html}"
    );
    report(&collector, &about("https://new.example/pixel")).await;
    for (language, title) in [
        ("en", "Unclassified services"),
        ("sv", "Oklassade tjänster"),
    ] {
        browser.language = language;
        let (_, html) = page(browser.get(&collector, path).send().await.unwrap()).await;
        assert!(
            html.contains(title) && html.contains(">new.example</th>"),
            "{html}"
        );
        assert!(html.contains("[[services]]"), "{html}");
        assert!(html.contains("data-copy=\"entry-0\""), "{html}");
    }
    let stranger = Browser::new().get(&collector, path).send().await.unwrap();
    assert_eq!(stranger.headers()["location"], "/console/login");
}

#[tokio::test]
async fn reports_are_bounded_and_leave_the_choices_their_room() {
    let mut limited = setup();
    limited.limits = "per_address_per_minute = 3".to_owned();
    let collector = limited.start().await;
    let wrong = json!({"a": 1});
    assert_eq!(report(&collector, &wrong).await.status(), 400);
    let large = about(&format!("https://new.example/{}", "x".repeat(70_000)));
    assert_eq!(report(&collector, &large).await.status(), 413);
    // A report repeats the policy, so it may be larger than a choice.
    let long = about(&format!("https://new.example/{}", "x".repeat(30_000)));
    assert_eq!(report(&collector, &long).await.status(), 204);
    let refused = report(&collector, &long).await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(collector.record(&collector.choice()).await.0, 201);
    let elsewhere = collector.request(Method::POST, "/s/none/reports");
    assert_eq!(elsewhere.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn only_reports_are_taken_and_a_browser_may_send_them_from_the_sites_pages() {
    let collector = setup().start().await;
    let text = collector
        .request(Method::POST, "/s/shop/reports")
        .header("content-type", "text/plain")
        .body(about("https://new.example").to_string());
    assert_eq!(text.send().await.unwrap().status(), 415);
    for (origin, status) in [(ORIGIN, 204), ("https://elsewhere.example", 403)] {
        let ask = collector
            .request(Method::OPTIONS, "/s/shop/reports")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        assert_eq!(ask.send().await.unwrap().status(), status);
    }
    let many = json!([{"type": "csp-violation", "body": {
        "documentURL": "https://shop.example/", "blockedURL": "https://new.example/",
        "effectiveDirective": "script-src-elem",
    }}]);
    let sent = collector
        .request(Method::POST, "/s/shop/reports")
        .header("content-type", "application/reports+json")
        .body(many.to_string());
    assert_eq!(sent.send().await.unwrap().status(), 204);
    let token = token(&collector, Role::Auditor).await;
    let (_, answer) = listed(&collector, &token, "?site=shop").await;
    assert_eq!(answer["items"][0]["directives"], json!(["script-src-elem"]));
}

/// A site that only observes, and its reports.
async fn observing() -> Collector {
    let mut observing = setup();
    observing.site = observing
        .site
        .replacen("languages", "mode = \"observe\"\nlanguages", 1);
    observing.start().await
}

fn observed(kind: &str, name: &str) -> Value {
    json!({"type": "samtycke-observed", "body": {
        "documentURL": "https://shop.example/", "kind": kind, "name": name,
    }})
}

async fn send(collector: &Collector, reports: &Value) {
    let sent = collector
        .request(Method::POST, "/s/shop/reports")
        .header("content-type", "application/reports+json")
        .body(reports.to_string());
    assert_eq!(sent.send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_site_that_observes_is_told_what_would_be_held_by_which_rule_and_layer() {
    let collector = observing().await;
    let fetched = |host: &str, directive: &str| {
        json!({"type": "csp-violation", "body": {
            "documentURL": "https://shop.example/", "blockedURL": format!("https://{host}"),
            "effectiveDirective": directive,
        }})
    };
    let reports = json!([
        fetched("a.stats.example", "script-src"),
        fetched("a.stats.example", "connect-src"),
        fetched("www.google-analytics.com", "connect-src"),
        fetched("new.example", "img-src"),
        fetched("pay.example", "script-src"),
        observed("cookie", "_st_*"),
        observed("cookie", "_ga"),
        // No name of a rule: it could say something of a person.
        observed("cookie", "anna"),
        observed("local", "_ga"),
    ]);
    send(&collector, &reports).await;
    let token = token(&collector, Role::Auditor).await;
    let (_, answer) = listed(&collector, &token, "").await;
    let told: Vec<_> = answer["observed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            assert_eq!(one["entry"].is_string(), one["rule"] == "unknown", "{one}");
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            let layers = one["layers"].to_string();
            [
                text("what"),
                text("category"),
                text("rule"),
                text("of"),
                layers,
            ]
            .join(" ")
        })
        .collect();
    let mut told = told;
    told.sort();
    assert_eq!(
        told,
        [
            "_ga statistics catalogue Google [\"storage\"]",
            "_st_* statistics site-file Räknaren [\"storage\"]",
            "a.stats.example statistics site-file Räknaren [\"elements\",\"network\"]",
            "new.example unknown unknown  [\"elements\"]",
            "www.google-analytics.com statistics catalogue Google [\"network\"]",
        ]
    );
    // A stored name is no host that somebody should classify.
    let hosts: Vec<_> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["host"])
        .collect();
    assert_eq!(hosts, ["new.example"]);

    let mut browser = Browser::signed_in(&collector, Role::Admin).await;
    for (language, words) in [
        ("en", "It is no protection."),
        ("sv", "Det är inget skydd."),
    ] {
        browser.language = language;
        let asked = browser.get(&collector, "/console/unclassified");
        let (_, html) = page(asked.send().await.unwrap()).await;
        assert!(
            html.contains(words) && html.contains(">_st_*</th>"),
            "{html}"
        );
        assert!(html.contains("Räknaren</td>"), "{html}");
    }
}

#[tokio::test]
async fn a_site_that_observes_gets_another_script_and_the_tag_alone() {
    let collector = observing().await;
    let script = collector.get("/s/shop/consent.js").send().await.unwrap();
    let script = script.text().await.unwrap();
    assert!(
        script.contains("It is no protection") && !script.contains("@@"),
        "{script}"
    );
    for file in [
        "snippet.txt",
        "snippet.walled.txt",
        "snippet.strict.txt",
        "snippet.plain.txt",
    ] {
        let lines = collector
            .get(&format!("/s/shop/{file}"))
            .send()
            .await
            .unwrap();
        let lines = lines.text().await.unwrap();
        assert_eq!(lines.lines().count(), 1, "{lines}");
        assert!(lines.starts_with("<script src="), "{lines}");
    }
    // Names are counted for sites that observe only.
    let held = setup().start().await;
    send(&held, &json!([observed("cookie", "_ga")])).await;
    let token = token(&held, Role::Dpo).await;
    assert_eq!(listed(&held, &token, "").await.1["observed"], json!([]));
}

// Whoever forges reports cannot fill the disk.
#[tokio::test]
async fn a_day_keeps_no_more_than_its_bound() {
    let mut open = setup();
    open.limits = "per_address_per_minute = 100000".to_owned();
    let collector = open.start().await;
    for part in 0..6 {
        let reports: Vec<Value> = (0..100)
            .map(|number| {
                json!({"type": "csp-violation", "body": {
                    "documentURL": "https://shop.example/",
                    "blockedURL": format!("https://h{part}-{number}.example/"),
                    "effectiveDirective": "img-src",
                }})
            })
            .collect();
        let sent = collector
            .request(Method::POST, "/s/shop/reports")
            .header("content-type", "application/reports+json")
            .body(json!(reports).to_string());
        assert_eq!(sent.send().await.unwrap().status(), 204);
    }
    let token = token(&collector, Role::Dpo).await;
    let (_, answer) = listed(&collector, &token, "").await;
    assert_eq!(answer["items"].as_array().unwrap().len(), 500);
}
