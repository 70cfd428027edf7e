//! What the browser keeps: cookies, and for one origin local and session storage, databases and caches.
//!
//! Chromium tells it from its own books, the cookies of every host with it, and page script has no part in it. The others
//! are asked in a second tab at a page without the gate, for the cookies of one host; only session storage, which a tab
//! has for itself, is read in the page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{Engine, Visitor, browser::Browser};

/// Everything that a browser keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Cookies, of all hosts where the browser tells them: name to value.
    pub cookies: BTreeMap<String, String>,
    /// Local storage of the origin.
    pub local: BTreeMap<String, String>,
    /// Session storage of the origin.
    pub session: BTreeMap<String, String>,
    /// Names of IndexedDB databases of the origin.
    pub databases: BTreeSet<String>,
    /// Names of caches of the origin.
    pub caches: BTreeSet<String>,
}

impl Stored {
    pub(crate) async fn read(visitor: &Visitor, browser: &Browser, origin: &str) -> Self {
        if browser.engine != Engine::Chromium {
            return Self::read_in_a_tab(visitor).await;
        }
        let cookies = browser.cdp("Storage.getCookies", json!({})).await;
        let cookies = cookies["cookies"].as_array().unwrap().iter();
        let caches = browser
            .cdp(
                "CacheStorage.requestCacheNames",
                json!({"securityOrigin": origin}),
            )
            .await;
        let databases = browser
            .cdp(
                "IndexedDB.requestDatabaseNames",
                json!({"securityOrigin": origin}),
            )
            .await;
        Self {
            cookies: cookies
                .map(|cookie| (text(&cookie["name"]), text(&cookie["value"])))
                .collect(),
            local: items(browser, origin, true).await,
            session: items(browser, origin, false).await,
            databases: databases["databaseNames"]
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .collect(),
            caches: caches["caches"]
                .as_array()
                .unwrap()
                .iter()
                .map(|cache| text(&cache["cacheName"]))
                .collect(),
        }
    }

    async fn read_in_a_tab(visitor: &Visitor) -> Self {
        let session = visitor.js("Object.entries(sessionStorage)").await;
        let (first, second) = visitor.empty_tab().await;
        let cookies = visitor.cookies().await;
        let kept = visitor
            .js(
                "(async () => ({ local: Object.entries(localStorage), caches: await caches.keys(),
                databases: (await indexedDB.databases()).map((one) => one.name) }))()",
            )
            .await;
        visitor.leave_tab(&first, &second).await;
        assert!(kept.is_object(), "the browser does not tell what it keeps");
        let names = |list: &Value| list.as_array().unwrap().iter().map(text).collect();
        Self {
            cookies: cookies
                .into_iter()
                .map(|cookie| (cookie.name, cookie.value))
                .collect(),
            local: pairs(&kept["local"]),
            // `Null` in a page that has none, as one on the disk.
            session: pairs(&session),
            databases: names(&kept["databases"]),
            caches: names(&kept["caches"]),
        }
    }

    /// Names of cookies and keys, for a short comparison.
    pub fn names(&self) -> BTreeSet<&str> {
        let maps = [&self.cookies, &self.local, &self.session];
        let keys = maps.into_iter().flat_map(BTreeMap::keys);
        keys.chain(&self.databases)
            .chain(&self.caches)
            .map(String::as_str)
            .collect()
    }
}

async fn items(browser: &Browser, origin: &str, is_local: bool) -> BTreeMap<String, String> {
    browser.cdp("DOMStorage.enable", json!({})).await;
    let id = json!({"securityOrigin": origin, "isLocalStorage": is_local});
    let answer = browser
        .cdp("DOMStorage.getDOMStorageItems", json!({"storageId": id}))
        .await;
    pairs(&answer["entries"])
}

fn pairs(entries: &Value) -> BTreeMap<String, String> {
    let entries = entries.as_array().into_iter().flatten();
    entries
        .map(|pair| (text(&pair[0]), text(&pair[1])))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
