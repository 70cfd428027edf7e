//! A visitor: a browser with a fresh profile that looks at the shop.
//!
//! Clicks and keys go through WebDriver, so they are as trusted as a hand's. Questions about the
//! page go through the DevTools protocol without a user gesture, or through WebDriver where there is none.
//! How the browser's own books are read and what it is told beyond clicks is in `means`, engine by engine.

mod frames;
mod means;

pub use means::Cookie;

use std::time::{Duration, Instant};

use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    key::Key,
};
use serde_json::{Value, json};

use crate::{
    Engine, Request, Stored, banner,
    browser::{Browser, Launch},
    engine::Installed,
    network, wait,
};

/// How long a page that has nothing more to ask for asks for nothing.
const HALF_A_SECOND: Duration = Duration::from_millis(500);

/// A browser at the shop.
pub struct Visitor {
    browser: Browser,
    origin: String,
}

impl Visitor {
    pub(crate) async fn start(programs: &Installed, origin: String, launch: &Launch) -> Self {
        let browser = Browser::start(programs, launch).await;
        Self { browser, origin }
    }

    /// Opens a page of the shop and waits until it is whole (see [`Visitor::whole`]).
    pub async fn open(&self, path: &str) {
        self.go(path).await;
        self.whole().await;
    }

    /// Opens a page and waits for nothing but the browser's own `load`.
    pub async fn go(&self, path: &str) {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.origin)
        };
        if let Err(error) = self.browser.client.goto(&url).await {
            panic!("{url} did not come: {error}\n{}", self.account().await);
        }
        if self.engine() == Engine::Firefox {
            // Its driver waits for the text only (see `browser::firefox`).
            self.sees("document.readyState === 'complete'").await;
        }
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.browser.client.refresh().await.unwrap();
        self.whole().await;
    }

    /// Waits as [`wait::until`] does, and says on failure what the browser shows.
    async fn until<T>(&self, what: &str, probe: impl AsyncFnMut() -> Option<T>) -> T {
        self.until_within(wait::LIMIT, what, probe).await
    }

    async fn until_within<T>(
        &self,
        limit: Duration,
        what: &str,
        probe: impl AsyncFnMut() -> Option<T>,
    ) -> T {
        if let Some(found) = wait::within(limit, probe).await {
            return found;
        }
        let account = self.account().await;
        panic!("waited {limit:?} in vain for: {what}\n{account}");
    }

    /// What the browser shows and what of ours it keeps, for whoever reads that a story failed.
    async fn account(&self) -> String {
        let page = self
            .js("[document.URL, document.readyState, document.title, window.samtycke ? 'gate' : 'no gate',
                  'held: ' + document.querySelectorAll('[data-consent]').length,
                  document.querySelector('meta[name=samtycke-wall]') ? 'behind a policy' : 'no policy',
                  'choice: ' + (/samtycke=1([asn])/.exec(document.cookie) || [, 'none'])[1],
                  ...['pending', 'receipts'].map((name) => name + ': ' + JSON.parse(localStorage['samtycke.' + name] || '[]').length),
                 ].join(' | ')")
            .await;
        format!("at {page}\nconsole:\n{}", self.console().await)
    }

    /// Waits until the page stands as its author wrote it: complete, with nothing held as text.
    pub async fn whole(&self) {
        let is_whole = "document.readyState === 'complete' && !document.querySelector('plaintext') \
             && !!document.querySelector('main, [data-page]')";
        self.until("the page is whole", async || {
            self.holds(is_whole).await.then_some(())
        })
        .await;
    }

    /// Waits until the page has asked for nothing new for half a second: what would leave has left.
    pub async fn quiet(&self) {
        let asked = "document.readyState === 'complete' && [performance.timeOrigin,
            performance.getEntriesByType('resource').filter((one) => !one.name.endsWith('/__hits')).length].join()";
        let (mut seen, mut since) = (Value::Null, Instant::now());
        self.until("the page is quiet", async || {
            let now = self.js(asked).await;
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
            (seen.is_string() && since.elapsed() > HALF_A_SECOND).then_some(())
        })
        .await;
    }

    /// The value of an expression in the page; `Null` when it throws or the page went away.
    pub async fn js(&self, expression: &str) -> Value {
        self.browser.js(expression).await
    }

    /// Whether an expression is true in the page.
    pub async fn holds(&self, expression: &str) -> bool {
        self.js(expression).await == Value::Bool(true)
    }

    /// Waits until an expression is true in the page.
    pub async fn sees(&self, expression: &str) {
        self.until(expression, async || {
            self.holds(expression).await.then_some(())
        })
        .await;
    }

    /// Whether a category or purpose is granted, as the page's API tells.
    pub async fn has(&self, expression: &str) -> bool {
        self.holds(&format!("window.samtycke.has({})", json!(expression)))
            .await
    }

    /// Clicks an element of the page.
    pub async fn click(&self, selector: &str) {
        let element = self
            .browser
            .client
            .wait()
            .for_element(Locator::Css(selector))
            .await
            .unwrap();
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("clicking {selector}: {error}"));
    }

    /// Clicks a place of the window, in CSS pixels from its upper left corner.
    pub async fn click_at(&self, x: i64, y: i64) {
        let press = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo {
                duration: None,
                x: x as f64,
                y: y as f64,
            })
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        self.browser.client.perform_actions(press).await.unwrap();
    }

    /// Types into a field of the page.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let element = self
            .browser
            .client
            .wait()
            .for_element(Locator::Css(selector))
            .await
            .unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// Presses and lets go one key.
    pub async fn press(&self, key: Key) {
        let value = key.into();
        let keys = KeyActions::new("keys".into())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.browser.client.perform_actions(keys).await.unwrap();
    }

    /// An element of the banner, once it is shown.
    pub async fn banner_part(&self, layer: &str, selector: &str) -> Element {
        self.shadow_part(banner::HOST, &format!("{layer} {selector}"))
            .await
    }

    /// An element in the shadow root of the first `host`, once it is shown.
    pub async fn shadow_part(&self, host: &str, selector: &str) -> Element {
        self.until(&format!("{host} shows {selector}"), async || {
            let host = self.browser.client.find(Locator::Css(host)).await.ok()?;
            let part = host
                .shadow_root()
                .await
                .ok()?
                .find(Locator::Css(selector))
                .await
                .ok()?;
            part.is_displayed().await.ok()?.then_some(part)
        })
        .await
    }

    /// Whether a layer is shown now.
    async fn shows(&self, layer: &str) -> bool {
        let layer = json!(layer);
        self.holds(&format!(
            "!!document.querySelector('samtycke-banner')?.shadowRoot?.querySelector({layer})?.checkVisibility()"
        ))
        .await
    }

    /// Whether the first layer is shown now.
    pub async fn is_asked(&self) -> bool {
        self.shows(banner::FIRST).await
    }

    /// Whether the settings are shown now.
    pub async fn sees_settings(&self) -> bool {
        self.shows(banner::DIALOG).await
    }

    /// Clicks a button of the first layer and waits until it is gone.
    pub async fn answer(&self, button: &str) {
        self.banner_part(banner::FIRST, button)
            .await
            .click()
            .await
            .unwrap();
        if button != banner::SETTINGS {
            self.until("the banner goes", async || {
                (!self.is_asked().await).then_some(())
            })
            .await;
        }
    }

    /// Signs in to the shop as this customer, on its page for that, and waits for the account.
    pub async fn sign_in(&self, customer: &str) {
        self.type_into("#customer", customer).await;
        self.click("#sign-in").await;
        self.whole().await;
        let shown =
            format!("document.getElementById('customer-number')?.textContent === '{customer}'");
        self.sees(&shown).await;
    }

    /// Opens the settings from the persistent control.
    pub async fn open_settings(&self) {
        self.click_control("[first, box.y + 20]").await;
        self.banner_part(banner::DIALOG, banner::SAVE).await;
    }

    /// Takes all consent back with the persistent control's second button.
    pub async fn take_back(&self) {
        // In a narrow window it stands below the first.
        self.click_control("[isNarrow ? first : second, box.bottom - 20]")
            .await;
    }

    /// Clicks a place of the persistent control, whose buttons are in a closed shadow root: an expression of its `box`
    /// and of where its `first` and its `second` button are from side to side.
    async fn click_control(&self, place: &str) {
        let place = format!(
            "(() => {{
                const control = document.querySelector({:?}), box = control?.getBoundingClientRect();
                if (!box?.width) return null;
                const isNarrow = box.height > 60, ends = [box.x + 30, box.right - 30];
                if (getComputedStyle(control).direction === 'rtl') ends.reverse();
                const [first, second] = ends;
                return {place};
            }})()",
            banner::CONTROL
        );
        let place = self
            .until("the persistent control", async || {
                let place = self.js(&place).await;
                Some((place[0].as_f64()?, place[1].as_f64()?))
            })
            .await;
        self.click_at(place.0 as i64, place.1 as i64).await;
    }

    /// Turns the switches so that exactly `granted` are on, and saves.
    pub async fn save_settings(&self, granted: &[&str]) {
        for id in ["statistics", "advertising"] {
            let switch = self.banner_part(banner::DIALOG, &format!("#{id}")).await;
            if switch.is_selected().await.unwrap() != granted.contains(&id) {
                self.turn(&switch).await;
            }
        }
        self.answer_settings(banner::SAVE).await;
    }

    /// Clicks a switch. WebKit's driver takes none in a shadow root for something that can be clicked, so there it is the
    /// place where it stands.
    async fn turn(&self, switch: &Element) {
        if self.engine() != Engine::WebKit {
            return switch.click().await.unwrap();
        }
        let middle = "arguments[0].scrollIntoView({ block: 'center' });
            const box = arguments[0].getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2]";
        let given = vec![serde_json::to_value(switch).unwrap()];
        let middle = self.browser.client.execute(middle, given).await.unwrap();
        let at = [0, 1].map(|side| middle[side].as_f64().unwrap() as i64);
        self.click_at(at[0], at[1]).await;
    }

    /// Clicks a button of the settings and waits until they are gone.
    pub async fn answer_settings(&self, button: &str) {
        self.banner_part(banner::DIALOG, button)
            .await
            .click()
            .await
            .unwrap();
        self.until("the settings go", async || {
            (!self.sees_settings().await).then_some(())
        })
        .await;
    }

    /// The switches of the settings that are on.
    pub async fn switches(&self) -> Vec<String> {
        let mut on = Vec::new();
        for id in ["functional", "statistics", "advertising"] {
            if self
                .banner_part(banner::DIALOG, &format!("#{id}"))
                .await
                .is_selected()
                .await
                .unwrap()
            {
                on.push(id.to_owned());
            }
        }
        on
    }

    /// What the browser keeps for the shop.
    pub async fn stored(&self) -> Stored {
        Stored::read(self, &self.browser, &self.origin).await
    }

    /// The consent cookie's value, if there is one.
    pub async fn consent_cookie(&self) -> Option<String> {
        self.stored().await.cookies.remove("samtycke")
    }

    /// The requests since the last time this was asked.
    pub async fn requests(&self) -> Vec<Request> {
        network::drain(&self.browser).await
    }

    /// A command of the DevTools protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.browser.cdp(command, parameters).await
    }

    /// A second tab of the same browser; returns the handles of the first and the second. In WebKit a second window: its
    /// driver never shows a new tab, and a click into a hidden one is not answered.
    pub async fn open_tab(
        &self,
        path: &str,
    ) -> (fantoccini::wd::WindowHandle, fantoccini::wd::WindowHandle) {
        let first = self.browser.client.window().await.unwrap();
        let is_tab = self.engine() != Engine::WebKit;
        let second = self.browser.client.new_window(is_tab).await.unwrap();
        let second = second.handle;
        self.switch_to(&second).await;
        self.open(path).await;
        (first, second)
    }

    /// Closes every window but the one that is looked at.
    pub async fn close_other_windows(&self) {
        let client = &self.browser.client;
        let own = client.window().await.unwrap();
        for other in client.windows().await.unwrap() {
            // One that has closed itself meanwhile is gone as well.
            if other != own && client.switch_to_window(other).await.is_ok() {
                let _ = client.close_window().await;
            }
        }
        client.switch_to_window(own).await.unwrap();
    }

    /// Goes to a tab.
    pub async fn switch_to(&self, tab: &fantoccini::wd::WindowHandle) {
        self.browser
            .client
            .switch_to_window(tab.clone())
            .await
            .unwrap();
    }

    /// Goes back one page.
    pub async fn back(&self) {
        self.browser.client.back().await.unwrap();
        self.whole().await;
    }

    /// A picture of what is visible, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.browser.client.screenshot().await.unwrap()
    }

    /// Waits until `expression` is true, at most `limit`.
    pub async fn sees_within(&self, limit: Duration, expression: &str) {
        self.until_within(limit, expression, async || {
            self.holds(expression).await.then_some(())
        })
        .await;
    }
}
