//! The persistent control's second button, where the page stays: what it says, to eyes and to screen readers.

use product_tests::{ACCEPT, Engine, Visitor};
use serde_json::json;

use crate::stage::{Stage, languages};

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
        visitor.js("(window.stays = true)").await;
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
