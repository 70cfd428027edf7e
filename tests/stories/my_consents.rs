//! A visitor sees, keeps, checks and takes back what they chose, with nothing but the key in the own browser.

use fantoccini::key::Key;
use product_tests::{ACCEPT, Launch, REJECT, Visitor, World, wait};
use serde_json::{Value, json};

use crate::accessibility::axe;

/// The page in the frame, as the shop's page cannot read it: through the driver.
async fn into_frame(visitor: &Visitor) {
    visitor
        .sees("!!document.querySelector('samtycke-receipts')?.shadowRoot?.querySelector('iframe')")
        .await;
    visitor.enter_frame("samtycke-receipts", "iframe").await;
}

/// Waits for a state of the page, by what the driver sees in the frame.
async fn state(visitor: &Visitor, wanted: &str) {
    wait::until(&format!("the page is {wanted}"), async || {
        let found = visitor
            .in_frame("return document.getElementById('state').dataset.state")
            .await;
        (found == wanted).then_some(())
    })
    .await;
}

/// Waits until a sentence stands there.
async fn says(visitor: &Visitor, sentence: &str) {
    wait::until(&format!("the page says: {sentence}"), async || {
        text(visitor).await.contains(sentence).then_some(())
    })
    .await;
}

async fn text(visitor: &Visitor) -> String {
    let text = visitor
        .in_frame("return document.querySelector('main').innerText")
        .await;
    text.as_str().unwrap_or_default().to_owned()
}

/// Waits until every receipt can be checked, and nothing is said to be on its way.
async fn proved(visitor: &Visitor) {
    wait::until("every receipt has its proof", async || {
        let waiting = "return document.querySelectorAll('[data-receipt] .waits').length + ' of ' + \
                       document.querySelectorAll('[data-receipt]').length + ' wait, ' + \
                       document.querySelectorAll('[data-receipt] .todo button + button').length + ' can be checked'";
        let told = visitor.in_frame(waiting).await;
        let told = told.as_str().unwrap_or_default().to_owned();
        let mut numbers = told.split(' ').filter_map(|word| word.parse::<u32>().ok());
        let [waiting, all, checkable] = [(); 3].map(|()| numbers.next());
        (waiting == Some(0) && all > Some(0) && checkable == all).then_some(())
    })
    .await;
}

// ACCEPTANCE 66, ACCEPTANCE 92 (partly: the key in no address, from the first visit on)
#[tokio::test]
async fn who_has_the_device_sees_keeps_checks_and_takes_back_without_a_login() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    // Before any choice there is nothing, and nothing is asked.
    visitor.open("/my-consents").await;
    visitor.answer(REJECT).await;
    visitor.open("/").await;
    visitor.open_settings().await;
    visitor.save_settings(&["statistics"]).await;
    let owner = world.owner();
    let before = owner.waits_for(2).await;
    let mut asked = visitor.requests().await;
    assert!(asked.iter().any(|one| one.path == "/v1/sites/shop/choices"));

    visitor.open("/my-consents").await;
    into_frame(&visitor).await;
    state(&visitor, "ready").await;
    let shown = text(&visitor).await;
    assert!(
        shown.contains("Mina samtycken") && shown.contains("Samtycke"),
        "{shown}"
    );
    for receipt in &before {
        let code = receipt["code"].as_str().unwrap();
        assert!(shown.contains(code), "{code}: {shown}");
    }

    // The key stands in no address and in no Referer; nothing goes to a third party, and nothing is stored there.
    let cookie = {
        visitor.leave_frame().await;
        visitor.consent_cookie().await.unwrap()
    };
    let key = cookie.rsplit('.').next().unwrap().to_owned();
    asked.extend(visitor.requests().await);
    for request in asked {
        assert!(!request.path.contains(&key), "{}", request.path);
        // The shop itself, and the statistics that were granted.
        let known = ["consent.localhost", "shop.localhost", "stats.localhost"];
        assert!(
            known.contains(&request.host.as_str()),
            "{}{}",
            request.host,
            request.path
        );
    }
    into_frame(&visitor).await;
    let stored =
        "return [document.cookie, localStorage.length, sessionStorage.length, document.referrer]";
    assert_eq!(visitor.in_frame(stored).await, json!(["", 0, 0, ""]));
    assert!(!text(&visitor).await.contains(&key));

    // A receipt of just now is proved by the next checkpoint; the page says so, and settles by itself.
    proved(&visitor).await;

    // Kept: what the page would save is a proof bundle that holds.
    let caught = "const made = URL.createObjectURL; URL.createObjectURL = (blob) => { blob.text().then((text) => \
                  { window.saved = text }); return made.call(URL, blob) }; \
                  document.querySelector('[data-receipt] button').click()";
    visitor.in_frame(caught).await;
    let bundle = wait::until("a file is saved", async || {
        let saved = visitor.in_frame("return window.saved").await;
        saved.as_str().map(str::to_owned)
    })
    .await;
    let keys = world.stranger().get("/.well-known/consent-log.json").await;
    let keys = consent_core::verify::PublishedKeys::parse(&keys.text().await.unwrap()).unwrap();
    let report = consent_core::verify::verify_receipt(&bundle, Some(&keys));
    assert_eq!(
        report.verdict(),
        consent_core::verify::Verdict::Holds,
        "{:?}",
        report.checks
    );

    // Checked: the verifier's page opens with the receipt in it.
    let own = visitor.window().await;
    visitor
        .click_in_frame("[data-receipt] .todo button + button")
        .await;
    let verdict = wait::until("the verifier has a verdict", async || {
        visitor.look_at_newest_window(&own).await.then_some(())?;
        let verdict = visitor
            .in_frame("return document.getElementById('result')?.dataset.verdict ?? ''")
            .await;
        verdict
            .as_str()
            .filter(|verdict| !verdict.is_empty())
            .map(str::to_owned)
    })
    .await;
    assert_eq!(verdict, "holds");
    visitor.switch_to(&own).await;
    visitor.close_other_windows().await;

    // Taken back, by keyboard alone: the button, and in the dialog the way back to "yes".
    into_frame(&visitor).await;
    visitor
        .in_frame("document.getElementById('withdraw').focus()")
        .await;
    visitor.press(Key::Enter).await;
    wait::until("it asks again", async || {
        let is_open = visitor
            .in_frame("return document.getElementById('sure').open")
            .await;
        (is_open == Value::Bool(true)).then_some(())
    })
    .await;
    let focused = visitor
        .in_frame("return document.activeElement.value")
        .await;
    assert_eq!(focused, "no", "the safe answer has the focus");
    visitor
        .in_frame("document.querySelector('#sure [value=yes]').focus()")
        .await;
    visitor.press(Key::Enter).await;
    // The shop's page follows: the statistics ran in it, so it loads itself anew.
    visitor.leave_frame().await;
    visitor
        .sees("window.samtycke?.get().chosen && window.samtycke.get().statistics === false")
        .await;
    visitor.whole().await;
    assert!(!visitor.has("statistics").await);
    into_frame(&visitor).await;
    says(&visitor, "Inget samtycke gäller nu").await;
    // Nothing is left to take back, and the page does not offer it.
    let is_offered = "return document.getElementById('withdraw').checkVisibility()";
    assert_eq!(visitor.in_frame(is_offered).await, Value::Bool(false));
    visitor.leave_frame().await;
    let all = owner.receipts().await;
    assert!(
        all.iter()
            .any(|receipt| receipt["state"] == "ConsentWithdrawn"),
        "{all:?}"
    );
    for receipt in &before {
        assert!(all.contains(receipt), "earlier receipts are as they were");
    }
}

#[tokio::test]
async fn who_has_chosen_nothing_or_comes_from_nowhere_is_told_so() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/en/my-consents").await;
    into_frame(&visitor).await;
    state(&visitor, "empty").await;
    says(&visitor, "No choice is saved in this browser").await;
    visitor.leave_frame().await;
    // Before the choice nothing is sent: the page asks for itself and no more.
    assert!(world.owner().receipts().await.is_empty());

    // Opened by itself, it says where to go. A page of another site cannot frame it at all.
    let page = world.collector.url("/s/shop/my?lang=en");
    visitor.go(&page).await;
    visitor
        .sees("document.getElementById('state').dataset.state === 'alone'")
        .await;

    // The collector is away: said in words, with a way to try again, and it works when it is back.
    visitor.open("/en/").await;
    visitor.answer(ACCEPT).await;
    world.owner().waits_for(1).await;
    visitor.open("/en/my-consents").await;
    into_frame(&visitor).await;
    state(&visitor, "ready").await;
    visitor
        .in_frame("window.real = window.fetch; window.fetch = () => Promise.reject(new TypeError('away')); \
                   document.getElementById('extract').click()")
        .await;
    state(&visitor, "error").await;
    says(&visitor, "could not be reached").await;
    // As it is before the first checkpoint: said in words, and over by itself.
    visitor
        .in_frame(
            "window.fetch = async (...asked) => {
                 window.fetch = window.real;
                 const answer = await (await window.real(...asked)).json();
                 answer.items.forEach((item) => { item.proof = null });
                 return new Response(JSON.stringify(answer));
             };
             document.querySelector('#state button').click()",
        )
        .await;
    state(&visitor, "ready").await;
    says(
        &visitor,
        "The proof of the receipt's place in the log is on its way",
    )
    .await;
    proved(&visitor).await;
}

// ACCEPTANCE 66 (partly: axe-core finds nothing in the page, light and dark, Swedish and English)
#[tokio::test]
async fn axe_finds_nothing_on_the_page_with_everything_open() {
    let Some(axe) = axe() else { return };
    let Some(world) = World::start().await else {
        return;
    };
    for (is_dark, path) in [(false, "/my-consents"), (true, "/en/my-consents")] {
        let launch = Launch {
            is_dark,
            ..Launch::default()
        };
        let visitor = world.visitor_with(launch).await;
        visitor.open("/").await;
        visitor.answer(ACCEPT).await;
        visitor
            .sees("window.samtycke.receipts().length === 1")
            .await;
        visitor.open(path).await;
        into_frame(&visitor).await;
        state(&visitor, "ready").await;
        visitor.in_frame(&format!("{axe};0")).await;
        for step in ["", "document.getElementById('withdraw').click();"] {
            let found = visitor
                .in_frame(&format!(
                    "document.querySelectorAll('details').forEach((one) => one.open = true); {step}
                     return axe.run(document).then((found) => [found.passes.length, found.violations.map((one) =>
                         one.id + ': ' + one.nodes.map((node) => node.target + ' ' + node.failureSummary).join('; '))])"
                ))
                .await;
            assert!(
                found[0].as_u64() > Some(10),
                "axe looked at nothing: {found}"
            );
            assert_eq!(found[1], json!([]), "{path} {step}");
        }
    }
}
