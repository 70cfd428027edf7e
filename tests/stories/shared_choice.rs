//! One choice for all hosts of a domain.

use std::net::Ipv4Addr;

use axum::{Router, response::Html, routing::get};
use product_tests::{ACCEPT, Engine, Launch, Setup, World};
use tokio::net::TcpListener;

const HOSTS: [&str; 2] = ["www.shop.localhost", "blog.shop.localhost"];

#[tokio::test]
async fn what_is_chosen_and_withdrawn_on_one_host_holds_on_the_other() {
    let Some(world) = World::with(Setup {
        site: |site| {
            let origins = site["origins"].as_array_mut().unwrap();
            origins.extend(HOSTS.map(|host| format!("http://{host}:*").into()));
            site.insert("share".into(), "shop.localhost".into());
        },
        ..Setup::default()
    })
    .await
    else {
        return;
    };
    let snippet = world.snippet("shop", "snippet.txt").await;
    let page = format!(
        "<!doctype html><html lang=\"sv\"><head>{snippet}<title>Host</title><link rel=\"icon\" href=\"data:,\"></head>\
         <body><main data-page>Host</main></body></html>"
    );
    let app = Router::new().fallback(get(|| async { Html(page) }));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let [www, blog] = HOSTS.map(|host| format!("http://{host}:{port}/"));

    let visitor = world.visitor_at(String::new(), Launch::default()).await;
    visitor.open(&www).await;
    visitor.answer(ACCEPT).await;
    visitor
        .sees("samtycke.has('statistics & advertising')")
        .await;
    visitor.open(&blog).await;
    visitor.quiet().await;
    assert!(
        !visitor.is_asked().await,
        "the choice of the other host holds"
    );
    assert!(visitor.has("statistics & advertising").await);

    visitor.open_settings().await;
    visitor.save_settings(&["statistics"]).await;
    visitor.open(&www).await;
    visitor.quiet().await;
    assert!(!visitor.is_asked().await);
    assert!(visitor.has("statistics").await);
    assert!(
        !visitor.has("advertising").await,
        "it was withdrawn on the other host"
    );
    let all = visitor.cookies().await;
    let ours: Vec<_> = (all.into_iter())
        .filter(|cookie| cookie.name == "samtycke")
        .map(|cookie| cookie.domain)
        .collect();
    // The page's own host has one label more.
    assert_eq!(ours, ["shop.localhost"], "one cookie, for the domain");
    // Only Chromium shows those of other hosts too.
    if visitor.engine() == Engine::Chromium {
        let all = visitor
            .cdp("Storage.getCookies", serde_json::json!({}))
            .await;
        let ours: Vec<_> = (all["cookies"].as_array().unwrap().iter())
            .filter(|cookie| cookie["name"] == "samtycke")
            .map(|cookie| cookie["domain"].clone())
            .collect();
        assert_eq!(ours, [".shop.localhost"], "one cookie, for the domain");
    }
    let receipts = world.owner().waits_for(2).await;
    assert_eq!(receipts[0]["method"], "prefs.save");
    server.abort();
}
