//! The browser edge: the *gate* (classifies, holds back, releases, remembers and sends the choice) and the
//! *view* (banner and settings), built as two WASM modules from this one crate.

// They do without the standard library: what it says on a panic, nobody reads.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[cfg(feature = "gate")]
pub mod gate;
#[cfg(all(target_arch = "wasm32", any(feature = "gate", feature = "view")))]
mod heap;
// Nothing in the gate takes one; but a module that links nothing of wasm-bindgen, its tool refuses.
#[cfg(any(feature = "gate", feature = "view"))]
pub mod text;
#[cfg(feature = "view")]
pub mod view;

/// A trap is all that the page is told: it then goes on as if there were no module.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
