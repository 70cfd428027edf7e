//! Receipts in the words of the Data Privacy Vocabulary: the export, and what it refers to.

mod collector;
mod office;

use std::process::Command;

use consent_core::receipt::{Digest, dpv};
use office::{choose, setup};
use serde_json::Value;

// ACCEPTANCE 48 (partly: by the command and through HTTP; the fields are in the core's `receipt::dpv`)
#[tokio::test(flavor = "multi_thread")]
async fn an_export_in_dpv_names_a_context_that_the_collector_serves_unchanged() {
    let collector = setup().start().await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    choose(&collector, 2, None, "192.0.2.18", (false, false)).await;

    let answer = collector.get(dpv::CONTEXT_PATH).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/ld+json");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    let context = answer.bytes().await.unwrap();
    assert_eq!(Digest::of(&context).to_string(), dpv::CONTEXT_HASH);
    let schema = collector.get("/v1/schema/dpv-27560.json");
    let schema: Value = schema.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );

    let folder = collector.stop().await;
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .args(["export", "--format", "dpv"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (text, said) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert!(
        output.status.success() && said.contains("wrote 2 receipts"),
        "{said}"
    );
    let documents: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(documents.len(), 2);
    for document in &documents {
        assert_eq!(
            document["@context"],
            format!("http://consent.localhost:8080{}", dpv::CONTEXT_PATH)
        );
        for name in schema["required"].as_array().unwrap() {
            assert!(document.get(name.as_str().unwrap()).is_some(), "{name}");
        }
        // The fixture's controller has stated no address, and its vendors no country and no policy.
        let missing = document["not_stated"].to_string();
        assert!(missing.contains("party_address"), "{missing}");
    }
    assert_eq!(documents[1]["events"][0]["event_state"], "dpv:ConsentGiven");
    assert_eq!(
        documents[0]["events"][0]["event_state"],
        "dpv:ConsentRefused"
    );
    for personal in ["kund-4711", "192.0.2"] {
        assert!(!text.contains(personal), "{personal}");
    }
}
