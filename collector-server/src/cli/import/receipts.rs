//! The receipts of a checked export, read again one at a time as they are taken over.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Seek as _, SeekFrom},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::{Digest, SdJwt};
use serde_json::Value;

use super::plan::LINE_MAX;
use crate::storage::import::{ImportedReceipt, ImportedReceipts};

/// Where a receipt stands.
pub(super) struct Place {
    /// Its leaf in the old log.
    pub(super) leaf: u64,
    /// Where its line begins, in bytes.
    pub(super) offset: u64,
    /// SHA-256 of the line, so that what is taken over is what was checked.
    pub(super) line: Digest,
}

/// The receipts of the file, line by line.
pub(super) struct Receipts {
    pub(super) file: BufReader<File>,
    /// In the order of their leaves.
    pub(super) places: Vec<Place>,
}

impl ImportedReceipts for Receipts {
    fn count(&self) -> u64 {
        self.places.len() as u64
    }

    fn read(&mut self, number: u64) -> io::Result<ImportedReceipt> {
        let changed = || io::Error::other("the file was changed");
        let place = usize::try_from(number).ok();
        let place = place
            .and_then(|at| self.places.get(at))
            .ok_or_else(changed)?;
        self.file.seek(SeekFrom::Start(place.offset))?;
        let mut line = String::new();
        io::Read::take(&mut self.file, LINE_MAX).read_line(&mut line)?;
        if Digest::of(line.as_bytes()) != place.line {
            return Err(changed());
        }
        let members: Value = serde_json::from_str(&line)?;
        let member = |name: &str| members[name].as_str().unwrap_or_default();
        let salt = URL_SAFE_NO_PAD.decode(member("salt")).ok();
        Ok(ImportedReceipt {
            receipt: SdJwt::parse(member("receipt")).map_err(|_| changed())?,
            salt: salt
                .and_then(|salt| salt.try_into().ok())
                .ok_or_else(changed)?,
        })
    }
}
