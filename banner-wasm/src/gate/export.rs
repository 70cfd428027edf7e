//! What the prologue can ask, one function a question. A question before [`boot`] gets the closed answer.
//!
//! A text comes as its address and its length, in memory that the page has asked [`room_for`]; times are seconds since 1970 as
//! JavaScript numbers; needs and states are the bits of [`super::state`]. The exports are plain: `assets/gate/core.js`
//! stands in place of wasm-bindgen's glue, and what wasm-bindgen puts around each export would be a kilobyte here.
#![expect(
    unsafe_code,
    reason = "exports have names of their own, and texts come as addresses"
)]

use super::arena::{keep, room};
use super::state::Gate;
use consent_core::markup::UNKNOWN;
use consent_core::rules::StoreKind;
use core::cell::Cell;

// Taken out while in use: nothing that uses it calls back into JavaScript, and no borrow can fail. It lives as long as
// the page.
static GATE: OfPage<Option<&'static mut Gate>> = OfPage(Cell::new(None));

/// A static of the page; `thread_local!` is the standard library's.
struct OfPage<T>(Cell<T>);

// SAFETY: built without the `atomics` feature, so a memory belongs to one thread.
unsafe impl<T> Sync for OfPage<T> {}

fn with<R>(fallback: R, ask: impl FnOnce(&mut Gate) -> R) -> R {
    match GATE.0.take() {
        Some(gate) => {
            let answer = ask(gate);
            GATE.0.set(Some(gate));
            answer
        }
        None => fallback,
    }
}

/// The text of `length` bytes at `start`.
fn text(start: *const u8, length: usize) -> &'static str {
    // SAFETY: the page writes what its `TextEncoder` made, whole and so valid UTF-8, into a block of its own. It is given for
    // one question and taken back when it is answered, but for those of `boot`, `read` and `learn`, which alone keep anything.
    unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(start, length)) }
}

/// Takes the site's rules, its purposes and the page's host, and what [`Gate::new`] wants besides; returns the bits of the
/// categories that are asked about.
#[unsafe(no_mangle)]
extern "C" fn boot(
    rules: *const u8,
    rules_length: usize,
    purposes: *const u8,
    purposes_length: usize,
    host: *const u8,
    host_length: usize,
    version: u32,
    validity_seconds: f64,
) -> u8 {
    let gate = Gate::new(
        text(rules, rules_length),
        room,
        text(purposes, purposes_length),
        text(host, host_length),
        version,
        validity_seconds as u64,
    );
    let asked = gate.asked().bits();
    GATE.0.set(Some(keep(gate)));
    asked
}

/// See [`Gate::learn`].
#[unsafe(no_mangle)]
extern "C" fn learn(catalogue: *const u8, length: usize) -> bool {
    with(false, |gate| gate.learn(text(catalogue, length), room))
}

/// See [`Gate::state`].
#[unsafe(no_mangle)]
extern "C" fn state() -> u8 {
    with(0, |gate| gate.state())
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
    with(false, |gate| {
        gate.read(granted, time as u64, version as u64, now as u64, refused)
    })
}

/// See [`Gate::host_need`].
#[unsafe(no_mangle)]
extern "C" fn host_need(host: *const u8, length: usize) -> u8 {
    with(UNKNOWN, |gate| gate.host_need(text(host, length)))
}

/// See [`Gate::name_need`]; `kind` counts cookies, local, session, databases, caches from 0.
#[unsafe(no_mangle)]
extern "C" fn name_need(kind: usize, name: *const u8, length: usize) -> u8 {
    match StoreKind::ALL.get(kind) {
        Some(kind) => with(UNKNOWN, |gate| gate.name_need(*kind, text(name, length))),
        None => UNKNOWN,
    }
}

/// See [`Gate::allows`].
#[unsafe(no_mangle)]
extern "C" fn allows(expression: *const u8, length: usize) -> bool {
    with(false, |gate| gate.allows(text(expression, length)))
}
