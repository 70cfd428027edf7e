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
fn a_site_that_observes_has_the_same_calls_and_its_state_is_declared() {
    let declared = read("docs/samtycke.d.ts");
    let calls = names(between(&declared, "export interface Samtycke {", "\n}"));
    let observer = read("banner-wasm/assets/observe.js");
    let api = between(&observer, "window.samtycke = Object.freeze({", "\n    });");
    let api = api.replace("\n    ", "\n");
    assert_eq!(names(&api), calls);
    let state = names(between(&declared, "export interface ConsentState {", "\n}"));
    let observed = between(&observer, "get: () => ({", "})");
    let observed = observed
        .split(',')
        .filter_map(|member| member.split(':').next());
    for member in observed.map(str::trim) {
        assert!(state.contains(member), "{member} in {state:?}");
    }
}

#[test]
fn what_can_be_opened_and_the_elements_are_declared() {
    let declared = read("docs/samtycke.d.ts");
    let layers = between(&declared, "open(layer?:", ")");
    let layers: BTreeSet<&str> = layers.split('"').skip(1).step_by(2).collect();
    let dialog = read("banner-wasm/assets/panel/dialog.js");
    let mut real: BTreeSet<&str> = between(&dialog, "const PANELS = {", "}")
        .split(',')
        .filter_map(|panel| panel.split(':').next())
        .map(str::trim)
        .collect();
    real.insert("settings");
    assert_eq!(layers, real);

    let map = between(&declared, "interface HTMLElementTagNameMap {", "\n    }");
    let elements: BTreeSet<&str> = map.split('"').skip(1).step_by(2).collect();
    let mut made = BTreeSet::from(["samtycke-declaration".to_owned()]);
    for entry in fs::read_dir(workspace().join("banner-wasm/assets/panel")).unwrap() {
        let script = fs::read_to_string(entry.unwrap().path()).unwrap();
        let hosts = script.split("makeHost(\"").skip(1);
        made.extend(hosts.filter_map(|rest| Some(rest.split('"').next()?.to_owned())));
    }
    assert_eq!(elements, made.iter().map(String::as_str).collect());
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
    for folder in ["gate", "act", "release", "panel", "both"] {
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
fn the_declared_entry_of_the_data_layer_is_the_one_that_is_pushed() {
    let declared = read("docs/samtycke.d.ts");
    let entry = between(&declared, "export interface SamtyckeEntry {", "\n}");
    let google = read("banner-wasm/assets/signals/google.js");
    let pushed = between(&google, "dataLayer.push({", "\n        });");
    let pushed = pushed.replace("\n        ", "\n");
    assert_eq!(names(entry), names(&pushed));
    assert!(entry.contains("event: \"samtycke\"") && pushed.contains("event: \"samtycke\""));
    let categories = between(&declared, "export type Category =", ";");
    let mut categories: BTreeSet<&str> = categories.split('"').skip(1).step_by(2).collect();
    assert!(categories.remove("functional"));
    let granted = between(&pushed, "samtycke: {", "}");
    let granted = granted.split(',').filter_map(|one| one.split(':').next());
    assert_eq!(granted.map(str::trim).collect::<BTreeSet<_>>(), categories);
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
        // What makes no choice opens something: one of the panels, or the settings (act/view.js).
        .chain(["settings", "stopped", "receipts"])
        .collect();
    assert!(clicked.contains("else act(\"openView\", action, button)"));
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
    // A page's own marks have the names that ours have without the word.
    let held = held.replace("data-held-", "data-");
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
