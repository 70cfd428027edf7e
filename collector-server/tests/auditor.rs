//! Tried as an auditor would: everything that a log publishes is fetched by its names (C2SP `tlog-tiles`), and an export
//! with proofs; one byte of one file is changed at a time, and `collector-server verify` has to say where.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{fs, path::Path, process::Command};

use collector::Collector;
use collector_server::staff::Role;
use office::{choose, setup, token};
use tempfile::TempDir;

/// More than a full tile, so that there are two levels of them.
const PEOPLE: usize = 257;
/// Exit codes of the command.
const HOLDS: i32 = 0;
const WRONG: i32 = 4;

fn verify(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .arg("verify")
        .args(arguments)
        .args(["--keys", "keys.json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let text =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text)
}

/// Fetches `path` and keeps it as `file`.
async fn fetch(collector: &Collector, path: &str, folder: &Path, file: &str) -> Vec<u8> {
    let answer = collector.get(path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    let bytes = answer.bytes().await.unwrap().to_vec();
    let file = folder.join(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, &bytes).unwrap();
    bytes
}

/// The names of the files of one level with so many entries, as the specification counts them.
fn names(level: &str, entries: u64) -> Vec<String> {
    let full = (0..entries / 256).map(|index| format!("tile/{level}/{index:03}"));
    let rest = (!entries.is_multiple_of(256))
        .then(|| format!("tile/{level}/{:03}.p/{}", entries / 256, entries % 256));
    full.chain(rest).collect()
}

/// A log of two levels and an export of all of it, in a folder; the log's size and the names of its tiles.
async fn downloaded() -> (TempDir, u64, Vec<String>) {
    let collector = setup().start().await;
    for number in 0..PEOPLE {
        let address = format!("192.0.2.{}", number % 200);
        let person = u8::try_from(number % 250).unwrap();
        let is_odd = number >= 250;
        choose(&collector, person, None, &address, (true, is_odd)).await;
    }
    collector.state.log.integrate().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fetch(&collector, "/.well-known/consent-log.json", at, "keys.json").await;
    fs::create_dir(at.join("log")).unwrap();
    fs::copy(at.join("keys.json"), at.join("log/consent-log.json")).unwrap();
    let note = fetch(&collector, "/log/checkpoint", at, "log/checkpoint").await;
    let note = String::from_utf8(note).unwrap();
    let size: u64 = note.lines().nth(1).unwrap().parse().unwrap();
    assert!(size > 257, "{size}");
    let mut tiles = names("entries", size);
    tiles.extend(names("0", size));
    tiles.extend(names("1", size / 256));
    for tile in &tiles {
        fetch(
            &collector,
            &format!("/log/{tile}"),
            at,
            &format!("log/{tile}"),
        )
        .await;
    }
    let auditor = token(&collector, Role::Auditor).await;
    let export = collector
        .get("/v1/staff/receipts.ndjson?proofs=1")
        .bearer_auth(auditor);
    let export = export.send().await.unwrap().bytes().await.unwrap();
    fs::write(at.join("export.ndjson"), export).unwrap();
    (folder, size, tiles)
}

// ACCEPTANCE 51 (partly: a changed byte of whatever an auditor downloads is named with its file, entry or line)
#[tokio::test(flavor = "multi_thread")]
async fn one_changed_byte_of_any_file_of_the_log_or_of_an_export_is_named() {
    let (folder, size, tiles) = downloaded().await;
    let at = folder.path();
    let log = ["log", "log", "--export", "export.ndjson"];
    let (code, told) = verify(at, &log);
    assert_eq!(code, HOLDS, "{told}");
    assert!(
        told.contains(&format!("{PEOPLE} of {PEOPLE} open")) && told.contains(&format!("✓ {size}")),
        "{told}"
    );

    // What is in the file at `place`, changed; what the command says.
    let changed = |file: &str, place: usize, arguments: &[&str]| {
        let path = at.join(file);
        let whole = fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(&path, bytes).unwrap();
        let (code, told) = verify(at, arguments);
        fs::write(&path, whole).unwrap();
        assert_eq!(code, WRONG, "{file}, byte {place}: {told}");
        told
    };
    let log = ["log", "log"];
    for tile in &tiles {
        let file = format!("log/{tile}");
        let length = usize::try_from(fs::metadata(at.join(&file)).unwrap().len()).unwrap();
        let is_bundle = tile.starts_with("tile/entries");
        let number: usize = tile.split('/').nth(2).unwrap()[..3].parse().unwrap();
        // An entry is 36 bytes: its length, version, kind and commitment; a hash is 32.
        let width = if is_bundle { 36 } else { 32 };
        for place in [0, 3, width - 1, length / 2, length - 1] {
            let told = changed(&file, place, &log);
            assert!(told.contains(tile.as_str()), "byte {place}: {told}");
            let mut entry = number * 256 + place / width;
            // Where the length of an entry was changed, the whole bundle does not read.
            if is_bundle && place % width < 2 {
                entry = number * 256;
            }
            let named = match is_bundle {
                true => format!("Entry {entry} of the log was changed"),
                false => format!("hash {entry} is not the one that the entries give"),
            };
            assert!(told.contains(&named), "{tile}, byte {place}: {told}");
            // One place, and no other.
            let count = told.matches("✗ Entry").count() + told.matches(": hash ").count();
            assert_eq!(count, 1, "{told}");
        }
    }
    let length = fs::read(at.join("log/checkpoint")).unwrap().len();
    for place in [0, length / 2, length - 2] {
        let told = changed("log/checkpoint", place, &log);
        assert!(told.contains("checkpoint"), "{told}");
    }

    // The export: a byte of a receipt's line, of a text's, of the last.
    let export = fs::read(at.join("export.ndjson")).unwrap();
    let mut start = 0;
    for (number, line) in export.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let is_last = start + line.len() == export.len();
        if [1, 2, 200].contains(&number) || is_last {
            let told = changed(
                "export.ndjson",
                start + line.len() / 2,
                &["export", "export.ndjson"],
            );
            let line = number + 1;
            assert!(
                told.contains(&format!("line {line}")) || is_last,
                "line {line}: {told}"
            );
        }
        start += line.len();
    }
}
