//! "Do not sell or share my personal information": the link of the shop's English pages.

use std::time::Duration;

use product_tests::{ACCEPT, Visitor, World, wait};

use crate::TRACES;

const LINK: &str = "#do-not-sell";

/// From the next page on the banner's script does not arrive.
async fn without_banner(visitor: &Visitor) {
    visitor.block(&["*/banner.*"]).await;
}

// ACCEPTANCE 25
#[tokio::test]
async fn the_link_takes_back_in_one_click_what_was_granted_without_the_banner() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    without_banner(&visitor).await;
    for path in ["/en", "/en/product/kasa", "/en/cart", "/en/policy"] {
        visitor.open(path).await;
        let words = format!("document.querySelector('{LINK}').innerText");
        let words = visitor.js(&words).await;
        assert_eq!(
            words, "Do not sell or share my personal information",
            "{path}"
        );
    }
    visitor.open("/en").await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.click(LINK).await;
    visitor
        .sees("window.samtycke && !window.samtycke.has('advertising')")
        .await;
    wait::until_within(Duration::from_secs(5), "every trace is gone", async || {
        let stored = visitor.stored().await;
        let names = stored.names();
        TRACES
            .iter()
            .all(|trace| !names.contains(trace))
            .then_some(())
    })
    .await;
    let receipts = world.owner().waits_for(2).await;
    assert_eq!(receipts[0]["state"], "ConsentWithdrawn", "{receipts:?}");
}

// ACCEPTANCE 25
#[tokio::test]
async fn the_link_refuses_for_who_was_never_asked() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    without_banner(&visitor).await;
    visitor.open("/en").await;
    assert!(
        visitor
            .holds("!document.querySelector('samtycke-banner')")
            .await
    );
    visitor.click(LINK).await;
    visitor
        .sees("document.cookie.includes('samtycke=1n.')")
        .await;
    let receipts = world.owner().waits_for(1).await;
    assert_eq!(receipts[0]["state"], "ConsentRefused", "{receipts:?}");
    assert_eq!(world.hits().total, 0);
}
