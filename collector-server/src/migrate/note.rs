//! What does not map, for somebody to do by hand.

use std::fmt;

/// One thing, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The file, as it was given.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What it is about.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}; {}",
            self.file, self.line, self.problem, self.remedy
        )
    }
}
