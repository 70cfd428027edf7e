//! The collector as a process, killed with SIGKILL while browsers post choices: what it acknowledged is there after the
//! restart, and the tree that it signs then continues the one that it signed before and has a leaf for every row.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{FIREFOX, ORIGIN, with};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Browsers that post at the same time.
const BROWSERS: usize = 8;
/// The log's promise, and time for a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A collector in a process of its own; killed when it is dropped.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_collector-server"))
            .args(["serve", "--config", "collector.toml"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = lines.map_while(Result::ok);
        let address = said.find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        // Nothing more is read; what is written after that may go nowhere.
        Self {
            child,
            address: address.expect("it says where it listens"),
        }
    }

    async fn text(&self, path: &str) -> Option<String> {
        let answer = reqwest::get(format!("{}{path}", self.address)).await.ok()?;
        answer.status().is_success().then_some(())?;
        answer.text().await.ok()
    }

    /// SIGKILL on Unix.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Posts choices of ever new browsers until the collector does not answer any more; the ids that it acknowledged.
async fn post_until_the_end(
    address: String,
    choice: Value,
    round: usize,
    browser: usize,
    count: std::sync::Arc<std::sync::atomic::AtomicUsize>,
) -> BTreeSet<String> {
    let http = Client::new();
    let mut acknowledged = BTreeSet::new();
    for number in 0_u64.. {
        let mut key = [0; 16];
        (key[0], key[1]) = (round as u8 + 1, browser as u8 + 1);
        key[8..].copy_from_slice(&number.to_be_bytes());
        let body = with(
            choice.clone(),
            "consent_key",
            json!(URL_SAFE_NO_PAD.encode(key)),
        );
        let request = http
            .post(format!("{address}/v1/sites/shop/choices"))
            .header("origin", ORIGIN)
            .header("user-agent", FIREFOX)
            .header("content-type", "application/json")
            .header("idempotency-key", uuid::Uuid::new_v4().to_string())
            .body(body.to_string());
        let Ok(answer) = request.send().await else {
            break;
        };
        let status = answer.status();
        // Cut off by the kill: no acknowledgement.
        let Ok(answer) = answer.json::<Value>().await else {
            break;
        };
        assert_eq!(status, 201, "{answer}");
        acknowledged.insert(answer["receipt_id"].as_str().unwrap().to_owned());
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
    acknowledged
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code(), text)
}

// ACCEPTANCE 97 (partly: SQLite, the whole process; the store alone is in `storage/crash.rs`, limits in `choices_refused.rs`)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_kill_9_the_tree_continues_and_agrees_with_the_rows() {
    let choice = collector::Collector::start().await.choice();
    let setup = office::setup();
    setup.write();
    let folder = setup.folder.path();
    let mut acknowledged = BTreeSet::new();
    for (round, enough) in [30, 120, 300].into_iter().enumerate() {
        let mut process = Process::start(folder);
        if round == 0 {
            let keys = process.text("/.well-known/consent-log.json").await.unwrap();
            fs::write(folder.join("keys.json"), keys).unwrap();
        }
        let count = std::sync::Arc::default();
        let mut posting = JoinSet::new();
        for browser in 0..BROWSERS {
            let address = process.address.clone();
            let count = std::sync::Arc::clone(&count);
            posting.spawn(post_until_the_end(
                address,
                choice.clone(),
                round,
                browser,
                count,
            ));
        }
        let since = Instant::now();
        while count.load(std::sync::atomic::Ordering::Relaxed) < enough {
            assert!(since.elapsed() < PATIENCE, "it records choices");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // What it signed last, as somebody outside has seen it.
        let seen = process.text("/log/checkpoint").await.unwrap();
        fs::write(folder.join("seen"), seen).unwrap();
        process.kill();
        while let Some(ids) = posting.join_next().await {
            acknowledged.extend(ids.unwrap());
        }

        let process = Process::start(folder);
        // Every receipt has its proof once a checkpoint covers all leaves.
        let since = Instant::now();
        let told = loop {
            let export = [
                "export",
                "--proofs",
                "--out",
                "export.ndjson",
                "--config",
                "collector.toml",
            ];
            let _ = fs::remove_file(folder.join("export.ndjson"));
            let (code, told) = run(folder, &export);
            assert_eq!(code, Some(0), "{told}");
            let verify = ["verify", "log", &process.address, "--keys", "keys.json"];
            let beside = ["--checkpoint", "seen", "--export", "export.ndjson"];
            let (code, told) = run(folder, &[&verify[..], &beside].concat());
            // 3: a receipt that no checkpoint covers yet.
            if code != Some(3) {
                assert_eq!(code, Some(0), "{told}");
                break told;
            }
            assert!(since.elapsed() < PATIENCE, "{told}");
        };
        assert!(
            told.contains("The log continues") && told.contains(" 0 unexplained"),
            "{told}"
        );
        let export = fs::read_to_string(folder.join("export.ndjson")).unwrap();
        let kept: BTreeSet<String> = export
            .lines()
            .filter_map(|line| {
                let line: Value = serde_json::from_str(line).unwrap();
                line["receipt_id"].as_str().map(str::to_owned)
            })
            .collect();
        assert!(
            acknowledged.is_subset(&kept),
            "{} acknowledged, {} kept",
            acknowledged.len(),
            kept.len()
        );
        assert!(
            told.contains(&format!("{0} of {0} open", kept.len())),
            "{told}"
        );
    }
    assert!(acknowledged.len() >= 450);
}
