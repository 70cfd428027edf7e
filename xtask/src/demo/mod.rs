//! `demo`: the collector and the shop on this machine, ready to try; everything missing is installed first.

pub mod folder;

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::binaries::{self, Binaries, Profile};
use crate::cli::{DemoOptions, WasmOptions};
use crate::process::{self, say};
use crate::server::Server;
use crate::{wasm, workspace};
use folder::Folder;

/// A staff login for one run.
struct Login {
    user: String,
    password: String,
}

/// Runs until Ctrl-C, SIGTERM, or the end of one of the servers.
pub fn run(options: &DemoOptions) -> Result<()> {
    let port = options.port;
    let shop_port = port
        .checked_add(1)
        .context("--port must leave room for the shop on the next port")?;
    ensure_free(port, shop_port)?;
    wasm::run(&WasmOptions::default())?;
    let binaries = binaries::build(
        Profile::Dev,
        "three to five minutes the first time, then seconds",
    )?;

    // From here on there is something to clean up, so a signal no longer ends us at once.
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [
        signal_hook::consts::SIGINT,
        signal_hook::consts::SIGTERM,
        signal_hook::consts::SIGHUP,
    ] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .context("could not watch for Ctrl-C")?;
    }
    let folder = Folder::open(options.keep.as_deref())?;
    folder.write_configuration(port)?;
    let login = add_user(&binaries, &folder)?;
    let mut servers = start(&binaries, &folder, port, shop_port)?;
    if !stop.load(Ordering::Relaxed) {
        println!("{}", welcome(port, shop_port, &login, &folder));
        if options.open {
            open(&format!("http://shop.localhost:{shop_port}/"));
        }
    }
    while !stop.load(Ordering::Relaxed) {
        for server in &mut servers {
            if let Some(status) = server.ended()? {
                bail!(
                    "the {} ended ({status}):\n{}",
                    server.name,
                    server.end_of_log()
                );
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    println!();
    say("stopping");
    servers.iter_mut().rev().for_each(Server::stop);
    disable_user(&binaries, &folder, &login)
}

fn start(binaries: &Binaries, folder: &Folder, port: u16, shop_port: u16) -> Result<[Server; 2]> {
    let mut serve = collector(binaries, folder, "serve");
    let mut collector_server =
        Server::start("collector", &mut serve, folder.file("collector.log"), port)?;
    collector_server.wait_until_healthy("consent.localhost", "/healthz")?;

    let snippet = process::output(collector(binaries, folder, "snippet").args(["--site", "shop"]));
    folder.write(
        "snippet.html",
        &snippet.context("`collector-server snippet --site shop` failed")?,
    )?;
    let mut shop = workspace::command(&binaries.shop);
    shop.args([
        "--listen",
        &format!("127.0.0.1:{shop_port}"),
        "--collector",
        &format!("http://consent.localhost:{port}"),
    ]);
    shop.arg("--identity-key")
        .arg(folder.file(folder::IDENTITY_KEY));
    shop.arg("--server-token")
        .arg(folder.file(folder::SERVER_TOKEN));
    shop.arg("--snippet-file").arg(folder.file("snippet.html"));
    let mut shop = Server::start("shop", &mut shop, folder.file("shop.log"), shop_port)?;
    shop.wait_until_healthy("shop.localhost", "/")?;
    Ok([collector_server, shop])
}

/// Makes the staff login of this run. The password goes by standard input, where no list of processes shows it.
fn add_user(binaries: &Binaries, folder: &Folder) -> Result<Login> {
    // A kept folder has the users of earlier runs.
    let user = if folder.is_kept() {
        format!("demo-{}", folder::random_hex(3)?)
    } else {
        "demo".to_owned()
    };
    let password = folder::random_hex(8)?;
    let mut command = collector(binaries, folder, "user");
    process::run_with_input(command.args(["add", &user, "--role", "dpo"]), &password)?;
    Ok(Login { user, password })
}

/// Ends the login of this run, where the data outlive it.
fn disable_user(binaries: &Binaries, folder: &Folder, login: &Login) -> Result<()> {
    if folder.is_kept() {
        process::run_with_input(
            collector(binaries, folder, "user").args(["disable", &login.user]),
            "",
        )?;
    }
    Ok(())
}

/// `collector-server <subcommand>` with the demo's configuration.
fn collector(binaries: &Binaries, folder: &Folder, subcommand: &str) -> Command {
    let mut command = workspace::command(&binaries.collector);
    command
        .arg(subcommand)
        .arg("--config")
        .arg(folder.file("collector.toml"));
    command
}

/// Says now, before minutes of building, that a port is taken.
fn ensure_free(port: u16, shop_port: u16) -> Result<()> {
    for wanted in [port, shop_port] {
        if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)) {
            let other = if port > 60_000 { 8090 } else { port + 10 };
            bail!(
                "cannot listen on port {wanted} ({error}): choose another with `cargo demo --port {other}` (the shop takes the port after it)"
            );
        }
    }
    Ok(())
}

fn welcome(port: u16, shop_port: u16, login: &Login, folder: &Folder) -> String {
    let kept = if folder.is_kept() {
        "is kept"
    } else {
        "goes away at the end; --keep DIR keeps it"
    };
    format!(
        "
  The shop      http://shop.localhost:{shop_port}/
  The console   http://consent.localhost:{port}/console
                user {}, password {} (for this run)

  Three things to try
  1. Open the shop in a private window and refuse: the panel shows that nothing reached the trackers, and the cart works.
  2. Accept instead: the statistics, the advertising and the film start at once, without a reload.
  3. Log in to the shop with a customer number and choose again; then find the receipt in the console, by that number
     or by the address 127.0.0.1. On the account page, tick a letter: the mail that would be sent is shown, links and all.

  The data in {} {kept}.
  Ctrl-C ends everything.
",
        login.user,
        login.password,
        folder.path().display()
    )
}

/// Opens the address in the user's browser, if there is a way; the address is printed anyway.
fn open(address: &str) {
    for opener in ["xdg-open", "open"] {
        if process::on_path(opener).is_some()
            && process::run(workspace::command(opener).arg(address)).is_ok()
        {
            return;
        }
    }
    say("no program to open a browser was found: open the address by hand");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_told_with_the_remedy() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = ensure_free(port, port).unwrap_err().to_string();
        assert!(
            error.contains(&port.to_string()) && error.contains("--port"),
            "{error}"
        );
        drop(taken);
    }
}
