//! When somebody who has chosen is asked again: by age, and when what is asked has changed.

use product_tests::{ACCEPT, Engine, REJECT, Visitor};
use toml::Table;

use crate::stage::{Stage, shop};

/// Half a year as the site file writes it (contracts section 2: a month is 30 days).
const VALIDITY_DAYS: u32 = 180;

/// The page's clock runs `days` ahead.
async fn later(visitor: &Visitor, days: u32) -> String {
    let source = format!(
        "(() => {{ const ahead = {days} * 86400000, now = Date.now.bind(Date), Real = Date;
            Date = class extends Real {{ constructor(...given) {{ given.length ? super(...given) : super(now() + ahead); }} }};
            Date.now = () => now() + ahead; }})()"
    );
    visitor.before_each_page(&source).await
}

/// Opens the page `days` after the choice and tells whether it asks.
async fn is_asked_after(visitor: &Visitor, days: u32, path: &str) -> bool {
    let clock = later(visitor, days).await;
    visitor.open(path).await;
    visitor.quiet().await;
    // The page's own `Date`: what Firefox's driver runs has another beside it.
    let is_later = format!(
        "window.Date.now() - performance.timeOrigin - performance.now() > ({days} - 0.5) * 86400000
            && Math.abs(new window.Date() - window.Date.now()) < 1000"
    );
    assert!(visitor.holds(&is_later).await);
    let asked = visitor.is_asked().await;
    visitor.no_longer_before_pages(&clock).await;
    asked
}

// ACCEPTANCE 13, ACCEPTANCE 14
#[tokio::test]
async fn after_a_refusal_and_after_an_acceptance_nobody_is_asked_at_179_days_and_everybody_at_184()
{
    let Some(stage) = Stage::open(Engine::default(), vec![("half", shop())]).await else {
        return;
    };
    for answer in [REJECT, ACCEPT] {
        let visitor = stage.visitor().await;
        visitor.open("/half/sv").await;
        visitor.answer(answer).await;
        visitor.quiet().await;
        for (days, expected) in [(0, false), (90, false), (179, false), (184, true)] {
            assert_eq!(
                is_asked_after(&visitor, days, "/half/sv").await,
                expected,
                "{days} days after {answer}, of {VALIDITY_DAYS}"
            );
        }
        // Asking is all that happened: at today's date the choice still stands.
        assert!(!is_asked_after(&visitor, 0, "/half/sv").await);
        assert_eq!(visitor.has("statistics").await, answer == ACCEPT);
    }
}

// ACCEPTANCE 14
#[tokio::test]
async fn a_site_that_asks_after_a_month_is_believed() {
    let mut site = shop();
    site.insert("validity".into(), "P1M".into());
    let Some(stage) = Stage::open(Engine::default(), vec![("month", site)]).await else {
        return;
    };
    let visitor = stage.visitor().await;
    visitor.open("/month/sv").await;
    visitor.answer(ACCEPT).await;
    visitor.quiet().await;
    assert!(!is_asked_after(&visitor, 29, "/month/sv").await);
    assert!(visitor.has("statistics").await);
    assert!(is_asked_after(&visitor, 31, "/month/sv").await);
    assert!(
        !visitor.has("statistics").await,
        "an old yes holds nothing open"
    );
}

/// The shop after its owner has published again.
fn changed(change: impl FnOnce(&mut Table)) -> Table {
    let mut site = shop();
    change(&mut site);
    site
}

// ACCEPTANCE 13, ACCEPTANCE 15
#[tokio::test]
async fn new_words_ask_nobody_again_and_a_new_material_version_asks_everybody_once() {
    let worded = changed(|site| {
        let purposes = site["purposes"].as_array_mut().unwrap();
        purposes[1]["description"]["en"] = "Counts visits, in other words.".into();
        let texts: Table = "[en]\ntitle = \"About cookies\"".parse().unwrap();
        site.insert("texts".into(), texts.into());
    });
    let raised = changed(|site| {
        site.insert("version".into(), 2.into());
        let purposes = site["purposes"].as_array_mut().unwrap();
        purposes[1]["retention"] = "P14M".into();
    });
    let sites = vec![("before", shop()), ("worded", worded), ("raised", raised)];
    let Some(stage) = Stage::open(Engine::default(), sites).await else {
        return;
    };
    for answer in [REJECT, ACCEPT] {
        let visitor = stage.visitor().await;
        visitor.open("/before/en").await;
        visitor.answer(answer).await;
        visitor.quiet().await;
        assert!(
            !is_asked_after(&visitor, 1, "/worded/en").await,
            "{answer}: new words"
        );
        assert_eq!(visitor.has("statistics").await, answer == ACCEPT);
        assert!(
            is_asked_after(&visitor, 1, "/raised/en").await,
            "{answer}: a new version"
        );
        assert!(
            !visitor.has("statistics").await,
            "what was granted to the old version"
        );
        visitor.open("/raised/en").await;
        visitor.answer(REJECT).await;
        visitor.quiet().await;
        assert!(
            !is_asked_after(&visitor, 1, "/raised/en").await,
            "{answer}: asked once"
        );
    }
}
