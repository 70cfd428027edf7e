//! Somebody who has accepted changes their mind.

use std::time::Duration;

use product_tests::{ACCEPT, REJECT, Visitor, World, wait};

use crate::TRACES;

/// Counts the clicks of the visitor's own hand on this page and those that follow, wherever they land.
const COUNT: &str = "addEventListener('click', (event) => {
    if (event.isTrusted) sessionStorage.setItem('hand', +(sessionStorage.getItem('hand') ?? 0) + 1);
}, true), 0";

/// How many clicks `act` took on the page, opened anew: no words of before stand before anything, and no counter of
/// before counts along.
async fn clicks(visitor: &Visitor, page: &str, act: impl AsyncFnOnce()) -> u64 {
    visitor.open(page).await;
    visitor.js("sessionStorage.removeItem('hand'), 0").await;
    visitor.js(COUNT).await;
    act().await;
    visitor.whole().await;
    // A page that is just going, for it loads again after a withdrawal, answers nothing; the next one has the same count.
    wait::until("the count", async || {
        let counted = visitor.js("+sessionStorage.getItem('hand')").await;
        counted.as_u64()
    })
    .await
}

// ACCEPTANCE 12
#[tokio::test]
async fn to_withdraw_all_takes_no_more_clicks_than_to_give_all_from_the_same_place() {
    let Some(world) = World::start().await else {
        return;
    };
    for page in ["/", "/en/product/kasa"] {
        let visitor = world.visitor().await;
        let is = async |granted: bool| {
            let holds =
                format!("window.samtycke?.get().chosen && samtycke.has('all') === {granted}");
            visitor.sees(&holds).await;
            if !granted {
                // What has run cannot be taken back: the page is about to load again, and would do so in the middle of the next.
                visitor.quiet().await;
            }
        };
        let given = clicks(&visitor, page, async || {
            visitor.answer(ACCEPT).await;
            is(true).await;
        });
        let given = given.await;
        // The site's own button, on every page.
        let taken = clicks(&visitor, page, async || {
            visitor.click("#withdraw").await;
            is(false).await;
        });
        let taken = taken.await;
        assert_eq!((given, taken), (1, 1), "{page}: banner, own button");
        // The persistent control alone.
        let given = clicks(&visitor, page, async || {
            visitor.open_settings().await;
            visitor.answer_settings(ACCEPT).await;
            is(true).await;
        });
        let given = given.await;
        let taken = clicks(&visitor, page, async || {
            visitor.take_back().await;
            is(false).await;
        });
        let taken = taken.await;
        assert_eq!((given, taken), (2, 1), "{page}: the control's own button");
        // By the settings: one button there, either way.
        let given = clicks(&visitor, page, async || {
            visitor.open_settings().await;
            visitor.answer_settings(ACCEPT).await;
            is(true).await;
        });
        let given = given.await;
        let taken = clicks(&visitor, page, async || {
            visitor.open_settings().await;
            visitor.answer_settings(REJECT).await;
            is(false).await;
        });
        let taken = taken.await;
        assert_eq!((given, taken), (2, 2), "{page}: the control, both ways");
    }
}

// ACCEPTANCE 11, ACCEPTANCE 31 (partly: cookies and storage keys)
#[tokio::test]
async fn one_click_in_the_settings_withdraws_all_deletes_every_trace_and_stops_the_trackers() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;

    visitor.open_settings().await;
    assert_eq!(
        visitor.switches().await,
        ["functional", "statistics", "advertising"],
        "the state is shown"
    );
    visitor.answer_settings(REJECT).await;
    wait::until_within(Duration::from_secs(2), "every trace is gone", async || {
        let stored = visitor.stored().await;
        TRACES
            .iter()
            .all(|trace| !stored.names().contains(trace))
            .then_some(())
    })
    .await;
    visitor.whole().await;
    visitor.quiet().await;
    let before = world.hits();
    visitor.open("/product/filt").await;
    visitor.quiet().await;
    assert_eq!(
        world.hits(),
        before,
        "something was asked after the withdrawal"
    );
    let stored = visitor.stored().await;
    assert!(
        TRACES.iter().all(|trace| !stored.names().contains(trace)),
        "{stored:?}"
    );
    assert!(!visitor.is_asked().await);

    let receipts = world.owner().waits_for(2).await;
    assert_eq!(receipts[0]["state"], "ConsentWithdrawn", "{receipts:?}");
    assert_eq!(
        receipts[1]["state"], "ConsentGiven",
        "the earlier receipt stands"
    );
}

// ACCEPTANCE 31 (partly: the variants of a cookie that a page can write)
#[tokio::test]
async fn a_withdrawal_finds_a_cookie_on_another_path_and_in_the_jar_of_its_own_too() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/product/filt").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    for variant in [
        "; Path=/product/filt",
        "; Path=/product",
        "; Secure; SameSite=None; Partitioned; Path=/",
    ] {
        visitor
            .js(&format!("document.cookie = '_ad_id=1{variant}'"))
            .await;
    }
    let count = "document.cookie.split('_ad_id=').length - 1";
    let there = visitor.js(count).await.as_u64().unwrap();
    assert!(there >= 3, "only {there} are seen");
    visitor.open_settings().await;
    visitor.answer_settings(REJECT).await;
    visitor
        .sees_within(Duration::from_secs(2), &format!("{count} === 0"))
        .await;
}

// ACCEPTANCE 11
#[tokio::test]
async fn every_page_has_the_control_and_the_sites_own_links_open_the_settings() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    for path in ["/", "/product/kasa", "/cart", "/login", "/en/policy"] {
        visitor.open(path).await;
        visitor.open_settings().await;
        visitor.answer_settings("[data-action=close]").await;
    }
    visitor.click("#policy-settings").await;
    visitor.banner_part("[data-layer=settings]", REJECT).await;
}

#[tokio::test]
async fn withdrawing_one_purpose_leaves_the_other() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.open_settings().await;
    visitor.save_settings(&["statistics"]).await;
    wait::until("the advertising traces are gone", async || {
        let stored = visitor.stored().await;
        (!stored.names().contains("_ad_id") && !stored.names().contains("_ad_seen")).then_some(())
    })
    .await;
    visitor.whole().await;
    visitor.quiet().await;
    world.shop.hits().clear();
    visitor.open("/").await;
    visitor.sees("window.standInOrder?.length === 2").await;
    visitor.quiet().await;
    assert_eq!(
        world.hits().hosts.keys().collect::<Vec<_>>(),
        ["stats.localhost"]
    );
    assert!(visitor.stored().await.names().contains("_st_id"));
}

// ACCEPTANCE 43
#[tokio::test]
async fn a_withdrawal_in_one_tab_holds_in_the_other_within_two_seconds() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.samtycke.has('statistics')").await;
    let (first, second) = visitor.open_tab("/policy").await;
    visitor.open_settings().await;
    visitor.answer_settings(REJECT).await;
    visitor.switch_to(&first).await;
    visitor
        .sees_within(
            Duration::from_secs(2),
            "window.samtycke && !window.samtycke.has('statistics')",
        )
        .await;
    visitor.switch_to(&second).await;
    visitor
        .sees("window.samtycke && !window.samtycke.has('statistics')")
        .await;
}
