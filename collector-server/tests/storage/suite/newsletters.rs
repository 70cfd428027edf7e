//! How long what a clause granted stands, and what time takes of it.

use super::{
    Opened, Store,
    retention::{everything, retain},
};
use crate::choice::{NOW_MS, choice, publish};
use collector_server::{
    clock::plus_months,
    storage::{
        ClauseDecisions, ClauseRecorded, NewClauseEvent, NewConfirmation,
        retention::{RetentionClock, RetentionPolicy},
    },
};
use consent_core::{
    clause::Change,
    receipt::{
        Channel, ChannelClaim, ChannelDecision, ChannelSet, ClauseClaim, Digest, EventState,
        LegalBasis, Method, UtcMillis,
    },
};
use uuid::Uuid;

const DAY_MS: i64 = 24 * 3600 * 1000;
const MONTH_MS: i64 = 30 * DAY_MS;

/// What Anna says of the newsletter at a time. A consent to it counts for so many months of 30 days.
async fn say(store: &dyn Store, change: Change, now_ms: i64, months: u64) -> ClauseRecorded {
    let mut choice = choice(1);
    choice.idempotency_key = Uuid::new_v4();
    choice.event_time = UtcMillis::new(now_ms);
    choice.purposes = Vec::new();
    choice.method = Method::ClauseCheckbox;
    choice.user_id = Some("anna".to_owned());
    choice.validity = format!("P{months}M");
    choice.validity_seconds = months * 30 * 86_400;
    choice.clause = Some(ClauseDecisions {
        claim: ClauseClaim {
            id: "newsletter".to_owned(),
            purpose: "newsletter".to_owned(),
            version_hash: Digest::from_bytes([5; 32]),
            legal_basis: LegalBasis::Consent,
            dpv: None,
        },
        channels: [Channel::Email, Channel::Post]
            .map(|id| ChannelClaim {
                id,
                decision: ChannelDecision::NotAsked,
            })
            .to_vec(),
    });
    let event = NewClauseEvent {
        choice,
        has_key: true,
        change,
        double_opt_in: true,
        confirmation: NewConfirmation {
            token_hash: Digest::of(&now_ms.to_be_bytes()),
            expires_at_ms: now_ms + 7 * DAY_MS,
        },
        is_from_link: false,
    };
    store.record_clause(event).await.unwrap()
}

fn post() -> ChannelSet {
    ChannelSet::EMPTY.with(Channel::Post)
}

fn email() -> ChannelSet {
    ChannelSet::EMPTY.with(Channel::Email)
}

fn sign_up(ticked: ChannelSet) -> Change {
    Change::Consent {
        shown: post().union(email()),
        ticked,
    }
}

/// State, validity and what is said of e-mail and letters, newest first.
async fn history(store: &dyn Store) -> Vec<(EventState, String, [ChannelDecision; 2])> {
    let receipts = everything(store).await;
    let told = receipts.into_iter().map(|receipt| {
        let claims = receipt.claims;
        let channels = [claims.channels[0].decision, claims.channels[1].decision];
        (claims.state, claims.validity, channels)
    });
    told.collect()
}

// ACCEPTANCE 64 (partly: live newsletters)
pub async fn a_newsletter_that_is_still_taken_is_never_purged(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    say(store, sign_up(post()), NOW_MS, 120).await;
    let later = plus_months(NOW_MS, 84) + DAY_MS;
    let report = retain(store, later).await;
    assert_eq!(
        (report.kept_live, report.receipts_erased, report.expired),
        (1, 0, 0),
        "{report:?}"
    );
    assert_eq!(everything(store).await.len(), 1);
    say(store, Change::Withdraw(post()), NOW_MS, 120).await;
    let report = retain(store, later).await;
    assert_eq!(
        (report.kept_live, report.receipts_erased),
        (0, 2),
        "{report:?}"
    );
}

// ACCEPTANCE 64 (partly: clauses expire as cookie choices do)
pub async fn a_newsletter_that_nobody_renews_expires_once(open: &dyn Fn() -> Opened) {
    use ChannelDecision::{Denied, NotAsked};
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    say(store, sign_up(post()), NOW_MS, 24).await;
    let end = NOW_MS + 24 * MONTH_MS;
    assert_eq!(retain(store, end - 1).await.expired, 0);
    let policy = RetentionPolicy {
        now_ms: end,
        full_days: [].into(),
    };
    let counted = store
        .retain(RetentionClock::Expiry, &policy, 0, true)
        .await
        .unwrap();
    assert_eq!(counted.report.expired, 1, "a dry run counts it");
    assert_eq!(history(store).await.len(), 1, "and changes nothing");
    assert_eq!(retain(store, end).await.expired, 1);
    assert_eq!(retain(store, end + DAY_MS).await.expired, 0);
    let told = history(store).await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].0, EventState::ConsentExpired);
    assert_eq!(told[0].2, [Denied, NotAsked], "nobody has denied letters");
    let newest = &everything(store).await[0].claims;
    assert_eq!(newest.method, Method::Expiry);
    assert!(newest.prev_receipt.is_some() && newest.clause.is_some());
    // Whoever signs up afterwards gives consent.
    let again = say(store, sign_up(post()), end + DAY_MS, 24).await;
    assert_eq!(again.stands.state, Some(EventState::ConsentGiven));
    let end = end + DAY_MS + 24 * MONTH_MS;
    assert_eq!(retain(store, end).await.expired, 1);
    // The proof stays for five years after the end.
    let over = plus_months(end, 60);
    assert_eq!(retain(store, over - DAY_MS).await.receipts_erased, 0);
    assert_eq!(retain(store, over).await.receipts_erased, 4);
}

/// A letter was granted before e-mail was asked for: it runs out though the newest state is that of a request.
pub async fn what_was_granted_before_a_request_runs_out_too(open: &dyn Fn() -> Opened) {
    use ChannelDecision::{NotAsked, Pending};
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    say(store, sign_up(post()), NOW_MS, 1).await;
    let asked = NOW_MS + MONTH_MS - DAY_MS;
    let save = Change::Save {
        shown: post().union(email()),
        ticked: post().union(email()),
    };
    let requested = say(store, save, asked, 1).await;
    assert_eq!(requested.stands.state, Some(EventState::ConsentRequested));
    assert_eq!(
        history(store).await[0].1,
        "P1D",
        "a request for e-mail gives letters no more time"
    );
    assert_eq!(retain(store, NOW_MS + MONTH_MS).await.expired, 1);
    let told = history(store).await;
    assert_eq!(told[0].0, EventState::ConsentExpired);
    assert_eq!(told[0].2, [Pending, NotAsked], "e-mail goes on waiting");
}

pub async fn stopping_one_way_gives_the_others_no_more_time_and_asking_anew_does(
    open: &dyn Fn() -> Opened,
) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    let both = post().union(email());
    say(store, sign_up(both), NOW_MS, 24).await;
    say(store, Change::Confirm, NOW_MS, 24).await;
    // The same click again is no renewal.
    say(store, sign_up(both), NOW_MS + DAY_MS - 1, 24).await;
    assert_eq!(history(store).await.len(), 2);
    let late = NOW_MS + 23 * MONTH_MS;
    say(store, Change::Withdraw(email()), late, 24).await;
    let told = history(store).await;
    let (state, validity) = (told[0].0, told[0].1.as_str());
    assert_eq!((state, validity), (EventState::ConsentWithdrawn, "P30D"));
    // Looking at the account page and saving it as it is asks for nothing.
    let save = Change::Save {
        shown: both,
        ticked: post(),
    };
    say(store, save, late + DAY_MS, 24).await;
    assert_eq!(history(store).await.len(), 3);
    say(store, sign_up(post()), late + 2 * DAY_MS, 24).await;
    let told = history(store).await;
    assert_eq!(told[0].0, EventState::RenewedConsentGiven);
    assert_eq!(told[0].1, "P24M");
    assert_eq!(retain(store, NOW_MS + 24 * MONTH_MS).await.expired, 0);
    let end = late + 2 * DAY_MS + 24 * MONTH_MS;
    assert_eq!(retain(store, end - 1).await.expired, 0);
    assert_eq!(retain(store, end).await.expired, 1);
}

// ACCEPTANCE 63 (partly: time makes no end of an objection)
pub async fn an_objection_neither_runs_out_nor_goes_before_the_person_does(
    open: &dyn Fn() -> Opened,
) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    // A consent for ten years, that nobody goes by any more.
    say(store, sign_up(post()), NOW_MS, 120).await;
    say(store, Change::Object, NOW_MS + DAY_MS, 120).await;
    for now in [NOW_MS + 25 * MONTH_MS, plus_months(NOW_MS, 70)] {
        let report = retain(store, now).await;
        assert_eq!(
            (report.expired, report.receipts_erased),
            (0, 0),
            "{report:?}"
        );
    }
    assert_eq!(history(store).await[0].0, EventState::Objection);
    let report = retain(store, plus_months(NOW_MS, 85)).await;
    assert_eq!((report.kept_live, report.subjects_erased), (0, 1));
}

pub async fn a_sign_up_that_nobody_confirmed_goes_as_a_refusal_does(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    let asked = say(store, sign_up(email()), NOW_MS, 24).await;
    assert_eq!(asked.stands.state, Some(EventState::ConsentRequested));
    let year = plus_months(NOW_MS, 12);
    assert_eq!(retain(store, year - DAY_MS).await.records_erased, 0);
    assert_eq!(retain(store, year).await.records_erased, 1);
}
