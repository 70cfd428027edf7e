//! What is wrong with a file, said so that it can be mended: file, line, field, problem, remedy.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use consent_core::lint::{Rule, Severity};
use toml::de::{DeTable, DeValue};

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file it is in, or the name of an environment variable.
    pub file: PathBuf,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The field at fault (`purposes[1].title.sv`), or nothing when it is the whole file.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
    /// The rule of the lint that it breaks, where it is one.
    pub rule: Option<&'static Rule>,
}

impl Finding {
    /// A finding from its parts.
    pub fn new(
        file: impl Into<PathBuf>,
        line: Option<usize>,
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            field: field.into(),
            problem: problem.into(),
            remedy: remedy.into(),
            rule: None,
        }
    }

    /// The same with the rule that it breaks.
    #[must_use]
    pub fn by_rule(self, rule: Option<&'static Rule>) -> Self {
        Self { rule, ..self }
    }

    /// Whether it only has to be told; anything else keeps a site from being published.
    pub fn is_warning(&self) -> bool {
        self.rule
            .is_some_and(|rule| rule.severity == Severity::Warning)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_warning() {
            write!(f, "warning: ")?;
        }
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}; {}", self.problem, self.remedy)?;
        match self.rule {
            Some(rule) => write!(f, " [{}]", rule.id),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong, one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds all of `others`.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that keep a site from being published, and the warnings.
    pub fn divide(self) -> (Self, Self) {
        let (warnings, refused) = self.0.into_iter().partition(Finding::is_warning);
        (Self(refused), Self(warnings))
    }

    /// The findings in order.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, finding) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            finding.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}

/// What the TOML parser refused.
pub fn toml_finding(file: &Path, text: &str, error: &toml::de::Error) -> Finding {
    let message = error.message().replace('\n', ", ");
    let (line, field) = match error.span() {
        Some(span) => {
            let line = line_at(text, span.start);
            let written = text.lines().nth(line - 1).unwrap_or_default();
            let key = written.split_once('=').map_or("", |(key, _)| key.trim());
            (Some(line), key.to_owned())
        }
        None => (None, String::new()),
    };
    let remedy = if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        "use one of the names listed, or remove it"
    } else if message.starts_with("missing field") {
        "add the field; docs/contracts.md shows a whole file"
    } else {
        "correct the line; docs/contracts.md shows a whole file"
    };
    Finding::new(file, line, field, message, remedy)
}

/// The line where `field` (`limits.body_bytes`, `purposes[1].title.sv`) stands, or its nearest
/// parent that the file has.
pub fn line_of(text: &str, field: &str) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let mut found = None;
    let mut inside: Option<&DeValue<'_>> = None;
    for step in field.split(['.', '[']) {
        let next = match (step.strip_suffix(']'), inside) {
            (Some(index), Some(DeValue::Array(items))) => items.get(index.parse::<usize>().ok()?),
            (None, None) => table.get_ref().get(step),
            (None, Some(DeValue::Table(inner))) => inner.get(step),
            _ => None,
        };
        let Some(next) = next else { break };
        found = Some(next.span().start);
        inside = Some(next.get_ref());
    }
    found.map(|start| line_at(text, start))
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.as_bytes()[..offset.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a = 1\n[limits]\nbody = 2\n\n[[purposes]]\nid = \"x\"\n[[purposes]]\nid = \"y\"\ntitle = { sv = \"å\" }\n";

    #[test]
    fn the_line_of_a_field_is_found_in_tables_and_lists() {
        assert_eq!(line_of(TEXT, "a"), Some(1));
        assert_eq!(line_of(TEXT, "limits.body"), Some(3));
        assert_eq!(line_of(TEXT, "purposes[1].title.sv"), Some(9));
    }

    #[test]
    fn a_missing_field_is_shown_at_its_parent() {
        assert_eq!(line_of(TEXT, "purposes[1].title.en"), Some(9));
        assert_eq!(line_of(TEXT, "nothing.here"), None);
    }
}
