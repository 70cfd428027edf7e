//! A ZIP file of any size, a piece at a time, that knows what is in it: name, length and SHA-256 of each file, for the list that goes along.

use std::io::{self, Seek, Write};

use consent_core::receipt::{Digest, UtcMillis};
use sha2::{Digest as _, Sha256};
use zip::{DateTime, ZipWriter, write::SimpleFileOptions};

/// A file in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with `/` between folders.
    pub name: String,
    /// Its length, uncompressed.
    pub bytes: u64,
    /// Its hash.
    pub sha256: Digest,
}

/// An archive being written. What is written with [`Write`] goes into the file that was begun last.
pub struct ZipFile<W: Write + Seek> {
    zip: ZipWriter<W>,
    options: SimpleFileOptions,
    entries: Vec<Entry>,
    open: Option<Open>,
}

struct Open {
    name: String,
    bytes: u64,
    hash: Sha256,
}

impl<W: Write + Seek> ZipFile<W> {
    /// An empty archive; all its files have the time `made_at`.
    pub fn new(out: W, made_at: UtcMillis) -> Self {
        Self {
            zip: ZipWriter::new(out),
            // Others than the owner need not read it once it is unpacked.
            options: SimpleFileOptions::default()
                .last_modified_time(dos_time(made_at))
                .unix_permissions(0o600),
            entries: Vec::new(),
            open: None,
        }
    }

    /// Begins a file; the one before ends.
    ///
    /// # Errors
    /// When it cannot be written, or the name is taken.
    pub fn begin(&mut self, name: &str) -> io::Result<()> {
        self.end();
        // Longer than four gigabytes is possible, and costs twenty bytes.
        let options = self.options.large_file(true);
        self.zip.start_file(name, options)?;
        self.open = Some(Open {
            name: name.to_owned(),
            bytes: 0,
            hash: Sha256::new(),
        });
        Ok(())
    }

    /// A whole file.
    ///
    /// # Errors
    /// As [`ZipFile::begin`].
    pub fn add(&mut self, name: &str, content: impl AsRef<[u8]>) -> io::Result<()> {
        self.begin(name)?;
        self.write_all(content.as_ref())
    }

    /// The files that are whole, in the order in which they were begun.
    pub fn entries(&mut self) -> &[Entry] {
        self.end();
        &self.entries
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.end();
        Ok(self.zip.finish()?)
    }

    fn end(&mut self) {
        if let Some(Open { name, bytes, hash }) = self.open.take() {
            self.entries.push(Entry {
                name,
                bytes,
                sha256: Digest::from_bytes(hash.finalize().into()),
            });
        }
    }
}

impl<W: Write + Seek> Write for ZipFile<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.zip.write(bytes)?;
        if let Some(open) = &mut self.open {
            open.hash.update(&bytes[..written]);
            open.bytes += written as u64;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

/// The time as ZIP has it: whole pairs of seconds from 1980 on.
fn dos_time(time: UtcMillis) -> DateTime {
    let text = time.to_string();
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok();
    let byte = |from, to| u8::try_from(part(from, to)?).ok();
    let read = || {
        DateTime::from_date_and_time(
            part(0, 4)?,
            byte(5, 7)?,
            byte(8, 10)?,
            byte(11, 13)?,
            byte(14, 16)?,
            byte(17, 19)?,
        )
        .ok()
    };
    read().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_listed_with_its_hash() {
        let time = UtcMillis::parse("2026-11-23T18:00:02.345Z").unwrap();
        let mut file = ZipFile::new(Cursor::new(Vec::new()), time);
        file.add("a/åäö.txt", "hej").unwrap();
        file.begin("b").unwrap();
        file.write_all(b"one ").unwrap();
        file.write_all(b"two").unwrap();
        assert!(file.add("b", "again").is_err());
        let entries = file.entries().to_vec();
        assert_eq!(entries[0].sha256, Digest::of("hej".as_bytes()));
        assert_eq!((entries[1].bytes, entries.len()), (7, 2));
        let bytes = file.finish().unwrap().into_inner();
        let mut read = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        let mut second = read.by_name("b").unwrap();
        second.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one two");
        let made = second.last_modified().unwrap();
        assert_eq!((made.year(), made.hour(), made.second()), (2026, 18, 2));
        drop(second);
        assert!(read.by_name("a/åäö.txt").is_ok());
    }
}
