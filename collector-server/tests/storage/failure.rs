//! What happens when the disk is full, another process holds the database, too much comes at once, or
//! a row was damaged: an error, nothing acknowledged that is not kept, and recovery.

use std::{path::Path, sync::Arc, time::Duration};

use crate::choice::{all, choice, granting, publish};
use collector_server::{
    keys::Keys,
    storage::{
        Outcome, ReceiptStore as _, Search, StoreError,
        sqlite::{Options, SqliteStore},
    },
};
use consent_core::cookie::ConsentKey;

fn open(folder: &Path, options: Options) -> Arc<SqliteStore> {
    let keys = Keys::open(&folder.join("keys")).unwrap();
    Arc::new(SqliteStore::open_with(&folder.join("collector.db"), keys, options).unwrap())
}

/// Holds the database as another process that writes would.
fn hold(folder: &Path) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(folder.join("collector.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

fn impatient() -> Options {
    Options {
        busy_wait: Duration::from_millis(50),
        ..Options::default()
    }
}

// ACCEPTANCE 61 (partly: the store's side)
#[tokio::test]
async fn on_a_full_disk_nothing_is_acknowledged_and_what_was_stays() {
    let folder = tempfile::tempdir().unwrap();
    let small = Options {
        database_pages_max: Some(80),
        ..Options::default()
    };
    let store = open(folder.path(), small);
    publish(&*store).await;
    let mut acknowledged = 0;
    let mut refused = None;
    for number in 0..2000_u16 {
        let mut choice = granting(0, &["statistics"]);
        let mut key = [0; 16];
        key[..2].copy_from_slice(&number.to_be_bytes());
        choice.consent_key = ConsentKey::from_bytes(key);
        match store.record(choice.clone()).await {
            Ok(answer) => {
                assert_eq!(answer.outcome, Outcome::New);
                acknowledged += 1;
            }
            Err(StoreError::Unavailable(_)) => {
                refused = Some(choice);
                break;
            }
            Err(other) => panic!("{other}"),
        }
    }
    let refused = refused.expect("eighty pages fill up");
    assert!(acknowledged > 20);
    assert!(
        store.check_health().await.is_ok(),
        "reading and small writes still work"
    );
    assert_eq!(
        all(&*store, &Search::default(), 200).await.len(),
        acknowledged
    );
    drop(store);
    // The same attempt, on a disk with room.
    let store = open(folder.path(), Options::default());
    assert_eq!(store.record(refused).await.unwrap().outcome, Outcome::New);
    assert_eq!(
        all(&*store, &Search::default(), 200).await.len(),
        acknowledged + 1
    );
}

#[tokio::test]
async fn a_store_that_cannot_write_says_so_and_recovers_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), impatient());
    publish(&*store).await;
    let other = hold(folder.path());
    let attempt = choice(1);
    for _ in 0..2 {
        let answer = store.record(attempt.clone()).await;
        assert!(
            matches!(answer, Err(StoreError::Unavailable(_))),
            "{answer:?}"
        );
        assert!(matches!(
            store.check_health().await,
            Err(StoreError::Unavailable(_))
        ));
    }
    assert!(
        all(&*store, &Search::default(), 10).await.is_empty(),
        "reading goes on"
    );
    other.execute_batch("COMMIT").unwrap();
    store.check_health().await.unwrap();
    assert_eq!(store.record(attempt).await.unwrap().outcome, Outcome::New);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_too_much_waits_the_rest_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(
        folder.path(),
        Options {
            waiting_max: 4,
            ..Options::default()
        },
    );
    publish(&*store).await;
    let other = hold(folder.path());
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.record(choice(number)).await })
        })
        .collect();
    let mut full = 0;
    let mut waiting = Vec::new();
    for task in tasks {
        if full < 30 && task.is_finished() {
            assert!(matches!(task.await.unwrap(), Err(StoreError::Full)));
            full += 1;
        } else {
            waiting.push(task);
        }
    }
    other.execute_batch("COMMIT").unwrap();
    let mut kept = 0;
    for task in waiting {
        match task.await.unwrap() {
            Ok(_) => kept += 1,
            Err(StoreError::Full) => full += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(kept >= 4 && full >= 30, "{kept} kept, {full} refused");
    assert_eq!(all(&*store, &Search::default(), 200).await.len(), kept);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_row_fails_its_own_subject_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), Options::default());
    publish(&*store).await;
    let damaged = store.record(granting(1, &["statistics"])).await.unwrap();
    store.record(granting(2, &["statistics"])).await.unwrap();
    let other = rusqlite::Connection::open(folder.path().join("collector.db")).unwrap();
    let changed = other
        .execute(
            "UPDATE receipts SET envelope = zeroblob(length(envelope)) WHERE receipt_id = ?",
            [damaged.receipt_id.as_bytes()],
        )
        .unwrap();
    assert_eq!(changed, 1);
    let tasks: Vec<_> = (1..9)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { (number, store.record(choice(number)).await) })
        })
        .collect();
    for task in tasks {
        match task.await.unwrap() {
            (1, answer) => assert!(
                matches!(
                    answer,
                    Err(StoreError::Corrupt {
                        table: "receipts",
                        ..
                    })
                ),
                "{answer:?}"
            ),
            (_, answer) => assert_eq!(answer.unwrap().outcome, Outcome::New),
        }
    }
    let found = store.find(damaged.receipt_id).await;
    assert!(
        matches!(found, Err(StoreError::Corrupt { .. })),
        "{found:?}"
    );
}
