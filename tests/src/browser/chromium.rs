//! How Chromium is started: headless, on a profile of its own, with the DevTools logs that tests read.

use std::process::Command;

use serde_json::{Value, json};

use super::{Launch, driver};
use crate::engine::Installed;

/// What a visitor's browser calls itself. `HeadlessChrome` is a robot to tags and to the collector.
const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

pub fn driver(programs: &Installed) -> (driver::Group, u16) {
    let command = || {
        let mut command = Command::new(&programs.driver);
        command.arg("--port=0");
        command
    };
    driver::on_own_port(command, "started successfully on port ")
}

pub fn capabilities(programs: &Installed, launch: &Launch, profile: &std::path::Path) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--no-first-run".to_owned(),
        // What drops from an address bar that nobody sees: two pages of its own, half of what a start costs.
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
            .to_owned(),
        "--window-size=1280,900".to_owned(),
        // Smooth scrolling would carry a button away from under a click.
        "--force-prefers-reduced-motion".to_owned(),
        format!("--user-agent={USER_AGENT}"),
        format!("--user-data-dir={}", profile.display()),
    ];
    match launch.proxy {
        // Loopback names never go through it.
        Some(proxy) => arguments.push(format!("--proxy-server=http://{proxy}")),
        None => arguments.push("--no-proxy-server".to_owned()),
    }
    if launch.proxy.is_some() {
        arguments.push("--ignore-certificate-errors".to_owned());
    }
    let maps = |argument: &String| argument.starts_with("--host-resolver-rules");
    if !launch.arguments.iter().any(maps) {
        // No story may reach the world outside, whatever a page or the browser itself asks for.
        arguments.push(
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"
                .to_owned(),
        );
    }
    if let Some(languages) = launch.languages {
        arguments.push(format!("--accept-lang={languages}"));
    }
    if launch.is_dark {
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    arguments.extend(launch.arguments.iter().cloned());
    arguments.push("about:blank".to_owned());
    json!({
        "goog:chromeOptions": {"binary": programs.browser, "args": arguments},
        "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
    })
}
