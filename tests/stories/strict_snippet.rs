//! The snippet for sites that want no request to leave in any engine: the wall stands in the markup itself.

use product_tests::{ACCEPT, Setup, World};

fn strict() -> Setup {
    Setup {
        snippet: "snippet.strict.txt",
        ..Setup::default()
    }
}

// ACCEPTANCE 28 (partly: with the strict snippet)
#[tokio::test]
async fn nothing_leaves_before_a_choice_and_everything_once_after_it() {
    let Some(world) = World::with(strict()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    visitor.js("window.notReloaded = true").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    assert!(visitor.holds("window.notReloaded").await);
    let once = world.hits();
    assert_eq!(once.hosts["stats.localhost"]["/matlada.js"], 1, "{once:?}");
    assert_eq!(once.hosts["ads.localhost"]["/annonsbo.js"], 1, "{once:?}");

    // With everything granted nothing is held as text any more: the page is read as it arrives.
    visitor.open("/").await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    assert!(visitor.holds("!document.querySelector('plaintext')").await);
    assert!(
        visitor.holds("!window.__samtycke").await,
        "no wall was opened"
    );
    let twice = world.hits();
    assert_eq!(
        twice.hosts["stats.localhost"]["/matlada.js"], 2,
        "{twice:?}"
    );
}

// ACCEPTANCE 22 (partly: with the strict snippet)
#[tokio::test]
async fn a_gate_that_does_not_arrive_leaves_no_blank_page() {
    let Some(mut world) = World::with(strict()).await else {
        return;
    };
    world.collector.kill();
    let visitor = world.visitor().await;
    visitor.open("/product/kasa").await;
    visitor.click("#buy").await;
    visitor.whole().await;
    visitor
        .sees("document.getElementById('cart-count').textContent === '1'")
        .await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}
