//! Frames of other origins and further windows, which a page cannot look into: WebDriver can.

use fantoccini::{Locator, wd::WindowHandle};
use serde_json::Value;

use super::Visitor;

impl Visitor {
    /// Goes into a frame that stands in the shadow root of `host`: what [`Visitor::in_frame`] asks is then asked there.
    pub async fn enter_frame(&self, host: &str, frame: &str) {
        let client = &self.browser.client;
        self.leave_frame().await;
        let host = client.wait().for_element(Locator::Css(host)).await.unwrap();
        let root = host.shadow_root().await.unwrap();
        let frame = root.find(Locator::Css(frame)).await.unwrap();
        frame.enter_frame().await.unwrap();
    }

    /// Back to the page that holds the frame, also when the frame is gone.
    pub async fn leave_frame(&self) {
        // Who goes to a window stands at its top; the command for frames wants one that is still there.
        let own = self.window().await;
        self.switch_to(&own).await;
    }

    /// What a function body answers in the frame that was entered, or in the page; `Null` when it throws.
    pub async fn in_frame(&self, body: &str) -> Value {
        let answer = self.browser.client.execute(body, Vec::new()).await;
        answer.unwrap_or(Value::Null)
    }

    /// Clicks an element of the frame that was entered, as a hand does.
    pub async fn click_in_frame(&self, selector: &str) {
        let element = self.browser.client.find(Locator::Css(selector)).await;
        element.unwrap().click().await.unwrap();
    }

    /// The window that is looked at.
    pub async fn window(&self) -> WindowHandle {
        self.browser.client.window().await.unwrap()
    }

    /// Looks at a window that is not `own`; false when there is none yet.
    pub async fn look_at_newest_window(&self, own: &WindowHandle) -> bool {
        let client = &self.browser.client;
        let windows = client.windows().await.unwrap();
        let Some(other) = windows.into_iter().rev().find(|window| window != own) else {
            return false;
        };
        client.switch_to_window(other).await.is_ok()
    }
}
