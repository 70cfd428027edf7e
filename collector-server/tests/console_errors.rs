//! What the console says when something is not right, and the menu that stays around it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::Collector;
use collector_server::staff::Role;
use office::{Browser, page, setup};

async fn read(browser: &Browser, collector: &Collector, path: &str) -> (u16, String) {
    page(browser.get(collector, path).send().await.unwrap()).await
}

/// The menu alone.
fn menu(html: &str) -> &str {
    let from = html.find("<nav").unwrap();
    &html[from..html.find("</nav>").unwrap()]
}

#[tokio::test]
async fn an_error_page_keeps_the_menu_of_who_is_signed_in() {
    let collector = setup().start().await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    for (language, sign_out) in [("en", "Sign out"), ("sv", "Logga ut")] {
        browser.language = language;
        let (status, html) = read(&browser, &collector, "/console/nothing").await;
        assert_eq!(status, 404);
        let menu = menu(&html);
        assert!(
            menu.contains(sign_out) && menu.contains("/console/rights"),
            "{menu}"
        );
        assert!(menu.contains("<strong>dpo-"), "{menu}");
        assert!(menu.contains(&browser.form_token()), "{menu}");
    }
    let support = Browser::signed_in(&collector, Role::Support).await;
    let (status, html) = read(&support, &collector, "/console/rights").await;
    assert_eq!(status, 403);
    assert!(menu(&html).contains("Sign out"), "{html}");
    assert!(!menu(&html).contains("href=\"/console/rights\""), "{html}");
    // A form that a foreign page sent is told nothing of who is signed in.
    let foreign = reqwest::Client::new()
        .post(collector.url("/console/search"))
        .header("cookie", &browser.cookie)
        .header("origin", "https://evil.example")
        .header("content-type", "application/x-www-form-urlencoded");
    let (status, html) = page(foreign.send().await.unwrap()).await;
    assert_eq!(status, 403);
    assert!(!html.contains("dpo-"), "{html}");
    let (status, html) = read(&Browser::new(), &collector, "/console/nothing").await;
    assert_eq!(status, 404);
    assert!(!menu(&html).contains("Sign out"), "{html}");
}

#[tokio::test]
async fn only_the_address_of_a_receipt_speaks_of_erasure() {
    let collector = setup().start().await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    for (language, erased) in [("en", "may have been erased"), ("sv", "kan vara raderat")] {
        browser.language = language;
        for (path, is_receipt) in [
            (
                "/console/receipts/00000000-0000-4000-8000-000000000000",
                true,
            ),
            ("/console/receipts/none", true),
            ("/console/nothing", false),
            ("/console/rights/R-2026-9999", false),
        ] {
            let (status, html) = read(&browser, &collector, path).await;
            assert_eq!(status, 404, "{path}");
            assert_eq!(html.contains(erased), is_receipt, "{path}: {html}");
        }
    }
}
