//! What was held runs after a choice as it would have run while the page was read.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use product_tests::{ACCEPT, Launch, REJECT, Setup, World};
use tokio::net::TcpListener;

const PAGE: &str = include_str!("late/page.html");

/// The scripts of the third party, by path. `slow` is also late.
const SCRIPTS: [(&str, &str); 13] = [
    ("/module.js", "log.push('module')"),
    ("/deferred.js", "log.push('deferred')"),
    ("/async.js", "window.ranAsync = true"),
    (
        "/slow.js",
        "log.push('slow');
         addEventListener('load', (event) => log.push('slow heard ' + event.type));
         document.addEventListener('DOMContentLoaded', (event) => log.push('slow heard ' + event.type));
         const before = window.onload;
         window.onload = () => { if (before) before(); log.push('slow onload'); };",
    ),
    ("/throws.js", "log.push('throws'); throw new Error('theirs')"),
    // A tag cut in two, and a script that needs the one before it.
    (
        "/writes.js",
        r#"log.push(document.currentScript.id);
         document.write("<b id=wri");
         document.writeln("tten>written</b><script src='{ads}/inner.js'><\/script>");
         document.write("<script>log.push('within ' + typeof fromInner)<\/script>");"#,
    ),
    (
        "/inner.js",
        "log.push('inner'); window.fromInner = 1; document.write('<i id=deep></i>')",
    ),
    // Code of the site's own begins with what this brings.
    (
        "/library.js",
        "log.push('library'); window.Library = { begin: (how) => log.push('begun ' + how) }",
    ),
    (
        "/latelibrary.js",
        "window.LateLibrary = { begin() { window.lateBegun = (window.lateBegun || 0) + 1; } }",
    ),
    (
        "/made.js",
        "window.madeRan = (window.madeRan || 0) + 1",
    ),
    ("/last.js", "log.push('last'); window.fromLast = 1"),
    ("/svg.js", "log.push('svg')"),
    ("/film.mp4", ""),
];

type Hits = Arc<Mutex<BTreeMap<String, usize>>>;

#[derive(Clone)]
struct Served {
    page: String,
    ads: String,
    hits: Hits,
}

/// The page, and what the third party answers.
async fn answer(State(served): State<Served>, headers: HeaderMap, uri: Uri) -> Response {
    let host = headers[header::HOST].to_str().unwrap();
    if !host.starts_with("ads.") {
        return Html(served.page).into_response();
    }
    let path = uri.path().to_owned();
    *served.hits.lock().unwrap().entry(path.clone()).or_default() += 1;
    if path == "/slow.js" {
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let found = SCRIPTS.iter().find(|(script, _)| *script == path);
    let Some((_, code)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let head = [
        (header::CONTENT_TYPE, "text/javascript"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (head, code.replace("{ads}", &served.ads)).into_response()
}

// ACCEPTANCE 30 (partly: what was held comes once each, and as the page meant it)
#[tokio::test]
async fn held_scripts_run_in_the_order_of_the_parser_write_in_their_place_and_hear_what_has_passed()
{
    let site = include_str!("real_tags/site.toml").replace("\"segment.io\"", "\"ads.localhost\"");
    let setup = Setup {
        sites: vec![("real.toml", site)],
        ..Setup::default()
    };
    let Some(world) = World::with(setup).await else {
        return;
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let ads = format!("http://ads.localhost:{port}");
    let snippet = world.snippet("real", "snippet.txt").await;
    let page = PAGE
        .replace("<!-- snippet -->", snippet.trim_end())
        .replace("{ads}", &ads);
    let hits = Hits::default();
    let served = Served {
        page,
        ads,
        hits: hits.clone(),
    };
    let app = Router::new().fallback(answer).with_state(served);
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let origin = format!("http://real.localhost:{port}");

    let visitor = world.visitor_at(origin.clone(), Launch::default()).await;
    visitor.open("/").await;
    visitor.quiet().await;
    assert_eq!(*hits.lock().unwrap(), BTreeMap::new());
    visitor.js("window.notReloaded = true").await;
    visitor.answer(ACCEPT).await;
    visitor
        .sees("window.ranAsync && window.lateBegun && window.madeLoaded && log.includes('slow onload')")
        .await;
    visitor.quiet().await;

    assert!(visitor.holds("window.notReloaded").await);
    let log = visitor.js("log").await;
    let log: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|line| line.as_str())
        .collect();
    assert_eq!(
        log,
        [
            "page heard load",
            "page onload",
            "slow",
            "loaded slow",
            "failed gone",
            "throws",
            "writer",
            "inner",
            "within number",
            "library",
            "begun at once",
            "begun by window",
            "last",
            "inline number",
            "svg",
            "module",
            "deferred",
            "slow heard DOMContentLoaded",
            "slow heard load",
            "slow onload",
        ]
    );
    assert!(
        visitor
            .holds("lateBegun === 1 && madeRan === 1 && madeLoaded === 1")
            .await
    );
    let began = "ownBegan === 1 && !window.brokenBegan";
    assert!(
        visitor.holds(began).await,
        "what had begun is not run again"
    );
    let written = "document.querySelector('#writer + #written') && document.getElementById('deep') \
         && document.getElementById('before') && document.getElementById('after') && true";
    assert!(visitor.holds(written).await, "written in its place");
    // The page's own functions are the browser's again.
    let own = "!['write', 'writeln', 'addEventListener'].some((name) => Object.hasOwn(document, name)) \
         && !Object.hasOwn(window, 'addEventListener')";
    assert!(visitor.holds(own).await);
    let mut seen = hits.lock().unwrap().clone();
    // A player may ask for a film in pieces.
    assert!(seen.remove("/film.mp4").is_some(), "{seen:?}");
    let all = SCRIPTS.iter().map(|(path, _)| *path);
    let all = all.chain(["/gone.js", "/in-shadow.gif", "/in-frame.gif", "/wide.gif"]);
    let once: BTreeMap<_, _> = all
        .filter(|path| *path != "/film.mp4")
        .map(|path| (path.to_owned(), 1))
        .collect();
    assert_eq!(seen, once);

    hits.lock().unwrap().clear();
    let other = world.visitor_at(origin, Launch::default()).await;
    other.open("/").await;
    other.answer(REJECT).await;
    other.reload().await;
    other.quiet().await;
    assert_eq!(*hits.lock().unwrap(), BTreeMap::new(), "after a refusal");
    server.abort();
}
