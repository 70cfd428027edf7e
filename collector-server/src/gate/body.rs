//! The body of an answer on its way: unpacked, filtered, packed again.

use axum::{
    BoxError,
    body::{Body, Bytes},
};
use futures_util::{StreamExt as _, stream};

use super::{
    charset::{Found, PRESCAN},
    encoding::{Encoding, Pack, Unpack},
    page::PageFilter,
};

/// What the beginning of a body says.
pub(super) enum Begin {
    Page(Found),
    Other,
}

/// The body of an answer, unpacked as it comes.
pub(super) struct Reader {
    body: axum::body::BodyDataStream,
    unpack: Option<Unpack>,
    /// What was read ahead.
    start: Vec<u8>,
}

impl Reader {
    pub(super) fn new(body: Body, encoding: Encoding) -> Self {
        Self {
            body: body.into_data_stream(),
            unpack: Some(Unpack::new(encoding)),
            start: Vec::new(),
        }
    }

    /// The next bytes; `None` at the end.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, BoxError> {
        if !self.start.is_empty() {
            return Ok(Some(core::mem::take(&mut self.start)));
        }
        let Some(unpack) = &mut self.unpack else {
            return Ok(None);
        };
        match self.body.next().await {
            Some(piece) => Ok(Some(unpack.push(&piece?)?)),
            None => match self.unpack.take() {
                Some(unpack) => Ok(Some(unpack.finish()?)),
                None => Ok(None),
            },
        }
    }

    /// Reads as much as tells the encoding, and whether what names no type is a page.
    pub(super) async fn begin(
        &mut self,
        content_type: &str,
        is_named: bool,
    ) -> Result<Begin, BoxError> {
        let mut start = Vec::new();
        loop {
            let is_complete = match self.next().await? {
                Some(bytes) => {
                    start.extend(bytes);
                    false
                }
                None => true,
            };
            let is_enough = is_complete || start.len() >= PRESCAN;
            if !is_named {
                if !is_enough && start.len() < 64 {
                    continue;
                }
                if !looks_like_page(&start) {
                    self.start = start;
                    return Ok(Begin::Other);
                }
            }
            if let Some(found) = PageFilter::charset(content_type, &start, is_complete) {
                self.start = start;
                return Ok(Begin::Page(found));
            }
        }
    }

    /// The whole, if it is no longer than `limit` bytes.
    pub(super) async fn whole(&mut self, limit: usize) -> Result<Option<Vec<u8>>, BoxError> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.next().await? {
            whole.extend(bytes);
            if whole.len() > limit {
                return Ok(None);
            }
        }
        Ok(Some(whole))
    }

    /// The rest as a body, through the filter if there is one.
    pub(super) fn into_body(self, page: Option<PageFilter>, pack: Pack) -> Body {
        let work = Work {
            reader: self,
            page,
            pack: Some(pack),
        };
        Body::from_stream(stream::unfold(work, |mut work| async move {
            loop {
                match work.next().await {
                    Ok(Some(bytes)) if bytes.is_empty() => {}
                    Ok(Some(bytes)) => return Some((Ok(Bytes::from(bytes)), work)),
                    Ok(None) => return None,
                    Err(error) => {
                        tracing::warn!(%error, "a page ended early");
                        // Nothing after an error.
                        work.pack = None;
                        return Some((Err(error), work));
                    }
                }
            }
        }))
    }
}

/// A body on its way through.
struct Work {
    reader: Reader,
    page: Option<PageFilter>,
    /// Gone at the end.
    pack: Option<Pack>,
}

impl Work {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, BoxError> {
        let Some(pack) = &mut self.pack else {
            return Ok(None);
        };
        if let Some(bytes) = self.reader.next().await? {
            let bytes = match &mut self.page {
                Some(page) => page.push(&bytes)?,
                None => bytes,
            };
            return Ok(Some(pack.push(bytes)?));
        }
        let rest = match self.page.take() {
            Some(page) => page.finish(),
            None => Vec::new(),
        };
        let mut bytes = pack.push(rest)?;
        if let Some(pack) = self.pack.take() {
            bytes.extend(pack.finish()?);
        }
        Ok(Some(bytes))
    }
}

/// Whether browsers would guess that this is HTML (MIME Sniffing Standard, section 7.1, taken widely).
fn looks_like_page(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    start.trim_ascii_start().first() == Some(&b'<')
}
