//! What a browser is told and asked beyond clicks, in each engine by its own means: the DevTools protocol in Chromium,
//! Firefox's own rights in Firefox, and what stands between browser and servers where there is neither.

use fantoccini::{Locator, cookies::Cookie as Kept, wd::WindowHandle};
use serde_json::json;
use url::form_urlencoded;

use super::Visitor;
use crate::{Engine, browser::EMPTY};

/// A cookie as the browser keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host that it belongs to, or the domain above the hosts that get it.
    pub domain: String,
    /// The path that it belongs to.
    pub path: String,
    /// `Lax`, `Strict` or `None`; empty where the browser does not tell.
    pub same_site: String,
    /// Whether it is kept from plain connections.
    pub secure: bool,
    /// When it ends, in seconds since 1970; `None` with the session.
    pub expires: Option<i64>,
}

impl Visitor {
    /// The engine that this visitor looks through.
    pub fn engine(&self) -> Engine {
        self.browser.engine
    }

    /// Runs a script before those of each page that is opened from now on; answers its name.
    pub async fn before_each_page(&self, source: &str) -> String {
        if let Some(between) = &self.browser.between {
            return between.before_each_page(source);
        }
        let added = self.cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        );
        added.await["identifier"].as_str().unwrap().to_owned()
    }

    /// Takes a script of [`Self::before_each_page`] away again.
    pub async fn no_longer_before_pages(&self, name: &str) {
        match &self.browser.between {
            Some(between) => between.no_longer(name),
            None => {
                let which = json!({ "identifier": name });
                self.cdp("Page.removeScriptToEvaluateOnNewDocument", which)
                    .await;
            }
        }
    }

    /// Turns scripts off for the pages that are opened from now on, or on again. WebKit has no switch for it: there the
    /// pages themselves have to say so, by a policy with `sandbox`.
    pub async fn scripts(&self, are_on: bool) {
        match self.engine() {
            Engine::Chromium => {
                let parameters = json!({ "value": !are_on });
                self.cdp("Emulation.setScriptExecutionDisabled", parameters)
                    .await;
            }
            Engine::Firefox => {
                let set = "Services.wm.getMostRecentWindow('navigator:browser')
                    .gBrowser.selectedBrowser.browsingContext.allowJavascript = arguments[0]";
                self.browser.as_firefox(set, vec![json!(are_on)]).await;
            }
            Engine::WebKit => {}
        }
    }

    /// How wide the first element of the page is drawn that `selector` finds, as the browser tells without any script;
    /// `None` where there is none.
    pub async fn drawn_width(&self, selector: &str) -> Option<f64> {
        if self.engine() != Engine::Chromium {
            let found = self.browser.client.find(Locator::Css(selector)).await;
            return Some(found.ok()?.rectangle().await.unwrap().2);
        }
        let document = self.cdp("DOM.getDocument", json!({})).await;
        let find = json!({"nodeId": document["root"]["nodeId"], "selector": selector});
        let found = self.cdp("DOM.querySelector", find).await;
        let node = found["nodeId"].as_i64().filter(|node| *node > 0)?;
        let drawn = self.cdp("DOM.getBoxModel", json!({ "nodeId": node })).await;
        drawn["model"]["width"].as_f64()
    }

    /// Lets no request pass any more that one of these patterns matches; `*` stands for anything.
    pub async fn block(&self, patterns: &[&str]) {
        match &self.browser.between {
            Some(between) => between.block(patterns),
            None => {
                self.cdp("Network.enable", json!({})).await;
                self.cdp("Network.setBlockedURLs", json!({ "urls": patterns }))
                    .await;
            }
        }
    }

    /// Sends a header with every request from now on; `name` in small letters.
    pub async fn send_header(&self, name: &'static str, value: &'static str) {
        match &self.browser.between {
            Some(between) => between.send_header(name, value),
            None => {
                // Without the first no header is added.
                self.cdp("Network.enable", json!({})).await;
                let headers = json!({ "headers": { name: value } });
                self.cdp("Network.setExtraHTTPHeaders", headers).await;
            }
        }
    }

    /// Shows pages as a system does that has these preferences: names of media features with their values. False where
    /// the engine cannot.
    pub async fn prefers(&self, features: &[(&str, &str)]) -> bool {
        match self.engine() {
            Engine::Chromium => {
                let told = features.iter();
                let told: Vec<_> = told
                    .map(|(name, value)| json!({"name": name, "value": value}))
                    .collect();
                let media = json!({ "features": told });
                self.cdp("Emulation.setEmulatedMedia", media).await;
            }
            Engine::Firefox => {
                let told = features.iter();
                let told: Vec<_> = told
                    .map(|(name, value)| firefox_preference(name, value))
                    .collect();
                // Where colours are forced, the scheme is that of the forced ground, and links can be read on it.
                let is_dark = features.contains(&("prefers-color-scheme", "dark"));
                let colors = if is_dark {
                    json!({"background": "#000000", "foreground": "#ffffff", "anchor": "#ffff00", "visited": "#ffff00"})
                } else {
                    json!({"background": "#ffffff", "foreground": "#000000", "anchor": "#00009f", "visited": "#00009f"})
                };
                // All at once: the driver is asked some thousand times in a story that looks at every language.
                let set = "const [told, { background, foreground, anchor, visited }] = arguments;
                    for (const [name, number] of told) Services.prefs.setIntPref(name, number);
                    for (const end of ['', '.dark']) for (const [name, color] of Object.entries({
                        'browser.display.background_color': background, 'browser.display.foreground_color': foreground,
                        'browser.anchor_color': anchor, 'browser.visited_color': visited }))
                        Services.prefs.setStringPref(name + end, color);";
                self.browser
                    .as_firefox(set, vec![json!(told), colors])
                    .await;
            }
            Engine::WebKit => {}
        }
        let queries = features.iter();
        let queries: Vec<_> = queries
            .map(|(name, value)| format!("({name}: {value})"))
            .collect();
        let holds = format!("matchMedia('{}').matches", queries.join(" and "));
        if self.engine() == Engine::WebKit {
            return self.holds(&holds).await;
        }
        self.sees(&holds).await;
        true
    }

    /// Sets the size that the page is laid out in, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        match self.engine() {
            Engine::Chromium => {
                let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
                // A phone lays an empty page out wider than its screen: there is nothing to wait for.
                self.cdp("Emulation.setDeviceMetricsOverride", metrics)
                    .await;
                return;
            }
            Engine::Firefox => {
                // A window is never narrower than its bars; what shows the page can be.
                let set = "const style = gBrowser.selectedBrowser.style;
                    for (const side of ['width', 'height']) for (const end of ['min', 'max'])
                        style.setProperty(`${end}-${side}`, arguments[side === 'width' ? 0 : 1] + 'px');";
                let given = vec![json!(width), json!(height)];
                self.browser.as_firefox(set, given).await;
            }
            Engine::WebKit => {
                let bars = self
                    .js("[outerWidth - innerWidth, outerHeight - innerHeight]")
                    .await;
                let bars = [0, 1].map(|side| bars[side].as_u64().unwrap_or_default() as u32);
                let client = &self.browser.client;
                client
                    .set_window_size(width + bars[0], height + bars[1])
                    .await
                    .unwrap();
            }
        }
        self.sees(&format!(
            "innerWidth === {width} && innerHeight === {height}"
        ))
        .await;
    }

    /// Lines that pages wrote to their console since the last time this was asked.
    pub async fn console(&self) -> String {
        if self.engine() != Engine::Chromium {
            return self.browser.output();
        }
        let log = self
            .browser
            .post("se/log", json!({"type": "browser"}))
            .await;
        let lines: Vec<_> = log
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|line| line["message"].as_str())
            .collect();
        lines.join("\n")
    }

    /// Role and name to a screen reader of the first element that `selector` finds in the shadow root of `host`.
    pub async fn role_and_name(&self, host: &str, selector: &str) -> [String; 2] {
        let part = self.shadow_part(host, selector).await;
        self.browser.role_and_name(&part.element_id()).await
    }

    /// The cookies that the page's host gets, from the browser's own book.
    pub async fn cookies(&self) -> Vec<Cookie> {
        let cookies = self.browser.client.get_all_cookies().await.unwrap();
        cookies.iter().map(told).collect()
    }

    /// Their names.
    pub async fn cookie_names(&self) -> Vec<String> {
        let cookies = self.cookies().await;
        cookies.into_iter().map(|cookie| cookie.name).collect()
    }

    /// Puts a cookie into the browser's book for the visitor's site, as if it had been there before.
    pub async fn has_cookie(&self, name: &str, value: &str) {
        if self.engine() == Engine::Chromium {
            let cookie = json!({"name": name, "value": value, "url": self.origin, "path": "/"});
            self.cdp("Network.setCookie", cookie).await;
            return;
        }
        // An answer sets it, for WebKit's driver refuses to.
        let (first, second) = self.empty_tab().await;
        let cookie = format!("{name}={value}; Path=/; SameSite=Lax");
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("set", &cookie)
            .finish();
        self.go(&format!("{EMPTY}?{query}")).await;
        self.leave_tab(&first, &second).await;
    }

    /// A second tab at an empty page of the visitor's site, without the gate; the first and the second.
    pub(crate) async fn empty_tab(&self) -> (WindowHandle, WindowHandle) {
        let client = &self.browser.client;
        let first = client.window().await.unwrap();
        let handle = client.new_window(true).await.unwrap().handle;
        self.switch_to(&handle).await;
        self.go(EMPTY).await;
        (first, handle)
    }

    /// Closes the second tab and goes back to the first.
    pub(crate) async fn leave_tab(&self, first: &WindowHandle, second: &WindowHandle) {
        self.switch_to(second).await;
        self.browser.client.close_window().await.unwrap();
        self.switch_to(first).await;
    }

    /// Empties what the browser keeps for the visitor's site: cookies, local and session storage.
    pub async fn forget(&self) {
        if self.engine() == Engine::Chromium {
            let origin = self.js("location.origin").await;
            let kinds = "cookies,local_storage,session_storage";
            let all = json!({"origin": origin, "storageTypes": kinds});
            self.cdp("Storage.clearDataForOrigin", all).await;
            return;
        }
        self.js("sessionStorage.clear()").await;
        let (first, second) = self.empty_tab().await;
        self.js("localStorage.clear()").await;
        self.browser.client.delete_all_cookies().await.unwrap();
        self.leave_tab(&first, &second).await;
    }
}

fn told(kept: &Kept<'static>) -> Cookie {
    let expires = kept.expires_datetime();
    Cookie {
        name: kept.name().to_owned(),
        value: kept.value().to_owned(),
        domain: kept.domain().unwrap_or_default().to_owned(),
        path: kept.path().unwrap_or_default().to_owned(),
        same_site: kept
            .same_site()
            .map_or_else(String::new, |it| it.to_string()),
        secure: kept.secure() == Some(true),
        expires: expires.map(|time| time.unix_timestamp()),
    }
}

/// The preference of Firefox that stands for a system's own, with the number for a value.
fn firefox_preference(feature: &str, value: &str) -> (&'static str, i32) {
    match feature {
        "prefers-color-scheme" => (
            "layout.css.prefers-color-scheme.content-override",
            i32::from(value != "dark"),
        ),
        "prefers-reduced-motion" => ("ui.prefersReducedMotion", i32::from(value == "reduce")),
        "forced-colors" => (
            "browser.display.document_color_use",
            if value == "active" { 2 } else { 1 },
        ),
        _ => panic!("no preference is known for {feature}"),
    }
}
