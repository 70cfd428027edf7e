#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| samtycke_fuzz::values(data));
