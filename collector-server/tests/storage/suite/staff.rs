//! What the staff's side of a store promises.

use collector_server::storage::{
    AuditEntry, NewStaffUser, StaffSession, StaffToken, StaffUser, StoreError,
};
use consent_core::receipt::{Digest, RecordId};

use super::{Opened, Store};
use crate::choice::NOW_MS;

const IDLE_MS: i64 = 15 * 60 * 1000;

async fn user(store: &dyn Store, name: &str) -> StaffUser {
    let user = NewStaffUser {
        name: name.to_owned(),
        role: "dpo".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        created_at_ms: NOW_MS,
    };
    store.add_staff_user(user).await.unwrap()
}

fn session(user: &StaffUser, secret: u8) -> StaffSession {
    StaffSession {
        secret_hash: Digest::from_bytes([secret; 32]),
        user_id: user.user_id,
        created_at_ms: NOW_MS,
        seen_at_ms: NOW_MS,
        expires_at_ms: NOW_MS + 8 * 3_600_000,
    }
}

pub async fn a_name_is_taken_once_and_users_are_listed(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    let berit = user(&*store, "berit").await;
    user(&*store, "anna").await;
    let taken = NewStaffUser {
        name: "berit".to_owned(),
        role: "admin".to_owned(),
        password_hash: String::new(),
        created_at_ms: NOW_MS,
    };
    assert!(matches!(
        store.add_staff_user(taken).await,
        Err(StoreError::Conflict(_))
    ));
    assert!(store.staff_user("berit").await.unwrap() == Some(berit));
    assert!(store.staff_user("cecilia").await.unwrap().is_none());
    let names: Vec<_> = store
        .staff_users()
        .await
        .unwrap()
        .into_iter()
        .map(|user| user.name)
        .collect();
    assert_eq!(names, ["anna", "berit"]);
}

pub async fn a_session_ends_by_time_by_idleness_and_by_logout(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    let user = user(&*store, "anna").await;
    let secret = |secret: u8| Digest::from_bytes([secret; 32]);
    for number in [1, 2, 3] {
        store.add_session(session(&user, number)).await.unwrap();
    }
    let at = |number: u8, now_ms: i64| {
        let store = store.clone();
        async move {
            store
                .session(&secret(number), now_ms, IDLE_MS)
                .await
                .unwrap()
        }
    };
    let (seen, who) = at(1, NOW_MS + IDLE_MS).await.unwrap();
    assert_eq!(seen.seen_at_ms, NOW_MS + IDLE_MS);
    assert_eq!(who.name, "anna");
    assert!(
        at(1, NOW_MS + 2 * IDLE_MS).await.is_some(),
        "being seen keeps it alive"
    );
    assert!(at(2, NOW_MS + IDLE_MS + 1).await.is_none(), "idle");
    store.end_session(&secret(3)).await.unwrap();
    assert!(at(3, NOW_MS).await.is_none(), "logged out");
    let mut now_ms = NOW_MS + 2 * IDLE_MS;
    while now_ms + IDLE_MS < NOW_MS + 8 * 3_600_000 {
        now_ms += IDLE_MS;
        assert!(at(1, now_ms).await.is_some());
    }
    assert!(at(1, NOW_MS + 8 * 3_600_000).await.is_none(), "over");
    assert!(at(9, NOW_MS).await.is_none(), "never was");
}

pub async fn a_disabled_user_and_a_new_password_end_sessions(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    let mut anna = user(&*store, "anna").await;
    let berit = user(&*store, "berit").await;
    for (user, secret) in [(&anna, 1), (&berit, 2)] {
        store.add_session(session(user, secret)).await.unwrap();
        let token = StaffToken {
            secret_hash: Digest::from_bytes([secret + 10; 32]),
            user_id: user.user_id,
            label: "report".to_owned(),
            created_at_ms: NOW_MS,
            expires_at_ms: (secret == 2).then_some(NOW_MS + 1000),
        };
        store.add_token(token).await.unwrap();
    }
    let has_session = |secret: u8| {
        let store = store.clone();
        let secret = Digest::from_bytes([secret; 32]);
        async move {
            store
                .session(&secret, NOW_MS, IDLE_MS)
                .await
                .unwrap()
                .is_some()
        }
    };
    let has_token = |secret: u8, now_ms: i64| {
        let store = store.clone();
        let secret = Digest::from_bytes([secret; 32]);
        async move { store.token(&secret, now_ms).await.unwrap().is_some() }
    };
    anna.role = "viewer".to_owned();
    store.update_staff_user(anna.clone()).await.unwrap();
    assert!(has_session(1).await, "another role keeps the session");
    anna.password_hash = "$argon2id$other".to_owned();
    store.update_staff_user(anna.clone()).await.unwrap();
    assert!(!has_session(1).await && has_session(2).await);
    assert!(has_token(11, NOW_MS).await);
    anna.is_disabled = true;
    store.update_staff_user(anna.clone()).await.unwrap();
    assert!(!has_token(11, NOW_MS).await);
    assert!(has_token(12, NOW_MS + 999).await && !has_token(12, NOW_MS + 1000).await);
    assert!(store.staff_user("anna").await.unwrap() == Some(anna.clone()));
    anna.user_id = 77;
    assert!(matches!(
        store.update_staff_user(anna).await,
        Err(StoreError::Conflict(_))
    ));
}

// ACCEPTANCE 79 (partly: the rows)
pub async fn audit_rows_come_back_newest_first(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    let entry = |count: u64| AuditEntry {
        at_ms: NOW_MS,
        actor: "anna".to_owned(),
        role: "dpo".to_owned(),
        action: "search".to_owned(),
        filters: vec!["ip".to_owned(), "from".to_owned()],
        site: Some("shop".to_owned()),
        reason: None,
        record_id: Some(RecordId::from_random([7; 16])),
        count,
    };
    for count in 0..5 {
        store.add_audit(entry(count)).await.unwrap();
    }
    assert_eq!(store.audit(2).await.unwrap(), [entry(4), entry(3)]);
    assert_eq!(store.audit(100).await.unwrap().len(), 5);
}
