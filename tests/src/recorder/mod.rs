//! A forward proxy on loopback that plays every host there is, and keeps a book of what it was asked for.
//!
//! It works alike in every engine, and sees what leaves from workers and after a page has gone as well. A browser comes
//! here with [`crate::Launch::proxy`]; hosts of this machine are asked directly. What does not go through a proxy (STUN,
//! QUIC) is sent to a UDP port of its own ([`Recorder::udp`]).

mod answer;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, UdpSocket},
    task::AbortHandle,
};
use tokio_rustls::TlsAcceptor;

use crate::tls;

/// Longest head of a request that is read; a longer one ends the connection.
const HEAD_LIMIT: usize = 64 * 1024;

/// One thing that left a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `GET`, `POST`, `OPTIONS` …; `CONNECT` for a connection through the proxy, `UDP` for a datagram.
    pub method: String,
    /// Host name without port.
    pub host: String,
    /// Path and query; of a datagram the name that its port was opened for.
    pub target: String,
}

type Book = Arc<Mutex<Vec<Seen>>>;

/// A running recorder. Dropping it ends it.
pub struct Recorder {
    addr: SocketAddr,
    book: Book,
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Recorder {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let book = Book::default();
        let line = Line {
            book: book.clone(),
            tls: tls::acceptor(),
        };
        let accept = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let line = line.clone();
                tokio::spawn(
                    async move { line.begin(BufReader::new(Box::new(stream)), None).await },
                );
            }
        });
        Self {
            addr,
            book,
            tasks: Mutex::new(vec![accept.abort_handle()]),
        }
    }

    /// Where browsers find it.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// How much has been seen so far; what comes later is [`Self::since`] this.
    pub fn len(&self) -> usize {
        self.book.lock().unwrap().len()
    }

    /// Whether nothing has been seen.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What has been seen after the first `count`.
    pub fn since(&self, count: usize) -> Vec<Seen> {
        self.book.lock().unwrap()[count..].to_vec()
    }

    /// Opens a UDP port; the first datagram to it is recorded under `name` (what follows are repetitions).
    pub async fn udp(&self, name: String) -> u16 {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let book = self.book.clone();
        let task = tokio::spawn(async move {
            let mut packet = [0; 2048];
            if socket.recv_from(&mut packet).await.is_ok() {
                book.lock().unwrap().push(Seen {
                    method: "UDP".to_owned(),
                    host: "127.0.0.1".to_owned(),
                    target: name,
                });
            }
            // Read on, or the sender would be told that nobody listens.
            while socket.recv_from(&mut packet).await.is_ok() {}
        });
        self.tasks.lock().unwrap().push(task.abort_handle());
        port
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        for task in self.tasks.lock().unwrap().iter() {
            task.abort();
        }
    }
}

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}
type Stream = BufReader<Box<dyn Duplex>>;

/// What every connection shares.
#[derive(Clone)]
struct Line {
    book: Book,
    tls: TlsAcceptor,
}

impl Line {
    /// Answers requests until the other side goes. `inside` is the host that a `CONNECT` has led to.
    async fn serve(&self, mut stream: Stream, inside: Option<String>) {
        while let Some(request) = read(&mut stream).await {
            let Some(seen) = request.seen(inside.as_deref()) else {
                return;
            };
            let host = seen.host.clone();
            let answer = answer::to(&seen, &request);
            self.book.lock().unwrap().push(seen);
            if stream.write_all(&answer).await.is_err() || stream.flush().await.is_err() {
                return;
            }
            if request.method == "CONNECT" {
                return Box::pin(self.begin(stream, Some(host))).await;
            }
            if request.header("upgrade").is_some() {
                return;
            }
        }
    }

    /// TLS or plain HTTP; the first byte tells. A tunnel has either in it, and WebKit speaks TLS with the proxy itself
    /// before it asks for a tunnel.
    async fn begin(&self, mut stream: Stream, inside: Option<String>) {
        const HANDSHAKE: u8 = 0x16;
        match stream.fill_buf().await {
            Ok([HANDSHAKE, ..]) => {
                if let Ok(secure) = self.tls.accept(stream).await {
                    self.serve(BufReader::new(Box::new(secure)), inside).await;
                }
            }
            Ok([_, ..]) => self.serve(stream, inside).await,
            _ => {}
        }
    }
}

/// A request as it was read.
struct Request {
    method: String,
    /// An absolute address, a path, or `host:port`.
    target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    fn seen(&self, inside: Option<&str>) -> Option<Seen> {
        let without_port = |authority: &str| match authority.rsplit_once(':') {
            Some((host, _)) => host.to_owned(),
            None => authority.to_owned(),
        };
        let (host, target) = if self.method == "CONNECT" {
            (without_port(&self.target), String::new())
        } else if let Ok(url) = url::Url::parse(&self.target) {
            let target = url[url::Position::BeforePath..].to_owned();
            (url.host_str()?.to_owned(), target)
        } else {
            let host = inside.or(self.header("host"))?;
            (without_port(host), self.target.clone())
        };
        Some(Seen {
            method: self.method.clone(),
            host,
            target,
        })
    }
}

/// Reads one request with its body; `None` at the end, or when it is not HTTP.
async fn read(stream: &mut Stream) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let read = stream.read_until(b'\n', &mut head).await.ok()?;
        (read > 0 && head.len() < HEAD_LIMIT).then_some(())?;
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let request = Request {
        method,
        target,
        headers,
    };
    if let Some(length) = request.header("content-length") {
        let mut body = (&mut *stream).take(length.parse().ok()?);
        tokio::io::copy(&mut body, &mut tokio::io::sink())
            .await
            .ok()?;
    } else if request.header("transfer-encoding").is_some() {
        let mut body = Vec::new();
        while !body.ends_with(b"0\r\n\r\n") {
            let read = stream.read_until(b'\n', &mut body).await.ok()?;
            (read > 0).then_some(())?;
        }
    }
    Some(request)
}
