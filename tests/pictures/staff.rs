//! What staff see, and the cookie table of a policy page. To look at: beside what is built, not in the repository.

use fantoccini::key::Key;
use product_tests::{ACCEPT, Launch, REJECT, Visitor, World, prerequisite::target_dir};
use serde_json::json;

use crate::{Camera, DEVICES, SCHEMES};

/// Sends a form of the page as its button would, with these fields filled in or ticked.
async fn submit(visitor: &Visitor, form: &str, fields: &[(&str, &str)]) {
    let fields = json!(fields);
    visitor
        .js(&format!(
            "window.isOld = true; for (const [name, value] of {fields}) {{
                const one = document.querySelector('{form}').elements[name];
                one.checked = true;
                one.value = value;
             }}
             document.querySelector('{form}').requestSubmit(); 0"
        ))
        .await;
    visitor
        .sees("!window.isOld && document.readyState === 'complete'")
        .await;
}

/// Takes what is shown in every width and colour scheme.
async fn each(camera: &Camera<'_>, name: &str) {
    for device in &DEVICES {
        for scheme in SCHEMES {
            camera.set_up(device, scheme).await;
            camera
                .take_whole(&format!("{name}-{}-{scheme}", device.name))
                .await;
        }
    }
}

/// The console: each of its pages, with something on it.
pub async fn console(world: &World) {
    let shopper = world.visitor().await;
    shopper.open("/").await;
    shopper.answer(REJECT).await;
    world.owner().waits_for(1).await;
    shopper.js("samtycke.open()").await;
    shopper.answer_settings(ACCEPT).await;
    let receipts = world.owner().waits_for(2).await;
    let cookie = shopper.consent_cookie().await.unwrap();
    let key = cookie.rsplit('.').next().unwrap().to_owned();

    let origin = world.collector.origin();
    let officer = world.visitor_at(origin, Launch::default()).await;
    let camera = Camera::into(&officer, target_dir().join("pictures"));
    camera.without_scroll_bars().await;
    officer.open("/console/login").await;
    each(&camera, "console-login").await;
    officer.type_into("#name", "owner").await;
    officer.press(Key::Tab).await;
    officer
        .type_into(":focus", "a long enough pass phrase")
        .await;
    officer.press(Key::Enter).await;
    officer.sees("location.pathname === '/console'").await;

    let receipt = receipts[0]["receipt_id"].as_str().unwrap();
    for lang in ["sv", "en"] {
        officer
            .open(&format!("/console/language/{lang}?back=/console"))
            .await;
        each(&camera, &format!("console-search-{lang}")).await;
        submit(&officer, "form[action$=search]", &[("q", &key)]).await;
        each(&camera, &format!("console-found-{lang}")).await;
        officer.open(&format!("/console/receipts/{receipt}")).await;
        officer
            .js("document.querySelectorAll('details').forEach((one) => one.open = true)")
            .await;
        each(&camera, &format!("console-receipt-{lang}")).await;
        for page in ["unclassified", "webhooks", "rights"] {
            officer.open(&format!("/console/{page}")).await;
            each(&camera, &format!("console-{page}-{lang}")).await;
        }
        let who = [("q", key.as_str()), ("by", "consent_key")];
        submit(&officer, "form[action$=find]", &who).await;
        each(&camera, &format!("console-person-{lang}")).await;
        let asks = [("kind", "erasure"), ("identity", "device_key")];
        submit(&officer, "form[action$=cases]", &asks).await;
        each(&camera, &format!("console-case-{lang}")).await;
        if lang == "en" {
            submit(&officer, "form[action$=erase]", &[("checked", "yes")]).await;
            each(&camera, "console-erased-en").await;
        }
    }
}

/// The cookie table in the shop's policy page and as a page of its own.
pub async fn declaration(world: &World) {
    let visitor = world.visitor().await;
    let camera = Camera::into(&visitor, target_dir().join("pictures"));
    camera.without_scroll_bars().await;
    for (path, name) in [
        ("/policy", "policy-sv".to_owned()),
        ("/en/policy", "policy-en".to_owned()),
    ] {
        visitor.open(path).await;
        visitor.quiet().await;
        each(&camera, &name).await;
    }
    for lang in ["sv", "en", "ar", "de"] {
        let page = world
            .collector
            .url(&format!("/s/shop/declaration.{lang}.html"));
        visitor.open(&page).await;
        each(&camera, &format!("declaration-{lang}")).await;
    }
}
