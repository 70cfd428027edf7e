//! The collector as a child process on a data folder of its own, as an owner would run it.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::{port, prerequisite::Programs, wait};

/// The token of the shop's server.
pub const SERVER_TOKEN: &str = "a-token-of-the-shop-0123456789abcdef";

/// A collector that can be stopped and started again on the same port and data.
pub struct Collector {
    program: std::path::PathBuf,
    folder: TempDir,
    addr: SocketAddr,
    child: Option<Child>,
}

impl Collector {
    /// Writes the configuration and starts it; `sites` are file names with their texts.
    pub async fn start(programs: &Programs, sites: &[(&str, String)], identity_key: &[u8]) -> Self {
        Self::start_with(&programs.collector, &programs.assets, sites, identity_key).await
    }

    /// The same without a browser's programs.
    pub async fn start_with(
        program: &Path,
        assets: &Path,
        sites: &[(&str, String)],
        identity_key: &[u8],
    ) -> Self {
        let folder = TempDir::new().unwrap();
        // It stands in what the collector publishes, so it has to be known before it listens.
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port::unused()));
        let write =
            |name: &str, content: &[u8]| fs::write(folder.path().join(name), content).unwrap();
        fs::create_dir(folder.path().join("sites")).unwrap();
        for (name, text) in sites {
            write(&format!("sites/{name}"), text.as_bytes());
        }
        write("sites/identity.key", identity_key);
        write("sites/server.token", SERVER_TOKEN.as_bytes());
        write("collector.toml", configuration(addr, assets).as_bytes());
        let mut collector = Self {
            program: program.to_owned(),
            folder,
            addr,
            child: None,
        };
        collector.start_again().await;
        collector
    }

    /// The origin that browsers know it by.
    pub fn origin(&self) -> String {
        format!("http://consent.localhost:{}", self.addr.port())
    }

    /// An address of it for plain HTTP clients, without name look-up.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its folder: configuration, sites, data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command of the same program on the same configuration, for example `user add`.
    pub fn command(&self, arguments: &[&str]) -> String {
        let output = Command::new(&self.program)
            .args(arguments)
            .args(["--config", "collector.toml"])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "collector-server {arguments:?}: {errors}"
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same program as a reverse proxy for a site whose own server is at `upstream`, with this `--policy`.
    pub fn rewriter(&self, site: &str, upstream: &str, policy: &str) -> Rewriter {
        let mut child = Command::new(&self.program)
            .args(["rewrite", "--site", site, "--upstream", upstream])
            .args(["--listen", "127.0.0.1:0", "--config", "collector.toml"])
            .args(["--policy", policy])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let port = said
            .trim()
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok());
        Rewriter {
            child,
            port: port.unwrap_or_else(|| panic!("the rewriter names its port, not `{said}`")),
        }
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Starts it on the same data and waits until it answers.
    pub async fn start_again(&mut self) {
        let log = fs::File::create(self.folder.path().join("log.txt")).unwrap();
        let child = Command::new(&self.program)
            .args(["serve", "--config", "collector.toml"])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let child = self.child.insert(child);
        let health = format!("http://{}/healthz", self.addr);
        let log = self.folder.path().join("log.txt");
        wait::until("the collector answers", async || {
            if let Some(status) = child.try_wait().unwrap() {
                panic!(
                    "the collector ended with {status}:\n{}",
                    fs::read_to_string(&log).unwrap()
                );
            }
            let answer = reqwest::get(&health).await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    /// Everything that it has logged since it was started.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log.txt")).unwrap()
    }
}

/// A running reverse proxy. Dropping it ends it.
pub struct Rewriter {
    child: Child,
    /// Where it answers, on loopback.
    pub port: u16,
}

impl Drop for Rewriter {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.kill();
    }
}

fn configuration(addr: SocketAddr, assets: &Path) -> String {
    let mut table = toml::Table::new();
    table.insert("listen".into(), addr.to_string().into());
    table.insert(
        "public_url".into(),
        format!("http://consent.localhost:{}", addr.port()).into(),
    );
    table.insert("data_dir".into(), "data".into());
    table.insert("assets_dir".into(), assets.display().to_string().into());
    table.insert("sites".into(), vec!["sites/*.toml"].into());
    toml::to_string(&table).unwrap()
}
