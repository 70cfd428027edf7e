//! Driver programs as children: each in a process group of its own, with the browser that it starts.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use crate::port;

/// How long a driver may take until it listens.
const LIMIT: Duration = Duration::from_secs(20);

/// A program and its group; ended when dropped. A killed driver leaves its browser behind, its group does not.
pub struct Group {
    child: Child,
    lines: Lines,
}

/// What a program has said and nobody has read yet.
pub type Lines = Arc<Mutex<Vec<String>>>;

impl Group {
    pub fn spawn(command: &mut Command) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("starting {command:?}: {error}"));
        let lines = Lines::default();
        Self { child, lines }
    }

    /// What it and the browser that it started write, line by line.
    pub fn lines(&self) -> Lines {
        self.lines.clone()
    }

    /// The first line of its output in which `find` finds something.
    fn says<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut output = BufReader::new(self.child.stdout.take()?);
        let mut line = String::new();
        let found = loop {
            line.clear();
            if output.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(found) = find(line.trim_end()) {
                break found;
            }
        };
        self.keep(output);
        Some(found)
    }

    /// Reads on what it says, or it would stop at a full pipe.
    fn keep(&self, output: impl BufRead + Send + 'static) {
        let kept = self.lines();
        std::thread::spawn(move || {
            // A page may write bytes that are no text.
            for line in output.split(b'\n').map_while(Result::ok) {
                kept.lock()
                    .unwrap()
                    .push(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        kill(&format!("-{}", self.child.id()));
        let _ = self.child.wait();
    }
}

/// Ends a process, or a group when there is a minus sign before its number.
pub fn kill(process: &str) {
    let _ = Command::new("kill")
        .args(["-KILL", "--", process])
        .stderr(Stdio::null())
        .status();
}

/// Starts a driver that finds itself a port and says so: what stands behind `before` in its output. Now and then
/// another program takes that port on one of the two loopback addresses in between, and the driver gives up: then
/// another is asked.
pub fn on_own_port(mut command: impl FnMut() -> Command, before: &str) -> (Group, u16) {
    let attempt = || {
        let mut driver = Group::spawn(command().stdout(Stdio::piped()));
        let port = driver.says(|line| {
            let (_, rest) = line.split_once(before)?;
            rest.trim_end_matches('.').parse().ok()
        })?;
        Some((driver, port))
    };
    std::iter::repeat_with(attempt)
        .take(5)
        .flatten()
        .next()
        .unwrap_or_else(|| panic!("the driver names its port after `{before}`"))
}

/// Starts a driver that must be given a port and says nothing, and waits until it listens.
pub fn on_free_port(mut command: impl FnMut(u16) -> Command) -> (Group, u16) {
    let attempt = || {
        let port = port::unused();
        let mut driver = Group::spawn(command(port).stdout(Stdio::piped()));
        let output = BufReader::new(driver.child.stdout.take()?);
        driver.keep(output);
        let begun = Instant::now();
        while begun.elapsed() < LIMIT && driver.child.try_wait().unwrap().is_none() {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Some((driver, port));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    };
    std::iter::repeat_with(attempt)
        .take(5)
        .flatten()
        .next()
        .expect("the driver listens on the port that it was given")
}

/// An X display of our own, for a browser that needs one; the number that it found.
pub fn display(program: &std::path::Path) -> (Group, u32) {
    let mut command = Command::new(program);
    command
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x1024x24",
            "-nolisten",
            "tcp",
        ])
        .stdout(Stdio::piped());
    let mut server = Group::spawn(&mut command);
    let number = server.says(|line| line.trim().parse().ok());
    (server, number.expect("Xvfb names its display"))
}
