//! The collector's program has the inline opener in its short form, which is kept in the source tree.

use std::fs;

use consent_core::receipt::Digest;
use product_tests::prerequisite::workspace;

#[test]
fn the_short_opener_is_made_of_the_long_one_as_it_is() {
    let read = |path| fs::read_to_string(workspace().join(path)).unwrap();
    let long = read("banner-wasm/assets/opener.js");
    let short = read("collector-server/assets/opener.js");
    assert_eq!(
        short.lines().nth(1),
        Some(format!("// {}", Digest::of(long.as_bytes())).as_str()),
        "run cargo xtask wasm, and keep what it writes"
    );
}
