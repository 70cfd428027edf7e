//! What is left after `kill -9` in the middle of writing: everything that was acknowledged, and a log
//! that agrees with it.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use crate::choice::{granting, publish};
use collector_server::{
    keys::Keys,
    storage::{ReceiptStore as _, Search, export, sqlite::SqliteStore},
};
use consent_core::{
    cookie::ConsentKey,
    receipt::{Leaf, LeafKind, ReceiptId, SdJwt, commitment},
};
use uuid::Uuid;

/// Set in the process that is to be killed: the folder that it writes to.
const FOLDER: &str = "SAMTYCKE_TEST_CRASH_FOLDER";
/// The test that this process runs in the other one.
const WRITING: &str = "crash::appends_until_killed_when_the_crash_test_asks_for_it";

fn open(folder: &Path) -> SqliteStore {
    let keys = Keys::open(&folder.join("keys")).unwrap();
    SqliteStore::open(&folder.join("collector.db"), keys).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn appends_until_killed_when_the_crash_test_asks_for_it() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = Arc::new(open(Path::new(&folder)));
    publish(&*store).await;
    let writers: Vec<_> = (0..16)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                // More than there is time for: the kill comes first.
                for _ in 0..10_000_000 {
                    let mut choice = granting(0, &["statistics"]);
                    choice.idempotency_key = Uuid::new_v4();
                    choice.consent_key = ConsentKey::from_bytes(Uuid::new_v4().into_bytes());
                    let answer = store.record(choice).await.unwrap();
                    println!("acknowledged {}", answer.receipt_id);
                    std::io::stdout().flush().unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

/// Starts the writing process, kills it once it has acknowledged so many receipts, and says which ones
/// it has.
fn write_and_kill(folder: &Path, enough: usize) -> BTreeSet<ReceiptId> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([WRITING, "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = BTreeSet::new();
    // The pipe gives what was written before the kill, also afterwards.
    while let Some(Ok(line)) = lines.next() {
        let Some((_, id)) = line.split_once("acknowledged ") else {
            continue;
        };
        // A line may have been cut by the kill: then it was not a whole acknowledgement.
        acknowledged.extend(ReceiptId::parse(id).ok());
        if acknowledged.len() >= enough {
            // SIGKILL on Unix.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    acknowledged
}

// ACCEPTANCE 97 (SQLite; limits of rates, bodies and time are in `choices_refused.rs`), 46 (partly: receipt and leaf in one
// transaction)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_kill_9_every_acknowledged_receipt_is_there_and_the_log_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for enough in [10, 100, 500] {
        acknowledged.extend(write_and_kill(folder.path(), enough));
        let store = Arc::new(open(folder.path()));
        let mut stream = export(store, Search::default());
        let mut receipts = Vec::new();
        while let Some(receipt) = stream.recv().await {
            receipts.push(receipt.unwrap());
        }
        let kept: BTreeSet<_> = receipts
            .iter()
            .map(|receipt| receipt.claims.receipt_id)
            .collect();
        assert_eq!(kept.len(), receipts.len());
        assert!(
            acknowledged.is_subset(&kept),
            "{} of {}",
            kept.len(),
            acknowledged.len()
        );

        let leaves = leaves(&folder.path().join("collector.db"));
        for receipt in &receipts {
            let jws = SdJwt::parse(&receipt.receipt).unwrap();
            let leaf = leaves[receipt.leaf_index as usize];
            assert_eq!(leaf.kind, LeafKind::Receipt);
            assert_eq!(leaf.commitment, commitment(&receipt.salt, jws.jws()));
        }
        let of_receipts = leaves
            .iter()
            .filter(|leaf| leaf.kind == LeafKind::Receipt)
            .count();
        assert_eq!(of_receipts, receipts.len(), "no leaf without its receipt");
    }
    assert!(acknowledged.len() >= 610);
}

/// The log as the database has it: gapless from 0, and sound.
fn leaves(path: &Path) -> Vec<Leaf> {
    let db = rusqlite::Connection::open(path).unwrap();
    let check: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    let mut statement = db
        .prepare("SELECT leaf, kind, commitment FROM leaves ORDER BY leaf")
        .unwrap();
    let rows = statement.query_map([], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, u8>(1)?,
            row.get::<_, [u8; 32]>(2)?,
        ))
    });
    rows.unwrap()
        .enumerate()
        .map(|(expected, row)| {
            let (index, kind, commitment) = row.unwrap();
            assert_eq!(index, expected as i64, "the log has no gaps");
            let mut bytes = [0; Leaf::LENGTH];
            (bytes[0], bytes[1]) = (1, kind);
            bytes[2..].copy_from_slice(&commitment);
            Leaf::from_bytes(&bytes).unwrap()
        })
        .collect()
}
