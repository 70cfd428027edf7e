//! An embed in a declarative shadow root, as server-rendered components have them: its placeholder, and each way to have it.

use std::net::Ipv4Addr;

use axum::{Router, response::Html, routing::get};
use product_tests::{Engine, Launch, Visitor, World};
use tokio::net::TcpListener;

use crate::placeholder::{ALWAYS, ONCE, films};

const PLACEHOLDER: &str =
    "document.querySelector('site-film').shadowRoot.querySelector('samtycke-placeholder')";
const COME: &str = "(() => {
    const root = document.querySelector('site-film').shadowRoot, frame = root.querySelector('iframe');
    return !root.querySelector('samtycke-placeholder') && frame.checkVisibility() && !!frame.src;
})()";

async fn press(visitor: &Visitor, button: &str) {
    let middle = format!(
        "(() => {{
            const box = {PLACEHOLDER}.shadowRoot.querySelector('{button}').getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()"
    );
    let middle = visitor.js(&middle).await;
    let [x, y] = [0, 1].map(|side| middle[side].as_f64().unwrap() as i64);
    visitor.click_at(x, y).await;
}

// ACCEPTANCE 44 (partly: in a declarative shadow root)
#[tokio::test]
async fn an_embed_of_a_declarative_shadow_root_has_its_placeholder_and_comes_once_each_time() {
    let Some(world) = World::start().await else {
        return;
    };
    let snippet = world.snippet("shop", Engine::default().snippet()).await;
    let shop = world.shop.origin().rsplit(':').next().unwrap().to_owned();
    let page = format!(
        "<!doctype html><html lang=\"en\"><head>{snippet}<title>Shadow</title><link rel=\"icon\" href=\"data:,\"></head>\
         <body><main data-page><site-film><template shadowrootmode=\"open\">\
         <style>iframe {{ width: 400px; height: 225px; border: 0 }}</style>\
         <iframe title=\"A night\" src=\"http://video.localhost:{shop}/embed/natt\"></iframe>\
         </template></site-film></main></body></html>"
    );
    let app = Router::new().fallback(get(|| async { Html(page) }));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let origin = format!("http://shop.localhost:{port}");
    let visitor = world.visitor_at(origin, Launch::default()).await;

    let waits = format!(
        "{PLACEHOLDER}?.offsetWidth === 400 && {PLACEHOLDER}.offsetHeight === 225
            && {PLACEHOLDER}.shadowRoot.textContent.includes('Filmrutan')"
    );
    visitor.open("/").await;
    visitor.sees(&waits).await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    press(&visitor, ONCE).await;
    visitor.sees(COME).await;
    visitor.quiet().await;
    assert_eq!(films(&world), 1);
    assert!(!visitor.has("advertising").await);

    visitor.reload().await;
    visitor.sees(&waits).await;
    press(&visitor, ALWAYS).await;
    visitor.sees(COME).await;
    visitor.quiet().await;
    assert_eq!(films(&world), 2);
    assert!(visitor.has("advertising").await);

    visitor.take_back().await;
    visitor
        .sees("window.samtycke?.has('advertising') === false")
        .await;
    visitor.whole().await;
    visitor.sees(&waits).await;
    assert_eq!(films(&world), 2, "asked for after the withdrawal");
    server.abort();
}
