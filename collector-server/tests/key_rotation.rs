//! `collector-server keys` beside a serving collector: each kind is rotated, a rotation is cut off and gone on with.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use collector::Collector;
use collector_server::{
    keys::{Purpose, file},
    staff::Role,
};
use consent_core::{
    log::{Checkpoint, KeyUse, LogPublicKey, key_leaf, proof::verify_consistency, tile::leaves},
    receipt::{Digest, PublicKey, SdJwt},
};
use office::{Person, choose, ids, search, setup, token};
use rusqlite::Connection;
use serde_json::{Value, json};

fn keys(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_collector-server"));
    command.arg("keys").args(arguments).current_dir(folder);
    command
}

/// Whether it succeeded, and all that it said.
fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = keys(folder, arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

fn database(folder: &Path) -> Connection {
    let database = Connection::open(folder.join("data/collector.sqlite3")).unwrap();
    database.busy_timeout(Duration::from_secs(20)).unwrap();
    database
}

fn count(database: &Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

async fn text(collector: &Collector, path: &str) -> String {
    let answer = collector.get(path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

async fn published(collector: &Collector) -> Value {
    serde_json::from_str(&text(collector, "/.well-known/consent-log.json").await).unwrap()
}

/// The key that a JWK tells.
fn receipt_key(jwk: &Value) -> PublicKey {
    let bytes = URL_SAFE_NO_PAD.decode(jwk["x"].as_str().unwrap()).unwrap();
    PublicKey::from_bytes(&bytes.try_into().unwrap()).unwrap()
}

async fn checkpoint(collector: &Collector) -> Checkpoint {
    let published = published(collector).await;
    let key = LogPublicKey::parse(published["log_keys"][0].as_str().unwrap()).unwrap();
    Checkpoint::open(&text(collector, "/log/checkpoint").await, &key).unwrap()
}

/// The leaf at `index`, from its bundle.
async fn leaf(collector: &Collector, index: u64) -> Vec<u8> {
    let size = checkpoint(collector).await.size;
    assert!(size < 256, "one bundle is enough here");
    let bundle = collector.get(&format!("/log/tile/entries/000.p/{size}"));
    let bundle = bundle.send().await.unwrap().bytes().await.unwrap();
    leaves(&bundle).unwrap()[index as usize].to_vec()
}

/// Every receipt of `people` is found by its user id, and verifies under a key that is published.
async fn all_verify(collector: &Collector, token: &str, people: &[Person]) {
    let published = published(collector).await;
    let publics: Vec<PublicKey> = published["receipt_keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(receipt_key)
        .collect();
    let (status, page) = search(collector, token, json!({"user_id": "anna"})).await;
    assert_eq!(status, 200, "{page}");
    let mut expected: Vec<_> = people.iter().map(|one| one.receipt_id.clone()).collect();
    expected.reverse();
    assert_eq!(ids(&page), expected);
    for network in ["192.0.2.17", "192.0.2.0/24", "192.0.2.16/28"] {
        let (_, page) = search(collector, token, json!({"ip": network})).await;
        assert_eq!(ids(&page), expected, "{network}");
    }
    let receipts = collector.receipts().await;
    assert_eq!(receipts.len(), people.len());
    for stored in receipts {
        let receipt = SdJwt::parse(&stored.receipt).unwrap();
        let fits = |key: &&PublicKey| receipt.verify(key).is_ok();
        assert_eq!(publics.iter().filter(fits).count(), 1);
        assert_eq!(stored.user_id.as_deref(), Some("anna"));
    }
}

// ACCEPTANCE 93
#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_key_is_rotated_while_serving_and_what_was_stays_true() {
    let collector = setup().start().await;
    let folder = collector.folder.path().to_owned();
    let token = token(&collector, Role::Dpo).await;
    let visit = async |granted| choose(&collector, 1, Some("anna"), "192.0.2.17", granted).await;
    let mut people = vec![visit((true, true)).await];
    collector.state.log.integrate().await.unwrap();
    let first_keys = published(&collector).await;
    let old_log_key = LogPublicKey::parse(first_keys["log_keys"][0].as_str().unwrap()).unwrap();
    let mut earlier = vec![checkpoint(&collector).await];

    for (purpose, rows) in [
        (Purpose::Wrap, Some(("subjects", "wrap_key_id"))),
        (Purpose::Index, Some(("receipts", "index_epoch"))),
        (Purpose::Receipt, None),
        (Purpose::Log, None),
    ] {
        let kind = purpose.as_str();
        let (ok, said) = run(&folder, &["rotate", kind]);
        assert!(
            ok && said.contains(&format!("{kind}.2.key is in force")),
            "{said}"
        );
        if let Some((table, column)) = rows {
            let database = database(&folder);
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} <> 2");
            assert_eq!(count(&database, &sql), 0, "{kind}");
            let sql = format!("SELECT count(*) FROM {table}");
            assert!(count(&database, &sql) > 0);
        }

        // The visitor's record goes on: no second subject was made.
        let granted = (people.len() % 2 == 0, true);
        people.push(visit(granted).await);
        assert_eq!(
            count(&database(&folder), "SELECT count(*) FROM subjects"),
            1
        );
        collector.state.log.integrate().await.unwrap();
        all_verify(&collector, &token, &people).await;

        // The log tells of the new key, and the list says of it what the log says.
        let published = published(&collector).await;
        let history = published["keys"].as_array().unwrap();
        let is_new = |entry: &&Value| entry["use"] == kind && entry["to"].is_null();
        let entry = history.iter().rfind(is_new).unwrap();
        let name = entry["key"].as_str().unwrap();
        let bytes = match purpose.key_use() {
            KeyUse::Log => LogPublicKey::parse(name).unwrap().to_bytes(),
            KeyUse::Receipt => {
                let key = receipt_key(&published["receipt_keys"][1]);
                assert_eq!(key.kid(), name);
                key.to_bytes()
            }
            KeyUse::Wrap | KeyUse::Index => {
                let hash = name.strip_prefix("sha256:").unwrap();
                *Digest::parse(hash).unwrap().as_bytes()
            }
        };
        let index = entry["leaf_index"].as_u64().unwrap();
        let logged = leaf(&collector, index).await;
        assert_eq!(
            logged,
            key_leaf(purpose.key_use(), &bytes).to_bytes(),
            "{kind}"
        );

        // Every checkpoint that was ever seen is the beginning of the newest one, by the key of the first day.
        let newest = checkpoint(&collector).await;
        assert!(newest.size > earlier.last().unwrap().size);
        for old in &earlier {
            let path = format!("/log/consistency/{}/{}", old.size, newest.size);
            let path: Vec<Digest> = text(&collector, &path)
                .await
                .lines()
                .map(|line| STANDARD.decode(line).unwrap().try_into().unwrap())
                .map(Digest::from_bytes)
                .collect();
            verify_consistency(old.size, &old.root, newest.size, &newest.root, &path).unwrap();
        }
        earlier.push(newest);
    }

    // The newest receipt is signed by the new key, and the newest checkpoint by both.
    let published = published(&collector).await;
    let new_log_key = LogPublicKey::parse(published["log_keys"][1].as_str().unwrap()).unwrap();
    let note = text(&collector, "/log/checkpoint").await;
    assert!(Checkpoint::open(&note, &old_log_key).is_ok());
    visit((false, true)).await;
    collector.state.log.integrate().await.unwrap();
    let note = text(&collector, "/log/checkpoint").await;
    assert!(Checkpoint::open(&note, &old_log_key).is_ok());
    assert!(Checkpoint::open(&note, &new_log_key).is_ok());
    let newest = collector.receipts().await.remove(0);
    let signer = receipt_key(&published["receipt_keys"][1]);
    assert!(
        SdJwt::parse(&newest.receipt)
            .unwrap()
            .verify(&signer)
            .is_ok()
    );

    let (ok, list) = run(&folder, &["list"]);
    assert!(ok && !list.contains("--resume"), "{list}");
    for purpose in Purpose::ALL {
        let lines = list
            .lines()
            .filter(|line| line.starts_with(purpose.as_str()));
        assert_eq!(lines.count(), 2, "{list}");
    }
    // What a rotation did is in the staff's audit log.
    let audit = office::audit(&collector).await;
    let rotations = audit.iter().filter(|row| row.action == "keys-rotate");
    assert_eq!(rotations.count(), 4);
}

/// Many more subjects than one step brings over, copied from the one that is there.
fn multiply_subjects(database: &Connection, times: i64) {
    database
        .execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
             INSERT INTO subjects (subject_ref, site_id, consent_key_index, index_epoch,
                                   wrap_key_id, wrapped_key, last_activity_at)
             SELECT subject_ref, site_id, randomblob(16), index_epoch, wrap_key_id, wrapped_key,
                    last_activity_at
             FROM n, (SELECT * FROM subjects ORDER BY subject_id LIMIT 1)",
            [times],
        )
        .unwrap();
}

// ACCEPTANCE 93 (partly: long work survives kill -9, beside a serving collector)
#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_that_is_killed_is_gone_on_with_and_nobody_is_lost_meanwhile() {
    let collector = setup().start().await;
    let folder = collector.folder.path().to_owned();
    let token = token(&collector, Role::Dpo).await;
    // The first and the last of all subjects are real ones.
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, true)).await;
    multiply_subjects(&database(&folder), 30_000);
    choose(&collector, 2, Some("bo"), "192.0.2.18", (true, true)).await;

    for (number, (kind, column)) in [("wrap", "wrap_key_id"), ("index", "index_epoch")]
        .into_iter()
        .enumerate()
    {
        let done = format!("SELECT count(*) FROM subjects WHERE {column} = 2");
        let mut child = keys(&folder, &["rotate", kind])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let database = database(&folder);
        let began = Instant::now();
        while count(&database, &done) < 1_000 {
            assert!(
                child.try_wait().unwrap().is_none(),
                "it ended before it was killed"
            );
            assert!(
                began.elapsed() < Duration::from_secs(120),
                "nothing was brought over"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            count(&database, &done) < 30_002,
            "it was done before it was killed"
        );

        // Who was brought over and who was not: both go on with their records.
        let statistics = number % 2 == 1;
        for (visitor, user, ip) in [(1, "anna", "192.0.2.17"), (2, "bo", "192.0.2.18")] {
            choose(&collector, visitor, Some(user), ip, (statistics, true)).await;
            let (_, page) = search(&collector, &token, json!({"user_id": user})).await;
            assert_eq!(ids(&page).len(), number + 2, "{kind}, {user}");
        }
        assert_eq!(count(&database, "SELECT count(*) FROM subjects"), 30_002);

        let (ok, said) = run(&folder, &["rotate", kind]);
        assert!(!ok && said.contains("--resume"), "{said}");
        let (_, list) = run(&folder, &["list"]);
        assert!(
            list.contains(&format!("keys rotate {kind} --resume")),
            "{list}"
        );
        let (ok, said) = run(&folder, &["rotate", kind, "--resume"]);
        assert!(ok, "{said}");
        assert_eq!(count(&database, &done), 30_002, "{said}");
        let (ok, said) = run(&folder, &["rotate", kind, "--resume"]);
        assert!(ok && said.contains("nothing is left"), "{said}");
        let data = folder.join("data/keys");
        assert!(!data.join(format!("{kind}.3.key")).exists());
    }
    for (user, network) in [("anna", "192.0.2.17"), ("bo", "192.0.2.18")] {
        for question in [json!({"user_id": user}), json!({"ip": network})] {
            let (_, page) = search(&collector, &token, question).await;
            assert_eq!(ids(&page).len(), 3, "{user}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_drafted_when_the_command_died_comes_in_force_and_no_other() {
    let collector = setup().start().await;
    let folder = collector.folder.path().to_owned();
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, true)).await;
    let data = folder.join("data/keys");
    let (number, drafted) = file::draft(&data, Purpose::Receipt).unwrap();
    let (ok, said) = run(&folder, &["rotate", "receipt", "--resume"]);
    assert!(ok && said.contains("drafted earlier"), "{said}");
    let now = collector_server::keys::Keys::open(&data).unwrap();
    let public = Purpose::Receipt.public_name(&drafted, "").unwrap();
    assert_eq!(now.receipt.current().0, number);
    assert_eq!(now.receipt.current().1.public().to_bytes(), public);

    let (ok, said) = run(&folder, &["rotate", "session"]);
    assert!(
        !ok && said.contains("wrap, index, receipt or log"),
        "{said}"
    );
}
