//! A page that is loaded anew stands where it stood, with what the visitor had typed where it was we who loaded it.

use core::time::Duration;

use axum::{Router, response::Html, routing::get};
use product_tests::{ACCEPT, Engine, REJECT, Setup, Visitor, World};
use tokio::time::sleep;

use crate::own_site::{OwnSite, sent};

/// Long, with fields in the middle, one of them a framework's (whose own property hides the element's).
const PAGE: &str = r##"<!doctype html><html lang="en"><head>SNIPPET<title>Long</title>
<script>addEventListener("unload", () => 0)</script></head><body><main><p style="height:3000px">long</p>
<form><input id="name" name="name" value="came with it"><input id="nameless"><input id="kept" value="as it came">
<input id="check" type="checkbox" name="check"><input type="radio" name="size" value="s" checked><input id="big" type="radio" name="size" value="l">
<textarea id="text" name="text">first</textarea><select id="choice" name="choice"><option>1<option selected>2<option>3</select>
<select id="plain"><option>1<option>2</select><input id="range" type="range" min="0" max="9">
<select id="many" multiple><option>1<option>2<option>3</select>
<input id="secret" type="password" name="secret"><input id="card" name="card" autocomplete="cc-number"></form>
<script>var heard = [], field = document.getElementById("name"),
    native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
Object.defineProperty(field, "value", { get: native.get, set() {} });
addEventListener("change", ({ target }) => heard.push(target.id));</script>
<p style="height:3000px">long</p></main></body></html>"##;

const FILL: &str = "scrollTo(0, 2700); native.set.call(field, 'Åsa'); nameless.value = 'N'; check.checked = true;
    big.checked = true; text.value = 'one\\ntwo'; choice.value = '3'; plain.value = '2'; range.value = 7;
    many.options[1].selected = many.options[2].selected = true;
    secret.value = 'secret'; card.value = '4242'; window.isBefore = true; 0";
const FILLED: &str = "JSON.stringify([field.value, nameless.value, kept.value, check.checked, big.checked, \
    text.value, choice.value, plain.value, range.value, [...many.selectedOptions].map((option) => option.value), secret.value, card.value])";
const TYPED: &str = r#"["Åsa","N","as it came",true,true,"one\ntwo","3","2","7",["2","3"],"",""]"#;
const UNTYPED: &str =
    r#"["came with it","","as it came",false,false,"first","2","1","5",[],"",""]"#;

async fn house(engine: Engine, snippet: &str) -> Option<(World, OwnSite)> {
    let world = World::with(Setup {
        engine,
        ..Setup::default()
    })
    .await?;
    let page = PAGE.replace("SNIPPET", &world.snippet("shop", snippet).await);
    // (No driver does anything in a page that is on its way: its own script stands for the visitor's hand. Firefox has the
    // page at its top until it is whole.)
    let slow = page.replace(
        "</main>",
        "<img src=\"/slow.svg\" alt=\"\"></main><script>
        var wasWhole, wasAt;
        if (performance.getEntriesByType('navigation')[0].type === 'reload' || location.hash)
            setTimeout(() => { wasWhole = document.readyState === 'complete'; wasAt = scrollY; scrollTo(0, 500); }, 1000);</script>",
    );
    let app = Router::new()
        .route("/", get(|| async { Html(page) }))
        .route("/slow", get(|| async { Html(slow) }))
        .route(
            "/slow.svg",
            get(|| async {
                sleep(Duration::from_secs(3)).await;
                sent("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>")
            }),
        )
        .route(
            "/other",
            get(|| async { Html("<title>Other</title>other") }),
        );
    let site = OwnSite::on("shop.localhost", app).await;
    Some((world, site))
}

async fn is_loaded_anew(visitor: &Visitor, place: f64) {
    visitor
        .sees("!window.isBefore && document.readyState === 'complete' && !!document.getElementById('card')")
        .await;
    visitor.whole().await;
    visitor.quiet().await;
    assert_eq!(visitor.js("Math.round(scrollY)").await, place);
}

#[tokio::test]
async fn a_grant_that_loads_the_page_anew_keeps_its_place_and_what_was_typed_but_secrets() {
    for engine in Engine::available() {
        for snippet in ["snippet.txt", "snippet.strict.txt"] {
            let Some((world, site)) = house(engine, snippet).await else {
                return;
            };
            let visitor = world.visitor().await;
            visitor.open(&format!("{}/", site.origin)).await;
            visitor.answer(REJECT).await;
            visitor.quiet().await;
            visitor.js(FILL).await;
            visitor.open_settings().await;
            visitor.answer_settings(ACCEPT).await;
            is_loaded_anew(&visitor, 2700.0).await;
            let what = format!("{} {snippet}", engine.name());
            assert!(visitor.has("statistics").await, "{what}");
            visitor.sees(&format!("{FILLED} === {TYPED:?}")).await;
            let heard = "['name', 'nameless', 'check', 'big', 'text', 'choice', 'plain', 'range', 'many'].every((id) => heard.includes(id))
                && !heard.includes('kept')";
            assert!(visitor.holds(heard).await, "{what}");
            // Given back once: nothing is left of it.
            assert!(visitor.holds("!sessionStorage.length").await, "{what}");
        }
    }
}

#[tokio::test]
async fn a_page_that_the_visitor_loads_anew_or_goes_back_to_stands_where_it_stood() {
    for engine in Engine::available() {
        let Some((world, site)) = house(engine, engine.snippet()).await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open(&format!("{}/", site.origin)).await;
        visitor.js(FILL).await;
        visitor.js("setTimeout(() => location.reload()); 0").await;
        is_loaded_anew(&visitor, 2700.0).await;
        // Nothing was kept without a grant.
        assert_eq!(visitor.js(FILLED).await, UNTYPED);
        visitor.js("scrollTo(0, 1200)").await;
        // (WebKit keeps the page as it is.)
        visitor.js("document.location = '/other'; 0").await;
        visitor.sees("document.title === 'Other'").await;
        visitor.js("setTimeout(() => history.back()); 0").await;
        is_loaded_anew(&visitor, 1200.0).await;
    }
}

#[tokio::test]
async fn who_has_scrolled_while_the_page_came_is_let_be() {
    for engine in Engine::available() {
        let Some((world, site)) = house(engine, engine.snippet()).await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open(&format!("{}/slow", site.origin)).await;
        visitor.js(FILL).await;
        visitor.js("setTimeout(() => location.reload()); 0").await;
        visitor
            .sees("window.wasWhole !== undefined && document.images[0].complete")
            .await;
        sleep(Duration::from_millis(500)).await;
        let told = visitor.js("[wasWhole, wasAt, scrollY]").await;
        assert_eq!(told[2], 500.0, "{engine:?}: {told}");
    }
}

#[tokio::test]
async fn a_fragment_is_shown_before_the_pictures_have_come_and_who_then_scrolls_is_let_be() {
    for engine in Engine::available() {
        let Some((world, site)) = house(engine, engine.snippet()).await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open(&format!("{}/slow#card", site.origin)).await;
        visitor
            .sees("window.wasWhole !== undefined && document.images[0].complete")
            .await;
        sleep(Duration::from_millis(500)).await;
        let told = visitor
            .js("[wasWhole, scrollY, !!document.querySelector('#card:target'), wasAt]")
            .await;
        assert_eq!(told.to_string()[..16], *"[false,500,true,", "{engine:?}");
        // (Firefox has the page at its top until it is whole.)
        assert!(
            engine == Engine::Firefox || told[3].as_f64() > Some(2000.0),
            "{engine:?}: {told}"
        );
    }
}
