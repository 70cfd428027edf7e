//! What went wrong, told apart by who suffers: one item, or all of a transaction.

use rusqlite::{Error, ErrorCode};

use crate::storage::{StoreError, vault::Unreadable};

/// Why an item could not be done.
#[derive(Debug)]
pub(super) enum Failure {
    /// The item itself is at fault; others in the same transaction are not.
    Item(StoreError),
    /// The database or the system is; nothing of the transaction stands.
    Storage(Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// What the caller is told.
    pub(super) fn into_error(self) -> StoreError {
        match self {
            Self::Item(error) => error,
            Self::Storage(source) => StoreError::Unavailable(source),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Item(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::SqliteFailure(failure, _) if failure.code == ErrorCode::ConstraintViolation => {
                Self::Item(StoreError::Conflict("a rule of the database forbids it"))
            }
            _ => Self::Storage(error.into()),
        }
    }
}

impl From<getrandom::Error> for Failure {
    fn from(error: getrandom::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// Says which receipt cannot be read.
pub(super) fn unreadable_receipt(position: i64) -> impl FnOnce(Unreadable) -> Failure {
    move |Unreadable| {
        Failure::Item(StoreError::Corrupt {
            table: "receipts",
            id: position.to_string(),
        })
    }
}

/// A row of `table` that does not read back.
pub(super) fn corrupt(table: &'static str, id: impl ToString) -> Failure {
    Failure::Item(StoreError::Corrupt {
        table,
        id: id.to_string(),
    })
}
