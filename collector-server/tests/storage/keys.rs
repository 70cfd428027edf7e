//! Which databases a store opens, with which keys, and what rotation leaves readable.

use std::{fs, path::Path};

use crate::choice::{all, choice, granting, jws_digest, key, opened, publish};
use collector_server::{
    keys::{Keys, Purpose, file},
    storage::{
        ReceiptStore as _, Search, StaffStore as _,
        sqlite::{OpenError, SqliteStore},
    },
};
use consent_core::receipt::{EventState, SdJwt};

fn open(folder: &Path) -> Result<SqliteStore, OpenError> {
    let keys = Keys::open(&folder.join("keys")).unwrap();
    SqliteStore::open(&folder.join("collector.db"), keys)
}

fn message(result: Result<SqliteStore, OpenError>) -> String {
    result.err().expect("an error").to_string()
}

// ACCEPTANCE 93 (partly: rows under older keys, before they are brought over; the rest is in `key_rotation.rs`)
#[tokio::test]
async fn after_rotation_old_receipts_verify_are_found_and_are_gone_on_from() {
    let folder = tempfile::tempdir().unwrap();
    let as_anna = |mut choice: collector_server::storage::NewChoice| {
        choice.user_id = Some("anna".to_owned());
        choice
    };
    let store = open(folder.path()).unwrap();
    publish(&store).await;
    let before = store
        .record(as_anna(granting(1, &["statistics"])))
        .await
        .unwrap();
    drop(store);
    for purpose in [Purpose::Wrap, Purpose::Index, Purpose::Receipt] {
        assert_eq!(
            file::rotate(&folder.path().join("keys"), purpose).unwrap(),
            2
        );
    }
    let store = open(folder.path()).unwrap();
    let after = store.record(as_anna(choice(1))).await.unwrap();
    assert_eq!(after.state, EventState::ConsentWithdrawn);
    assert_eq!(
        opened(&after.receipt).0.prev_receipt,
        Some(jws_digest(&before.receipt))
    );
    store.record(as_anna(choice(2))).await.unwrap();
    let searches = [
        (
            Search {
                user_id: Some("anna".to_owned()),
                ..Search::default()
            },
            3,
        ),
        (
            Search {
                ip: Some("192.0.2.7/32".parse().unwrap()),
                ..Search::default()
            },
            3,
        ),
        (
            Search {
                ip: Some("192.0.2.0/24".parse().unwrap()),
                ..Search::default()
            },
            3,
        ),
        (
            Search {
                ip: Some("192.0.2.0/28".parse().unwrap()),
                ..Search::default()
            },
            3,
        ),
        (
            Search {
                consent_key: Some(key(1)),
                ..Search::default()
            },
            2,
        ),
    ];
    for (search, expected) in searches {
        assert_eq!(all(&store, &search, 2).await.len(), expected);
    }
    let vault = store.vault();
    let publics: Vec<_> = vault.keys().receipt_publics().collect();
    assert_eq!(publics.len(), 2);
    for (receipt, public) in [(&before.receipt, publics[0]), (&after.receipt, publics[1])] {
        assert!(SdJwt::parse(receipt).unwrap().verify(public).is_ok());
    }
}

#[tokio::test]
async fn a_database_is_not_opened_with_the_keys_of_another() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    for purpose in ["wrap", "index"] {
        let key = folder.path().join(format!("keys/{purpose}.1.key"));
        let right = fs::read(&key).unwrap();
        fs::remove_file(&key).unwrap();
        let error = message(open(folder.path()));
        assert!(
            error.contains(purpose) && error.contains("collector.db"),
            "{error}"
        );
        fs::write(&key, right).unwrap();
        drop(open(folder.path()).unwrap());
    }
}

#[tokio::test]
async fn what_is_not_our_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collector.db");
    let text = "this is no database, ".repeat(300);
    fs::write(&path, &text).unwrap();
    let error = message(open(folder.path()));
    assert!(error.contains("collector.db"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    fs::remove_file(&path).unwrap();

    drop(open(folder.path()).unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.pragma_update(None, "user_version", 999).unwrap();
    drop(other);
    let error = message(open(folder.path()));
    assert!(error.contains("999") && error.contains("newer"), "{error}");

    let missing = folder.path().join("no/such/folder/collector.db");
    let keys = Keys::open(&folder.path().join("keys")).unwrap();
    assert!(message(SqliteStore::open(&missing, keys)).contains("no/such/folder"));
}

#[tokio::test]
async fn the_database_is_for_its_owner_only_and_opens_again() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    publish(&store).await;
    let answer = store.record(choice(1)).await.unwrap();
    for file in ["collector.db", "collector.db-wal", "collector.db-shm"] {
        let mode = fs::metadata(folder.path().join(file))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
    drop(store);
    assert_eq!(
        fs::metadata(folder.path().join("collector.db-wal")).map_or(0, |file| file.len()),
        0
    );
    let store = open(folder.path()).unwrap();
    assert!(store.find(answer.receipt_id).await.unwrap().is_some());
    assert!(store.staff_users().await.unwrap().is_empty());
}
