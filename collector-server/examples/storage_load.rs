//! Measures the SQLite store by itself: CPU and throughput of recording (beside the CPU of a signature
//! as the reference), bytes on the disk, time of searches. Not a test: the figures depend on the machine.
//!
//! `cargo run --release -p collector-server --example storage_load -- [receipts] [folder] [seconds]`
//!
//! The folder is one that a collector can serve from. The last line is one JSON object: `cargo xtask bench receipts`
//! reads it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use collector_server::{
    keys::Keys,
    privacy::IpMode,
    storage::{
        NewChoice, Notice, ReceiptStore as _, Search, StoreError,
        sqlite::{Options, SqliteStore},
    },
};
use consent_core::{
    category::Category,
    cookie::ConsentKey,
    receipt::{
        Blocked, Decision, Digest, LegalBasis, Method, PurposeClaim, Signals, UtcMillis,
        VendorClaim,
    },
};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const SUBMITTERS: u64 = 64;
const NOTICE: &str = "We use cookies.";
const CONFIG: &str = "{}";
const BUILD: Digest = Digest::from_bytes([6; 32]);
const START_MS: i64 = 1_795_456_800_000;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let receipts = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let folder = arguments.next().map_or_else(
        || std::env::temp_dir().join("samtycke-storage-load"),
        PathBuf::from,
    );
    let seconds = arguments.next().map_or(Ok(u64::MAX), |text| text.parse())?;
    fs::create_dir_all(&folder)?;
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(run(receipts, &folder, seconds))
}

/// Receipts at the beginning and at the end whose CPU is told apart.
const PART: u64 = 100_000;

async fn run(most: u64, folder: &Path, seconds: u64) -> Outcome<()> {
    let path = folder.join("collector.sqlite3");
    let keys = Keys::open(&folder.join("keys"))?;
    let store = Arc::new(SqliteStore::open_with(&path, keys, Options::default())?);
    for text in [NOTICE, CONFIG] {
        let notice = Notice {
            site: "shop".to_owned(),
            lang: "sv".to_owned(),
            text: text.to_owned(),
        };
        store.register_notice(notice).await?;
    }
    store.register_config("shop", CONFIG).await?;
    store
        .register_build("shop", "0123456789abcdef", BUILD)
        .await?;

    let signature = signature_time()?;
    let before = fs::metadata(&path)?.len();
    let (cpu, start) = (cpu_time()?, Instant::now());
    let mut waits = Vec::new();
    let mut parts = Vec::new();
    let mut receipts = 0;
    while receipts < most && start.elapsed().as_secs() < seconds {
        let (before, part) = (cpu_time()?, PART.min(most - receipts));
        waits.extend(record(&store, receipts, part).await?);
        receipts += part;
        let spent = cpu_time()?.saturating_sub(before);
        parts.push(spent.as_secs_f64() * 1e6 / part as f64);
    }
    let (cpu, time) = (cpu_time()?.saturating_sub(cpu), start.elapsed());
    let signature = (signature + signature_time()?) / 2;
    let each = cpu / u32::try_from(receipts)?;
    println!(
        "reference: one Ed25519 signature takes {signature:?} of CPU here; a receipt takes {:.1} of them",
        each.as_secs_f64() / signature.as_secs_f64()
    );
    waits.sort_unstable();
    println!(
        "{receipts} receipts in {:.1} s: {:.0} a second, {:.1} µs of CPU each; waited {:?} (median), {:?} (p99), {:?} (longest)",
        time.as_secs_f64(),
        receipts as f64 / time.as_secs_f64(),
        cpu.as_secs_f64() * 1e6 / receipts as f64,
        at(&waits, 50),
        at(&waits, 99),
        at(&waits, 100),
    );
    let searches = search(&store, receipts).await?;
    let log = fs::metadata(path.with_extension("sqlite3-wal"))?.len();
    drop(store);
    let bytes = (fs::metadata(&path)?.len() - before) / receipts;
    println!(
        "{bytes} bytes a receipt on the disk; the write-ahead log had {} MiB",
        log >> 20
    );
    let figures = serde_json::json!({
        "receipts": receipts, "bytes": bytes, "search_p99": searches,
        "cpu_first": parts.first(), "cpu_last": parts.last(),
        "signature": signature.as_secs_f64() * 1e6,
    });
    println!("{figures}");
    Ok(())
}

/// Records from many tasks at once; returns how long each receipt waited.
async fn record(store: &Arc<SqliteStore>, from: u64, receipts: u64) -> Outcome<Vec<Duration>> {
    let next = Arc::new(AtomicU64::new(from));
    let tasks: Vec<_> = (0..SUBMITTERS)
        .map(|_| {
            let (store, next) = (Arc::clone(store), Arc::clone(&next));
            tokio::spawn(async move {
                let mut waits = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= from + receipts {
                        return Ok::<_, StoreError>(waits);
                    }
                    let start = Instant::now();
                    store.record(choice(number)).await?;
                    waits.push(start.elapsed());
                }
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await??);
    }
    Ok(waits)
}

/// Searches in many ways; returns the 99th percentile of each, in milliseconds.
async fn search(store: &SqliteStore, receipts: u64) -> Outcome<BTreeMap<&'static str, f64>> {
    let user = |number: u64| Search {
        user_id: Some(user_id(number)),
        ..Search::default()
    };
    let network = |number: u64, length: u8| -> Outcome<Search> {
        Ok(Search {
            ip: Some(ipnet::IpNet::new(ip(number).into(), length)?),
            ..Search::default()
        })
    };
    let mut times: [Vec<Duration>; 5] = Default::default();
    let names = ["user_id", "address", "prefix", "code", "newest"];
    let mut worst = BTreeMap::new();
    for step in 0..200 {
        let number = step * receipts / 200 / 3 * 3;
        let key = Search {
            consent_key: Some(consent_key(number)),
            ..Search::default()
        };
        let receipt = store.search(&key, None, 1).await?.items.pop();
        let code = Search {
            code: receipt.map(|receipt| receipt.claims.code),
            ..Search::default()
        };
        let searches = [
            user(number),
            network(number, 32)?,
            network(number, 24)?,
            code,
            Search::default(),
        ];
        for (search, times) in searches.iter().zip(&mut times) {
            let start = Instant::now();
            let page = store.search(search, None, 50).await?;
            times.push(start.elapsed());
            assert!(!page.items.is_empty(), "what was recorded is found");
        }
    }
    for (name, times) in names.iter().zip(&mut times) {
        times.sort_unstable();
        println!(
            "search by {name}: {:?} (median), {:?} (p99)",
            at(times, 50),
            at(times, 99)
        );
        worst.insert(*name, at(times, 99).as_secs_f64() * 1e3);
    }
    Ok(worst)
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}

/// Another visitor for every number: a browser of its own, a third with a user id.
fn choice(number: u64) -> NewChoice {
    let is_granting = number.is_multiple_of(2);
    let purpose = |id: &str, category, decision, legal_basis, dpv: &str| PurposeClaim {
        id: id.to_owned(),
        category,
        version_hash: Digest::from_bytes([id.len() as u8; 32]),
        decision,
        legal_basis,
        dpv: Some(dpv.to_owned()),
    };
    let asked = if is_granting {
        Decision::Granted
    } else {
        Decision::Denied
    };
    NewChoice {
        issuer: "https://consent.example".to_owned(),
        site: "shop".to_owned(),
        idempotency_key: Uuid::from_u128(u128::from(number) << 64 | 7),
        consent_key: consent_key(number),
        purposes: vec![
            purpose(
                "cart",
                Category::Functional,
                Decision::NotAsked,
                LegalBasis::Contract,
                "dpv:RequestedServiceProvision",
            ),
            purpose(
                "statistics",
                Category::Statistics,
                asked,
                LegalBasis::Consent,
                "dpv:ServiceUsageAnalytics",
            ),
            purpose(
                "advertising",
                Category::Advertising,
                asked,
                LegalBasis::Consent,
                "dpv:PersonalisedAdvertising",
            ),
        ],
        vendors: [
            ("matlada", "statistics", "Matlåda AB"),
            ("annons", "advertising", "Annons AB"),
        ]
        .map(|(id, purpose, name)| VendorClaim {
            id: id.to_owned(),
            purpose: purpose.to_owned(),
            name: name.to_owned(),
            country: Some("SE".to_owned()),
            recipients: Vec::new(),
            version_hash: Digest::from_bytes([id.len() as u8; 32]),
            decision: asked,
        })
        .into(),
        jurisdiction: Some("SE".to_owned()),
        clause: None,
        method: if is_granting {
            Method::BannerAcceptAll
        } else {
            Method::BannerRejectAll
        },
        notice_hash: Digest::of(NOTICE.as_bytes()),
        notice_lang: "sv".to_owned(),
        config_hash: Digest::of(CONFIG.as_bytes()),
        build_hash: BUILD,
        event_time: UtcMillis::new(START_MS + number as i64 / 10),
        client_time: Some(UtcMillis::new(START_MS + number as i64 / 10 - 320)),
        ip: Some(ip(number).into()),
        ip_mode: IpMode::Full,
        ip_on_refusal: true,
        user_id: number.is_multiple_of(3).then(|| user_id(number)),
        user_agent: Some("Firefox 153".to_owned()),
        page_origin: Some("https://shop.example".to_owned()),
        page_path: None,
        signals: Signals { gpc: false },
        blocked: Blocked::from([
            ("advertising".to_owned(), number as u32 % 9),
            ("statistics".to_owned(), number as u32 % 4),
        ]),
        validity: "P6M".to_owned(),
        validity_seconds: 15_552_000,
    }
}

fn consent_key(number: u64) -> ConsentKey {
    ConsentKey::from_bytes(u128::from(number).to_be_bytes())
}

fn user_id(number: u64) -> String {
    format!("customer-{number}")
}

/// Spread over the networks as a hash would.
fn ip(number: u64) -> [u8; 4] {
    let [a, b, c, d, ..] = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    [a, b, c, d]
}

/// The CPU time of one signature over two kilobytes: what a busy machine does to it, it does to the
/// rest as well.
fn signature_time() -> Outcome<Duration> {
    const TIMES: u32 = 4000;
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let message = [7; 2048];
    let before = cpu_time()?;
    for _ in 0..TIMES {
        std::hint::black_box(ed25519_dalek::Signer::sign(
            &key,
            std::hint::black_box(&message),
        ));
    }
    Ok(cpu_time()?.saturating_sub(before) / TIMES)
}

/// What this process has used of the processors, from `/proc` in ticks of 10 ms.
fn cpu_time() -> Outcome<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<_> = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().collect())
        .unwrap_or_default();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
    let ticks = ticks(11)
        .zip(ticks(12))
        .ok_or("an unknown form of /proc/self/stat")?;
    Ok(Duration::from_millis((ticks.0 + ticks.1) * 10))
}
