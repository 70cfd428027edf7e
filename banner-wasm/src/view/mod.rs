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

use core::cell::Cell;

use consent_core::category::{Category, CategorySet};
use consent_core::notice::Layer;
use consent_core::view_model::Encoded;
#[cfg(target_arch = "wasm32")]
use lol_alloc::{FreeListAllocator, LockedAllocator};
use wasm_bindgen::prelude::*;
use web_sys::Event;

use bridge::Bridge;
use dom::{Call, Tag};
use page::{Place, Root};

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
    /// [`view_make_room`] and [`view_hush`], as the page's timers call them.
    make_room: Call,
    hush: Call,
}

thread_local! {
    /// Set once, by [`view_start`].
    static VIEW: Cell<Option<&'static View>> = const { Cell::new(None) };
}

/// Puts the host into the page, still empty, and returns where the frame hears clicks and closing dialogs. The frame
/// (`view_loader.js`) hands in the two functions that run later, and calls the others: closures made here would bring
/// their own machinery along, a kilobyte of it.
///
/// # Errors
/// The code `view-model` when `model` is no encoded view model; whatever the page throws otherwise.
#[wasm_bindgen]
pub fn view_start(
    bridge: Bridge,
    model: String,
    make_room: Call,
    hush: Call,
) -> Result<Root, JsValue> {
    // Neither is ever freed: what the frame calls lasts as long as the page.
    let model = Encoded::open(model.leak()).ok_or("view-model")?;
    let view: &'static View = Box::leak(Box::new(View {
        place: page::mount(&model),
        bridge,
        model,
        make_room,
        hush,
    }));
    VIEW.set(Some(view));
    Ok(view.place.root.clone())
}

fn with_view(act: impl FnOnce(&'static View)) {
    if let Some(view) = VIEW.get() {
        act(view);
    }
}

/// Shows the first layer.
#[wasm_bindgen]
pub fn view_first() {
    with_view(View::show_first);
}

/// Shows the settings.
#[wasm_bindgen]
pub fn view_settings() {
    with_view(View::show_settings);
}

/// Closes both after a choice made elsewhere.
#[wasm_bindgen]
pub fn view_close() {
    with_view(View::close_all);
}

/// A click in the view.
#[wasm_bindgen]
pub fn view_clicked(event: &Event) {
    with_view(|view| view.clicked(event));
}

/// A dialog of the view has closed.
#[wasm_bindgen]
pub fn view_left(event: &Event) {
    with_view(|view| view.left(event));
}

/// The window or the first layer has got another size.
#[wasm_bindgen]
pub fn view_make_room() {
    with_view(View::make_room);
}

/// What was said has been there long enough.
#[wasm_bindgen]
pub fn view_hush() {
    with_view(|view| view.place.status.set_text_content(None));
}

impl View {
    fn layer(&self, layer: Layer) -> Option<Tag> {
        self.place
            .stage
            .find(&dom::join(&["[data-layer=", layer.as_str(), "]"]))
    }

    fn show_first(&self) {
        if self.layer(Layer::First).is_none() {
            first::build(self);
            // After the paint: measuring forces a layout.
            dom::later(&self.make_room, 0);
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

    /// One listener for all buttons. A click that no visitor made is not heard, but for a refusal while nothing is
    /// chosen: a tool of the visitor's may make it, and it gives nobody anything.
    fn clicked(&self, event: &Event) {
        let Some((action, layer)) = action_of(event).filter(|(action, _)| {
            event.is_trusted() || action == "reject" && !self.bridge.chosen()
        }) else {
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
    fn save(&self, granted: CategorySet, method: &str, from: &Tag) {
        let layer = from.attribute("data-layer");
        if self.bridge.save(granted.bits(), method, &layer) {
            self.close_all();
        }
    }

    /// A choice was made, here or elsewhere: takes the layers away and says so.
    fn close_all(&self) {
        if let Some(settings) = self.layer(Layer::Settings) {
            settings.close();
            settings.remove();
        }
        if let Some(first) = self.layer(Layer::First) {
            first.remove();
            // And the door beside it.
            self.place.host.set_text_content(None);
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
