//! The newest checkpoint that was ever signed, in a file of its own beside the database.
//!
//! A backup of the database does not bring it back in time: it lies with the keys, and is written before a checkpoint
//! is published. So a collector that starts from an old backup sees that it is behind, instead of signing a second
//! history under the same name.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use consent_core::log::Checkpoint;

use super::signer::Signer;

/// Why it cannot be relied on. The remedy is in the text.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// The file cannot be read or written.
    #[error("cannot {action} `{path}`, which remembers what the log has signed: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file does not hold a checkpoint of this log.
    #[error(
        "`{path}` holds no checkpoint of this log: restore it, or the keys that signed it, from the newest backup"
    )]
    Foreign {
        /// Where.
        path: PathBuf,
    },
}

/// The file.
#[derive(Debug)]
pub struct Guard {
    path: PathBuf,
}

impl Guard {
    /// The guard in the folder of the keys.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("log.checkpoint"),
        }
    }

    /// The folder of the keys.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// The newest checkpoint that was signed, if one was.
    ///
    /// # Errors
    /// When the file cannot be read or is not of this log: then nobody knows what was signed, and nothing more may be.
    pub fn last(&self, signer: &Signer) -> Result<Option<Checkpoint>, GuardError> {
        let note = match fs::read_to_string(&self.path) {
            Ok(note) => note,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(self.error("read", source)),
        };
        match signer.open(&note) {
            Ok(checkpoint) => Ok(Some(checkpoint)),
            Err(_) => Err(GuardError::Foreign {
                path: self.path.clone(),
            }),
        }
    }

    /// Remembers a signed checkpoint: on the disk when this returns, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remember(&self, note: &str) -> Result<(), GuardError> {
        let draft = self.path.with_extension("new");
        let write = || {
            let mut file = File::create(&draft)?;
            file.write_all(note.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &self.path)?;
            File::open(self.folder())?.sync_all()
        };
        write().map_err(|source| self.error("write", source))
    }

    fn error(&self, action: &'static str, source: io::Error) -> GuardError {
        GuardError::Io {
            action,
            path: self.path.clone(),
            source,
        }
    }
}
