//! The gate's memory: a stack that is set back after every question.
//!
//! A page asks thousands of questions, and nothing that one of them allocates outlives its answer; only `boot`, `read`
//! and `learn` leave something, for as long as the page lives. So nothing is ever freed one by one, and all the code
//! that would do it is left away, which is more than the allocator itself.
#![expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait, and the heap's start is the linker's"
)]

use alloc::boxed::Box;
use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size, unreachable};
use core::cell::Cell;
use core::ptr::{self, NonNull};

const PAGE: usize = 65_536;

unsafe extern "C" {
    /// Where the linker's own data ends.
    static __heap_base: u8;
}

struct Arena {
    top: Cell<NonNull<u8>>,
}

// SAFETY: built without the `atomics` feature, so a memory belongs to one thread.
unsafe impl Sync for Arena {}

#[global_allocator]
static ARENA: Arena = Arena {
    // SAFETY: the linker's data does not end at null.
    top: Cell::new(unsafe { NonNull::new_unchecked((&raw const __heap_base).cast_mut()) }),
};

impl Arena {
    /// Makes `end` the top. Without memory up to it the module ends here, and everything stays held. (No null pointer is
    /// ever answered, and the compiler sees that: what would say how many bytes were missing is left away too.)
    fn raise(&self, end: NonNull<u8>) {
        let missing = (end.addr().get()).saturating_sub(memory_size(0) * PAGE);
        if missing > 0 && memory_grow(0, missing.div_ceil(PAGE)) == usize::MAX {
            unreachable();
        }
        self.top.set(end);
    }
}

// SAFETY: a block lies above all earlier ones, in memory that exists, and is never given out twice: `set_top` is
// called only by the page, between questions. Memory is one piece from null to its end, and what lies above the linker's
// data is the arena's.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let top = self.top.get();
        let gap = top.addr().get().wrapping_neg() & (layout.align() - 1);
        // SAFETY: as above; a size that is too large finds no memory.
        let (start, end) = unsafe { (top.add(gap), top.add(gap).add(layout.size())) };
        self.raise(end);
        start.as_ptr()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: a block has room for its layout below the top.
        let topmost = unsafe { self.top.get().sub(layout.size()) };
        // The topmost block grows where it is.
        if topmost.as_ptr() == block {
            // SAFETY: as in `alloc`.
            self.raise(unsafe { topmost.add(size) });
            return topmost.as_ptr();
        }
        // SAFETY: the alignment is that of a layout; both blocks are at least as long as what is copied, and the new one
        // lies above.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            ptr::copy_nonoverlapping(block, new, layout.size().min(size));
            new
        }
    }
}

/// Keeps a value for as long as the page lives, as a leaked box does, without the code that says that there is no memory.
pub fn keep<T>(value: T) -> &'static mut T {
    // SAFETY: a block of that layout, never given out twice, and not before it is written.
    unsafe {
        let place = ARENA.alloc(Layout::new::<T>()).cast::<T>();
        place.write(value);
        &mut *place
    }
}

/// Room for the entries of a table.
pub fn room(length: usize) -> Box<[u64]> {
    // SAFETY: a block of that layout, never given out twice; a box may take it, as this is the global allocator.
    unsafe {
        let start = ARENA.alloc(Layout::array::<u64>(length).unwrap_unchecked());
        start.write_bytes(0, length * size_of::<u64>());
        Box::from_raw(ptr::slice_from_raw_parts_mut(start.cast(), length))
    }
}

/// A block of `length` bytes for a text that the page hands over.
#[unsafe(no_mangle)]
extern "C" fn room_for(length: usize) -> *mut u8 {
    // SAFETY: bytes need no alignment, and a size that is too large finds no memory.
    unsafe { ARENA.alloc(Layout::from_size_align_unchecked(length, 1)) }
}

/// Where the next block would begin. The page asks before a question, and sets it back with [`set_top`] after it.
#[unsafe(no_mangle)]
extern "C" fn top() -> *mut u8 {
    ARENA.top.get().as_ptr()
}

/// Gives back everything above `top`, which [`top`] gave.
#[unsafe(no_mangle)]
extern "C" fn set_top(top: *mut u8) {
    if let Some(top) = NonNull::new(top) {
        ARENA.top.set(top);
    }
}
