//! The policy page prints the site's cookie table.

use product_tests::World;

/// The texts of the table's cells, whatever the visitor chose.
const NAMES: &str = "[...document.querySelector('samtycke-declaration').shadowRoot\
    .querySelectorAll('[part~=store-name]')].map((cell) => cell.textContent).join(' ')";

#[tokio::test]
async fn the_policy_page_names_every_declared_store_in_its_language() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    let site: toml::Table = include_str!("../../demo-site/site/shop.toml")
        .parse()
        .unwrap();
    for (path, lang, heading) in [
        ("/policy", "sv", "Lagras i din webbläsare"),
        ("/en/policy", "en", "Stored in your browser"),
    ] {
        visitor.open(path).await;
        visitor
            .sees(&format!("({NAMES}).includes('samtycke')"))
            .await;
        let names = visitor.js(NAMES).await;
        let names: Vec<&str> = names.as_str().unwrap().split(' ').collect();
        for service in site["services"].as_array().unwrap() {
            for store in service["stores"].as_array().unwrap() {
                let name = store["name"].as_str().unwrap();
                assert!(names.contains(&name), "{lang} lacks {name}: {names:?}");
            }
        }
        let table = "document.querySelector('samtycke-declaration').shadowRoot.querySelector('caption').textContent";
        assert_eq!(visitor.js(table).await, heading);
        assert!(
            visitor
                .holds(&format!(
                    "document.querySelector('samtycke-declaration').lang === '{lang}'"
                ))
                .await
        );
    }
}
