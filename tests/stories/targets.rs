//! Who uses the keyboard, a coarse pointer or a magnified page: what can be reached, seen and hit.

use fantoccini::key::Key;
use product_tests::{ACCEPT, Engine, REJECT, SAVE, Visitor};
use serde_json::{Value, json};

use crate::{
    rendered::{LOOKS, look},
    stage::{FORMS, Stage},
};

/// A desktop, a phone, and 400 % zoom of a window of 1280 by 1024.
const SIZES: [(u32, u32); 3] = [(1280, 900), (390, 844), (320, 256)];

/// Everything in the banner that can be pressed and is smaller than 24 by 24 CSS pixels (WCAG 2.2, 2.5.8).
const SMALL: &str = "[...document.querySelector('samtycke-banner').shadowRoot
    .querySelectorAll('a, button, input, summary, label')]
    .filter((element) => element.checkVisibility())
    .filter((element) => { const box = element.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
    .map((element) => element.outerHTML + ' ' + JSON.stringify(element.getBoundingClientRect()))";

// ACCEPTANCE 17
#[tokio::test]
async fn every_target_of_both_layers_is_at_least_24_by_24_in_each_form_and_size() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for form in FORMS {
        visitor.open(&format!("/{form}/en")).await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        for (width, height) in SIZES {
            visitor.resize(width, height).await;
            assert_eq!(visitor.js(SMALL).await, json!([]), "{form}, {width} px");
        }
    }
    visitor.js("samtycke.open()").await;
    visitor.banner_part("[data-layer=settings]", SAVE).await;
    visitor
        .js("document.querySelector('samtycke-banner').shadowRoot.querySelectorAll('details').forEach((one) => one.open = true)")
        .await;
    for (width, height) in SIZES {
        visitor.resize(width, height).await;
        assert_eq!(visitor.js(SMALL).await, json!([]), "settings, {width} px");
    }
    visitor.press(Key::Escape).await;
    visitor.answer(REJECT).await;
    let control = "(() => { const box = document.querySelector('samtycke-control').getBoundingClientRect();
        return box.width >= 24 && box.height >= 24 && box.left >= 0 && box.bottom <= innerHeight; })()";
    assert!(visitor.holds(control).await, "the persistent control");
}

/// What has the focus, looking into open shadow roots: how it is called, whether its ring is seen, and where it is.
const FOCUSED: &str = "(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!at || at === document.body) return { name: '' };
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    return { name: at.dataset.action || at.id || at.localName,
        ring: at.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        x: Math.round(box.x), y: Math.round(box.y) };
})()";

async fn tab_stops(visitor: &Visitor, last: &str) -> Vec<Value> {
    let mut stops = Vec::new();
    for _ in 0..40 {
        visitor.press(Key::Tab).await;
        let stop = visitor.js(FOCUSED).await;
        let is_last = stop["name"] == last;
        if stop["name"] != "" {
            stops.push(stop);
        }
        if is_last {
            return stops;
        }
    }
    panic!("Tab never reaches {last}: {stops:?}");
}

fn names(stops: &[Value]) -> Vec<&str> {
    stops
        .iter()
        .map(|stop| stop["name"].as_str().unwrap())
        .collect()
}

// ACCEPTANCE 17
#[tokio::test]
async fn tab_goes_through_each_layer_in_the_order_that_is_read_with_the_focus_in_sight() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for form in FORMS {
        for lang in ["en", "ar"] {
            visitor.open(&format!("/{form}/{lang}")).await;
            visitor.banner_part("[data-layer=first]", ACCEPT).await;
            let stops = tab_stops(&visitor, "settings").await;
            assert_eq!(
                names(&stops),
                ["a", "accept", "reject", "settings"],
                "{form}"
            );
            assert!(
                stops.iter().all(|stop| stop["ring"] == true),
                "{form}: {stops:?}"
            );
            let x = |stop: &Value| stop["x"].as_i64().unwrap();
            let in_reading_order = stops[1..].windows(2).all(|pair| match lang {
                "ar" => x(&pair[0]) > x(&pair[1]),
                _ => x(&pair[0]) < x(&pair[1]),
            });
            assert!(in_reading_order, "{form}, {lang}: {stops:?}");
            // No trap: the page is next.
            visitor.press(Key::Tab).await;
            assert_eq!(visitor.js(FOCUSED).await["name"], "l0", "{form}");
        }
    }
    visitor.open("/bar/en").await;
    visitor.js("samtycke.open()").await;
    visitor.banner_part("[data-layer=settings]", SAVE).await;
    let stops = tab_stops(&visitor, "save").await;
    assert!(stops.iter().all(|stop| stop["ring"] == true), "{stops:?}");
    let expected = [
        "a",
        "summary",
        "statistics",
        "summary",
        "advertising",
        "summary",
        // The ways to the two panels.
        "button",
        "button",
        "accept",
        "reject",
        "save",
    ];
    // The browser gives the focus to the first that can take it when the dialog opens.
    let found: Vec<_> = names(&stops)
        .into_iter()
        // What scrolls is a stop of its own in Firefox.
        .filter(|name| visitor.engine() != Engine::Firefox || *name != "div")
        .filter(|name| *name != "close")
        .collect();
    assert_eq!(found, expected);
}

/// Whether what has the focus is seen: the point in its middle, or in its upper left corner, is its own.
const IN_SIGHT: &str = "(() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const own = (x, y) => at.contains(document.elementFromPoint(x, y));
    return { id: at.id, seen: own(box.left + box.width / 2, box.top + box.height / 2) || own(box.left + 2, box.top + 2) };
})()";

// ACCEPTANCE 18 (partly: focus is not obscured)
#[tokio::test]
async fn what_has_the_focus_in_the_page_is_never_hidden_by_the_first_layer() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for form in FORMS {
        for (width, height) in SIZES {
            visitor.resize(width, height).await;
            visitor.open(&format!("/{form}/en")).await;
            visitor.banner_part("[data-layer=first]", ACCEPT).await;
            // The room is made after the first paint.
            visitor.sees("parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockEnd) > 0").await;
            visitor.js("document.getElementById('l0').focus()").await;
            let mut at = String::new();
            while at != "foot" {
                let sight = visitor.js(IN_SIGHT).await;
                assert_eq!(sight["seen"], true, "{form}, {width} px: {sight}");
                at = sight["id"].as_str().unwrap().to_owned();
                visitor.press(Key::Tab).await;
            }
        }
    }
}

/// Scrolls each thing of a layer into view and tells which one does not come.
const REACHED: &str = "(() => {
    const layer = document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=LAYER]');
    const lost = [];
    for (const element of layer.querySelectorAll('h2, h3, h4, h5, p, a, button, input, summary, dt, dd, [part^=store-]')) {
        if (!element.checkVisibility()) continue;
        // Its first line and its last, since a paragraph may be taller than what scrolls.
        for (const block of ['start', 'end']) {
            element.scrollIntoView({ block });
            const box = element.getBoundingClientRect(), inside = Math.min(box.height / 2, 8);
            const x = Math.min(box.left + box.width / 2, innerWidth - 1), y = block === 'start' ? box.top + inside : box.bottom - inside;
            const top = layer.getRootNode().elementFromPoint(x, y);
            if (box.left < -0.5 || box.right > innerWidth + 0.5 || !top || !(element.contains(top) || top.contains(element)))
                lost.push(block + ' of ' + element.localName + ' ' + element.textContent.slice(0, 40) + JSON.stringify(box));
        }
    }
    return lost;
})()";

// ACCEPTANCE 18 (partly: 320 px and 400 % zoom without loss)
#[tokio::test]
async fn at_320_px_and_at_400_percent_zoom_nothing_of_either_layer_is_lost() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for lang in ["sv", "ar"] {
        for form in FORMS {
            visitor.resize(1280, 1024).await;
            visitor.open(&format!("/{form}/{lang}")).await;
            visitor.banner_part("[data-layer=first]", ACCEPT).await;
            for (width, height) in [(320, 640), (320, 256)] {
                visitor.resize(width, height).await;
                let what = format!("{form}, {lang}, {width} by {height}");
                assert_eq!(
                    visitor.js(&REACHED.replace("LAYER", "first")).await,
                    json!([]),
                    "{what}"
                );
                let is_page_wide = "document.documentElement.scrollWidth <= innerWidth";
                assert!(
                    visitor.holds(is_page_wide).await,
                    "{what}: scrolls sideways"
                );
            }
        }
        visitor.js("samtycke.open()").await;
        visitor.banner_part("[data-layer=settings]", SAVE).await;
        visitor
            .js("document.querySelector('samtycke-banner').shadowRoot.querySelectorAll('details').forEach((one) => one.open = true)")
            .await;
        for (width, height) in [(320, 640), (320, 256)] {
            visitor.resize(width, height).await;
            let what = format!("settings, {lang}, {width} by {height}");
            assert_eq!(
                visitor.js(&REACHED.replace("LAYER", "settings")).await,
                json!([]),
                "{what}"
            );
        }
    }
}

// ACCEPTANCE 20
#[tokio::test]
async fn screen_readers_are_told_a_named_dialog_and_that_the_choice_is_saved() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for form in FORMS {
        visitor.open(&format!("/{form}/en")).await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        assert_eq!(
            dialogs(&visitor).await,
            ["Cookies and your choice"],
            "{form}"
        );
    }
    visitor.js("samtycke.open()").await;
    visitor.banner_part("[data-layer=settings]", SAVE).await;
    // What is behind a modal dialog is not there for a screen reader.
    assert_eq!(dialogs(&visitor).await, ["Cookie settings"]);
    // The region stands, empty, before there is anything to say: only changes are announced.
    let said = "document.querySelector('samtycke-banner').shadowRoot.querySelector('[role=status]').textContent";
    assert_eq!(visitor.js(said).await, "");
    visitor.answer_settings(SAVE).await;
    visitor
        .sees(&format!("{said}.startsWith('Your choice is saved.')"))
        .await;
    let told = visitor
        .role_and_name("samtycke-banner", "[role=status]")
        .await;
    assert_eq!(told[0], "status", "{told:?}");
    if visitor.engine() == Engine::Chromium {
        let tree = visitor.cdp("Accessibility.getFullAXTree", json!({})).await;
        let mut nodes = tree["nodes"].as_array().unwrap().iter();
        let live = nodes.find(|node| node["role"]["value"] == "status");
        let live = live.expect("a status in the accessibility tree");
        assert!(live["properties"].to_string().contains("polite"), "{live}");
    }
    for (name, scheme, forced) in LOOKS {
        look(&visitor, scheme, forced).await;
        let seen = "document.querySelector('samtycke-banner').shadowRoot.querySelector('[role=status]').checkVisibility()";
        assert!(visitor.holds(seen).await, "{name}");
    }
}

/// Names of the dialogs in the accessibility tree; of the one that is shown where the engine does not tell its tree.
async fn dialogs(visitor: &Visitor) -> Vec<String> {
    if visitor.engine() != Engine::Chromium {
        let layer = if visitor.sees_settings().await {
            "settings"
        } else {
            "first"
        };
        let part = format!("[data-layer={layer}]");
        let [role, name] = visitor.role_and_name("samtycke-banner", &part).await;
        assert_eq!(role, "dialog");
        return vec![name];
    }
    let tree = visitor.cdp("Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().unwrap().iter();
    nodes
        .filter(|node| node["role"]["value"] == "dialog" && node["ignored"] == false)
        .map(|node| {
            node["name"]["value"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

// ACCEPTANCE 17 (partly: in each engine, the first layer in one form)
#[tokio::test]
async fn in_each_engine_the_keyboard_refuses_and_escape_grants_nothing() {
    for engine in Engine::available() {
        let Some(stage) = Stage::with_each_form(engine).await else {
            return;
        };
        let visitor = stage.visitor().await;
        visitor.open("/bar/en").await;
        visitor.banner_part("[data-layer=first]", REJECT).await;
        visitor.press(Key::Escape).await;
        assert!(visitor.is_asked().await, "{}", engine.name());
        for _ in 0..10 {
            visitor.press(Key::Tab).await;
            if visitor.js(FOCUSED).await["name"] == "reject" {
                break;
            }
        }
        let focused = visitor.js(FOCUSED).await;
        assert_eq!(
            (&focused["name"], &focused["ring"]),
            (&json!("reject"), &json!(true)),
            "{}",
            engine.name()
        );
        visitor.press(Key::Enter).await;
        visitor
            .sees("document.cookie.includes('samtycke=1n.')")
            .await;
    }
}
