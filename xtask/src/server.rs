//! A server that we start, wait for and end.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// A running server. Dropping it ends it.
pub struct Server {
    /// What to call it in messages.
    pub name: &'static str,
    child: Child,
    log: PathBuf,
    port: u16,
}

impl Server {
    /// Starts `command` with its output going to `log`.
    pub fn start(
        name: &'static str,
        command: &mut Command,
        log: PathBuf,
        port: u16,
    ) -> Result<Self> {
        let file =
            File::create(&log).with_context(|| format!("could not create {}", log.display()))?;
        let errors = file.try_clone().context("could not share the log file")?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn();
        let child = child.with_context(|| format!("could not start the {name}"))?;
        Ok(Self {
            name,
            child,
            log,
            port,
        })
    }

    /// The process id.
    #[cfg(feature = "bench")]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("could not look after the {}", self.name))
    }

    /// Waits until `GET path` answers 200. Fails with the end of the log when the server ends, or after 30 s.
    pub fn wait_until_healthy(&mut self, host: &str, path: &str) -> Result<()> {
        let limit = Instant::now() + Duration::from_secs(30);
        while Instant::now() < limit {
            if let Some(status) = self.ended()? {
                bail!(
                    "the {} ended at once ({status}):\n{}",
                    self.name,
                    self.end_of_log()
                );
            }
            if answers(self.port, host, path) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!(
            "the {} did not answer within 30 s:\n{}",
            self.name,
            self.end_of_log()
        )
    }

    /// The last lines that it wrote.
    pub fn end_of_log(&self) -> String {
        last_lines(&self.log, 15)
    }

    /// Asks it to end, and makes it after five seconds.
    pub fn stop(&mut self) {
        let asked = i32::try_from(self.child.id())
            .ok()
            .and_then(Pid::from_raw)
            .map(|id| kill_process(id, Signal::INT));
        let limit = Instant::now() + Duration::from_secs(5);
        while matches!(asked, Some(Ok(()))) && Instant::now() < limit {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        // It may have ended in between, which is what we want.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.stop();
        }
    }
}

/// Whether a server on this loopback port answers 200.
fn answers(port: u16, host: &str, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        // In one piece: a server may answer, and close, after the first.
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        Ok(start.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

fn last_lines(path: &Path, count: usize) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn only_status_200_counts_as_an_answer() {
        for (status, healthy) in [("200 OK", true), ("503 Service Unavailable", false)] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            let answer = std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                let length = stream.read(&mut request).unwrap();
                stream
                    .write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes())
                    .unwrap();
                String::from_utf8_lossy(&request[..length]).into_owned()
            });
            assert_eq!(answers(port, "a.localhost", "/healthz"), healthy);
            let request = answer.join().unwrap();
            assert!(
                request.contains(&format!(
                    "GET /healthz HTTP/1.1\r\nHost: a.localhost:{port}\r\n"
                )),
                "{request}"
            );
        }
    }

    #[test]
    fn a_server_that_ends_at_once_is_told_with_its_last_words() {
        let folder = std::env::temp_dir().join(format!("samtycke-xtask-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo no such file: x.toml >&2; exit 3"]);
        let mut server = Server::start("collector", &mut command, folder.join("log"), 1).unwrap();
        let error = server
            .wait_until_healthy("localhost", "/")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("no such file: x.toml") && error.contains('3'),
            "{error}"
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
