//! The site's own policy refuses what the gate needs.

use demo_site::Head;
use product_tests::{Engine, Setup, World};

async fn fails_closed(setup: Setup) {
    let Some(world) = World::with(setup).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/product/kasa").await;
    visitor.quiet().await;
    visitor.click("#buy").await;
    visitor.whole().await;
    visitor
        .sees("document.getElementById('cart-count').textContent === '1'")
        .await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    assert!(!visitor.has("statistics").await);
    assert_eq!(
        visitor
            .stored()
            .await
            .names()
            .into_iter()
            .collect::<Vec<_>>(),
        ["cart"]
    );
    let console = visitor.console().await;
    // WebKit writes its console in blocks, the last when it ends.
    assert!(
        visitor.engine() == Engine::WebKit || console.contains("wasm-unsafe-eval"),
        "says what is missing: {console}"
    );
}

fn no_wasm() -> Option<String> {
    Some("script-src 'self' 'unsafe-inline' http://*.localhost:*".to_owned())
}

// ACCEPTANCE 22
#[tokio::test]
async fn a_policy_without_wasm_unsafe_eval_leaves_third_parties_blocked_and_the_shop_working() {
    fails_closed(Setup {
        policy: no_wasm(),
        ..Setup::default()
    })
    .await;
}

// ACCEPTANCE 22
#[tokio::test]
async fn the_plain_tag_fails_closed_in_the_same_way() {
    fails_closed(Setup {
        policy: no_wasm(),
        head: Some(Head::PlainTag),
        ..Setup::default()
    })
    .await;
}

#[tokio::test]
async fn a_policy_with_wasm_unsafe_eval_and_no_inline_style_is_enough_for_the_whole_line() {
    let policy = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' http://*.localhost:*; style-src 'self'";
    let Some(world) = World::with(Setup {
        policy: Some(policy.to_owned()),
        ..Setup::default()
    })
    .await
    else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.console().await;
    visitor.answer(product_tests::ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    let console = visitor.console().await;
    assert!(!console.contains("Content Security Policy"), "{console}");
}
