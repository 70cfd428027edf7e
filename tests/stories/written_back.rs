//! A page that was held as text stands again as its author wrote it.

use axum::{Router, response::Html, routing::get};
use product_tests::{REJECT, Setup, Visitor, World};
use serde_json::Value;

use crate::own_site::OwnSite;

const PAGE: &str = include_str!("written_back/page.html");

/// The document as text, without what is ours, and what its scripts noted.
const READ: &str = r#"(() => {
    const root = document.documentElement.cloneNode(true);
    for (const ours of root.querySelectorAll(
        "samtycke-banner, samtycke-control, script[src*=consent], meta[http-equiv=Content-Security-Policy], meta[name=samtycke-wall]")) ours.remove();
    for (const ours of root.querySelectorAll("noscript")) if (ours.textContent.includes("Content-Security-Policy")) ours.remove();
    for (const script of root.querySelectorAll("script")) if (/__samtycke|^\s*<plaintext hidden>$/.test(script.text)) script.remove();
    return {
        root: root.outerHTML.replace(/\s+/g, " "),
        type: new XMLSerializer().serializeToString(document.doctype),
        mode: document.compatMode,
        outside: [...document.childNodes].map((node) => node.nodeType === 8 ? node.data : node.nodeName),
        color: getComputedStyle(document.querySelector("main")).color,
        inner: document.querySelector("iframe").contentDocument.querySelector("[id=inner]")?.textContent,
        log,
    };
})()"#;

/// A site with that one page, and the collector that serves its gate.
struct House {
    world: World,
    site: OwnSite,
}

impl House {
    /// `file` names the snippet; the page stands without one when there is none.
    async fn start(file: Option<&str>) -> Option<Self> {
        let sites = vec![("real.toml", include_str!("real_tags/site.toml").to_owned())];
        let world = World::with(Setup {
            sites,
            ..Setup::default()
        })
        .await?;
        let snippet = match file {
            Some(file) => {
                let answer = world.stranger().get(&format!("/s/real/{file}")).await;
                assert!(answer.status().is_success(), "{file}");
                answer.text().await.unwrap()
            }
            None => String::new(),
        };
        let page = PAGE.replace("<!-- snippet -->", snippet.trim_end());
        let app = Router::new()
            .route(
                "/late.js",
                get(|| async { "log.push('deferred', document.readyState)" }),
            )
            .route("/", get(|| async { Html(page) }))
            .fallback(|| async { "" });
        Some(Self {
            world,
            site: OwnSite::on("real.localhost", app).await,
        })
    }

    async fn visitor(&self) -> Visitor {
        let launch = product_tests::Launch::default();
        self.world
            .visitor_at(self.site.origin.clone(), launch)
            .await
    }
}

async fn read(visitor: &Visitor) -> Value {
    visitor.whole().await;
    visitor
        .sees("log.includes('load') && log.includes('deferred')")
        .await;
    visitor.js(READ).await
}

/// Says where two texts part.
fn assert_same(what: &str, found: &Value, wanted: &Value) {
    for name in ["type", "mode", "outside", "color", "inner", "log"] {
        assert_eq!(found[name], wanted[name], "{what}: {name}");
    }
    let (found, wanted) = (
        found["root"].as_str().unwrap(),
        wanted["root"].as_str().unwrap(),
    );
    let same = found
        .bytes()
        .zip(wanted.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let near = |text: &str| {
        text.chars()
            .skip(same.saturating_sub(60))
            .take(160)
            .collect::<String>()
    };
    assert!(
        found == wanted,
        "{what}:\n{}\nis not\n{}",
        near(found),
        near(wanted)
    );
}

#[tokio::test]
async fn a_page_comes_back_as_it_was_written_with_each_snippet() {
    let Some(plain) = House::start(None).await else {
        return;
    };
    let visitor = plain.visitor().await;
    visitor.go("/").await;
    let wanted = read(&visitor).await;
    assert_eq!(wanted["log"][2], "Å & <Ö>", "{wanted}");
    for file in ["snippet.txt", "snippet.walled.txt", "snippet.strict.txt"] {
        let house = House::start(Some(file)).await.unwrap();
        let visitor = house.visitor().await;
        visitor.go("/").await;
        assert_same(
            &format!("{file}, first visit"),
            &read(&visitor).await,
            &wanted,
        );
        visitor.answer(REJECT).await;
        visitor.reload().await;
        assert_same(
            &format!("{file}, after refusal"),
            &read(&visitor).await,
            &wanted,
        );
        visitor.js("document.cookie = document.cookie.match(/samtycke=[^;]*/)[0].replace('=1n.1.', '=1a.d.') + ';path=/'").await;
        visitor.reload().await;
        assert_same(
            &format!("{file}, all granted"),
            &read(&visitor).await,
            &wanted,
        );
        assert!(visitor.has("all").await);
    }
}
