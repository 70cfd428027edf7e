//! A browser in which no cookie is kept.

use product_tests::{ACCEPT, REJECT, Visitor, World};

/// What a page sees where the visitor refuses cookies, with a count of what is tried.
const REFUSED: &str = "Object.defineProperty(Document.prototype, 'cookie', { configurable: true, enumerable: true, \
     get() { return ''; }, set() { window.tried = (window.tried || 0) + 1; } })";

async fn without_cookies() -> Option<(World, Visitor)> {
    let world = World::start().await?;
    let visitor = world.visitor().await;
    visitor.before_each_page(REFUSED).await;
    visitor.open("/").await;
    visitor.js("(window.stays = true)").await;
    Some((world, visitor))
}

#[tokio::test]
async fn a_choice_holds_on_its_page_and_is_asked_for_again_on_the_next_without_a_loop() {
    let Some((world, visitor)) = without_cookies().await else {
        return;
    };
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    assert!(
        visitor.holds("window.samtycke.has('statistics')").await,
        "the choice holds"
    );
    assert!(
        visitor.holds("window.stays === true").await,
        "the page was not loaded again"
    );
    assert!(
        visitor.holds("window.tried < 40").await,
        "cookies are not written again and again"
    );
    assert!(!visitor.is_asked().await);
    world.owner().waits_for(1).await;

    visitor.reload().await;
    visitor.quiet().await;
    assert!(
        visitor.is_asked().await,
        "nothing was kept, so the next page asks"
    );
    assert!(!visitor.holds("window.samtycke.has('statistics')").await);
}

/// A policy would have the page loaded anew for a grant, and the grant lost.
#[tokio::test]
async fn a_refusal_can_be_changed_on_its_page() {
    let Some((_world, visitor)) = without_cookies().await else {
        return;
    };
    visitor.answer(REJECT).await;
    visitor.quiet().await;
    visitor.open_settings().await;
    visitor.answer_settings(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    assert!(visitor.holds("window.stays").await);
}
