//! What a site's own style sheets and pages in frames bring in of others, with the snippet that is for this engine.

use core::time::Duration;

use axum::{
    Router,
    http::header,
    response::{Html, Redirect},
    routing::get,
};
use product_tests::{ACCEPT, Engine, Launch, REJECT, Setup, Visitor, World};
use tokio::time::sleep;

use crate::own_site::{OwnSite, sent};

const PAGE: &str = r##"<!doctype html><html lang="en"><head>SNIPPET<title>Files</title>
<link rel="stylesheet" href="/css/site.css?v=1&amp;w='2'" integrity="sha256-of-something-older">
<link rel=stylesheet href=/css/clean.css><link rel="stylesheet" href="/css/away.css">
<script>var color = getComputedStyle(document.documentElement).getPropertyValue("--site");</script></head><body>
<script>var between; Promise.resolve().then(() => (between = true));</script><script>var wasBetween = between;</script>
<script>var text = '<link rel="canonical" href="/other">';</script>
<main></main><p class="near">near</p><p class="far">far</p><p class="deep">deep</p><p class="clean">clean</p>
<iframe id="old" src="/old?a=1#part"></iframe><iframe id="slow" src="/slow"></iframe>
<iframe id="new" src="/new"></iframe><iframe id="still" src="/still"></iframe>
<iframe id="away" src="/away"></iframe><iframe id="file" src="/file"></iframe>
<object id="picture" data="/far.svg" type="image/svg+xml"></object>
</body></html>"##;

/// In an encoding of its own, with addresses from where it stands.
const SHEET: &[u8] = b"@charset \"iso-8859-1\";@import 'deep.css';@import url(THIRD/import.css);:root{--site:whole}\
    .near{color:rgb(1,2,3);background:url(near.png)}.near::before{content:'\xe5'}.far{color:rgb(4,5,6);background:url(THIRD/far.png)}";
const DEEP: &str = ".deep{color:rgb(7,8,9);background:url(\"THIRD/deep.png\")}";
const ADDED: &str = "@import url(THIRD/added.css);.added{color:rgb(2,2,2)}";
const CLEAN: &str = ".clean{color:rgb(1,1,1);background:url(/css/clean.png)}";

/// Without the snippet: code of its own, and of a third party's.
const OLD: &str = "<!doctype html><html><head><title>Old</title></head><body><p id=text>old</p>\
    <script>var ran = location.pathname + location.search + location.hash;</script>\
    <script src=/own.js></script><img src=THIRD/old.png alt=''><script src=THIRD/old.js></script></body></html>";
const NEW: &str = "<!doctype html><html lang=en><head>SNIPPET</head><body>new<img src=THIRD/new.png alt=''></body></html>";
const LATE: &str = "<!doctype html><html lang=en><head>SNIPPET<link rel=stylesheet href=/css/late.css></head><body><main class=clean>late</main>";
const STILL: &str = "<!doctype html><html lang=en><title>Still</title><p>still";
const FAR: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><image href="THIRD/picture.png" width="5" height="5"/></svg>"#;

/// That site, on another port of the shop's host.
async fn house(engine: Engine) -> Option<(World, OwnSite)> {
    let world = World::with(Setup {
        engine,
        ..Setup::default()
    })
    .await?;
    let snippet = world.snippet("shop", engine.snippet()).await;
    let port = world.shop.origin().rsplit(':').next().unwrap().to_owned();
    let third = format!("http://stats.localhost:{port}");
    let made = |text: &str| text.replace("SNIPPET", &snippet).replace("THIRD", &third);
    let parts = SHEET.split(|byte| *byte == 0xe5);
    let parts = parts.map(|part| made(str::from_utf8(part).unwrap()).into_bytes());
    let sheet = parts.collect::<Vec<_>>().join(&0xe5);
    let [page, deep, added, old, new, far] = [PAGE, DEEP, ADDED, OLD, NEW, FAR].map(made);
    let slow = old.clone();
    let away = |path| {
        let to = format!("{third}{path}");
        get(|| async move { Redirect::temporary(&to) })
    };
    // Policies of the site's own: one wants trusted types, one lets no sheet be a blob, one lets no script of ours in but the
    // first.
    let trusted = "require-trusted-types-for 'script'; trusted-types samtycke";
    let consent = world.collector.origin();
    let words = "'self' 'unsafe-inline' 'unsafe-eval'";
    let blobless =
        format!("default-src {words} blob: {consent} {third}; style-src {words} {consent} {third}");
    let alone = format!("script-src 'unsafe-inline' 'unsafe-eval' {consent}/s/shop/consent.js");
    // (What is shown as it is must be what it says.)
    let shown = page.replace(" integrity=", " title=");
    let as_it_is = shown.clone();
    let behind = |policy: &str| {
        let policy = policy.to_owned();
        let page = shown.clone();
        get(|| async move { ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)) })
    };
    let late = LATE.replace("SNIPPET", &snippet);
    let app = Router::new()
        .route("/", get(|| async { Html(page) }))
        .route("/shown", get(|| async { Html(as_it_is) }))
        .route("/trusted", behind(trusted))
        .route("/blobless", behind(&blobless))
        .route("/alone", behind(&alone))
        .route("/late", get(|| async { Html(late) }))
        .route("/css/site.css", get(|| async { sent("text/css", sheet) }))
        .route(
            "/css/late.css",
            get(|| async {
                sleep(Duration::from_secs(5)).await;
                sent("text/css", CLEAN)
            }),
        )
        .route("/css/deep.css", get(|| async { sent("text/css", deep) }))
        .route("/css/added.css", get(|| async { sent("text/css", added) }))
        .route("/css/clean.css", get(|| async { sent("text/css", CLEAN) }))
        .route("/css/away.css", away("/away.css"))
        .route("/away", away("/away.html"))
        .route("/old", get(|| async { Html(old) }))
        .route(
            "/slow",
            get(|| async {
                sleep(Duration::from_secs(3)).await;
                Html(slow)
            }),
        )
        .route("/new", get(|| async { Html(new) }))
        .route("/file", get(|| async { sent("text/plain", "a file") }))
        .route("/still", get(|| async { Html(STILL) }))
        .route("/far.svg", get(|| async { sent("image/svg+xml", far) }))
        .route(
            "/own.js",
            get(|| async { sent("text/javascript", "var own = true;") }),
        )
        .fallback(|| async { "" });
    Some((world, OwnSite::on("shop.localhost", app).await))
}

/// The code of that page and its own file, at its own address.
const OLD_RUNS: &str = "FRAME.ran === '/old?a=1#part' && FRAME.own";
const FRAME: &str = "document.getElementById('FRAME').contentWindow";

async fn sees_in(visitor: &Visitor, frame: &str, expression: &str) {
    let window = FRAME.replace("FRAME", frame);
    visitor.sees(&expression.replace("FRAME", &window)).await;
}

async fn looks_whole(visitor: &Visitor, engine: Engine) {
    for (class, color) in [
        ("near", "rgb(1, 2, 3)"),
        ("far", "rgb(4, 5, 6)"),
        ("deep", "rgb(7, 8, 9)"),
        ("clean", "rgb(1, 1, 1)"),
    ] {
        let style = format!("getComputedStyle(document.querySelector('.{class}'))");
        assert_eq!(
            visitor.js(&format!("{style}.color")).await,
            color,
            "{engine:?}: {class}"
        );
    }
    let near = "getComputedStyle(document.querySelector('.near')).backgroundImage.endsWith('/css/near.png\")')";
    assert!(visitor.holds(near).await, "{engine:?}");
    let letter = "getComputedStyle(document.querySelector('.near'), '::before').content";
    assert_eq!(visitor.js(letter).await, "\"å\"", "{engine:?}");
}

// ACCEPTANCE 28 (partly: what a site's own style sheets and framed pages bring in)
#[tokio::test]
async fn what_own_files_bring_in_of_others_waits_and_the_rest_is_as_it_was() {
    for engine in Engine::available() {
        let Some((world, site)) = house(engine).await else {
            return;
        };
        let visitor = world
            .visitor_at(site.origin.clone(), Launch::default())
            .await;
        visitor.open("/").await;
        looks_whole(&visitor, engine).await;
        // The sheet is there before the script behind it runs, and what a script has promised before the next one. (In Firefox
        // no script that is written waits for either.)
        if engine != Engine::Firefox {
            assert!(visitor.holds("wasBetween").await, "{engine:?}");
            assert_eq!(visitor.js("color").await, "whole", "{engine:?}");
        }
        sees_in(&visitor, "old", OLD_RUNS).await;
        sees_in(&visitor, "new", "!!FRAME.samtycke").await;
        let still = "FRAME.document.title === 'Still' && FRAME.performance.getEntriesByType('navigation')[0].name.endsWith('/still')";
        sees_in(&visitor, "still", still).await;
        sees_in(
            &visitor,
            "file",
            "FRAME.document.body.textContent === 'a file'",
        )
        .await;
        // It has come late, and the page had not waited for it.
        sees_in(&visitor, "slow", "FRAME.ran === '/slow' && FRAME.own").await;
        let add = "new Promise((done) => {
            const link = document.createElement('link');
            Object.assign(link, { rel: 'stylesheet', href: '/css/added.css', id: 'added', onload: () => done(link.isConnected) });
            document.head.append(link);
            document.querySelector('main').className = 'added';
        })";
        assert_eq!(visitor.js(add).await, true, "{engine:?}");
        let added = "getComputedStyle(document.querySelector('.added')).color";
        assert_eq!(visitor.js(added).await, "rgb(2, 2, 2)", "{engine:?}");
        visitor.quiet().await;
        let hits = world.hits();
        assert_eq!(hits.total, 0, "{engine:?}: {hits:?}");

        visitor.js("window.stayed = true").await;
        visitor.answer(ACCEPT).await;
        visitor
            .sees("document.querySelector('link').getAttribute('href').startsWith('http')")
            .await;
        visitor.quiet().await;
        let hits = world.hits();
        let counts = &hits.hosts["stats.localhost"];
        for (path, times) in [
            ("/import.css", 1),
            ("/added.css", 1),
            ("/away.css", 1),
            ("/away.html", 1),
            ("/picture.png", 1),
            // (In two frames.)
            ("/old.js", 2),
        ] {
            assert_eq!(
                counts.get(path),
                Some(&times),
                "{engine:?}: {path} of {hits:?}"
            );
        }
        for path in ["/far.png", "/deep.png", "/new.png", "/old.png"] {
            assert!(counts.contains_key(path), "{engine:?}: {path} of {hits:?}");
        }
        looks_whole(&visitor, engine).await;
        assert!(visitor.holds("window.stayed").await, "{engine:?}");
    }
}

#[tokio::test]
async fn refused_they_stay_as_they_are_on_the_next_page_too() {
    for engine in Engine::available() {
        let Some((world, site)) = house(engine).await else {
            return;
        };
        let visitor = world
            .visitor_at(site.origin.clone(), Launch::default())
            .await;
        visitor.go("/shown").await;
        visitor.answer(REJECT).await;
        for _ in 0..3 {
            visitor.quiet().await;
            looks_whole(&visitor, engine).await;
            sees_in(&visitor, "old", OLD_RUNS).await;
            // Behind the policy that stands now nothing has to be read: sheets load as they are written.
            visitor.go("/shown").await;
            visitor.whole().await;
            looks_whole(&visitor, engine).await;
            let is_written = "!!document.querySelector('link[href=\"/css/clean.css\"]') \
                && !!document.querySelector('[name=samtycke-wall]')";
            assert!(visitor.holds(is_written).await, "{engine:?}");
        }
        let hits = world.hits();
        assert_eq!(hits.total, 0, "{engine:?}: {hits:?}");
    }
}

#[tokio::test]
async fn with_policies_of_the_sites_own_and_where_they_come_late_the_page_comes_all_the_same() {
    let Some((world, site)) = house(Engine::Chromium).await else {
        return;
    };
    let visitor = world
        .visitor_at(site.origin.clone(), Launch::default())
        .await;
    visitor.open("/trusted").await;
    looks_whole(&visitor, Engine::Chromium).await;
    sees_in(&visitor, "old", "FRAME.own").await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    visitor.open("/blobless").await;
    looks_whole(&visitor, Engine::Chromium).await;
    visitor.open("/alone").await;
    visitor
        .sees("!document.querySelector('script[src*=\"/act.\"]')")
        .await;
    looks_whole(&visitor, Engine::Chromium).await;
    visitor.open("/late").await;
    let color = "getComputedStyle(document.querySelector('.clean')).color";
    assert_eq!(visitor.js(color).await, "rgb(0, 0, 0)");
    visitor.sees(&format!("{color} === 'rgb(1, 1, 1)'")).await;
}
