//! The gate module: what may pass, what the visitor chose, what to delete and what to send.
//!
//! The hooks themselves, and everything that touches the page, are the hand-written JavaScript of
//! `assets/prologue.js`; it asks here and remembers the answers. Nothing in this module touches the DOM, a clock or
//! randomness: all come in as parameters, so it is tested natively. Start at [`export`], the list of what can be asked.

pub mod answer;
pub mod export;
pub mod state;
pub mod text;

/// A trap is all that the page is told: it then goes on as if there were no core.
#[cfg(all(target_arch = "wasm32", not(feature = "view")))]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The standard allocator would be a tenth of the module.
#[cfg(all(target_arch = "wasm32", not(feature = "view")))]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
