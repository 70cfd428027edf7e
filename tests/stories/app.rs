//! Pages that are programs: hydrated by React, with routes of their own, under a policy of nonces, and back from the cache.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use product_tests::{
    ACCEPT, Launch, REJECT, SETTINGS, Visitor, World, prerequisite::or_not_run,
    tagfarm::node_modules,
};
use serde_json::Value;

use crate::own_site::OwnSite;

const PAGE: &str = include_str!("app/page.html");
const APP: &str = include_str!("app/app.js");
/// Only what carries the nonce runs, and what that loads; what the gate needs is `'wasm-unsafe-eval'`.
const NONCE: &str = "c2FtdHlja2U";
const STRICT: &str = "script-src 'nonce-c2FtdHlja2U' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
                      object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; \
                      trusted-types app samtycke";

/// A site with that one page at every path, on another port of the shop's host.
struct App {
    world: World,
    site: OwnSite,
}

struct Served {
    page: String,
    app: String,
    policy: Option<&'static str>,
}

impl App {
    async fn open(policy: Option<&'static str>) -> Option<Self> {
        or_not_run(node_modules())?;
        let world = World::start().await?;
        let snippet = world.snippet("shop", "snippet.txt").await;
        let port = world.shop.origin().rsplit(':').next().unwrap().to_owned();
        let mut page = PAGE
            .replace("<!-- snippet -->", &snippet)
            .replace("{port}", &port);
        if policy.is_some() {
            // Not in the text of the opener, which says it itself: twice is none.
            page = page.replace("\n<script", &format!("\n<script nonce=\"{NONCE}\""));
        }
        let served = Arc::new(Served {
            page,
            app: APP.replace("{port}", &port),
            policy,
        });
        let app = Router::new()
            .route("/npm/{*file}", get(library))
            .route("/app.js", get(script))
            .fallback(document)
            .with_state(served);
        Some(Self {
            world,
            site: OwnSite::on("shop.localhost", app).await,
        })
    }

    async fn visitor(&self) -> Visitor {
        let launch = Launch::default();
        self.world
            .visitor_at(self.site.origin.clone(), launch)
            .await
    }
}

async fn document(State(served): State<Arc<Served>>) -> Response {
    let mut response = Html(served.page.clone()).into_response();
    if let Some(policy) = served.policy {
        let policy = HeaderValue::from_static(policy);
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

const SCRIPT: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];

async fn script(State(served): State<Arc<Served>>) -> Response {
    (SCRIPT, served.app.clone()).into_response()
}

async fn library(Path(file): Path<String>) -> Response {
    // Only the page above asks.
    let text = std::fs::read_to_string(node_modules().unwrap().join(file)).unwrap();
    (SCRIPT, text).into_response()
}

async fn said(visitor: &Visitor, list: &str) -> Vec<String> {
    match visitor.js(list).await {
        Value::Array(all) => all.iter().map(ToString::to_string).collect(),
        other => panic!("{list} is {other}"),
    }
}

#[tokio::test]
async fn react_hydrates_a_held_page_without_an_error_and_its_routes_hold_and_release() {
    let Some(app) = App::open(None).await else {
        return;
    };
    let visitor = app.visitor().await;
    visitor.open("/").await;
    visitor.sees("window.hydrated === true").await;
    visitor.quiet().await;
    assert!(visitor.is_asked().await);
    assert_eq!(
        said(&visitor, "recovered").await,
        [""; 0],
        "React kept what the server sent"
    );
    assert!(visitor.holds("sameNode()").await, "the very same element");
    let warnings = said(&visitor, "warnings").await.join("\n");
    assert!(!warnings.contains("did not match"), "{warnings}");
    assert_eq!(app.world.hits().total, 0);

    // Routes change without a load; each has a picture of the advertiser's and a tag of its own.
    for route in ["one", "two"] {
        visitor.click(&format!("#to-{route}")).await;
        visitor
            .sees(&format!("location.pathname === '/{route}'"))
            .await;
        visitor
            .sees(&format!("!!document.querySelector('[data-route={route}]')"))
            .await;
    }
    visitor.quiet().await;
    assert!(
        visitor.is_asked().await,
        "the question stays while routes change"
    );
    assert_eq!(app.world.hits().total, 0, "{:?}", app.world.hits());

    // What is put in beside held scripts leaves them as they are.
    visitor
        .js("document.body.insertAdjacentHTML('beforeend', `<img alt src=\"${document.querySelector('[data-route] img').src}?more\">`)")
        .await;
    assert_eq!(app.world.hits().total, 0, "{:?}", app.world.hits());
    visitor
        .js("(window.changes = 0, samtycke.on('change', () => changes++), true)")
        .await;
    visitor.answer(ACCEPT).await;
    visitor.sees("changes === 1").await;
    visitor.quiet().await;
    let hits = app.world.hits();
    assert_eq!(hits.hosts["ads.localhost"]["/route/two.gif"], 2, "{hits:?}");
    assert_eq!(hits.hosts["stats.localhost"]["/held.js"], 1, "{hits:?}");
    assert!(visitor.holds("window.ranHeld === 'inline'").await);
    visitor.click("#to-three").await;
    visitor
        .sees("!!document.querySelector('[data-route=three]')")
        .await;
    visitor.quiet().await;
    let hits = app.world.hits();
    assert_eq!(
        hits.hosts["ads.localhost"]["/route/three.gif"], 1,
        "{hits:?}"
    );
    assert_eq!(
        hits.hosts["stats.localhost"]["/route/three.js"], 1,
        "{hits:?}"
    );

    // A button that came with the route, long after us.
    visitor
        .click("[data-route=three] [data-consent-action=settings]")
        .await;
    visitor
        .banner_part("[data-layer=settings]", product_tests::SAVE)
        .await;
    assert_eq!(
        visitor.switches().await,
        ["functional", "statistics", "advertising"]
    );
    assert_eq!(said(&visitor, "recovered").await, [""; 0]);
}

#[tokio::test]
async fn a_policy_of_nonces_strict_dynamic_and_trusted_types_is_enough_for_the_whole_line() {
    let Some(app) = App::open(Some(STRICT)).await else {
        return;
    };
    let visitor = app.visitor().await;
    visitor.open("/").await;
    visitor.sees("window.hydrated === true").await;
    visitor.quiet().await;
    assert!(visitor.is_asked().await);
    // What the page trusts stays trusted with something in it held; what it does not trust is refused now, and not held.
    visitor
        .js("document.body.insertAdjacentHTML('beforeend',
            trust.createHTML('<img alt=\"\" src=\"http://ads.localhost:' + port + '/trusted.gif\">')); 0")
        .await;
    let refused = "(() => { try {
            document.head.append(Object.assign(document.createElement('script'), { src: 'http://stats.localhost:' + port + '/plain.js' }));
        } catch (reason) { return reason.name } })()";
    assert_eq!(visitor.js(refused).await, "TypeError");
    assert_eq!(
        said(&visitor, "refused.splice(0)").await.len(),
        1,
        "that one alone broke the policy"
    );
    assert_eq!(app.world.hits().total, 0);
    visitor.answer(SETTINGS).await;
    visitor.answer_settings(ACCEPT).await;
    visitor.click("#to-one").await;
    visitor
        .sees("!!document.querySelector('[data-route=one]') && window.ranHeld === 'inline'")
        .await;
    visitor.quiet().await;
    let hits = app.world.hits();
    for (host, path) in [
        ("stats.localhost", "/held.js"),
        ("stats.localhost", "/route/one.js"),
        ("ads.localhost", "/trusted.gif"),
    ] {
        assert_eq!(hits.hosts[host][path], 1, "{hits:?}");
    }
    assert!(
        !hits.hosts["stats.localhost"].contains_key("/plain.js"),
        "{hits:?}"
    );
    // With everything granted the next page streams, and its control still comes.
    visitor.open("/two").await;
    visitor.sees("window.hydrated === true && window.ranHeld === 'inline' && !!document.querySelector('samtycke-control')").await;
    assert_eq!(
        said(&visitor, "refused").await,
        [""; 0],
        "nothing of ours broke the policy"
    );
    app.world.owner().waits_for(1).await;
}

#[tokio::test]
async fn a_page_whose_trusted_types_do_not_name_ours_works_and_its_third_parties_stay_blocked() {
    let Some(app) = App::open(Some(
        "require-trusted-types-for 'script'; trusted-types app",
    ))
    .await
    else {
        return;
    };
    let visitor = app.visitor().await;
    visitor.open("/").await;
    visitor.sees("window.hydrated === true").await;
    visitor.click("#to-one").await;
    visitor
        .sees("!!document.querySelector('[data-route=one]')")
        .await;
    visitor.quiet().await;
    assert_eq!(app.world.hits().total, 0, "{:?}", app.world.hits());
    assert!(
        visitor.console().await.contains("must name samtycke"),
        "it says why"
    );
}

// ACCEPTANCE 22 (partly: a page in a sandbox, which has neither cookies nor storage)
#[tokio::test]
async fn a_page_in_a_sandbox_is_held_and_its_question_can_be_answered() {
    let Some(app) = App::open(Some("sandbox allow-scripts")).await else {
        return;
    };
    let visitor = app.visitor().await;
    visitor.open("/").await;
    visitor.sees("window.hydrated === true").await;
    visitor.quiet().await;
    assert_eq!(app.world.hits().total, 0, "{:?}", app.world.hits());
    visitor.answer(ACCEPT).await;
    visitor.sees("window.ranHeld === 'inline'").await;
    assert!(!visitor.is_asked().await);
}

#[tokio::test]
async fn a_page_that_comes_back_from_the_cache_follows_what_was_chosen_meanwhile() {
    let Some(app) = App::open(None).await else {
        return;
    };
    let visitor = app.visitor().await;
    visitor.open("/first").await;
    visitor.sees("window.hydrated === true").await;
    visitor.js("(window.wasHere = true, addEventListener('pageshow', (e) => { window.cameBack = e.persisted; }), true)").await;
    visitor.open("/second").await;
    visitor.answer(REJECT).await;
    visitor.back().await;
    visitor.sees("location.pathname === '/first'").await;
    visitor.sees("window.samtycke?.get().chosen === true").await;
    assert!(
        !visitor.is_asked().await,
        "the question was answered on the other page"
    );
    visitor.quiet().await;
    assert_eq!(app.world.hits().total, 0);
    let kept = visitor
        .holds("window.wasHere === true && window.cameBack === true")
        .await;
    println!("the page came out of the back/forward cache: {kept}");
}
