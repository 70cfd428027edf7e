//! The functions of the fuzz targets, for a moment: random bytes, and soup of what the parsers look for.

#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

use proptest::prelude::*;

/// Pieces that mean something to one parser or another.
const PIECES: [&str; 72] = [
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "--!>",
    "<script",
    "</script>",
    "<script>",
    "<style>",
    "</style>",
    "<img ",
    "<iframe ",
    "<base href=",
    "<svg>",
    "<template>",
    "<noscript>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "src=",
    "srcset=",
    "href=",
    "srcdoc=",
    "style=",
    "type=module",
    "data-consent=",
    "data-src=",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "\t",
    "&",
    "&#x2f;",
    "&amp;",
    "//",
    "\\",
    "https:",
    "http:/",
    "//a.example/x",
    "javascript:",
    "data:",
    "url(",
    "@import ",
    "fbq(",
    "import(",
    "samtycke=",
    "1n.1.",
    "1a.f.",
    ";",
    ",",
    "|",
    "!",
    "all",
    "functional",
    "statistics",
    "advertising",
    "shop-news",
    "www.shop.example",
    "@",
    ":80",
    "%2e",
    "é",
    "\u{2028}",
    "\0",
    "[[purposes]]",
    "id = \"x\"",
    "[",
    "]",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let soup = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)
        .prop_map(|pieces| pieces.concat().into_bytes());
    prop_oneof![prop::collection::vec(any::<u8>(), 0..120), soup]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    // ACCEPTANCE 96 (partly: the short run)
    #[test]
    fn no_bytes_break_the_rules(data in input()) {
        fuzz::rules(&data);
    }

    // ACCEPTANCE 96 (partly: the short run)
    #[test]
    fn no_text_breaks_the_filter_of_markup(data in input()) {
        fuzz::markup(&data);
    }

    // ACCEPTANCE 96 (partly: the short run)
    #[test]
    fn a_choice_that_is_read_is_written_the_same(data in input()) {
        fuzz::cookie(&data);
    }

    #[test]
    fn no_foreign_address_passes_for_the_pages_own(data in input()) {
        fuzz::host(&data);
    }

    #[test]
    fn no_text_breaks_the_reader_of_site_files(data in input()) {
        fuzz::site_file(&data);
    }

    #[test]
    fn a_condition_answers_for_every_set(data in input()) {
        fuzz::expression(&data);
    }
}
