//! What stands first in a document in an attribute is written twice, because the filter and the hooks are in two
//! languages. Here they are held to the same words.

use std::fs;

use consent_core::{
    decision::Verdict,
    markup::{PageUrl, filter},
};
use product_tests::prerequisite::workspace;

/// The constant of the hooks: the policy, which workers share, and what closes it.
fn of_the_hooks() -> String {
    let file = workspace().join("banner-wasm/assets/gate/worker.js");
    let text = fs::read_to_string(file).unwrap();
    let constant = |start: &str| {
        let (_, after) = text.split_once(start).unwrap();
        after.split_once(";\n").unwrap().0.trim().to_owned()
    };
    let policy: String = serde_json::from_str(&constant("const POLICY =")).unwrap();
    // In single quotes, since it begins with a double one.
    policy + constant("const FRAME_START = POLICY +").trim_matches('\'')
}

#[test]
fn the_filter_and_the_hooks_begin_a_document_in_an_attribute_alike() {
    let page = PageUrl::parse("https://shop.example/");
    let html = "<iframe srcdoc='<script>go()</script>'></iframe>";
    let filtered = filter(html, &page, &|_| Verdict::Allow);
    let (_, after) = filtered.split_once("srcdoc=\"").unwrap();
    let (value, _) = after.split_once("\" ").unwrap();
    let document = value.replace("&quot;", "\"").replace("&amp;", "&");
    assert_eq!(document, of_the_hooks() + "<script>go()</script>");
}
