//! The banner speaks the page's language.

use product_tests::World;

// ACCEPTANCE 16
#[tokio::test]
async fn the_banner_speaks_the_language_of_the_page() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    let texts = |file: &str| serde_json::from_str::<serde_json::Value>(file).unwrap();
    let sv = texts(include_str!("../../banner-wasm/texts/sv.json"));
    let en = texts(include_str!("../../banner-wasm/texts/en.json"));
    for (path, lang, texts) in [("/", "sv", sv), ("/en", "en", en)] {
        visitor.open(path).await;
        for (selector, key) in [
            (product_tests::ACCEPT, "accept"),
            (product_tests::REJECT, "reject"),
        ] {
            let button = visitor.banner_part("[data-layer=first]", selector).await;
            assert_eq!(button.text().await.unwrap(), texts[key].as_str().unwrap());
        }
        let of_banner = visitor
            .js("document.querySelector('samtycke-banner').lang")
            .await;
        let of_page = visitor.js("document.documentElement.lang").await;
        assert_eq!(
            (of_banner.as_str(), of_page.as_str()),
            (Some(lang), Some(lang))
        );
    }
}

#[tokio::test]
async fn the_receipt_names_the_language_that_was_shown() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.requests().await;
    visitor.open("/en").await;
    visitor.answer(product_tests::REJECT).await;
    world.owner().waits_for(1).await;
    let sent = visitor
        .requests()
        .await
        .into_iter()
        .find(|request| request.method == "POST")
        .unwrap();
    assert!(sent.body.unwrap().contains(r#""notice_lang":"en""#));
}
