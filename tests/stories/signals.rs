//! Tags with a consent API of their own are told what is granted, before anything of theirs can run.

use product_tests::{ACCEPT, SETTINGS, Visitor};
use serde_json::{Value, json};

use crate::street::Street;

pub const SITE: &str = include_str!("signals/site.toml");
pub const PAGE: &str = include_str!("signals/page.html");

/// The queues as lists of calls, in the order in which they were made.
const CALLS: &str = "(() => {
    const calls = (list) => [...list].map((call) => typeof call === 'object' && call[Symbol.iterator] ? [...call] : call);
    return JSON.parse(JSON.stringify({
        google: calls(dataLayer), uet: calls(uetq), clarity: calls(clarity.q), meta: calls(fbq.queue),
        tiktok: calls(ttq), pinterest: calls(pintrk.queue), matomo: calls(_paq),
    }));
})()";

async fn street() -> Option<Street> {
    Street::open("signals", SITE, PAGE, Vec::new()).await
}

async fn calls(visitor: &Visitor) -> Value {
    let calls = visitor.js(CALLS).await;
    assert!(calls.is_object(), "{}", visitor.console().await);
    calls
}

/// What Consent Mode is told when these are granted.
pub fn google(statistics: bool, advertising: bool) -> Value {
    let word = |is| if is { "granted" } else { "denied" };
    json!({
        "ad_storage": word(advertising), "ad_user_data": word(advertising), "ad_personalization": word(advertising),
        "analytics_storage": word(statistics), "functionality_storage": "denied",
        "personalization_storage": "denied", "security_storage": "granted",
    })
}

/// The entry behind it, for triggers of the site's own.
fn entry(statistics: bool, advertising: bool) -> Value {
    let granted =
        json!({"preferences": false, "statistics": statistics, "advertising": advertising});
    json!({"event": "samtycke", "samtycke": granted})
}

/// The default, which has two members more.
pub fn google_default() -> Value {
    let mut states = google(false, false);
    states["wait_for_update"] = 500.into();
    states["region"] = json!(["SE", "US-CA"]);
    json!(["consent", "default", states])
}

/// Hosts of the tags that were asked for anything.
fn asked(street: &Street) -> Vec<String> {
    let tags = [
        "googletagmanager",
        "bing",
        "clarity",
        "facebook",
        "tiktok",
        "pinimg",
        "matomo",
    ];
    let hosts = street.farm.hits().hosts.into_keys();
    // The browser itself asks for other things.
    hosts
        .filter(|host| tags.iter().any(|tag| host.contains(tag)))
        .collect()
}

// ACCEPTANCE 37, ACCEPTANCE 38, ACCEPTANCE 39 (partly: the queues; what the libraries receive is in `vendors`)
#[tokio::test]
async fn every_tag_is_denied_before_its_own_first_call_and_none_is_loaded() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.quiet().await;
    let calls = calls(&visitor).await;
    assert_eq!(calls["google"][0], google_default());
    assert_eq!(
        calls["google"][1],
        json!(["set", "ads_data_redaction", true])
    );
    assert_eq!(calls["google"][2], json!(["set", "url_passthrough", false]));
    assert_eq!(calls["google"][3][0], "js", "{}", calls["google"]);
    assert_eq!(
        calls["uet"],
        json!(["consent", "default", {"ad_storage": "denied"}, "pageLoad"])
    );
    assert_eq!(
        calls["clarity"],
        json!([["consentv2", {"ad_Storage": "denied", "analytics_Storage": "denied"}]])
    );
    assert_eq!(calls["meta"][0], json!(["consent", "revoke"]));
    assert_eq!(calls["meta"][1], json!(["init", "1"]));
    assert_eq!(calls["tiktok"][0], json!(["holdConsent"]));
    assert_eq!(calls["pinterest"][0], json!(["setconsent", false]));
    assert_eq!(calls["pinterest"][1], json!(["load", "1"]));
    assert_eq!(calls["matomo"][0], json!(["requireConsent"]));
    assert!(asked(&street).is_empty(), "{:?}", asked(&street));
}

// ACCEPTANCE 37, ACCEPTANCE 39 (partly: the queues; what the libraries receive is in `vendors`)
#[tokio::test]
async fn what_is_granted_is_told_before_anything_is_released_and_first_on_the_next_page() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    // Notes how much was told when the first tag was let go.
    visitor
        .js("new MutationObserver(() => {
            if (document.querySelector('script[src*=gtag]:not([data-consent])')) window.toldAtRelease ??= dataLayer.length;
        }).observe(document, { subtree: true, childList: true, attributes: true })")
        .await;
    visitor.answer(SETTINGS).await;
    visitor.save_settings(&["statistics"]).await;
    street
        .waits_for_hits_on(&["www.googletagmanager.com", "www.clarity.ms"])
        .await;
    let first = calls(&visitor).await;
    let update = json!(["consent", "update", google(true, false)]);
    let told = first["google"].as_array().unwrap();
    let place = told.iter().position(|call| *call == update).unwrap();
    let at_release = visitor.js("toldAtRelease").await.as_u64().unwrap();
    assert!((place as u64) + 1 < at_release, "{place} of {at_release}");
    assert_eq!(told[place + 1], entry(true, false));
    assert_eq!(first["meta"][0], json!(["consent", "revoke"]));
    assert_eq!(
        first["matomo"].as_array().unwrap().last(),
        Some(&json!(["setConsentGiven"]))
    );
    assert_eq!(
        first["clarity"][1],
        json!(["consentv2", {"ad_Storage": "denied", "analytics_Storage": "granted"}])
    );
    assert!(!asked(&street).iter().any(|host| host.contains("facebook")));

    visitor.open("/next").await;
    let next = calls(&visitor).await;
    assert_eq!(next["google"][0], google_default());
    assert_eq!(next["google"][3], update);
    assert_eq!(next["google"][4], entry(true, false));
    assert_eq!(next["google"][5][0], "js");
    assert_eq!(next["matomo"][1], json!(["setConsentGiven"]));
}

// ACCEPTANCE 31 (partly: the vendors' revoke calls), ACCEPTANCE 39 (partly: the queues; what the libraries receive is in `vendors`)
#[tokio::test]
async fn a_withdrawal_is_told_to_every_tag_before_the_page_goes() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    street.waits_for_hits_on(&["connect.facebook.net"]).await;
    let granted = calls(&visitor).await;
    assert_eq!(
        granted["meta"].as_array().unwrap().last(),
        Some(&json!(["consent", "grant"]))
    );
    assert_eq!(
        granted["tiktok"].as_array().unwrap().last(),
        Some(&json!(["grantConsent"]))
    );
    assert_eq!(
        granted["pinterest"].as_array().unwrap().last(),
        Some(&json!(["setconsent", true]))
    );
    assert_eq!(
        granted["uet"].as_array().unwrap().last(),
        Some(&json!({"ad_storage": "granted"}))
    );
    // What has run goes with the page: what it was told last is kept beyond.
    visitor
        .js(&format!(
            "addEventListener('pagehide', () => sessionStorage.setItem('told', JSON.stringify({CALLS})))"
        ))
        .await;
    visitor.open_settings().await;
    visitor.save_settings(&[]).await;
    visitor
        .sees("sessionStorage.getItem('told') !== null")
        .await;
    let told = visitor
        .js("JSON.parse(sessionStorage.getItem('told'))")
        .await;
    let last = |tag: &str| told[tag].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last("google"), entry(false, false));
    let update = &told["google"].as_array().unwrap().iter().rev().nth(1);
    let denied = json!(["consent", "update", google(false, false)]);
    assert_eq!(*update, Some(&denied));
    assert_eq!(last("uet"), json!({"ad_storage": "denied"}));
    assert_eq!(last("meta"), json!(["consent", "revoke"]));
    assert_eq!(last("tiktok"), json!(["revokeConsent"]));
    assert_eq!(last("pinterest"), json!(["setconsent", false]));
    assert_eq!(last("matomo"), json!(["forgetConsentGiven"]));
    assert_eq!(
        last("clarity"),
        json!(["consentv2", {"ad_Storage": "denied", "analytics_Storage": "denied"}])
    );
}
