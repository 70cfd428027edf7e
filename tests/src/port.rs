//! Ports for programs that must be told one before they listen.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::atomic::{AtomicU32, Ordering},
};

/// First of the ports that are handed out, and how many there are. All lie below those that the
/// system gives to connections and to whoever asks for any port (from 32768 on Linux): a port from
/// there can be taken by a browser's next connection before the program listens on it.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

/// A loopback port on which nothing listens, and that this process hands out only once. Processes
/// begin at different places, so that test programs that run side by side seldom meet.
pub(crate) fn unused() -> u16 {
    static HANDED_OUT: AtomicU32 = AtomicU32::new(0);
    let start = std::process::id().wrapping_mul(977);
    (0..COUNT)
        .map(|_| start.wrapping_add(HANDED_OUT.fetch_add(1, Ordering::Relaxed)) % COUNT + FIRST)
        .filter_map(|port| u16::try_from(port).ok())
        .find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        .expect("there is an unused port")
}
