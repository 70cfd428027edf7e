//! Real tags on their real host names: a TLS server on loopback that plays every host there is.
//!
//! It serves the builds that vendors publish to the npm registry (pinned in `tests/npm/`) and
//! answers everything else as a patient measuring endpoint would. A browser reaches it with
//! [`TagFarm::launch`], which maps all names but `*.localhost` to it.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, Uri, header},
    response::{IntoResponse, Response},
    serve::Listener,
};
use demo_site::{Hits, Tally};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{
    Launch,
    prerequisite::{not_run, program, target_dir, workspace},
    tls,
};

/// A vendor's build: where pages load it from, and its file below `node_modules`.
pub struct Build {
    /// Host that serves it.
    pub host: &'static str,
    /// Path on that host.
    pub path: &'static str,
    /// File in the package.
    pub file: &'static str,
}

/// A running farm. Dropping it stops the server.
pub struct TagFarm {
    addr: SocketAddr,
    hits: Hits,
    serve: JoinHandle<io::Result<()>>,
    accept: JoinHandle<()>,
}

struct Shelf {
    builds: Vec<(Build, String)>,
    hits: Hits,
}

impl TagFarm {
    /// Starts it with these builds; `None` where the packages cannot be had.
    pub async fn start(builds: Vec<Build>) -> Option<Self> {
        let modules = match node_modules() {
            Ok(modules) => modules,
            Err(reason) => {
                not_run(&reason);
                return None;
            }
        };
        let read = |build: Build| {
            let text = fs::read_to_string(modules.join(build.file)).unwrap();
            (build, text)
        };
        Some(Self::with_texts(builds.into_iter().map(read).collect()).await)
    }

    /// The same with texts of our own in the place of builds: a vendor's library as a mock plays it.
    pub async fn with_mocks(mocks: &[(&'static str, &'static str, &'static str)]) -> Self {
        let texts = mocks.iter().map(|&(host, path, text)| {
            let file = "";
            (Build { host, path, file }, text.to_owned())
        });
        Self::with_texts(texts.collect()).await
    }

    async fn with_texts(builds: Vec<(Build, String)>) -> Self {
        let hits = Hits::default();
        let shelf = Shelf {
            builds,
            hits: hits.clone(),
        };
        let app = Router::new().fallback(answer).with_state(Arc::new(shelf));
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = tcp.local_addr().unwrap();
        let (ready, handshaken) = mpsc::channel(16);
        let accept = tokio::spawn(accept(tcp, tls::acceptor(), ready));
        let listener = TlsListener { addr, handshaken };
        let serve = tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            addr,
            hits,
            serve,
            accept,
        }
    }

    /// A browser that finds every host but `*.localhost` here.
    pub fn launch(&self) -> Launch {
        let rules = format!(
            "--host-resolver-rules=MAP * {}, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
            self.addr
        );
        let arguments = vec![rules, "--ignore-certificate-errors".to_owned()];
        Launch {
            arguments,
            ..Launch::default()
        }
    }

    /// What was asked for.
    pub fn hits(&self) -> Tally {
        self.hits.tally()
    }
}

impl Drop for TagFarm {
    fn drop(&mut self) {
        self.serve.abort();
        self.accept.abort();
    }
}

async fn answer(
    State(shelf): State<Arc<Shelf>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let host = host.or(uri.host()).unwrap_or_default();
    shelf.hits.record(host, uri.path());
    let build = shelf
        .builds
        .iter()
        .find(|(build, _)| build.host == host && uri.path() == build.path);
    let mut response = match build {
        Some((_, text)) => (
            [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
            text.clone(),
        )
            .into_response(),
        None if method == Method::OPTIONS => ().into_response(),
        // Enough for every library met so far: an object, with the one setting that Segment's asks for.
        None => (
            [(header::CONTENT_TYPE, "application/json")],
            r#"{"integrations":{"Segment.io":{"apiKey":"test"}},"status":1,"code":200}"#,
        )
            .into_response(),
    };
    let answer = response.headers_mut();
    let any = HeaderValue::from_static("*");
    // A request with credentials wants its own origin back.
    let origin = headers.get(header::ORIGIN).cloned().unwrap_or(any.clone());
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    answer.insert(
        header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        HeaderValue::from_static("true"),
    );
    answer.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    let asked = headers
        .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .cloned()
        .unwrap_or(any);
    answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
    response
}

/// Hands over connections whose handshake is done; each is made in a task of its own, so that one
/// that is opened ahead and left alone holds up nobody.
struct TlsListener {
    addr: SocketAddr,
    handshaken: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.handshaken.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.addr)
    }
}

async fn accept(
    tcp: TcpListener,
    tls: TlsAcceptor,
    ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    while let Ok((stream, peer)) = tcp.accept().await {
        let (tls, ready) = (tls.clone(), ready.clone());
        tokio::spawn(async move {
            if let Ok(stream) = tls.accept(stream).await {
                // Nobody listens any more: then the connection goes too.
                let _ = ready.send((stream, peer)).await;
            }
        });
    }
}

/// The pinned packages, installed once into the target folder.
///
/// # Errors
/// What is missing and how to mend it.
pub fn node_modules() -> Result<PathBuf, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| install("tests/npm", "npm"))
        .clone()
}

/// Installs what a folder of the workspace pins into a folder of cargo's, once for each lock file.
///
/// # Errors
/// What is missing and how to mend it.
pub fn install(pinned: &str, into: &str) -> Result<PathBuf, String> {
    let pinned_in = workspace().join(pinned);
    let folder = target_dir().join(into);
    let modules = folder.join("node_modules");
    let wanted = fs::read_to_string(pinned_in.join("package-lock.json"))
        .map_err(|error| error.to_string())?;
    let stamp = folder.join("installed-package-lock.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(modules);
    }
    let npm = program("NPM", &["npm"]).ok_or("no npm (cargo xtask doctor tells how to mend it)")?;
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(pinned_in.join(file), folder.join(file)).map_err(|error| error.to_string())?;
    }
    let status = Command::new(npm)
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("npm could not be started: {error}"))?;
    if !status.success() {
        return Err(format!("npm ci failed for {pinned}"));
    }
    fs::write(stamp, wanted).map_err(|error| error.to_string())?;
    Ok(modules)
}
