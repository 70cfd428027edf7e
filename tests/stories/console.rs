//! The console in a browser: every page for both languages, a desk and a phone, light and dark, and by keyboard.

use fantoccini::key::Key;
use product_tests::{ACCEPT, Engine, Launch, Setup, Visitor, World};
use serde_json::json;
use toml::{Table, Value};

use crate::{
    accessibility::{axe, violations},
    rendered::{LOOKS, look},
};

/// CSS pixels.
const DESK: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);

/// The shop with a webhook that nobody answers.
async fn world() -> Option<World> {
    let setup = Setup {
        engine: Engine::Chromium,
        site: |site| {
            let mut webhook = Table::new();
            // Nothing listens on the first port.
            webhook.insert("url".into(), "http://shop.localhost:1/hook".into());
            webhook.insert("secret_file".into(), "webhook.key".into());
            site.insert("webhooks".into(), vec![Value::Table(webhook)].into());
        },
        sites: vec![(
            "webhook.key",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(),
        )],
        ..Setup::default()
    };
    World::with(setup).await
}

/// The data protection officer, signed in with nothing but keys.
async fn officer(world: &World) -> Visitor {
    world.owner();
    let visitor = world
        .visitor_at(world.collector.origin(), Launch::default())
        .await;
    visitor.open("/console/login").await;
    visitor.type_into("#name", "owner").await;
    visitor.press(Key::Tab).await;
    visitor
        .type_into(":focus", "a long enough pass phrase")
        .await;
    visitor.press(Key::Enter).await;
    visitor.sees("location.pathname === '/console'").await;
    visitor
}

/// Sends a form of the page as its button would, with these fields filled in or ticked.
async fn submit(visitor: &Visitor, form: &str, fields: &[(&str, &str)]) {
    visitor.js("window.isOld = true").await;
    for (name, value) in fields {
        visitor
            .js(&format!(
                "((one) => {{ one.checked = true; one.value = {}; }})(document.querySelector('{form}').elements['{name}'])",
                json!(value)
            ))
            .await;
    }
    visitor
        .js(&format!(
            "document.querySelector('{form}').requestSubmit(); 0"
        ))
        .await;
    visitor
        .sees("!window.isOld && document.readyState === 'complete'")
        .await;
}

/// Fails when the page is wider than the window, or axe finds something, in these looks.
async fn fits(visitor: &Visitor, axe: &str, path: &str, looks: &[(&str, &str, &str)]) {
    visitor.open(path).await;
    visitor
        .js("document.querySelectorAll('details').forEach((one) => one.open = true)")
        .await;
    visitor.js(&format!("{axe};0")).await;
    for ((width, height), looks) in [(DESK, looks), (PHONE, &looks[..1])] {
        visitor.resize(width, height).await;
        for (name, scheme, forced) in looks {
            look(visitor, scheme, forced).await;
            let what = format!("{path}, {name}, {width} px");
            let sizes = "[document.documentElement.scrollWidth, innerWidth]";
            let sizes = visitor.js(sizes).await;
            assert!(
                sizes[0].as_u64() <= sizes[1].as_u64(),
                "{what}: wider than the window, {sizes}"
            );
            assert_eq!(violations(visitor, "body").await, json!([]), "{what}");
        }
    }
}

// ACCEPTANCE 89 (partly: the pages that there are, by axe-core; keyboard in the next)
#[tokio::test]
async fn every_page_of_the_console_fits_desk_and_phone_in_both_languages() {
    let Some(axe) = axe() else { return };
    let Some(world) = world().await else { return };
    let officer = officer(&world).await;
    // Nothing has happened yet.
    for path in [
        "/console",
        "/console/rights",
        "/console/unclassified",
        "/console/nothing",
    ] {
        fits(&officer, &axe, path, &LOOKS).await;
    }
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    let receipt = world.owner().waits_for(1).await.remove(0);
    let cookie = visitor.consent_cookie().await.unwrap();
    let key = cookie.rsplit('.').next().unwrap();
    let report = json!({"csp-report": {
        "document-uri": world.shop.origin(), "violated-directive": "script-src-elem",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://a-long-name-of-something-that-nobody-has-classified.example/x.js",
    }});
    let sent = reqwest::Client::new()
        .post(world.collector.url("/s/shop/reports"))
        .header("origin", world.shop.origin())
        .header("content-type", "application/csp-report")
        .header(
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        )
        .body(report.to_string());
    assert_eq!(sent.send().await.unwrap().status(), 204);

    // A case that is held, extended and erased of has every part of the page.
    officer.open("/console/rights").await;
    let who = [("q", key), ("by", "consent_key")];
    submit(&officer, "form[action$=find]", &who).await;
    let asks = [("kind", "erasure"), ("identity", "device_key")];
    submit(&officer, "form[action$=cases]", &asks).await;
    let case = officer.js("location.pathname").await;
    let case = case.as_str().unwrap().to_owned();
    assert!(case.starts_with("/console/rights/R-"), "{case}");
    let hold = [("scope", "everything"), ("until", "2099-12-31")];
    submit(&officer, "form[action$=hold]", &hold).await;
    submit(
        &officer,
        "form[action$=extend]",
        &[("reason", "Many at once")],
    )
    .await;
    let pages = [
        "/console/rights".to_owned(),
        case.clone(),
        format!(
            "/console/receipts/{}",
            receipt["receipt_id"].as_str().unwrap()
        ),
        "/console/unclassified".to_owned(),
        "/console/webhooks".to_owned(),
    ];
    officer.open("/console/webhooks").await;
    let table = "!!document.querySelector('tbody tr') || (location.reload(), false)";
    officer.sees(table).await;
    // Colours are those of every language.
    for (lang, looks) in [("en", &LOOKS[..]), ("sv", &LOOKS[..1])] {
        let to = format!("/console/language/{lang}?back=/console");
        officer.open(&to).await;
        assert_eq!(officer.js("document.documentElement.lang").await, lang);
        for path in &pages {
            fits(&officer, &axe, path, looks).await;
        }
    }
    officer.open(&case).await;
    submit(&officer, "form[action$=release]", &[]).await;
    fits(&officer, &axe, &case, &LOOKS).await;
    submit(&officer, "form[action$=erase]", &[("checked", "yes")]).await;
    fits(&officer, &axe, &case, &LOOKS).await;
}

// ACCEPTANCE 89 (partly: keyboard alone)
#[tokio::test]
async fn a_case_is_worked_on_by_keyboard_alone_and_errors_are_told_where_they_are() {
    let Some(world) = world().await else { return };
    let officer = officer(&world).await;
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    world.owner().waits_for(1).await;
    let cookie = visitor.consent_cookie().await.unwrap();
    officer.open("/console/rights").await;
    let who = [
        ("q", cookie.rsplit('.').next().unwrap()),
        ("by", "consent_key"),
    ];
    submit(&officer, "form[action$=find]", &who).await;
    let asks = [("kind", "erasure"), ("identity", "device_key")];
    submit(&officer, "form[action$=cases]", &asks).await;
    submit(&officer, "form[action$=erase]", &[("checked", "yes")]).await;

    // Tab reaches everything that can be pressed or filled in, once, and what has the focus can be seen.
    let all = "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
        .filter((one) => one.checkVisibility()).length";
    let all = officer.js(all).await.as_u64().unwrap();
    officer.js("document.activeElement.blur()").await;
    let mut reached = 0;
    for _ in 0..all + 5 {
        officer.press(Key::Tab).await;
        let seen = officer
            .js("document.activeElement === document.body ? null
                : [document.activeElement.dataset.was === '1', getComputedStyle(document.activeElement).outlineStyle,
                   (document.activeElement.dataset.was = '1', document.activeElement.outerHTML.slice(0, 80))]")
            .await;
        if seen.is_null() || seen[0] == true {
            break;
        }
        assert_ne!(seen[1], "none", "{seen}");
        reached += 1;
    }
    assert_eq!(reached, all, "by Tab");

    // A step that lacks its reason is told on the page; then it is taken.
    let press = async |state: &str| {
        officer.js("window.isOld = true").await;
        officer
            .js(&format!(
                "document.querySelector('button[value={state}]').focus()"
            ))
            .await;
        officer.press(Key::Enter).await;
        officer
            .sees("!window.isOld && document.readyState === 'complete'")
            .await;
    };
    press("failed").await;
    officer
        .sees("!!document.querySelector('[role=alert]')")
        .await;
    press("sent").await;
    officer
        .sees("!document.querySelector('[role=alert]') && !!document.querySelector('button[value=acknowledged]')")
        .await;
}
