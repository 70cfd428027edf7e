//! What an erasure leaves behind in SQLite's files, and what happens when an older copy comes back.

use std::{collections::BTreeSet, fs, path::Path};

use crate::{
    choice::{NOW_MS, choice, granting, key, publish},
    suite::rights::{case_about, order},
};
use collector_server::{
    keys::{Keys, Purpose, file},
    storage::{
        AuditEntry, Journal, LogStore as _, ReceiptStore as _, RightsStore as _, Search,
        StaffStore as _,
        rights::{CaseKind, Finder, HoldBasis, SuppressionKind},
        sqlite::{
            SqliteStore,
            rights::columns::{About, Eraser, TABLES},
        },
    },
};
use consent_core::receipt::LeafKind;
use rusqlite::{Connection, types::Value};

const DAY_MS: i64 = 24 * 3600 * 1000;

fn open(folder: &Path) -> SqliteStore {
    let folder_of_keys = folder.join("keys");
    let keys = Keys::open(&folder_of_keys).unwrap();
    let journal = Journal::in_folder(&folder_of_keys);
    SqliteStore::open_with_journal(&folder.join("collector.db"), keys, journal, NOW_MS).unwrap()
}

/// Copies the database as it is on the disk; the store has to be closed.
fn copy(folder: &Path, from: &str, to: &str) {
    fs::copy(folder.join(from), folder.join(to)).unwrap();
}

async fn record(
    store: &SqliteStore,
    browser: u8,
    user_id: Option<&str>,
) -> consent_core::receipt::ReceiptId {
    let mut choice = granting(browser, &["statistics"]);
    choice.user_id = user_id.map(str::to_owned);
    store.record(choice).await.unwrap().receipt_id
}

/// Every value of a table's columns that say something of a visitor and are long enough to be looked for.
fn traces(db: &Connection) -> Vec<(String, Vec<u8>)> {
    let mut traces = Vec::new();
    for table in TABLES {
        for (column, about) in table.columns {
            if !matches!(about, About::Visitor(..)) {
                continue;
            }
            let mut rows = db
                .prepare(&format!("SELECT {column} FROM {}", table.name))
                .unwrap();
            let values = rows.query_map([], |row| row.get::<_, Value>(0)).unwrap();
            for value in values {
                let bytes = match value.unwrap() {
                    Value::Blob(bytes) => bytes,
                    Value::Text(text) => text.into_bytes(),
                    _ => continue,
                };
                if bytes.len() >= 12 {
                    traces.push((format!("{}.{column}", table.name), bytes));
                }
            }
        }
    }
    traces
}

/// The columns of the database that `columns::TABLES` does not have, and the other way round.
fn differences(db: &Connection) -> [Vec<(String, String)>; 2] {
    let names = |sql: &str| -> Vec<String> {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut real = BTreeSet::new();
    for table in
        names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    {
        for column in names(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            real.insert((table.clone(), column));
        }
    }
    let flagged: BTreeSet<_> = TABLES
        .iter()
        .flat_map(|table| {
            let columns = table.columns.iter();
            columns.map(|(column, _)| (table.name.to_owned(), (*column).to_owned()))
        })
        .collect();
    let only_in = |one: &BTreeSet<_>, other| one.difference(other).cloned().collect();
    [only_in(&real, &flagged), only_in(&flagged, &real)]
}

// ACCEPTANCE 67 (partly: no column of any table without its place; that it is handed over is in `rights_extract.rs`)
#[test]
fn every_column_of_the_schema_says_whom_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open(&folder.path().join("keys")).unwrap();
    let path = folder.path().join("collector.db");
    drop(SqliteStore::open(&path, keys).unwrap());
    let db = Connection::open(&path).unwrap();
    let [unflagged, gone] = differences(&db);
    assert!(
        unflagged.is_empty(),
        "columns that are not in `columns::TABLES`: say whom they are about, who hands them over and how they are erased: {unflagged:?}"
    );
    assert!(
        gone.is_empty(),
        "columns that are no longer there: {gone:?}"
    );
    // The check sees a new column, a new table, and one that went.
    db.execute_batch(
        "ALTER TABLE subjects ADD COLUMN nickname TEXT;
         CREATE TABLE friends (subject_id INTEGER NOT NULL REFERENCES subjects, name TEXT NOT NULL) STRICT;
         ALTER TABLE cases DROP COLUMN extension_reason;",
    )
    .unwrap();
    let column = |table: &str, name: &str| (table.to_owned(), name.to_owned());
    let expected = [
        vec![
            column("friends", "name"),
            column("friends", "subject_id"),
            column("subjects", "nickname"),
        ],
        vec![column("cases", "extension_reason")],
    ];
    assert_eq!(differences(&db), expected);
}

// ACCEPTANCE 67 (partly: nothing that leads to a person is flagged as nobody's), 71 (partly: nor kept by a mistake)
#[test]
fn a_table_with_rows_of_a_subject_has_no_column_that_nobody_hands_over() {
    for table in TABLES {
        let subject = table.columns.iter().find(|(name, _)| *name == "subject_id");
        let Some((_, about)) = subject else { continue };
        assert!(
            matches!(about, About::Visitor(_, Eraser::WithSubject)),
            "{}.subject_id is {about:?}",
            table.name
        );
        let handed_over = table.columns.iter().filter(|(_, about)| {
            matches!(about, About::Visitor(exporter, _) if exporter.member().is_some())
        });
        assert!(
            handed_over.count() > 0 || LINKS.contains(&table.name),
            "nothing of {} is handed over",
            table.name
        );
    }
}

/// Tables that tie a subject to a row elsewhere, or hold digests of secrets that only the person has.
const LINKS: [&str; 3] = ["case_subjects", "confirmations", "unsubscribe_links"];

// ACCEPTANCE 71
#[tokio::test]
async fn after_an_erasure_the_files_hold_no_trace_of_the_person() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    publish(&store).await;
    // Enough of others around, so that pages are shared and split.
    for number in 10..60 {
        record(&store, number, Some("other")).await;
    }
    let anna = record(&store, 1, Some("anna")).await;
    record(&store, 2, Some("anna")).await;
    store.record(choice(1)).await.unwrap();
    for number in 60..110 {
        record(&store, number, None).await;
    }
    let seen = store.find(anna).await.unwrap().unwrap();
    store
        .add_audit(AuditEntry {
            at_ms: NOW_MS,
            actor: "dora".to_owned(),
            role: "dpo".to_owned(),
            action: "read".to_owned(),
            filters: vec!["receipt_id".to_owned()],
            site: None,
            reason: None,
            record_id: Some(seen.claims.record_id),
            count: 1,
        })
        .await
        .unwrap();
    let finder = Finder::UserId("anna".to_owned());
    let number = case_about(&store, &finder, CaseKind::Erasure).await;
    let path = folder.path().join("collector.db");
    let before = traces(&Connection::open(&path).unwrap());

    let erasure = store.erase(order(&number)).await.unwrap();
    assert_eq!(erasure.report.look_ups, 1);
    let after: BTreeSet<_> = traces(&Connection::open(&path).unwrap())
        .into_iter()
        .collect();
    let gone: Vec<_> = before
        .iter()
        .filter(|trace| !after.contains(trace))
        .collect();
    for column in [
        "subjects.subject_ref",
        "subjects.wrapped_key",
        "subjects.consent_key_index",
        "receipts.envelope",
        "receipts.receipt_id",
        "records.record_id",
        "attempts.attempt",
        "audit.record_id",
    ] {
        assert!(gone.iter().any(|(name, _)| name == column), "{column}");
    }
    // While the store is open, and so with its write-ahead log.
    for file in ["collector.db", "collector.db-wal"] {
        let bytes = fs::read(folder.path().join(file)).unwrap_or_default();
        for (column, trace) in &gone {
            // What others have too (an address index of the same network) is no trace of the person.
            let is_others = after.iter().any(|(_, other)| other == trace);
            let is_there = bytes.windows(trace.len()).any(|window| window == trace);
            assert!(is_others || !is_there, "{column} in {file}");
        }
    }
    assert_eq!(store.audit(10).await.unwrap()[0].record_id, None);
    let others = store.search(&Search::default(), None, 200).await.unwrap();
    assert_eq!(others.items.len(), 100);
}

#[tokio::test]
async fn every_table_that_goes_with_a_subject_is_empty_without_any() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    publish(&store).await;
    record(&store, 1, Some("anna")).await;
    let finder = Finder::ConsentKey(key(1));
    let number = case_about(&store, &finder, CaseKind::Erasure).await;
    store
        .set_hold(
            &number,
            1,
            HoldBasis::LegalClaims,
            NOW_MS + 1,
            "dora",
            NOW_MS,
        )
        .await
        .unwrap();
    store.erase(order(&number)).await.unwrap();
    let db = Connection::open(folder.path().join("collector.db")).unwrap();
    for table in TABLES {
        for (column, about) in table.columns {
            let sql = match about {
                About::Visitor(_, Eraser::WithSubject) => {
                    format!("SELECT count(*) FROM {}", table.name)
                }
                About::Visitor(_, Eraser::Unlinked) => {
                    format!(
                        "SELECT count(*) FROM {} WHERE record_id IS NOT NULL",
                        table.name
                    )
                }
                _ => continue,
            };
            let count: i64 = db.query_row(&sql, [], |row| row.get(0)).unwrap();
            assert_eq!(count, 0, "{}.{column}", table.name);
        }
    }
}

// ACCEPTANCE 72
#[tokio::test]
async fn an_older_copy_is_erased_again_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    publish(&store).await;
    let anna = record(&store, 1, Some("anna")).await;
    let bo = record(&store, 2, Some("bo")).await;
    drop(store);
    copy(folder.path(), "collector.db", "backup.db");

    // Erased under another index key than the one at the restore.
    let store = open(folder.path());
    let finder = Finder::UserId("anna".to_owned());
    let number = case_about(&store, &finder, CaseKind::Erasure).await;
    store.erase(order(&number)).await.unwrap();
    drop(store);
    file::rotate(&folder.path().join("keys"), Purpose::Index).unwrap();
    copy(folder.path(), "backup.db", "collector.db");

    let store = open(folder.path());
    assert!(store.find(anna).await.unwrap().is_none());
    assert!(store.find_subjects(&finder, None).await.unwrap().is_empty());
    assert!(store.find(bo).await.unwrap().is_some());
    let count = store.leaf_count().await.unwrap();
    let last = store.leaves(count - 1, 1).await.unwrap()[0];
    assert_eq!(last.kind, LeafKind::Tombstone);
    drop(store);
    // Once is enough.
    let store = open(folder.path());
    assert_eq!(store.leaf_count().await.unwrap(), count);
}

#[tokio::test]
async fn a_lost_journal_is_written_again_from_the_database_and_a_broken_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    publish(&store).await;
    record(&store, 1, None).await;
    let finder = Finder::ConsentKey(key(1));
    let number = case_about(&store, &finder, CaseKind::Erasure).await;
    store.erase(order(&number)).await.unwrap();
    drop(store);
    let path = folder.path().join("keys/erasures.journal");
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!(written.lines().count(), 1);
    fs::remove_file(&path).unwrap();
    drop(open(folder.path()));
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
    fs::write(&path, "something else\n").unwrap();
    let keys = Keys::open(&folder.path().join("keys")).unwrap();
    let journal = Journal::in_folder(&folder.path().join("keys"));
    let database = folder.path().join("collector.db");
    let error = SqliteStore::open_with_journal(&database, keys, journal, NOW_MS)
        .err()
        .expect("an error")
        .to_string();
    assert!(
        error.contains("erasures.journal") && error.contains("line 1"),
        "{error}"
    );
}

#[tokio::test]
async fn a_hold_in_an_older_copy_is_honoured_and_the_erasure_waits() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    publish(&store).await;
    let anna = record(&store, 1, None).await;
    let finder = Finder::ConsentKey(key(1));
    let number = case_about(&store, &finder, CaseKind::Erasure).await;
    let until = NOW_MS + 10 * DAY_MS;
    store
        .set_hold(&number, 1, HoldBasis::Authority, until, "dora", NOW_MS)
        .await
        .unwrap();
    drop(store);
    copy(folder.path(), "collector.db", "backup.db");
    let store = open(folder.path());
    store.end_holds(&number, "dora", NOW_MS + 1).await.unwrap();
    store.erase(order(&number)).await.unwrap();
    drop(store);
    copy(folder.path(), "backup.db", "collector.db");
    let store = open(folder.path());
    assert!(store.find(anna).await.unwrap().is_some());
    drop(store);
    // After its time.
    let folder_of_keys = folder.path().join("keys");
    let store = SqliteStore::open_with_journal(
        &folder.path().join("collector.db"),
        Keys::open(&folder_of_keys).unwrap(),
        Journal::in_folder(&folder_of_keys),
        until,
    )
    .unwrap();
    assert!(store.find(anna).await.unwrap().is_none());
}

// ACCEPTANCE 93 (partly: erasure and suppression)
#[tokio::test]
async fn a_suppression_outlives_a_rotation_of_the_index_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    publish(&store).await;
    record(&store, 1, Some("anna")).await;
    let finder = Finder::UserId("anna".to_owned());
    let number = case_about(&store, &finder, CaseKind::Erasure).await;
    store.erase(order(&number)).await.unwrap();
    drop(store);
    file::rotate(&folder.path().join("keys"), Purpose::Index).unwrap();
    let store = open(folder.path());
    let kind = SuppressionKind::UserId;
    assert!(store.is_suppressed("shop", kind, "anna").await.unwrap());
    assert!(!store.is_suppressed("shop", kind, "bo").await.unwrap());
}
