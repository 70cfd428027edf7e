//! What never counts as consent.

use fantoccini::key::Key;
use product_tests::{SETTINGS, Visitor, World};

async fn nothing_is_granted(world: &World, visitor: &Visitor, after: &str) {
    visitor.quiet().await;
    assert!(
        !visitor.has("statistics").await && !visitor.has("advertising").await,
        "{after}"
    );
    assert_eq!(visitor.consent_cookie().await, None, "{after}");
    assert_eq!(world.hits().total, 0, "{after}");
}

// ACCEPTANCE 7, 60 (partly: who opens pages, scrolls and goes on, and answers nothing, makes no receipt)
#[tokio::test]
async fn escape_close_backdrop_scroll_and_navigation_grant_nothing_and_record_nothing() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;

    visitor.press(Key::Escape).await;
    nothing_is_granted(&world, &visitor, "Escape on the first layer").await;

    visitor.js("scrollTo(0, document.body.scrollHeight)").await;
    nothing_is_granted(&world, &visitor, "scrolling").await;

    visitor.answer(SETTINGS).await;
    visitor
        .banner_part("[data-layer=settings]", "#statistics")
        .await
        .click()
        .await
        .unwrap();
    visitor.press(Key::Escape).await;
    visitor.sees("!document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=settings]')").await;
    nothing_is_granted(&world, &visitor, "Escape in the settings with a switch on").await;

    visitor.answer(SETTINGS).await;
    visitor
        .banner_part("[data-layer=settings]", "#advertising")
        .await
        .click()
        .await
        .unwrap();
    visitor.answer_settings("[data-action=close]").await;
    nothing_is_granted(&world, &visitor, "the close button with a switch on").await;

    visitor.answer(SETTINGS).await;
    visitor
        .banner_part("[data-layer=settings]", "#statistics")
        .await;
    visitor.click_at(4, 4).await;
    visitor.sees("!document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=settings]')").await;
    nothing_is_granted(&world, &visitor, "a click beside the settings").await;

    visitor.open("/product/lykta").await;
    nothing_is_granted(&world, &visitor, "going on").await;
    visitor.back().await;
    nothing_is_granted(&world, &visitor, "going back").await;
    assert!(visitor.is_asked().await, "still asked");
    assert!(world.owner().receipts().await.is_empty());
}

/// Timers of the page and of the script run some hundred times as fast, and the clock with them, from the moment the gate
/// is there: the four seconds that the opener waits for it are the network's, not the visitor's. (At a thousand times the
/// shop asks for its counts so often that Firefox never gets a page whole.)
const HURRY: &str = "(() => {
    const timer = window.setTimeout, repeat = window.setInterval, now = Date.now.bind(Date);
    let begun = 0;
    const pace = () => { if (!window.samtycke) return 1; begun ||= now(); return 300; };
    window.setTimeout = (what, ms, ...given) => timer(what, (ms || 0) / pace(), ...given);
    window.setInterval = (what, ms, ...given) => repeat(what, (ms || 0) / pace(), ...given);
    Date.now = () => { const by = pace(); return by > 1 ? begun + (now() - begun) * by : now(); };
})()";

// ACCEPTANCE 7 (partly: time)
#[tokio::test]
async fn a_long_time_without_an_answer_grants_nothing() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.before_each_page(HURRY).await;
    visitor.open("/").await;
    visitor
        .banner_part("[data-layer=first]", product_tests::ACCEPT)
        .await;
    // Half an hour of the page's own time: what Firefox's driver runs has a `Date` of its own beside it.
    visitor
        .sees("window.Date.now() - (window.__since ??= window.Date.now()) > 1800000")
        .await;
    nothing_is_granted(&world, &visitor, "half an hour").await;
    assert!(visitor.is_asked().await, "still asked");
    visitor.answer(SETTINGS).await;
    visitor
        .banner_part("[data-layer=settings]", "#statistics")
        .await
        .click()
        .await
        .unwrap();
    visitor
        .sees("window.Date.now() - (window.__opened ??= window.Date.now()) > 1800000")
        .await;
    nothing_is_granted(&world, &visitor, "half an hour in the settings").await;
    assert!(world.owner().receipts().await.is_empty());
}

// ACCEPTANCE 60 (partly: a program that clicks by script is no interaction)
#[tokio::test]
async fn a_script_of_the_page_cannot_consent_for_the_visitor() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor
        .banner_part("[data-layer=first]", product_tests::ACCEPT)
        .await;
    for attempt in [
        "samtycke.accept()",
        "samtycke.save({statistics: true, advertising: true})",
        "samtycke.save({statistics: 'granted', advertising: 'granted'})",
        "document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-action=accept]').click()",
        "document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-action=accept]').dispatchEvent(new MouseEvent('click', {bubbles: true, composed: true}))",
        "(() => { const b = document.createElement('button'); b.dataset.consentAction = 'accept'; document.body.append(b); b.click(); })()",
    ] {
        visitor.js(attempt).await;
        nothing_is_granted(&world, &visitor, attempt).await;
    }
    assert!(visitor.is_asked().await);
    assert!(world.owner().receipts().await.is_empty());
}
