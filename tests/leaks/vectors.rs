//! The vectors, read from their files.

use std::{collections::BTreeSet, fs, path::PathBuf};

/// How a vector is tried, and how it shows.
#[derive(Clone, Debug, Default)]
pub struct Vector {
    /// Its name, unique over all files.
    pub id: String,
    /// The file's channel.
    pub channel: String,
    /// HTML or a function's body with the marks that [`crate::page`] fills in.
    pub code: String,
    /// The body of an async function, called by the page's own script file; else markup.
    pub is_script: bool,
    /// Belongs into the head.
    pub in_head: bool,
    /// Needs a page of its own.
    pub alone: bool,
    /// A grant loads its page anew: it could not wait.
    pub anew: bool,
    /// Acts when it is told to, not when the page loads: it leaves the page.
    pub late: bool,
    /// Cannot be run again on the same page.
    pub once: bool,
    /// Counts only where the query has this parameter.
    pub only: Option<String>,
    /// Shows as this kind of store, not as a request.
    pub store: Option<String>,
    /// How its store's name begins; it stands alone when `exact`.
    pub name: Option<String>,
    /// See `name`.
    pub exact: bool,
}

impl Vector {
    /// The name under which it stores something in this run.
    pub fn stored_name(&self, run: &str) -> String {
        let begin = self.name.as_deref().unwrap_or("_ad_");
        if self.exact {
            return begin.to_owned();
        }
        format!("{begin}{}_{run}", self.id.replace('-', "_"))
    }
}

/// The folder of this suite.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("leaks")
}

/// All of the leak suite, file by file.
pub fn all() -> Vec<Vector> {
    of_folder("vectors")
}

/// All of a folder of this suite.
pub fn of_folder(name: &str) -> Vec<Vector> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let all: Vec<Vector> = files.iter().flat_map(read).collect();
    let mut names = BTreeSet::new();
    for vector in &all {
        assert!(
            names.insert(&vector.id),
            "two vectors are called {}",
            vector.id
        );
    }
    all
}

fn read(file: &PathBuf) -> Vec<Vector> {
    let text = fs::read_to_string(file).unwrap();
    let is_script = file.extension().is_some_and(|ending| ending == "js");
    let (begin, end) = if is_script {
        ("// ", "")
    } else {
        ("<!-- ", " -->")
    };
    let mut found: Vec<Vector> = Vec::new();
    let mut channel = String::new();
    for line in text.lines() {
        let note = line
            .strip_prefix(begin)
            .and_then(|rest| rest.strip_suffix(end));
        if let Some(title) = note.and_then(|note| note.strip_prefix("channel: ")) {
            channel = title.to_owned();
        } else if let Some(words) = note.and_then(|note| note.strip_prefix("vector ")) {
            found.push(Vector {
                channel: channel.clone(),
                is_script,
                ..header(words)
            });
        } else if let Some(vector) = found.last_mut() {
            vector.code.push_str(line);
            vector.code.push('\n');
        }
    }
    assert!(
        !channel.is_empty(),
        "{} names its channel first",
        file.display()
    );
    found
}

fn header(words: &str) -> Vector {
    let mut words = words.split(' ');
    let mut vector = Vector {
        id: words.next().unwrap().to_owned(),
        ..Vector::default()
    };
    for word in words {
        match word.split_once('=').unwrap_or((word, "")) {
            ("head", "") => vector.in_head = true,
            ("alone", "") => vector.alone = true,
            ("anew", "") => vector.anew = true,
            ("late", "") => vector.late = true,
            ("once", "") => vector.once = true,
            ("exact", "") => vector.exact = true,
            ("only", value) => vector.only = Some(value.to_owned()),
            ("store", value) => vector.store = Some(value.to_owned()),
            ("name", value) => vector.name = Some(value.to_owned()),
            _ => panic!("vector {}: what is `{word}`?", vector.id),
        }
    }
    vector
}
