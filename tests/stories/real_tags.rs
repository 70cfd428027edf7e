//! Tags as their vendors publish them, loaded from their own host names (mapped to loopback).

use product_tests::{ACCEPT, REJECT, SETTINGS, tagfarm::Build};

use crate::street::{SNIPPET, Street};

/// The hosts of each tag: the library, then where it reports to.
const POSTHOG: [&str; 2] = ["us-assets.i.posthog.com", "us.i.posthog.com"];
const MIXPANEL: [&str; 2] = ["cdn.mxpnl.com", "api-js.mixpanel.com"];
const DATADOG: [&str; 2] = [
    "www.datadoghq-browser-agent.com",
    "browser-intake-datadoghq.com",
];
const SEGMENT: [&str; 2] = ["cdn.segment.com", "api.segment.io"];
const AMPLITUDE: [&str; 2] = ["cdn.amplitude.com", "api.amplitude.com"];

fn builds() -> Vec<Build> {
    vec![
        Build {
            host: POSTHOG[0],
            path: "/static/array.js",
            file: "posthog-js/dist/array.js",
        },
        Build {
            host: MIXPANEL[0],
            path: "/libs/mixpanel-2-latest.min.js",
            file: "mixpanel-browser/dist/mixpanel.min.js",
        },
        Build {
            host: DATADOG[0],
            path: "/us1/v7/datadog-rum.js",
            file: "@datadog/browser-rum/bundle/datadog-rum.js",
        },
        Build {
            host: SEGMENT[0],
            path: "/analytics.js/v1/key/analytics.min.js",
            file: "@segment/analytics-next/dist/umd/standalone.js",
        },
        Build {
            host: AMPLITUDE[0],
            path: "/libs/amplitude-8-min.js",
            file: "amplitude-js/amplitude.umd.min.js",
        },
    ]
}

/// Whether a host belongs to one of the vendors. The browser itself asks for other things.
fn is_vendor(host: &str) -> bool {
    let vendors = [
        "posthog.com",
        "mxpnl.com",
        "mixpanel.com",
        "datadoghq",
        "segment.",
        "amplitude.com",
    ];
    vendors.iter().any(|vendor| host.contains(vendor))
}

const SITE: &str = include_str!("real_tags/site.toml");
const PAGE: &str = include_str!("real_tags/page.html");

async fn street() -> Option<Street> {
    Street::open("real", SITE, PAGE, builds()).await
}

/// The vendors' hosts that were asked for anything.
fn asked(street: &Street) -> Vec<String> {
    street
        .farm
        .hits()
        .hosts
        .into_keys()
        .filter(|host| is_vendor(host))
        .collect()
}

/// The control: the page is right, and these tags would report if nothing held them.
#[tokio::test]
async fn without_the_gate_real_tags_load_and_report_at_once() {
    let Some(street) = Street::open("real", SITE, &PAGE.replace(SNIPPET, ""), builds()).await
    else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    for hosts in [POSTHOG, MIXPANEL, DATADOG, SEGMENT, AMPLITUDE] {
        street.waits_for_hits_on(&hosts).await;
    }
}

// ACCEPTANCE 28 (real tags)
#[tokio::test]
async fn real_tags_send_nothing_before_consent_and_after_refusal() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.quiet().await;
    assert!(asked(&street).is_empty(), "{:?}", asked(&street));
    assert!(
        visitor.stored().await.names().is_empty(),
        "{:?}",
        visitor.stored().await
    );
    visitor.answer(REJECT).await;
    visitor.open("/again").await;
    visitor.quiet().await;
    assert!(asked(&street).is_empty(), "{:?}", asked(&street));
    let stored = visitor.stored().await;
    assert!(
        stored
            .names()
            .iter()
            .all(|name| name.starts_with("samtycke")),
        "{stored:?}"
    );
}

#[tokio::test]
async fn real_tags_load_and_report_after_everything_is_accepted() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    for hosts in [POSTHOG, MIXPANEL, DATADOG, SEGMENT, AMPLITUDE] {
        street.waits_for_hits_on(&hosts).await;
    }
    let hits = street.farm.hits();
    for build in builds() {
        assert_eq!(
            hits.hosts[build.host][build.path], 1,
            "loaded once: {hits:?}"
        );
    }
}

// ACCEPTANCE 30 (real tags)
#[tokio::test]
async fn with_statistics_alone_real_tags_of_other_vendors_stay_away() {
    let Some(street) = street().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.answer(SETTINGS).await;
    visitor.save_settings(&["statistics"]).await;
    street
        .waits_for_hits_on(&[POSTHOG[0], POSTHOG[1], MIXPANEL[0], MIXPANEL[1]])
        .await;
    visitor.quiet().await;
    let asked = asked(&street);
    for host in SEGMENT.into_iter().chain(DATADOG) {
        assert!(
            !asked.iter().any(|other| other == host),
            "{host} of {asked:?}"
        );
    }
}
