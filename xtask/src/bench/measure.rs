//! One server under load, and what it used meanwhile (`/proc`, so on Linux only).

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::choice::{Choices, Published};
use super::drive::{Load, Outcome, drive};
use crate::binaries::Binaries;
use crate::demo::folder::Folder;
use crate::server::Server;
use crate::workspace;

/// What was measured of one server.
pub struct Measurement {
    /// The load and its answers.
    pub outcome: Outcome,
    /// CPU time of the server during the load, in microseconds, kernel included.
    pub cpu_microseconds: u64,
    /// Resident memory before the load, in KiB.
    pub memory_at_rest: u64,
    /// Resident memory at its highest, in KiB.
    pub memory_at_most: u64,
    /// Bytes on disk that the load added; 0 for a server that stores nothing.
    pub stored: u64,
}

/// The echo, running.
pub struct Echo {
    server: Server,
    /// Where it listens.
    pub port: u16,
}

impl Echo {
    /// Starts it; it serves `script` too.
    pub fn start(folder: &Folder, script: &Path) -> Result<Self> {
        let port = free_port()?;
        let program = std::env::current_exe().context("could not find this program")?;
        let mut command = workspace::command(program);
        command.args(["bench-echo", &port.to_string()]).arg(script);
        let mut server = Server::start("echo", &mut command, folder.file("echo.log"), port)?;
        server.wait_until_healthy("localhost", "/healthz")?;
        Ok(Self { server, port })
    }

    /// Drives it with the same bodies that the collector gets.
    pub fn measure(&self, folder: &Folder, load: &Load) -> Result<Measurement> {
        let published = Published::made_up();
        measure(&self.server, folder, self.port, load, &published, Some("/"))
    }
}

/// A collector, running.
pub struct Collector {
    server: Server,
    port: u16,
    /// The script that it serves.
    pub gate: String,
    published: Published,
}

impl Collector {
    /// Starts it on what the folder has in `data`, with the limits on callers raised out of the way.
    pub fn start(binaries: &Binaries, folder: &Folder) -> Result<Self> {
        let port = free_port()?;
        folder.write_configuration(port)?;
        let mut command = workspace::command(&binaries.collector);
        command
            .args(["serve", "--config"])
            .arg(folder.file("collector.toml"));
        command
            .env("SAMTYCKE_LOG", "warn")
            .env("SAMTYCKE_TRUSTED_PROXIES", "127.0.0.0/8");
        for limit in ["SITE", "ADDRESS"] {
            command.env(
                format!("SAMTYCKE_LIMITS_PER_{limit}_PER_MINUTE"),
                u32::MAX.to_string(),
            );
        }
        let mut server = Server::start(
            "collector",
            &mut command,
            folder.file("collector.log"),
            port,
        )?;
        server.wait_until_healthy("consent.localhost", "/healthz")?;
        let gate = script(port, "/s/shop/consent.js")?;
        let second = script(port, Published::second_script(&gate)?)?;
        let published = Published::read(&second)?;
        Ok(Self {
            server,
            port,
            gate,
            published,
        })
    }

    /// Drives it.
    pub fn measure(&self, folder: &Folder, load: &Load) -> Result<Measurement> {
        measure(&self.server, folder, self.port, load, &self.published, None)
    }

    /// Something that it serves, as text.
    pub fn get(&self, path: &str) -> Result<String> {
        script(self.port, path)
    }
}

fn measure(
    server: &Server,
    folder: &Folder,
    port: u16,
    load: &Load,
    published: &Published,
    path: Option<&str>,
) -> Result<Measurement> {
    let requests = || {
        let mut choices = Choices::new(published, port)?;
        let path = path.map(str::to_owned);
        Ok(Box::new(move || match &path {
            Some(path) => choices
                .request()
                .replacen("/v1/sites/shop/choices", path, 1),
            None => choices.request(),
        }) as super::drive::Requests)
    };
    let memory_at_rest = memory(server.id(), "VmRSS:")?;
    // Connections, caches and the first pages of the database are not what is measured.
    drive(
        port,
        &Load {
            seconds: 1,
            connections: load.connections,
        },
        requests,
    )?;
    let (cpu_before, stored_before) = (cpu(server.id())?, size_of(&folder.file("data")));
    let outcome = drive(port, load, requests)?;
    let (cpu_after, stored_after) = (cpu(server.id())?, size_of(&folder.file("data")));
    if outcome.latencies.is_empty() || outcome.refused > outcome.latencies.len() / 100 {
        bail!(
            "the {} refused {} requests, such as:\n{}",
            server.name,
            outcome.refused,
            outcome.refusal.unwrap_or_default()
        );
    }
    Ok(Measurement {
        cpu_microseconds: cpu_after - cpu_before,
        memory_at_rest,
        memory_at_most: memory(server.id(), "VmHWM:")?,
        stored: stored_after.saturating_sub(stored_before),
        outcome,
    })
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("there is no free port")?;
    Ok(listener
        .local_addr()
        .context("there is no free port")?
        .port())
}

/// A script that the collector serves, as text.
fn script(port: u16, path: &str) -> Result<String> {
    let mut stream =
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("could not connect")?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: consent.localhost:{port}\r\nConnection: close\r\n\r\n"
    );
    stream
        .write_all(request.as_bytes())
        .context("could not ask for the script")?;
    let mut answer = Vec::new();
    stream
        .read_to_end(&mut answer)
        .context("could not read the script")?;
    let answer = String::from_utf8(answer).context("the script is not UTF-8")?;
    let (_, script) = answer
        .split_once("\r\n\r\n")
        .context("the collector sent no script")?;
    Ok(script.to_owned())
}

/// User and system time of a process, in microseconds: fields 14 and 15 of `/proc/<id>/stat` (proc_pid_stat(5)),
/// counted after the name, which may hold spaces.
fn cpu(id: u32) -> Result<u64> {
    microseconds(&format!("/proc/{id}/stat"), 14)
}

/// The same of all processes that this one has started and seen the end of: fields 16 and 17.
pub(super) fn cpu_of_children() -> Result<u64> {
    microseconds("/proc/self/stat", 16)
}

/// Two fields of CPU time, of which `first` is the number of the first.
fn microseconds(path: &str, first: usize) -> Result<u64> {
    let text = fs::read_to_string(path).context("could not read the CPU time of a process")?;
    let ticks = ticks(&text, first).context("the CPU time of a process is not readable")?;
    Ok(ticks * 1_000_000 / rustix::param::clock_ticks_per_second())
}

fn ticks(stat: &str, first: usize) -> Option<u64> {
    // The third field is the first after the name.
    let mut fields = stat
        .rsplit_once(')')?
        .1
        .split_ascii_whitespace()
        .skip(first - 3);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

fn memory(id: u32, field: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/status"))
        .context("could not read the memory of the server")?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .context("the memory of the server is not known")?;
    line.trim()
        .trim_end_matches(" kB")
        .parse()
        .context("the memory of the server is not readable")
}

/// Bytes of all files in a folder; 0 when there is none.
fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                size_of(&entry.path())
            } else {
                entry.metadata().map_or(0, |data| data.len())
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_counted_after_a_name_with_spaces_and_brackets() {
        let stat = "17 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 250 50 20 7 20";
        assert_eq!(ticks(stat, 14), Some(300));
        assert_eq!(ticks(stat, 16), Some(27));
    }
}
