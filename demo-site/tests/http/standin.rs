//! The stand-ins: counted, and declared in the site file, every one of them.

use std::collections::BTreeSet;

use crate::client::Client;
use toml::{Table, Value};

fn site() -> Table {
    include_str!("../../site/shop.toml").parse().unwrap()
}

fn services() -> Vec<Table> {
    let services = site()["services"].as_array().unwrap().clone();
    services
        .into_iter()
        .map(|service| service.as_table().unwrap().clone())
        .collect()
}

fn declared_hosts() -> BTreeSet<String> {
    let hosts = services()
        .into_iter()
        .filter_map(|service| service.get("hosts").cloned());
    hosts
        .flat_map(|list| list.as_array().unwrap().clone())
        .map(|host| host.as_str().unwrap().to_owned())
        .collect()
}

fn declared_names() -> BTreeSet<String> {
    let stores = services()
        .into_iter()
        .filter_map(|service| service.get("stores").cloned());
    stores
        .flat_map(|list| list.as_array().unwrap().clone())
        .map(|store| store["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Every `http://name.localhost` in a text, without port.
fn hosts_in(text: &str) -> BTreeSet<String> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-');
    text.split("//")
        .skip(1)
        .map(|rest| rest.split(ends).next().unwrap().to_owned())
        .filter(|host| host.ends_with(".localhost"))
        .collect()
}

#[tokio::test]
async fn every_third_party_in_the_pages_is_declared_in_the_site_file() {
    let visitor = Client::start().await;
    visitor.post("/cart", "slug=kasa").await;
    let mut met = BTreeSet::new();
    for path in [
        "/",
        "/en",
        "/product/filt",
        "/cart",
        "/checkout",
        "/login",
        "/policy",
        "/en/policy",
    ] {
        met.extend(hosts_in(&visitor.get(path).await.body));
    }
    met.remove("consent.localhost");
    assert_eq!(met, declared_hosts());
}

#[test]
fn every_cookie_and_key_that_a_stand_in_sets_is_declared_in_the_site_file() {
    let scripts = [
        include_str!("../../standins/matlada.js"),
        include_str!("../../standins/scroll.js"),
        include_str!("../../standins/annonsbo.js"),
        include_str!("../../standins/retarget.js"),
        include_str!("../../standins/player.js"),
        include_str!("../../src/standin/video.rs"),
        include_str!("../../src/shop/campaign.rs"),
    ];
    let quoted = |c: char| !(c.is_ascii_lowercase() || c == '_');
    let set: BTreeSet<_> = scripts
        .iter()
        .flat_map(|text| text.split(quoted))
        .filter(|word| word.starts_with('_') && word.len() > 2 && !word.starts_with("__"))
        .map(str::to_owned)
        .collect();
    let mut declared = declared_names();
    assert!(declared.remove("cart") && declared.remove("session"));
    assert_eq!(set, declared);
}

#[test]
fn every_purpose_and_store_is_described_in_both_languages() {
    let both = |table: &Value| {
        ["sv", "en"].iter().all(|lang| {
            table
                .get(lang)
                .is_some_and(|text| !text.as_str().unwrap().is_empty())
        })
    };
    for purpose in site()["purposes"].as_array().unwrap() {
        assert!(
            both(&purpose["title"]) && both(&purpose["description"]),
            "{}",
            purpose["id"]
        );
    }
    for service in services() {
        for store in service["stores"].as_array().unwrap() {
            assert!(both(&store["description"]), "{}", store["name"]);
        }
    }
}

#[tokio::test]
async fn what_reaches_a_stand_in_is_counted_by_host_and_path_and_shown_as_demo_only() {
    let visitor = Client::start().await;
    visitor.get("/").await;
    assert_eq!(
        visitor.shop.hits().tally().total,
        0,
        "the shop itself is not counted"
    );
    assert_eq!(
        visitor
            .get_from("stats.localhost", "/matlada.js?v=1")
            .await
            .status,
        200
    );
    assert_eq!(
        visitor
            .get_from("ads.localhost", "/pixel.gif?id=secret")
            .await
            .status,
        200
    );
    let shown = visitor.get("/__hits").await.body;
    assert!(
        shown.contains("demo only") && !shown.contains("secret"),
        "{shown}"
    );
    assert!(
        shown.contains(r#""ads.localhost":{"/pixel.gif":1}"#),
        "{shown}"
    );
    assert_eq!(visitor.get_from("other.localhost", "/").await.status, 421);
    let frame = visitor.get_from("video.localhost", "/embed/natt").await;
    assert!(frame.header("set-cookie").unwrap().starts_with("_vid_id="));
    assert_eq!(visitor.shop.hits().tally().total, 3);
}
