//! The harness of the whole-product stories: a collector, the shop and a browser, started for one
//! test and gone after it.
//!
//! Start at [`World`]. The actors are [`Visitor`] (a browser with a fresh profile), [`Owner`] (the
//! staff API with a token) and [`Stranger`] (plain HTTP without any right). What was sent is read
//! from the servers' own counts and from the browser's network log, what was stored from the
//! browser's own books ([`Stored`]), never from what the page says about itself.
//!
//! A story that cannot run on this machine prints `not run: …` and passes; with
//! `SAMTYCKE_TESTS=all`, which `cargo xtask test` sets, it fails.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a harness panics to fail the test that uses it"
)]

mod banner;
mod browser;
mod collector;
mod engine;
pub mod gated;
pub mod limits;
mod network;
mod owner;
mod port;
pub mod prerequisite;
mod recorder;
mod storage;
mod stranger;
pub mod tagfarm;
mod tls;
mod visitor;
pub mod wait;
mod world;

pub use banner::{ACCEPT, CONTROL, REJECT, SAVE, SETTINGS};
pub use browser::Launch;
pub use collector::{Collector, Rewriter, SERVER_TOKEN};
pub use engine::Engine;
pub use network::Request;
pub use owner::Owner;
pub use recorder::{Recorder, Seen};
pub use storage::Stored;
pub use stranger::Stranger;
pub use visitor::{Cookie, Visitor};
pub use world::{Setup, World};
