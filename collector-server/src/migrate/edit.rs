//! Changes of a text, to the byte, and how they are shown.

use std::fmt::Write as _;
use std::ops::Range;

/// A part of a text and what stands there afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub at: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

/// Changes in the order of their places. None overlap: of two that would, the first that was asked for stays.
#[derive(Debug, Default)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Puts `text` in place of `at`; answers whether no earlier change is in the way.
    pub fn replace(&mut self, at: Range<usize>, text: impl Into<String>) -> bool {
        let is_free = self.0.iter().all(|edit| {
            edit.at.end <= at.start
                && (edit.at.end < at.start || !at.is_empty() || !edit.at.is_empty())
                || at.end <= edit.at.start
        });
        if is_free {
            let place = self
                .0
                .partition_point(|edit| (edit.at.start, edit.at.end) < (at.start, at.end));
            self.0.insert(
                place,
                Edit {
                    at,
                    text: text.into(),
                },
            );
        }
        is_free
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the byte at `place` goes.
    pub fn takes(&self, place: usize) -> bool {
        self.0.iter().any(|edit| edit.at.contains(&place))
    }

    /// The text afterwards.
    pub fn apply(&self, text: &str) -> String {
        self.apply_to(text, 0..text.len(), &self.0)
    }

    fn apply_to(&self, text: &str, part: Range<usize>, edits: &[Edit]) -> String {
        let mut out = String::new();
        let mut done = part.start;
        for edit in edits {
            out.push_str(text.get(done..edit.at.start).unwrap_or_default());
            out.push_str(&edit.text);
            done = edit.at.end;
        }
        out.push_str(text.get(done..part.end).unwrap_or_default());
        out
    }

    /// The changes as a unified diff without context, which `patch` takes.
    pub fn diff(&self, text: &str, name: &str) -> String {
        let mut out = format!("--- {name}\n+++ {name}\n");
        let mut edits = self.0.as_slice();
        let mut grown = 0_isize;
        while let Some(first) = edits.first() {
            let mut lines = whole_lines(text, &first.at);
            let mut count = 1;
            while let Some(next) = edits.get(count) {
                let more = whole_lines(text, &next.at);
                if more.start >= lines.end && !(more.is_empty() && more.start == lines.end) {
                    break;
                }
                lines.end = lines.end.max(more.end);
                count += 1;
            }
            let (these, rest) = edits.split_at(count);
            let old = text.get(lines.clone()).unwrap_or_default();
            let new = self.apply_to(text, lines.clone(), these);
            let line = line_of(text, lines.start);
            let (gone, come) = (old.lines().count(), new.lines().count());
            let start = line.saturating_add_signed(grown);
            // Of nothing, the line before is named.
            let place = |line: usize, count: usize| if count == 0 { line - 1 } else { line };
            let (from, to) = (place(line, gone), place(start, come));
            let _ = writeln!(out, "@@ -{from},{gone} +{to},{come} @@");
            for (sign, part) in [('-', old), ('+', &new)] {
                for line in part.lines() {
                    let _ = writeln!(out, "{sign}{line}");
                }
            }
            grown += come.cast_signed() - gone.cast_signed();
            edits = rest;
        }
        out
    }
}

/// The lines in which `at` stands, with their ends.
fn whole_lines(text: &str, at: &Range<usize>) -> Range<usize> {
    let before = text.get(..at.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    // A part that ends with a line ends with it.
    if at.end > at.start && text.get(..at.end).is_some_and(|part| part.ends_with('\n')) {
        return start..at.end;
    }
    let after = text.get(at.end..).unwrap_or_default();
    let end = after.find('\n').map_or(text.len(), |end| at.end + end + 1);
    start..end
}

/// The line of a place, counted from 1.
pub fn line_of(text: &str, place: usize) -> usize {
    let before = text.as_bytes().get(..place).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// `at`, and where nothing else stands on its lines, its indentation and the end of the line.
pub fn with_line(text: &str, at: Range<usize>) -> Range<usize> {
    let before = text.get(..at.start).unwrap_or_default();
    let after = text.get(at.end..).unwrap_or_default();
    let start = before.trim_end_matches([' ', '\t']).len();
    let is_start = start == 0 || before.get(..start).is_some_and(|part| part.ends_with('\n'));
    let spaces = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let end = at.end + spaces;
    match text.get(end..).unwrap_or_default().chars().next() {
        Some('\n') if is_start => start..end + 1,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_where_they_are_asked_for_and_never_over_each_other() {
        let text = "one two three";
        let mut edits = Edits::default();
        assert!(edits.replace(4..7, "2"));
        assert!(edits.replace(0..3, "1"));
        assert!(!edits.replace(5..9, "x"));
        assert!(edits.replace(13..13, "!"));
        assert_eq!(edits.apply(text), "1 2 three!");
        assert!(edits.takes(5) && !edits.takes(7));
    }

    #[test]
    fn a_line_of_its_own_goes_whole() {
        let text = "<a>\n  <b>\r\n<c> <d>\n";
        assert_eq!(with_line(text, 6..9), 4..11);
        assert_eq!(with_line(text, 11..14), 11..14);
        assert_eq!(with_line(text, 15..18), 15..18);
    }

    #[test]
    fn a_diff_shows_lines_and_can_be_applied() {
        let text = "a\nb\nc\nd\n";
        let mut edits = Edits::default();
        edits.replace(2..3, "B\nB");
        edits.replace(4..6, "");
        edits.replace(6..7, "D");
        assert_eq!(
            edits.diff(text, "f"),
            "--- f\n+++ f\n@@ -2,1 +2,2 @@\n-b\n+B\n+B\n@@ -3,1 +3,0 @@\n-c\n@@ -4,1 +4,1 @@\n-d\n+D\n"
        );
    }
}
