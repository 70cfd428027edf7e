//! What the console says when something is not right, and the menu that stays around it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::Collector;
use collector_server::staff::Role;
use office::{Browser, add_user, choose, page, setup};

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

#[tokio::test]
async fn a_mistyped_address_is_told_and_not_searched_as_a_user_id() {
    let collector = setup().start().await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    for (language, field, remedy) in [
        ("en", "IP address must be", "such as 192.0.2.0/24"),
        ("sv", "IP-adress ska vara", "som 192.0.2.0/24"),
    ] {
        browser.language = language;
        for text in [
            "300.1.1.1/99",
            "192.168.1",
            "10.0.0.300",
            "192.168.1.",
            "192.0.2.1/33",
            "fe80::zz",
            "2001:db8::1/129",
            "2001:db8:1:2",
        ] {
            let (_, html) = browser.search(&collector, &[("q", text)]).await;
            let alert = html.split("role=\"alert\"").nth(1);
            let alert = alert.unwrap_or_else(|| panic!("{text}: {html}"));
            let alert = alert.split("</p>").next().unwrap();
            assert!(
                alert.contains(field) && alert.contains(remedy),
                "{text}: {alert}"
            );
            let shown = text.replace('/', "&#47;");
            assert!(
                html.contains(&format!("value=\"{text}\""))
                    || html.contains(&format!("value=\"{shown}\"")),
                "{text} stays in the field: {html}"
            );
        }
    }
}

#[tokio::test]
async fn a_user_id_of_digits_dots_and_colons_is_found_still() {
    let collector = setup().start().await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    for (number, user_id) in [
        (1, "12345"),
        (2, "1.2"),
        (3, "anna.b@example.se"),
        (4, "0b51d4b2-0000-4000-a000-00000000000z"),
        (5, "urn:customer:42"),
        (6, "2024.01.15"),
        (7, "12/34"),
        (8, "shop:7"),
    ] {
        let person = choose(
            &collector,
            number,
            Some(user_id),
            "192.0.2.17",
            (true, true),
        )
        .await;
        let (_, html) = browser.search(&collector, &[("q", user_id)]).await;
        assert!(html.contains(&person.receipt_id), "{user_id}: {html}");
    }
    // One that has the form of an address after all is found by saying so, with the button under the error.
    let odd = choose(&collector, 9, Some("1.2.3"), "192.0.2.17", (true, true)).await;
    let (_, html) = browser.search(&collector, &[("q", "1.2.3")]).await;
    assert!(html.contains("Search as user ID instead"), "{html}");
    let fields = [("q", "1.2.3"), ("kind", "user_id")];
    let (_, html) = browser.search(&collector, &fields).await;
    assert!(html.contains(&odd.receipt_id), "{html}");
}

#[tokio::test]
async fn the_menu_begins_with_the_receipts_marks_the_page_and_ends_with_the_language() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, true)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let receipt = format!("/console/receipts/{}", anna.receipt_id);
    for (path, current) in [
        ("/console", "href=\"/console\" aria-current=\"page\""),
        (
            "/console/rights",
            "href=\"/console/rights\" aria-current=\"page\"",
        ),
        (
            "/console/unclassified",
            "href=\"/console/unclassified\" aria-current=\"page\"",
        ),
        (
            "/console/webhooks",
            "href=\"/console/webhooks\" aria-current=\"page\"",
        ),
        // Below an entry, and not its page.
        (receipt.as_str(), "href=\"/console\" aria-current=\"true\""),
    ] {
        let (_, html) = read(&browser, &collector, path).await;
        let menu = menu(&html);
        assert!(menu.contains(current), "{path}: {menu}");
        assert_eq!(menu.matches("aria-current").count(), 1, "{path}: {menu}");
        let first = menu.split("href=\"").nth(1).unwrap();
        assert!(first.starts_with("/console\""), "{path}: {menu}");
        assert!(
            menu.find("/console/language/") > menu.find("Sign out"),
            "{path}: {menu}"
        );
    }
    let (_, html) = browser.search(&collector, &[("q", "anna")]).await;
    assert!(menu(&html).contains("href=\"/console\" aria-current=\"page\""));
    // Who reads no receipts has no entry for them.
    let admin = Browser::signed_in(&collector, Role::Admin).await;
    let (_, html) = read(&admin, &collector, "/console").await;
    assert!(!menu(&html).contains("href=\"/console\""), "{html}");
}

#[tokio::test]
async fn after_a_wrong_password_only_the_password_is_typed_again() {
    let collector = setup().start().await;
    add_user(&collector, "anna", "dpo").await;
    let mut browser = Browser::new();
    let focused = |html: &str| -> Vec<String> {
        let inputs = html.split("<input ").skip(1);
        let inputs = inputs.map(|input| input.split('>').next().unwrap().to_owned());
        inputs.filter(|input| input.contains("autofocus")).collect()
    };
    let (_, html) = read(&browser, &collector, "/console/login").await;
    let first = focused(&html);
    assert!(
        first.len() == 1 && first[0].contains("id=\"name\""),
        "{html}"
    );
    let wrong = browser.log_in(&collector, "anna", "wrong password").await;
    let (status, html) = page(wrong).await;
    assert_eq!(status, 401);
    let then = focused(&html);
    assert!(
        then.len() == 1 && then[0].contains("id=\"password\""),
        "{html}"
    );
    assert!(html.contains("value=\"anna\""), "{html}");
}
