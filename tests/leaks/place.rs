//! The site that has the pages: one host name for each run, so that each begins with nothing stored; and the small
//! files of its own that vectors use.

use std::{
    collections::HashMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};
use product_tests::{Recorder, Rewriter};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{own, page::Page};

type Pages = Arc<Mutex<HashMap<String, Page>>>;

/// The running site. Dropping it ends it.
pub struct Place {
    port: u16,
    pages: Pages,
    task: JoinHandle<()>,
}

impl Place {
    pub async fn start() -> Self {
        let pages = Pages::default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = Router::new().fallback(answer).with_state(pages.clone());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { port, pages, task }
    }

    /// The server's own address, for a proxy before it.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Gives out a page under the name of its run; its origin, seen through the proxy if there is one.
    pub fn stage(&self, run: &str, page: Page, through: Option<&Rewriter>) -> String {
        self.pages.lock().unwrap().insert(run.to_owned(), page);
        let port = through.map_or(self.port, |rewriter| rewriter.port);
        format!("http://{}:{port}", host(run))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The host of a run.
pub fn host(run: &str) -> String {
    format!("{run}.leak.localhost")
}

/// Whether something seen at the recorder may be the work of this run: all that does not name another.
pub fn is_of(seen: &product_tests::Seen, run: &str) -> bool {
    let by_path = seen.target.strip_prefix("/v/");
    let by_path = by_path.and_then(|rest| rest.split('/').next());
    let by_host = seen.host.strip_suffix(".open.test");
    let by_host = by_host.and_then(|rest| rest.split('-').next());
    by_path.or(by_host).is_none_or(|named| named == run)
}

/// Whether something seen at the recorder is the work of this vector in this run.
pub fn is_from(seen: &product_tests::Seen, run: &str, id: &str) -> bool {
    // A preflight is the herald of a request that is counted itself.
    let is_herald = seen.method == "OPTIONS";
    let is_opened = seen.method == "CONNECT" && seen.host == format!("{run}-{id}.open.test");
    let is_asked = !is_herald && seen.target.starts_with(&format!("/v/{run}/{id}/"));
    is_opened || is_asked
}

/// Nothing but what a browser keeps for this origin, as a page without the gate can read it.
pub const PROBE: &str = "(async () => {
    const own = async (f) => { try { return await f(); } catch { return []; } };
    return {
        local: await own(() => Object.keys(localStorage)),
        session: await own(() => Object.keys(sessionStorage)),
        database: await own(async () => (await indexedDB.databases()).map((d) => d.name)),
        cache: await own(() => caches.keys()),
        file: await own(async () => { const names = []; for await (const n of (await navigator.storage.getDirectory()).keys()) names.push(n); return names; }),
        'window-name': [window.name],
        history: [],
    };
})()";

async fn answer(State(pages): State<Pages>, headers: HeaderMap, uri: Uri, body: Bytes) -> Response {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let run = host.split('.').next().unwrap_or_default();
    let page = pages.lock().unwrap().get(run).cloned();
    let value = uri.query().and_then(|query| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.next().map(|(_, value)| value.into_owned())
    });
    let value = value.unwrap_or_default();
    let mut response = match (uri.path(), page) {
        ("/", Some(page)) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.html).into_response(),
        ("/vectors.js", Some(page)) => ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], page.script).into_response(),
        ("/again.js", Some(page)) => (
            [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
            page.again,
        )
            .into_response(),
        ("/probe", _) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], "<!doctype html><title>probe</title><link rel=\"icon\" href=\"data:,\"><main data-page></main>").into_response(),
        (path, _) => own::answer(path, &value, body).await,
    };
    let sent = response.headers_mut();
    sent.insert(header::CACHE_CONTROL, "no-store".parse().unwrap());
    sent.insert("service-worker-allowed", "/".parse().unwrap());
    response
}

/// A recorder and a place together.
pub struct Street {
    pub recorder: Recorder,
    pub place: Place,
}
