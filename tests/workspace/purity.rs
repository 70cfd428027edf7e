//! Invariants of DESIGN.md that can be read from the sources: the core does no I/O, and the script
//! asks nobody but the collector.

use std::{fs, path::Path};

use product_tests::prerequisite::{assets_dir, not_run, workspace};

/// Every file below `folder` whose name ends so, with its text.
fn sources(folder: &Path, kinds: &[&str], found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, kinds, found);
        } else if path
            .extension()
            .is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted))
        {
            found.push((
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

#[test]
fn the_core_reads_no_clock_network_disk_environment_or_randomness() {
    let mut files = Vec::new();
    sources(&workspace().join("consent-core/src"), &["rs"], &mut files);
    assert!(files.len() > 10, "looked in the wrong place");
    let outside = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "std::io",
        "std::time::SystemTime",
        "std::time::Instant",
        "SystemTime::now",
        "Instant::now",
        "getrandom",
        "rand::",
        "web_sys",
        "js_sys",
    ];
    for (path, text) in files {
        // A module of tests may do what it likes.
        let code = text.split("#[cfg(test)]").next().unwrap();
        let is_test = path.contains("/tests");
        for name in outside {
            assert!(is_test || !code.contains(name), "{path} uses {name}");
        }
    }
}

#[test]
fn the_script_names_no_host() {
    for file in ["gate.js", "view.js"] {
        let Ok(bytes) = fs::read(assets_dir().join(file)) else {
            return not_run("no built script (run cargo xtask wasm)");
        };
        let text = String::from_utf8_lossy(&bytes);
        for scheme in ["http://", "https://", "wss://"] {
            for (at, _) in text.match_indices(scheme) {
                let rest: String = text[at..].chars().take(40).collect();
                let named = rest[scheme.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
                assert!(
                    !named || rest.starts_with("http://www.w3.org/"),
                    "{file} names {rest}"
                );
            }
        }
    }
}

#[test]
fn no_page_of_the_collector_loads_anything_from_elsewhere() {
    let mut files = Vec::new();
    for folder in ["collector-server/templates", "collector-server/assets"] {
        sources(
            &workspace().join(folder),
            &["html", "css", "js", "svg"],
            &mut files,
        );
    }
    assert!(files.len() > 3, "looked in the wrong place");
    for (path, text) in files {
        let text = text.to_lowercase().replace("'", "\"");
        for loads in [
            "src=\"http",
            "src=\"//",
            "url(http",
            "url(\"http",
            "@import",
            "fetch(\"http",
            "import(\"http",
        ] {
            assert!(!text.contains(loads), "{path} has {loads}");
        }
        for tag in text.split("<link").skip(1) {
            let tag = tag.split('>').next().unwrap();
            assert!(!tag.contains("href=\"http"), "{path} links <link{tag}>");
        }
    }
}
