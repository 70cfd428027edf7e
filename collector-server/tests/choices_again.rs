//! A choice that is told again: in another language, for a person who signs in, under another key. The time that it
//! counts for does not begin anew.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use collector::{Collector, NOW, assertion, with};
use consent_core::site::Period;
use serde_json::{Value, json};

const HOUR_MS: i64 = 3600 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
const OTHER_KEY: &str = "BBBBBBBBBBBBBBBBBBBBBQ";

/// The same choice, made of that text.
fn in_language(collector: &Collector, choice: Value, at: usize) -> Value {
    let view = &collector.state.published.site("shop").unwrap().views[at];
    let choice = with(choice, "notice_hash", json!(view.notice_hash.to_string()));
    with(choice, "notice_lang", json!(view.lang))
}

fn refusing(choice: Value) -> Value {
    let denied = json!({"statistics": "denied", "advertising": "denied"});
    with(choice, "purposes", denied)
}

/// The end of each receipt in hours after [`NOW`], newest first, and its state.
async fn ends(collector: &Collector) -> Vec<(i64, String)> {
    let receipts = collector.receipts().await;
    let ends = receipts.iter().map(|receipt| {
        let claims = &receipt.claims;
        let days = Period::parse(&claims.validity).unwrap().days();
        let begins = (claims.event_time.as_millis() - NOW.as_millis()) / HOUR_MS;
        (begins + 24 * days.cast_signed(), claims.state.to_string())
    });
    ends.collect()
}

// ACCEPTANCE 60 (partly: a no is the same no in another language)
#[tokio::test]
async fn a_withdrawal_that_is_said_again_in_another_language_makes_no_second_receipt() {
    let collector = Collector::start().await;
    let choice = in_language(&collector, collector.choice(), 0);
    assert_eq!(collector.record(&choice).await.0, 201);
    let (status, withdrawn) = collector.record(&refusing(choice.clone())).await;
    assert_eq!(
        (status, &withdrawn["state"]),
        (201, &json!("ConsentWithdrawn"))
    );
    let english = in_language(&collector, refusing(choice.clone()), 1);
    let (status, again) = collector.record(&english).await;
    assert_eq!(
        (status, &again["receipt_id"]),
        (200, &withdrawn["receipt_id"])
    );
    assert_eq!(collector.receipts().await.len(), 2);
    // A yes is another yes after another text.
    let english = in_language(&collector, choice.clone(), 1);
    assert_eq!(collector.record(&english).await.0, 201);
    assert_eq!(collector.record(&choice).await.0, 201);
    assert_eq!(collector.receipts().await.len(), 4);
}

#[tokio::test]
async fn who_signs_in_later_is_linked_and_the_consent_ends_when_it_would_have() {
    let collector = Collector::start().await;
    assert_eq!(collector.record(&collector.choice()).await.0, 201);
    collector.clock.advance(DAY_MS / 2);
    let token = |now_ms: i64| {
        let now = (NOW.as_millis() + now_ms) / 1000;
        assertion::sign(&json!({"aud": "shop", "sub": "kund-1042", "iat": now, "exp": now + 300}))
    };
    let linked = with(collector.choice(), "assertion", json!(token(DAY_MS / 2)));
    assert_eq!(collector.record(&linked).await.0, 201);
    let [(linked_end, state), (first_end, _)] = &ends(&collector).await[..] else {
        panic!("two receipts")
    };
    assert_eq!(state, "RenewedConsentGiven");
    assert!(linked_end <= first_end && linked_end + 24 > *first_end);
    // A yes on a later day is one of its own.
    collector.clock.advance(2 * DAY_MS);
    let again = with(linked, "assertion", json!(token(DAY_MS / 2 + 2 * DAY_MS)));
    assert_eq!(collector.record(&again).await.0, 201);
    assert!(ends(&collector).await[0].0 > *first_end);
}

#[tokio::test]
async fn a_choice_that_is_told_again_for_another_person_counts_for_what_remained() {
    let collector = Collector::start().await;
    assert_eq!(collector.record(&collector.choice()).await.0, 201);
    let first_end = ends(&collector).await[0].0;
    let made = NOW.as_millis() / 1000;
    // A hundred days later somebody signs out, and the browser goes on under a new key. Its clock is wrong by years.
    collector.clock.advance(100 * DAY_MS);
    let told = |days: i64, key: &str, made: i64| {
        let time = consent_core::receipt::UtcMillis::new(made * 1000 + days * DAY_MS);
        let choice = with(collector.choice(), "consent_key", json!(key));
        let choice = with(choice, "client_time", json!(time.to_string()));
        with(choice, "made", json!(made))
    };
    let skewed = made - 9 * 365 * 24 * 3600;
    let (status, _) = collector.record(&told(100, OTHER_KEY, skewed)).await;
    assert_eq!(status, 201);
    assert_eq!(ends(&collector).await[0].0, first_end);
    // Told at once, or as made after it was told: all of it.
    for (key, days) in [
        ("CCCCCCCCCCCCCCCCCCCCCQ", 0),
        ("DDDDDDDDDDDDDDDDDDDDDQ", -3),
    ] {
        collector.record(&told(days, key, made)).await;
        assert_eq!(ends(&collector).await[0].0, first_end + 24 * 100, "{days}");
    }
    // What had run out is not made to last.
    collector
        .record(&told(400, "EEEEEEEEEEEEEEEEEEEEEQ", made))
        .await;
    assert_eq!(ends(&collector).await[0].0, 24 * 101);
    for wrong in [json!("yesterday"), json!(-1), json!(1.5), json!(null)] {
        let (status, problem) = collector
            .record(&with(collector.choice(), "made", wrong))
            .await;
        assert_eq!((status, &problem["field"]), (422, &json!("made")));
    }
}
