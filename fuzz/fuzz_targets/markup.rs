#![no_main]

use std::cell::RefCell;

use consent_core::{
    decision::Verdict,
    markup::{self, PageUrl, Target},
};

/// What was filtered with everything held has nothing left in it that the filter would be asked about.
fn nothing_is_left(html: &str) {
    let page = PageUrl::parse("https://www.shop.example/a/b");
    let held = markup::filter(html, &page, &|_| Verdict::Hold(None)).into_owned();
    let left = RefCell::new(Vec::new());
    markup::filter(&held, &page, &|target| {
        // Without an address it is asked where a `base` leads, which fetches nothing.
        if let Target::Fetch { url, .. } = target
            && !url.is_empty()
        {
            left.borrow_mut().push(url.to_owned());
        }
        Verdict::Hold(None)
    });
    assert!(left.borrow().is_empty(), "{:?} in {held:?}", left.borrow());
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    samtycke_fuzz::markup(data);
    let html = String::from_utf8_lossy(data);
    if !samtycke_fuzz::may_be_too_deep(&html.to_ascii_lowercase()) {
        nothing_is_left(&html);
    }
});
