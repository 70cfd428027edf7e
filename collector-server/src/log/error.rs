//! Why the log does not grow: in full for the operator, and without paths or a system's words for everybody else.

use super::guard::GuardError;
use crate::{keys::KeyError, storage::StoreError};

/// Why the log did not do it.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was signed earlier cannot be read or written.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The folder of the keys cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database holds fewer leaves than were signed: an old backup.
    #[error(
        "the log was signed with {signed} entries, but the database has {found}: an old backup was restored. \
         Nothing is signed until the newest database is back"
    )]
    Behind {
        /// Leaves in the newest checkpoint that was ever signed.
        signed: u64,
        /// Leaves in the database.
        found: u64,
    },
    /// The database holds other leaves than were signed.
    #[error(
        "the first {signed} entries of the log are not those that were signed: the database was changed from outside, \
         or belongs to another collector. Nothing is signed until the right one is back"
    )]
    Forked {
        /// Leaves in the newest checkpoint that was ever signed.
        signed: u64,
    },
}

impl LogError {
    /// What anybody may be told who asks. The sizes of the log are public; where its files lie is not.
    pub fn reason(&self) -> String {
        match self {
            Self::Store(_) => "the database cannot be read or written".to_owned(),
            Self::Guard(GuardError::Io { .. }) => {
                "the file that remembers what the log has signed cannot be read or written"
                    .to_owned()
            }
            Self::Guard(GuardError::Foreign { .. }) => {
                "the file that remembers what the log has signed is not of this log".to_owned()
            }
            Self::Keys(_) => "the log's keys cannot be read".to_owned(),
            Self::Behind { .. } | Self::Forked { .. } => self.to_string(),
        }
    }
}
