//! The core of the product in each engine: asked, refused, accepted. Run in all with `SAMTYCKE_BROWSERS=all`.

use std::fs;

use product_tests::{
    ACCEPT, Engine, REJECT, Setup, World, limits::LIMITS, prerequisite::workspace,
};

use crate::placeholder::{ALWAYS, HOST, ONCE, films, see_the_placeholder, until_the_film_has_come};

const PANEL: &str = "samtycke-panel";

/// What Firefox reads ahead in the shop's pages behind the default snippet (docs/install.md).
const READ_AHEAD: [&str; 2] = ["/retarget.js", "/static.gif"];

async fn world(engine: Engine, snippet: &'static str) -> Option<World> {
    World::with(Setup {
        engine,
        snippet,
        ..Setup::default()
    })
    .await
}

/// Refuses on one page and looks at the next: which third-party addresses were asked for.
async fn asked_by_who_refuses(engine: Engine, snippet: &'static str) -> Option<Vec<String>> {
    let world = world(engine, snippet).await?;
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    visitor.quiet().await;
    visitor.open("/product/kasa").await;
    visitor.quiet().await;
    let name = engine.name();
    assert!(!visitor.is_asked().await, "{name}: asked again");
    assert!(
        visitor.holds("window.standInOrder === undefined").await,
        "{name}: a third party's script has run"
    );
    let hits = world.hits();
    let paths = hits.hosts.values().flat_map(|paths| paths.keys());
    Some(paths.cloned().collect())
}

// ACCEPTANCE 29 (partly: two pages, in each engine), ACCEPTANCE 5
#[tokio::test]
async fn with_the_walled_and_the_strict_snippet_a_refusal_lets_no_engine_ask_a_third_party() {
    for engine in Engine::available() {
        for snippet in ["snippet.walled.txt", "snippet.strict.txt"] {
            let Some(asked) = asked_by_who_refuses(engine, snippet).await else {
                return;
            };
            assert!(asked.is_empty(), "{}, {snippet}: {asked:?}", engine.name());
        }
    }
}

#[tokio::test]
async fn with_the_default_snippet_only_firefox_reads_ahead_and_runs_nothing() {
    for engine in Engine::available() {
        let Some(asked) = asked_by_who_refuses(engine, "snippet.txt").await else {
            return;
        };
        let is_known =
            |path: &String| engine == Engine::Firefox && READ_AHEAD.contains(&path.as_str());
        assert!(asked.iter().all(is_known), "{}: {asked:?}", engine.name());
    }
}

#[tokio::test]
async fn in_each_engine_an_acceptance_releases_each_thing_once() {
    for engine in Engine::available() {
        let Some(world) = world(engine, "snippet.txt").await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open("/").await;
        visitor.js("window.notReloaded = true").await;
        visitor.answer(ACCEPT).await;
        visitor.sees("window.standInOrder?.length === 4").await;
        visitor.quiet().await;
        let name = engine.name();
        assert!(
            visitor.holds("window.notReloaded").await,
            "{name}: reloaded"
        );
        let hits = world.hits();
        let mut counts = hits.hosts.values().flat_map(|paths| paths.values());
        assert!(counts.all(|count| *count == 1), "{name}: {hits:?}");
        assert_eq!(hits.total, 12, "{name}: {hits:?}");
    }
}

// ACCEPTANCE 44 (partly: in each engine)
#[tokio::test]
async fn in_each_engine_a_placeholder_gives_its_embed_and_the_panels_open() {
    for engine in Engine::available() {
        let Some(world) = world(engine, "snippet.walled.txt").await else {
            return;
        };
        let visitor = world.visitor().await;
        let press = async |host: &str, part: &str| {
            let button = visitor.shadow_part(host, part).await;
            button.click().await.unwrap();
        };
        let name = engine.name();
        visitor.open("/en").await;
        visitor.answer(REJECT).await;
        see_the_placeholder(&visitor).await;
        assert_eq!(films(&world), 0, "{name}");
        visitor.js("samtycke.open('stopped')").await;
        visitor.shadow_part(PANEL, "[part=item]").await;
        press(PANEL, "[data-action=close]").await;
        press(HOST, ONCE).await;
        until_the_film_has_come(&visitor).await;
        assert_eq!(films(&world), 1, "{name}");
        assert!(!visitor.has("advertising").await, "{name}");

        visitor.reload().await;
        see_the_placeholder(&visitor).await;
        press(HOST, ALWAYS).await;
        until_the_film_has_come(&visitor).await;
        assert_eq!(films(&world), 2, "{name}");
        assert!(visitor.has("advertising").await, "{name}");
        let receipt = world.owner().waits_for(2).await.swap_remove(0);
        assert_eq!(receipt["method"], "placeholder.allow", "{name}");
        let code = receipt["code"].as_str().unwrap();
        visitor.js("samtycke.open('receipts')").await;
        visitor.shadow_part(PANEL, "[part=receipt]").await;
        let said =
            format!("document.querySelector('{PANEL}').shadowRoot.textContent.includes('{code}')");
        assert!(visitor.holds(&said).await, "{name}: {code}");
    }
}

#[tokio::test]
async fn in_each_engine_a_choice_is_recorded_with_its_receipt() {
    for engine in Engine::available() {
        let Some(world) = world(engine, "snippet.txt").await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open("/").await;
        visitor.answer(REJECT).await;
        let receipts = world.owner().waits_for(1).await;
        assert_eq!(
            receipts[0]["state"],
            "ConsentRefused",
            "{}: {receipts:?}",
            engine.name()
        );
    }
}

// Everything else can be run in the engine that `SAMTYCKE_BROWSERS` names first.
#[test]
fn what_cannot_be_run_in_an_engine_is_a_story_with_a_reason() {
    for (name, engines, reason) in LIMITS {
        let (file, story) = name.split_once("::").unwrap();
        let path = workspace().join(format!("tests/stories/{file}.rs"));
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains(&format!("async fn {story}()")), "no {name}");
        assert!(!engines.contains(&Engine::Chromium), "{name}");
        let engines = engines.iter().map(|engine| engine.name());
        let engines = engines.collect::<Vec<_>>().join(", ");
        println!("not run in {engines}: {name}: {reason}");
    }
}
