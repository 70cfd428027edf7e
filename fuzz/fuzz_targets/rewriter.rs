#![no_main]

//! Pages through the gate of a site's own server (`collector-server/src/gate`): the same bytes come out in whatever
//! pieces the page came in, and a browser's parser finds nothing in them that would fetch from a tracker. The judge is
//! `html5ever`, the parser of Servo: it shares no line with the filter.
//!
//! The parts are the server's own, compiled into the target; what they take from the site is a few lines here.

use std::sync::Arc;

use consent_core::{
    category::{Category, CategorySet},
    decision::{Verdict, gate},
    markup::PageUrl,
    rules::{Rules, RulesSource},
};
use html5ever::{ParseOpts, tendril::TendrilSink as _, tree_builder::TreeBuilderOpts};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

#[path = "../../collector-server/src/gate/charset.rs"]
mod charset;
#[path = "../../collector-server/src/gate/letters.rs"]
mod letters;
#[path = "../../collector-server/src/gate/opening.rs"]
mod opening;
#[path = "../../collector-server/src/gate/page.rs"]
mod page;

use page::PageFilter;

/// What the page takes from the policy: what stands before a wall.
mod policy {
    pub const MARK: &str = "";
}

/// What a page needs to know of its site.
pub struct SiteGate {
    rules: Rules,
    script: String,
}

/// A visitor who granted nothing.
pub struct State;

impl SiteGate {
    fn fetch(&self, _: &State, _: &str, _: &PageUrl, host: &str, page_host: &str) -> Verdict {
        let asked = self.rules.asked();
        gate(
            self.rules.host(host, page_host),
            asked,
            CategorySet::FUNCTIONAL_ONLY,
        )
    }
}

impl State {
    fn mark(&self) -> u8 {
        CategorySet::FUNCTIONAL_ONLY.bits()
    }

    fn is_all(&self) -> bool {
        false
    }

    fn granted(&self) -> CategorySet {
        CategorySet::FUNCTIONAL_ONLY
    }
}

const PAGE: &str = "https://www.shop.example/a/b";
const TRACKER: &str = "stats.example";
/// How deep documents within attributes are looked into.
const DEPTH: u8 = 3;

fn site() -> Arc<SiteGate> {
    let source = RulesSource {
        asked: Category::ALL.into_iter().collect(),
        first_party: vec!["shop.example".to_owned()],
        collector_host: "consent.example".to_owned(),
        hosts: vec![(TRACKER.to_owned(), Category::Statistics)],
        ..RulesSource::default()
    };
    Arc::new(SiteGate {
        rules: Rules::decode(Rules::encode(&source)).expect("our own rules"),
        script: "https://consent.example/s/shop/consent.js".to_owned(),
    })
}

fn filtered(content_type: &str, pieces: &[&[u8]]) -> Vec<u8> {
    let start = pieces.concat();
    let found = PageFilter::charset(content_type, &start, true);
    let charset = found.map_or(charset::Charset::Utf8, |found| found.charset);
    let mut page = PageFilter::new(site(), State, "www.shop.example", charset, None);
    let mut out = Vec::new();
    for piece in pieces {
        out.extend(page.push(piece).expect("no element is that long"));
    }
    out.extend(page.finish());
    out
}

/// Whether `url`, as it stands in the page, leads to the tracker.
fn leads_to_tracker(url: &str, base: &url::Url) -> bool {
    let url = base.join(url).ok();
    // No browser fetches by another scheme.
    let url = url.filter(|url| ["http", "https"].contains(&url.scheme()));
    let host = url.as_ref().and_then(url::Url::host_str);
    host.is_some_and(|host| host == TRACKER || host.ends_with(".stats.example"))
}

/// What a browser would fetch from the tracker in this document: the first such element.
fn fetched(html: &str, depth: u8) -> Option<String> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: true,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let dom = html5ever::parse_document(RcDom::default(), options).one(html);
    let mut base = Base {
        url: url::Url::parse(PAGE).expect("a good address"),
        is_set: false,
    };
    look(&dom.document, &mut base, depth)
}

/// What addresses are relative to: the page's own until the first `base` with an address (HTML Standard, section 4.2.3).
/// What stands before that was fetched before it came.
struct Base {
    url: url::Url,
    is_set: bool,
}

fn look(node: &Handle, base: &mut Base, depth: u8) -> Option<String> {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attrs = attrs.borrow();
        let value = |wanted: &str| {
            let mut all = attrs.iter();
            all.find(|attr| &*attr.name.local == wanted && attr.name.ns.is_empty())
                .map(|attr| attr.value.to_string())
        };
        let is_html = &*name.ns == "http://www.w3.org/1999/xhtml";
        if is_html
            && &*name.local == "base"
            && !base.is_set
            && let Some(href) = value("href")
        {
            base.is_set = true;
            base.url = base.url.join(&href).unwrap_or_else(|_| base.url.clone());
        }
        let live =
            |attribute: &str| value(attribute).is_some_and(|url| leads_to_tracker(&url, &base.url));
        let is_live = is_html
            && match &*name.local {
                "script" => is_script(value("type").as_deref()) && live("src"),
                "img" | "iframe" | "embed" | "audio" | "video" | "track" => live("src"),
                "object" => live("data"),
                "link" => fetches(&value("rel").unwrap_or_default()) && live("href"),
                _ => false,
            };
        if is_live {
            return Some(format!("{} {attrs:?}", &*name.local));
        }
        if is_html
            && &*name.local == "iframe"
            && depth > 0
            && let Some(inner) = value("srcdoc")
            && let Some(found) = fetched(&inner, depth - 1)
        {
            return Some(found);
        }
    }
    let children = node.children.borrow();
    children.iter().find_map(|child| look(child, base, depth))
}

/// Whether a script of that type runs: what is none is data, and is not fetched.
fn is_script(kind: Option<&str>) -> bool {
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let kind = kind.trim();
    kind.is_empty() || ["module", "text/javascript", "application/javascript"].contains(&kind)
}

fn fetches(rel: &str) -> bool {
    let kinds = ["stylesheet", "icon", "preload", "modulepreload", "prefetch"];
    let rel = rel.to_ascii_lowercase();
    rel.split_ascii_whitespace()
        .any(|kind| kinds.contains(&kind))
}

/// That the judge sees what it is there to see.
fn judge_sees() {
    for raw in [
        "<img src=//stats.example/p>",
        "<base href=//stats.example><script src=x></script>",
        "<iframe srcdoc='<link rel=icon href=https://a.stats.example>'></iframe>",
    ] {
        assert!(fetched(raw, DEPTH).is_some(), "{raw}");
    }
}

// The first byte chooses the encoding, the second and third where the page is cut.
libfuzzer_sys::fuzz_target!(init: judge_sees(), |data: &[u8]| {
    let [kind, one, two, page @ ..] = data else {
        return;
    };
    let kinds = [
        "text/html;charset=utf-8",
        "text/html",
        "text/html;charset=big5",
        "text/html;charset=iso-2022-jp",
        "text/html;charset=utf-16",
    ];
    let kind = kinds[usize::from(*kind) % kinds.len()];
    let whole = filtered(kind, &[page]);
    let at = |cut: u8| page.len() * usize::from(cut) / 256;
    let (first, second) = (at(*one).min(at(*two)), at(*one).max(at(*two)));
    let pieces = [&page[..first], &page[first..second], &page[second..]];
    assert_eq!(filtered(kind, &pieces), whole, "in pieces");
    let single: Vec<&[u8]> = page.chunks(1).collect();
    assert_eq!(filtered(kind, &single), whole, "byte by byte");
    if kind == kinds[0] {
        let whole = String::from_utf8_lossy(&whole);
        let found = fetched(&whole, DEPTH);
        assert_eq!(found, None, "{whole:?} from {:?}", String::from_utf8_lossy(page));
    }
});
