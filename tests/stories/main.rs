//! Whole-product stories: what a visitor and an owner meet. One file for each family.
#![expect(clippy::unwrap_used, reason = "a panic is how a story fails")]

mod accept;
mod come_back;
mod control;
mod first_visit;
mod keyboard;
mod language;
mod no_grant;
mod outage;
mod real_tags;
mod refuse;
mod settings;
mod signed_in;
mod size;
mod strict_policy;
mod withdraw;

/// The stand-ins' cookies and keys, as the shop's site file declares them.
const TRACES: [&str; 5] = ["_ad_id", "_ad_seen", "_st_id", "_st_last", "_st_ses"];
