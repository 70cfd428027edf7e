//! No allocator: the gate keeps what the page has written for it where it lies, and needs nothing besides.
#![expect(unsafe_code, reason = "an allocator is unsafe by its trait")]

use core::alloc::{GlobalAlloc, Layout};
use core::ptr;

struct Never;

#[global_allocator]
static NEVER: Never = Never;

// SAFETY: there is never any memory.
unsafe impl GlobalAlloc for Never {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
