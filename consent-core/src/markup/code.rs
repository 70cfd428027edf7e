//! Addresses in text that is no markup: inline code that imports past every hook, and lists of addresses.

use crate::scan::{Scan, is_space, part};

/// What the addresses wait for that an `import` in `code`, static or dynamic, or an `export … from` names.
///
/// Reads no grammar: an import in a comment or a string counts too.
pub(super) fn import_needs(code: &str, need: &dyn Fn(&str) -> u8) -> u8 {
    let mut scan = Scan::new(code, 0);
    let mut needs = 0;
    while let Some(quote) = scan.next() {
        if is_quote(quote) && is_imported(part(code, 0, scan.place - 1)) {
            let mut inner = scan;
            needs |= need(inner.take_until(quote));
        }
    }
    needs
}

/// Whether a string after `before` is what an import takes: `import` or `from` stands there, with nothing but a
/// parenthesis, white space and comments (`/* webpackIgnore: true */`) between.
fn is_imported(before: &str) -> bool {
    let mut rest = before.as_bytes();
    loop {
        if let Some(comment) = rest.strip_suffix(b"*/") {
            let start = comment.windows(2).rposition(|pair| pair == b"/*");
            rest = start
                .and_then(|start| rest.get(..start))
                .unwrap_or_default();
        } else if let Some((&last, front)) = rest.split_last()
            && (is_space(last) || last == b'(')
        {
            rest = front;
        } else {
            break;
        }
    }
    let front = rest
        .strip_suffix(b"import")
        .or_else(|| rest.strip_suffix(b"from"));
    front.is_some_and(|front| {
        front
            .last()
            .is_none_or(|last| !last.is_ascii_alphanumeric() && !matches!(last, b'_' | b'$'))
    })
}

/// What the whole addresses wait for that strings in `code` begin with: with a scheme, or with a host that has a dot in it
/// (or a part that is filled in).
pub(super) fn named_needs(code: &str, need: &dyn Fn(&str) -> u8) -> u8 {
    let mut scan = Scan::new(code, 0);
    let mut needs = 0;
    while let Some(byte) = scan.next() {
        if is_quote(byte) {
            needs |= address_at(scan).map_or(0, need);
        }
    }
    needs
}

/// The address that comes next, where one does. Its slashes may be escaped. What names a language of markup is none.
fn address_at(mut scan: Scan<'_>) -> Option<&str> {
    let start = scan.place;
    let scheme = scan.take(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !scheme.is_empty() && !scan.accept(b':') {
        return None;
    }
    for _ in 0..2 {
        scan.accept(b'\\');
        scan.accept(b'/').then_some(())?;
    }
    if scan.is_at("www.w3.") {
        return None;
    }
    let host = scan.take(|byte| !is_space(byte) && !is_quote(byte) && byte != b'/');
    if scheme.is_empty() && !host.contains(['.', '$']) {
        return None;
    }
    scan.take(|byte| !is_space(byte) && !is_quote(byte));
    Some(part(scan.text, start, scan.place))
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// What the addresses in `list` wait for: image candidates, addresses between spaces or in `url()`, strings of JSON.
///
/// A `data:` address goes on to the next space; another may hold no comma before its host.
pub(super) fn list_needs(list: &str, need: &dyn Fn(&str) -> u8) -> u8 {
    let mut scan = Scan::new(list, 0);
    let mut needs = 0;
    while scan.peek().is_some() {
        let address = if scan.is_at("data:") {
            scan.take(|byte| !is_space(byte))
        } else {
            scan.take(|byte| {
                !is_space(byte) && !is_quote(byte) && !matches!(byte, b',' | b'(' | b')' | b';')
            })
        };
        needs |= need(address);
        scan.place += 1;
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

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
            ("import(//\n'//x')", false),
            ("import", false),
            ("import.meta.url + '//x'", false),
        ] {
            let found = import_needs(code, &|url| url.starts_with("//").into()) != 0;
            assert_eq!(found, is_foreign, "{code}");
        }
    }

    #[test]
    fn whole_addresses_in_strings_are_found() {
        for (code, address) in [
            ("location='https://x/a'", "https://x/a"),
            ("open(\"//x.example\")", "//x.example"),
            ("open(`//${host}/a`)", "//${host}/a"),
            ("const a=`http:\\/\\/x/`", "http:\\/\\/x/"),
            ("<a href='https://x/a b'>", "https://x/a"),
            ("a('b').c('wss://x')", "wss://x"),
            ("a = '/x' // 'b'", ""),
            ("// see https://x/", ""),
            ("'data:a'", ""),
            ("text.replace(/\\/\\/# so/g, '//Xso')", ""),
            ("createElementNS('http://www.w3.org/2000/svg', 'g')", ""),
        ] {
            let found = core::cell::Cell::new(String::new());
            named_needs(code, &|url| {
                found.set(url.into());
                0
            });
            assert_eq!(found.into_inner(), address, "{code}");
        }
    }

    #[test]
    fn every_address_of_a_list_is_looked_at() {
        for (list, addresses) in [
            ("", vec![]),
            ("url(//a);url('//b')", vec!["url", "//a", "url", "//b"]),
            (", a.jpg 1x ,b.jpg 2x", vec!["a.jpg", "1x", "b.jpg", "2x"]),
            ("a 1x,b 2x,", vec!["a", "1x", "b", "2x"]),
            ("data:a,//b 1x, //c", vec!["data:a,//b", "1x", "//c"]),
            ("{\"a\":\"//b\"}", vec!["{", "a", ":", "//b", "}"]),
        ] {
            let seen = core::cell::RefCell::new(Vec::new());
            list_needs(list, &|url| {
                if !url.is_empty() {
                    seen.borrow_mut().push(url.to_owned());
                }
                0
            });
            assert_eq!(seen.into_inner(), addresses, "{list}");
        }
    }
}
