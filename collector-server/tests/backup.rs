//! A copy beside a serving collector, a person erased after it, and the copy brought back.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{fs, path::Path, process::Command};

use collector::{Collector, Setup};
use collector_server::staff::Role;
use office::{case::post, choose, ids, search, setup, token};
use serde_json::json;

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

async fn found(collector: &Collector, token: &str, user_id: &str) -> usize {
    let (status, page) = search(collector, token, json!({ "user_id": user_id })).await;
    assert_eq!(status, 200, "{page}");
    ids(&page).len()
}

/// The one copy in the folder of copies.
fn the_copy(folder: &Path) -> String {
    let mut names = fs::read_dir(folder.join("copies")).unwrap();
    let name = names.next().unwrap().unwrap().path();
    assert!(names.next().is_none());
    name.display().to_string()
}

// ACCEPTANCE 95
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_made_while_serving_and_brings_nobody_back_who_was_erased_since() {
    let collector = setup().start().await;
    let folder = collector.folder.path().to_owned();
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, true)).await;
    choose(&collector, 2, Some("bo"), "192.0.2.18", (true, true)).await;
    let make = [
        "backup",
        "--to",
        "copies",
        "--data-keys",
        "apart/data-keys.sqlite3",
    ];
    let (ok, said) = run(&folder, &make);
    assert!(ok && said.contains("2 subjects, 2 receipts"), "{said}");
    let copy = the_copy(&folder);

    // The copy holds rows and no key that opens one; the keys are somewhere else.
    let rows = rusqlite::Connection::open(&copy).unwrap();
    let keys: i64 = rows
        .query_row(
            "SELECT coalesce(sum(length(wrapped_key)), 0) FROM subjects",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(keys, 0);
    let live = rusqlite::Connection::open(folder.join("data/collector.sqlite3")).unwrap();
    let wrapped: Vec<u8> = live
        .query_row("SELECT wrapped_key FROM subjects LIMIT 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    let holds = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(wrapped.len()).any(|window| window == wrapped)
    };
    assert!(!holds(Path::new(&copy)), "also not in pages that are free");
    assert!(holds(&folder.join("apart/data-keys.sqlite3")));
    drop((rows, live));

    // ACCEPTANCE 71 (partly: backups within their window): neither file names anyone, in clear or by the browser's key.
    for path in [Path::new(&copy), &folder.join("apart/data-keys.sqlite3")] {
        let bytes = fs::read(path).unwrap();
        for trace in ["192.0.2.17", "192.0.2.0", "Firefox", &office::case::key(1)] {
            let mut windows = bytes.windows(trace.len());
            assert!(
                !windows.any(|window| window == trace.as_bytes()),
                "{trace} in {}",
                path.display()
            );
        }
    }

    // Later: anna is erased, somebody is new, and the data keys are copied again.
    let folder_kept = collector.stop().await;
    fs::write(folder.join("user"), "anna\n").unwrap();
    let open = [
        "rights",
        "open",
        "--kind",
        "erasure",
        "--identity",
        "eid",
        "--user-id-file",
        "user",
    ];
    let (ok, said) = run(&folder, &open);
    assert!(ok, "{said}");
    let number = said
        .split_whitespace()
        .find(|word| word.starts_with("R-"))
        .unwrap();
    let number = number.trim_end_matches([':', '.', ',']);
    let (ok, said) = run(
        &folder,
        &[
            "rights",
            "erase",
            number,
            "--ground",
            "consent_withdrawn",
            "--yes",
        ],
    );
    assert!(ok, "{said}");
    let again = [
        "backup",
        "--to",
        "copies-2",
        "--data-keys",
        "apart/data-keys.sqlite3",
    ];
    assert!(run(&folder, &again).0);
    assert!(
        !holds(&folder.join("apart/data-keys.sqlite3")),
        "her key is in no file any more"
    );

    // The disk is lost; the older copy comes back.
    let restore = [
        "restore",
        "--from",
        &copy,
        "--data-keys",
        "apart/data-keys.sqlite3",
    ];
    let (ok, said) = run(&folder, &restore);
    assert!(!ok && said.contains("exists already"), "{said}");
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("data/collector.sqlite3{end}")));
    }
    let (ok, said) = run(&folder, &restore);
    assert!(
        ok && said.contains("1 people, 1 receipts by the journal"),
        "{said}"
    );
    // Before anything serves: rows and log say so.
    let db = rusqlite::Connection::open(folder.join("data/collector.sqlite3")).unwrap();
    assert_eq!(count(&db, "subjects"), 1);
    assert_eq!(count(&db, "receipts"), 1);
    drop(db);
    let collector = Setup {
        folder: folder_kept,
        ..setup()
    }
    .start()
    .await;
    let token = token(&collector, Role::Dpo).await;
    assert_eq!(found(&collector, &token, "anna").await, 0);
    assert_eq!(found(&collector, &token, "bo").await, 1);
}

fn count(db: &rusqlite::Connection, table: &str) -> i64 {
    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
        row.get(0)
    })
    .unwrap()
}

// ACCEPTANCE 72 (partly: by the command, also where the data keys are old)
#[tokio::test(flavor = "multi_thread")]
async fn with_data_keys_from_before_an_erasure_the_journal_erases_again_and_that_is_told() {
    let collector = setup().start().await;
    let folder = collector.folder.path().to_owned();
    for (number, user) in [(1, "anna"), (2, "bo"), (3, "cissi")] {
        choose(&collector, number, Some(user), "192.0.2.17", (true, true)).await;
    }
    let backup = [
        "backup",
        "--to",
        "copies",
        "--data-keys",
        "apart/keys.sqlite3",
    ];
    assert!(run(&folder, &backup).0);
    let copy = the_copy(&folder);
    let dpo = token(&collector, Role::Dpo).await;
    for user in ["anna", "cissi"] {
        let body = json!({"user_id": user, "kind": "erasure", "identity": "eid"});
        let (_, case) = post(&collector, &dpo, "/v1/staff/cases", body).await;
        let path = format!("/v1/staff/cases/{}/erase", case["number"].as_str().unwrap());
        let ground = json!({"ground": "consent_withdrawn"});
        assert_eq!(post(&collector, &dpo, &path, ground).await.0, 200);
    }
    let folder_kept = collector.stop().await;
    let restore = |from: &str| {
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(folder.join(format!("data/collector.sqlite3{end}")));
        }
        let restore = [
            "restore",
            "--from",
            from,
            "--data-keys",
            "apart/keys.sqlite3",
        ];
        let (ok, said) = run(&folder, &restore);
        assert!(ok, "{said}");
        said
    };
    let said = restore(&copy);
    assert!(
        said.contains("2 people, 2 receipts by the journal"),
        "{said}"
    );
    assert!(
        !said.contains("anna") && !said.contains("no data key"),
        "{said}"
    );
    let db = rusqlite::Connection::open(folder.join("data/collector.sqlite3")).unwrap();
    assert_eq!((count(&db, "subjects"), count(&db, "receipts")), (1, 1));
    let (leaf, kind): (i64, i64) = db
        .query_row(
            "SELECT leaf, kind FROM leaves ORDER BY leaf DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(kind, 6, "a tombstone");
    assert!(said.contains(&format!("leaf {leaf} of the log")), "{said}");
    drop(db);
    let collector = Setup {
        folder: folder_kept,
        ..setup()
    }
    .start()
    .await;
    let dpo = token(&collector, Role::Dpo).await;
    for (user, left) in [("anna", 0), ("bo", 1), ("cissi", 0)] {
        assert_eq!(found(&collector, &dpo, user).await, left, "{user}");
    }
    // What is left keeps the folder.
    let _folder_kept = collector.stop().await;
    // A copy from after it has nothing to erase, and says that.
    let after = [
        "backup",
        "--to",
        "copies-2",
        "--data-keys",
        "apart/keys.sqlite3",
    ];
    assert!(run(&folder, &after).0);
    let newer = fs::read_dir(folder.join("copies-2"))
        .unwrap()
        .next()
        .unwrap();
    let said = restore(&newer.unwrap().path().display().to_string());
    assert!(
        said.contains("nothing that is in the copy was erased"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_and_keys_in_one_folder_or_for_too_long_are_refused() {
    let collector = setup().start().await;
    let folder = collector.folder.path().to_owned();
    let (ok, said) = run(
        &folder,
        &[
            "backup",
            "--to",
            "copies",
            "--data-keys",
            "copies/keys.sqlite3",
        ],
    );
    assert!(!ok && said.contains("must lie outside"), "{said}");
    let long = [
        "backup",
        "--to",
        "copies",
        "--data-keys",
        "apart/k",
        "--keep-days",
        "31",
    ];
    let (ok, said) = run(&folder, &long);
    assert!(!ok && said.contains("30 at most"), "{said}");
}
