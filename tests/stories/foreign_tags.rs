//! Tags written for other consent products work as they stand in the page: inert before a choice, once after the right
//! grant, and again on the next page view.

use std::collections::{BTreeMap, BTreeSet};

use product_tests::{ACCEPT, REJECT, SETTINGS, Visitor, wait};
use serde_json::Value;

use crate::street::Street;

const SITE: &str = include_str!("foreign_tags/site.toml");
const PAGE: &str = include_str!("foreign_tags/page.html");

/// Inline tags that statistics let run.
const STATISTICS: [&str; 5] = [
    "c15t-measurement",
    "cc-analytics",
    "cookieyes-analytics",
    "klaro-matomo",
    "onetrust-2",
];
/// What the rest needs more.
const OTHERS: [&str; 6] = [
    "cc-ads-true",
    "cc-functionality",
    "consentos-marketing",
    "cookiebot-both",
    "onetrust-2-4",
    "orejime-ads",
];
/// Addresses of tags that statistics let be fetched.
const STATISTICS_HITS: [&str; 8] = [
    "cc.example/analytics.js",
    "ci.example/statistic.js",
    "cmplz.example/s.js",
    "cookiebot.example/statistics.js",
    "klaro.example/matomo.js",
    "picture.example/ours.gif",
    "picture.example/theirs.gif",
    "uc.example/counter.js",
];
/// Those of the rest.
const OTHER_HITS: [&str; 6] = [
    "ci.example/marketing.gif",
    "cmplz.example/frame",
    "cookiebot.example/frame",
    "cookieyes.example/ad.js",
    "orejime.example/ads.gif",
    "uc.example/pixel.gif",
];

async fn street() -> Option<Street> {
    Street::open("foreign", SITE, PAGE, Vec::new()).await
}

/// What was fetched of the hosts in the page, and how often; the browser itself asks for other things.
fn hits(street: &Street) -> BTreeMap<String, u64> {
    let hosts = street.farm.hits().hosts.into_iter();
    hosts
        .filter(|(host, _)| host.ends_with(".example"))
        .flat_map(|(host, paths)| {
            paths
                .into_iter()
                .map(move |(path, count)| (format!("{host}{path}"), count))
        })
        .collect()
}

/// Inline tags that ran, sorted; each as often as it did.
async fn ran(visitor: &Visitor) -> Vec<String> {
    let Value::Array(ran) = visitor.js("window.ran").await else {
        panic!("no list in the page: {}", visitor.console().await);
    };
    let mut ran: Vec<String> = ran
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    ran.sort();
    ran
}

fn sorted<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names: BTreeSet<&str> = names.into_iter().collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Waits until every one of these was fetched `times`, and then says that nothing else was.
async fn fetched(street: &Street, visitor: &Visitor, addresses: Vec<&str>, times: u64) {
    let expected: BTreeMap<String, u64> = addresses
        .into_iter()
        .map(|address| (address.to_owned(), times))
        .collect();
    let all = format!("{times} of each of {expected:?}");
    wait::until(&all, async || {
        let hits = hits(street);
        expected
            .keys()
            .all(|address| hits.contains_key(address))
            .then_some(())
    })
    .await;
    visitor.quiet().await;
    assert_eq!(hits(street), expected);
}

#[tokio::test]
async fn tags_of_other_products_run_once_after_the_right_grant_and_on_the_next_page() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    visitor.quiet().await;
    assert_eq!(hits(&street), BTreeMap::new());
    // What is necessary waits for nobody.
    visitor.sees("ran.length > 0").await;
    assert_eq!(ran(&visitor).await, ["cc-necessary"]);

    visitor.answer(SETTINGS).await;
    visitor.save_settings(&["statistics"]).await;
    visitor.sees("ran.includes('onetrust-2')").await;
    fetched(&street, &visitor, STATISTICS_HITS.to_vec(), 1).await;
    // They keep what was given back to them.
    assert!(
        visitor
            .holds("[...document.querySelectorAll('#ours, #theirs')].every((image) => image.src && !image.dataset.consent)")
            .await
    );
    let statistics = sorted(STATISTICS.into_iter().chain(["cc-necessary"]));
    assert_eq!(ran(&visitor).await, statistics);

    // A stored choice: nobody clicks.
    visitor.open("/next").await;
    visitor.sees("ran.includes('onetrust-2')").await;
    fetched(&street, &visitor, STATISTICS_HITS.to_vec(), 2).await;
    assert_eq!(ran(&visitor).await, statistics);

    visitor.click("#all").await;
    let all = sorted(STATISTICS.into_iter().chain(OTHERS).chain(["cc-necessary"]));
    visitor.sees("ran.includes('orejime-ads')").await;
    let more = STATISTICS_HITS.iter().map(|address| (*address, 2));
    let expected: BTreeMap<String, u64> = more
        .chain(OTHER_HITS.iter().map(|address| (*address, 1)))
        .map(|(address, count)| (address.to_owned(), count))
        .collect();
    wait::until("every address", async || {
        (hits(&street).len() == expected.len()).then_some(())
    })
    .await;
    visitor.quiet().await;
    assert_eq!(hits(&street), expected);
    assert_eq!(ran(&visitor).await, all);

    // With everything granted no wall is opened, and the hooks stand aside.
    visitor.open("/third").await;
    visitor.sees("ran.includes('orejime-ads')").await;
    wait::until("every address again", async || {
        let hits = hits(&street);
        OTHER_HITS
            .iter()
            .all(|address| hits[*address] == 2)
            .then_some(())
    })
    .await;
    visitor.quiet().await;
    assert_eq!(ran(&visitor).await, all);
    assert!(
        hits(&street).values().all(|count| *count <= 3),
        "{:?}",
        hits(&street)
    );
}

#[tokio::test]
async fn after_a_refusal_only_what_is_for_a_refusal_runs() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    visitor.sees("ran.includes('cc-not-analytics')").await;
    visitor.quiet().await;
    let expected = sorted(["cc-necessary", "cc-not-analytics"]);
    assert_eq!(ran(&visitor).await, expected);
    visitor.open("/next").await;
    visitor.quiet().await;
    assert_eq!(hits(&street), BTreeMap::new());
}
