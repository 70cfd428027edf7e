//! Somebody refuses everything and goes shopping.

use product_tests::{REJECT, World};

use crate::TRACES;

// ACCEPTANCE 29, ACCEPTANCE 5
#[tokio::test]
async fn after_one_click_on_reject_five_pages_ask_no_third_party_and_the_cart_works() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    visitor.quiet().await;
    visitor.requests().await;

    visitor.open("/product/kasa").await;
    visitor.click("#buy").await;
    visitor.whole().await;
    visitor.sees("location.pathname === '/cart'").await;
    visitor.reload().await;
    visitor
        .sees("document.getElementById('cart-count').textContent === '1'")
        .await;
    visitor.quiet().await;
    visitor.click("#to-checkout").await;
    visitor.whole().await;
    visitor.quiet().await;
    visitor.click("#order").await;
    visitor.whole().await;
    visitor
        .sees("document.getElementById('order-number').textContent.length > 0")
        .await;
    visitor.open("/policy").await;
    visitor.open("/").await;
    visitor.quiet().await;

    assert!(!visitor.is_asked().await, "asked again");
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    for request in visitor.requests().await {
        let own = ["shop.localhost", "consent.localhost"];
        assert!(own.contains(&request.host.as_str()), "{request:?}");
    }
    let stored = visitor.stored().await;
    assert!(
        TRACES.iter().all(|trace| !stored.names().contains(trace)),
        "{stored:?}"
    );
    let own = ["cart", "samtycke", "samtycke.pending", "samtycke.receipts"];
    assert!(
        stored.names().iter().all(|name| own.contains(name)),
        "{stored:?}"
    );
}

#[tokio::test]
async fn a_refusal_is_recorded_once_with_both_purposes_denied() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    let owner = world.owner();
    let receipts = owner.waits_for(1).await;
    assert_eq!(receipts[0]["state"], "ConsentRefused", "{receipts:?}");
    assert_eq!(receipts[0]["method"], "banner.reject_all", "{receipts:?}");
    visitor.open("/policy").await;
    visitor.quiet().await;
    assert_eq!(owner.receipts().await.len(), 1, "page views make no rows");
}
