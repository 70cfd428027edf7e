//! The opener asks for the second script by a name that stays, before anybody knows of which release the first is. Between two
//! releases a browser, or a cache on the way, may have one of each.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{Html, IntoResponse as _, Response},
};
use product_tests::{ACCEPT, World};

use crate::own_site::OwnSite;

/// A copy of the collector in which the second script under the name that stays is of another release, and says that it ran.
#[derive(Clone)]
struct Copy {
    /// Where the collector is, and how pages call it.
    collector: [String; 2],
    /// The names that were asked for, in order.
    asked: Arc<Mutex<Vec<String>>>,
}

async fn answer(State(copy): State<Copy>, headers: HeaderMap, uri: Uri) -> Response {
    let path = uri.path();
    let whole = reqwest::get(format!("{}{path}", copy.collector[0]));
    let whole = whole.await.unwrap();
    let kind = whole.headers()[header::CONTENT_TYPE].clone();
    let mut text = whole.text().await.unwrap();
    let name = path.rsplit('/').next().unwrap();
    if name == "consent.js" {
        let here = format!("http://{}", headers[header::HOST].to_str().unwrap());
        text = text.replace(&copy.collector[1], &here);
    }
    if name == "act.js" {
        let (before, rest) = text.split_once("\"release\":\"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        text = format!("isOld = true;{before}\"release\":\"0123456789abcdef\"{after}");
    }
    copy.asked.lock().unwrap().push(name.to_owned());
    let anybody = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (anybody, [(header::CONTENT_TYPE, kind)], text).into_response()
}

#[tokio::test]
async fn a_second_script_of_another_release_does_nothing_and_the_right_one_is_asked_for_by_its_name()
 {
    let Some(world) = World::start().await else {
        return;
    };
    let copy = Copy {
        collector: [world.collector.url(""), world.collector.origin()],
        asked: Arc::default(),
    };
    let asked = Arc::clone(&copy.asked);
    let copies = OwnSite::on(
        "consent.localhost",
        Router::new().fallback(answer).with_state(copy),
    )
    .await;
    let snippet = world.snippet("shop", "snippet.txt").await;
    let snippet = snippet.replace(&world.collector.origin(), &copies.origin);
    let page = format!(
        "<!doctype html><html lang=\"en\"><head>{snippet}<title>Two</title></head><body><main data-page>two</main></body></html>"
    );
    let site = OwnSite::on(
        "shop.localhost",
        Router::new().fallback(|| async { Html(page) }),
    )
    .await;
    let visitor = world.visitor().await;
    visitor.open(&format!("{}/", site.origin)).await;
    visitor.answer(ACCEPT).await;
    visitor.sees("samtycke.has('statistics')").await;
    assert!(visitor.holds("window.isOld === true").await);
    let asked = asked.lock().unwrap().clone();
    let acts: Vec<_> = asked
        .iter()
        .filter(|name| name.starts_with("act."))
        .collect();
    assert_eq!(acts.len(), 2, "{asked:?}");
    assert_eq!(acts[0], "act.js", "{asked:?}");
}
