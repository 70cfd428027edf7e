//! What stands first in a document in an attribute is written twice, because the filter and the hooks are in two
//! languages. Here they are held to the same words.

use std::fs;

use consent_core::{
    decision::Verdict,
    markup::{PageUrl, filter},
};
use product_tests::prerequisite::workspace;

/// The constant of the hooks, its lines put together.
fn of_the_hooks() -> String {
    let file = workspace().join("banner-wasm/assets/gate/worker.js");
    let text = fs::read_to_string(file).unwrap();
    let (_, after) = text.split_once("const FRAME_START =").unwrap();
    let (value, _) = after.split_once(";\n").unwrap();
    let literals = value
        .lines()
        .map(|line| line.trim().trim_end_matches(" +"))
        .filter(|line| !line.is_empty());
    literals
        .map(|literal| serde_json::from_str::<String>(literal).unwrap())
        .collect()
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
