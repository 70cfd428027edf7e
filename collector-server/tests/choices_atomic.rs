//! A choice whose receipt or leaf cannot be written leaves nothing behind, and the same choice is recorded later.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use std::path::Path;

use collector::{Collector, read};
use consent_core::receipt::{SdJwt, commitment};
use rusqlite::Connection;
use serde_json::Value;

const KEY: &str = "11111111-1111-4111-8111-111111111111";

fn open(folder: &Path) -> Connection {
    Connection::open(folder.join("data/collector.sqlite3")).unwrap()
}

/// Rows of every table that a choice writes to.
fn rows(db: &Connection) -> Vec<(&'static str, i64)> {
    let tables = ["leaves", "receipts", "records", "subjects", "attempts"];
    tables
        .map(|table| {
            let sql = format!("SELECT count(*) FROM {table}");
            (table, db.query_row(&sql, [], |row| row.get(0)).unwrap())
        })
        .to_vec()
}

async fn send(collector: &Collector) -> (u16, Value) {
    let mut request = collector.post(&collector.choice()).build().unwrap();
    request
        .headers_mut()
        .insert("idempotency-key", KEY.parse().unwrap());
    read(reqwest::Client::new().execute(request).await.unwrap()).await
}

// ACCEPTANCE 46, 61 (partly: body and leaf are one transaction)
#[tokio::test]
async fn where_the_leaf_or_any_row_of_a_choice_cannot_be_written_there_is_neither() {
    for table in ["leaves", "receipts", "records", "subjects", "attempts"] {
        let collector = Collector::start().await;
        let db = open(collector.folder.path());
        let before = rows(&db);
        // As a page of that table that cannot be written, at the last moment: after the row.
        db.execute_batch(&format!(
            "CREATE TRIGGER broken AFTER INSERT ON {table}
             BEGIN SELECT RAISE(ABORT, 'this page of the disk is broken'); END"
        ))
        .unwrap();
        for _ in 0..2 {
            let (status, problem) = send(&collector).await;
            assert_eq!(
                (status, problem["type"].as_str().unwrap()),
                (503, "/problems/storage-unavailable"),
                "{table}"
            );
            assert!(!problem.to_string().contains("broken"), "{problem}");
            assert_eq!(rows(&db), before, "{table}");
        }
        db.execute_batch("DROP TRIGGER broken").unwrap();

        // The same choice again, as the browser sends it: one receipt, and its leaf is the next one.
        let (status, answer) = send(&collector).await;
        assert_eq!(status, 201, "{table}: {answer}");
        let stored = &collector.receipts().await[..];
        let [stored] = stored else {
            panic!("{table}: {} receipts", stored.len())
        };
        let leaves = before[0].1.cast_unsigned();
        assert_eq!(stored.leaf_index, leaves, "{table}");
        let receipt = SdJwt::parse(answer["receipt"].as_str().unwrap()).unwrap();
        assert_eq!(commitment(&stored.salt, receipt.jws()), stored.commitment);
        collector.state.log.integrate().await.unwrap();
        assert_eq!(collector.state.log.head().unwrap().size, leaves + 1);
        assert_eq!(send(&collector).await.0, 200);
    }
}
