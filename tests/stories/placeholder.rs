//! What stands in place of an embed that waits, and the two ways to have it.

use fantoccini::key::Key;
use product_tests::{ACCEPT, REJECT, Visitor, World};
use serde_json::{Value, json};

pub const HOST: &str = "samtycke-placeholder";
pub const ONCE: &str = "[data-action=once]";
pub const ALWAYS: &str = "[data-action=always]";
/// The film's own page at its service: what must come exactly once.
const FILM: &str = "/embed/natt";

/// Goes down to the film of the first page and waits for what stands in its place.
pub async fn see_the_placeholder(visitor: &Visitor) {
    visitor
        .js("document.querySelector('.film').scrollIntoView({ block: 'center' })")
        .await;
    visitor.shadow_part(HOST, ONCE).await;
}

/// How often the film's own page was asked for.
pub fn films(world: &World) -> u64 {
    let hosts = world.hits().hosts;
    let of_video = hosts.get("video.localhost");
    of_video
        .and_then(|paths| paths.get(FILM))
        .copied()
        .unwrap_or(0)
}

/// Waits until the film stands in its place.
pub async fn until_the_film_has_come(visitor: &Visitor) {
    visitor
        .sees(&format!(
            "!document.querySelector('{HOST}') && document.querySelector('.film iframe').checkVisibility() \
             && !document.querySelector('.film iframe').hasAttribute('data-consent')"
        ))
        .await;
    visitor.quiet().await;
}

/// The text of the placeholder, and its room on the page.
const DRAWN: &str = "(() => {
    const host = document.querySelector('samtycke-placeholder');
    const { x, y, width, height } = host.getBoundingClientRect();
    const buttons = [...host.shadowRoot.querySelectorAll('button')].map((one) => one.getBoundingClientRect());
    return { text: host.shadowRoot.textContent, box: [x, y + scrollY, width, height], lang: host.lang,
        least: Math.min(...buttons.flatMap((one) => [one.width, one.height])),
        inside: buttons.every((one) => one.left >= x && one.right <= x + width && one.top >= y && one.bottom <= y + height) };
})()";

/// The room that the embed itself would take.
const EMBEDDED: &str = "(() => {
    const host = document.querySelector('samtycke-placeholder'), embed = host.nextElementSibling;
    const [display, priority] = [embed.style.getPropertyValue('display'), embed.style.getPropertyPriority('display')];
    host.style.display = 'none';
    embed.style.removeProperty('display');
    const { x, y, width, height } = embed.getBoundingClientRect();
    embed.style.setProperty('display', display, priority);
    host.style.display = 'inline-block';
    return [x, y + scrollY, width, height];
})()";

// ACCEPTANCE 44 (partly: the placeholder; each way to have it is a story below)
#[tokio::test]
async fn an_embed_that_waits_has_a_placeholder_of_its_size_that_names_service_and_purpose() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en").await;
    visitor
        .js("window.shifts = 0; new PerformanceObserver((list) => list.getEntries().forEach((one) => shifts += one.value))
            .observe({ type: 'layout-shift', buffered: true }); 0")
        .await;
    see_the_placeholder(&visitor).await;
    // Before the window changes, when everything moves.
    assert_eq!(
        visitor.js("shifts").await.as_f64(),
        Some(0.0),
        "the page moved"
    );
    for width in [1280, 700, 320] {
        visitor.resize(width, 720).await;
        visitor
            .sees(&format!(
                "JSON.stringify({EMBEDDED}.map(Math.round)) === JSON.stringify({DRAWN}.box.map(Math.round))"
            ))
            .await;
        let drawn = visitor.js(DRAWN).await;
        assert!(drawn["box"][3].as_f64() > Some(100.0), "{width}: {drawn}");
        assert!(drawn["least"].as_f64() >= Some(24.0), "{width}: {drawn}");
        assert_eq!(drawn["inside"], json!(true), "{width}: {drawn}");
        assert_eq!(drawn["lang"], "en");
        for fact in ["Filmrutan", "Adapted advertising", "a night by Pårtejaure"] {
            let text = drawn["text"].as_str().unwrap();
            assert!(text.contains(fact), "{fact} in {text}");
        }
    }
    let poster = "document.querySelector('samtycke-placeholder').shadowRoot.querySelector('img').naturalWidth > 0";
    visitor.sees(poster).await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}

// ACCEPTANCE 44 (partly: this once)
#[tokio::test]
async fn this_once_loads_that_embed_alone_and_grants_and_records_nothing() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    see_the_placeholder(&visitor).await;
    visitor
        .js(&format!(
            "document.querySelector('{HOST}').shadowRoot.querySelector('{ONCE}').click(); 0"
        ))
        .await;
    visitor.quiet().await;
    assert_eq!(
        world.hits().total,
        0,
        "a script's click was taken for a hand's"
    );

    visitor.shadow_part(HOST, ONCE).await.click().await.unwrap();
    until_the_film_has_come(&visitor).await;
    assert_eq!(films(&world), 1);
    assert_eq!(
        world.hits().host("ads.localhost"),
        0,
        "the same purpose, not asked for"
    );
    assert!(!visitor.has("advertising").await);
    assert!(visitor.is_asked().await, "the question still stands");
    assert_eq!(visitor.consent_cookie().await, None);
    assert!(world.owner().receipts().await.is_empty());
    // What a script then gives to the same frame waits as before, and so does another frame.
    let port = world.shop.origin().rsplit(':').next().unwrap().to_owned();
    visitor
        .js(&format!(
            "document.querySelector('.film iframe').src = 'http://video.localhost:{port}/embed/other';
             document.querySelector('.film').append(Object.assign(document.createElement('iframe'),
                 {{ src: 'http://video.localhost:{port}/embed/natt' }})); 0"
        ))
        .await;
    visitor
        .sees(&format!("document.querySelectorAll('{HOST}').length === 2"))
        .await;
    visitor.quiet().await;
    assert_eq!(films(&world), 1);

    visitor.reload().await;
    see_the_placeholder(&visitor).await;
    visitor.quiet().await;
    assert_eq!(films(&world), 1, "it was for once");
}

// ACCEPTANCE 44 (partly: always, with a receipt; and that it comes back after a withdrawal)
#[tokio::test]
async fn always_grants_the_purpose_with_a_receipt_and_a_withdrawal_brings_the_placeholder_back() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    see_the_placeholder(&visitor).await;
    visitor.js("window.notReloaded = true").await;
    visitor
        .shadow_part(HOST, ALWAYS)
        .await
        .click()
        .await
        .unwrap();
    until_the_film_has_come(&visitor).await;
    assert!(visitor.holds("window.notReloaded").await);
    assert_eq!(films(&world), 1);
    assert!(visitor.has("advertising").await);
    assert!(!visitor.has("statistics").await, "nothing else was granted");
    assert_eq!(world.hits().host("stats.localhost"), 0);
    let focused = "document.activeElement === document.querySelector('.film iframe')";
    assert!(visitor.holds(focused).await, "the focus was lost");

    let owner = world.owner();
    let receipt = owner.waits_for(1).await.swap_remove(0);
    assert_eq!(receipt["method"], "placeholder.allow", "{receipt}");
    assert_eq!(receipt["state"], "ConsentGiven");
    let decision = |id: &str| {
        let purposes = receipt["purposes"].as_array().unwrap();
        let purpose = purposes.iter().find(|purpose| purpose["id"] == id);
        purpose.unwrap()["decision"].clone()
    };
    assert_eq!(decision("advertising"), "granted");
    assert_eq!(decision("statistics"), "denied");

    visitor.open_settings().await;
    visitor.js("window.isBefore = true").await;
    visitor.save_settings(&[]).await;
    // The page is loaded again.
    visitor.sees("!window.isBefore").await;
    visitor.whole().await;
    see_the_placeholder(&visitor).await;
    visitor.quiet().await;
    assert_eq!(films(&world), 1);
}

// ACCEPTANCE 44 (partly: granted in another tab), ACCEPTANCE 43 (partly: a grant)
#[tokio::test]
async fn what_is_granted_in_another_tab_takes_the_placeholder_away_and_the_embed_comes_once() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    see_the_placeholder(&visitor).await;
    let (first, _) = visitor.open_tab("/product/kasa").await;
    visitor.answer(ACCEPT).await;
    visitor.switch_to(&first).await;
    until_the_film_has_come(&visitor).await;
    assert_eq!(films(&world), 1);
    assert!(!visitor.is_asked().await);
}

#[tokio::test]
async fn the_keyboard_reaches_both_ways_and_enter_loads() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    see_the_placeholder(&visitor).await;
    // From the last thing that can be reached before it.
    visitor
        .js("document.querySelector('.film h2').tabIndex = -1, document.querySelector('.film h2').focus(), 0")
        .await;
    let mut reached = Vec::new();
    for _ in 0..2 {
        visitor.press(Key::Tab).await;
        let at = visitor
            .js("(() => {
                const one = document.activeElement.shadowRoot?.activeElement;
                return one && [one.dataset.action, one.matches(':focus-visible') && getComputedStyle(one).outlineStyle];
            })()")
            .await;
        reached.push(at);
    }
    assert_eq!(
        Value::from(reached),
        json!([["once", "solid"], ["always", "solid"]])
    );
    visitor.press(Key::Enter).await;
    until_the_film_has_come(&visitor).await;
    assert_eq!(films(&world), 1);
}

/// Embeds of every kind that a page makes later, in layouts of their own; a tiny frame, and one that goes again.
const LATER: &str = "(() => {
    const make = (tag, attribute, style) => {
        const one = document.createElement(tag);
        one.setAttribute(attribute, VIDEO + '/embed/' + tag);
        one.style.cssText = style;
        return one;
    };
    const room = document.createElement('div');
    room.id = 'room';
    room.style.cssText = 'position: relative; display: flex; gap: 8px; flex-wrap: wrap; width: 700px';
    const wide = document.createElement('div');
    wide.style.cssText = 'position: relative; width: 300px; padding-top: 180px';
    wide.append(make('iframe', 'src', 'position: absolute; inset: 0; width: 100%; height: 100%; border: 0'));
    const video = document.createElement('video');
    video.style.cssText = 'width: 300px; height: 170px';
    const source = document.createElement('source');
    source.src = VIDEO + '/embed/video';
    video.append(source);
    room.append(wide, make('embed', 'src', 'width: 300px; height: 160px'),
        make('object', 'data', 'width: 300px; height: 150px'), video,
        make('iframe', 'src', 'width: 1px; height: 1px'));
    document.querySelector('main').prepend(room);
})()";

// ACCEPTANCE 44 (partly: every kind of embed, made by scripts after the page came)
#[tokio::test]
async fn embeds_of_every_kind_that_scripts_insert_get_one_each_and_it_goes_with_its_embed() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    visitor.answer(REJECT).await;
    let port = world.shop.origin().rsplit(':').next().unwrap().to_owned();
    let script = LATER.replace("VIDEO", &format!("'http://video.localhost:{port}'"));
    visitor.js(&script).await;
    visitor.shadow_part(HOST, ONCE).await;
    let sizes = "JSON.stringify([...document.querySelectorAll('#room samtycke-placeholder')]
        .map((one) => one.nextElementSibling.localName + ' ' + one.offsetWidth + ' ' + one.offsetHeight))";
    visitor
        .sees(&format!(
            "{sizes} === '[\"iframe 300 180\",\"embed 300 160\",\"object 300 150\",\"video 300 170\"]'"
        ))
        .await;
    // As a change of route does it: the embed is taken out, or all around it.
    visitor
        .js("document.querySelector('#room embed').remove(), 0")
        .await;
    visitor
        .sees("document.querySelectorAll('samtycke-placeholder').length === 3")
        .await;
    visitor
        .js("window.room = document.getElementById('room'), room.remove(), 0")
        .await;
    visitor
        .sees("!document.querySelector('samtycke-placeholder')")
        .await;
    visitor
        .js("document.querySelector('main').append(room), 0")
        .await;
    visitor
        .sees("document.querySelectorAll('samtycke-placeholder').length === 3")
        .await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}
