//! How Firefox is started: headless, with everything off that asks the network by itself.

use std::{net::SocketAddr, process::Command};

use serde_json::{Map, Value, json};

use super::{Launch, driver, nowhere};
use crate::engine::Installed;

/// What Firefox does on its own: settings, updates, safe browsing, captive portals, telemetry.
const QUIET: [&str; 14] = [
    "app.normandy.enabled",
    "app.update.auto",
    "browser.newtabpage.enabled",
    "browser.newtabpage.activity-stream.feeds.topsites",
    "browser.region.update.enabled",
    "browser.safebrowsing.downloads.remote.enabled",
    "browser.safebrowsing.malware.enabled",
    "browser.safebrowsing.phishing.enabled",
    "browser.search.update",
    "datareporting.policy.dataSubmissionEnabled",
    "extensions.systemAddon.update.enabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "toolkit.telemetry.enabled",
];

pub fn driver(programs: &Installed) -> (driver::Group, u16) {
    let command = || {
        let mut command = Command::new(&programs.driver);
        command.args(["--port=0", "--websocket-port=0", "--allow-system-access"]);
        command
    };
    driver::on_own_port(command, "Listening on 127.0.0.1:")
}

pub fn capabilities(programs: &Installed, launch: &Launch, between: Option<SocketAddr>) -> Value {
    // No story may reach the world outside. Loopback names go through the proxy where it is one that leads back here.
    let proxy = launch.proxy.or(between).unwrap_or_else(nowhere);
    let (host, port) = (proxy.ip().to_string(), proxy.port());
    let mut preferences: Map<String, Value> = QUIET
        .iter()
        .map(|name| ((*name).to_owned(), json!(false)))
        .collect();
    let more = json!({
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "network.proxy.type": 1,
        "network.proxy.http": host, "network.proxy.http_port": port,
        "network.proxy.ssl": host, "network.proxy.ssl_port": port,
        "network.proxy.no_proxies_on": "",
        "network.proxy.allow_hijacking_localhost": between.is_some(),
        "network.trr.mode": 5,
        "devtools.console.stdout.content": true,
        "ui.prefersReducedMotion": 1,
        "ui.systemUsesDarkTheme": i32::from(launch.is_dark),
        "dom.disable_open_during_load": false,
    });
    preferences.extend(more.as_object().unwrap().clone());
    if let Some(languages) = launch.languages {
        preferences.insert("intl.accept_languages".to_owned(), json!(languages));
    }
    json!({
        "acceptInsecureCerts": true,
        // Firefox fires no `pageshow` on a page that is opened anew before its `load`, as the opener does when the gate does
        // not arrive; the driver would wait for it for ever. `Visitor::go` waits for the rest.
        "pageLoadStrategy": "eager",
        "moz:firefoxOptions": {
            "binary": programs.browser,
            "args": ["-headless", "-width", "1280", "-height", "900"],
            "prefs": preferences,
        },
    })
}
