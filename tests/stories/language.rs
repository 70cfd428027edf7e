//! The banner speaks the page's language, or else the browser's.

use product_tests::{Launch, Setup, World};
use toml::{Table, Value};

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

/// The shop's site file with another language in place of Swedish, and English first.
pub(crate) fn renamed(site: &mut Table, lang: &str) {
    fn rename(table: &mut Table, lang: &str) {
        if let Some(text) = table.remove("sv") {
            table.insert(lang.into(), text);
        }
        for (_, value) in table.iter_mut() {
            match value {
                Value::Table(inner) => rename(inner, lang),
                Value::Array(items) => items
                    .iter_mut()
                    .filter_map(Value::as_table_mut)
                    .for_each(|inner| rename(inner, lang)),
                _ => {}
            }
        }
    }
    rename(site, lang);
    // Their channels have labels of ours in Swedish and English only.
    site.remove("clauses");
    site.insert("languages".into(), Value::from(vec!["en", lang]));
}

#[tokio::test]
async fn where_the_site_lacks_the_pages_language_the_banner_speaks_the_browsers() {
    let setup = Setup {
        site: |site| renamed(site, "de"),
        ..Setup::default()
    };
    let Some(world) = World::with(setup).await else {
        return;
    };
    let launch = Launch {
        languages: Some("fr-FR,de-AT"),
        ..Launch::default()
    };
    let visitor = world.visitor_with(launch).await;
    visitor.open("/").await;
    assert!(
        visitor
            .holds("document.documentElement.lang === 'sv'")
            .await
    );
    let accept = visitor
        .banner_part("[data-layer=first]", product_tests::ACCEPT)
        .await;
    assert_eq!(accept.text().await.unwrap(), "Alle akzeptieren");
    assert!(
        visitor
            .holds("document.querySelector('samtycke-banner').lang === 'de'")
            .await
    );
}
