//! Which acceptance statements of banner and gate are shown in which engine: the table of docs/engines.md is made of the
//! stories themselves, of what `cargo xtask test --browser all` runs in which engine, and of what cannot be run there.

use std::{collections::BTreeMap, env, fs};

use product_tests::{Engine, limits::LIMITS, prerequisite::workspace};

const MARKS: [&str; 2] = [
    "<!-- engines: written by tests/workspace/engines.rs -->\n",
    "<!-- engines: end -->",
];

/// Statements of the sections "Banner" and "Gate".
const LAST: u32 = 44;

/// A story that carries a statement.
struct Story {
    /// As `file::name`.
    name: String,
    /// Whether it visits every engine that it is asked to by itself.
    is_everywhere: bool,
}

/// The stories of each statement.
fn stories() -> BTreeMap<u32, Vec<Story>> {
    let mut all: BTreeMap<u32, Vec<Story>> = BTreeMap::new();
    let folder = fs::read_dir(workspace().join("tests/stories")).unwrap();
    for entry in folder.map(|entry| entry.unwrap().path()) {
        if entry.extension().is_none_or(|kind| kind != "rs") {
            continue;
        }
        let file = entry.file_stem().unwrap().display().to_string();
        let mut shown = Vec::new();
        for line in fs::read_to_string(&entry).unwrap().lines() {
            if let Some(comment) = line.strip_prefix("// ACCEPTANCE ") {
                let numbers = comment.split("ACCEPTANCE ").filter_map(|rest| {
                    let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next();
                    digits.and_then(|digits| digits.parse::<u32>().ok())
                });
                shown.extend(numbers.filter(|number| *number <= LAST));
            }
            let Some(rest) = line.strip_prefix("async fn ") else {
                continue;
            };
            let story = rest.split('(').next().unwrap();
            for number in shown.drain(..) {
                all.entry(number).or_default().push(Story {
                    name: format!("{file}::{story}"),
                    is_everywhere: story.contains("each_engine") || file == "every_engine",
                });
            }
        }
    }
    for stories in all.values_mut() {
        stories.sort_by(|one, other| one.name.cmp(&other.name));
    }
    all
}

/// The files of stories that the chore runs in this engine beside Chromium.
fn alike(engine: Engine) -> Vec<String> {
    let chore = fs::read_to_string(workspace().join("xtask/src/test.rs")).unwrap();
    let list = format!("const IN_{}: ", engine.name().to_uppercase());
    let (_, rest) = chore.split_once(&list).expect("the list of the chore");
    let (list, _) = rest.split_once("];").unwrap();
    let files = list.split('"').filter_map(|part| part.strip_suffix("::"));
    files.map(str::to_owned).collect()
}

fn runs(story: &Story, engine: Engine, alike: &[String]) -> bool {
    let is_limited = LIMITS
        .iter()
        .any(|(name, engines, _)| *name == story.name && engines.contains(&engine));
    let file = story.name.split(':').next().unwrap_or_default();
    let is_run = engine == Engine::Chromium || alike.iter().any(|one| one == file);
    !is_limited && (is_run || story.is_everywhere)
}

fn table() -> String {
    let alike = Engine::ALL.map(|engine| match engine {
        Engine::Chromium => Vec::new(),
        _ => alike(engine),
    });
    let mut text = String::from(
        "| statement | stories in | Chromium | Firefox | WebKit |\n|---|---|---|---|---|\n",
    );
    for (number, stories) in stories() {
        let mut files: Vec<_> = stories
            .iter()
            .map(|story| story.name.split(':').next().unwrap_or_default())
            .collect();
        files.dedup();
        let counts = Engine::ALL.into_iter().zip(&alike).map(|(engine, alike)| {
            let run = stories.iter().filter(|story| runs(story, engine, alike));
            match run.count() {
                0 => "–".to_owned(),
                count => count.to_string(),
            }
        });
        let counts: Vec<_> = counts.collect();
        let files = files.join("`, `");
        text += &format!("| {number} | `{files}` | {} |\n", counts.join(" | "));
    }
    text += "\nCannot be run there:\n\n";
    for (name, engines, reason) in LIMITS {
        let engines: Vec<_> = engines.iter().map(|engine| engine.name()).collect();
        text += &format!("- `{name}` in {}: {reason}.\n", engines.join(" and "));
    }
    text
}

#[test]
fn the_table_of_engines_is_what_the_stories_and_the_chore_say() {
    let path = workspace().join("docs/engines.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(MARKS[0]).expect("the first mark");
    let (written, after) = rest.split_once(MARKS[1]).expect("the last mark");
    let table = table();
    if env::var_os("SAMTYCKE_ENGINES").is_some_and(|word| word == "record") {
        let page = [before, MARKS[0], &table, MARKS[1], after].concat();
        fs::write(&path, page).unwrap();
        return;
    }
    assert!(
        written == table,
        "write docs/engines.md anew: SAMTYCKE_ENGINES=record cargo test --workspace --test workspace engines\n{table}"
    );
}
