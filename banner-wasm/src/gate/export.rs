//! What the prologue can ask, one function a question. A question before [`boot`] gets the closed answer.
//!
//! A text comes as its address and its length, in memory behind what the linker gave out, and with as much room behind it;
//! numbers are JavaScript's; needs and states are the bits of [`super::state`]. The exports are plain: `assets/gate/core.js`
//! stands in place of wasm-bindgen's glue, and what wasm-bindgen puts around each export would be a kilobyte here.
#![expect(
    unsafe_code,
    reason = "exports have names of their own, and texts come as addresses"
)]

use super::state::{Gate, Room};
use core::cell::UnsafeCell;

static GATE: OfPage<Gate> = OfPage(UnsafeCell::new(Gate::closed()));

/// A static of the page; `thread_local!` is the standard library's.
struct OfPage<T>(UnsafeCell<T>);

// SAFETY: built without the `atomics` feature, so a memory belongs to one thread.
unsafe impl<T> Sync for OfPage<T> {}

fn gate() -> &'static mut Gate {
    // The page writes its texts 4 KiB behind the stack.
    const { assert!(size_of::<Gate>() < 1024) };
    // SAFETY: asked for once a question, and nothing that uses it calls back into JavaScript, where the next one begins.
    unsafe { &mut *GATE.0.get() }
}

/// The text of `length` bytes at `start`.
fn text(start: *const u8, length: usize) -> &'static [u8] {
    // SAFETY: the page writes a text into memory of its own. It is given for one question and taken back when it is
    // answered, but for those of `boot`, `read` and `learn`, which alone keep anything.
    unsafe { core::slice::from_raw_parts(start, length) }
}

/// Room for a table behind its text.
fn behind(text: &'static [u8]) -> impl FnOnce(usize) -> Room {
    let end = text.as_ptr_range().end.cast_mut();
    // SAFETY: a table takes no more room than its text, and the page leaves as much behind each.
    move |length| unsafe { core::slice::from_raw_parts_mut(end.cast(), length) }
}

/// Takes the site's rules and the page's host, and what [`Gate::boot`] wants besides; returns the bits of the categories that
/// are asked about.
#[unsafe(no_mangle)]
extern "C" fn boot(
    rules: *const u8,
    rules_length: usize,
    host: *const u8,
    host_length: usize,
    version: f64,
    validity_seconds: f64,
) -> u8 {
    let rules = text(rules, rules_length);
    let host = text(host, host_length);
    let gate = gate();
    gate.boot(rules, behind(rules), host, version, validity_seconds);
    gate.asked().bits()
}

/// See [`Gate::learn`].
#[unsafe(no_mangle)]
extern "C" fn learn(catalogue: *const u8, length: usize) -> bool {
    let catalogue = text(catalogue, length);
    gate().learn(catalogue, behind(catalogue))
}

/// See [`Gate::state`].
#[unsafe(no_mangle)]
extern "C" fn state() -> u8 {
    gate().state()
}

/// See [`Gate::read`].
#[unsafe(no_mangle)]
extern "C" fn read(
    granted: u8,
    time: f64,
    version: f64,
    now: f64,
    refused: *const u8,
    length: usize,
) -> bool {
    let refused = text(refused, length);
    gate().read(granted, time, version, now, refused)
}

/// See [`Gate::need`]; `what` counts cookies, local, session, databases, caches and hosts from 0.
#[unsafe(no_mangle)]
extern "C" fn need(what: u32, subject: *const u8, length: usize) -> u32 {
    gate().need(what, text(subject, length))
}

/// See [`Gate::allows`].
#[unsafe(no_mangle)]
extern "C" fn allows(expression: *const u8, length: usize) -> bool {
    gate().allows(text(expression, length))
}
