//! Letters beside cookies, in the shop's pages and the collector's: signed up for, confirmed, seen, objected to, stopped.

use product_tests::{REJECT, Visitor, World, wait};
use reqwest::Method;
use serde_json::{Value, json};

/// Signed in as customer 10042, with cookies refused.
async fn signed_in(world: &World) -> Visitor {
    let visitor = world.visitor().await;
    visitor.open("/login").await;
    visitor.answer(REJECT).await;
    visitor.sign_in("10042").await;
    visitor
}

/// Clicks what stands in the middle of the window, where the persistent control does not lie over it.
async fn press(visitor: &Visitor, selector: &str) {
    let found = format!("document.querySelector({})", json!(selector));
    visitor.sees(&format!("!!{found}")).await;
    visitor
        .js(&format!("{found}.scrollIntoView({{block: 'center'}})"))
        .await;
    visitor.click(selector).await;
}

/// The receipts of clauses, newest first, once there are so many.
async fn clause_receipts(world: &World, count: usize) -> Vec<Value> {
    let owner = world.owner();
    wait::until(&format!("{count} receipts of clauses"), async || {
        let mut receipts = owner.find(json!({"user_id": "10042"})).await;
        receipts.retain(|receipt| !receipt["clause"].is_null());
        (receipts.len() == count).then_some(receipts)
    })
    .await
}

fn decisions(receipt: &Value) -> Value {
    let channels = receipt["channels"].as_array().unwrap();
    channels
        .iter()
        .map(|channel| {
            (
                channel["id"].as_str().unwrap().to_owned(),
                channel["decision"].clone(),
            )
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// What the account page has ticked.
async fn ticked(visitor: &Visitor) -> Value {
    visitor.open("/account").await;
    visitor
        .sees("!!document.getElementById('save-letters')")
        .await;
    visitor
        .js("[...document.querySelectorAll('form input:checked')].map((box) => box.name)")
        .await
}

/// What a visitor reads of the newsletter's clause, as the collector writes it down.
const SHOWN: &str = "(() => {
    const field = document.querySelector('[name=\"newsletter.email\"]').closest('fieldset');
    const said = [...field.querySelectorAll('legend, p, label')].map((one) => one.textContent.trim());
    return ['[clause newsletter]', ...said].join('\\n');
})()";

// ACCEPTANCE 62
#[tokio::test]
async fn a_letter_is_signed_up_for_confirmed_seen_and_stopped_by_one_click() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = signed_in(&world).await;
    visitor.open("/newsletter").await;
    let boxes = "document.querySelectorAll('form input[type=checkbox]')";
    assert!(visitor.holds(&format!("{boxes}.length === 5")).await);
    assert!(
        visitor
            .holds(&format!("[...{boxes}].every((box) => !box.checked)"))
            .await,
        "nothing is ticked for the visitor"
    );
    let shown = visitor.js(SHOWN).await;
    press(&visitor, "[name='newsletter.email']").await;
    press(&visitor, "#sign-up").await;
    visitor
        .sees("!!document.querySelector('[data-link=confirm]')")
        .await;

    let [confirm, stop] = ["confirm", "unsubscribe"]
        .map(|link| format!("document.querySelector('[data-link={link}]').getAttribute('href')"));
    let (confirm, stop) = (visitor.js(&confirm).await, visitor.js(&stop).await);

    // The text that was read, by channel, and e-mail waits.
    let receipts = clause_receipts(&world, 1).await;
    assert_eq!(receipts[0]["state"], "ConsentRequested");
    assert_eq!(
        decisions(&receipts[0]),
        json!({"email": "pending", "post": "denied"})
    );
    let bundle = world
        .owner()
        .bundle(receipts[0]["receipt_id"].as_str().unwrap())
        .await;
    assert_eq!(
        bundle["notice"].as_str().map(str::trim_end),
        shown.as_str(),
        "the text shown is the text recorded"
    );
    assert_eq!(ticked(&visitor).await, json!([]), "waiting is no consent");
    visitor.go(confirm.as_str().unwrap()).await;
    visitor
        .sees("!!document.querySelector('form[method=post] button')")
        .await;
    press(&visitor, "form[method=post] button").await;
    let receipts = clause_receipts(&world, 2).await;
    assert_eq!(receipts[0]["state"], "ConsentGiven");
    assert_eq!(
        decisions(&receipts[0]),
        json!({"email": "granted", "post": "denied"})
    );
    assert_eq!(ticked(&visitor).await, json!(["newsletter.email"]));

    // As a mail program does it (RFC 8058): no cookie, no page.
    let stop = stop.as_str().unwrap();
    let path = &stop[stop.find("/unsubscribe/").unwrap()..];
    let answer = world
        .stranger()
        .send(Method::POST, path, "List-Unsubscribe=One-Click")
        .await;
    assert!(answer.status().is_success());
    let receipts = clause_receipts(&world, 3).await;
    assert_eq!(receipts[0]["state"], "ConsentWithdrawn");
    assert_eq!(receipts[0]["method"], "link.unsubscribe");
    assert_eq!(ticked(&visitor).await, json!([]));
}

// ACCEPTANCE 63 (partly: in the shop's account page; every receipt before it stands as it was)
#[tokio::test]
async fn an_objection_to_offers_leaves_the_newsletter_and_what_is_emptied_is_withdrawn() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = signed_in(&world).await;
    visitor.open("/newsletter").await;
    press(&visitor, "[name='newsletter.post']").await;
    press(&visitor, "[name='offers.phone']").await;
    press(&visitor, "#sign-up").await;
    visitor.sees("!!document.querySelector('.state')").await;
    let given = clause_receipts(&world, 2).await;
    assert_eq!(
        ticked(&visitor).await,
        json!(["newsletter.post", "offers.phone"])
    );

    press(&visitor, "#object").await;
    let objected = clause_receipts(&world, 3).await;
    assert_eq!(objected[0]["state"], "Objection");
    assert_eq!(objected[0]["clause"]["id"], "offers");
    assert_eq!(objected[1..], given, "what was given stands in the record");
    assert_eq!(ticked(&visitor).await, json!(["newsletter.post"]));
    assert!(visitor.holds("!!document.getElementById('objected')").await);

    press(&visitor, "[name='newsletter.post']").await;
    press(&visitor, "#save-letters").await;
    let withdrawn = clause_receipts(&world, 4).await;
    assert_eq!(withdrawn[0]["state"], "ConsentWithdrawn");
    assert_eq!(withdrawn[0]["clause"]["id"], "newsletter");
    assert_eq!(withdrawn[1..], objected);
    assert_eq!(ticked(&visitor).await, json!([]));
}
