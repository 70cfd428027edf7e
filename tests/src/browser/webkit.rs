//! How WebKitGTK's MiniBrowser is started: on an X display of its own, driven through WebKitWebDriver.

use std::{fs, net::SocketAddr, path::Path, process::Command};

use serde_json::{Value, json};

use super::{Launch, driver, nowhere};
use crate::engine::Installed;

/// What pages write to the console goes to the browser's output.
const CONSOLE: &str = "--enable-write-console-messages-to-stdout=TRUE";

/// The window's own bars take no room, so that it can be as narrow as a phone.
const NO_BARS: &str =
    "* { min-width: 0; min-height: 0; margin: 0; padding: 0; border: 0; font-size: 1px; }";
/// `prefers-reduced-motion`: smooth scrolling would carry a link away from under a click.
const STILL: &str = "[Settings]\ngtk-enable-animations=0\n";

/// The toolkit's settings, in the folder that is its home.
fn settle(home: &Path) {
    let folder = home.join(".config/gtk-3.0");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("gtk.css"), NO_BARS).unwrap();
    fs::write(folder.join("settings.ini"), STILL).unwrap();
}

/// The driver's port, and the display with the driver: both end together.
pub fn driver(programs: &Installed, profile: &Path) -> (Vec<driver::Group>, u16) {
    settle(profile);
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
            .env_remove("XDG_CONFIG_HOME")
            .env("XDG_CACHE_HOME", profile)
            .env("XDG_DATA_HOME", profile);
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
    let mut arguments = vec!["--automation", CONSOLE];
    if launch.is_dark {
        arguments.push("--dark-mode");
    }
    json!({
        "acceptInsecureCerts": true,
        "proxy": {
            "proxyType": "manual",
            "httpProxy": proxy,
            "sslProxy": proxy,
            "noProxy": apart,
        },
        "webkitgtk:browserOptions": {"binary": programs.browser, "args": arguments},
    })
}
