//! The erasure journal as a file beside the keys: what has to be gone from every older copy of the database too.
//!
//! A backup of the database does not bring it back in time. A line holds a keyed digest of a subject's random name, a
//! scope and a time: it finds the subject again in a copy that still has it, and says nothing to who has no such copy.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use consent_core::receipt::UtcMillis;
use serde::{Deserialize, Serialize};

use crate::privacy::blind::BlindValue;

/// One thing that was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErasedSubject {
    /// [`crate::privacy::blind::BlindIndex::erased`] of the subject's name.
    pub digest: BlindValue,
    /// The scope of records that went; 0 is the whole subject.
    pub scope: i64,
    /// When, in milliseconds since 1970.
    pub erased_at_ms: i64,
}

/// Why the journal cannot be used. The remedy is in the text.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file cannot be read or written.
    #[error("cannot {action} the erasure journal `{path}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line that we did not write.
    #[error(
        "line {line} of the erasure journal `{path}` cannot be read: restore the file as it was last"
    )]
    Malformed {
        /// Where.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
}

/// The file.
#[derive(Clone, Debug)]
pub struct Journal {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    version: u8,
    digest: String,
    scope: i64,
    erased_at: UtcMillis,
}

const VERSION: u8 = 1;

impl Journal {
    /// The journal in the folder of the keys.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("erasures.journal"),
        }
    }

    /// Every line; none when there is no file yet. What stands after the last line break was never finished and is
    /// left out: it is in the database, which writes it again.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something else.
    pub fn read(&self) -> Result<Vec<ErasedSubject>, JournalError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(self.io("read", source)),
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
            .map(|(at, line)| {
                parse(line).ok_or_else(|| JournalError::Malformed {
                    path: self.path.clone(),
                    line: at + 1,
                })
            })
            .collect()
    }

    /// Adds lines; they are on the disk when this returns.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&self, entries: &[ErasedSubject]) -> Result<(), JournalError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.write(entries)
            .map_err(|source| self.io("write", source))
    }

    fn write(&self, entries: &[ErasedSubject]) -> io::Result<()> {
        let is_new = !self.path.exists();
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.path)?;
        let mut text = String::new();
        if file.seek(SeekFrom::End(0))? > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                // A line that a crash cut off; what follows must not hang on to it.
                drop(file);
                let whole = self.whole_lines()?;
                file = OpenOptions::new().write(true).open(&self.path)?;
                file.set_len(whole)?;
                file.seek(SeekFrom::End(0))?;
            }
        }
        for entry in entries {
            let line = Line {
                version: VERSION,
                digest: hex(&entry.digest),
                scope: entry.scope,
                erased_at: UtcMillis::new(entry.erased_at_ms),
            };
            text.push_str(&serde_json::to_string(&line).map_err(io::Error::other)?);
            text.push('\n');
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if is_new {
            let folder = self.path.parent().unwrap_or(Path::new("."));
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// How many bytes the finished lines have.
    fn whole_lines(&self) -> io::Result<u64> {
        let bytes = fs::read(&self.path)?;
        let end = bytes.iter().rposition(|byte| *byte == b'\n');
        Ok(end.map_or(0, |end| end as u64 + 1))
    }

    fn io(&self, action: &'static str, source: io::Error) -> JournalError {
        JournalError::Io {
            action,
            path: self.path.clone(),
            source,
        }
    }
}

fn parse(line: &str) -> Option<ErasedSubject> {
    let line: Line = serde_json::from_str(line).ok()?;
    if line.version != VERSION || line.digest.len() != 32 || !line.digest.is_ascii() {
        return None;
    }
    let mut digest = [0; 16];
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&line.digest[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(ErasedSubject {
        digest,
        scope: line.scope,
        erased_at_ms: line.erased_at.as_millis(),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u8) -> ErasedSubject {
        ErasedSubject {
            digest: [number; 16],
            scope: i64::from(number % 2),
            erased_at_ms: 1_795_456_800_000 + i64::from(number),
        }
    }

    #[test]
    fn lines_are_read_back_and_only_the_owner_may() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::in_folder(folder.path());
        assert_eq!(journal.read().unwrap(), []);
        journal.append(&[entry(1), entry(2)]).unwrap();
        journal.append(&[entry(0xfe)]).unwrap();
        assert_eq!(journal.read().unwrap(), [entry(1), entry(2), entry(0xfe)]);
        let mode = fs::metadata(&journal.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }

    #[test]
    fn a_line_that_a_crash_cut_off_is_left_out_and_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::in_folder(folder.path());
        journal.append(&[entry(1), entry(2)]).unwrap();
        let text = fs::read_to_string(&journal.path).unwrap();
        fs::write(&journal.path, &text[..text.len() - 9]).unwrap();
        assert_eq!(journal.read().unwrap(), [entry(1)]);
        journal.append(&[entry(2), entry(3)]).unwrap();
        assert_eq!(journal.read().unwrap(), [entry(1), entry(2), entry(3)]);
    }

    #[test]
    fn another_file_is_refused_by_line() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::in_folder(folder.path());
        journal.append(&[entry(1)]).unwrap();
        let mut text = fs::read_to_string(&journal.path).unwrap();
        text.push_str("hello\n");
        fs::write(&journal.path, text).unwrap();
        let error = journal.read().unwrap_err().to_string();
        assert!(
            error.contains("line 2") && error.contains("restore"),
            "{error}"
        );
    }
}
