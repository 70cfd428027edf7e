//! A withdrawal deletes what a tag has kept beyond cookies and keys: databases and caches, also one that a script of the
//! tag still holds open.

use std::time::Duration;

use product_tests::{ACCEPT, REJECT, wait};

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
    window.isKept = true;
})();
</script>
</body>
</html>"#;
const KEPT: [&str; 3] = ["_keep_id", "_keep_db", "_keep_cache"];

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

// ACCEPTANCE 31 (partly: every kind of store, within two seconds; the tag has no call to revoke, so the page reloads)
#[tokio::test]
async fn every_kind_of_store_is_empty_two_seconds_after_a_withdrawal_and_the_page_is_a_new_one() {
    let Some(street) = Street::open("foreign", &site(), PAGE, Vec::new()).await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.isKept").await;
    let stored = visitor.stored().await;
    for name in KEPT {
        assert!(stored.names().contains(name), "{name} of {stored:?}");
    }
    visitor.open_settings().await;
    visitor.answer_settings(REJECT).await;
    wait::until_within(Duration::from_secs(2), "every store is gone", async || {
        let stored = visitor.stored().await;
        KEPT.iter()
            .all(|name| !stored.names().contains(name))
            .then_some(())
    })
    .await;
    visitor.sees("!window.isKept && !window.held").await;
    visitor.quiet().await;
    let stored = visitor.stored().await;
    for name in KEPT {
        assert!(!stored.names().contains(name), "{name} of {stored:?}");
    }
    for name in ["cart_db", "shop_cache"] {
        assert!(stored.names().contains(name), "{name} of {stored:?}");
    }
}
