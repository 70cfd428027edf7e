//! What is asked of everything that reads hostile input: that it never panics, and what must hold of its answer.
//!
//! The fuzz targets call these functions without end, and `consent-core/tests/hostile_input.rs` for a moment in every
//! run of the tests.

use consent_core::category::{Category, CategorySet};
use consent_core::cookie;
use consent_core::decision::{Expression, HostClass, Verdict};
use consent_core::markup::{self, Filter, PageUrl, host_of};
use consent_core::rules::{Rules, StoreKind};

const PAGE: &str = "https://www.shop.example/a/b";
const PAGE_HOST: &str = "www.shop.example";

/// Rules are read from any text, and asked about any host and name.
pub fn rules(data: &[u8]) {
    let (rules, text) = data.split_at(data.len() / 2);
    let (rules, text) = (
        String::from_utf8_lossy(rules),
        String::from_utf8_lossy(text),
    );
    let mut closed = Rules::closed();
    let _ = closed.learn(&rules);
    ask(&closed, &text);
    if let Ok(mut rules) = Rules::decode(&rules) {
        ask(&rules, &text);
        let _ = rules.learn(&text);
        ask(&rules, &text);
    }
}

fn ask(rules: &Rules, text: &str) {
    assert_eq!(rules.host(PAGE_HOST, PAGE_HOST), HostClass::FirstParty);
    let _ = rules.host(text, PAGE_HOST);
    let _ = rules.host(PAGE_HOST, text);
    for kind in StoreKind::ALL {
        let _ = rules.name(kind, text);
    }
    for category in Category::ALL {
        let _ = rules.names_of(category).count();
        let _ = rules.hosts_of(category).count();
    }
}

/// Markup is filtered the same whole and in pieces, a filtered text is left alone, and so is one in which nothing is
/// held.
pub fn markup(data: &[u8]) {
    let Some((cut, html)) = data.split_first() else {
        return;
    };
    let html = String::from_utf8_lossy(html);
    let page = PageUrl::parse(PAGE);
    let allow = |_: markup::Target<'_>| Verdict::Allow;
    assert_eq!(markup::filter(&html, &page, &allow), html);

    let hold = |_: markup::Target<'_>| Verdict::Hold(Some(Category::Advertising));
    let whole = markup::filter(&html, &page, &hold).into_owned();
    assert_eq!(markup::filter(&whole, &page, &hold), whole, "twice");

    let mut at = html.len() * usize::from(*cut) / 256;
    while !html.is_char_boundary(at) {
        at -= 1;
    }
    let (first, rest) = html.split_at(at);
    let mut filter = Filter::new(&page);
    let mut pieces = filter.push(first, &hold);
    pieces.push_str(&filter.push(rest, &hold));
    pieces.push_str(&filter.finish(&hold));
    assert_eq!(pieces, whole, "in pieces, cut at {at}");
}

/// A choice that is read from any header is written and read again as the same choice.
pub fn cookie(data: &[u8]) {
    const NOW: u64 = 1_800_000_000;
    const VALIDITY: u64 = 180 * 24 * 60 * 60;
    let header = String::from_utf8_lossy(data);
    let asked = CategorySet::from_bits(15);
    if let Some(choice) = cookie::parse(&header, 1, VALIDITY, NOW) {
        assert!(choice.granted.contains(Category::Functional));
        let again = format!("{}={}", cookie::NAME, cookie::value(&choice, asked));
        assert_eq!(cookie::parse(&again, 1, VALIDITY, NOW), Some(choice));
    }
}

/// An address that leads to another host than the page's is never taken for the page's own, nor for one that fetches
/// nothing. The URL Standard (the `url` crate) is the judge.
pub fn host(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let ours = host_of(&text, &PageUrl::parse(PAGE));
    let _ = PageUrl::parse(&text);
    let Ok(page) = url::Url::parse(PAGE) else {
        return;
    };
    let Ok(theirs) = page.join(&text) else { return };
    let is_fetched = ["http", "https", "ws", "wss", "ftp"].contains(&theirs.scheme());
    if let (true, Some(host)) = (is_fetched, theirs.host_str())
        && host != PAGE_HOST
    {
        assert!(
            ours.as_deref().is_some_and(|ours| ours != PAGE_HOST),
            "{text:?} leads to {host}, not to {ours:?}"
        );
    }
}

/// Any text is a site file, or an error that says where.
pub fn site_file(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(file) = toml::from_str::<consent_core::site::SiteFile>(&text)
        && let Err(errors) = file.check()
    {
        assert!(!errors.is_empty());
    }
}

/// A condition answers for every set of categories, alike for what is in spaces.
pub fn expression(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let purposes = [
        ("shop-news", Category::Advertising),
        ("x", Category::Statistics),
    ];
    let expression = Expression::parse(&text, &purposes);
    let spaced = Expression::parse(&format!(" {text} "), &purposes);
    assert_eq!(expression, spaced, "{text:?}");
    for asked in 0..16 {
        for granted in 0..16 {
            let _ = expression.allows(
                CategorySet::from_bits(asked),
                CategorySet::from_bits(granted),
            );
        }
    }
    // What is joined to a text that never allows cannot make it allow.
    if expression == Expression::NEVER && !text.contains('|') {
        let joined = Expression::parse(&format!("{text}&functional"), &purposes);
        assert_eq!(joined, Expression::NEVER, "{text:?}");
    }
}
