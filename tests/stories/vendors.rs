//! What the vendors' libraries receive, each played by a mock that takes over its queue as the real one does and reports
//! every call to its own host.

use product_tests::{ACCEPT, Visitor, tagfarm::TagFarm, wait};
use serde_json::{Value, json};

use crate::{
    signals::{PAGE, SITE, google, google_default},
    street::Street,
};

/// What stands beside the tags of `signals`.
const MORE: &str = include_str!("vendors/more.html");
const LINKEDIN: &str = include_str!("vendors/site.toml");

/// Host, path and text of each library.
const MOCKS: [(&str, &str, &str); 9] = [
    (
        "www.googletagmanager.com",
        "/gtag/js",
        "const take = (call) => call[0] === 'consent' && note('google', 'www.googletagmanager.com', [...call]);
         dataLayer.forEach(take);
         const { push } = dataLayer;
         dataLayer.push = function (...calls) { calls.forEach(take); return push.apply(this, calls); };",
    ),
    (
        "bat.bing.com",
        "/bat.js",
        "const takeAll = (...list) => {
             while (list.length) note('uet', 'bat.bing.com', list.splice(0, list[0] === 'consent' ? 3 : 1));
         };
         takeAll(...uetq);
         window.uetq = { push: takeAll };",
    ),
    (
        "www.clarity.ms",
        "/tag/1",
        "const queued = clarity.q;
         window.clarity = (...call) => note('clarity', 'www.clarity.ms', call);
         queued.forEach((call) => clarity(...call));",
    ),
    (
        "connect.facebook.net",
        "/en_US/fbevents.js",
        "fbq.callMethod = (...call) => note('meta', 'connect.facebook.net', call);
         fbq.queue.forEach((call) => fbq.callMethod(...call));",
    ),
    (
        "analytics.tiktok.com",
        "/i18n/pixel/events.js",
        "const waiting = [...ttq];
         for (const name of ttq.methods) ttq[name] = (...rest) => note('tiktok', 'analytics.tiktok.com', [name, ...rest]);
         waiting.forEach(([name, ...rest]) => ttq[name](...rest));",
    ),
    (
        "s.pinimg.com",
        "/ct/core.js",
        "const pins = pintrk.queue;
         window.pintrk = (...call) => note('pinterest', 's.pinimg.com', call);
         pins.forEach((call) => note('pinterest', 's.pinimg.com', call));",
    ),
    (
        "cdn.matomo.cloud",
        "/real/matomo.js",
        "const before = _paq;
         window._paq = { push: (call) => note('matomo', 'cdn.matomo.cloud', call) };
         before.forEach(_paq.push);",
    ),
    (
        "eu.posthog.com",
        "/static/array.js",
        "const stub = posthog;
         window.posthog = {};
         for (const name of ['opt_in_capturing', 'opt_out_capturing'])
             posthog[name] = () => note('posthog', 'eu.posthog.com', [name]);
         stub.forEach(([name]) => posthog[name]());",
    ),
    (
        "snap.licdn.com",
        "/li.lms-analytics/insight.min.js",
        "document.cookie = 'li_fat_id=1; Path=/'; note('linkedin', 'snap.licdn.com', ['ran']);",
    ),
];

/// What each library is told before anything else, when all is granted, and when it is taken back.
fn told() -> [(&'static str, Value, Value, Value); 8] {
    let ad = |word: &str| json!(["consent", "update", {"ad_storage": word}]);
    let both = |word: &str| json!(["consentv2", {"ad_Storage": word, "analytics_Storage": word}]);
    [
        (
            "google",
            google_default(),
            json!(["consent", "update", google(true, true)]),
            json!(["consent", "update", google(false, false)]),
        ),
        (
            "uet",
            json!(["consent", "default", {"ad_storage": "denied"}]),
            ad("granted"),
            ad("denied"),
        ),
        ("clarity", both("denied"), both("granted"), both("denied")),
        (
            "meta",
            json!(["consent", "revoke"]),
            json!(["consent", "grant"]),
            json!(["consent", "revoke"]),
        ),
        (
            "tiktok",
            json!(["holdConsent"]),
            json!(["grantConsent"]),
            json!(["revokeConsent"]),
        ),
        (
            "pinterest",
            json!(["setconsent", false]),
            json!(["setconsent", true]),
            json!(["setconsent", false]),
        ),
        (
            "matomo",
            json!(["requireConsent"]),
            json!(["setConsentGiven"]),
            json!(["forgetConsentGiven"]),
        ),
        // It is not loaded without consent; its stub waits for the first word.
        (
            "posthog",
            json!(["opt_in_capturing"]),
            json!(["opt_in_capturing"]),
            json!(["opt_out_capturing"]),
        ),
    ]
}

/// What the vendor's own host was told last, of what its library received.
async fn reported(street: &Street, vendor: &str, call: &Value) {
    let (host, ..) = MOCKS[MOCKS.len() - 1];
    let index = told().iter().position(|(name, ..)| *name == vendor);
    let host = index.map_or(host, |index| MOCKS[index].0);
    let words: Vec<_> = call
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let path = format!("/told/{}", words.join("-"));
    wait::until(&format!("{host}{path}"), async || {
        let hosts = street.farm.hits().hosts;
        hosts.get(host)?.contains_key(&path).then_some(())
    })
    .await;
}

async fn received(visitor: &Visitor, expression: &str) -> Value {
    let received = visitor.js(expression).await;
    assert!(received.is_object(), "{}", visitor.console().await);
    received
}

// ACCEPTANCE 39, ACCEPTANCE 31 (partly: a vendor with a call by which it can be told is told, and the page reloads once)
#[tokio::test]
async fn each_vendors_library_receives_its_own_calls_and_linkedin_goes_with_its_cookie() {
    let page = PAGE.replace("</script>\n</head>", &format!("{MORE}</script>\n</head>"));
    let site = [SITE, LINKEDIN].concat();
    let farm = TagFarm::with_mocks(&MOCKS).await;
    let Some(street) = Street::with(farm, "signals", &site, &page, &[]).await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.quiet().await;
    for (host, ..) in MOCKS {
        assert_eq!(street.farm.hits().host(host), 0, "{host} before a choice");
    }
    visitor.answer(ACCEPT).await;
    let all = format!(
        "Object.keys(window.received ?? {{}}).length === {}",
        MOCKS.len()
    );
    visitor.sees(&all).await;
    visitor.quiet().await;
    let granted = received(&visitor, "received").await;
    for (vendor, first, grant, _) in told() {
        let calls = granted[vendor].as_array().unwrap();
        assert_eq!(calls[0], first, "{vendor}");
        assert!(calls.contains(&grant), "{vendor}: {calls:?}");
        reported(&street, vendor, &grant).await;
    }
    assert_eq!(granted["linkedin"], json!([["ran"]]));
    assert!(visitor.stored().await.names().contains("li_fat_id"));

    visitor.open_settings().await;
    visitor.save_settings(&[]).await;
    visitor
        .sees("Number(sessionStorage.getItem('loads')) === 2")
        .await;
    visitor.quiet().await;
    let kept = "JSON.parse(sessionStorage.getItem('received'))";
    let withdrawn = received(&visitor, kept).await;
    for (vendor, _, _, last) in told() {
        let calls = withdrawn[vendor].as_array().unwrap();
        assert_eq!(calls.last(), Some(&last), "{vendor}: {calls:?}");
    }
    // None of them is in the new page, which has come once.
    assert_eq!(received(&visitor, "received").await, json!({}));
    assert!(!visitor.stored().await.names().contains("li_fat_id"));
    let before = street.farm.hits();
    visitor.open("/next").await;
    visitor.quiet().await;
    for (host, ..) in MOCKS {
        assert_eq!(street.farm.hits().host(host), before.host(host), "{host}");
    }
    assert_eq!(visitor.js("sessionStorage.getItem('loads')").await, "3");
}
