//! The gate's memory: a stack that is set back after every question.
//!
//! A page asks thousands of questions, and nothing that one of them allocates outlives its answer; only `boot` and
//! `learn` leave something, for as long as the page lives. So nothing is ever freed one by one, and all the code that
//! would do it is left away, which is more than the allocator itself.
#![expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait, and the heap's start is the linker's"
)]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;

const PAGE: usize = 65_536;

unsafe extern "C" {
    /// Where the linker's own data ends.
    static __heap_base: u8;
}

struct Arena {
    top: Cell<*mut u8>,
}

// SAFETY: built without the `atomics` feature, so a memory belongs to one thread.
unsafe impl Sync for Arena {}

#[global_allocator]
static ARENA: Arena = Arena {
    top: Cell::new((&raw const __heap_base).cast_mut()),
};

impl Arena {
    /// Makes `end` the top, if there is memory up to it.
    fn raise(&self, end: *mut u8) -> bool {
        let missing = (end as usize).saturating_sub(memory_size(0) * PAGE);
        if missing > 0 && memory_grow(0, missing.div_ceil(PAGE)) == usize::MAX {
            return false;
        }
        self.top.set(end);
        true
    }
}

// SAFETY: a block lies above all earlier ones, in memory that exists, and is never given out twice: `set_top` is
// called only by the page, between questions.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let top = self.top.get();
        let start = top.wrapping_add(top.align_offset(layout.align()));
        if self.raise(start.wrapping_add(layout.size())) {
            start
        } else {
            core::ptr::null_mut()
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The topmost block grows where it is.
        if block.wrapping_add(layout.size()) == self.top.get() {
            return if self.raise(block.wrapping_add(size)) {
                block
            } else {
                core::ptr::null_mut()
            };
        }
        if size <= layout.size() {
            return block;
        }
        // SAFETY: the alignment is that of a layout, and a size that is too large finds no memory.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both blocks are at least that long, and the new one lies above.
            unsafe { core::ptr::copy_nonoverlapping(block, new, layout.size()) };
        }
        new
    }
}

/// Where the next block would begin. The page asks before a question, and sets it back with [`set_top`] after it.
#[wasm_bindgen]
pub fn top() -> *mut u8 {
    ARENA.top.get()
}

/// Gives back everything above `top`, which [`top`] gave.
#[wasm_bindgen]
pub fn set_top(top: *mut u8) {
    ARENA.top.set(top);
}
