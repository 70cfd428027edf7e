//! Lists of what is known to be wrong, checked in as text. They may only shrink.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use crate::{
    judge::{Fault, Found},
    vectors,
};

/// A line: engine, mode (`-` for what holds without us), vector, fault.
pub type Line = (String, String, String, Fault);

/// What leaks.
pub const LEAKS: File = File {
    name: "known.txt",
    head: "# What the leak suite finds, one line each: engine, mode, vector, fault. Written by SAMTYCKE_LEAKS=record.\n\
           # silent: does nothing in this engine without us; before, refused, next: leaves before a choice, after a\n\
           # refusal, on the next page; lost, twice: does not come, or comes too often, after an acceptance;\n\
           # stuck: its page could not be visited to the end.\n\
           # sometimes: a race decides. The list may only shrink.\n",
};

/// What of the site's own breaks.
pub const BROKEN: File = File {
    name: "broken.txt",
    head: "# What of the site's own differs with us, one line each: engine, mode, case, and when: before a choice, once it is\n\
           # refused, once it is accepted; silent: fails in this engine without us. Written by SAMTYCKE_LEAKS=record.\n\
           # The list may only shrink.\n",
};

/// A list's file.
#[derive(Clone, Copy)]
pub struct File {
    name: &'static str,
    head: &'static str,
}

/// A whole list.
pub struct List {
    file: File,
    /// Engines and modes that have been measured.
    pub measured: BTreeSet<(String, String)>,
    /// The lines.
    pub lines: BTreeSet<Line>,
    /// Those of them that come and go: a race decides.
    sometimes: BTreeSet<Line>,
}

/// Whether lists are to be written instead of compared.
pub fn is_recorded() -> bool {
    env::var("SAMTYCKE_LEAKS").is_ok_and(|value| value == "record")
}

impl File {
    fn path(self) -> PathBuf {
        vectors::folder().join(self.name)
    }

    /// Reads it; nothing is known while it is not there.
    pub fn read(self) -> List {
        let mut list = List {
            file: self,
            measured: BTreeSet::new(),
            lines: BTreeSet::new(),
            sometimes: BTreeSet::new(),
        };
        for line in fs::read_to_string(self.path()).unwrap_or_default().lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["#", "measured", engine, mode] => {
                    list.measured.insert((engine.to_owned(), mode.to_owned()));
                }
                ["#", ..] | [] => {}
                [engine, mode, vector, word, ref rest @ ..]
                    if matches!(rest, [] | ["sometimes"]) =>
                {
                    let fault = Fault::of(word)
                        .unwrap_or_else(|| panic!("{}: `{word}` is no fault: {line}", self.name));
                    let [engine, mode, vector] = [engine, mode, vector].map(str::to_owned);
                    let known = (engine, mode, vector, fault);
                    if !rest.is_empty() {
                        list.sometimes.insert(known.clone());
                    }
                    list.lines.insert(known);
                }
                _ => panic!(
                    "{}: four words a line and perhaps `sometimes`, not: {line}",
                    self.name
                ),
            }
        }
        list
    }
}

impl List {
    /// Writes its file.
    pub fn write(&self) {
        let mut text = self.file.head.to_owned();
        for (engine, mode) in &self.measured {
            text.push_str(&format!("# measured {engine} {mode}\n"));
        }
        for line in &self.lines {
            let (engine, mode, vector, fault) = line;
            let often = if self.sometimes.contains(line) {
                " sometimes"
            } else {
                ""
            };
            text.push_str(&format!(
                "{engine} {mode} {vector} {}{often}\n",
                fault.word()
            ));
        }
        fs::write(self.file.path(), text).unwrap();
    }

    /// What it says of an engine and a mode.
    pub fn of(&self, engine: &str, mode: &str) -> BTreeSet<Found> {
        self.lines
            .iter()
            .filter(|line| line.0 == engine && line.1 == mode)
            .map(|line| (line.2.clone(), line.3))
            .collect()
    }

    /// Replaces what it says of them, but for what comes and goes.
    pub fn set(&mut self, engine: &str, mode: &str, found: &BTreeSet<Found>) {
        self.lines.retain(|line| line.0 != engine || line.1 != mode);
        self.lines.extend(
            found.iter().map(|(vector, fault)| {
                (engine.to_owned(), mode.to_owned(), vector.clone(), *fault)
            }),
        );
        let comes_and_goes = self.sometimes.iter();
        let own = comes_and_goes.filter(|line| line.0 == engine && line.1 == mode);
        self.lines.extend(own.cloned());
        if mode != "-" {
            self.measured.insert((engine.to_owned(), mode.to_owned()));
        }
    }

    /// How it differs from what was found, one line each.
    pub fn differs(&self, engine: &str, mode: &str, found: &BTreeSet<Found>) -> Vec<String> {
        let listed = self.of(engine, mode);
        let line = |what: &str, (vector, fault): &Found| {
            format!(
                "{what} {}: {engine} {mode} {vector} {}",
                self.file.name,
                fault.word()
            )
        };
        let new = found.difference(&listed);
        let is_steady = |(vector, fault): &Found| {
            let known = (engine.to_owned(), mode.to_owned(), vector.clone(), *fault);
            !self.sometimes.contains(&known)
        };
        let gone = listed.difference(found).filter(|found| is_steady(found));
        new.map(|found| line("not in", found))
            .chain(gone.map(|found| line("mended, take it out of", found)))
            .collect()
    }
}
