//! What recording a choice promises.

use collector_server::{
    privacy::IpMode,
    storage::{NewChoice, Outcome, Search, StoreError},
};
use consent_core::receipt::{Digest, EventState, Method, SdJwt, UtcMillis, commitment};
use futures_of::join_all;

use super::Opened;
use crate::choice::*;

/// Waits for all of several tasks.
mod futures_of {
    pub async fn join_all<T: Send + 'static>(
        tasks: Vec<impl Future<Output = T> + Send + 'static>,
    ) -> Vec<T> {
        let tasks: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        results
    }
}

// ACCEPTANCE 46 (partly: the receipt is there, whole and committed to, once the answer is)
pub async fn a_choice_answers_with_its_receipt_and_the_store_has_it(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let mut first = granting(1, &["statistics"]);
    first.user_id = Some("kund-42".to_owned());
    let answer = store.record(first.clone()).await.unwrap();
    assert_eq!(answer.outcome, Outcome::New);
    assert_eq!(answer.state, EventState::ConsentGiven);
    assert_eq!(answer.event_time, first.event_time);

    let copy = SdJwt::parse(&answer.receipt).unwrap();
    assert_eq!(commitment(&answer.salt, copy.jws()), answer.commitment);
    let (claims, shown) = opened(&answer.receipt);
    assert_eq!(claims.receipt_id, answer.receipt_id);
    assert_eq!(claims.code, answer.code);
    assert_eq!(claims.purposes, first.purposes);
    assert_eq!(claims.prev_receipt, None);
    assert_eq!(claims.build_hash, BUILD);
    for hidden in ["ip", "ip_truncated", "user_id"] {
        assert!(!shown[hidden], "{hidden}");
    }
    assert!(shown["user_agent"] && shown["client_time"] && shown["subject_ref"]);

    let kept = stored(&*store, &answer).await;
    assert_eq!(kept.claims, claims);
    assert_eq!(kept.ip, first.ip);
    assert_eq!(kept.ip_truncated, Some("192.0.2.0/24".parse().unwrap()));
    assert_eq!(kept.user_id, first.user_id);
    assert_eq!(kept.user_agent, first.user_agent);
    assert_eq!(kept.page_origin, first.page_origin);
    assert_eq!(kept.page_path, first.page_path);
    assert_eq!(kept.client_time, first.client_time);
    assert_eq!(kept.salt, answer.salt);
    assert_eq!(kept.commitment, answer.commitment);
    assert_eq!(jws_digest(&kept.receipt), jws_digest(&answer.receipt));
}

// ACCEPTANCE 63 (partly: withdrawal)
pub async fn a_withdrawal_is_a_new_receipt_and_leaves_the_earlier_one_as_it_was(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let given = store
        .record(granting(1, &["statistics", "advertising"]))
        .await
        .unwrap();
    let before = stored(&*store, &given).await;
    let withdrawn = store.record(granting(1, &["statistics"])).await.unwrap();
    assert_eq!(withdrawn.outcome, Outcome::New);
    assert_eq!(withdrawn.state, EventState::ConsentWithdrawn);
    let (claims, _) = opened(&withdrawn.receipt);
    assert_eq!(claims.prev_receipt, Some(jws_digest(&given.receipt)));
    assert_eq!(claims.record_id, before.claims.record_id);
    assert!(stored(&*store, &given).await == before);

    let again = store
        .record(granting(1, &["statistics", "advertising"]))
        .await
        .unwrap();
    assert_eq!(again.state, EventState::ConsentGiven);
    let (claims, _) = opened(&again.receipt);
    assert_eq!(claims.prev_receipt, Some(jws_digest(&withdrawn.receipt)));
}

// ACCEPTANCE 60 (partly: the same state saved twice)
pub async fn the_same_state_saved_twice_is_one_receipt(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let first = store.record(choice(1)).await.unwrap();
    assert_eq!(first.state, EventState::ConsentRefused);
    for _ in 0..3 {
        let again = store.record(choice(1)).await.unwrap();
        assert_eq!(again.outcome, Outcome::Unchanged);
        assert_eq!(again.receipt, first.receipt);
        assert_eq!(again.salt, first.salt);
    }
    assert_eq!(all(&*store, &Search::default(), 200).await.len(), 1);
}

pub async fn what_says_something_new_is_a_new_receipt(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let granted = || granting(1, &["statistics"]);
    store.record(granted()).await.unwrap();
    let after_expiry = NOW_MS + VALIDITY_SECONDS as i64 * 1000;
    let cases = [
        (
            NewChoice {
                notice_hash: Digest::of(OTHER_NOTICE.as_bytes()),
                ..granted()
            },
            EventState::RenewedConsentGiven,
        ),
        (
            NewChoice {
                user_id: Some("kund-42".to_owned()),
                ..granted()
            },
            EventState::RenewedConsentGiven,
        ),
        (
            NewChoice {
                event_time: UtcMillis::new(after_expiry),
                ..granted()
            },
            EventState::RenewedConsentGiven,
        ),
        (
            NewChoice {
                method: Method::Gpc,
                ..choice(1)
            },
            EventState::OptOut,
        ),
    ];
    for (number, (choice, state)) in cases.into_iter().enumerate() {
        let answer = store.record(choice).await.unwrap();
        assert_eq!(answer.outcome, Outcome::New, "case {number}");
        assert_eq!(answer.state, state, "case {number}");
    }
}

pub async fn the_same_attempt_is_one_receipt_even_after_another_choice(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let accept = granting(1, &["statistics"]);
    let accepted = store.record(accept.clone()).await.unwrap();
    let unchanged = granting(1, &["statistics"]);
    assert_eq!(
        store.record(unchanged.clone()).await.unwrap().outcome,
        Outcome::Unchanged
    );
    store.record(choice(1)).await.unwrap();
    for attempt in [accept, unchanged] {
        let replayed = store.record(attempt).await.unwrap();
        assert_eq!(replayed.outcome, Outcome::Replayed);
        assert_eq!(replayed.receipt, accepted.receipt);
        assert_eq!(replayed.state, EventState::ConsentGiven);
    }
    assert_eq!(all(&*store, &Search::default(), 200).await.len(), 2);
}

pub async fn another_browser_with_the_same_idempotency_key_gets_its_own_receipt(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let mine = choice(1);
    let theirs = NewChoice {
        consent_key: key(2),
        ..mine.clone()
    };
    let first = store.record(mine).await.unwrap();
    let second = store.record(theirs).await.unwrap();
    assert_eq!(second.outcome, Outcome::New);
    assert_ne!(first.receipt_id, second.receipt_id);
}

pub async fn attempts_that_arrive_at_once_are_one_receipt(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let attempt = granting(1, &["statistics"]);
    let tasks = (0..32).map(|_| {
        let (store, attempt) = (store.clone(), attempt.clone());
        async move { store.record(attempt).await.unwrap() }
    });
    let answers = join_all(tasks.collect()).await;
    let is_new = |answer: &&collector_server::storage::Recorded| answer.outcome == Outcome::New;
    assert_eq!(answers.iter().filter(is_new).count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.receipt == answers[0].receipt)
    );
    assert_eq!(all(&*store, &Search::default(), 200).await.len(), 1);
}

pub async fn choices_of_one_browser_at_once_make_one_unbroken_chain(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let tasks = (0..40).map(|number| {
        let store = store.clone();
        let granted: &[&str] = if number % 2 == 0 {
            &["statistics"]
        } else {
            &[]
        };
        let choice = granting(1, granted);
        async move { store.record(choice).await.unwrap() }
    });
    join_all(tasks.collect()).await;
    let mut chain = all(&*store, &Search::default(), 7).await;
    chain.reverse();
    assert_eq!(chain[0].claims.prev_receipt, None);
    for pair in chain.windows(2) {
        assert_eq!(
            pair[1].claims.prev_receipt,
            Some(jws_digest(&pair[0].receipt))
        );
        assert_eq!(pair[1].claims.record_id, pair[0].claims.record_id);
        assert_eq!(pair[1].leaf_index, pair[0].leaf_index + 1);
    }
}

pub async fn a_choice_about_what_was_never_published_is_refused_and_spoils_no_other(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let unknown = Digest::from_bytes([9; 32]);
    let mut too_many = choice(99);
    too_many.purposes = (0..64)
        .map(|number| {
            let mut purpose = choice(1).purposes[1].clone();
            purpose.id = format!("purpose-{number}");
            purpose
        })
        .collect();
    let tasks = (0..40).map(|number| {
        let mut choice = choice(number);
        match number % 8 {
            1 => choice.notice_hash = unknown,
            2 => choice.config_hash = unknown,
            3 => choice.build_hash = unknown,
            4 => choice.site = "elsewhere".to_owned(),
            5 => choice.event_time = UtcMillis::new(-1),
            6 => choice.purposes.clone_from(&too_many.purposes),
            _ => {}
        }
        let store = store.clone();
        async move { (number, store.record(choice).await) }
    });
    for (number, answer) in join_all(tasks.collect()).await {
        match number % 8 {
            0 | 7 => assert_eq!(answer.unwrap().outcome, Outcome::New),
            _ => assert!(matches!(answer, Err(StoreError::Conflict(_))), "{answer:?}"),
        }
    }
    let kept = all(&*store, &Search::default(), 200).await;
    assert_eq!(kept.len(), 10);
    let mut leaves: Vec<_> = kept.iter().map(|receipt| receipt.leaf_index).collect();
    leaves.sort_unstable();
    assert!(
        leaves.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{leaves:?}"
    );
}

// ACCEPTANCE 59 (partly: what is recorded), 55 (partly: the modes)
pub async fn of_an_address_is_kept_what_the_site_allows(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let mut number = 0;
    for ip_mode in IpMode::ALL {
        for (ip_on_refusal, granted) in [(true, true), (true, false), (false, true), (false, false)]
        {
            number += 1;
            let mut choice = granting(number, if granted { &["statistics"] } else { &[] });
            choice.ip_mode = ip_mode;
            choice.ip_on_refusal = ip_on_refusal;
            let kept = stored(&*store, &store.record(choice).await.unwrap()).await;
            let is_kept = ip_on_refusal || granted;
            assert_eq!(kept.ip.is_some(), is_kept && ip_mode == IpMode::Full);
            assert_eq!(
                kept.ip_truncated.is_some(),
                is_kept && matches!(ip_mode, IpMode::Truncated | IpMode::Full)
            );
            assert_eq!(kept.ip_hash.is_some(), is_kept && ip_mode == IpMode::Hash);
        }
    }
}

pub async fn texts_that_receipts_refer_to_are_kept_once(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    publish(&*store).await;
    let notice = store
        .notice(&Digest::of(OTHER_NOTICE.as_bytes()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (notice.text.as_str(), notice.lang.as_str()),
        (OTHER_NOTICE, "sv")
    );
    let config = store.config(&Digest::of(CONFIG.as_bytes())).await.unwrap();
    assert_eq!(config.as_deref(), Some(CONFIG));
    assert_eq!(store.notice(&BUILD).await.unwrap(), None);
    assert_eq!(store.config(&BUILD).await.unwrap(), None);
    let release = "0123456789abcdef";
    assert_eq!(
        store.build_for_release("shop", release).await.unwrap(),
        Some(BUILD)
    );
    assert_eq!(
        store
            .build_for_release("shop", "fedcba9876543210")
            .await
            .unwrap(),
        None
    );
    let other = store
        .register_build("shop", release, Digest::from_bytes([7; 32]))
        .await;
    assert!(matches!(other, Err(StoreError::Conflict(_))));
    // Two notices, a configuration and a build have made leaves, each one.
    let first = store.record(choice(1)).await.unwrap();
    assert_eq!(stored(&*store, &first).await.leaf_index, 4);
    store.check_health().await.unwrap();
}
