//! What is asked of everything that reads hostile input: that it never panics, and what must hold of its answer.
//!
//! The fuzz targets call these functions without end, and `consent-core/tests/hostile_input.rs` for a moment in every
//! run of the tests.

use consent_core::category::{Category, CategorySet};
use consent_core::cookie;
use consent_core::decision::{HostClass, Verdict, allows};
use consent_core::log::tile::{Tile, leaves};
use consent_core::log::{Checkpoint, LogKey, LogPublicKey, ProofFile};
use consent_core::markup::{self, Filter, PageUrl, host_of, path_of};
use consent_core::receipt::{
    Digest, Leaf, LeafKind, ReceiptCode, ReceiptId, ReceiptKey, SdJwt, UtcMillis,
};
use consent_core::rules::{Rules, StoreKind};
use consent_core::site::{OriginRule, Period};
use consent_core::verify::{ExportVerifier, Lang, PublishedKeys, verify_receipt, with_proof};
use consent_core::wire::{ChoiceRequest, Release};

const PAGE: &str = "https://www.shop.example/a/b";
const PAGE_HOST: &str = "www.shop.example";
/// How that begins what the filter puts first in a document with code in an attribute.
const FRAME: &str = "try{parent.samtycke.__frame(self)}catch{";

/// Rules are read from any text, and asked about any host and name.
pub fn rules(data: &[u8]) {
    let (rules, text) = data.split_at(data.len() / 2);
    let (rules, text) = (
        String::from_utf8_lossy(rules),
        String::from_utf8_lossy(text),
    );
    let mut closed = Rules::<String>::closed();
    let _ = closed.learn(&rules);
    ask(&closed, &text);
    if let Ok(mut rules) = Rules::decode(rules.into_owned()) {
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
/// held: but for documents in attributes, which wait for the gate when they have code in them, whatever is granted. The
/// line that fetches the gate into them is never held, as in the gate.
pub fn markup(data: &[u8]) {
    let Some((cut, html)) = data.split_first() else {
        return;
    };
    let html = String::from_utf8_lossy(html);
    let page = PageUrl::parse(PAGE);
    let lower = html.to_ascii_lowercase();
    let allow = |_: markup::Target<'_>| Verdict::Allow;
    if !lower.contains("srcdoc") {
        assert_eq!(markup::filter(&html, &page, &allow), html);
    }

    let hold = |target: markup::Target<'_>| match target {
        markup::Target::Inline { code } if code.starts_with(FRAME) => Verdict::Allow,
        _ => Verdict::Hold(Some(Category::Advertising)),
    };
    let whole = markup::filter(&html, &page, &hold).into_owned();
    // A document in an attribute may stand in what is text in one reading and tags in another: then what was put aside in
    // it is held once more. That nothing is left to fetch is asked of every text, in the target itself.
    if !lower.contains("srcdoc") && !may_be_too_deep(&lower) {
        assert_eq!(markup::filter(&whole, &page, &hold), whole, "twice");
    }

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

/// Whether text that could be markup may be nested deeper than the filter reads both ways (four): more raw text elements
/// than that, in capitals of any kind, and something that makes their text markup. Such a text is filtered, but not
/// promised to be found finished the second time.
pub fn may_be_too_deep(lower: &str) -> bool {
    const RAW: [&str; 9] = [
        "<script",
        "<style",
        "<noscript",
        "<textarea",
        "<title",
        "<xmp",
        "<iframe",
        "<noembed",
        "<noframes",
    ];
    const LOOSE: [&str; 5] = ["<svg", "<math", "<select", "<frameset", "<noscript"];
    let opened: usize = RAW.iter().map(|name| lower.matches(name).count()).sum();
    opened > 4 && LOOSE.iter().any(|name| lower.contains(name))
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
    let base = PageUrl::parse(PAGE);
    let ours = host_of(&text, &base);
    let _ = PageUrl::parse(&text);
    let Ok(page) = url::Url::parse(PAGE) else {
        return;
    };
    let Ok(theirs) = page.join(&text) else { return };
    let is_fetched = ["http", "https", "ws", "wss", "ftp"].contains(&theirs.scheme());
    match theirs.host_str() {
        Some(host) if is_fetched && host != PAGE_HOST => assert!(
            ours.as_deref().is_some_and(|ours| ours != PAGE_HOST),
            "{text:?} leads to {host}, not to {ours:?}"
        ),
        // Paths of the page's own host, in letters that the browser writes as they are.
        Some(_) if is_fetched && ours.as_deref() == Some(PAGE_HOST) => {
            let path = path_of(&text, &base);
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
            // (Control characters and spaces in a path are left out, where the browser writes them in percent.)
            let is_said = |letter: char| letter > ' ' || "\t\n\r".contains(letter);
            if text.chars().all(is_said) && path.bytes().all(is_plain) {
                assert_eq!(path, theirs.path(), "{text:?}");
            }
        }
        _ => {}
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

/// A condition answers for all that may be met, alike for what is in spaces.
pub fn expression(data: &[u8]) {
    for met in 0..=31 {
        let answer = allows(data, met);
        assert_eq!(answer, allows(&[b" ", data, b" "].concat(), met));
        // What is broken by itself cannot be mended by what is joined to it.
        if answer {
            assert!(allows(&[data, b"|0"].concat(), met));
        }
        assert!(!allows(&[data, b"&x"].concat(), met));
    }
}

/// The keys of a collector that has signed nothing: whatever is read, nothing may hold under them.
fn keys() -> PublishedKeys {
    let log = LogKey::from_seed("consent.example/log", &[1; 32]).expect("a good name");
    let receipt = ReceiptKey::from_seed(&[2; 32]);
    let json = format!(
        "{{\"origin\":\"consent.example/log\",\"log_keys\":[\"{}\"],\"receipt_keys\":[{}]}}",
        log.public(),
        receipt.public().to_jwk()
    );
    PublishedKeys::parse(&json).expect("our own keys")
}

/// A receipt in any of its forms, with and without a proof: it is read or refused, and never holds. Every sentence of
/// the report can be said.
pub fn receipt(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (first, second) = text.split_once('\u{1f}').unwrap_or((&text, ""));
    let published = keys();
    for text in [first.to_owned(), with_proof(first, second)] {
        for keys in [None, Some(&published)] {
            let report = verify_receipt(&text, keys);
            assert_ne!(report.verdict(), consent_core::verify::Verdict::Holds);
            let _ = (report.to_json(Lang::Sv), report.to_json(Lang::En));
        }
    }
    if let Ok(read) = SdJwt::parse(first) {
        assert_eq!(read.to_string(), first);
        assert!(read.verify(&published.receipt_keys()[0]).is_err());
        let _ = read.open_unverified();
    }
    let _ = PublishedKeys::parse(&text);
}

/// A proof file that is read is written the same way, and proves nothing without a signature.
pub fn proof_file(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(read) = ProofFile::parse(&text) {
        assert_eq!(ProofFile::parse(&read.to_string()), Ok(read.clone()));
        let leaf = Leaf {
            kind: LeafKind::Receipt,
            commitment: Digest::of(data),
        };
        assert!(read.verify(leaf, &keys().log_keys()[0]).is_err());
    }
    if let Some(tile) = Tile::parse(&text) {
        assert_eq!(tile.path(), text);
    }
    let _ = leaves(data);
}

/// A checkpoint that is read is written the same way, is nobody's without a signature, and so for verifier keys.
pub fn checkpoint(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    assert!(keys().open_checkpoint(&text).is_err());
    if let Some(read) = Checkpoint::parse(&text) {
        assert!(text.starts_with(&read.to_string()));
    }
    if let Ok(key) = LogPublicKey::parse(&text) {
        assert_eq!(key.to_string(), text);
    }
}

/// Any lines are an export or are told not to be one; nothing in them holds, nothing is gone by their word alone.
pub fn export(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut verifier = ExportVerifier::new(Some(keys()));
    for line in text.lines() {
        let _ = verifier.line(line);
    }
    let summary = verifier.summary();
    assert_eq!((summary.holding, summary.erased), (0, 0));
}

/// Whatever names a receipt, a key, a time or a place is read in one way alone: what is read is written as the same
/// thing again. A code is read as people write it, and written as it should be.
pub fn values(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(read) = Digest::parse(&text) {
        assert_eq!(read.to_string(), text);
    }
    if let Ok(read) = ReceiptId::parse(&text) {
        assert_eq!(read.to_string(), text);
    }
    if let Ok(read) = ReceiptCode::parse(&text) {
        assert_eq!(ReceiptCode::parse(&read.to_string()), Ok(read));
    }
    if let Ok(read) = UtcMillis::parse(&text) {
        assert_eq!(UtcMillis::parse(&read.to_string()), Ok(read));
    }
    if let Some(read) = cookie::ConsentKey::parse(&text) {
        assert_eq!(read.to_text(), text);
    }
    if let Some(read) = Release::parse(&text) {
        assert_eq!(read.to_string(), text);
    }
    let _ = OriginRule::parse(&text);
    let _ = Period::parse(&text);
}

/// Any body is a choice, or an error that names its member. A choice that is read is written and read as the same one,
/// and one that passes its check names every purpose that is asked about.
pub fn choice(data: &[u8]) {
    const PURPOSES: [(&str, Category); 3] = [
        ("cart", Category::Functional),
        ("statistics", Category::Statistics),
        ("advertising", Category::Advertising),
    ];
    const SERVICES: [(&str, &str); 2] = [("matlada", "statistics"), ("film", "advertising")];
    match ChoiceRequest::from_json(data) {
        Ok(read) => {
            let again = serde_json::to_vec(&read).expect("a choice is JSON");
            assert!(ChoiceRequest::from_json(&again) == Ok(read.clone()));
            match read.check(&PURPOSES, &SERVICES) {
                Ok(checked) => assert_eq!(checked.decisions.len(), PURPOSES.len()),
                Err(error) => assert!(error.field().is_some()),
            }
        }
        Err(error) => assert!(!error.slug().is_empty() && !error.to_string().is_empty()),
    }
}
