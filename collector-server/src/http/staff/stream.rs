//! An export as the body of an answer: a few hundred receipts in memory, however many there are.

use std::{pin::Pin, task};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use tokio::sync::mpsc;

use super::{
    look::{self, Look},
    who::Who,
};
use crate::{
    evidence::Lines,
    http::Problem,
    staff::{Encoder, Filters},
    state::SharedState,
    storage::{self, StoreError},
};

/// Lines are sent in pieces of about this size.
const PIECE_BYTES: usize = 32 * 1024;
/// Pieces that wait for a slow reader.
const WAITING_MAX: usize = 2;

/// Answers with every receipt that matches. When the store fails half way the connection is cut, so that nobody
/// takes a part for the whole; the audit log notes at the end how many receipts went out.
///
/// # Errors
/// 403 by role, 503 when the export cannot be noted.
pub async fn export(
    state: SharedState,
    who: Who,
    filters: Filters,
    encoder: Encoder,
    has_proofs: bool,
) -> Result<Response, Problem> {
    look::begin_export(&state, &who, &filters).await?;
    let now = state.clock.now().to_string();
    let (day, extension) = (&now[..10], encoder.format.extension());
    let name = format!("attachment; filename=\"receipts-{day}.{extension}\"");
    let disposition = HeaderValue::try_from(name).map_err(|_| Problem::internal())?;
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    tokio::spawn(send(state, who, filters, (encoder, has_proofs), sender));
    let headers: [(HeaderName, HeaderValue); 3] = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(encoder.format.media_type()),
        ),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(Pieces(receiver))).into_response())
}

type Piece = Result<Bytes, std::io::Error>;

async fn send(
    state: SharedState,
    who: Who,
    filters: Filters,
    (encoder, has_proofs): (Encoder, bool),
    sender: mpsc::Sender<Piece>,
) {
    let search = look::restricted(&state, &who, filters.search.clone());
    let mut receipts = storage::export(state.receipts.clone(), search.clone());
    let mut lines = if has_proofs {
        Lines::proven(encoder, &state.log, state.receipts.as_ref(), &search)
    } else {
        Lines::plain(encoder)
    };
    let mut piece = lines.head();
    let mut is_whole = true;
    while let Some(receipt) = receipts.recv().await {
        let written = match receipt {
            Ok(receipt) => lines.line(receipt, &mut piece).await,
            Err(error) => Err(error),
        };
        if let Err(error) = written {
            cut_off(&error, &sender).await;
            is_whole = false;
            break;
        }
        if piece.len() >= PIECE_BYTES {
            let full = std::mem::take(&mut piece);
            if sender.send(Ok(full.into())).await.is_err() {
                is_whole = false;
                break;
            }
        }
    }
    if is_whole && let Err(error) = lines.end(&mut piece).await {
        cut_off(&error, &sender).await;
        is_whole = false;
    }
    if is_whole && !piece.is_empty() {
        let _ = sender.send(Ok(piece.into())).await;
    }
    let look = Look {
        action: if is_whole {
            "export-done"
        } else {
            "export-cut"
        },
        filters: &filters.names,
        site: filters.search.site.as_deref(),
        record_id: filters.search.record_id,
        count: usize::try_from(lines.count()).unwrap_or(usize::MAX),
        ..Look::default()
    };
    // The store's failure is logged where it is turned into a problem; the lines have gone out already.
    let _ = look::note(&state, &who, look).await;
}

/// Cuts the connection: the reader sees that something is missing.
async fn cut_off(error: &StoreError, sender: &mpsc::Sender<Piece>) {
    tracing::error!(%error, "an export was cut off");
    // A reader that has gone needs no error.
    let _ = sender.send(Err(std::io::Error::other("cut off"))).await;
}

/// The receiving end of a channel as a stream.
struct Pieces(mpsc::Receiver<Piece>);

impl futures_util::Stream for Pieces {
    type Item = Piece;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> task::Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
