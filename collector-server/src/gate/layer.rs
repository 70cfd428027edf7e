//! The tower layer: what is done to a request, to an answer's head and to its body.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    BoxError,
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header},
};
use futures_util::{StreamExt as _, stream};
use tower::{Layer, Service};

use super::{
    Policy, SiteGate, State,
    charset::{Found, PRESCAN},
    cookies,
    encoding::{Encoding, Pack, Unpack},
    etag, headers,
    page::PageFilter,
    policy,
};

/// Guards a service; see [`super`]. Put layers that compress outside of it, or leave it to unpack and pack again what
/// comes compressed with gzip, deflate or Brotli.
#[derive(Clone)]
pub struct GateLayer {
    gate: Arc<SiteGate>,
    policy: Policy,
}

impl GateLayer {
    /// A layer for one site.
    pub fn new(gate: Arc<SiteGate>) -> Self {
        Self {
            gate,
            policy: Policy::Off,
        }
    }

    /// The same with a policy as a second wall.
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }
}

impl<S> Layer<S> for GateLayer {
    type Service = Gate<S>;

    fn layer(&self, inner: S) -> Gate<S> {
        Gate {
            gate: self.gate.clone(),
            policy: self.policy,
            inner,
        }
    }
}

/// A service with the gate around it.
#[derive(Clone)]
pub struct Gate<S> {
    gate: Arc<SiteGate>,
    policy: Policy,
    inner: S,
}

impl<S, A, B> Service<Request<A>> for Gate<S>
where
    S: Service<Request<A>, Response = Response<B>>,
    S::Future: Send + 'static,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<A>) -> Self::Future {
        let asked = Asked::of(&self.gate, self.policy, &mut request);
        let answer = self.inner.call(request);
        Box::pin(async move {
            let (head, body) = answer.await?.into_parts();
            Ok(asked
                .answer(Response::from_parts(head, Body::new(body)))
                .await)
        })
    }
}

/// What an answer depends on.
struct Asked {
    gate: Arc<SiteGate>,
    policy: Policy,
    state: State,
    /// The page's host, without port.
    host: String,
    is_head: bool,
    /// Whether the browser wants a page, or something for a page; `None` when it does not say.
    is_page: Option<bool>,
    /// Whether the browser has a page of ours for this state.
    has_mark: bool,
    mark: String,
    request: HeaderMap,
}

impl Asked {
    /// Reads a request, and takes out of it what would bring a page that we cannot filter.
    fn of<A>(gate: &Arc<SiteGate>, policy: Policy, request: &mut Request<A>) -> Self {
        let host = request
            .headers()
            .get(header::HOST)
            .and_then(|value| value.to_str().ok())
            .or_else(|| {
                request
                    .uri()
                    .authority()
                    .map(|authority| authority.as_str())
            })
            .map(without_port)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
        let is_head = request.method() == Method::HEAD;
        let asked = request.headers_mut();
        let state = gate.acting_state(asked);
        let is_page = destination(asked);
        let mark = format!("{}{:x}", gate.rules_mark, state.open());
        let mut has_mark = false;
        if is_safe {
            // Only where a page is surely not wanted may a part of it, or the word that it is unchanged, be believed.
            let may_be_page = is_page.unwrap_or_else(|| wants_html(asked));
            has_mark = etag::unmark(asked, &mark, may_be_page);
            if may_be_page {
                for name in [header::RANGE, header::IF_RANGE, header::IF_MODIFIED_SINCE] {
                    asked.remove(name);
                }
            }
            if let Some(value) = asked.remove(header::ACCEPT_ENCODING) {
                let accepted = Encoding::accepted(value.to_str().unwrap_or_default());
                let accepted = accepted.as_deref().unwrap_or("identity");
                if let Ok(value) = HeaderValue::from_str(accepted) {
                    asked.insert(header::ACCEPT_ENCODING, value);
                }
            }
        }
        Self {
            state,
            policy,
            host,
            is_head,
            is_page,
            has_mark,
            mark,
            request: asked.clone(),
            gate: gate.clone(),
        }
    }

    /// Guards the answer.
    async fn answer(self, answer: Response<Body>) -> Response<Body> {
        let (mut head, body) = answer.into_parts();
        cookies::strip(&self.gate, self.state, &mut head.headers);
        headers::strip(&self.gate, self.state, &self.host, &mut head.headers);
        if head.status == StatusCode::NOT_MODIFIED && self.has_mark {
            etag::mark(&mut head.headers, &self.mark);
            headers::keep_private(&mut head.headers);
        }
        let kind = kind(&head.headers);
        // What a script fetches is the script's: what it puts into the page meets the hooks.
        let is_read = self.is_page != Some(false) && kind != Kind::Other;
        let is_empty = body.is_end_stream() && !self.is_head;
        if !is_read
            || is_empty
            || head.status.is_informational()
            || head.status == StatusCode::NOT_MODIFIED
        {
            return Response::from_parts(head, body);
        }
        if head.status == StatusCode::PARTIAL_CONTENT {
            return plain(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "parts of a page cannot be had; ask for the whole",
            );
        }
        let packed = head
            .headers
            .get(header::CONTENT_ENCODING)
            .map(|value| value.to_str().unwrap_or("?").to_owned());
        let Some(encoding) = Encoding::of(packed.as_deref().unwrap_or_default()) else {
            return plain(
                StatusCode::BAD_GATEWAY,
                "the page is compressed in a way that the consent gate cannot read; serve it with gzip, br or none",
            );
        };
        let mut reader = Reader::new(body, encoding);
        let declared = content_type(&head.headers).to_owned();
        let found = if self.is_head {
            None
        } else {
            match reader.begin(&declared, kind).await {
                Ok(Begin::Page(found)) => Some(found),
                // What names no type and does not look like a page is none.
                Ok(Begin::Other) => {
                    if encoding != Encoding::Identity {
                        head.headers.remove(header::CONTENT_LENGTH);
                    }
                    let body = reader.into_body(None, Pack::new(encoding));
                    return Response::from_parts(head, body);
                }
                Err(error) => {
                    tracing::warn!(%error, "a page could not be read from the site's server");
                    return plain(StatusCode::BAD_GATEWAY, "the page could not be read");
                }
            }
        };
        headers::forget_bytes(&mut head.headers);
        headers::keep_private(&mut head.headers);
        etag::mark(&mut head.headers, &self.mark);
        policy::add(&self.gate, self.state, self.policy, &mut head.headers);
        cookies::take_back(
            &self.gate,
            self.state,
            &self.request,
            &self.host,
            &mut head.headers,
        );
        let Some(found) = found else {
            return Response::from_parts(
                head,
                reader.into_body(None, Pack::new(Encoding::Identity)),
            );
        };
        let label = match found.charset {
            super::charset::Charset::Utf16 { .. } => Some("utf-8".to_owned()),
            _ => found.label,
        };
        if let Some(label) = label {
            let essence = declared.split(';').next().unwrap_or_default().trim_ascii();
            let essence = if essence.is_empty() {
                "text/html"
            } else {
                essence
            };
            if let Ok(value) = HeaderValue::from_str(&format!("{essence}; charset={label}")) {
                head.headers.insert(header::CONTENT_TYPE, value);
            }
        }
        let page = PageFilter::new(
            self.gate,
            self.state,
            &self.host,
            found.charset,
            self.is_page,
        );
        Response::from_parts(head, reader.into_body(Some(page), Pack::new(encoding)))
    }
}

/// What an answer may be, by its head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    /// It names no type: browsers guess.
    Unnamed,
    Other,
}

fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn kind(headers: &HeaderMap) -> Kind {
    let essence = content_type(headers).split(';').next().unwrap_or_default();
    if essence.trim_ascii().eq_ignore_ascii_case("text/html") {
        Kind::Page
    } else if essence.trim_ascii().is_empty()
        && !headers.contains_key(header::X_CONTENT_TYPE_OPTIONS)
    {
        Kind::Unnamed
    } else {
        Kind::Other
    }
}

/// Whether the browser will show the answer as a page of its own or in a frame (Fetch Metadata).
fn destination(headers: &HeaderMap) -> Option<bool> {
    let value = headers.get("sec-fetch-dest")?.to_str().ok()?;
    Some(matches!(
        value,
        "document" | "iframe" | "frame" | "fencedframe" | "embed" | "object"
    ))
}

fn wants_html(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).iter();
    let mut values = values.filter_map(|value| value.to_str().ok());
    values.any(|value| value.contains("text/html"))
}

fn without_port(authority: &str) -> &str {
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    answer.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    answer
}

/// What the beginning of a body says.
enum Begin {
    Page(Found),
    Other,
}

/// The body of an answer, unpacked as it comes.
struct Reader {
    body: axum::body::BodyDataStream,
    unpack: Option<Unpack>,
    /// What was read ahead.
    start: Vec<u8>,
}

impl Reader {
    fn new(body: Body, encoding: Encoding) -> Self {
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
    async fn begin(&mut self, content_type: &str, kind: Kind) -> Result<Begin, BoxError> {
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
            if kind == Kind::Unnamed {
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

    /// The rest as a body, through the filter if there is one.
    fn into_body(self, page: Option<PageFilter>, pack: Pack) -> Body {
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
