//! The shop's own server holds its pages before a browser sees them: the plain tag, and nothing pasted into any page.

use axum::{
    Router,
    http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, LINK},
    response::{Html, IntoResponse as _},
    routing::get,
};
use collector_server::gate::Policy;
use demo_site::Head;
use product_tests::{ACCEPT, Engine, Launch, REJECT, Setup, World, gated::around, wait};

use crate::{
    own_site::{OwnSite, sent},
    placeholder::{ALWAYS, HOST, ONCE, films, see_the_placeholder},
};

/// No hook reaches the address of an empty frame's own window.
const LEAVES: &str = "(() => { const film = document.querySelector('.film iframe'), frame = document.createElement('iframe');
    document.body.append(frame); frame.contentWindow.location = (film.dataset.heldSrc || film.src) + '?led'; })()";

async fn gated(engine: Engine, policy: Policy) -> Option<World> {
    World::with(Setup {
        engine,
        head: Some(Head::Nothing),
        gated: Some(policy),
        ..Setup::default()
    })
    .await
}

// ACCEPTANCE 28 (partly: with the rewriter and the plain tag)
#[tokio::test]
async fn nothing_leaves_before_a_choice_and_everything_once_after_it() {
    for engine in Engine::available() {
        let Some(world) = gated(engine, Policy::default()).await else {
            return;
        };
        let name = engine.name();
        let visitor = world.visitor().await;
        visitor.open("/").await;
        visitor.quiet().await;
        assert_eq!(world.hits().total, 0, "{name}: {:?}", world.hits());
        assert!(
            visitor.holds("!document.querySelector('plaintext')").await,
            "{name}: a wall was opened though the page was held"
        );
        visitor.js("window.notReloaded = true").await;
        visitor.answer(ACCEPT).await;
        visitor.sees("window.standInOrder?.length === 4").await;
        visitor.quiet().await;
        assert!(
            visitor.holds("window.notReloaded").await,
            "{name}: reloaded"
        );
        let hits = world.hits();
        let mut counts = hits.hosts.values().flat_map(|paths| paths.values());
        assert!(counts.all(|count| *count == 1), "{name}: {hits:?}");
        assert_eq!(hits.total, 12, "{name}: {hits:?}");
    }
}

// ACCEPTANCE 28 (partly: with the rewriter, its policy and the plain tag), ACCEPTANCE 44 (partly: without "this once")
#[tokio::test]
async fn under_the_strict_policy_what_is_accepted_comes_once_with_the_page_loaded_anew() {
    for engine in Engine::available() {
        let Some(world) = gated(engine, Policy::Strict).await else {
            return;
        };
        let name = engine.name();
        let visitor = world.visitor().await;
        visitor.open("/").await;
        visitor.js("window.notReloaded = true").await;
        visitor.js(LEAVES).await;
        visitor.quiet().await;
        assert_eq!(world.hits().total, 0, "{name}: {:?}", world.hits());
        // Nor does anything widen the server's policy for one embed: "this once" is not offered, the other way is.
        visitor
            .js("document.querySelector('.film').scrollIntoView({ block: 'center' })")
            .await;
        visitor.shadow_part(HOST, ALWAYS).await;
        let once = format!("!document.querySelector('{HOST}').shadowRoot.querySelector('{ONCE}')");
        assert!(visitor.holds(&once).await, "{name}: this once is offered");
        visitor.answer(ACCEPT).await;
        visitor.sees("!window.notReloaded").await;
        visitor.whole().await;
        visitor.sees("window.standInOrder?.length === 4").await;
        visitor.quiet().await;
        let hits = world.hits();
        let mut counts = hits.hosts.values().flat_map(|paths| paths.values());
        assert!(counts.all(|count| *count == 1), "{name}: {hits:?}");
        assert_eq!(hits.total, 12, "{name}: {hits:?}");
        assert!(!visitor.is_asked().await, "{name}: asked again");
        // Nothing is held any more, so nothing has to be loaded anew.
        visitor.js("window.notReloaded = true").await;
        visitor.quiet().await;
        assert!(visitor.holds("window.notReloaded").await, "{name}");
    }
}

// ACCEPTANCE 29 (partly: with the rewriter, three pages)
#[tokio::test]
async fn a_refusal_lets_nothing_out_on_this_page_and_the_next_and_may_be_taken_back() {
    for engine in Engine::available() {
        let Some(world) = gated(engine, Policy::default()).await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open("/?utm_campaign=fjallvar").await;
        visitor.answer(REJECT).await;
        let name = engine.name();
        let walled = "document.querySelector('head > [name=samtycke-wall]') !== null";
        visitor.sees(walled).await;
        visitor.js(LEAVES).await;
        visitor.quiet().await;
        visitor.open("/product/kasa").await;
        visitor.quiet().await;
        assert!(!visitor.is_asked().await, "{name}: asked again");
        assert!(visitor.holds(walled).await, "{name}");
        visitor.open("/").await;
        visitor.js(LEAVES).await;
        visitor.quiet().await;
        assert_eq!(world.hits().total, 0, "{name}: {:?}", world.hits());

        // Nothing widens the policy of a page: one embed, and everything, come with the page loaded anew.
        see_the_placeholder(&visitor).await;
        visitor.js("window.notReloaded = true").await;
        visitor.shadow_part(HOST, ONCE).await.click().await.unwrap();
        visitor.sees("!window.notReloaded").await;
        visitor.whole().await;
        wait::until("the film", async || (films(&world) > 0).then_some(())).await;
        visitor.quiet().await;
        assert_eq!(films(&world), 1, "{name}: {:?}", world.hits());
        assert_eq!(world.hits().host("ads.localhost"), 0, "{name}");
        visitor.open_settings().await;
        visitor.answer_settings(ACCEPT).await;
        visitor.sees("window.standInOrder?.length === 4").await;
        visitor.quiet().await;
        assert_eq!(films(&world), 2, "{name}: {:?}", world.hits());
        assert!(visitor.holds(&format!("!({walled})")).await, "{name}");
    }
}

/// As servers of `SvelteKit` send their pages.
const IMPORTS: &str = "<!doctype html><html lang=en><head><title>Imports</title></head><body><main></main>\
    <script type=module src=/own.js></script></body></html>";

/// Not in Firefox, where maps are not merged and imports are the policy's matter.
#[tokio::test]
async fn what_a_page_imports_waits_though_its_server_has_modules_loaded_ahead() {
    for engine in Engine::available() {
        if engine == Engine::Firefox {
            continue;
        }
        let setup = Setup {
            engine,
            ..Setup::default()
        };
        let Some(world) = World::with(setup).await else {
            return;
        };
        let third = async || {
            let everybody = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
            let script = sent("text/javascript", "window.third = 'ran'");
            (everybody, script).into_response()
        };
        let third = Router::new().route("/third.js", get(third));
        let third = OwnSite::on("nobody.localhost", third).await;
        // What it imports at once is what the browser looks up as soon as it has the file.
        let own = format!(
            "import './other.js'; import('{}/third.js').catch(() => (window.refused = true))",
            third.origin
        );
        let link = "</own.js>; rel=\"modulepreload\"; nopush";
        let app = Router::new()
            .route(
                "/",
                get(async move || ([(LINK, link)], Html(IMPORTS)).into_response()),
            )
            .route("/own.js", get(async || sent("text/javascript", own)))
            .route("/other.js", get(async || sent("text/javascript", "")));
        let site = include_str!("../../demo-site/site/shop.toml")
            .parse()
            .unwrap();
        let gated = around(site, &world.collector.origin(), Policy::default());
        let site = OwnSite::on("shop.localhost", gated(app)).await;
        let visitor = world
            .visitor_at(site.origin.clone(), Launch::default())
            .await;
        visitor.open("/").await;
        visitor.sees("window.refused === true").await;
        assert!(visitor.holds("!window.third").await, "{engine:?}");
        visitor.answer(ACCEPT).await;
        // (An address with a port is none that the map could keep and have loaded anew.)
        visitor.reload().await;
        visitor.sees("window.third === 'ran'").await;
    }
}

/// A page from the browser's own cache was filtered for what was granted then.
#[tokio::test]
async fn after_a_withdrawal_the_next_page_is_held_again() {
    let Some(world) = gated(Engine::default(), Policy::default()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.open("/product/kasa").await;
    visitor.quiet().await;
    assert!(world.hits().total > 12, "granted pages are not held");
    visitor.open_settings().await;
    visitor.answer_settings(REJECT).await;
    visitor.sees("/samtycke=1n/.test(document.cookie)").await;
    visitor.whole().await;
    visitor.quiet().await;
    let before = world.hits();
    for path in ["/product/kasa", "/"] {
        visitor.open(path).await;
        visitor.quiet().await;
    }
    assert_eq!(world.hits(), before);
}

/// How many third-party requests a page makes that never gets its gate, for a visitor who has refused.
async fn without_the_gate(policy: Policy) -> Option<usize> {
    let mut world = gated(Engine::default(), policy).await?;
    world.collector.kill();
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    let cookie = "'samtycke=1n.1.' + Math.floor(Date.now() / 1000).toString(36) + '.1.MDEyMzQ1Njc4OWFiY2RlZg'";
    visitor
        .js(&format!("document.cookie = {cookie} + '; path=/'"))
        .await;
    let before = world.hits().total;
    visitor.open("/").await;
    visitor.quiet().await;
    Some((world.hits().total - before) as usize)
}

// ACCEPTANCE 36 (that it stops requests; that it follows the state is in collector-server/tests/gate)
#[tokio::test]
async fn the_policy_stops_what_scripts_fetch_when_the_gate_does_not_come() {
    let Some(open) = without_the_gate(Policy::ReportOnly).await else {
        return;
    };
    assert!(open > 0, "the control: an inline loader fetches");
    assert_eq!(without_the_gate(Policy::Enforce).await, Some(0));
}
