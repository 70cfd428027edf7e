//! Receipts as the lines of a file: CSV for people with a spreadsheet, NDJSON for programs.
//!
//! NDJSON keeps everything, the signed receipt and its salt included, so that the file can be verified later. CSV
//! is a view: one row a receipt, no nesting.

use std::fmt::Write as _;

use consent_core::receipt::Decision;

use super::{ReceiptView, Sight};
use crate::storage::StoredReceipt;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header line.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// The format of that name; `jsonl` is another name of NDJSON.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// The end of the file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// The columns of a CSV file.
const COLUMNS: [&str; 26] = [
    "receipt_id",
    "code",
    "record_id",
    "site",
    "state",
    "method",
    "event_time",
    "validity",
    "granted",
    "denied",
    "not_asked",
    "user_id",
    "ip",
    "ip_truncated",
    "user_agent",
    "page_origin",
    "page_path",
    "client_time",
    "gpc",
    "notice_hash",
    "notice_lang",
    "config_hash",
    "build_hash",
    "commitment",
    "leaf_index",
    // Last, so that who reads columns by their number finds the others where they were.
    "ip_hash",
];

/// Writes receipts as lines.
#[derive(Clone, Copy, Debug)]
pub struct Encoder {
    /// The form.
    pub format: Format,
    /// What the reader may see.
    pub sight: Sight,
    /// Whether a CSV file begins with a byte order mark, which some spreadsheets need to read UTF-8.
    pub has_bom: bool,
}

impl Encoder {
    /// What stands before the first receipt.
    pub fn head(self) -> String {
        match self.format {
            Format::Ndjson => String::new(),
            Format::Csv => {
                let bom = if self.has_bom { "\u{feff}" } else { "" };
                format!("{bom}{}\r\n", COLUMNS.join(","))
            }
        }
    }

    /// Appends the line of one receipt; NDJSON takes its proof file along.
    pub fn line(self, stored: StoredReceipt, proof: Option<String>, out: &mut String) {
        let view = ReceiptView {
            proof,
            ..ReceiptView::new(stored, self.sight)
        };
        match self.format {
            Format::Ndjson => {
                // Text keys and plain values always serialise.
                out.push_str(&serde_json::to_string(&view).unwrap_or_default());
                out.push('\n');
            }
            Format::Csv => {
                csv_line(&view, out);
                out.push_str("\r\n");
            }
        }
    }
}

fn csv_line(view: &ReceiptView, out: &mut String) {
    fn text<T: ToString>(value: Option<&T>) -> String {
        value.map(ToString::to_string).unwrap_or_default()
    }
    let claims = &view.claims;
    let cells: [String; COLUMNS.len()] = [
        claims.receipt_id.to_string(),
        claims.code.to_string(),
        claims.record_id.to_string(),
        claims.site.clone(),
        claims.state.to_string(),
        claims.method.to_string(),
        claims.event_time.to_string(),
        claims.validity.clone(),
        view.purposes_with(Decision::Granted),
        view.purposes_with(Decision::Denied),
        view.purposes_with(Decision::NotAsked),
        text(view.user_id.as_ref()),
        text(view.ip.as_ref()),
        text(view.ip_truncated.as_ref()),
        text(view.user_agent.as_ref()),
        text(view.page_origin.as_ref()),
        text(view.page_path.as_ref()),
        text(view.client_time.as_ref()),
        claims.signals.gpc.to_string(),
        claims.notice_hash.to_string(),
        claims.notice_lang.clone(),
        claims.config_hash.to_string(),
        claims.build_hash.to_string(),
        view.commitment.to_string(),
        view.leaf_index.to_string(),
        text(view.ip_hash.as_ref()),
    ];
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_cell(cell, out);
    }
}

/// One cell by RFC 4180 §2. A cell that a spreadsheet would take for a formula gets an apostrophe first: a user id
/// is a text that a visitor may have chosen.
fn push_cell(cell: &str, out: &mut String) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
        || cell.starts_with(['＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    if cell.contains(['"', ',', '\r', '\n']) {
        let _ = write!(out, "\"{guard}{}\"", cell.replace('"', "\"\""));
    } else {
        let _ = write!(out, "{guard}{cell}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_needed_and_never_a_formula() {
        for (cell, written) in [
            ("anna", "anna"),
            ("", ""),
            ("Anna, \"A\"", "\"Anna, \"\"A\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+46701234567", "'+46701234567"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
        ] {
            let mut out = String::new();
            push_cell(cell, &mut out);
            assert_eq!(out, written);
        }
    }

    #[test]
    fn formats_are_known_by_name() {
        assert_eq!(Format::parse("jsonl"), Some(Format::Ndjson));
        assert_eq!(Format::parse("csv").map(Format::extension), Some("csv"));
        assert_eq!(Format::parse("xlsx"), None);
    }
}
