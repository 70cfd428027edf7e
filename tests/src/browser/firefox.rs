//! How Firefox is started: headless, with everything off that asks the network by itself.

use std::process::Command;

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
        command.args(["--port=0", "--websocket-port=0"]);
        command
    };
    driver::on_own_port(command, "Listening on 127.0.0.1:")
}

pub fn capabilities(programs: &Installed, launch: &Launch) -> Value {
    // No story may reach the world outside. Loopback names never go through a proxy.
    let proxy = launch.proxy.unwrap_or_else(nowhere);
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
        "network.trr.mode": 5,
        "ui.prefersReducedMotion": 1,
        "ui.systemUsesDarkTheme": i32::from(launch.is_dark),
        "dom.disable_open_during_load": false,
    });
    preferences.extend(more.as_object().unwrap().clone());
    json!({
        "acceptInsecureCerts": true,
        "moz:firefoxOptions": {
            "binary": programs.browser,
            "args": ["-headless", "-width", "1280", "-height", "900"],
            "prefs": preferences,
        },
    })
}
