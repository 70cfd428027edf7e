//! Ids of clicks on advertisements wait for consent to advertising: in the page's address, in what is kept, and in what
//! leads to another site. The site's own links are left alone.

use product_tests::{ACCEPT, REJECT, SETTINGS, Visitor, wait};

use crate::street::Street;

const SITE: &str = include_str!("foreign_tags/site.toml");
const PAGE: &str = include_str!("clicks/page.html");
/// With what an advertisement sends its visitors on.
const LANDING: &str = "/?size=38&gclid=Cj0KCQiA&fbclid=IwAR0-xyz#top";
/// Whether an id is anywhere that the page can keep it.
const KEPT: &str = "/Cj0KCQiA|IwAR0-xyz/.test(document.cookie + JSON.stringify({...localStorage, ...sessionStorage}))";

async fn street() -> Option<Street> {
    Street::open("foreign", SITE, PAGE, Vec::new()).await
}

/// Does what leads away, and answers where to.
async fn leads_to(visitor: &Visitor, act: &str) -> String {
    visitor
        .js(&format!("setTimeout(() => {{ {act} }}, 0), 0"))
        .await;
    let mut address = String::new();
    wait::until(act, async || {
        address = visitor.js("location.href").await.as_str()?.to_owned();
        address.starts_with("https://away.example/").then_some(())
    })
    .await;
    address
}

// ACCEPTANCE 34 (partly: in Chromium; a returning visitor has the ids for a moment)
#[tokio::test]
async fn click_ids_are_neither_kept_nor_sent_on_until_advertising_is_granted() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open(LANDING).await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    visitor
        .sees("location.search === '?size=38' && location.hash === '#top'")
        .await;
    // The page has tried to keep the whole address and the ids; what stood beside them is there.
    visitor.sees(&format!("!{KEPT}")).await;
    assert_eq!(visitor.js("JSON.parse(localStorage.cart).goods").await, 2);
    assert!(visitor.holds("document.cookie.includes('_csrf=1')").await);

    // Refused, and statistics alone, are no consent to that.
    visitor.answer(SETTINGS).await;
    visitor.save_settings(&["statistics"]).await;
    visitor.quiet().await;
    assert!(
        visitor
            .holds(&format!("!{KEPT} && location.search === '?size=38'"))
            .await
    );
    for (act, expected) in [
        (
            "document.querySelector('#away').click()",
            "https://away.example/a?colour=red#x",
        ),
        (
            "document.querySelector('#decorated').click()",
            "https://away.example/b",
        ),
        (
            "document.querySelector('#form').submit()",
            "https://away.example/c?q=1",
        ),
        (
            "location.assign('https://away.example/d?ttclid=12345678&q=2')",
            "https://away.example/d?q=2",
        ),
        (
            "document.querySelector('#post').submit()",
            "https://away.example/e?b=2",
        ),
        (
            "document.querySelector('#post').requestSubmit()",
            "https://away.example/e?b=2",
        ),
    ] {
        visitor.open(LANDING).await;
        visitor.sees("location.search === '?size=38'").await;
        assert_eq!(leads_to(&visitor, act).await, expected, "{act}");
    }

    // What a form sends in its body, and a window that a script opens when it is clicked.
    visitor.open(LANDING).await;
    visitor.sees("location.search === '?size=38'").await;
    let fields =
        |form| format!("[...new FormData(document.querySelector('{form}')).keys()].join()");
    assert_eq!(visitor.js(&fields("#post")).await, "q");
    assert_eq!(visitor.js(&fields("#own-form")).await, "gclid");
    visitor.click("#opener").await;
    visitor
        .sees("location.href === 'https://away.example/f'")
        .await;

    // What is the site's own stays as it is.
    visitor.open("/").await;
    visitor.click("#own").await;
    visitor.sees("location.pathname === '/offer'").await;
    let asked =
        "performance.getEntriesByType('navigation')[0].name.endsWith('/offer?gclid=Cj0KCQiA')";
    assert!(visitor.holds(asked).await);
}

// ACCEPTANCE 34 (partly: in Chromium; a returning visitor has the ids for a moment)
#[tokio::test]
async fn granted_advertising_finds_the_ids_where_they_came_and_links_keep_theirs() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open(LANDING).await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    visitor.sees("location.search === '?size=38'").await;
    visitor.answer(ACCEPT).await;
    visitor
        .sees("location.search === '?size=38&gclid=Cj0KCQiA&fbclid=IwAR0-xyz' && location.hash === '#top'")
        .await;
    let act = "document.querySelector('#away').click()";
    assert_eq!(
        leads_to(&visitor, act).await,
        "https://away.example/a?colour=red&gclid=Cj0KCQiA#x"
    );
    // On the next visit nothing is taken away in the first place.
    visitor.open(LANDING).await;
    visitor.quiet().await;
    assert!(
        visitor
            .holds("location.search.includes('gclid=Cj0KCQiA')")
            .await
    );

    let other = street.visitor().await;
    other.open(LANDING).await;
    other.answer(REJECT).await;
    other
        .sees(&format!("location.search === '?size=38' && !{KEPT}"))
        .await;
}
