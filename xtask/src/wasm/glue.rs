//! The glue of wasm-bindgen, without what a synchronous module never calls and with the short names of wasm-opt.
//!
//! Both are exact edits of what the pinned wasm-bindgen writes; when it writes something else, they fail and say so.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Pieces to cut: from the first text up to (not including) the second.
const UNUSED: [(&str, &str); 3] = [
    ("let script_src;", "function "),
    ("async function __wbg_load(", "function initSync("),
    ("let __wbg_init_promise;", "return Object.assign(__wbg_init"),
];

/// Cuts the asynchronous loader and the search for the script's own address: a kilobyte that compresses badly.
/// `source` has no comments and no indentation any more.
pub fn keep_what_is_used(source: &str) -> Result<String> {
    let mut text = source.to_owned();
    for (from, to) in UNUSED {
        let start = text
            .find(from)
            .with_context(|| format!("the glue has no `{from}`: did wasm-bindgen change?"))?;
        let length = text[start..]
            .find(to)
            .with_context(|| format!("the glue has no `{to}` after `{from}`"))?;
        text.replace_range(start..start + length, "");
    }
    let (whole, sync) = ("Object.assign(__wbg_init, {", "Object.assign({");
    if text.matches("__wbg_init").count() != 1 || !text.contains(whole) {
        bail!("the glue still mentions its asynchronous loader: did wasm-bindgen change?");
    }
    Ok(text.replace(whole, sync))
}

/// Renames imports and exports as `names` says: what `wasm-opt --minify-imports-and-exports-and-modules` printed, JSON
/// with `imports` as `[module, name, short]` and `exports` as `[name, short]`.
pub fn rename(source: &str, names: &str) -> Result<String> {
    let names: Value =
        serde_json::from_str(names).context("wasm-opt printed names that are not JSON")?;
    let mut text = source.to_owned();
    for row in names["imports"].as_array().into_iter().flatten() {
        let (Some(module), Some(name), Some(short)) =
            (row[0].as_str(), row[1].as_str(), row[2].as_str())
        else {
            bail!("wasm-opt printed an import that is no triple: {row}");
        };
        text = text.replacen(&format!("\"{module}\": import0"), "a: import0", 1);
        text = replace_word(&text, name, ":", &format!("{short}:"))
            .with_context(|| format!("import {name}"))?;
    }
    for row in names["exports"].as_array().into_iter().flatten() {
        let (Some(name), Some(short)) = (row[0].as_str(), row[1].as_str()) else {
            bail!("wasm-opt printed an export that is no pair: {row}");
        };
        // Not every export is called: `__data_end` and its like stand for linkers.
        text = replace_word(&text, &format!("wasm.{name}"), "", &format!("wasm.{short}"))
            .unwrap_or(text);
    }
    Ok(text)
}

/// Replaces `word` followed by `after`, where no character of an identifier touches it. `None` when there is none.
fn replace_word(text: &str, word: &str, after: &str, by: &str) -> Option<String> {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '$';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(at) = rest.find(word) {
        let (before, from) = rest.split_at(at);
        let end = &from[word.len()..];
        out.push_str(before);
        let touched = out
            .chars()
            .next_back()
            .is_some_and(|sign| is_part(sign) || sign == '.')
            || end.chars().next().is_some_and(is_part);
        match end.strip_prefix(after) {
            Some(end) if !touched => {
                out.push_str(by);
                rest = end;
                found = true;
            }
            _ => {
                out.push_str(word);
                rest = end;
            }
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_asynchronous_loader_goes_and_the_synchronous_one_stays() {
        let source = "let wasm_bindgen = (function(exports) {\nlet script_src;\nif (a) {\nscript_src = b;\n}\nfunction f() {}\n\
            async function __wbg_load(m) {\nc();\n}\nfunction initSync(module) {\nd();\n}\nlet __wbg_init_promise;\n\
            async function __wbg_init(p) {\n}\nreturn Object.assign(__wbg_init, { initSync }, exports);\n})({});\n";
        let expected = "let wasm_bindgen = (function(exports) {\nfunction f() {}\nfunction initSync(module) {\nd();\n}\n\
            return Object.assign({ initSync }, exports);\n})({});\n";
        assert_eq!(keep_what_is_used(source).unwrap(), expected);
        assert!(keep_what_is_used("let wasm_bindgen;").is_err());
    }

    #[test]
    fn names_change_as_whole_words_where_they_are_imports_or_exports() {
        let source = "{\n__wbg_get_1: function() {\nreturn wasm.__get() + wasm.__get_2 + x.wasm.__get;\n},\n__wbg_get_12: f,\n}\n\"./g_bg.js\": import0,";
        let names = r#"{"imports": [["./g_bg.js", "__wbg_get_1", "b"], ["./g_bg.js", "__wbg_get_12", "$"]], "exports": [["__get", "c"], ["__never", "d"]]}"#;
        let expected = "{\nb: function() {\nreturn wasm.c() + wasm.__get_2 + x.wasm.__get;\n},\n$: f,\n}\na: import0,";
        assert_eq!(rename(source, names).unwrap(), expected);
    }

    #[test]
    fn an_import_that_the_glue_does_not_have_is_an_error() {
        assert!(rename("", r#"{"imports": [["m", "n", "a"]]}"#).is_err());
    }
}
