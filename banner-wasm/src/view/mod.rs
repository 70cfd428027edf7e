//! The view: first layer and settings, drawn in an open shadow root from a [`ViewModel`].
//!
//! It knows what to show and which button was pressed. What a choice means (cookie, release, sending) is the gate's;
//! the two speak through [`Bridge`] only. The state is the page itself: switches are read when a button is pressed, a
//! layer is built when it opens and removed when it closes.
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
use consent_core::view_model::ViewModel;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlDialogElement};

use bridge::Bridge;
use page::Place;

/// The view's one instance; it lives as long as the page.
struct View {
    bridge: Bridge,
    model: ViewModel,
    place: Place,
}

/// What the gate gets back: the two doors to the view.
#[derive(serde::Serialize)]
struct Doors {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    first: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    settings: JsValue,
}

/// Puts the host into the page, still empty, and returns `{first(), settings()}` (contracts §5).
///
/// # Errors
/// The code `view-model` when `model` is not an encoded [`ViewModel`]; whatever the page throws otherwise.
#[wasm_bindgen]
pub fn view_start(bridge: Bridge, model: &str) -> Result<JsValue, JsValue> {
    let model = ViewModel::decode(model).ok_or("view-model")?;
    let place = page::mount(&model);
    // Never freed: the listeners below last as long as the page.
    let view: &'static View = Box::leak(Box::new(View {
        bridge,
        model,
        place,
    }));
    let root = &view.place.root;
    EventListener::new(root, "click", move |event| view.clicked(event)).forget();
    // `close` does not bubble, so the dialog is heard on the way down.
    let capture = EventListenerOptions::run_in_capture_phase();
    EventListener::new_with_options(root, "close", capture, move |event| view.left(event)).forget();
    EventListener::new(&dom::window(), "resize", move |_| view.make_room()).forget();
    let doors = Doors {
        first: Closure::<dyn Fn()>::new(move || view.show_first()).into_js_value(),
        settings: Closure::<dyn Fn()>::new(move || view.show_settings()).into_js_value(),
    };
    Ok(serde_wasm_bindgen::to_value(&doors)?)
}

impl View {
    fn layer(&self, layer: Layer) -> Option<Element> {
        dom::find(
            &self.place.stage,
            &["[data-layer=", layer.as_str(), "]"].concat(),
        )
    }

    fn show_first(&'static self) {
        if self.layer(Layer::First).is_none() {
            first::build(self);
            // After the paint: measuring forces a layout.
            Timeout::new(0, move || self.make_room()).forget();
        }
    }

    fn make_room(&self) {
        if let Some(layer) = self.layer(Layer::First) {
            self.place.make_room(&layer);
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
        let all = CategorySet::from_bits(self.bridge.asked()).with(Category::Functional);
        match action.as_str() {
            "settings" => self.show_settings(),
            "close" => settings::close(&layer),
            "accept" => {
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

    /// Takes the layers away, hands the choice to the gate and says so.
    fn save(&self, granted: CategorySet, method: &str, from: &Element) {
        let name = dom::attribute(from, "data-layer");
        let first = self.layer(Layer::First);
        if let Some(settings) = self.layer(Layer::Settings) {
            settings::close(&settings);
            settings.remove();
        }
        if let Some(first) = &first {
            first.remove();
            self.place.give_back_room();
        }
        self.bridge.save(granted.bits(), method, &name);
        if first.is_some() {
            self.bridge.focus_back();
        }
        status::say_saved(self);
    }

    /// The settings were left by Escape, a click beside them or the close button: nothing was chosen.
    fn left(&self, event: &Event) {
        if let Some(dialog) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlDialogElement>().ok())
        {
            dialog.remove();
            self.bridge.dismiss();
        }
    }
}

/// The action of the button that was clicked, and the layer it stands in.
fn action_of(event: &Event) -> Option<(String, Element)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = dom::closest(&target, "[data-action]")?;
    let layer = dom::closest(&button, "[data-layer]")?;
    Some((dom::attribute(&button, "data-action"), layer))
}
