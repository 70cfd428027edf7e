//! Tags as their vendors publish them, loaded from their own host names (mapped to loopback).

use std::net::Ipv4Addr;

use axum::{Router, response::Html, routing::get};
use product_tests::{
    ACCEPT, REJECT, SETTINGS, Setup, Visitor, World,
    tagfarm::{Build, TagFarm},
    wait,
};
use tokio::{net::TcpListener, task::JoinHandle};

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

/// A page with the tags on it, its site in the collector, and the hosts they come from.
struct Street {
    world: World,
    farm: TagFarm,
    origin: String,
    server: JoinHandle<()>,
}

impl Drop for Street {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Street {
    async fn start() -> Option<Self> {
        Self::with(true).await
    }

    async fn with(has_gate: bool) -> Option<Self> {
        let sites = vec![("real.toml", include_str!("real_tags/site.toml").to_owned())];
        let world = World::with(Setup {
            sites,
            ..Setup::default()
        })
        .await?;
        let farm = TagFarm::start(builds()).await?;
        let snippet = world
            .stranger()
            .get("/s/real/snippet.txt")
            .await
            .text()
            .await
            .unwrap();
        let page = include_str!("real_tags/page.html")
            .replace("<!-- snippet -->", if has_gate { &snippet } else { "" });
        let app = Router::new().fallback(get(|| async { Html(page) }));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!(
            "http://real.localhost:{}",
            listener.local_addr().unwrap().port()
        );
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Some(Self {
            world,
            farm,
            origin,
            server,
        })
    }

    async fn visitor(&self) -> Visitor {
        self.world
            .visitor_at(self.origin.clone(), self.farm.launch())
            .await
    }

    /// The vendors' hosts that were asked for anything.
    fn asked(&self) -> Vec<String> {
        self.farm
            .hits()
            .hosts
            .into_keys()
            .filter(|host| is_vendor(host))
            .collect()
    }

    async fn waits_for_hits_on(&self, hosts: &[&str]) {
        for host in hosts {
            wait::until(
                &format!(
                    "a request to {host}; so far {:?}",
                    self.farm.hits().hosts.keys()
                ),
                async || (self.farm.hits().host(host) > 0).then_some(()),
            )
            .await;
        }
    }
}

/// The control: the page is right, and these tags would report if nothing held them.
#[tokio::test]
async fn without_the_gate_real_tags_load_and_report_at_once() {
    let Some(street) = Street::with(false).await else {
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
    let Some(street) = Street::start().await else {
        return;
    };
    let visitor = street.visitor().await;
    visitor.open("/").await;
    visitor.quiet().await;
    assert!(street.asked().is_empty(), "{:?}", street.asked());
    assert!(
        visitor.stored().await.names().is_empty(),
        "{:?}",
        visitor.stored().await
    );
    visitor.answer(REJECT).await;
    visitor.open("/again").await;
    visitor.quiet().await;
    assert!(street.asked().is_empty(), "{:?}", street.asked());
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
    let Some(street) = Street::start().await else {
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
    let Some(street) = Street::start().await else {
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
    let asked = street.asked();
    for host in SEGMENT.into_iter().chain(DATADOG) {
        assert!(
            !asked.iter().any(|other| other == host),
            "{host} of {asked:?}"
        );
    }
}
