//! Somebody uses the keyboard alone.

use fantoccini::key::Key;
use product_tests::{Visitor, World};

/// What has the focus, looking into open shadow roots.
const FOCUSED: &str = "(() => { let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at ? (at.dataset.action || at.id || at.localName) : ''; })()";
const FOCUS_IS_VISIBLE: &str = "(() => { let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.matches(':focus-visible') && getComputedStyle(at).outlineStyle !== 'none'; })()";

async fn focused(visitor: &Visitor) -> String {
    visitor
        .js(FOCUSED)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn tab_to(visitor: &Visitor, name: &str) -> Vec<String> {
    let mut passed = Vec::new();
    for _ in 0..40 {
        visitor.press(Key::Tab).await;
        let at = focused(visitor).await;
        passed.push(at.clone());
        if at == name {
            return passed;
        }
    }
    panic!("Tab never reaches {name}: {passed:?}");
}

// ACCEPTANCE 17
#[tokio::test]
async fn the_keyboard_reaches_every_button_in_order_sees_the_focus_and_is_not_trapped() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor
        .banner_part("[data-layer=first]", product_tests::REJECT)
        .await;
    let passed = tab_to(&visitor, "settings").await;
    let buttons: Vec<_> = passed
        .iter()
        .filter(|name| ["accept", "reject", "settings"].contains(&name.as_str()))
        .collect();
    assert_eq!(buttons, ["accept", "reject", "settings"]);
    assert!(visitor.holds(FOCUS_IS_VISIBLE).await);
    // The first layer is no trap: the next stop is in the page.
    visitor.press(Key::Tab).await;
    assert!(
        visitor
            .holds("document.activeElement !== document.querySelector('samtycke-banner')")
            .await
    );

    visitor.reload().await;
    tab_to(&visitor, "reject").await;
    visitor.press(Key::Enter).await;
    visitor.sees("!document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=first]')").await;
    visitor
        .sees("document.cookie.includes('samtycke=1n.')")
        .await;
}

// ACCEPTANCE 17
#[tokio::test]
async fn the_settings_keep_the_focus_while_open_and_give_it_back_on_escape() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(product_tests::REJECT).await;
    visitor
        .js("document.querySelector('footer [data-consent-action=settings]').focus()")
        .await;
    visitor.press(Key::Enter).await;
    visitor
        .banner_part("[data-layer=settings]", product_tests::SAVE)
        .await;
    for _ in 0..25 {
        visitor.press(Key::Tab).await;
        // Chromium lets Tab pass through its own frame (then nothing of the page has the focus).
        let inside = "[document.body, document.documentElement, document.querySelector('samtycke-banner')].includes(document.activeElement)";
        assert!(
            visitor.holds(inside).await,
            "the focus left the dialog: {}",
            focused(&visitor).await
        );
    }
    visitor.press(Key::Escape).await;
    visitor.sees("!document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=settings]')").await;
    visitor
        .sees("document.activeElement?.dataset.consentAction === 'settings'")
        .await;
}

// ACCEPTANCE 17 (partly: target size), ACCEPTANCE 20 (partly: roles and labels)
#[tokio::test]
async fn targets_are_large_enough_and_layers_are_labelled_dialogs() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.resize(390, 844).await;
    visitor.open("/").await;
    let small = "[...document.querySelector('samtycke-banner').shadowRoot.querySelectorAll('button, input, summary')]
        .filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect())
        .filter((b) => b.width < 24 || b.height < 24).length";
    let labelled = "(() => { const root = document.querySelector('samtycke-banner').shadowRoot;
        return [...root.querySelectorAll('[data-layer]')].every((e) => (e.localName === 'dialog' || e.role === 'dialog')
            && root.getElementById(e.getAttribute('aria-labelledby'))?.innerText.length > 3); })()";
    visitor
        .banner_part("[data-layer=first]", product_tests::ACCEPT)
        .await;
    assert_eq!(visitor.js(small).await, 0);
    assert!(visitor.holds(labelled).await);
    visitor.answer(product_tests::SETTINGS).await;
    visitor
        .banner_part("[data-layer=settings]", product_tests::SAVE)
        .await;
    assert_eq!(visitor.js(small).await, 0);
    assert!(visitor.holds(labelled).await);
    assert!(
        visitor
            .holds("document.documentElement.scrollWidth <= innerWidth")
            .await,
        "no sideways scrolling"
    );
}
