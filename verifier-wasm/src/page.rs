//! The visitor's side of the page: files that are chosen or dropped, text that is pasted, the choice of language.

use std::{cell::RefCell, rc::Rc};

use consent_core::verify::Lang;
use gloo::{
    events::{EventListener, EventListenerOptions},
    file::{File, FileList, futures::read_as_text},
    utils::{document, window},
};
use serde::Serialize as _;
use wasm_bindgen::prelude::*;
use web_sys::{
    DragEvent, Element, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlTextAreaElement,
};

use crate::{
    given::Given,
    view::{Problem, View},
};

/// More bytes than any receipt with its proof takes.
const LARGEST: u64 = 4 << 20;
/// On the place for files while one is held over the page.
const OVER: &str = "over";

#[wasm_bindgen]
extern "C" {
    /// Puts a [`View`] on the page: `draw` of `assets/verify/draw.js`.
    fn draw(view: JsValue);
}

/// The page as long as it is open.
struct Page {
    given: RefCell<Given>,
    lang: RefCell<Lang>,
    trouble: RefCell<Option<Problem>>,
    /// The keys that the collector put into the page; empty in a page that none has served.
    baked: String,
}

/// Listens to the page's own elements and shows it in the browser's language. The page is ours: what it lacks would be a
/// fault of the build, so a missing element is passed over.
pub fn start() {
    let language = window().navigator().language().unwrap_or_default();
    let baked = by_id("keys").and_then(|keys| keys.text_content());
    let page = Rc::new(Page {
        given: RefCell::default(),
        lang: RefCell::new(Lang::of(&language)),
        trouble: RefCell::default(),
        // Where no collector filled it in, the name of the place stands there.
        baked: baked
            .filter(|keys| keys.starts_with('{'))
            .unwrap_or_default(),
    });
    if let Some(input) = by_id("files") {
        let input: HtmlInputElement = input.unchecked_into();
        let own = Rc::clone(&page);
        listen(&input.clone(), "change", move |_| own.read(input.files()));
    }
    if let Some(button) = by_id("check") {
        let own = Rc::clone(&page);
        listen(&button, "click", move |_| own.take_pasted());
    }
    page.listen_to_drops();
    page.listen_to_languages();
    page.show();
}

impl Page {
    fn listen_to_drops(self: &Rc<Self>) {
        let Ok(Some(place)) = document().query_selector(".drop") else {
            return;
        };
        let over = place.clone();
        listen(&window(), "dragover", move |event| {
            event.prevent_default();
            let _ = over.class_list().add_1(OVER);
        });
        let left = place.clone();
        listen(&window(), "dragleave", move |_| {
            let _ = left.class_list().remove_1(OVER);
        });
        let own = Rc::clone(self);
        listen(&window(), "drop", move |event| {
            event.prevent_default();
            let _ = place.class_list().remove_1(OVER);
            let dropped = event
                .dyn_ref::<DragEvent>()
                .and_then(DragEvent::data_transfer);
            own.read(dropped.and_then(|dropped| dropped.files()));
        });
    }

    fn listen_to_languages(self: &Rc<Self>) {
        let Ok(buttons) = document().query_selector_all("[data-lang]") else {
            return;
        };
        for button in (0..buttons.length()).filter_map(|at| buttons.item(at)) {
            let button: Element = button.unchecked_into();
            let lang = Lang::of(&button.get_attribute("data-lang").unwrap_or_default());
            let own = Rc::clone(self);
            listen(&button, "click", move |_| {
                *own.lang.borrow_mut() = lang;
                own.show();
            });
        }
    }

    /// Reads what was chosen or dropped; nothing when it is nothing (text that was dragged, a picker that was left).
    fn read(self: &Rc<Self>, files: Option<web_sys::FileList>) {
        let files: Vec<File> = files
            .map(FileList::from)
            .map_or_else(Vec::new, |files| files.to_vec());
        if files.is_empty() {
            return;
        }
        let own = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            let (mut texts, mut trouble) = (Vec::new(), None);
            for file in &files {
                if file.size() > LARGEST {
                    trouble = Some(Problem::Large);
                    continue;
                }
                match read_as_text(file).await {
                    Ok(text) => texts.push(text),
                    Err(_) => trouble = Some(Problem::Unreadable),
                }
            }
            own.take(&texts, trouble);
        });
    }

    fn take_pasted(&self) {
        let pasted =
            by_id("pasted").map(|pasted| pasted.unchecked_into::<HtmlTextAreaElement>().value());
        let text = pasted.unwrap_or_default();
        let trouble = text.trim().is_empty().then_some(Problem::Nothing);
        self.take(&[text], trouble);
    }

    fn take(&self, texts: &[String], trouble: Option<Problem>) {
        *self.trouble.borrow_mut() = trouble;
        self.given
            .borrow_mut()
            .take(texts.iter().map(String::as_str));
        self.show();
        if let Some(result) = by_id("result") {
            let _ = result.unchecked_into::<HtmlElement>().focus();
        }
    }

    fn show(&self) {
        let view = View::of(
            &self.given.borrow(),
            &self.baked,
            *self.lang.borrow(),
            *self.trouble.borrow(),
        );
        // Objects and not maps, `null` and not `undefined`: what script expects.
        match view.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
            Ok(view) => draw(view),
            Err(error) => wasm_bindgen::throw_val(error.into()),
        }
    }
}

fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Listens as long as the page is open. A listener may say that the page handles the event (`preventDefault`).
fn listen(target: &EventTarget, event: &'static str, act: impl FnMut(&Event) + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, event, options, act).forget();
}
