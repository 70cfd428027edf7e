//! What stands first in a document in an attribute is written twice, because the filter and the hooks are in two
//! languages. Here they are held to the same words.

use std::fs;

use consent_core::{
    decision::Verdict,
    markup::{PageUrl, Target, filter},
};
use product_tests::prerequisite::workspace;

/// What the hooks put first: the policy, which workers share, how the script begins, what it does in a sandbox with a text that
/// names who has to wait, and how it ends.
fn of_the_hooks(is_far: bool) -> String {
    let file = workspace().join("banner-wasm/assets/gate/worker.js");
    let text = fs::read_to_string(file).unwrap();
    let between = |start: &str, end: &str| {
        let (_, after) = text.split_once(start).unwrap();
        after.split_once(end).unwrap().0.trim().to_owned()
    };
    let policy: String = serde_json::from_str(&between("const POLICY =", ";\n")).unwrap();
    // In single quotes, since it begins with a double one.
    let start = between("const FRAME_START = POLICY + '", "';\n");
    let kept = between("? \"\" : \"", "\") +");
    let end = between("\") + \"", "\";\n");
    policy + &start + if is_far { &kept } else { "" } + &end
}

#[test]
fn the_filter_and_the_hooks_begin_a_document_in_an_attribute_alike() {
    let page = PageUrl::parse("https://shop.example/");
    for (code, is_far) in [("go()", false), ("location=\"//stats.example/\"", true)] {
        let script = format!("<script>{code}</script>");
        let html = format!("<iframe srcdoc='{script}'></iframe>");
        let filtered = filter(&html, &page, &|target| match target {
            Target::Fetch {
                host: "stats.example",
                ..
            } => Verdict::Hold(None),
            _ => Verdict::Allow,
        });
        let (_, after) = filtered.split_once("srcdoc=\"").unwrap();
        let (value, _) = after.split_once("\" ").unwrap();
        let document = value.replace("&quot;", "\"").replace("&amp;", "&");
        assert_eq!(document, of_the_hooks(is_far) + &script);
    }
}
