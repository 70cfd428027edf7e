//! Everything that a search finds, as a stream with bounded memory.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{ReceiptStore, Search, StoreError, StoredReceipt, search::LIMIT_MAX};

/// Receipts that wait for a slow reader.
const WAITING_MAX: usize = 64;

/// Sends every receipt that matches, newest first, until the reader drops its end.
///
/// It reads page by page, so that no read transaction stays open while a slow client downloads.
/// Receipts that arrive meanwhile are newer than the first page and are not part of the answer.
/// After an error the stream ends.
pub fn export(
    store: Arc<dyn ReceiptStore>,
    search: Search,
) -> mpsc::Receiver<Result<StoredReceipt, StoreError>> {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    tokio::spawn(async move {
        let mut after = None;
        loop {
            let page = match store.search(&search, after, LIMIT_MAX).await {
                Ok(page) => page,
                Err(error) => {
                    // A reader that has gone needs no error.
                    let _ = sender.send(Err(error)).await;
                    return;
                }
            };
            for item in page.items {
                if sender.send(Ok(item)).await.is_err() {
                    return;
                }
            }
            after = page.next;
            if after.is_none() {
                return;
            }
        }
    });
    receiver
}
