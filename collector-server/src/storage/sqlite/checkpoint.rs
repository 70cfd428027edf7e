//! Keeps SQLite's write-ahead log small without holding up the writer.
//!
//! A thread of its own copies committed pages into the database while the writer goes on. Only when
//! the log has grown past its cap, because the writer never paused, does the writer itself copy the
//! little that is left and start the log anew.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use rusqlite::Connection;

use super::connection;

/// Pages in the log from which copying pays: 4 MiB.
const COPY_PAGES: i64 = 1024;

/// Watches the log's length.
pub(super) struct Checkpoint {
    /// Pages in the log after the last commit.
    pages: Arc<AtomicI64>,
    cap_pages: i64,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoint {
    /// Starts the thread.
    pub(super) fn start(path: &Path, cap_pages: i64) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let path = path.to_owned();
        let thread = std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || {
                let mut connection = None;
                while woken.recv().is_ok() {
                    if connection.is_none() {
                        connection = connection::open_writer(&path).ok();
                    }
                    let copied = connection.as_ref().map(|db| copy(db, "PASSIVE"));
                    if let Some(Err(error)) = copied {
                        tracing::warn!(%error, "the write-ahead log could not be copied; trying again later");
                        connection = None;
                    }
                }
            })?;
        Ok(Self {
            pages: Arc::new(AtomicI64::new(0)),
            cap_pages,
            wake: Some(wake),
            thread: Some(thread),
        })
    }

    /// Lets `writer` report the log's length after each commit.
    pub(super) fn watch(&self, writer: &mut Connection) -> rusqlite::Result<()> {
        let pages = Arc::clone(&self.pages);
        writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, length| {
            pages.store(i64::from(length), Ordering::Relaxed);
            Ok(())
        }))
    }

    /// After a commit of the writer's: has the log copied when it is long.
    pub(super) fn after_commit(&self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages >= self.cap_pages {
            // Fails when a reader looks at an old state for long; then the next commit tries again.
            if let Err(error) = copy(writer, "RESTART") {
                tracing::warn!(%error, pages, "the write-ahead log could not be restarted");
            }
        } else if pages >= COPY_PAGES
            && let Some(wake) = &self.wake
        {
            match wake.try_send(()) {
                // It is at it already.
                Ok(()) | Err(TrySendError::Full(())) => {}
                Err(TrySendError::Disconnected(())) => {
                    tracing::error!("the checkpoint thread has ended");
                }
            }
        }
    }
}

impl Drop for Checkpoint {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was reported there.
            let _ = thread.join();
        }
    }
}

/// Copies pages from the log to the database.
pub(super) fn copy(db: &Connection, mode: &str) -> rusqlite::Result<()> {
    db.pragma(None, "wal_checkpoint", mode, |_| Ok(()))
}
