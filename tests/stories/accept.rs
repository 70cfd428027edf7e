//! Somebody accepts something, or everything.

use std::collections::BTreeMap;

use product_tests::{ACCEPT, SETTINGS, World};

use crate::TRACES;

// ACCEPTANCE 30
#[tokio::test]
async fn accepting_statistics_only_lets_the_statistics_host_alone_be_asked() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(SETTINGS).await;
    visitor.save_settings(&["statistics"]).await;
    visitor.sees("window.standInOrder?.length === 2").await;
    visitor.quiet().await;
    visitor.open("/product/yxa").await;
    visitor.sees("window.standInOrder?.length === 2").await;
    visitor.quiet().await;
    let hits = world.hits();
    assert_eq!(
        hits.hosts.keys().collect::<Vec<_>>(),
        ["stats.localhost"],
        "{hits:?}"
    );
    assert_eq!(
        hits.hosts["stats.localhost"]["/matlada.js"], 2,
        "once on each page: {hits:?}"
    );
    let stored = visitor.stored().await;
    for trace in TRACES {
        assert_eq!(
            stored.names().contains(trace),
            trace.starts_with("_st"),
            "{trace}: {stored:?}"
        );
    }
}

#[tokio::test]
async fn accepting_all_releases_each_thing_exactly_once_and_in_order_without_a_reload() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.js("window.notReloaded = true").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    assert!(visitor.holds("window.notReloaded").await);
    let once: BTreeMap<String, BTreeMap<String, u64>> = [
        (
            "ads.localhost",
            [
                "/annonsbo.js",
                "/ev",
                "/pixel.gif",
                "/retarget.js",
                "/static.gif",
            ]
            .as_slice(),
        ),
        (
            "stats.localhost",
            &["/collect", "/event", "/matlada.js", "/scroll.js"],
        ),
        ("video.localhost", &["/embed/natt", "/player.js", "/watch"]),
    ]
    .into_iter()
    .map(|(host, paths)| {
        (
            host.to_owned(),
            paths.iter().map(|path| ((*path).to_owned(), 1)).collect(),
        )
    })
    .collect();
    assert_eq!(world.hits().hosts, once);
    // The two loaders are `async` and may come in any order; what the page blocks on may not.
    let order = visitor.js("standInOrder").await;
    let order: Vec<_> = order
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let place = |name: &str| order.iter().position(|other| *other == name).unwrap();
    assert!(place("retarget") < place("scroll"), "{order:?}");
    let stored = visitor.stored().await;
    assert!(
        TRACES.iter().all(|trace| stored.names().contains(trace)),
        "{stored:?}"
    );
}

#[tokio::test]
async fn with_everything_accepted_the_next_page_loads_as_if_there_were_no_gate() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    world.shop.hits().clear();
    visitor.open("/").await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    assert!(!visitor.is_asked().await);
    let hits = world.hits();
    let paths = hits.hosts.values().flat_map(BTreeMap::iter);
    assert!(paths.clone().all(|(_, count)| *count == 1), "{hits:?}");
    assert_eq!(hits.total, 12, "{hits:?}");
}

#[tokio::test]
async fn an_acceptance_is_recorded_with_what_had_been_held_back() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    let receipts = world.owner().waits_for(1).await;
    assert_eq!(receipts[0]["state"], "ConsentGiven", "{receipts:?}");
    assert_eq!(receipts[0]["method"], "banner.accept_all", "{receipts:?}");
    visitor
        .sees("JSON.parse(localStorage.getItem('samtycke.receipts') || '[]').length === 1")
        .await;
    assert!(
        visitor
            .holds("localStorage.getItem('samtycke.pending') === null")
            .await
    );
}

// Payment frames are spoken to in this way.
#[tokio::test]
async fn the_window_of_a_frame_of_another_origin_can_be_written_to() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    let film = "document.querySelector('iframe[src*=\"/embed/\"]')";
    visitor.sees(&format!("!!{film}")).await;
    // An expression that throws is not true.
    let asks = format!("typeof {film}.contentWindow.postMessage === 'function'");
    assert!(visitor.holds(&asks).await);
}
