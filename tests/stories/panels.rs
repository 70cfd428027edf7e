//! "What was stopped on this page" and "my receipts": both without a login and without developer tools.

use fantoccini::key::Key;
use product_tests::{Engine, REJECT, SETTINGS, Setup, Visitor, World};
use serde_json::{Value, json};

const HOST: &str = "samtycke-panel";
const STOPPED: &str = "[data-panel=stopped]";
const RECEIPTS: &str = "[data-panel=receipts]";

/// What the open panel says.
async fn said(visitor: &Visitor) -> String {
    let text = visitor
        .js("document.querySelector('samtycke-panel')?.shadowRoot.querySelector('dialog')?.textContent ?? ''")
        .await;
    text.as_str().unwrap().to_owned()
}

async fn says(visitor: &Visitor, text: &str) {
    let text = json!(text);
    visitor
        .sees(&format!(
            "!!document.querySelector('samtycke-panel')?.shadowRoot.querySelector('dialog')?.textContent.includes({text})"
        ))
        .await;
}

const GONE: &str = "!document.querySelector('samtycke-panel').shadowRoot.querySelector('dialog')";

async fn close(visitor: &Visitor) {
    let button = visitor.shadow_part(HOST, "[data-action=close]").await;
    button.click().await.unwrap();
    visitor.sees(GONE).await;
}

/// Makes a button of the site's own, as its markup would have it.
async fn own_button(visitor: &Visitor, action: &str) {
    visitor
        .js(&format!(
            "document.querySelector('main').prepend(Object.assign(document.createElement('button'),
                {{ id: 'own-{action}', textContent: '{action}' }})),
             document.getElementById('own-{action}').setAttribute('data-consent-action', '{action}'), 0"
        ))
        .await;
}

/// Makes one and clicks it.
async fn click_action(visitor: &Visitor, action: &str) {
    own_button(visitor, action).await;
    visitor.click(&format!("#own-{action}")).await;
}

#[tokio::test]
async fn what_was_stopped_is_listed_with_names_follows_live_and_is_sealed_in_the_receipt() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en").await;
    visitor.quiet().await;
    // From the settings, with the hand alone.
    visitor.answer(SETTINGS).await;
    let way = visitor
        .shadow_part("samtycke-banner", &format!("[part=tools] {STOPPED}"))
        .await;
    way.click().await.unwrap();
    visitor.shadow_part(HOST, STOPPED).await;
    for name in [
        "ads.localhost",
        "Annonsbo",
        "stats.localhost",
        "video.localhost",
        "Filmrutan",
    ] {
        says(&visitor, name).await;
    }
    // It follows what a script tries while it is open.
    let port = world.shop.origin().rsplit(':').next().unwrap().to_owned();
    visitor
        .js(&format!(
            "fetch('http://new.stats.localhost:{port}/late').catch(() => 0), document.cookie = '_st_id=1', 0"
        ))
        .await;
    says(&visitor, "new.stats.localhost").await;
    says(&visitor, "_st_id").await;
    let shown = visitor
        .js("Object.fromEntries([...document.querySelector('samtycke-panel').shadowRoot.querySelectorAll('[data-category]')]
            .map((one) => [one.dataset.category, +one.querySelector('[part=count]').textContent]))")
        .await;
    assert!(shown["advertising"].as_u64() > Some(1), "{shown}");
    assert!(shown["statistics"].as_u64() > Some(1), "{shown}");
    close(&visitor).await;
    assert!(
        visitor.sees_settings().await,
        "the settings are still there"
    );
    visitor.answer_settings("[data-action=close]").await;
    visitor.answer(REJECT).await;
    let receipt = world.owner().waits_for(1).await.swap_remove(0);
    assert_eq!(receipt["blocked"], shown, "{receipt}");

    // The site's own button and script open it too.
    click_action(&visitor, "stopped").await;
    visitor.shadow_part(HOST, STOPPED).await;
    close(&visitor).await;
    visitor.js("samtycke.open('stopped')").await;
    visitor.shadow_part(HOST, STOPPED).await;
}

// ACCEPTANCE 17 (partly: the panels: the focus inside while one is open, and back where it was), ACCEPTANCE 7 (partly: nor
// does leaving a panel grant anything)
#[tokio::test]
async fn in_each_engine_a_click_beside_a_panel_and_escape_close_it_and_give_the_focus_back() {
    for engine in Engine::available() {
        let setup = Setup {
            engine,
            ..Setup::default()
        };
        let Some(world) = World::with(setup).await else {
            return;
        };
        let name = engine.name();
        let visitor = world.visitor().await;
        visitor.open("/en/policy").await;
        visitor.banner_part("[data-layer=first]", REJECT).await;
        for (action, panel) in [("stopped", STOPPED), ("receipts", RECEIPTS)] {
            own_button(&visitor, action).await;
            let own = format!("document.getElementById('own-{action}')");
            for by_key in [false, true] {
                visitor.js(&format!("{own}.focus()")).await;
                visitor.press(Key::Enter).await;
                visitor.shadow_part(HOST, panel).await;
                // What is in it can be clicked.
                let title = visitor.shadow_part(HOST, "#title").await;
                title.click().await.unwrap();
                visitor.press(Key::Tab).await;
                let inside = "[document.body, document.documentElement, document.querySelector('samtycke-panel')].includes(document.activeElement)";
                assert!(visitor.holds(inside).await, "{name}: {action}");
                assert!(!visitor.holds(GONE).await, "{name}: {action}");
                if by_key {
                    visitor.press(Key::Escape).await;
                } else {
                    visitor.click_at(4, 4).await;
                }
                visitor.sees(GONE).await;
                visitor
                    .sees(&format!("document.activeElement === {own}"))
                    .await;
            }
        }
        assert!(visitor.is_asked().await, "{name}: still asked");
        assert_eq!(visitor.consent_cookie().await, None, "{name}");
    }
}

// ACCEPTANCE 66 (partly: in the page itself, by the key of this browser)
#[tokio::test]
async fn my_receipts_are_listed_with_the_text_that_was_shown_and_can_be_kept_and_withdrawn() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en/policy").await;
    visitor.requests().await;
    click_action(&visitor, "receipts").await;
    says(&visitor, "There are no receipts yet").await;
    close(&visitor).await;
    let asked = visitor.requests().await;
    assert!(
        !asked.iter().any(|request| request.path.contains("/my/")),
        "nobody has a key before a choice: {asked:?}"
    );

    visitor.answer(SETTINGS).await;
    visitor.save_settings(&["statistics"]).await;
    let receipt = world.owner().waits_for(1).await.swap_remove(0);
    let code = receipt["code"].as_str().unwrap();
    // From the persistent control.
    visitor.open_settings().await;
    let way = visitor
        .shadow_part("samtycke-banner", &format!("[part=tools] {RECEIPTS}"))
        .await;
    way.click().await.unwrap();
    says(&visitor, code).await;
    let text = said(&visitor).await;
    let own = visitor.js("samtycke.receipts()[0].code").await;
    assert_eq!(own, code);
    assert!(text.contains("AllowedStatistics"), "{text}");
    assert!(text.contains("Not allowedAdapted advertising"), "{text}");
    assert!(text.contains("Fjällboden AB uses cookies"), "{text}");
    let verify = visitor
        .js("document.querySelector('samtycke-panel').shadowRoot.querySelector('a[part=tool]').href")
        .await;
    let verify = verify.as_str().unwrap().to_owned();
    assert_eq!(verify, format!("{}/verify", world.collector.origin()));

    visitor
        .js("window.kept = '', window.native = URL.createObjectURL, URL.createObjectURL = (blob) => {
            blob.text().then((text) => kept = text); return native.call(URL, blob); }, 0")
        .await;
    let download = visitor.shadow_part(HOST, "[data-action=download]").await;
    download.click().await.unwrap();
    visitor.sees("kept.length > 0").await;
    let bundle: Value = serde_json::from_str(visitor.js("kept").await.as_str().unwrap()).unwrap();
    assert_eq!(bundle["format"], "samtycke-proof/1");
    let withdraw = visitor.shadow_part(HOST, "[data-action=withdraw]").await;
    withdraw.click().await.unwrap();
    let receipts = world.owner().waits_for(2).await;
    assert_eq!(receipts[0]["state"], "ConsentWithdrawn", "{receipts:?}");
    // What ran goes with the page, which is loaded anew; else that would come in the way of where the visitor goes next.
    visitor.sees("!('kept' in window)").await;
    visitor.whole().await;
    assert!(!visitor.has("statistics").await);
    // What was kept is taken by the page that the link leads to.
    visitor.go(&verify).await;
    visitor
        .js(&format!(
            "document.getElementById('pasted').value = {}, document.getElementById('check').click(), 0",
            Value::from(bundle.to_string())
        ))
        .await;
    for check in ["form", "signature", "claims", "notice"] {
        visitor
            .sees(&format!(
                "document.querySelector('[data-check={check}]')?.dataset.outcome === 'holds'"
            ))
            .await;
    }
}

#[tokio::test]
async fn when_the_receipts_cannot_be_had_the_panel_says_so_and_tries_again() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en/policy").await;
    visitor.answer(REJECT).await;
    let receipt = world.owner().waits_for(1).await.swap_remove(0);
    visitor.block(&["*/my/receipts"]).await;
    visitor.js("samtycke.open('receipts')").await;
    says(&visitor, "could not be fetched").await;
    visitor.block(&[]).await;
    let again = visitor.shadow_part(HOST, "[part=actions] button").await;
    again.click().await.unwrap();
    says(&visitor, receipt["code"].as_str().unwrap()).await;
    assert!(!said(&visitor).await.contains("could not be fetched"));
}

#[tokio::test]
async fn after_a_sign_out_or_another_sign_in_nobody_sees_the_earlier_persons_receipts() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en/login").await;
    visitor.sign_in("41001").await;
    visitor.quiet().await;
    visitor.answer(REJECT).await;
    let owner = world.owner();
    let first = owner.waits_for(1).await.swap_remove(0);
    let first = first["code"].as_str().unwrap();
    visitor.sees("samtycke.receipts().length === 1").await;
    visitor.open("/en/account").await;
    visitor.click("#sign-out").await;
    visitor.whole().await;
    owner.waits_for(2).await;
    visitor.sees("samtycke.receipts().length === 1").await;
    let codes = async || {
        visitor
            .js("samtycke.receipts().map((one) => one.code).join()")
            .await
    };
    assert!(!codes().await.as_str().unwrap().contains(first));
    visitor.js("samtycke.open('receipts')").await;
    visitor.shadow_part(HOST, "[part=receipt]").await;
    let text = said(&visitor).await;
    assert!(!text.contains(first), "{first} in {text}");
    assert!(text.contains(codes().await.as_str().unwrap()), "{text}");

    // Another customer, and nobody has said that the one before has left.
    visitor.open("/en/login").await;
    visitor.sign_in("41002").await;
    owner.waits_for(3).await;
    visitor
        .js("document.cookie.includes('samtycke=') && samtycke.identify('x.' + btoa(JSON.stringify({ sub: '41003' })) + '.y'), 0")
        .await;
    visitor.sees("samtycke.receipts().length <= 1").await;
    let left = codes().await;
    for receipt in owner.receipts().await {
        let user = receipt["user_id"].as_str().unwrap_or_default();
        let code = receipt["code"].as_str().unwrap();
        assert!(
            user != "41002" || !left.as_str().unwrap().contains(code),
            "{receipt}"
        );
    }
}
