//! A site that only observes: nothing is held, nobody is asked, and staff see what would be held.

use std::net::Ipv4Addr;

use axum::{Router, response::Html, routing::get};
use collector_server::publish::snippet::{Form, snippet};
use consent_core::site::SiteFile;
use product_tests::{Launch, Setup, World, wait};
use tokio::net::TcpListener;

async fn observing() -> Option<World> {
    World::with(Setup {
        site: |table| {
            table.insert("mode".to_owned(), "observe".into());
        },
        ..Setup::default()
    })
    .await
}

#[tokio::test]
async fn a_site_that_observes_runs_as_without_us_and_is_told_what_would_be_held() {
    let Some(world) = observing().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    for host in ["ads.localhost", "stats.localhost", "video.localhost"] {
        wait::until(host, async || (world.hits().host(host) > 0).then_some(())).await;
    }
    visitor.sees("document.cookie.includes('_st_id')").await;
    assert!(
        !visitor
            .cookie_names()
            .await
            .contains(&"samtycke".to_owned())
    );
    assert!(!visitor.is_asked().await);
    assert!(!visitor.has("statistics").await);
    let console = visitor.console().await;
    assert!(console.contains("It is no protection"), "{console}");

    let owner = world.owner();
    let told = wait::until("what would be held", async || {
        let told = owner.observed().await;
        let names = |name: &str| told.iter().any(|one| one["what"] == name);
        let is_all = names("stats.localhost") && names("ads.localhost") && names("_st_id");
        is_all.then_some(told)
    })
    .await;
    let one = |what: &str| told.iter().find(|one| one["what"] == what).unwrap();
    assert_eq!(one("stats.localhost")["rule"], "site-file");
    assert_eq!(one("stats.localhost")["category"], "statistics");
    assert_eq!(one("_st_id")["layers"], serde_json::json!(["storage"]));
    // The site's own host and the collector's are nobody's business.
    assert!(
        !told
            .iter()
            .any(|one| one["what"] == "shop.localhost" || one["what"] == "consent.localhost")
    );
}

#[tokio::test]
async fn a_page_that_still_has_the_default_snippet_comes_back_as_it_was() {
    let Some(world) = observing().await else {
        return;
    };
    let file: SiteFile = toml::from_str(include_str!("../../demo-site/site/shop.toml")).unwrap();
    let lines = snippet(
        &file.check().unwrap(),
        &world.collector.origin(),
        Form::Default,
    )
    .unwrap();
    let page = format!(
        "<!doctype html><html lang=en data-x=1><head>{lines}<title>t</title></head><body data-page>\
         <script>window.order = ['inline'];</script><img id=i src=http://ads.localhost:{}/static.gif>\
         <script>order.push(document.compatMode)</script></body></html>",
        world.shop.addr().port()
    );
    let app = Router::new().fallback(get(|| async { Html(page) }));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let origin = format!("http://shop.localhost:{port}");
    let visitor = world.visitor_at(origin, Launch::default()).await;
    visitor.open("/").await;
    visitor.sees("order.join() === 'inline,CSS1Compat'").await;
    assert!(
        visitor
            .holds("document.documentElement.dataset.x === '1' && document.title === 't'")
            .await
    );
    wait::until("the image", async || {
        (world.hits().host("ads.localhost") > 0).then_some(())
    })
    .await;
    server.abort();
}
