//! Somebody opens the settings and decides in detail.

use product_tests::{SETTINGS, World};

// ACCEPTANCE 6
#[tokio::test]
async fn every_switch_but_functional_is_off_at_first_and_functional_cannot_be_turned() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(SETTINGS).await;
    assert_eq!(visitor.switches().await, ["functional"]);
    let functional = visitor
        .banner_part("[data-layer=settings]", "#functional")
        .await;
    assert!(!functional.is_enabled().await.unwrap());
    let explained = "document.querySelector('samtycke-banner').shadowRoot.querySelector('#about-functional').innerText.length > 40";
    assert!(visitor.holds(explained).await);
}

// ACCEPTANCE 10
#[tokio::test]
async fn every_subset_can_be_saved_and_is_shown_the_same_after_a_reload() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    visitor.answer(SETTINGS).await;
    let subsets: [&[&str]; 5] = [
        &[],
        &["advertising"],
        &["statistics", "advertising"],
        &["statistics"],
        &[],
    ];
    for (index, granted) in subsets.into_iter().enumerate() {
        if index > 0 {
            visitor.open_settings().await;
        }
        visitor.save_settings(granted).await;
        visitor.quiet().await;
        visitor.reload().await;
        for purpose in ["statistics", "advertising"] {
            assert_eq!(
                visitor.has(purpose).await,
                granted.contains(&purpose),
                "{purpose} of {granted:?}"
            );
        }
        visitor.open_settings().await;
        let mut shown = visitor.switches().await;
        shown.remove(0);
        assert_eq!(shown, granted, "shown after a reload");
        visitor.answer_settings("[data-action=close]").await;
    }
    let receipts = world.owner().waits_for(subsets.len()).await;
    assert_eq!(receipts[0]["state"], "ConsentWithdrawn", "{receipts:?}");
}

// ACCEPTANCE 9 (partly: names and words; `facts` looks at each purpose, service and store of the site file)
#[tokio::test]
async fn the_settings_name_each_vendor_and_each_thing_that_it_stores() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en").await;
    visitor.answer(SETTINGS).await;
    visitor
        .banner_part("[data-layer=settings]", "#statistics")
        .await;
    let text = visitor.js("document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=settings]').textContent").await;
    let text = text.as_str().unwrap();
    for fact in [
        "Mätlådan AB",
        "Annonsbo AB",
        "Filmrutan AB",
        "_st_id",
        "_st_ses",
        "_st_last",
        "_ad_id",
        "_ad_seen",
        "_vid_id",
        "Sweden",
        "13 months",
    ] {
        assert!(text.contains(fact), "{fact} in {text}");
    }
}
