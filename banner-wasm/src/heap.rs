//! The memory of both modules: none. The gate keeps what the page has written where it lies; the view draws from a model
//! that lies where the page has put it, and hands on parts of it.
#![expect(unsafe_code, reason = "an allocator is unsafe by its trait")]

use core::alloc::{GlobalAlloc, Layout};

/// A program has to name an allocator; whoever asks this one ends the module.
struct Nothing;

#[global_allocator]
static NOTHING: Nothing = Nothing;

// SAFETY: no block is ever given out.
unsafe impl GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::arch::wasm32::unreachable()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
