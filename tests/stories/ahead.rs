//! What a page needs of its own is asked for while the page is still text.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};
use product_tests::{Engine, Launch, Setup, World};

use crate::own_site::{OwnSite, sent};

const PAGE: &str = r#"<!doctype html><html lang="en"><head>SNIPPET<title>Ahead</title>
<link rel="author" href="http://[/none.js">
<link rel="stylesheet" href="/look.css?v=1"><script src='/shop/cart.js?v=2' defer></script><script src=plain.js></script>
<script src="THIRD/tag.js"></script></head><body><main>text</main><a href="/away.js">a file that has moved</a>
<a href="/a.js?b=1&amp;c=2">an address that is not spelled as it is</a><a href="/page">a page</a></body></html>"#;

/// What was asked for, and by what (`Sec-Fetch-Dest`; of a fetch it is `empty`).
type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// That page, with a base, which changes what its addresses mean, and behind a policy of its own that lets nothing be fetched.
async fn house() -> Option<(World, OwnSite, Asked)> {
    let world = World::with(Setup::default()).await?;
    let snippet = world.snippet("shop", Engine::Chromium.snippet()).await;
    let port = world.shop.origin().rsplit(':').next().unwrap().to_owned();
    let third = format!("http://stats.localhost:{port}");
    let page = PAGE.replace("SNIPPET", &snippet).replace("THIRD", &third);
    let based = page.replace("<title>", "<base href=\"/deep/\"><title>");
    let closed = page.clone();
    let closed_by = format!("connect-src {}", world.collector.origin());
    let asked = Asked::default();
    let books = asked.clone();
    let answer = move |request: Request<Body>| async move {
        let path = request.uri().to_string();
        let reason = request.headers().get("sec-fetch-dest");
        let reason = reason.and_then(|value| value.to_str().ok());
        let entry = (path.clone(), reason.unwrap_or_default().to_owned());
        books.lock().unwrap().push(entry);
        let kept = [(header::CACHE_CONTROL, "max-age=600")];
        let name = path.split('?').next().unwrap_or_default();
        let answer: Response = match name {
            "/" => Html(page).into_response(),
            "/based" => Html(based).into_response(),
            "/closed" => {
                ([(header::CONTENT_SECURITY_POLICY, closed_by)], Html(closed)).into_response()
            }
            "/away.js" => Redirect::temporary(&format!("{third}/away.js")).into_response(),
            _ if name.ends_with(".css") => sent("text/css", "main{color:rgb(1,2,3)}"),
            _ => sent("text/javascript", "window.own = (window.own || 0) + 1;"),
        };
        (kept, answer).into_response()
    };
    let site = OwnSite::on("shop.localhost", Router::new().fallback(answer)).await;
    Some((world, site, asked))
}

#[tokio::test]
async fn what_a_page_needs_of_its_own_is_asked_for_while_it_is_text() {
    let Some((world, site, asked)) = house().await else {
        return;
    };
    let visitor = world
        .visitor_at(site.origin.clone(), Launch::default())
        .await;
    let told = |name: &str| -> Vec<String> {
        let books = asked.lock().unwrap();
        let of_it = books.iter().filter(|(path, _)| path == name);
        of_it.map(|(_, reason)| reason.clone()).collect()
    };
    visitor.open("/").await;
    visitor.sees("window.own === 2").await;
    visitor.quiet().await;
    // Asked for once, by us: what the page asks for then is there.
    for own in ["/look.css?v=1", "/shop/cart.js?v=2", "/plain.js"] {
        assert_eq!(told(own), ["empty"], "{own}");
    }
    let color = "getComputedStyle(document.querySelector('main')).color";
    assert_eq!(visitor.js(color).await, "rgb(1, 2, 3)");
    // One that leads to another site was asked for, and the other site was not; nor was anything but files.
    assert_eq!(told("/away.js"), ["empty"]);
    for other in ["/page", "/a.js?b=1", "/a.js?b=1&amp;c=2"] {
        assert!(told(other).is_empty(), "{other}");
    }
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    // With a base nothing is asked for that the page does not mean; the second script, which reads that, asks.
    visitor.open("/based").await;
    visitor.sees("window.own === 2").await;
    visitor.quiet().await;
    assert_eq!(told("/deep/plain.js"), ["empty"]);
    assert_eq!(told("/plain.js").len(), 1);
    // Where nothing may be fetched, the page asks as ever.
    asked.lock().unwrap().clear();
    let visitor = world
        .visitor_at(site.origin.clone(), Launch::default())
        .await;
    visitor.open("/closed").await;
    visitor.sees("window.own === 2").await;
    visitor.quiet().await;
    assert_eq!(told("/plain.js"), ["script"]);
    assert_eq!(visitor.js(color).await, "rgb(1, 2, 3)");
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}
