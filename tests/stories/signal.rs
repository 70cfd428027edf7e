//! The browser sends Global Privacy Control: it has said no to advertising before anybody asked.

use product_tests::{ACCEPT, World};
use serde_json::json;

const SIGNAL: &str =
    "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });";

// ACCEPTANCE 24 (partly: the record of the signal alone comes later)
#[tokio::test]
async fn the_signal_keeps_advertising_off_even_after_accept_all_and_the_banner_says_so() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": SIGNAL}),
        )
        .await;
    visitor.open("/en").await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    let shown = "document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=first]').innerText";
    let shown = visitor.js(shown).await;
    assert!(
        shown.as_str().unwrap().contains("Opt-out request honored"),
        "{shown}"
    );
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 2").await;
    visitor.quiet().await;
    assert!(visitor.has("statistics").await && !visitor.has("advertising").await);
    assert_eq!(
        world.hits().hosts.keys().collect::<Vec<_>>(),
        ["stats.localhost"]
    );
    let receipts = world.owner().waits_for(1).await;
    assert_eq!(receipts[0]["signals"]["gpc"], true, "{receipts:?}");
}
