//! The TypeScript declarations: they compile, refuse misuse, and name what the gate has.

use std::{
    collections::BTreeSet,
    fs,
    process::{Command, Stdio},
};

use product_tests::{
    prerequisite::{or_not_run, program, workspace},
    tagfarm,
};

fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap()
}

/// What stands between `begin` and the next `end`.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(begin)
        .unwrap_or_else(|| panic!("no `{begin}`"));
    rest.split_once(end)
        .unwrap_or_else(|| panic!("no `{end}` after `{begin}`"))
        .0
}

/// The names that begin a line of a block, at its first level.
fn names(block: &str) -> BTreeSet<&str> {
    let lines = block.lines().filter_map(|line| line.strip_prefix("    "));
    lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|line| {
            line.split(|letter: char| !letter.is_ascii_alphanumeric())
                .next()
        })
        .collect()
}

#[test]
fn the_declared_calls_are_those_of_the_api_and_no_other() {
    let declared = read("docs/samtycke.d.ts");
    let gate = read("banner-wasm/assets/gate/page.js");
    let declared = names(between(&declared, "export interface Samtycke {", "\n}"));
    // What begins with `__` is for the product's own scripts, and is no name here.
    let real = names(between(&gate, "const api = Object.freeze({", "\n});"));
    assert!(real.contains("get") && real.contains("on"), "{real:?}");
    assert_eq!(declared, real);
}

#[test]
fn the_declared_events_are_those_that_are_told() {
    let declared = read("docs/samtycke.d.ts");
    let of_api = names(between(
        &declared,
        "export interface SamtyckeEvents {",
        "\n}",
    ));
    let of_page: BTreeSet<&str> = declared
        .split("\"samtycke:")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let mut told = BTreeSet::new();
    for folder in ["gate", "act", "release", "both"] {
        for entry in fs::read_dir(workspace().join("banner-wasm/assets").join(folder)).unwrap() {
            let script = fs::read_to_string(entry.unwrap().path()).unwrap();
            let calls = script.split("tell(\"").skip(1);
            told.extend(calls.filter_map(|rest| Some(rest.split('"').next()?.to_owned())));
        }
    }
    let told: BTreeSet<&str> = told.iter().map(String::as_str).collect();
    assert_eq!(of_api, told);
    assert_eq!(of_page, told);
}

#[test]
fn the_declared_attributes_are_those_that_the_gate_hears() {
    let declared = read("docs/samtycke.d.ts");
    let actions = between(&declared, "export type ConsentAction =", ";");
    let actions: BTreeSet<&str> = actions.split('"').skip(1).step_by(2).collect();
    let gate = read("banner-wasm/assets/gate/page.js");
    let clicked = between(&gate, "function clicked(event) {", "\n}");
    let heard: BTreeSet<&str> = clicked
        .split("/^(")
        .skip(1)
        .filter_map(|rest| rest.split(")$/").next())
        .flat_map(|names| names.split(['|', '(', ')']))
        .filter(|name| !name.is_empty())
        .collect();
    assert_eq!(actions, heard);

    let held = read("consent-core/src/markup/element.rs");
    let held = between(&held, "pub const HELD: &[&str] = &[", "];");
    let attributes = between(&declared, "export interface ConsentAttributes {", "\n}");
    let attributes = attributes
        .split("    \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let written: Vec<&str> = attributes
        .filter(|name| !name.starts_with("data-consent"))
        .collect();
    assert!(written.len() > 4);
    for name in written {
        assert!(held.contains(&format!("\"{name}\"")), "{name} is not held");
    }
}

#[test]
fn what_a_site_may_write_compiles_and_each_misuse_does_not() {
    let Some(modules) = or_not_run(tagfarm::node_modules()) else {
        return;
    };
    let node = program("NODE", &["node"]).ok_or_else(|| "no node".to_owned());
    let Some(node) = or_not_run(node) else { return };
    let output = Command::new(node)
        .arg(modules.join("typescript/bin/tsc"))
        .args(["--noEmit", "--strict", "--pretty", "false"])
        .args([
            "--target",
            "es2022",
            "--lib",
            "es2022,dom",
            "--module",
            "es2022",
        ])
        .args(["--moduleResolution", "bundler"])
        .args([
            "tests/workspace/types/usage.ts",
            "tests/workspace/types/misuse.ts",
        ])
        .current_dir(workspace())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}
