//! The shop over HTTP, as a browser without the consent script would use it.

use crate::client::{self, Client};

#[tokio::test]
async fn the_cart_survives_reload_and_is_emptied_by_an_order() {
    let visitor = Client::start().await;
    visitor.post("/cart", "slug=kasa").await;
    visitor.post("/cart", "slug=filt").await;
    visitor.post("/cart", "slug=kasa").await;
    for _ in 0..2 {
        let cart = visitor.get("/cart").await.body;
        assert!(
            cart.contains(r#"data-slug="kasa""#) && cart.contains(r#"data-slug="filt""#),
            "{cart}"
        );
        assert!(cart.contains(r#"id="cart-count">3<"#), "{cart}");
    }
    let english = visitor.get("/en/cart").await.body;
    assert!(english.contains("SEK\u{a0}2,130"), "{english}");
    assert!(
        visitor
            .post("/checkout", "delivery=post")
            .await
            .body
            .contains(r#"id="order-number">1001<"#)
    );
    assert!(
        visitor
            .get("/cart")
            .await
            .body
            .contains(r#"id="cart-count">0<"#)
    );
}

#[tokio::test]
async fn the_cart_and_the_session_are_session_cookies_that_script_cannot_read() {
    let visitor = Client::start().await;
    let added = visitor.cookie_set_by("/cart", "slug=kasa").await;
    let signed_in = visitor.cookie_set_by("/login", "customer=10042").await;
    for cookie in [added, signed_in] {
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
        assert!(
            !cookie.contains("Max-Age") && !cookie.contains("Expires"),
            "{cookie}"
        );
    }
}

#[tokio::test]
async fn only_who_is_signed_in_gets_an_assertion() {
    let visitor = Client::start().await;
    assert_eq!(visitor.post("/session/assertion", "").await.status, 204);
    visitor.post("/login", "customer=10042").await;
    let answer = visitor.post("/session/assertion", "").await;
    assert_eq!(answer.status, 200);
    assert!(
        answer.body.contains(r#""assertion":"eyJ"#),
        "{}",
        answer.body
    );
    visitor.post("/logout", "").await;
    assert_eq!(visitor.post("/session/assertion", "").await.status, 204);
}

#[tokio::test]
async fn a_customer_number_that_is_none_is_refused_with_the_reason() {
    let visitor = Client::start().await;
    let answer = visitor.post("/login", "customer=hello").await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains(r#"id="login-error""#));
    assert_eq!(visitor.cookies(), None);
}

#[tokio::test]
async fn every_page_exists_in_both_languages_with_the_snippet_before_every_other_script() {
    let visitor = Client::start().await;
    visitor.post("/cart", "slug=kasa").await;
    visitor.post("/login", "customer=10042").await;
    for path in [
        "/",
        "/product/yxa",
        "/cart",
        "/checkout",
        "/login",
        "/account",
        "/newsletter",
        "/policy",
    ] {
        for (lang, at) in [
            ("sv", path.to_owned()),
            ("en", format!("/en{}", path.trim_end_matches('/'))),
        ] {
            let page = visitor.get(&at).await;
            assert_eq!(page.status, 200, "{at}");
            assert!(
                page.body.contains(&format!("<html lang=\"{lang}\">")),
                "{at}"
            );
            let first = page.body.find("<script").unwrap();
            assert!(
                page.body[first..].starts_with(
                    "<script src=\"http://consent.localhost:1/s/shop/consent.js\" crossorigin>"
                ),
                "{at}"
            );
            assert!(
                page.body.find("<link").unwrap() > first && page.body.find("<img").unwrap() > first,
                "{at}"
            );
        }
    }
    assert_eq!(visitor.get("/nowhere").await.status, 404);
}

#[tokio::test]
async fn both_policies_name_withdrawal_the_cap_and_the_authority() {
    let visitor = Client::start().await;
    let swedish = visitor.get("/policy").await.body;
    let english = visitor.get("/en/policy").await.body;
    for (page, words) in [
        (
            swedish,
            [
                "återkalla",
                "sju år efter ditt senaste köp",
                "imy.se",
                "varukorg",
            ],
        ),
        (
            english,
            [
                "withdraw",
                "seven years after your last purchase",
                "imy.se",
                "cart",
            ],
        ),
    ] {
        assert!(page.contains("data-consent-action=\"settings\"") && page.contains("<noscript>"));
        for word in words {
            assert!(page.contains(word), "{word}");
        }
    }
}

#[tokio::test]
async fn a_policy_header_is_sent_when_asked_for() {
    let mut config = client::config();
    config.content_security_policy = Some("script-src 'self'".to_owned());
    let visitor = Client::with(config).await;
    assert_eq!(
        visitor.get("/").await.header("content-security-policy"),
        Some("script-src 'self'")
    );
}
