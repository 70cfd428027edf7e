//! The collector is away for a while.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    http::{Method, StatusCode, header},
    response::{Html, IntoResponse as _},
};
use product_tests::{ACCEPT, REJECT, Visitor, World, wait};
use tokio::{net::TcpListener, task::JoinHandle};

/// One choice waits to be sent.
const ONE_WAITS: &str = "JSON.parse(localStorage.getItem('samtycke.pending') || '[]').length === 1";

/// A visitor who is asked, and then the collector goes away.
async fn asked_and_cut_off() -> Option<(World, Visitor)> {
    let mut world = World::start().await?;
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    world.collector.kill();
    Some((world, visitor))
}

// ACCEPTANCE 22, ACCEPTANCE 61 (partly: the browser's side)
#[tokio::test]
async fn a_choice_made_while_the_collector_is_down_is_kept_and_sent_once_later() {
    let Some((mut world, visitor)) = asked_and_cut_off().await else {
        return;
    };
    visitor.answer(ACCEPT).await;
    visitor.sees(ONE_WAITS).await;

    // What releases cannot be fetched either, so it stays as it was.
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());

    world.collector.start_again().await;
    visitor.open("/product/kasa").await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor
        .sees("localStorage.getItem('samtycke.pending') === null")
        .await;
    let owner = world.owner();
    owner.waits_for(1).await;
    visitor.open("/policy").await;
    visitor.quiet().await;
    assert_eq!(owner.receipts().await.len(), 1, "sent once");
}

/// Answers everything on `address` as a network would that wants a sign-in, or a filter that lets nothing through, until it is
/// dropped. How often a choice was sent to it is counted.
async fn somebody_between(
    address: SocketAddr,
    status: StatusCode,
) -> (JoinHandle<()>, Arc<AtomicUsize>) {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    let answer = async move |method: Method| {
        if method == Method::OPTIONS {
            let allowed = [
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
            ];
            return (allowed, "").into_response();
        }
        count.fetch_add(usize::from(method == Method::POST), Ordering::Relaxed);
        let allowed = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
        (status, allowed, Html("<h1>Sign in</h1>")).into_response()
    };
    let listener = TcpListener::bind(address).await.unwrap();
    let server = axum::serve(listener, axum::Router::new().fallback(answer));
    (tokio::spawn(async move { server.await.unwrap() }), seen)
}

// ACCEPTANCE 22 (partly: who else answers)
#[tokio::test]
async fn what_somebody_between_answers_is_no_answer_and_the_choice_is_kept_and_sent_later() {
    let Some((mut world, visitor)) = asked_and_cut_off().await else {
        return;
    };
    for status in [StatusCode::OK, StatusCode::FORBIDDEN] {
        let (server, seen) = somebody_between(world.collector.addr(), status).await;
        if status == StatusCode::OK {
            visitor.answer(REJECT).await;
        } else {
            // Each page tries anew.
            visitor.open("/policy").await;
        }
        wait::until("the choice is sent", async || {
            (seen.load(Ordering::Relaxed) > 0).then_some(())
        })
        .await;
        visitor.quiet().await;
        visitor.sees(ONE_WAITS).await;
        server.abort();
        let _ = server.await;
    }
    world.collector.start_again().await;
    visitor.open("/product/kasa").await;
    visitor
        .sees(
            "localStorage.getItem('samtycke.pending') === null && samtycke.receipts().length === 1",
        )
        .await;
    world.owner().waits_for(1).await;
}

// ACCEPTANCE 22 (partly: the script that releases)
#[tokio::test]
async fn without_the_script_that_releases_what_is_held_stays_held_until_the_next_choice() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.block(&["*/release.*.js"]).await;
    visitor.answer(ACCEPT).await;
    visitor
        .sees("JSON.parse(localStorage.getItem('samtycke.receipts') || '[]').length === 1")
        .await;
    visitor.quiet().await;
    assert!(
        visitor.has("statistics").await,
        "the choice itself is taken"
    );
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());

    visitor.block(&[]).await;
    visitor.open_settings().await;
    visitor.save_settings(&["statistics", "advertising"]).await;
    visitor.sees("window.standInOrder?.length === 4").await;
}

// ACCEPTANCE 22 (partly: the second script, and that of workers)
#[tokio::test]
async fn without_the_second_script_what_it_would_stand_in_for_is_refused_and_the_shop_works() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.block(&["*/act.*js"]).await;
    visitor.open("/product/kasa").await;
    visitor.whole().await;
    let refused_with = "window.refusedWith = (make) => { try { make(); return 'made'; } catch (reason) { return reason.name; } }; 0";
    visitor.js(refused_with).await;
    visitor
        .js("window.ads = (path) => document.querySelector('[data-held-src*=\"//ads.localhost\"]').dataset.heldSrc.replace(/[^/]*$/, path); 0")
        .await;
    let tried = visitor
        .js("[() => new WebSocket(ads('socket').replace('http', 'ws')), () => new EventSource(ads('events')), () => new Worker('/nothing.js')].map(refusedWith)")
        .await;
    assert_eq!(
        tried,
        serde_json::json!(["SecurityError", "SecurityError", "SecurityError"])
    );
    visitor
        .js("const form = Object.assign(document.createElement('form'), { action: ads('form'), method: 'post' });
            document.body.append(form);
            form.requestSubmit();
            refusedWith(() => form.submit())")
        .await;
    visitor.quiet().await;
    visitor.click("#buy").await;
    visitor.whole().await;
    visitor
        .sees("document.getElementById('cart-count').textContent === '1'")
        .await;
    visitor.block(&["*/worker.*.js"]).await;
    visitor.open("/product/kasa").await;
    visitor.whole().await;
    visitor.js(refused_with).await;
    let tried = visitor
        .js("refusedWith(() => new Worker('/nothing.js'))")
        .await;
    assert_eq!(tried, "NetworkError");
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}

// ACCEPTANCE 22
#[tokio::test]
async fn with_the_collector_down_from_the_start_the_shop_works_and_third_parties_stay_blocked() {
    let Some(mut world) = World::start().await else {
        return;
    };
    world.collector.kill();
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.quiet().await;
    visitor.open("/product/kasa").await;
    visitor.click("#buy").await;
    visitor.whole().await;
    visitor
        .sees("document.getElementById('cart-count').textContent === '1'")
        .await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    let stored = visitor.stored().await;
    assert_eq!(stored.names().into_iter().collect::<Vec<_>>(), ["cart"]);
}

#[tokio::test]
async fn an_acknowledged_choice_survives_a_power_cut() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    visitor
        .sees("JSON.parse(localStorage.getItem('samtycke.receipts') || '[]').length === 1")
        .await;
    world.collector.kill();
    world.collector.start_again().await;
    let owner = world.owner();
    wait::until("the receipt is still there", async || {
        (owner.receipts().await.len() == 1).then_some(())
    })
    .await;
}
