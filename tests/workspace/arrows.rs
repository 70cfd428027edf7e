//! The dependency arrows of DESIGN.md: core ← edges, edges never on each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use product_tests::prerequisite::workspace;
use serde_json::Value;

/// Member to the members that it depends on, for building and for its own tests.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(workspace())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let edge = |package: &Value| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let members =
            dependencies.filter(|dependency| dependency.get("path").is_some_and(Value::is_string));
        (
            text(&package["name"]),
            members
                .map(|dependency| text(&dependency["name"]))
                .collect(),
        )
    };
    packages.iter().map(edge).collect()
}

#[test]
fn the_core_depends_on_no_member_edges_on_the_core_alone_and_the_shop_on_no_edge() {
    let arrows = arrows();
    let core = BTreeSet::from(["consent-core".to_owned()]);
    assert_eq!(arrows["consent-core"], BTreeSet::new());
    for edge in ["banner-wasm", "verifier-wasm"] {
        assert_eq!(arrows[edge], core, "{edge}");
    }
    // What it makes small its scripts with is a room of the collector's own.
    let own = BTreeSet::from(["script-compression".to_owned()]);
    assert_eq!(arrows["collector-server"], &core | &own);
    assert_eq!(arrows["script-compression"], BTreeSet::new());
    assert!(
        arrows["demo-site"].is_subset(&core),
        "{:?}",
        arrows["demo-site"]
    );
}

#[test]
fn no_member_is_missing_from_the_map_of_arrows() {
    let members: Vec<_> = arrows().into_keys().collect();
    assert_eq!(
        members,
        [
            "banner-wasm",
            "collector-server",
            "consent-core",
            "demo-site",
            "product-tests",
            "script-compression",
            "verifier-wasm",
            "xtask"
        ]
    );
}
