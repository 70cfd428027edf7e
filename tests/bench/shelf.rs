//! The site of the benches: one server on loopback with the pages, the products' files and a small third party. All it
//! sends is compressed beforehand, as a careful site does it.

use std::{
    collections::HashMap,
    fs,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use brotli::enc::BrotliEncoderParams;
use product_tests::prerequisite::{target_dir, workspace};
use tokio::{net::TcpListener, task::JoinHandle};

/// The running server. Dropping it ends it.
pub struct Shelf {
    port: u16,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    modules: PathBuf,
    /// By path, compressed.
    files: Mutex<HashMap<String, Arc<Vec<u8>>>>,
}

impl Shelf {
    /// Starts it; `modules` is where the pinned packages are.
    pub async fn start(modules: &Path) -> Self {
        let shared = Arc::new(Shared {
            modules: modules.to_owned(),
            files: Mutex::default(),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = Router::new().fallback(answer).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { port, shared, task }
    }

    /// The origin of its pages.
    pub fn origin(&self) -> String {
        format!("http://bench.localhost:{}", self.port)
    }

    /// An origin that is another site's.
    pub fn third_party(&self, host: &str) -> String {
        format!("http://{host}:{}", self.port)
    }

    /// Puts a text at a path.
    pub fn put(&self, path: &str, text: &str) {
        let file = Arc::new(pack(text.as_bytes()));
        let mut files = self.shared.files.lock().unwrap();
        files.insert(path.to_owned(), file);
    }

    /// Bytes of what a path gives out, brotli 11.
    pub fn packed(&self, path: &str) -> usize {
        let file = self.shared.find(path);
        file.unwrap_or_else(|| panic!("nothing at {path}")).len()
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn find(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        if let Some(file) = self.files.lock().unwrap().get(path) {
            return Some(file.clone());
        }
        let name = path.strip_prefix("/p/")?;
        // Only what the benches' own pages name is ever asked for.
        let at = match name.split_once('/')? {
            ("apps", file) => workspace().join("tests/bench/apps").join(file),
            ("out", file) => target_dir().join("npm-bench/out").join(file),
            _ => self.modules.join(name),
        };
        let file = Arc::new(pack(&fs::read(at).ok()?));
        let mut files = self.files.lock().unwrap();
        Some(files.entry(path.to_owned()).or_insert(file).clone())
    }
}

/// Brotli at its highest quality: what the collector stores, and what the budgets count.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let parameters = BrotliEncoderParams {
        quality: 11,
        ..BrotliEncoderParams::default()
    };
    let mut reader = bytes;
    brotli::BrotliCompress(&mut reader, &mut packed, &parameters).unwrap();
    packed
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let Some(file) = shared.find(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match uri.path().rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_ENCODING, "br"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        file.to_vec(),
    )
        .into_response()
}
