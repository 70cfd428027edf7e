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
    http::{
        HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header,
        response::Parts as Head,
    },
};
use consent_core::decision::Verdict;
use tower::{Layer, Service};

use super::{
    Policy, SiteGate, State,
    body::{Begin, Reader},
    cookies,
    encoding::{Encoding, Pack},
    etag, headers,
    page::PageFilter,
    parts::{self, Style},
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
            policy: Policy::default(),
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
    /// Whether it was sent something for the answer, by `POST` and the like.
    is_sent: bool,
    /// What the browser wants it for; `None` when it does not say.
    wanted: Option<Wanted>,
    /// Whether that is a page, or something for a page.
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
        let wanted = Wanted::of(asked);
        let is_page = wanted.map(Wanted::is_page);
        // (Who has refused everything gets another page than who has not chosen.)
        let mark = format!(
            "{}{:x}{}{}",
            gate.rules_mark,
            state.open(),
            state.refused(),
            if state.is_chosen { "c" } else { "" }
        );
        let mut has_mark = false;
        if is_safe {
            // Only where a page is surely not wanted may a part of it, or the word that it is unchanged, be believed.
            let may_be_page =
                wanted == Some(Wanted::Style) || is_page.unwrap_or_else(|| wants_html(asked));
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
            is_sent: !is_safe,
            wanted,
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
        cookies::strip(&self.gate, &self.state, &mut head.headers);
        headers::strip(&self.gate, &self.state, &self.host, &mut head.headers);
        // A visitor may be led anywhere, as by a link; an image or a frame may not.
        let is_led = match self.wanted {
            Some(wanted) => wanted == Wanted::Document,
            None => wants_html(&self.request),
        };
        if head.status.is_redirection() && !is_led {
            match parts::redirect(&self.gate, &self.state, &self.host, &mut head.headers) {
                Verdict::Allow => {}
                Verdict::Hold(_) => return held(),
            }
        }
        if head.status == StatusCode::NOT_MODIFIED && self.has_mark {
            etag::mark(&mut head.headers, &self.mark);
            headers::keep_private(&mut head.headers);
        }
        let kind = kind(&head.headers);
        if self.is_page == Some(true) && parts::is_xml(content_type(&head.headers)) {
            parts::enclose(&self.gate, &self.state, &mut head.headers);
        }
        let is_style = matches!(self.wanted, None | Some(Wanted::Style));
        if is_style && parts::is_style(content_type(&head.headers)) && !self.is_head {
            return self.style(head, body).await;
        }
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
            match reader.begin(&declared, kind == Kind::Page).await {
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
        let wall = policy::add(
            &self.gate,
            &self.state,
            self.policy,
            self.is_sent,
            &mut head.headers,
        );
        cookies::take_back(
            &self.gate,
            &self.state,
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
        )
        .walled(wall);
        Response::from_parts(head, reader.into_body(Some(page), Pack::new(encoding)))
    }

    /// Guards a style sheet of the site's own.
    async fn style(self, mut head: Head, body: Body) -> Response<Body> {
        let packed = head.headers.get(header::CONTENT_ENCODING);
        let packed = packed.map(|value| value.to_str().unwrap_or("?").to_owned());
        let Some(encoding) = Encoding::of(packed.as_deref().unwrap_or_default()) else {
            return plain(
                StatusCode::BAD_GATEWAY,
                "the style sheet is compressed in a way that the consent gate cannot read; serve it with gzip, br or none",
            );
        };
        if head.status == StatusCode::NOT_MODIFIED || body.is_end_stream() {
            return Response::from_parts(head, body);
        }
        let whole = match Reader::new(body, encoding)
            .whole(parts::LONGEST_STYLE)
            .await
        {
            Ok(Some(whole)) => whole,
            Ok(None) => {
                tracing::warn!(
                    limit = parts::LONGEST_STYLE,
                    "a style sheet is too long to be read"
                );
                return plain(
                    StatusCode::BAD_GATEWAY,
                    "the style sheet is too long to be read",
                );
            }
            Err(error) => {
                tracing::warn!(%error, "a style sheet could not be read from the site's server");
                return plain(StatusCode::BAD_GATEWAY, "the style sheet could not be read");
            }
        };
        // In every state, so that a browser that has it from another asks for it whole.
        etag::mark(&mut head.headers, &self.mark);
        let whole = match parts::style(&self.gate, &self.state, &self.host, &whole) {
            Style::Same => whole,
            Style::Depends(bytes) => {
                headers::forget_bytes(&mut head.headers);
                headers::keep_private(&mut head.headers);
                bytes
            }
        };
        head.headers.remove(header::CONTENT_LENGTH);
        let mut pack = Pack::new(encoding);
        let packed = pack.push(whole).and_then(|mut bytes| {
            bytes.extend(pack.finish()?);
            Ok(bytes)
        });
        match packed {
            Ok(bytes) => Response::from_parts(head, Body::from(bytes)),
            Err(error) => {
                tracing::warn!(%error, "a style sheet could not be compressed again");
                plain(StatusCode::BAD_GATEWAY, "the style sheet could not be read")
            }
        }
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

/// What a browser wants an answer for (Fetch Metadata, `Sec-Fetch-Dest`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The page that the visitor goes to.
    Document,
    /// A page in a page.
    Frame,
    Style,
    Other,
}

impl Wanted {
    fn of(headers: &HeaderMap) -> Option<Self> {
        Some(match headers.get("sec-fetch-dest")?.to_str().ok()? {
            "document" => Self::Document,
            "iframe" | "frame" | "fencedframe" | "embed" | "object" => Self::Frame,
            "style" => Self::Style,
            _ => Self::Other,
        })
    }

    const fn is_page(self) -> bool {
        matches!(self, Self::Document | Self::Frame)
    }
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

/// In place of a redirect that has to wait.
fn held() -> Response<Body> {
    let mut answer = plain(
        StatusCode::FORBIDDEN,
        "Den här delen av sidan väntar på samtycke. / This part of the page waits for consent.",
    );
    headers::keep_private(answer.headers_mut());
    let never = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    answer
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
