//! One browser module: compiled and bound by wasm-pack, then made small by wasm-opt.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::inputs::files_under;
use super::small;
use crate::process::{say, step};
use crate::tools::wasm_opt::{self, Optimiser};
use crate::workspace;

/// The gate, the view or the verifier.
pub struct Module {
    /// Its name, which is also the feature of `banner-wasm` that builds it.
    pub name: &'static str,
    /// The crate that it is built from.
    krate: &'static str,
    /// The file in the assets folder.
    pub script: &'static str,
    /// What the collector replaces in it, if anything.
    pub token: Option<&'static str>,
    /// The hand-written frame, in the crate's `assets`. Its parts lie in the folder of the module's name.
    frame: &'static str,
    /// Whether the frame calls the raw exports itself, by their long names.
    has_own_glue: bool,
    /// Those that it calls.
    called: &'static [&'static str],
}

/// The hand-written scripts without a module in them: what the gate fetches when there is something to do, and what
/// that one fetches when there is something to release, to take over, or to draw: a placeholder, a panel, or for few pages.
pub const BARE: [Module; 7] = [
    Module {
        name: "act",
        krate: BANNER,
        script: "act.js",
        token: Some("\"@@ACT@@\""),
        frame: "act.js",
        has_own_glue: true,
        called: &[],
    },
    Module {
        name: "release",
        krate: BANNER,
        script: "release.js",
        token: None,
        frame: "release.js",
        has_own_glue: true,
        called: &[],
    },
    // What runs in the page's workers, around their own code. Its values are put in by the gate.
    Module {
        name: "worker",
        krate: BANNER,
        script: "worker.js",
        token: Some("\"@@WORKER@@\""),
        frame: "worker.js",
        has_own_glue: true,
        called: &[],
    },
    // What reads another product's choice: fetched only where there is one.
    Module {
        name: "import",
        krate: BANNER,
        script: "import.js",
        token: Some("\"@@IMPORT@@\""),
        frame: "import.js",
        has_own_glue: true,
        called: &[],
    },
    Module {
        name: "panel",
        krate: BANNER,
        script: "panel.js",
        token: Some("\"@@PANEL@@\""),
        frame: "panel.js",
        has_own_glue: true,
        called: &[],
    },
    // What makes other products' tags ours: fetched only where a page has any.
    Module {
        name: "tags",
        krate: BANNER,
        script: "tags.js",
        token: Some("\"@@TAGS@@\""),
        frame: "tags.js",
        has_own_glue: true,
        called: &[],
    },
    // What developers see, where they ask.
    Module {
        name: "debug",
        krate: BANNER,
        script: "debug.js",
        token: Some("\"@@DEBUG@@\""),
        frame: "debug.js",
        has_own_glue: true,
        called: &[],
    },
];

/// The page that checks receipts: an HTML file, not a script.
pub const VERIFIER: Module = Module {
    name: "verify",
    krate: "verifier-wasm",
    script: "verify.html",
    token: Some("\"@@KEYS@@\""),
    frame: "verify.js",
    has_own_glue: false,
    called: &[],
};

const BANNER: &str = "banner-wasm";

/// Parts of frames that stand in more than one.
const SHARED_PARTS: &str = "both";

/// What the compiler and wasm-bindgen made.
pub struct Built {
    /// The JavaScript that declares `wasm_bindgen`.
    pub glue: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// The short names of its imports and exports, as wasm-opt printed them.
    pub names: Option<String>,
    /// Whether the frame does without the glue.
    pub has_own_glue: bool,
}

/// Has the browser compile all functions together, off the main thread, rather than each when it is first called there
/// (explicit compile hints; Chromium 136). It must stand first.
const COMPILE_HINT: &str = "//# allFunctionsCalledOnLoad\n";

impl Module {
    /// In the order of building.
    pub const ALL: [Self; 2] = [
        Self {
            name: "gate",
            krate: BANNER,
            script: "gate.js",
            token: Some("\"@@SITE@@\""),
            frame: "prologue.js",
            has_own_glue: true,
            called: &["memory", "allows", "boot", "learn", "need", "read", "state"],
        },
        Self {
            name: "view",
            krate: BANNER,
            script: "view.js",
            token: Some("\"@@VIEW@@\""),
            frame: "view_loader.js",
            has_own_glue: true,
            called: &["memory", "accepted", "first", "frame", "saved", "settings"],
        },
    ];

    /// The frame with its parts put in.
    pub fn frame_text(&self) -> Result<String> {
        super::frame::include(&self.frames(), self.frame)
    }

    /// What stands before the script.
    pub fn hint(&self) -> &'static str {
        // Of the others most functions are never called, or a worker runs them.
        if ["gate", "act", "view", "release", "tags"].contains(&self.name) {
            COMPILE_HINT
        } else {
            ""
        }
    }

    /// How else it is shortened than the others: as was found to make it smallest.
    pub fn way(&self) -> &'static str {
        match self.name {
            "view" => ",hoist_funs=false,sequences=false",
            "act" => ",lhs_constants=false",
            "worker" => ",join_vars=false",
            "tags" => ",inline=2,lhs_constants=false",
            _ => "",
        }
    }

    /// The frame and its parts, for the hash of inputs.
    pub fn frame_files(&self) -> Result<Vec<PathBuf>> {
        if self.krate != BANNER {
            // The crate's code is in nobody else's module.
            return files_under(&workspace::root().join(self.krate));
        }
        let mut files = files_under(&self.frames().join(self.name))?;
        files.extend(files_under(&self.frames().join(SHARED_PARTS))?);
        files.push(self.frames().join(self.frame));
        Ok(files)
    }

    /// Where the frame lies.
    pub fn frames(&self) -> PathBuf {
        workspace::root().join(self.krate).join("assets")
    }

    /// Builds the module into `<work>/<name>/`.
    pub fn compile(
        &self,
        optimiser: &Optimiser,
        wasm_pack: &Path,
        path: OsString,
        work: &Path,
    ) -> Result<Built> {
        let out = work.join(self.name);
        let crate_folder = workspace::root().join(self.krate);
        let mut command = workspace::command(wasm_pack.join("wasm-pack"));
        command.arg("--quiet").arg("build").arg(&crate_folder);
        command.args([
            "--target",
            "no-modules",
            "--profile",
            "wasm",
            "--no-typescript",
            "--no-pack",
            "--no-gitignore",
        ]);
        command
            .args(["--out-name", self.name, "--out-dir"])
            .arg(&out);
        match optimiser {
            // Never asks the network: what it needs is on the child's PATH.
            Optimiser::Binaryen(_) | Optimiser::Missing(_) => {
                command.args(["--no-opt", "--mode", "no-install"])
            }
            Optimiser::WasmPack => command.args(["--mode", "normal"]),
        };
        if self.krate == BANNER {
            command.args(["--features", self.name]);
        }
        command
            .env("PATH", path)
            .env("CARGO_ENCODED_RUSTFLAGS", rust_flags(self));
        step(
            &format!("compiling the {}", self.name),
            "a minute from scratch, else seconds",
            &mut command,
        )?;

        let plain = out.join(format!("{}_bg.wasm", self.name));
        if self.krate == BANNER {
            let whole =
                fs::read(&plain).with_context(|| format!("could not read {}", plain.display()))?;
            let asked = small::keep_exports(&whole, self.called)?;
            fs::write(&plain, asked)
                .with_context(|| format!("could not write {}", plain.display()))?;
        }
        let (wasm, names) = match optimiser {
            Optimiser::Binaryen(script) => {
                let small = out.join(format!("{}_opt.wasm", self.name));
                say(format!(
                    "optimising the {} for size (10 to 30 s)",
                    self.name
                ));
                // Two per cent less under brotli; of the view it makes more.
                let before: &[&str] = if self.name == "gate" { &["-O3"] } else { &[] };
                let has_short_names = !self.has_own_glue;
                let names = wasm_opt::optimise(script, &plain, &small, has_short_names, before)?;
                (small, names)
            }
            Optimiser::WasmPack => (plain, None),
            Optimiser::Missing(reason) => {
                say(format!(
                    "the {} stays unoptimised, about twice its size: {reason}",
                    self.name
                ));
                (plain, None)
            }
        };
        let glue_path = out.join(format!("{}.js", self.name));
        let mut wasm =
            fs::read(&wasm).with_context(|| format!("could not read {}", wasm.display()))?;
        if self.krate == BANNER {
            small::blank_panics(&mut wasm);
        }
        if self.name == "view" {
            wasm = small::name_import(&wasm, "view", "step")?;
        }
        Ok(Built {
            glue: fs::read_to_string(&glue_path)
                .with_context(|| format!("could not read {}", glue_path.display()))?,
            wasm,
            names,
            has_own_glue: self.has_own_glue,
        })
    }
}

/// Flags of the wasm build, instead of any of the user's. They keep this machine's paths out of the module: panics
/// carry paths, and the bytes must be the same everywhere.
///
/// The stack of the gate and of the view has 64 KiB instead of a mebibyte, which every page would pay with memory: they call
/// nothing that recurses on what a page holds.
fn rust_flags(module: &Module) -> OsString {
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_default();
    let remap = |from: PathBuf, to: &str| {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(from);
        flag.push(format!("={to}"));
        flag
    };
    // The separator is cargo's own, so that a path may hold spaces.
    let mut flags = remap(workspace::root(), "samtycke");
    flags.push("\u{1f}");
    flags.push(remap(cargo_home.join("registry/src"), "crates"));
    // Above what `opt-level = "z"` takes: 2 % smaller, and the gate 4 %, because wasm-opt inlines what is called once anyway.
    flags.push(format!(
        "\u{1f}-Cllvm-args=--inline-threshold={}",
        if module.name == "gate" { 60 } else { 35 }
    ));
    if module.krate == BANNER {
        let stack = if module.name == "gate" { 4096 } else { 65536 };
        flags.push(format!("\u{1f}-Clink-arg=-zstack-size={stack}"));
    }
    flags
}
