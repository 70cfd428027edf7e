//! Tools that others have made meet the banner: one that refuses for its user, and one that rates sites.

use std::{
    fs,
    process::{Command, Stdio},
};

use product_tests::{
    ACCEPT, Engine, World,
    prerequisite::{not_run, or_not_run, program},
    tagfarm,
};
use serde_json::{Value, json};

/// What the tool's extension answers to its script: on, refuse, by what is seen on the page alone.
const ANSWER: &str = "window.__said = [];
window.autoconsentSendMessage = (message) => {
    window.__said.push(message);
    if (message.type === 'init') setTimeout(() => window.autoconsentReceiveMessage({ type: 'initResp', rules: { autoconsent: [] },
        config: { enabled: true, autoAction: 'optOut', heuristicMode: 'reject', detectRetries: 40, enablePrehide: false } }));
    return Promise.resolve();
};";

// DuckDuckGo's autoconsent, with no rule of ours: the one that its extension falls back on for unknown banners.
#[tokio::test]
async fn autoconsent_refuses_on_the_demo_without_a_rule_of_ours() {
    let Some(modules) = or_not_run(tagfarm::node_modules()) else {
        return;
    };
    let script = modules.join("@duckduckgo/autoconsent/dist/autoconsent.playwright.js");
    let script = fs::read_to_string(script).unwrap();
    let Some(world) = World::start().await else {
        return;
    };
    for path in ["/en", "/"] {
        let before = world.owner().receipts().await.len();
        let visitor = world.visitor().await;
        visitor.open(path).await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        // As a content script: a world of its own, which sees the page and not what its scripts have made.
        let tree = visitor.cdp("Page.getFrameTree", json!({})).await;
        let own = json!({"frameId": tree["frameTree"]["frame"]["id"], "worldName": "autoconsent"});
        let own = visitor.cdp("Page.createIsolatedWorld", own).await;
        let run = async |expression: &str| {
            let ask = json!({"contextId": own["executionContextId"], "expression": expression, "returnByValue": true});
            visitor.cdp("Runtime.evaluate", ask).await["result"]["value"].clone()
        };
        run(&format!("{ANSWER};{script};0")).await;
        visitor
            .sees("document.cookie.includes('samtycke=1n.')")
            .await;
        assert!(!visitor.is_asked().await);
        let done = product_tests::wait::within(product_tests::wait::LIMIT, async || {
            let said = run("JSON.parse(JSON.stringify(window.__said))").await;
            let done = said
                .as_array()?
                .iter()
                .find(|one| one["type"] == "autoconsentDone")?;
            Some(done.clone())
        });
        let done = done.await.expect("autoconsent says that it is done");
        assert_eq!(done["cmp"], "HEURISTIC-REJECT", "{done}");
        let receipts = world.owner().waits_for(before + 1).await;
        assert_eq!(receipts[0]["state"], "ConsentRefused", "{receipts:?}");
        assert_eq!(receipts[0]["method"], "banner.reject_all");
        visitor.reload().await;
        visitor.quiet().await;
        assert!(!visitor.is_asked().await);
        assert_eq!(world.hits().total, 0);
    }
}

/// Runs the scanner's own engine in node, on the browser of this machine.
const SCAN: &str = include_str!("tools/scan.mjs");

#[tokio::test]
async fn the_gdpr_cookie_scanner_rates_the_demo_with_its_best_grade() {
    let Some(modules) = or_not_run(tagfarm::node_modules()) else {
        return;
    };
    let Some(node) = program("NODE", &["node"]) else {
        not_run("no node (cargo xtask doctor tells how to mend it)");
        return;
    };
    let Some(world) = World::start().await else {
        return;
    };
    let browser = Engine::Chromium.find().unwrap().browser;
    let folder = tempfile::TempDir::new().unwrap();
    let script = folder.path().join("scan.mjs");
    fs::write(&script, SCAN).unwrap();
    let url = world.shop.url("/en");
    let scan = tokio::task::spawn_blocking(move || {
        Command::new(node)
            .arg(script)
            .args([&modules, &browser])
            .arg(url)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    });
    let output = scan.await.unwrap();
    let (said, errors) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    let result: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}\n{errors}"));
    println!("the scanner: {}", result["compliance"]);
    assert_eq!(result["modal"]["detected"], true, "{result}");
    assert_eq!(result["errors"], json!([]), "{result}");
    assert_eq!(
        result["compliance"]["grade"], "A",
        "{}",
        result["compliance"]
    );
    // It did what it rates: refused in one browser, accepted in another.
    for (when, begin) in [("cookiesAfterReject", "1n."), ("cookiesAfterAccept", "1a.")] {
        let kept = result[when].as_array().unwrap().iter();
        let mut ours = kept.filter(|cookie| cookie["name"] == "samtycke");
        let value = ours.next().and_then(|cookie| cookie["value"].as_str());
        assert!(
            value.is_some_and(|value| value.starts_with(begin)),
            "{when}: {value:?}"
        );
    }
}
