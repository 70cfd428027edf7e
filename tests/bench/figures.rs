//! Figures as text: medians, and tables that a command writes into the documentation.

use std::{fmt::Write as _, fs};

use product_tests::prerequisite::workspace;

/// The middle one.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = values.into_iter().collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A table of Markdown.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// Prints a section and puts it between its marks in a page of the documentation.
pub fn write(page: &str, mark: &str, text: &str) {
    println!("\n{text}");
    let file = workspace().join("docs").join(page);
    let begin = format!("<!-- {mark}: written by the command -->\n");
    let end = format!("<!-- {mark}: end -->\n");
    let old = fs::read_to_string(&file).unwrap();
    let (before, rest) =
        (old.split_once(&begin)).unwrap_or_else(|| panic!("docs/{page} has the mark of {mark}"));
    let (_, after) = (rest.split_once(&end)).unwrap_or_else(|| panic!("docs/{page} ends {mark}"));
    fs::write(&file, format!("{before}{begin}{text}{end}{after}")).unwrap();
    println!("written into docs/{page}");
}

/// A figure beside its budget or its reference: the part of it that is used.
pub fn ratio(value: f64, of: f64) -> String {
    format!("{:.2}", value / of)
}
