//! The cookie table for a site's policy page: the same declarations as the settings, with and without JavaScript.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use collector::{Collector, Setup, fixture};
use serde_json::Value;

async fn get(collector: &Collector, path: &str) -> (String, String) {
    let answer = collector.get(path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    let kind = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    (kind, answer.text().await.unwrap())
}

/// What the script is filled with.
fn filled(script: &str) -> Value {
    let (_, rest) = script.split_once("const filled = ").unwrap();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter();
    values.next().unwrap().unwrap()
}

/// Every text of a tree, in order.
fn texts(node: &Value, out: &mut Vec<String>) {
    match node {
        Value::String(text) => out.push(text.clone()),
        Value::Array(element)
            if element.len() == 4 && element[0].is_string() && element[2].is_object() =>
        {
            texts_of_all(&element[3], out);
        }
        _ => panic!("{node} is neither a text nor an element"),
    }
}

fn texts_of_all(nodes: &Value, out: &mut Vec<String>) {
    for node in nodes.as_array().unwrap() {
        texts(node, out);
    }
}

/// The demo shop's site file, on the fixture's collector.
async fn demo_shop() -> Collector {
    let setup = Setup {
        site: include_str!("../../demo-site/site/shop.toml").to_owned(),
        ..Setup::default()
    };
    let token = setup.folder.path().join("server.token");
    std::fs::write(token, "a-token-between-shop-and-collector-of-45-letters").unwrap();
    setup.start().await
}

#[tokio::test]
async fn page_and_script_name_every_declared_store_vendor_and_purpose_and_our_own() {
    let collector = demo_shop().await;
    let file: toml::Table = include_str!("../../demo-site/site/shop.toml")
        .parse()
        .unwrap();
    for lang in ["sv", "en"] {
        let (kind, page) = get(&collector, &format!("/s/shop/declaration.{lang}.html")).await;
        assert_eq!(kind, "text/html; charset=utf-8");
        let (kind, script) = get(&collector, &format!("/s/shop/declaration.{lang}.js")).await;
        assert_eq!(kind, "text/javascript; charset=utf-8");
        let mut told = Vec::new();
        texts_of_all(&filled(&script)["tree"], &mut told);
        let expect = |text: &str| {
            assert!(page.contains(&format!(">{text}<")), "the page lacks {text}");
            assert!(
                told.iter().any(|one| one == text),
                "the script lacks {text}"
            );
        };
        for purpose in file["purposes"].as_array().unwrap() {
            expect(purpose["title"][lang].as_str().unwrap());
        }
        let mut stores = 0;
        for service in file["services"].as_array().unwrap() {
            expect(service["name"].as_str().unwrap());
            expect(service["vendor"].as_str().unwrap());
            for store in service["stores"].as_array().unwrap() {
                expect(store["name"].as_str().unwrap());
                expect(store["description"][lang].as_str().unwrap());
                stores += 1;
            }
        }
        assert!(stores > 5);
        for own in [
            "samtycke",
            "samtycke.pending",
            "samtycke.receipts",
            "samtycke-*",
        ] {
            expect(own);
        }
        expect(&format!("{lang} only_with_consent"));
        assert!(
            page.contains(&format!("<html lang=\"{lang}\" dir=\"ltr\">")),
            "{page}"
        );
    }
}

#[tokio::test]
async fn the_page_needs_no_script_and_no_inline_style_and_its_policy_says_so() {
    let collector = Collector::start().await;
    let answer = collector
        .get("/s/shop/declaration.sv.html")
        .send()
        .await
        .unwrap();
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'"),
        "{policy}"
    );
    let page = answer.text().await.unwrap();
    for inline in ["<script", "<style", " style=", " onclick="] {
        assert!(!page.contains(inline), "{inline}: {page}");
    }
    // The controller's name in the fixture would end a script.
    assert!(page.contains("Fjällboden &lt;/script&gt; AB"), "{page}");
    let (kind, css) = get(&collector, "/s/shop/declaration.css").await;
    assert_eq!(kind, "text/css; charset=utf-8");
    assert!(css.contains(":root") && !css.contains(":host"), "{css}");
}

#[tokio::test]
async fn the_script_carries_its_language_its_style_and_nothing_that_ends_it() {
    let collector = Collector::start().await;
    let (_, script) = get(&collector, "/s/shop/declaration.en.js").await;
    let filled = filled(&script);
    assert_eq!(
        (&filled["lang"], &filled["dir"]),
        (&Value::from("en"), &Value::from("ltr"))
    );
    assert!(filled["css"].as_str().unwrap().contains(":host"));
    for unsafe_part in ["</script", "innerHTML", "eval("] {
        assert!(!script.contains(unsafe_part), "{unsafe_part}");
    }
}

#[tokio::test]
async fn a_link_within_the_site_is_left_out_where_it_would_lead_to_the_collector() {
    let with_links = [
        (
            "name = \"Räknaren\"",
            "name = \"Räknaren\"\npolicy_url = \"/counter-policy\"",
        ),
        (
            "name = \"Betalningen\"",
            "name = \"Betalningen\"\npolicy_url = \"https://pay.example/policy\"",
        ),
    ];
    let site = with_links
        .iter()
        .fold(fixture::SITE.to_owned(), |site, (from, to)| {
            site.replacen(from, to, 1)
        });
    let collector = Setup {
        site,
        ..Setup::default()
    }
    .start()
    .await;
    let (_, page) = get(&collector, "/s/shop/declaration.sv.html").await;
    assert!(
        page.contains("href=\"https://pay.example/policy\"") && !page.contains("/counter-policy")
    );
    let (_, script) = get(&collector, "/s/shop/declaration.sv.js").await;
    assert!(script.contains("/counter-policy"));
}

#[tokio::test]
async fn a_language_that_the_site_does_not_have_is_not_found() {
    let collector = Collector::start().await;
    for file in [
        "declaration.de.html",
        "declaration.de.js",
        "declaration.html",
        "declaration",
    ] {
        let answer = collector
            .get(&format!("/s/shop/{file}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 404, "{file}");
    }
}
