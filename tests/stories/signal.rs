//! The browser sends Global Privacy Control: it has said no to advertising before anybody asked.

use product_tests::{ACCEPT, REJECT, SETTINGS, Visitor, World};
use serde_json::{Value, json};

use crate::stage::{Stage, shop};

const SIGNAL: &str =
    "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });";

/// From the next page on the visitor's browser sends the signal, as header and in script.
async fn turn_on(visitor: &Visitor) {
    visitor.before_each_page(SIGNAL).await;
    visitor.send_header("sec-gpc", "1").await;
}

/// State, method, whether the signal was there, and what was decided about advertising and statistics; newest first.
fn told(receipts: &[Value]) -> Vec<Value> {
    let decided = |receipt: &Value, id: &str| {
        let purposes = receipt["purposes"].as_array().unwrap();
        let purpose = purposes.iter().find(|purpose| purpose["id"] == id);
        purpose.unwrap()["decision"].clone()
    };
    let line = |receipt: &Value| {
        json!([
            receipt["state"],
            receipt["method"],
            receipt["signals"]["gpc"],
            decided(receipt, "advertising"),
            decided(receipt, "statistics")
        ])
    };
    receipts.iter().map(line).collect()
}

// ACCEPTANCE 24
#[tokio::test]
async fn the_signal_keeps_advertising_off_even_after_accept_all_is_shown_and_recorded() {
    let Some(world) = World::start().await else {
        return;
    };
    for (path, text) in [
        ("/en", "Opt-out request honored"),
        ("/", "Din begäran om att välja bort följs"),
    ] {
        world.shop.hits().clear();
        let before = world.owner().receipts().await.len();
        let visitor = world.visitor().await;
        turn_on(&visitor).await;
        visitor.open(path).await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        let shown = "document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=first]').innerText";
        let shown = visitor.js(shown).await;
        assert!(shown.as_str().unwrap().contains(text), "{shown}");
        // Before the choice there is nobody to record it about.
        assert!(visitor.stored().await.names().is_empty());
        assert_eq!(world.owner().receipts().await.len(), before);
        visitor.answer(ACCEPT).await;
        visitor.sees("window.standInOrder?.length === 2").await;
        visitor.quiet().await;
        assert!(visitor.has("statistics").await && !visitor.has("advertising").await);
        assert_eq!(
            world.hits().hosts.keys().collect::<Vec<_>>(),
            ["stats.localhost"]
        );
        let receipts = world.owner().waits_for(before + 2).await;
        assert_eq!(
            told(&receipts[..2]),
            [
                json!([
                    "ConsentGiven",
                    "banner.accept_all",
                    true,
                    "denied",
                    "granted"
                ]),
                json!(["OptOut", "gpc", true, "denied", "denied"]),
            ]
        );
    }
}

// ACCEPTANCE 24 (partly: a refusal under the signal)
#[tokio::test]
async fn who_refuses_under_the_signal_has_a_record_of_both() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    turn_on(&visitor).await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    let receipts = world.owner().waits_for(2).await;
    assert_eq!(receipts[0]["state"], "ConsentRefused", "{receipts:?}");
    assert_eq!(receipts[1]["state"], "OptOut", "{receipts:?}");
    visitor.reload().await;
    visitor.quiet().await;
    assert_eq!(world.owner().receipts().await.len(), 2, "told once");
}

// ACCEPTANCE 24 (partly: the signal comes after the choice)
#[tokio::test]
async fn a_signal_that_is_turned_on_later_takes_advertising_back_until_the_visitor_switches_it_on_under_it()
 {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    visitor.answer(ACCEPT).await;
    visitor.quiet().await;
    world.owner().waits_for(1).await;
    turn_on(&visitor).await;
    visitor.open("/policy").await;
    visitor
        .sees("window.samtycke?.has('statistics') && !window.samtycke.has('advertising')")
        .await;
    let receipts = world.owner().waits_for(2).await;
    assert_eq!(
        told(&receipts[..1]),
        [json!(["OptOut", "gpc", true, "denied", "granted"])]
    );
    visitor.whole().await;
    visitor.quiet().await;
    assert!(!visitor.is_asked().await, "asked again");

    visitor.open_settings().await;
    visitor.save_settings(&["statistics", "advertising"]).await;
    world.owner().waits_for(3).await;
    visitor.open("/policy").await;
    visitor.quiet().await;
    assert!(
        visitor.has("advertising").await,
        "the switch itself overrules the signal"
    );
    assert_eq!(world.owner().receipts().await.len(), 3);
}

// ACCEPTANCE 24 (partly: nothing is asked about advertising alone)
#[tokio::test]
async fn a_site_that_asks_about_advertising_alone_does_not_ask_who_sends_the_signal() {
    let mut site = shop();
    let is_kept = |purpose: &toml::Value| purpose.as_str() != Some("statistics");
    for (list, key) in [("purposes", "id"), ("services", "purpose")] {
        let items = site[list].as_array_mut().unwrap();
        items.retain(|item| is_kept(&item[key]));
    }
    let sites = vec![("ads", site)];
    let Some(stage) = Stage::open(product_tests::Engine::default(), sites).await else {
        return;
    };
    let visitor = stage.visitor().await;
    visitor.open("/ads/en").await;
    visitor.banner_part("[data-layer=first]", SETTINGS).await;
    turn_on(&visitor).await;
    visitor.open("/ads/en").await;
    visitor.click(product_tests::CONTROL).await;
    visitor
        .banner_part("[data-layer=settings]", "#advertising")
        .await;
    assert!(!visitor.is_asked().await);
    assert!(!visitor.has("advertising").await);
}

// ACCEPTANCE 24 (partly: the header alone)
#[tokio::test]
async fn a_signal_that_only_the_header_carries_counts_as_well() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.send_header("sec-gpc", "1").await;
    visitor.open("/en").await;
    assert!(visitor.holds("!navigator.globalPrivacyControl").await);
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 2").await;
    visitor.quiet().await;
    assert!(visitor.has("statistics").await && !visitor.has("advertising").await);
    let receipts = world.owner().waits_for(2).await;
    assert_eq!(receipts[1]["state"], "OptOut", "{receipts:?}");
}
