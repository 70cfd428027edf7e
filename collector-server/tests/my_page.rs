//! "My consents": what the page may do, whom it listens to, and what it says.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use collector::{Collector, Setup, fixture::clauses::with_clauses};
use reqwest::{Response, header};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

async fn page(collector: &Collector, query: &str) -> Response {
    let path = format!("/s/shop/my{query}");
    collector.get(&path).send().await.unwrap()
}

fn head<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers()[name].to_str().unwrap()
}

/// What stands between two texts.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let start = text.find(before).unwrap() + before.len();
    let length = text[start..].find(after).unwrap();
    &text[start..start + length]
}

// ACCEPTANCE 66 (partly: the page's policy and its languages)
#[tokio::test]
async fn the_page_runs_its_own_script_only_and_stands_in_the_sites_frames_only() {
    let collector = with_clauses(Setup::default()).start().await;
    let answer = page(&collector, "?lang=sv").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(head(&answer, "referrer-policy"), "no-referrer");
    let policy = head(&answer, "content-security-policy").to_owned();
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("connect-src 'self'"), "{policy}");
    let framed = between(&policy, "frame-ancestors ", ";");
    assert_eq!(framed, "https://shop.example http://shop.localhost:*");
    let html = answer.text().await.unwrap();
    for (directive, open) in [("style-src", "<style>"), ("script-src", "<script>")] {
        let close = open.replace('<', "</");
        let hash = STANDARD.encode(Sha256::digest(between(&html, open, &close)));
        assert!(
            policy.contains(&format!("{directive} 'sha256-{hash}'")),
            "{directive}"
        );
        assert_eq!(html.matches(open).count(), 1);
    }
    // Nothing is fetched from anywhere: addresses stand only in the data, as the site's own origins.
    let data = between(&html, "id=\"my\">", "</script>");
    assert!(!html.replace(data, "").contains("://"), "{html}");
    assert!(
        !html.contains(" style=") && !html.contains(" onclick="),
        "{html}"
    );
}

#[tokio::test]
async fn it_speaks_swedish_and_english_and_says_the_same_in_both() {
    let collector = with_clauses(Setup::default()).start().await;
    let mut names = Vec::new();
    for (query, accepted, lang, title) in [
        ("?lang=sv", "en", "sv", "Mina samtycken"),
        ("?lang=en", "sv", "en", "My consents"),
        ("", "sv-SE, en;q=0.5", "sv", "Mina samtycken"),
        ("", "de", "en", "My consents"),
        ("?lang=%3Cscript%3E", "sv", "en", "My consents"),
    ] {
        let request = collector.get(&format!("/s/shop/my{query}"));
        let request = request.header(header::ACCEPT_LANGUAGE, accepted);
        let html = request.send().await.unwrap().text().await.unwrap();
        assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{query}");
        assert!(html.contains(title), "{query}");
        let data: Value = serde_json::from_str(between(&html, "id=\"my\">", "</script>")).unwrap();
        assert_eq!(data["lang"], lang);
        assert!(
            data["clauses"]["newsletter"].is_string() && data["purposes"]["statistics"].is_string()
        );
        let texts = data["texts"].as_object().unwrap();
        assert!(
            texts
                .values()
                .all(|text| text.as_str().is_some_and(|text| !text.is_empty()))
        );
        names.push(texts.keys().cloned().collect::<Vec<_>>());
    }
    assert!(names.windows(2).all(|two| two[0] == two[1]));
    let unknown = collector.get("/s/nowhere/my").send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn the_element_holds_nobodys_key_and_tells_only_the_collector() {
    let collector = Collector::start().await;
    let answer = collector.get("/s/shop/my.js").send().await.unwrap();
    assert!(head(&answer, "content-type").starts_with("text/javascript"));
    assert_eq!(head(&answer, "access-control-allow-origin"), "*");
    let script = answer.text().await.unwrap();
    assert!(
        script.contains("\"base\":\"http://consent.localhost:8080\""),
        "{script}"
    );
    assert!(!script.contains("@@") && !script.contains("\"*\""));
}
