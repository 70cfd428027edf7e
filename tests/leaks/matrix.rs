//! The matrix of channels, modes and engines in `docs/gate.md`, made from `known.txt`.

use std::{collections::BTreeMap, fs, path::PathBuf};

use crate::{
    judge::Fault,
    list::List,
    mode::{self, Mode},
    vectors::{self, Vector},
};

const BEGIN: &str = "<!-- leaks: written by the leak suite -->\n";
const END: &str = "<!-- leaks: end -->\n";

/// Where it stands.
pub fn path() -> PathBuf {
    vectors::folder().join("../../docs/gate.md")
}

/// Writes it between its marks.
pub fn write(known: &List) {
    let page = fs::read_to_string(path()).unwrap_or_else(|_| format!("# The gate\n\n{BEGIN}{END}"));
    let (before, rest) = page.split_once(BEGIN).unwrap_or((&page, END));
    let (_, after) = rest.split_once(END).unwrap_or(("", ""));
    fs::write(
        path(),
        format!("{before}{BEGIN}{}{END}{after}", text(known)),
    )
    .unwrap();
}

/// The section: one table for each mode, a column for each engine that was measured.
pub fn text(known: &List) -> String {
    let vectors = vectors::all();
    let mut text = format!(
        "{} vectors. Each cell: how many leave before a choice, after a refusal on the same page, on the next page; how\n\
         many do not come or come too often after an acceptance; of how many that do anything in this engine without us.\n\
         The list by name is `tests/leaks/known.txt`.\n",
        vectors.len()
    );
    for mode in mode::ALL {
        let engines: Vec<&str> = known
            .measured
            .iter()
            .filter(|(_, measured)| measured == mode.name)
            .map(|(engine, _)| engine.as_str())
            .collect();
        if engines.is_empty() {
            continue;
        }
        text.push_str(&format!(
            "\n### {}\n\n| channel | {} |\n|---{}|\n",
            title(&mode),
            engines.join(" | "),
            "|---".repeat(engines.len())
        ));
        let mut channels: Vec<&str> = vectors
            .iter()
            .map(|vector| vector.channel.as_str())
            .collect();
        channels.dedup();
        for channel in channels.into_iter().chain(["all"]) {
            let own = |vector: &&Vector| channel == "all" || vector.channel == channel;
            let ids: Vec<&str> = vectors
                .iter()
                .filter(own)
                .map(|vector| vector.id.as_str())
                .collect();
            let cells: Vec<String> = engines
                .iter()
                .map(|engine| cell(known, engine, mode.name, &ids))
                .collect();
            text.push_str(&format!("| {channel} | {} |\n", cells.join(" | ")));
        }
    }
    text
}

fn cell(known: &List, engine: &str, mode: &str, ids: &[&str]) -> String {
    let mut counts: BTreeMap<Fault, usize> = BTreeMap::new();
    for (of, how, vector, fault) in &known.lines {
        if of == engine && (how == mode || how == "-") && ids.contains(&vector.as_str()) {
            *counts.entry(*fault).or_default() += 1;
        }
    }
    let count = |fault| counts.get(&fault).copied().unwrap_or_default();
    format!(
        "{}, {}, {}; {}; of {}",
        count(Fault::Before),
        count(Fault::Refused),
        count(Fault::Next),
        count(Fault::Lost) + count(Fault::Twice) + count(Fault::Stuck),
        ids.len() - count(Fault::Silent)
    )
}

fn title(mode: &Mode) -> String {
    match mode.snippet {
        Some(_) => format!("{} snippet", mode.name),
        None if mode.policy == "refusal" => format!("{}, no snippet", mode.name),
        None => format!("rewriter with `--policy {}`, no snippet", mode.policy),
    }
}
