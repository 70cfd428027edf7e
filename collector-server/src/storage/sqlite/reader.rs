//! The few connections that read.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{connection, failure::Failure};
use crate::storage::{StoreError, live::LiveVault, vault::Vault};

/// Connections that read at the same time; more searches wait their turn.
const READERS: usize = 4;

/// A pool that opens connections when they are first needed.
pub(super) struct Readers {
    path: PathBuf,
    vault: Arc<LiveVault>,
    turns: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: &Path, vault: Arc<LiveVault>) -> Self {
        Self {
            path: path.to_owned(),
            vault,
            turns: Semaphore::new(READERS),
            idle: Mutex::new(Vec::with_capacity(READERS)),
        }
    }

    /// Runs `work` beside the async tasks, with a connection of its own.
    pub(super) async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|closed| StoreError::Unavailable(closed.into()))?;
        let pool = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let connection = pool.take().map_err(Failure::from)?;
            let result = work(&connection);
            // One that failed may be stuck with a file that is gone; the next read opens another.
            if !matches!(result, Err(Failure::Storage(_))) {
                pool.give_back(connection);
            }
            result
        })
        .await
        .map_err(|panicked| StoreError::Unavailable(panicked.into()))?
        .map_err(Failure::into_error)
    }

    /// As [`Readers::run`], for work that needs keys: all that there are when it begins.
    pub(super) async fn run_with_keys<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection, &Vault) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let live = Arc::clone(&self.vault);
        self.run(move |connection| {
            let vault = live.fresh().map_err(StoreError::from)?;
            work(connection, &vault)
        })
        .await
    }

    fn take(&self) -> rusqlite::Result<Connection> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.map_or_else(|| connection::open_reader(&self.path), Ok)
    }

    fn give_back(&self, connection: Connection) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
    }
}
