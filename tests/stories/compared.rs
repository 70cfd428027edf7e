//! Who compares a page with what it was sent, and who waits for a script before anything else: routers and frameworks.

use axum::{Router, response::Html, routing::get};
use product_tests::{ACCEPT, Engine, Launch, Setup, World};
use serde_json::json;

use crate::own_site::{OwnSite, sent};

/// Turbo compares `outerHTML`, Nuxt what `getAttributeNames` says, and both add what they do not find; Next hydrates when each
/// script that was to come before it has come or failed. (Behind the other snippets who fetches a page himself meets the wall.)
const PAGE: &str = r#"<!doctype html><html lang="en"><head>SNIPPET<title>Compared</title>
<script>var ran = [];</script><script data-of="us" src="THIRD/head.js?a=1&amp;b=2" defer></script>
<script>
var __next_s = [["THIRD/before.js", {}]], order = [], hydrated = false;
window.visited = async () => {
    const sent = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const theirs = sent.querySelector("[data-of]");
    if ([...document.scripts].some((mine) => mine.outerHTML === theirs.outerHTML)) return;
    const script = document.createElement("script");
    for (const { name, value } of theirs.attributes) script.setAttribute(name, value);
    document.head.append(script);
};
Promise.all(__next_s.map(([src]) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.onload = () => done(order.push("load"));
    script.onerror = () => failed(order.push("error"));
    script.src = src;
    document.head.append(script);
}))).catch(() => {}).then(() => { hydrated = true; });
</script></head><body><main>a</main></body></html>"#;

// ACCEPTANCE 32 (partly: exactly once, where routers compare pages)
#[tokio::test]
async fn what_a_router_adds_once_more_runs_once_and_nobody_waits_in_vain_for_a_script() {
    for engine in Engine::available() {
        let Some(world) = World::with(Setup {
            engine,
            ..Setup::default()
        })
        .await
        else {
            return;
        };
        let ran = |name: &'static str| {
            get(async move || sent("text/javascript", format!("ran.push('{name}')")))
        };
        let third = Router::new()
            .route("/head.js", ran("head"))
            .route("/before.js", ran("before"));
        let third = OwnSite::on("nobody.localhost", third).await;
        let page = PAGE
            .replace("SNIPPET", &world.snippet("shop", "snippet.txt").await)
            .replace("THIRD", &third.origin);
        let site = Router::new()
            .route("/", get(async || Html(page)))
            .fallback(async || "");
        let site = OwnSite::on("shop.localhost", site).await;
        let visitor = world
            .visitor_at(site.origin.clone(), Launch::default())
            .await;
        visitor.open("/").await;
        visitor.sees("hydrated && order.join() === 'error'").await;
        let visit = "window.over = false, setTimeout(() => visited().then(() => { window.over = true; }), 0), 0";
        for _ in 0..2 {
            visitor.js(visit).await;
            visitor.sees("over").await;
        }
        assert_eq!(visitor.js("ran").await, json!([]), "{engine:?}");
        visitor.answer(ACCEPT).await;
        visitor.sees("ran.length === 2 && order.length === 2").await;
        visitor.js(visit).await;
        visitor.sees("over").await;
        visitor.quiet().await;
        assert_eq!(
            visitor.js("[...ran].sort().join()").await,
            "before,head",
            "{engine:?}"
        );
    }
}
