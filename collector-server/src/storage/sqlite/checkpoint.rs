//! Keeps SQLite's write-ahead log small without holding up the writer.
//!
//! When the log has grown, a thread of its own copies its pages into the database while the writer
//! goes on; a page that was written many times is copied once, so it pays to wait. Then the writer
//! copies the little that was added meanwhile and starts the log anew.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use rusqlite::Connection;

use super::connection;

/// The log is copied when it has reached this part of its cap, so that there is room to go on.
const COPY_PART: i64 = 2;

/// Watches the log's length.
pub(super) struct Checkpoint {
    /// Pages in the log after the last commit.
    pages: Arc<AtomicI64>,
    /// Whether the thread has copied the log as it was when the thread was woken.
    is_copied: Arc<AtomicBool>,
    cap_pages: i64,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoint {
    /// Starts the thread.
    pub(super) fn start(path: &Path, cap_pages: i64) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let path = path.to_owned();
        let is_copied = Arc::new(AtomicBool::new(false));
        let copied = Arc::clone(&is_copied);
        let thread = std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || {
                let mut connection = None;
                while woken.recv().is_ok() {
                    if connection.is_none() {
                        connection = connection::open_writer(&path).ok();
                    }
                    match connection.as_ref().map(|db| copy(db, "PASSIVE")) {
                        Some(Ok(())) => copied.store(true, Ordering::Release),
                        Some(Err(error)) => {
                            tracing::warn!(%error, "the write-ahead log could not be copied; trying again later");
                            connection = None;
                        }
                        None => tracing::warn!("the database could not be opened to copy its write-ahead log"),
                    }
                }
            })?;
        Ok(Self {
            pages: Arc::new(AtomicI64::new(0)),
            is_copied,
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
        if self.is_copied.swap(false, Ordering::Acquire) || pages >= self.cap_pages {
            // Fails when a reader looks at an old state for long; then the next round tries again.
            if let Err(error) = copy(writer, "RESTART") {
                tracing::warn!(%error, pages, "the write-ahead log could not be started anew");
            }
            self.pages.store(0, Ordering::Relaxed);
        } else if pages >= self.cap_pages / COPY_PART
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

/// Copies the log to the database and cuts it to nothing; false when a reader still needs it.
pub(super) fn empty(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0).map(|busy| busy == 0)
    })
}

/// Copies pages from the log to the database.
pub(super) fn copy(db: &Connection, mode: &str) -> rusqlite::Result<()> {
    db.pragma(None, "wal_checkpoint", mode, |_| Ok(()))
}
