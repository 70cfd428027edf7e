//! What the browser keeps, from its own books: cookies of every host, and for one origin local and
//! session storage, databases and caches. Page script has no part in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::browser::Browser;

/// Everything that a browser keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Cookies of all hosts: name to value.
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
    pub(crate) async fn read(browser: &Browser, origin: &str) -> Self {
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
    let entries = answer["entries"].as_array().unwrap().iter();
    entries
        .map(|pair| (text(&pair[0]), text(&pair[1])))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
