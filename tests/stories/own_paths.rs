//! A service that the site's own server passes on, by paths that the site file declares.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    http::Uri,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use product_tests::{Engine, Launch, REJECT, SETTINGS, Setup, Visitor, World};
use toml::{Table, Value};

use crate::own_site::{OwnSite, sent};

const PAGE: &str = r#"<!doctype html><html lang="en"><head>SNIPPET<title>Paths</title>
<script src="/counter.js"></script><link rel="stylesheet" href="/stats/sheet.css"><script src="/own.js"></script>
</head><body><main></main><img src="stats/pixel.gif" alt=""><img src="/out/pixel.gif" alt=""><img src="/statistics.gif" alt="">
<iframe src="/stats/frame.html"></iframe>
<script>
fetch("/stats/event");
navigator.sendBeacon("./stats/beacon");
new Image().src = "/stats/made.gif";
document.head.append(Object.assign(document.createElement("script"), { src: location.origin + "/stats/late.js" }));
document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/stats/late.css" }));
</script></body></html>"#;

/// What that page asks for of each.
const STATISTICS: [&str; 9] = [
    "/counter.js",
    "/stats/beacon",
    "/stats/event",
    "/stats/frame.html",
    "/stats/late.css",
    "/stats/late.js",
    "/stats/made.gif",
    "/stats/pixel.gif",
    "/stats/sheet.css",
];
const ADVERTISING: &str = "/out/pixel.gif";
const OWN: [&str; 2] = ["/own.js", "/statistics.gif"];

/// How often each path was asked for.
type Asked = Arc<Mutex<BTreeMap<String, usize>>>;

fn times(asked: &Asked, path: &str) -> usize {
    asked.lock().unwrap().get(path).copied().unwrap_or_default()
}

fn declared(site: &mut Table) {
    let paths = [
        ("matladan", vec!["/stats/", "/counter.js"]),
        ("annonsbo", vec!["/out/"]),
    ];
    let services = site["services"].as_array_mut().unwrap();
    for (id, paths) in paths {
        let mut services = services.iter_mut().filter_map(Value::as_table_mut);
        let service = services.find(|service| service["id"].as_str() == Some(id));
        service.unwrap().insert("paths".to_owned(), paths.into());
    }
}

/// That site, on another port of the shop's host, and what it is asked for.
async fn house(engine: Engine) -> Option<(World, OwnSite, Asked)> {
    let world = World::with(Setup {
        engine,
        site: declared,
        ..Setup::default()
    })
    .await?;
    let page = PAGE.replace("SNIPPET", &world.snippet("shop", engine.snippet()).await);
    // A gate that does not come, on a page without code of its own, which nobody would hold.
    let (markup, _) = page.split_once("<script>\nfetch").unwrap();
    let lost = markup.replace("/consent.js", "/nothing.js");
    let asked = Asked::default();
    let counts = asked.clone();
    let app = Router::new()
        .route("/", get(|| async { Html(page) }))
        .route("/lost", get(|| async { Html(lost) }))
        .fallback(move |uri: Uri| {
            let counts = counts.clone();
            async move { answer(&counts, uri.path()) }
        });
    Some((world, OwnSite::on("shop.localhost", app).await, asked))
}

fn answer(counts: &Asked, path: &str) -> Response {
    *counts.lock().unwrap().entry(path.to_owned()).or_default() += 1;
    match path.rsplit_once('.') {
        Some((_, "js")) => sent(
            "text/javascript",
            format!("(window.ran ||= []).push('{path}')"),
        ),
        Some((_, "css")) => sent("text/css", ""),
        _ => "".into_response(),
    }
}

async fn arrives(world: &World, site: &OwnSite, asked: &Asked, engine: Engine) -> Visitor {
    let origin = site.origin.clone();
    let visitor = world.visitor_at(origin, Launch::default()).await;
    visitor.open("/").await;
    visitor.quiet().await;
    waits(asked, engine);
    visitor
}

/// Nothing of a service was asked for, and all that is the site's own.
fn waits(asked: &Asked, engine: Engine) {
    for path in STATISTICS.into_iter().chain([ADVERTISING]) {
        assert_eq!(times(asked, path), 0, "{engine:?}: {path} of {asked:?}");
    }
    for path in OWN {
        assert!(times(asked, path) > 0, "{engine:?}: {path} of {asked:?}");
    }
}

// ACCEPTANCE 28 (partly: what the site's own server passes on), 30 (partly: the same)
#[tokio::test]
async fn what_the_own_server_passes_on_waits_where_the_site_file_declares_its_path() {
    for engine in Engine::available() {
        let Some((world, site, asked)) = house(engine).await else {
            return;
        };
        let visitor = arrives(&world, &site, &asked, engine).await;
        visitor.answer(SETTINGS).await;
        visitor.save_settings(&["statistics"]).await;
        visitor.sees("window.ran?.includes('/stats/late.js')").await;
        visitor.quiet().await;
        for path in STATISTICS {
            assert_eq!(times(&asked, path), 1, "{engine:?}: {path} of {asked:?}");
        }
        assert_eq!(times(&asked, ADVERTISING), 0, "{engine:?}: {asked:?}");
        let ran = visitor.js("window.ran.join()").await;
        assert_eq!(ran, "/own.js,/counter.js,/stats/late.js", "{engine:?}");
    }
}

// ACCEPTANCE 29 (partly: what the site's own server passes on)
#[tokio::test]
async fn refused_it_is_asked_for_neither_on_this_page_nor_on_the_next() {
    for engine in Engine::available() {
        let Some((world, site, asked)) = house(engine).await else {
            return;
        };
        let visitor = arrives(&world, &site, &asked, engine).await;
        visitor.answer(REJECT).await;
        visitor.quiet().await;
        visitor.open("/").await;
        visitor.quiet().await;
        waits(&asked, engine);
    }
}

// ACCEPTANCE 22 (partly: what the site's own server passes on)
#[tokio::test]
async fn without_the_gate_it_waits_in_the_markup_all_the_same() {
    for engine in Engine::available() {
        let Some((world, site, asked)) = house(engine).await else {
            return;
        };
        let origin = site.origin.clone();
        let visitor = world.visitor_at(origin, Launch::default()).await;
        visitor.open("/lost").await;
        visitor.sees("window.ran?.includes('/own.js')").await;
        visitor.quiet().await;
        waits(&asked, engine);
    }
}

// ACCEPTANCE 41 (partly: what the site's own server passes on)
#[tokio::test]
async fn visitors_and_developers_are_told_which_service_it_is() {
    for engine in Engine::available() {
        let Some((world, site, asked)) = house(engine).await else {
            return;
        };
        let visitor = arrives(&world, &site, &asked, engine).await;
        visitor.js("samtycke.open('stopped')").await;
        let stopped = "[data-panel=stopped]";
        visitor.shadow_part("samtycke-panel", stopped).await;
        visitor
            .sees(
                "['/stats/', '/counter.js', 'Mätlådan', '/out/', 'Annonsbo'].every((part) =>
                document.querySelector('samtycke-panel').shadowRoot.textContent.includes(part))",
            )
            .await;
        visitor.open("/?samtycke=debug").await;
        visitor
            .sees(
                "['stats/pixel.gif', '/stats/event', 'Site file: Mätlådan', 'Site file: Annonsbo'].every((part) =>
                document.querySelector('samtycke-debug')?.shadowRoot.textContent.includes(part))",
            )
            .await;
    }
}
