//! How WebKitGTK's MiniBrowser is started: on an X display of its own, driven through WebKitWebDriver.

use std::process::Command;

use serde_json::{Value, json};

use super::{Launch, driver, nowhere};
use crate::engine::Installed;

/// The driver's port, and the display with the driver: both end together.
pub fn driver(programs: &Installed, profile: &std::path::Path) -> (Vec<driver::Group>, u16) {
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
        command
    };
    let (driver, port) = driver::on_free_port(command);
    (vec![driver, display], port)
}

pub fn capabilities(programs: &Installed, launch: &Launch) -> Value {
    // No story may reach the world outside.
    let proxy = launch.proxy.unwrap_or_else(nowhere).to_string();
    json!({
        "acceptInsecureCerts": true,
        "proxy": {
            "proxyType": "manual",
            "httpProxy": proxy,
            "sslProxy": proxy,
            "noProxy": ["*.localhost", "localhost", "127.0.0.1"],
        },
        "webkitgtk:browserOptions": {"binary": programs.browser, "args": ["--automation"]},
    })
}
