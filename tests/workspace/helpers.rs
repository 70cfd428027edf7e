//! The helpers that docs/clauses.md offers to sites, in TypeScript and PHP, against a running collector.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use product_tests::{Collector, SERVER_TOKEN, prerequisite, tagfarm};
use tempfile::TempDir;

const SECRET: &str = "a secret between shop and collector, of more than 32 bytes";

/// A collector with the demo shop's site file.
async fn collector() -> Option<Collector> {
    let program = prerequisite::or_not_run(prerequisite::collector())?;
    let assets = assets();
    let site = include_str!("../../demo-site/site/shop.toml").to_owned();
    let sites = [("shop.toml", site)];
    let collector = Collector::start_with(&program, assets.path(), &sites, SECRET.as_bytes());
    Some(collector.await)
}

/// Scripts that do nothing: no browser is here to run them, and so nothing has to be built.
fn assets() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, token) in [
        ("gate", "SITE"),
        ("act", "ACT"),
        ("release", "NOTHING"),
        ("worker", "WORKER"),
        ("tags", "TAGS"),
        ("debug", "DEBUG"),
        ("view", "VIEW"),
        ("panel", "PANEL"),
    ] {
        let script = format!("(function(){{var it=\"@@{token}@@\";}})();\n");
        fs::write(folder.path().join(format!("{name}.js")), script).unwrap();
    }
    let texts = folder.path().join("texts");
    fs::create_dir(&texts).unwrap();
    for lang in ["sv.json", "en.json"] {
        let text = prerequisite::workspace()
            .join("banner-wasm/texts")
            .join(lang);
        fs::copy(text, texts.join(lang)).unwrap();
    }
    folder
}

fn said(program: impl AsRef<OsStr>, arguments: &[&Path], folder: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    said
}

/// Type-checks the helper as strictly as the compiler can, and leaves JavaScript in the folder.
fn compile(node: &Path, folder: &Path, modules: &Path) -> PathBuf {
    let helper = prerequisite::workspace().join("docs/helpers/samtycke.ts");
    fs::copy(helper, folder.join("samtycke.ts")).unwrap();
    fs::write(folder.join("package.json"), r#"{"type":"module"}"#).unwrap();
    let options = serde_json::json!({
        "compilerOptions": {
            "strict": true, "noUnusedLocals": true, "noUnusedParameters": true, "noImplicitReturns": true,
            "module": "nodenext", "target": "es2022", "lib": ["es2023"],
            "types": ["node"], "typeRoots": [modules.join("@types")],
        },
        "files": ["samtycke.ts"],
    });
    fs::write(folder.join("tsconfig.json"), options.to_string()).unwrap();
    let compiler = modules.join("typescript/bin/tsc");
    said(
        node,
        &[&compiler, Path::new("--pretty"), Path::new("false")],
        folder,
    );
    folder.join("samtycke.js")
}

#[tokio::test]
async fn the_typescript_helper_is_typed_and_does_what_the_docs_say() {
    let Some(node) = prerequisite::program("NODE", &["node"]) else {
        return prerequisite::not_run("no node");
    };
    let Some(modules) = prerequisite::or_not_run(tagfarm::node_modules()) else {
        return;
    };
    let folder = TempDir::new().unwrap();
    let module = compile(&node, folder.path(), &modules);
    let Some(collector) = collector().await else {
        return;
    };
    let check = prerequisite::workspace().join("tests/workspace/helpers/check.mjs");
    let base = collector.url("");
    let arguments = [
        &*check,
        &*module,
        base.as_ref(),
        SERVER_TOKEN.as_ref(),
        SECRET.as_ref(),
    ];
    assert_eq!(said(node, &arguments, folder.path()), "checked\n");
}

#[tokio::test]
async fn the_php_helper_does_what_the_docs_say() {
    // Not everybody has PHP, and nothing else here needs it.
    let Some(php) = prerequisite::program("PHP", &["php"]) else {
        eprintln!("not run: no php");
        return;
    };
    let Some(collector) = collector().await else {
        return;
    };
    let root = prerequisite::workspace();
    let check = root.join("tests/workspace/helpers/check.php");
    let module = root.join("docs/helpers/samtycke.php");
    let base = collector.url("");
    let arguments = [
        &*check,
        &*module,
        base.as_ref(),
        SERVER_TOKEN.as_ref(),
        SECRET.as_ref(),
    ];
    assert_eq!(said(php, &arguments, root), "checked\n");
}
