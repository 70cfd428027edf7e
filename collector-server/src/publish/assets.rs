//! The built script parts: where they lie and what they hold (contracts, section 4).

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

/// The templates and the texts.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The gate, with `"@@SITE@@"` in it.
    pub gate: String,
    /// The second script, with `"@@ACT@@"` in it.
    pub act: String,
    /// The third script, which releases; nothing is filled in.
    pub release: String,
    /// What runs in the page's workers; the gate puts its values in.
    pub worker: String,
    /// What reads another product's choice, with `"@@IMPORT@@"` in it; a build of before it has none.
    pub import: Option<String>,
    /// What makes other products' tags ours, with `"@@TAGS@@"` in it.
    pub tags: String,
    /// What developers see, with `"@@DEBUG@@"` in it.
    pub debug: String,
    /// The view, with `"@@VIEW@@"` in it.
    pub view: String,
    /// Placeholders and panels, with `"@@PANEL@@"` in it.
    pub panel: String,
    /// The verifier page, with `"@@KEYS@@"` in it; a build of before it has none, and the collector serves none.
    pub verifier: Option<String>,
    /// UI strings by language.
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
}

impl Assets {
    /// Finds the folder and reads it.
    ///
    /// # Errors
    /// Says where it was looked for and how to build it.
    pub fn find(configured: Option<&Path>) -> anyhow::Result<Self> {
        let places = places(configured);
        let Some(folder) = places
            .iter()
            .find(|folder| folder.join("gate.js").is_file())
        else {
            let places: Vec<String> = places
                .iter()
                .map(|place| place.display().to_string())
                .collect();
            bail!(
                "the script is not built: no gate.js in {}; run `cargo xtask wasm`, or set assets_dir to the folder",
                places.join(", ")
            );
        };
        Self::read(folder)
    }

    /// Reads the folder.
    ///
    /// # Errors
    /// Names the file that is missing or broken.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            gate: read(&folder.join("gate.js"))?,
            act: read(&folder.join("act.js"))?,
            release: read(&folder.join("release.js"))?,
            worker: read(&folder.join("worker.js"))?,
            import: std::fs::read_to_string(folder.join("import.js")).ok(),
            tags: read(&folder.join("tags.js"))?,
            debug: read(&folder.join("debug.js"))?,
            view: read(&folder.join("view.js"))?,
            panel: read(&folder.join("panel.js"))?,
            verifier: std::fs::read_to_string(folder.join("verify.html")).ok(),
            texts: texts(&folder.join("texts"))?,
        })
    }
}

/// The configured folder alone, or else beside the program and where the build leaves it.
fn places(configured: Option<&Path>) -> Vec<PathBuf> {
    if let Some(folder) = configured {
        return vec![folder.to_owned()];
    }
    let mut places = Vec::new();
    if let Ok(program) = std::env::current_exe()
        && let Some(folder) = program.parent()
    {
        places.push(folder.join("assets"));
        if let Some(target) = folder.parent() {
            places.push(target.join("wasm/dist"));
        }
    }
    places.push(PathBuf::from("target/wasm/dist"));
    places
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file)
        .with_context(|| format!("cannot read {}; run `cargo xtask wasm`", file.display()))
}

fn texts(folder: &Path) -> anyhow::Result<BTreeMap<String, BTreeMap<String, String>>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read {}; run `cargo xtask wasm`", folder.display()))?;
    let mut texts = BTreeMap::new();
    for entry in entries {
        let file = entry?.path();
        let Some(language) = file
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_suffix(".json"))
        else {
            continue;
        };
        let strings = serde_json::from_str(&read(&file)?)
            .with_context(|| format!("{} is not an object of strings", file.display()))?;
        texts.insert(language.to_owned(), strings);
    }
    Ok(texts)
}
