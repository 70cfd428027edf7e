//! The shop with the gate around its own server, over HTTP and without a browser.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::time::{SystemTime, UNIX_EPOCH};

use collector_server::gate::Policy;
use consent_core::{
    category::{Category, CategorySet},
    cookie::{self, ConsentKey},
    decision::Choice,
};
use demo_site::{Config, Head, Running, SHOP_HOST};
use product_tests::gated;
use reqwest::Response;

const COLLECTOR: &str = "http://consent.localhost:1";

async fn shop(is_gated: bool) -> Running {
    let site = include_str!("../../demo-site/site/shop.toml");
    let mut config = Config::on_free_port(COLLECTOR, *b"a secret that only tests know....");
    config.head = Head::Nothing;
    config.around = is_gated.then(|| gated::around(site.parse().unwrap(), COLLECTOR, Policy::Off));
    demo_site::spawn(config).await.unwrap()
}

/// The consent cookie of somebody who granted these just now.
fn consent(granted: &[Category]) -> String {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let asked = CategorySet::from_bits(13);
    let granted = granted
        .iter()
        .fold(CategorySet::FUNCTIONAL_ONLY, |set, category| {
            set.with(*category)
        });
    let choice = Choice {
        granted,
        refused: String::new(),
        time_seconds: time.as_secs(),
        version: 1,
        key: ConsentKey::from_bytes([7; 16]),
    };
    format!("{}={}", cookie::NAME, cookie::value(&choice, asked))
}

async fn get(shop: &Running, path: &str, cookies: &str) -> Response {
    let http = reqwest::Client::builder()
        .resolve(SHOP_HOST, shop.addr())
        .build()
        .unwrap();
    let request = http
        .get(shop.url(path))
        .header("sec-fetch-dest", "document");
    request.header("cookie", cookies).send().await.unwrap()
}

fn cookies_of(answer: &Response) -> Vec<String> {
    let values = answer.headers().get_all("set-cookie").iter();
    values
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

const VISIT: &str = "/?utm_campaign=fjallvar";

// ACCEPTANCE 35
#[tokio::test]
async fn the_shop_sets_no_cookie_that_was_not_agreed_to() {
    let bare = shop(false).await;
    let set = cookies_of(&get(&bare, VISIT, "").await);
    assert!(
        set[0].starts_with("_ad_campaign=fjallvar;"),
        "the control: {set:?}"
    );

    let shop = shop(true).await;
    let (refused, statistics) = (consent(&[]), consent(&[Category::Statistics]));
    for cookies in ["", &refused, &statistics] {
        assert_eq!(
            cookies_of(&get(&shop, VISIT, cookies).await),
            [""; 0],
            "{cookies}"
        );
    }
    let granted = consent(&[Category::Advertising]);
    let set = cookies_of(&get(&shop, VISIT, &granted).await);
    assert!(set[0].starts_with("_ad_campaign=fjallvar;"), "{set:?}");

    // After a withdrawal the next page deletes what no script can see.
    let cookies = format!("{refused}; _ad_campaign=fjallvar; cart=kasa.1");
    let set = cookies_of(&get(&shop, "/", &cookies).await);
    assert!(
        set.iter()
            .all(|cookie| cookie.starts_with("_ad_campaign=; Max-Age=0;")),
        "{set:?}"
    );
    assert_eq!(set.len(), 2, "{set:?}");
}

// ACCEPTANCE 35 (partly: what a cart needs is not touched)
#[tokio::test]
async fn the_cart_and_the_session_work_before_any_choice() {
    let shop = shop(true).await;
    let http = reqwest::Client::builder()
        .resolve(SHOP_HOST, shop.addr())
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    for (path, form, name) in [
        ("/cart", "slug=kasa", "cart="),
        ("/login", "customer=10042", "session="),
    ] {
        let request = http.post(shop.url(path)).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.send().await.unwrap();
        let set = cookies_of(&answer);
        assert!(
            set.iter().any(|cookie| cookie.starts_with(name)),
            "{path}: {} {set:?}",
            answer.status()
        );
    }
}

#[tokio::test]
async fn every_page_of_the_shop_goes_out_with_the_tag_first_and_its_trackers_held() {
    let shop = shop(true).await;
    for path in ["/", "/en/", "/product/kasa", "/cart", "/policy", "/nowhere"] {
        let text = get(&shop, path, "").await.text().await.unwrap();
        let tag = format!(
            "<script src=\"{COLLECTOR}/s/shop/consent.js\" data-filtered=\"1\" crossorigin></script>"
        );
        let script = text.find("<script").unwrap();
        assert!(text[script..].starts_with(&tag), "{path}: {text}");
        for host in ["stats.localhost", "ads.localhost", "video.localhost"] {
            for attribute in [" src=", " href=", " srcset="] {
                let live = format!("{attribute}\"http://{host}");
                assert!(!text.contains(&live), "{path}: {live}");
            }
        }
    }
}
