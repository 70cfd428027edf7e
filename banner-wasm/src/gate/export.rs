//! What the prologue can ask, one function a question. A question before [`boot`] gets the closed answer.
//!
//! Times are seconds since 1970 as JavaScript numbers; needs and states are the bits of [`super::state`].

use super::state::Gate;
use crate::text::Text;
use alloc::boxed::Box;
use consent_core::markup::UNKNOWN;
use consent_core::rules::StoreKind;
use core::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;

// Taken out while in use: nothing that uses it calls back into JavaScript, and no borrow can fail. It lives as long as
// the page, so it is leaked: what need not be dropped takes no code to drop.
#[cfg(target_arch = "wasm32")]
static GATE: OfPage<Option<&'static mut Gate>> = OfPage(Cell::new(None));
#[cfg(not(target_arch = "wasm32"))]
std::thread_local! {
    static GATE: Cell<Option<&'static mut Gate>> = const { Cell::new(None) };
}

/// A static of the page; `thread_local!` is the standard library's.
#[cfg(target_arch = "wasm32")]
struct OfPage<T>(Cell<T>);

#[cfg(target_arch = "wasm32")]
#[expect(
    unsafe_code,
    reason = "a static needs `Sync`, and a module without shared memory has one thread"
)]
// SAFETY: built without the `atomics` feature, so a memory belongs to one thread.
unsafe impl<T> Sync for OfPage<T> {}

#[cfg(target_arch = "wasm32")]
impl<T: Default> OfPage<T> {
    fn take(&self) -> T {
        self.0.take()
    }

    fn set(&self, value: T) {
        self.0.set(value);
    }
}

fn with<R>(fallback: R, ask: impl FnOnce(&mut Gate) -> R) -> R {
    match GATE.take() {
        Some(gate) => {
            let answer = ask(gate);
            GATE.set(Some(gate));
            answer
        }
        None => fallback,
    }
}

/// Takes the site's rules and the choice in `cookies`; returns the bits of the categories that are asked about.
#[wasm_bindgen]
pub fn boot(
    rules: Text,
    purposes: Text,
    page_host: Text,
    version: u32,
    validity_seconds: f64,
    cookies: Text,
    now: f64,
) -> u8 {
    let mut gate = Gate::new(
        rules.0,
        purposes.0,
        page_host.0,
        version,
        validity_seconds as u64,
    );
    gate.read(cookies.0, now as u64);
    let asked = gate.asked().bits();
    GATE.set(Some(Box::leak(Box::new(gate))));
    asked
}

/// See [`Gate::learn`].
#[wasm_bindgen]
pub fn learn(catalogue: Text) -> bool {
    with(false, |gate| gate.learn(catalogue.0))
}

/// See [`Gate::state`].
#[wasm_bindgen]
pub fn state() -> u8 {
    with(0, |gate| gate.state())
}

/// See [`Gate::read`].
#[wasm_bindgen]
pub fn read(cookies: Text, now: f64) {
    with((), |gate| gate.read(cookies.0, now as u64));
}

/// See [`Gate::host_need`].
#[wasm_bindgen]
pub fn host_need(host: Text) -> u8 {
    with(UNKNOWN, |gate| gate.host_need(host.0))
}

/// See [`Gate::name_need`]; `kind` counts cookies, local, session, databases, caches from 0.
#[wasm_bindgen]
pub fn name_need(kind: usize, name: Text) -> u8 {
    match StoreKind::ALL.get(kind) {
        Some(kind) => with(UNKNOWN, |gate| gate.name_need(*kind, name.0)),
        None => UNKNOWN,
    }
}

/// See [`Gate::allows`].
#[wasm_bindgen]
pub fn allows(expression: Text) -> bool {
    with(false, |gate| gate.allows(expression.0))
}
