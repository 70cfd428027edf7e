//! Addresses in inline code that is fetched without passing any hook: `import` and `export … from`, import maps and
//! speculation rules.

/// Whether an `import` in `code`, static or dynamic, names an address that `is_held`.
///
/// Reads no grammar: an import in a comment or a string counts too.
pub(super) fn has_import(code: &str, is_held: &mut dyn FnMut(&str) -> bool) -> bool {
    ["import", "export"].into_iter().any(|keyword| {
        code.match_indices(keyword).any(|(place, _)| {
            let is_start = !code[..place].ends_with(is_name);
            let rest = &code[place + keyword.len()..];
            is_start && specifier(rest).is_some_and(&mut *is_held)
        })
    })
}

/// Whether any string in `json` is an address that `is_held`.
pub(super) fn has_string(json: &str, is_held: &mut dyn FnMut(&str) -> bool) -> bool {
    // A quote inside a string is escaped, and the parts around it are looked at then: none is missed.
    json.split('"').any(is_held)
}

/// The text in quotes that an import or export begins with, when only names, braces and the like come before it.
fn specifier(rest: &str) -> Option<&str> {
    if rest.starts_with(is_name) {
        return None;
    }
    let mut place = rest;
    loop {
        let start = place.find(|letter: char| {
            !(is_name(letter)
                || letter.is_ascii_whitespace()
                || matches!(letter, '{' | '}' | '*' | ',' | '('))
        })?;
        let found = &place[start..];
        if let Some(comment) = found.strip_prefix("/*") {
            place = comment.split_once("*/")?.1;
        } else if let Some(comment) = found.strip_prefix("//") {
            place = comment.split_once('\n')?.1;
        } else {
            let quote = found
                .chars()
                .next()
                .filter(|letter| matches!(letter, '"' | '\'' | '`'))?;
            let text = &found[1..];
            return Some(text.split_once(quote).map_or(text, |(text, _)| text));
        }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$') || !letter.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_in_every_spelling() {
        for (code, is_foreign) in [
            ("import '//x'", true),
            ("import a,{b as c} from\"//x\"", true),
            ("import * as a from `//x`", true),
            ("let a = await import(/* why */ '//x')", true),
            ("export * from '//x'", true),
            ("export const a = '//x'", false),
            ("import './a.js'; important('//x')", false),
            ("reimport('//x'); importScripts('//x')", false),
            ("import", false),
            ("import.meta.url + '//x'", false),
        ] {
            let found = has_import(code, &mut |url| url.starts_with("//"));
            assert_eq!(found, is_foreign, "{code}");
        }
    }
}
