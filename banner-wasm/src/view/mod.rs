//! The view: first layer and settings, drawn in an open shadow root from an encoded view model.
//!
//! It knows what to show and which button was pressed. What a choice means (cookie, release, sending) is the gate's;
//! the two speak through [`bridge::Bridge`] only. The state is the page itself: switches are read when a button is
//! pressed, a layer is built when it opens and removed when it closes.
//!
//! Start reading at [`view_start`]; the markup's `part` and `data-…` names are kept for themes and tests.

mod bridge;
mod dom;
mod first;
mod page;
mod services;
mod settings;
mod squeeze;
mod status;

use consent_core::category::{Category, CategorySet};
use consent_core::notice::Layer;
use consent_core::view_model::Encoded;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
#[cfg(target_arch = "wasm32")]
use lol_alloc::{FreeListAllocator, LockedAllocator};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

use bridge::Bridge;
use dom::Tag;
use page::Place;

/// 2.5 KB smaller than the standard allocator. The view holds little and for long.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());

/// The view's one instance; it lives as long as the page.
struct View {
    bridge: Bridge,
    model: Encoded<'static>,
    place: Place,
}

/// A function of the view that goes out to the gate as it is.
#[derive(serde::Serialize)]
#[serde(transparent)]
struct Door(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

/// Puts the host into the page, still empty, and returns three functions: to show the first layer, to show the
/// settings, and to close both after a choice made elsewhere. The loader names them for the gate (contracts §5).
///
/// # Errors
/// The code `view-model` when `model` is no encoded view model; whatever the page throws otherwise.
#[wasm_bindgen]
pub fn view_start(window: &EventTarget, bridge: Bridge, model: String) -> Result<JsValue, JsValue> {
    // Neither is ever freed: the listeners below last as long as the page.
    let model = Encoded::open(model.leak()).ok_or("view-model")?;
    let view: &'static View = Box::leak(Box::new(View {
        place: page::mount(&model),
        bridge,
        model,
    }));
    let root = &view.place.root;
    EventListener::new(root, "click", |event| view.clicked(event)).forget();
    // `close` does not bubble, so the dialog is heard on the way down.
    let capture = EventListenerOptions::run_in_capture_phase();
    EventListener::new_with_options(root, "close", capture, |event| view.left(event)).forget();
    EventListener::new(window, "resize", |_| view.make_room()).forget();
    let doors = [
        Closure::<dyn Fn()>::new(|| view.show_first()),
        Closure::<dyn Fn()>::new(|| view.show_settings()),
        Closure::<dyn Fn()>::new(|| view.close_all()),
    ];
    Ok(serde_wasm_bindgen::to_value(
        &doors.map(|door| Door(door.into_js_value())),
    )?)
}

impl View {
    fn layer(&self, layer: Layer) -> Option<Tag> {
        self.place
            .stage
            .find(&dom::join(&["[data-layer=", layer.as_str(), "]"]))
    }

    fn show_first(&'static self) {
        if self.layer(Layer::First).is_none() {
            first::build(self);
            // After the paint: measuring forces a layout.
            Timeout::new(0, || self.make_room()).forget();
        }
    }

    fn make_room(&self) {
        if let Some(layer) = self.layer(Layer::First) {
            self.place.make_room(&layer, self.model.position);
        }
    }

    fn show_settings(&self) {
        if self.layer(Layer::Settings).is_none() {
            settings::open(self);
        }
    }

    /// One listener for all buttons. A click that no visitor made is not heard.
    fn clicked(&'static self, event: &Event) {
        let Some((action, layer)) = action_of(event).filter(|_| event.is_trusted()) else {
            return;
        };
        match action.as_str() {
            "settings" => self.show_settings(),
            "close" => layer.close(),
            "accept" => {
                let all = CategorySet::from_bits(self.bridge.asked()).with(Category::Functional);
                // Global Privacy Control is not overruled by a sweeping yes, only by the switch itself.
                let granted = if self.bridge.gpc() {
                    all.without(Category::Advertising)
                } else {
                    all
                };
                self.save(granted, "banner.accept_all", &layer);
            }
            "reject" => self.save(CategorySet::FUNCTIONAL_ONLY, "banner.reject_all", &layer),
            "save" => {
                let method = if self.bridge.chosen() {
                    "prefs.save"
                } else {
                    "banner.save"
                };
                self.save(settings::switched_on(&layer), method, &layer);
            }
            _ => {}
        }
    }

    /// Hands the choice to the gate; when it is taken there is nothing left to ask.
    fn save(&'static self, granted: CategorySet, method: &str, from: &Tag) {
        let layer = from.attribute("data-layer");
        if self.bridge.save(granted.bits(), method, &layer) {
            self.close_all();
        }
    }

    /// A choice was made, here or elsewhere: takes the layers away and says so.
    fn close_all(&'static self) {
        if let Some(settings) = self.layer(Layer::Settings) {
            settings.close();
            settings.remove();
        }
        if let Some(first) = self.layer(Layer::First) {
            first.remove();
            self.place.give_back_room();
        }
        self.bridge.focus_back();
        status::say_saved(self);
    }

    /// The settings were left by Escape, a click beside them or the close button: nothing was chosen. The first layer,
    /// if it is there, goes on asking.
    fn left(&self, event: &Event) {
        if let Some(dialog) = event.target() {
            dialog.unchecked_into::<Tag>().remove();
            if self.layer(Layer::First).is_none() {
                self.bridge.dismiss();
                self.bridge.focus_back();
            }
        }
    }
}

/// The action of the button that was clicked, and the layer it stands in.
fn action_of(event: &Event) -> Option<(String, Tag)> {
    let target: Tag = event.target()?.unchecked_into();
    let button = target.closest("[data-action]")?;
    let layer = button.closest("[data-layer]")?;
    Some((button.attribute("data-action"), layer))
}
