//! The shop and its stand-ins over HTTP, without a browser.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod client;
mod letters;
mod shop;
mod standin;
