//! A withdrawal deletes what a tag has kept beyond cookies and keys: databases and caches, also one that a script of the
//! tag still holds open, and service workers; after it nobody reads the tag's cookies any more.

use std::time::Duration;

use product_tests::{ACCEPT, REJECT, tagfarm::TagFarm, wait};

use crate::street::Street;

const SITE: &str = include_str!("foreign_tags/site.toml");
const STORES: &str = r#"
[[services]]
id = "keeper"
purpose = "adverts"
name = "Keeper"
vendor = "Test AB"
country = "SE"
policy_url = "/policy"
hosts = ["keeper.example"]
"#;
/// What the tag keeps; the last two are the site's own.
const PAGE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Stores</title>
<!-- snippet -->
</head>
<body data-page>
<script type="text/plain" data-consent="advertising">
const open = (name) => new Promise((done) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("a");
    // Nobody closes it.
    request.onsuccess = () => done((window.held = request.result));
    request.onerror = done;
});
(async () => {
    document.cookie = "_keep_id=1; Path=/";
    localStorage.setItem("_keep_id", "1");
    sessionStorage.setItem("_keep_id", "1");
    await open("_keep_db");
    await open("cart_db");
    await caches.open("_keep_cache").then((cache) => cache.put("/a", new Response("1")));
    await caches.open("shop_cache").then((cache) => cache.put("/a", new Response("1")));
    await navigator.serviceWorker.register("/keeper.js");
    await navigator.serviceWorker.register("/shop.js", { scope: "/shop/" });
    await navigator.serviceWorker.ready;
    setInterval(() => document.cookie, 20);
    window.isKept = true;
})();
</script>
</body>
</html>"#;
const KEPT: [&str; 3] = ["_keep_id", "_keep_db", "_keep_cache"];
/// Service workers: one that reports to the tag's host, and the site's own.
const WORKERS: [(&str, &str); 2] = [
    (
        "/keeper.js",
        "onfetch = () => {}; const home = 'https://keeper.example/collect';",
    ),
    ("/shop.js", "onfetch = () => {};"),
];
const REGISTERED: &str = "navigator.serviceWorker.getRegistrations().then((all) =>
    all.map((one) => new URL((one.active || one.waiting || one.installing).scriptURL).pathname).sort().join())";
/// Notes in the tab how often pages were loaded, and when somebody last read the tag's cookie: before the gate, so that
/// its own reading counts too.
const WATCH: &str =
    "{ const native = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
    Object.defineProperty(Document.prototype, 'cookie', { ...native, get() {
        const text = native.get.call(this);
        if (text.includes('_keep_id')) sessionStorage.setItem('read', Date.now());
        return text;
    } });
    sessionStorage.setItem('loads', 1 + Number(sessionStorage.getItem('loads'))); }";

fn site() -> String {
    let kinds = [
        ("cookie", "_keep_id"),
        ("local", "_keep_id"),
        ("session", "_keep_id"),
        ("indexeddb", "_keep_db"),
        ("cache", "_keep_cache"),
    ];
    let stores = kinds.map(|(kind, name)| {
        format!(
            "[[services.stores]]\nkind = \"{kind}\"\nname = \"{name}\"\nduration = \"P1D\"\ndescription = {{ en = \"x\" }}\n"
        )
    });
    [SITE, STORES, &stores.concat()].concat()
}

// ACCEPTANCE 31 (the calls by which vendors are told are in `signals`, the variants of a cookie in `withdraw`)
#[tokio::test]
async fn two_seconds_after_a_withdrawal_every_store_is_empty_nobody_reads_and_the_page_is_a_new_one()
 {
    let site = site();
    let farm = TagFarm::with_mocks(&[]).await;
    let Some(street) = Street::with(farm, "foreign", &site, PAGE, &WORKERS).await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.before_each_page(WATCH).await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.isKept").await;
    let stored = visitor.stored().await;
    for name in KEPT {
        assert!(stored.names().contains(name), "{name} of {stored:?}");
    }
    assert_eq!(visitor.js(REGISTERED).await, "/keeper.js,/shop.js");
    assert!(
        visitor
            .holds("Date.now() - sessionStorage.read < 1000")
            .await
    );
    let loads = visitor.js("+sessionStorage.loads").await.as_u64().unwrap();

    visitor.open_settings().await;
    let begun = visitor.js("Date.now()").await.as_u64().unwrap();
    visitor.answer_settings(REJECT).await;
    wait::until_within(Duration::from_secs(2), "every store is gone", async || {
        let stored = visitor.stored().await;
        KEPT.iter()
            .all(|name| !stored.names().contains(name))
            .then_some(())
    })
    .await;
    // The tag has no call by which it could be told: the page is loaded again, once.
    visitor.sees("!window.isKept && !window.held").await;
    visitor.quiet().await;
    let stored = visitor.stored().await;
    for name in KEPT {
        assert!(!stored.names().contains(name), "{name} of {stored:?}");
    }
    for name in ["cart_db", "shop_cache"] {
        assert!(stored.names().contains(name), "{name} of {stored:?}");
    }
    assert_eq!(visitor.js(REGISTERED).await, "/shop.js");
    assert!(visitor.holds("!navigator.serviceWorker.controller").await);
    assert_eq!(visitor.js("+sessionStorage.loads").await, loads + 1);
    visitor.open("/next").await;
    visitor.quiet().await;
    let read = visitor.js("+sessionStorage.read").await.as_u64().unwrap();
    assert!(read <= begun + 2000, "read {} ms later", read - begun);
}
