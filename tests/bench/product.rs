//! The products: how a page takes each, and how its banner is found. Each is set up as its own documentation says.

use std::{fs, path::PathBuf, process::Command};

use product_tests::{
    prerequisite::{target_dir, workspace},
    tagfarm,
};

/// One product in a page.
#[derive(Clone, Debug, Default)]
pub struct Product {
    /// What it is called in tables, with its version.
    pub name: String,
    /// Names its page.
    pub slug: &'static str,
    /// Its lines, first in `<head>`.
    pub head: String,
    /// Its lines at the end of `<body>`.
    pub foot: String,
    /// What its scripts are, in order, below `/p/`; the last is the one that has to have run.
    pub scripts: &'static [&'static str],
    /// Expression: the element that is the banner; falsy until there is one.
    pub banner: &'static str,
    /// Expression: the button that accepts all.
    pub accept: &'static str,
}

const FIRST_LAYER: &str =
    "document.querySelector('samtycke-banner')?.shadowRoot?.querySelector('[data-layer=first]')";
const FIRST_LAYER_ACCEPT: &str = "document.querySelector('samtycke-banner')?.shadowRoot?.querySelector('[data-layer=first] [data-action=accept]')";

/// The page with nothing in it.
pub fn bare() -> Product {
    Product {
        name: "without".to_owned(),
        slug: "bare",
        banner: "null",
        accept: "null",
        ..Product::default()
    }
}

/// Ours, by the lines of a snippet.
pub fn ours(name: &str, slug: &'static str, snippet: &str) -> Product {
    Product {
        name: name.to_owned(),
        slug,
        head: snippet.to_owned(),
        scripts: &["copy/consent.js"],
        banner: FIRST_LAYER,
        accept: FIRST_LAYER_ACCEPT,
        ..Product::default()
    }
}

/// The banners that the issue names.
pub fn banners(modules: &std::path::Path) -> Vec<Product> {
    let named = |package: &str| format!("{package} {}", version(modules, package));
    vec![
        Product {
            name: named("vanilla-cookieconsent"),
            slug: "cookieconsent",
            head: css("vanilla-cookieconsent/dist/cookieconsent.css"),
            foot: script("type=\"module\" ", "apps/cookieconsent-config.js"),
            scripts: &[
                "vanilla-cookieconsent/dist/cookieconsent.umd.js",
                "apps/cookieconsent-config.js",
            ],
            banner: "document.querySelector('#cc-main .cm')",
            accept: "document.querySelector('#cc-main .cm__btn[data-role=all]')",
        },
        Product {
            name: named("klaro"),
            slug: "klaro",
            head: script("defer ", "apps/klaro-config.js")
                + &script("defer ", "klaro/dist/klaro.js"),
            scripts: &["apps/klaro-config.js", "klaro/dist/klaro.js"],
            banner: "document.querySelector('.klaro .cookie-notice')",
            accept: "document.querySelector('.klaro .cookie-notice .cm-btn-success')",
            ..Product::default()
        },
        Product {
            name: named("tarteaucitronjs"),
            slug: "tarteaucitron",
            head: script("", "tarteaucitronjs/tarteaucitron.min.js")
                + &script("", "apps/tarteaucitron-init.js"),
            scripts: &[
                "tarteaucitronjs/tarteaucitron.min.js",
                "apps/tarteaucitron-init.js",
            ],
            banner: "document.querySelector('#tarteaucitronAlertBig')",
            accept: "document.querySelector('#tarteaucitronPersonalize2')",
            ..Product::default()
        },
        Product {
            name: named("orejime"),
            slug: "orejime",
            head: css("orejime/dist/orejime-standard.css"),
            foot: script("", "apps/orejime-config.js")
                + &script("", "orejime/dist/orejime-standard-en.js"),
            scripts: &[
                "apps/orejime-config.js",
                "orejime/dist/orejime-standard-en.js",
            ],
            banner: "document.querySelector('.orejime-Banner')",
            accept: "document.querySelector('.orejime-Banner-saveButton')",
        },
    ]
}

/// What holds something back by itself, beyond the banners.
pub fn blockers(modules: &std::path::Path) -> Vec<Product> {
    let named = |package: &str| format!("{package} {}", version(modules, package));
    vec![
        Product {
            name: named("yett"),
            slug: "yett",
            head: script("", "apps/yett-config.js") + &script("", "yett/dist/yett.min.js"),
            banner: "document.body",
            // It has no banner: this is the call that its documentation puts behind a button.
            accept: "({ click: () => yett.unblock() })",
            ..Product::default()
        },
        Product {
            name: named("react-cookie-manager"),
            slug: "react-cookie-manager",
            foot: script("", "out/react-cookie-manager.js"),
            banner: "document.querySelector('.cookie-manager')",
            accept: "[...document.querySelectorAll('.cookie-manager button')].find((button) => /accept/i.test(button.textContent))",
            ..Product::default()
        },
        Product {
            name: named("@c15t/react"),
            slug: "c15t",
            head: css("out/c15t.css"),
            foot: script("", "out/c15t.js"),
            banner: "document.querySelector('[data-testid=consent-banner-root]')",
            accept: "document.querySelector('[data-testid=consent-banner-accept-button]')",
            ..Product::default()
        },
    ]
}

/// The pinned packages; the two that are React components are bundled.
pub fn packages() -> Result<PathBuf, String> {
    let modules = tagfarm::install("tests/bench/npm", "npm-bench")?;
    let apps = target_dir().join("npm-bench/apps");
    fs::create_dir_all(&apps).map_err(|error| error.to_string())?;
    for app in ["react-cookie-manager.jsx", "c15t.jsx"] {
        // A bundler looks for packages from the file upwards.
        fs::copy(
            workspace().join("tests/bench/apps").join(app),
            apps.join(app),
        )
        .map_err(|error| error.to_string())?;
    }
    let status = Command::new(modules.join(".bin/esbuild"))
        .args([
            "apps/react-cookie-manager.jsx",
            "apps/c15t.jsx",
            "--bundle",
            "--minify",
        ])
        .args(["--jsx=automatic", "--log-level=error", "--outdir=out"])
        .arg("--define:process.env.NODE_ENV=\"production\"")
        .current_dir(target_dir().join("npm-bench"))
        .status()
        .map_err(|error| format!("the bundler could not be started: {error}"))?;
    if !status.success() {
        return Err("the bundler failed for tests/bench/apps".to_owned());
    }
    Ok(modules)
}

fn version(modules: &std::path::Path, package: &str) -> String {
    let read = || {
        let text = fs::read_to_string(modules.join(package).join("package.json")).ok()?;
        let json: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(json["version"].as_str()?.to_owned())
    };
    read().unwrap_or_else(|| panic!("{package} is installed"))
}

fn css(path: &str) -> String {
    format!("<link rel=\"stylesheet\" href=\"/p/{path}\">\n")
}

fn script(attributes: &str, path: &str) -> String {
    format!("<script {attributes}src=\"/p/{path}\"></script>\n")
}
