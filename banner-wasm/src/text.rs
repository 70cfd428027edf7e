//! A text that the page hands to the view. (The gate takes its texts by itself, in `gate::export`.)

use alloc::string::String;
use wasm_bindgen::convert::{FromWasmAbi, WasmSlice};
use wasm_bindgen::describe::WasmDescribe;

/// It lies where the page has put it. Of a `&str` or a `String` the glue would make boxes and cut them to their length,
/// by code that does nothing else here: the module gives no memory back one by one.
#[derive(Clone, Copy, Debug)]
pub struct Text(pub &'static str);

impl WasmDescribe for Text {
    fn describe() {
        String::describe();
    }
}

#[expect(unsafe_code, reason = "a text comes as an address and a length")]
impl FromWasmAbi for Text {
    type Abi = WasmSlice;

    unsafe fn from_abi(slice: WasmSlice) -> Self {
        let (start, length) = (slice.ptr.into_usize(), slice.len.into_usize());
        let start = core::ptr::with_exposed_provenance(start);
        // SAFETY: the page writes what its `TextEncoder` made, whole and so valid UTF-8, into a block of its own,
        // which lasts as long as the page.
        Self(unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(start, length)) })
    }
}
