//! What frameworks and libraries do to a page: they meet the markup as the server has written it, throw out what they do not
//! know, wait for what they have asked for, and have names of their own.

use axum::{Router, response::Html, routing::get};
use product_tests::{ACCEPT, Engine, Launch, REJECT, SETTINGS, Setup, Visitor, World};
use serde_json::json;

use crate::own_site::{OwnSite, sent};

const PAGE: &str = r#"<!doctype html><html lang="en"><head>SNIPPET<title>Frameworks</title>
<script>
window.popped = 0;
addEventListener("popstate", () => popped++);
window.told = [];
const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "THIRD/sheet.css" });
for (const type of ["load", "error"]) sheet.addEventListener(type, () => told.push(type));
document.head.append(sheet);
addEventListener("load", () => setTimeout(() => (window.early = document.querySelectorAll("samtycke-placeholder").length), 300));
</script></head><body><main><p id="place">a</p>
<style id="fonts">@import url("THIRD/a(b).css"); /* it's ours */ #place { color: rgb(1, 2, 3); background: url(THIRD/c.gif) }</style><i id="next"></i>
<style id="changed">#next { background: url(THIRD/d.gif) }</style>
<p id="popup" style="background: url('THIRD/e.gif') no-repeat; display: block; --a: url(THIRD/f.gif)">b</p>
<img id="lazy" src="THIRD/placeholder.gif" data-src="/picture.gif" data-style="round" alt="">
<a id="lightbox" href="/own" data-href="/large" data-background="red" style="background:url(THIRD/ground.gif)">a</a>
<iframe title="film" width="300" height="200" src="THIRD/film.html"></iframe></main></body></html>"#;

/// Turbo compares `outerHTML`, Nuxt what `getAttributeNames` says, and both add what they do not find; Next hydrates when each
/// script that was to come before it has come or failed. (Behind the other snippets who fetches a page himself meets the wall.)
const COMPARED: &str = r#"<!doctype html><html lang="en"><head>SNIPPET<title>Compared</title>
<script>var ran = [];</script><script data-of="us" src="THIRD/head.js?a=1&amp;b=2" defer></script>
<script>
var __next_s = [["THIRD/before.js", {}]], order = [], hydrated = false;
window.visited = async () => {
    const sent = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const theirs = sent.querySelector("[data-of]");
    if ([...document.scripts].some((mine) => mine.outerHTML === theirs.outerHTML)) return;
    const script = document.createElement("script");
    for (const { name, value } of theirs.attributes) script.setAttribute(name, value);
    document.head.append(script);
};
Promise.all(__next_s.map(([src]) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.onload = () => done(order.push("load"));
    script.onerror = () => failed(order.push("error"));
    script.src = src;
    document.head.append(script);
}))).catch(() => {}).then(() => { hydrated = true; });
</script></head><body><main>a</main></body></html>"#;

/// A visitor to one of the two, on a port of the shop's host, and somebody whom nobody knows.
struct House {
    visitor: Visitor,
    third: OwnSite,
    _site: OwnSite,
    _world: World,
}

async fn house(engine: Engine) -> Option<House> {
    house_of(engine, PAGE, engine.snippet()).await
}

async fn house_of(engine: Engine, page: &str, snippet: &str) -> Option<House> {
    let world = World::with(Setup {
        engine,
        ..Setup::default()
    })
    .await?;
    let ran = |name: &'static str| {
        get(async move || sent("text/javascript", format!("ran.push('{name}')")))
    };
    let third = Router::new()
        .route("/sheet.css", get(async || sent("text/css", "")))
        .route("/head.js", ran("head"))
        .route("/before.js", ran("before"))
        .fallback(async || "");
    let third = OwnSite::on("nobody.localhost", third).await;
    let page = page
        .replace("SNIPPET", &world.snippet("shop", snippet).await)
        .replace("THIRD", &third.origin);
    let app = Router::new()
        .route("/", get(async || Html(page)))
        .fallback(async || "");
    let site = OwnSite::on("shop.localhost", app).await;
    let visitor = world
        .visitor_at(site.origin.clone(), Launch::default())
        .await;
    Some(House {
        visitor,
        third,
        _site: site,
        _world: world,
    })
}

#[tokio::test]
async fn the_banner_and_the_control_come_back_when_the_document_is_drawn_anew() {
    for engine in Engine::available() {
        let Some(house) = house(engine).await else {
            return;
        };
        let visitor = &house.visitor;
        visitor.open("/").await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        let redraw = "for (const node of [...document.documentElement.childNodes, ...document.body.children])
            if (!/^(head|body|main)$/i.test(node.nodeName)) node.remove(); 0";
        visitor.js(redraw).await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        visitor.answer(SETTINGS).await;
        visitor.js(redraw).await;
        visitor
            .sees("document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=settings]:modal') !== null")
            .await;
        visitor.save_settings(&[]).await;
        visitor
            .sees("document.querySelector('samtycke-control') !== null")
            .await;
        visitor.js(redraw).await;
        visitor
            .sees("document.querySelector('samtycke-control') !== null")
            .await;
        // Who throws it out again and again means it.
        let often = "(async () => { for (let time = 0; time < 20; time++) {
            document.querySelector('samtycke-control')?.remove(); await new Promise((done) => setTimeout(done, 20));
            window.left = !document.querySelector('samtycke-control'); } window.tried = true; })(), 0";
        visitor.js(often).await;
        visitor.sees("window.tried && window.left").await;
    }
}

#[tokio::test]
async fn names_of_the_pages_own_are_neither_read_nor_moved() {
    for engine in Engine::available() {
        let Some(house) = house(engine).await else {
            return;
        };
        let visitor = &house.visitor;
        visitor.open("/").await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        let own = "[lazy.dataset.src, lazy.dataset.style, lightbox.dataset.href, lightbox.dataset.background,
            lightbox.getAttribute('href'), lazy.getAttribute('src')]";
        let placeholder = format!("{}/placeholder.gif", house.third.origin);
        let said = json!([
            "/picture.gif",
            "round",
            "/large",
            "red",
            "/own",
            placeholder
        ]);
        assert_eq!(visitor.js(own).await, said, "{engine:?}");
        visitor.answer(ACCEPT).await;
        visitor
            .sees("!lazy.hasAttribute('data-consent') && !lightbox.hasAttribute('data-consent')")
            .await;
        assert_eq!(visitor.js(own).await, said, "{engine:?}");
    }
}

#[tokio::test]
async fn a_sheet_that_waits_fails_for_who_waits_for_it_and_comes_later() {
    for engine in Engine::available() {
        let Some(house) = house(engine).await else {
            return;
        };
        let visitor = &house.visitor;
        visitor.open("/").await;
        visitor.sees("told.join() === 'error'").await;
        visitor.answer(ACCEPT).await;
        visitor.sees("told.join() === 'error,load'").await;
    }
}

#[tokio::test]
async fn frameworks_meet_the_markup_as_it_was_and_no_history_that_was_not() {
    for engine in Engine::available() {
        let Some(house) = house(engine).await else {
            return;
        };
        let visitor = &house.visitor;
        visitor.open("/#place").await;
        visitor
            .sees("document.querySelector(':target')?.id === 'place'")
            .await;
        visitor
            .sees("document.querySelector('samtycke-placeholder') !== null")
            .await;
        assert_eq!(visitor.js("[early, popped]").await, json!([0, 0]));
    }
}

/// A style in the markup stays where it is, works but for what waits, and nothing stands beside it.
#[tokio::test]
async fn a_style_waits_in_its_own_element_and_what_the_page_puts_there_stays() {
    for engine in Engine::available() {
        let Some(house) = house(engine).await else {
            return;
        };
        let visitor = &house.visitor;
        visitor.open("/").await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        let is_as_written = "getComputedStyle(place).color === 'rgb(1, 2, 3)' && fonts.nextElementSibling.id === 'next'
            && fonts.previousElementSibling.id === 'place' && !/nobody/.test(fonts.textContent + changed.textContent)";
        assert!(visitor.holds(is_as_written).await, "{engine:?}");
        visitor
            .js("changed.textContent = '#next { color: red }', popup.style.display = 'none'")
            .await;
        visitor.answer(ACCEPT).await;
        visitor
            .sees("/nobody.localhost:\\d+\\/a\\(b\\)\\.css\"\\); \\/\\* it's ours/.test(fonts.textContent) && !fonts.hasAttribute('data-held-text')")
            .await;
        visitor
            .sees("!document.querySelector('style[data-consent]')")
            .await;
        let is_kept = "changed.textContent === '#next { color: red }' && fonts.nextElementSibling.id === 'next'
            && popup.style.display === 'none' && /e.gif.*no-repeat/.test(popup.style.background)
            && /nobody.*gif/.test(popup.style.getPropertyValue('--a'))";
        visitor.sees(is_kept).await;
    }
}

// ACCEPTANCE 32 (partly: exactly once, where routers compare pages)
#[tokio::test]
async fn what_a_router_adds_once_more_runs_once() {
    for engine in Engine::available() {
        let Some(house) = house_of(engine, COMPARED, "snippet.txt").await else {
            return;
        };
        let visitor = &house.visitor;
        visitor.open("/").await;
        let visit = "window.over = false, setTimeout(() => visited().then(() => { window.over = true; }), 0), 0";
        for _ in 0..2 {
            visitor.js(visit).await;
            visitor.sees("over").await;
        }
        assert_eq!(visitor.js("ran").await, json!([]), "{engine:?}");
        visitor.answer(ACCEPT).await;
        visitor.sees("ran.length >= 2").await;
        visitor.js(visit).await;
        visitor.sees("over").await;
        visitor.quiet().await;
        let once = "[...ran].sort().join()";
        assert_eq!(visitor.js(once).await, "before,head", "{engine:?}");
    }
}

/// Before a choice, and on the page after a refusal.
#[tokio::test]
async fn nobody_waits_in_vain_for_a_script_that_waits() {
    for engine in Engine::available() {
        let Some(house) = house_of(engine, COMPARED, "snippet.txt").await else {
            return;
        };
        let visitor = &house.visitor;
        let goes_on = "hydrated && order.join() === 'error' && !ran.length";
        visitor.open("/").await;
        visitor.sees(goes_on).await;
        visitor.answer(REJECT).await;
        visitor.reload().await;
        visitor.sees(goes_on).await;
    }
}
