//! The collector: serves the consent script, records choices as signed receipts, answers staff.
//!
//! Where to start: [`cli`] has the commands, [`state::AppState`] what every handler shares,
//! [`http::router`] the routes, [`publish`] what is compiled from the site files before the first
//! request. What a choice means is decided in `consent-core`; this crate is the edge that knows the
//! network, the clock and the disk.

pub mod archive;
pub mod assertion;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod discovery;
pub mod evidence;
pub mod gate;
pub mod http;
pub mod keys;
pub mod log;
pub mod metrics;
pub mod migrate;
pub mod privacy;
pub mod publish;
pub mod server;
pub mod staff;
pub mod startup;
pub mod state;
pub mod storage;
pub mod user_agent;
pub mod webhook;
