//! What someone finds who gets hold of the database files without the keys: nothing about anyone.

use std::{fs, path::Path};

use crate::choice::{granting, publish};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector_server::{
    keys::Keys,
    privacy::IpMode,
    storage::{ReceiptStore as _, sqlite::SqliteStore},
};
use consent_core::{cookie::ConsentKey, receipt::SdJwt};

const USER_ID: &str = "canary-customer-4711";
const USER_AGENT: &str = "Canarybrowser 153";
const PAGE_ORIGIN: &str = "https://canary-origin.example";
const PAGE_PATH: &str = "/canary/path";
const KEY: [u8; 16] = *b"canary-key-16-by";
const ADDRESSES: [[u8; 4]; 2] = [[203, 0, 113, 77], [198, 51, 100, 99]];
const V6: &str = "2001:db8:77:66:55:44:33:22";

/// The bytes of every file beside the database.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(path).unwrap(),
            )
        })
        .collect()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Every form in which a text is likely to leak: as it is, in hexadecimal, in base64url.
fn forms(text: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
    // Without the first and last characters, which depend on the neighbours.
    let mut forms = vec![
        text.to_vec(),
        hex.clone().into_bytes(),
        hex.to_uppercase().into_bytes(),
    ];
    for shift in 0..3 {
        let shifted = [&vec![0; shift], text].concat();
        let encoded = URL_SAFE_NO_PAD.encode(shifted).into_bytes();
        forms.push(encoded[4..encoded.len() - 3].to_vec());
    }
    forms
}

// ACCEPTANCE 55 (partly: the database with the leaves in it, in every mode; logs and bundles are in `public_silence.rs`)
#[tokio::test]
async fn the_database_files_hold_no_personal_data_outside_the_envelopes() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open(&folder.path().join("keys")).unwrap();
    let store = SqliteStore::open(&folder.path().join("collector.db"), keys).unwrap();
    publish(&store).await;
    let mut wanted: Vec<Vec<u8>> = Vec::new();
    for text in [USER_ID, USER_AGENT, PAGE_ORIGIN, PAGE_PATH, V6] {
        wanted.extend(forms(text.as_bytes()));
    }
    wanted.extend(forms(&KEY));
    wanted.extend(forms(ConsentKey::from_bytes(KEY).to_text().as_bytes()));
    wanted.push(V6.parse::<std::net::Ipv6Addr>().unwrap().octets().to_vec());
    for [a, b, c, d] in ADDRESSES {
        wanted.extend(forms(format!("{a}.{b}.{c}.{d}").as_bytes()));
        wanted.extend(forms(format!("{a}.{b}.{c}.0/24").as_bytes()));
    }
    for (number, ip_mode) in IpMode::ALL.into_iter().enumerate() {
        for (browser, ip) in [
            (0, ADDRESSES[0].into()),
            (1, ADDRESSES[1].into()),
            (2, V6.parse().unwrap()),
        ] {
            for granted in [&["statistics"][..], &[]] {
                let mut choice = granting(0, granted);
                let mut key = KEY;
                key[15] += (number * 3 + browser) as u8;
                choice.consent_key = ConsentKey::from_bytes(key);
                choice.ip = Some(ip);
                choice.ip_mode = ip_mode;
                choice.user_id = Some(USER_ID.to_owned());
                choice.user_agent = Some(USER_AGENT.to_owned());
                choice.page_origin = Some(PAGE_ORIGIN.to_owned());
                choice.page_path = Some(PAGE_PATH.to_owned());
                let answer = store.record(choice).await.unwrap();
                wanted.extend(forms(&key[..15]));
                wanted.extend(forms(&answer.salt));
                let kept = store.find(answer.receipt_id).await.unwrap().unwrap();
                for disclosure in SdJwt::parse(&kept.receipt).unwrap().disclosures() {
                    wanted.push(disclosure.as_bytes().to_vec());
                }
            }
        }
    }
    let in_use = files(folder.path());
    assert!(
        in_use
            .iter()
            .any(|(name, bytes)| name.ends_with("-wal") && bytes.len() > 4096),
        "the write-ahead log is looked at too"
    );
    drop(store);
    for (name, bytes) in in_use.into_iter().chain(files(folder.path())) {
        for wanted in &wanted {
            let text = String::from_utf8_lossy(wanted);
            assert!(!contains(&bytes, wanted), "`{text}` in {name}");
        }
        // Four bytes turn up in ciphertext by chance; four and four others do not.
        let found = ADDRESSES.iter().filter(|ip| contains(&bytes, *ip)).count();
        assert!(found < ADDRESSES.len(), "addresses in {name}");
    }
}
