//! How WebKitGTK's MiniBrowser is started: on an X display of its own, driven through WebKitWebDriver.

use std::{net::SocketAddr, process::Command};

use serde_json::{Value, json};

use super::{Launch, driver, nowhere};
use crate::engine::Installed;

/// What pages write to the console goes to the browser's output.
const CONSOLE: &str = "--enable-write-console-messages-to-stdout=TRUE";

/// The driver's port, and the display with the driver: both end together.
pub fn driver(
    programs: &Installed,
    launch: &Launch,
    profile: &std::path::Path,
) -> (Vec<driver::Group>, u16) {
    let screen = programs.display.as_ref().unwrap();
    let (display, number) = driver::display(screen);
    let command = |port: u16| {
        let mut command = Command::new(&programs.driver);
        command
            .arg(format!("--port={port}"))
            .env("DISPLAY", format!(":{number}"))
            .env_remove("WAYLAND_DISPLAY")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            // Its caches and books.
            .env("HOME", profile)
            .env("XDG_CACHE_HOME", profile)
            .env("XDG_DATA_HOME", profile);
        if let Some(languages) = launch.languages {
            let languages = languages.replace('-', "_").replace(',', ":");
            command.env("LC_ALL", "C.UTF-8").env("LANGUAGE", languages);
        }
        command
    };
    let (driver, port) = driver::on_free_port(command);
    (vec![driver, display], port)
}

pub fn capabilities(programs: &Installed, launch: &Launch, between: Option<SocketAddr>) -> Value {
    // No story may reach the world outside. Loopback names go through the proxy where it is one that leads back here.
    let (proxy, apart) = match between {
        Some(between) => (between.to_string(), json!([])),
        None => (
            launch.proxy.unwrap_or_else(nowhere).to_string(),
            json!(["*.localhost", "localhost", "127.0.0.1"]),
        ),
    };
    json!({
        "acceptInsecureCerts": true,
        "proxy": {
            "proxyType": "manual",
            "httpProxy": proxy,
            "sslProxy": proxy,
            "noProxy": apart,
        },
        "webkitgtk:browserOptions": {"binary": programs.browser, "args": ["--automation", CONSOLE]},
    })
}
