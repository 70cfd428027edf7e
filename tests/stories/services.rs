//! Somebody refuses one service and keeps others of its category.

use fantoccini::key::Key;
use product_tests::{ACCEPT, SAVE, SETTINGS, Visitor, World, wait};
use serde_json::{Value, json};

use crate::placeholder::{ALWAYS, HOST, films, see_the_placeholder, until_the_film_has_come};

const DIALOG: &str = "[data-layer=settings]";

/// Turns the switch of a service of advertising.
async fn turn(visitor: &Visitor, service: &str) {
    if !visitor
        .holds(&in_settings(
            "section[data-category=advertising] details",
            "open",
        ))
        .await
    {
        let summary = "section[data-category=advertising] summary";
        visitor
            .banner_part(DIALOG, summary)
            .await
            .click()
            .await
            .unwrap();
    }
    let switch = format!("#service-{service}");
    visitor
        .banner_part(DIALOG, &switch)
        .await
        .click()
        .await
        .unwrap();
}

/// A property of something in the settings, as an expression.
fn in_settings(selector: &str, property: &str) -> String {
    format!(
        "document.querySelector('samtycke-banner').shadowRoot.querySelector('{DIALOG} {selector}').{property}"
    )
}

/// How the switches of advertising stand: the category's (and whether it is mixed), then each service's.
async fn switches(visitor: &Visitor) -> Value {
    let section = in_settings(
        "section[data-category=advertising]",
        "querySelectorAll('input')",
    );
    visitor
        .js(&format!(
            "[...{section}].map((one) => one.indeterminate ? 'mixed' : one.checked)"
        ))
        .await
}

/// What was decided about each service that needs consent, by the newest of `count` receipts.
async fn decided(world: &World, count: usize) -> Value {
    let receipts = world.owner().waits_for(count).await;
    let vendors = receipts[0]["vendors"].as_array().unwrap().iter();
    vendors
        .filter(|vendor| vendor["decision"] != "not_asked")
        .map(|vendor| {
            (
                vendor["id"].as_str().unwrap().to_owned(),
                vendor["decision"].clone(),
            )
        })
        .collect()
}

async fn hosts(world: &World, visitor: &Visitor) -> Vec<String> {
    visitor.quiet().await;
    world.hits().hosts.keys().cloned().collect()
}

// ACCEPTANCE 10, ACCEPTANCE 30 (partly: by service)
#[tokio::test]
async fn a_service_that_is_refused_stays_away_while_another_of_its_category_comes_until_it_is_granted()
 {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(SETTINGS).await;
    // In a category that is refused, one service alone.
    turn(&visitor, "annonsbo").await;
    assert_eq!(switches(&visitor).await, json!(["mixed", true, false]));
    visitor.answer_settings(SAVE).await;
    visitor.sees("window.standInOrder?.length === 2").await;
    see_the_placeholder(&visitor).await;
    assert_eq!(hosts(&world, &visitor).await, ["ads.localhost"]);
    let cookie = visitor.consent_cookie().await.unwrap();
    assert!(
        cookie.starts_with("1s.9.") && cookie.ends_with(".filmrutan"),
        "{cookie}"
    );
    let granted = json!({"annonsbo": "granted", "filmrutan": "denied", "matladan": "denied"});
    assert_eq!(decided(&world, 1).await, granted);

    // On the next visit as well, and the settings show it.
    visitor.open("/").await;
    visitor.sees("window.standInOrder?.length === 2").await;
    see_the_placeholder(&visitor).await;
    assert_eq!(hosts(&world, &visitor).await, ["ads.localhost"]);
    assert!(
        visitor
            .holds("samtycke.has('advertising') && !samtycke.has('all')")
            .await
    );
    assert_eq!(
        visitor.js("samtycke.get().refused").await,
        json!(["filmrutan"])
    );
    visitor.open_settings().await;
    assert_eq!(switches(&visitor).await, json!(["mixed", true, false]));

    // Granted later it comes at once, in its place.
    visitor.js("window.notReloaded = true").await;
    turn(&visitor, "filmrutan").await;
    assert_eq!(switches(&visitor).await, json!([true, true, true]));
    visitor.answer_settings(SAVE).await;
    until_the_film_has_come(&visitor).await;
    assert_eq!(films(&world), 1);
    assert!(visitor.holds("window.notReloaded").await);
    let cookie = visitor.consent_cookie().await.unwrap();
    assert_eq!(cookie.split('.').count(), 5, "{cookie}");
    let granted = json!({"annonsbo": "granted", "filmrutan": "granted", "matladan": "denied"});
    assert_eq!(decided(&world, 2).await, granted);
}

// ACCEPTANCE 31 (partly: by service)
#[tokio::test]
async fn withdrawing_one_service_deletes_what_it_stored_and_leaves_the_others() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    visitor.open_settings().await;
    turn(&visitor, "annonsbo").await;
    visitor.answer_settings(SAVE).await;
    wait::until("what it stored is gone", async || {
        let stored = visitor.stored().await;
        (!stored.names().contains("_ad_id") && !stored.names().contains("_ad_seen")).then_some(())
    })
    .await;
    visitor.whole().await;
    visitor.quiet().await;
    world.shop.hits().clear();
    visitor.open("/").await;
    until_the_film_has_come(&visitor).await;
    assert_eq!(
        hosts(&world, &visitor).await,
        ["stats.localhost", "video.localhost"]
    );
    let stored = visitor.stored().await;
    assert!(
        stored.names().contains("_st_id") && !stored.names().contains("_ad_id"),
        "{stored:?}"
    );
    let receipts = world.owner().waits_for(2).await;
    assert_eq!(receipts[0]["state"], "ConsentWithdrawn");
    let granted = json!({"annonsbo": "denied", "filmrutan": "granted", "matladan": "granted"});
    assert_eq!(decided(&world, 2).await, granted);

    // What the site itself has marked by the category goes by its address too.
    let film = "document.querySelector('.film iframe').src";
    let ad = visitor
        .js(&format!("{film}.replace(/.*video/, 'http://ads')"))
        .await;
    let marked = format!("<img id=marked data-consent=advertising data-src={ad}>");
    visitor
        .js(&format!(
            "document.body.insertAdjacentHTML('beforeend', {})",
            json!(marked)
        ))
        .await;
    assert_eq!(
        hosts(&world, &visitor).await,
        ["stats.localhost", "video.localhost"]
    );
    assert!(
        visitor
            .holds("!document.getElementById('marked').src")
            .await
    );

    // A sweeping yes has no exceptions.
    visitor.open_settings().await;
    visitor.answer_settings(ACCEPT).await;
    visitor
        .sees("samtycke.has('all') && !samtycke.get().refused.length")
        .await;
}

// ACCEPTANCE 44 (partly: of a service that is refused)
#[tokio::test]
async fn the_placeholder_of_a_refused_service_grants_that_one_and_no_other() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en").await;
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    visitor.open_settings().await;
    turn(&visitor, "annonsbo").await;
    turn(&visitor, "filmrutan").await;
    // No service is left: the category goes.
    assert_eq!(switches(&visitor).await, json!([false, false, false]));
    turn(&visitor, "annonsbo").await;
    visitor.answer_settings(SAVE).await;
    visitor.whole().await;
    visitor.open("/en").await;
    see_the_placeholder(&visitor).await;
    let text = format!("document.querySelector('{HOST}').shadowRoot.textContent");
    let text = visitor.js(&text).await;
    let text = text.as_str().unwrap();
    assert!(
        text.contains("Filmrutan") && text.contains("Adapted advertising"),
        "{text}"
    );
    assert!(!text.contains("Statistics"), "{text}");
    world.shop.hits().clear();
    visitor
        .shadow_part(HOST, ALWAYS)
        .await
        .click()
        .await
        .unwrap();
    until_the_film_has_come(&visitor).await;
    assert_eq!(films(&world), 1);
    visitor.sees("samtycke.has('all')").await;
}

// ACCEPTANCE 17, ACCEPTANCE 20 (partly: the switches of services)
#[tokio::test]
async fn the_switches_of_a_category_follow_each_other_and_the_keyboard_and_say_what_they_are() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en").await;
    visitor.answer(SETTINGS).await;
    assert_eq!(switches(&visitor).await, json!([false, false, false]));
    let press = async |switch: &str, key: Key| {
        visitor.js(&in_settings(switch, "focus()")).await;
        visitor.press(key).await;
        switches(&visitor).await
    };
    assert_eq!(
        press("#advertising", Key::Space).await,
        json!([true, true, true])
    );
    visitor
        .banner_part(DIALOG, "section[data-category=advertising] summary")
        .await
        .click()
        .await
        .unwrap();
    let (ads, film) = ("#service-annonsbo", "#service-filmrutan");
    assert_eq!(press(film, Key::Space).await, json!(["mixed", true, false]));
    assert_eq!(press(ads, Key::Space).await, json!([false, false, false]));
    assert_eq!(press(film, Key::Space).await, json!(["mixed", false, true]));
    // From here there is one click to none, and one more to all.
    assert_eq!(
        press("#advertising", Key::Space).await,
        json!([false, false, false])
    );
    assert_eq!(
        press("#advertising", Key::Space).await,
        json!([true, true, true])
    );
    let named = in_settings(film, "labels[0].textContent");
    assert!(
        visitor
            .js(&named)
            .await
            .as_str()
            .unwrap()
            .contains("Filmrutan")
    );
    let described = in_settings("#title-advertising", "textContent");
    assert_eq!(visitor.js(&described).await, "Adapted advertising");
    let group = "section[data-category=advertising] details";
    let by = in_settings(group, "getAttribute('aria-labelledby')");
    assert_eq!(visitor.js(&by).await, "title-advertising");
}

// ACCEPTANCE 30 (partly: by service, through the page's own button)
#[tokio::test]
async fn a_button_of_the_site_may_leave_one_service_out() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor
        .js("(() => {
            const button = document.createElement('button');
            button.id = 'few';
            button.append('Only what pays for the shop');
            button.onclick = () => window.taken = samtycke.save(
                { advertising: true, filmrutan: false, matladan: false, nobody: false });
            document.querySelector('main').prepend(button);
        })()")
        .await;
    visitor.click("#few").await;
    visitor.sees("window.taken === true").await;
    visitor.sees("window.standInOrder?.length === 2").await;
    see_the_placeholder(&visitor).await;
    assert_eq!(hosts(&world, &visitor).await, ["ads.localhost"]);
    // Neither what is of a category that is refused nor what the site does not declare is kept.
    assert_eq!(
        visitor.js("samtycke.get().refused").await,
        json!(["filmrutan"])
    );
    let granted = json!({"annonsbo": "granted", "filmrutan": "denied", "matladan": "denied"});
    assert_eq!(decided(&world, 1).await, granted);
}
