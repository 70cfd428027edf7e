//! The persistent control's second button, where the page stays: what it says, to eyes and to screen readers.

use product_tests::{ACCEPT, Engine, Visitor};
use serde_json::json;

use crate::stage::{Stage, in_languages, languages};

/// Keeps the control's closed shadow root for the story: a page's own script cannot, the gate stands before it.
const KEEP: &str = "{ const native = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
        const root = native.call(this, options);
        if (this.localName === 'samtycke-control') window.controlRoot = root;
        return root;
    }; }";
const SAID: &str = "controlRoot.querySelector('output').textContent";

/// Texts of the live regions that the accessibility tree has.
async fn live(visitor: &Visitor) -> Vec<String> {
    let tree = visitor.cdp("Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().unwrap();
    let polite = nodes
        .iter()
        .filter(|node| node["role"]["value"] == "status" && node["ignored"] == false)
        .inspect(|node| assert!(node["properties"].to_string().contains("polite"), "{node}"));
    polite
        .map(|region| {
            let inside = |node: &&serde_json::Value| node["parentId"] == region["nodeId"];
            let words = nodes.iter().filter(inside);
            words
                .filter_map(|node| node["name"]["value"].as_str())
                .collect()
        })
        .collect()
}

// ACCEPTANCE 20
#[tokio::test]
async fn who_takes_all_back_on_a_page_that_stays_is_told_so_in_a_live_region() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let texts = languages();
    let visitor = stage.visitor().await;
    visitor.before_each_page(KEEP).await;
    for lang in ["sv", "en", "ar"] {
        let text = texts[lang]["withdrawn"].as_str().unwrap();
        visitor.open(&format!("/bar/{lang}")).await;
        if lang == "sv" {
            visitor.answer(ACCEPT).await;
        } else {
            visitor.open_settings().await;
            visitor.answer_settings(ACCEPT).await;
        }
        visitor
            .sees("controlRoot.querySelectorAll('button:not([hidden])').length === 2")
            .await;
        // It stands, empty, before there is anything to say: only changes are announced.
        assert_eq!(visitor.js(SAID).await, "", "{lang}");
        visitor.js("window.stays = true").await;
        visitor.take_back().await;
        visitor.sees("!samtycke.has('statistics')").await;
        visitor.sees(&format!("{SAID} === {}", json!(text))).await;
        let seen = "stays && controlRoot.querySelector('output').checkVisibility()
            && controlRoot.activeElement === controlRoot.querySelector('button')";
        assert!(visitor.holds(seen).await, "{lang}");
        if visitor.engine() == Engine::Chromium {
            let live = live(&visitor).await;
            assert!(live.iter().any(|said| said == text), "{lang}: {live:?}");
        }
        // What is said once does not stand for ever.
        visitor.open_settings().await;
        assert_eq!(visitor.js(SAID).await, "", "{lang}");
        visitor.answer_settings("[data-action=close]").await;
    }
}

/// Both buttons and what is said, line by line: how many of them are shown, and which boxes lie over one another's or out
/// of the window.
const IN_THE_WAY: &str = "(() => {
    const shown = [...controlRoot.querySelectorAll('button:not([hidden]), output:not(:empty)'),
        ...document.querySelector('samtycke-banner').shadowRoot.querySelectorAll('[role=status]:not(:empty)')];
    const boxes = shown.flatMap((element) => [...element.getClientRects()].map((box) => ({ element, box })));
    const lost = boxes.filter(({ element, box }) => box.left < 0 || box.top < 0 || box.right > innerWidth
        || box.bottom > innerHeight || boxes.some((other) => other.element !== element && box.left < other.box.right
            && other.box.left < box.right && box.top < other.box.bottom && other.box.top < box.bottom));
    return { count: shown.length, lost: lost.map(({ element, box }) => element.localName + JSON.stringify(box)) };
})()";

// ACCEPTANCE 20 (partly: the message hides nothing that can be pressed), ACCEPTANCE 11 (partly: nor is the control hidden
// while it stands)
#[tokio::test]
async fn what_is_said_after_a_choice_stands_over_neither_button_of_the_control_from_320_px_on() {
    // Two that are written with care, and those with the longest words on the buttons and in the messages.
    let langs = ["sv", "en", "ar", "el", "is", "nb"].map(str::to_owned);
    let Some(stage) = Stage::open(Engine::default(), vec![("all", in_languages(&langs))]).await
    else {
        return;
    };
    let visitor = stage.visitor().await;
    visitor.before_each_page(KEEP).await;
    for lang in langs {
        visitor.open(&format!("/all/{lang}")).await;
        visitor.answer(ACCEPT).await;
        let said =
            "document.querySelector('samtycke-banner').shadowRoot.querySelector('[role=status]')";
        // For six seconds it stands; a slow machine gets all of them.
        visitor
            .js(&format!("window.kept = {said}.textContent"))
            .await;
        for (width, height) in [(320, 640), (320, 256), (390, 844), (768, 1024), (1280, 900)] {
            visitor.resize(width, height).await;
            visitor.js(&format!("{said}.textContent = kept")).await;
            let told = visitor.js(IN_THE_WAY).await;
            let what = format!("{lang}, {width} by {height}: {told}");
            assert_eq!(told["count"], 3, "{what}");
            assert_eq!(told["lost"], json!([]), "{what}");
        }
        // And what the control itself says.
        visitor.resize(320, 640).await;
        visitor.js(&format!("{said}.textContent = ''")).await;
        visitor.take_back().await;
        visitor.sees(&format!("{SAID} !== ''")).await;
        let told = visitor.js(IN_THE_WAY).await;
        assert_eq!(told["lost"], json!([]), "{lang}: {told}");
        // Somebody new comes.
        visitor
            .js("document.cookie = 'samtycke=; Path=/; Max-Age=0'")
            .await;
    }
}
