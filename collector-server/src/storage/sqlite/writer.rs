//! The one thread that writes, and how work gets to it and answers get back.
//!
//! Work is done in groups: while one transaction waits for the disk, the next group gathers, and what
//! comes while it is written is taken along. An item that fails does not take its group with it; a disk that fails does, and then nothing was
//! acknowledged. An item may run twice (again alone, after its group was rolled back), so work is
//! `FnMut` and leaves nothing behind but rows.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{
    OpenError, Options, checkpoint::Checkpoint, connection, failure::Failure, ledger::Ledger,
};
use crate::storage::{StoreError, live::LiveVault};

/// How long to wait before the log is emptied again after an erasure.
const SCRUB_AGAIN: Duration = Duration::from_secs(1);
/// How long a group takes along what comes after it has begun. Callers who were answered together come back one by one:
/// without it the first of them would have a transaction of its own, and all others would wait for two.
const GATHERING: Duration = Duration::from_millis(10);

/// The way to the thread.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Work>>>,
    is_failing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread with a prepared connection.
    pub(super) fn start(
        path: &Path,
        connection: Connection,
        vault: Arc<LiveVault>,
        options: Options,
    ) -> Result<Self, OpenError> {
        let (queue, waiting) = sync_channel(options.waiting_max);
        let is_failing = Arc::new(AtomicBool::new(false));
        let mut thread = WriterThread {
            path: path.to_owned(),
            connection: None,
            checkpoint: Checkpoint::start(path, options.log_pages_max)
                .map_err(OpenError::open(path))?,
            ledger: Ledger::new(vault.latest()),
            vault,
            options,
            is_failing: Arc::clone(&is_failing),
        };
        thread.adopt(connection).map_err(OpenError::open(path))?;
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || thread.serve(&waiting))
            .map_err(OpenError::open(path))?;
        Ok(Self {
            queue: Some(queue),
            is_failing,
            thread: Some(thread),
        })
    }

    /// Has `work` done in a transaction, and answers once that is on the disk.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&Connection, &mut Ledger) -> Result<T, Failure> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let item = Box::new(Item {
            work,
            done: None,
            reply,
        });
        let queue = self.queue.as_ref().ok_or(StoreError::Full)?;
        queue.try_send(item).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Full,
            TrySendError::Disconnected(_) => gone(),
        })?;
        answer.await.map_err(|_| gone())?
    }

    /// Whether the last transaction failed for the disk's sake, or the thread has ended.
    pub(super) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
            || self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Writer {
    /// Writes what waits, then ends.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was reported there.
            let _ = thread.join();
        }
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("the writer has ended".into())
}

/// An item of work, whatever its result is.
trait Work: Send {
    /// Does it inside a transaction.
    fn run(&mut self, db: &Connection, ledger: &mut Ledger) -> Result<(), Failure>;
    /// Tells whoever asked: what was done stands.
    fn acknowledge(self: Box<Self>);
    /// Tells whoever asked: nothing was done.
    fn refuse(self: Box<Self>, error: StoreError);
}

struct Item<F, T> {
    work: F,
    done: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<F, T> Work for Item<F, T>
where
    T: Send,
    F: FnMut(&Connection, &mut Ledger) -> Result<T, Failure> + Send,
{
    fn run(&mut self, db: &Connection, ledger: &mut Ledger) -> Result<(), Failure> {
        self.done = Some((self.work)(db, ledger)?);
        Ok(())
    }

    fn acknowledge(self: Box<Self>) {
        let answer = self.done.ok_or_else(gone);
        // Whoever has gone needs no answer.
        let _ = self.reply.send(answer);
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        let _ = self.reply.send(Err(error));
    }
}

/// Items of one transaction, each with why it was not done.
type Group = Vec<(Box<dyn Work>, Option<StoreError>)>;

struct WriterThread {
    path: PathBuf,
    /// None after a failure of storage, until it opens again.
    connection: Option<Connection>,
    checkpoint: Checkpoint,
    ledger: Ledger,
    vault: Arc<LiveVault>,
    options: Options,
    is_failing: Arc<AtomicBool>,
}

impl WriterThread {
    fn serve(mut self, waiting: &Receiver<Box<dyn Work>>) {
        while let Some(first) = self.next(waiting) {
            let mut coming = waiting.try_iter();
            let mut group = vec![first];
            group.extend(
                coming
                    .by_ref()
                    .take(self.options.group_max.saturating_sub(1)),
            );
            self.commit(group, &mut coming);
        }
        if let Some(connection) = &self.connection {
            // The last connection to close would do it; readers may outlive us.
            let _ = super::checkpoint::copy(connection, "TRUNCATE");
        }
    }

    /// Waits for work. While something erased is still in SQLite's log, looks after it each second.
    fn next(&mut self, waiting: &Receiver<Box<dyn Work>>) -> Option<Box<dyn Work>> {
        while self.ledger.is_scrub_due {
            match waiting.recv_timeout(SCRUB_AGAIN) {
                Ok(work) => return Some(work),
                Err(RecvTimeoutError::Timeout) => self.scrub(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        waiting.recv().ok()
    }

    /// Empties SQLite's log, in which pages from before an erasure stand. A reader that looks at an old state keeps it
    /// from being emptied; then it is tried again.
    fn scrub(&mut self) {
        let Some(connection) = &self.connection else {
            return;
        };
        match super::checkpoint::empty(connection) {
            Ok(true) => self.ledger.is_scrub_due = false,
            Ok(false) => tracing::info!(
                "the log of the database is still read; emptying it again in a second"
            ),
            Err(error) => {
                tracing::warn!(%error, "the log of the database could not be emptied after an erasure")
            }
        }
    }

    /// Takes a connection into service.
    fn adopt(&mut self, mut connection: Connection) -> rusqlite::Result<()> {
        connection.busy_timeout(self.options.busy_wait)?;
        if let Some(pages) = self.options.database_pages_max {
            connection.pragma_update(None, "max_page_count", pages)?;
        }
        self.checkpoint.watch(&mut connection)?;
        self.connection = Some(connection);
        Ok(())
    }

    /// Does a group, and what is coming meanwhile, and answers every item of it.
    fn commit(
        &mut self,
        group: Vec<Box<dyn Work>>,
        coming: &mut dyn Iterator<Item = Box<dyn Work>>,
    ) {
        let mut group: Group = group.into_iter().map(|work| (work, None)).collect();
        match self.attempt(&mut group, coming) {
            Ok(()) => answer(group),
            Err(Failure::Item(error)) if group.len() == 1 => {
                if let Some((work, _)) = group.pop() {
                    work.refuse(error);
                }
            }
            Err(Failure::Item(_)) => {
                for (work, _) in group {
                    self.commit(vec![work], &mut std::iter::empty());
                }
            }
            Err(Failure::Storage(source)) => {
                tracing::error!(error = %source, choices = group.len(), "writing to the database failed; nothing was recorded");
                let source: Arc<dyn std::error::Error + Send + Sync> = source.into();
                for (work, _) in group {
                    work.refuse(StoreError::Unavailable(Arc::clone(&source).into()));
                }
            }
        }
    }

    /// One transaction. An item that fails before it wrote anything is only marked; one that fails
    /// later rolls all back.
    fn attempt(
        &mut self,
        group: &mut Group,
        coming: &mut dyn Iterator<Item = Box<dyn Work>>,
    ) -> Result<(), Failure> {
        let result = self.try_group(group, coming);
        self.is_failing.store(
            matches!(result, Err(Failure::Storage(_))),
            Ordering::Relaxed,
        );
        if result.is_err() {
            self.ledger.forget();
        }
        match (&result, &self.connection) {
            (Ok(()), Some(_)) if self.ledger.is_scrub_due => self.scrub(),
            (Ok(()), Some(connection)) => self.checkpoint.after_commit(connection),
            (Err(Failure::Item(_)), Some(connection)) => {
                let is_rolled_back =
                    connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok();
                if !is_rolled_back {
                    self.connection = None;
                }
            }
            // Closing rolls back, and a file that was replaced is found again.
            (Err(Failure::Storage(_)), _) => self.connection = None,
            (_, None) => {}
        }
        result
    }

    fn try_group(
        &mut self,
        group: &mut Group,
        coming: &mut dyn Iterator<Item = Box<dyn Work>>,
    ) -> Result<(), Failure> {
        if self.connection.is_none() {
            let connection = connection::open_writer(&self.path)?;
            self.adopt(connection)?;
        }
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        self.ledger.begin();
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        self.ledger.take_keys(connection, &self.vault)?;
        let began = Instant::now();
        let mut done = 0;
        while let Some((work, error)) = group.get_mut(done) {
            let changes = connection.total_changes();
            match work.run(connection, &mut self.ledger) {
                Ok(()) => {}
                Err(Failure::Item(cause)) if connection.total_changes() == changes => {
                    *error = Some(cause);
                }
                Err(failure) => return Err(failure),
            }
            done += 1;
            if done == group.len() && done < self.options.group_max && began.elapsed() < GATHERING {
                group.extend(coming.next().map(|work| (work, None)));
            }
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        self.ledger.keep_keys();
        Ok(())
    }
}

fn answer(group: Group) {
    for (work, error) in group {
        match error {
            None => work.acknowledge(),
            Some(error) => work.refuse(error),
        }
    }
}
