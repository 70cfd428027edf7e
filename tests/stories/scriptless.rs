//! A browser that runs no scripts.

use demo_site::Head;
use product_tests::{Setup, Visitor, World};
use serde_json::json;

/// Turns scripts off for the pages that are opened from now on, or on again.
async fn scripts(visitor: &Visitor, is_off: bool) {
    let parameters = json!({ "value": is_off });
    visitor
        .cdp("Emulation.setScriptExecutionDisabled", parameters)
        .await;
}

// ACCEPTANCE 21
#[tokio::test]
async fn without_javascript_nothing_but_the_shop_loads_and_a_notice_links_to_the_policy() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    scripts(&visitor, true).await;
    visitor.requests().await;
    for (path, policy) in [("/", "/policy"), ("/en/product/filt", "/en/policy")] {
        visitor.go(path).await;
        // The page cannot be asked; the browser's own view of it can.
        let document = visitor.cdp("DOM.getDocument", json!({})).await;
        let find = json!({"nodeId": document["root"]["nodeId"], "selector": format!("noscript a[href='{policy}']")});
        let link = visitor.cdp("DOM.querySelector", find).await;
        let node = link["nodeId"].as_i64().unwrap();
        assert!(node > 0, "{path}: no link in a noscript");
        let drawn = visitor
            .cdp("DOM.getBoxModel", json!({ "nodeId": node }))
            .await;
        assert!(
            drawn["model"]["width"].as_i64() > Some(0),
            "{path}: {drawn}"
        );
    }
    // Enough for what would be late.
    scripts(&visitor, false).await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    let own = ["shop.localhost", "consent.localhost"];
    for request in visitor.requests().await {
        assert!(own.contains(&request.host.as_str()), "{request:?}");
    }
    assert!(
        visitor.stored().await.names().is_empty(),
        "{:?}",
        visitor.stored().await
    );
}

#[tokio::test]
async fn without_javascript_and_without_our_lines_the_same_pages_ask_third_parties() {
    let setup = Setup {
        head: Some(Head::Nothing),
        ..Setup::default()
    };
    let Some(world) = World::with(setup).await else {
        return;
    };
    let visitor = world.visitor().await;
    scripts(&visitor, true).await;
    visitor.go("/").await;
    scripts(&visitor, false).await;
    visitor.quiet().await;
    assert!(world.hits().total > 0, "the story above proves nothing");
}
