//! The words of `data-consent` as the gate takes them (`banner-wasm/assets/gate/hold.js`), with what the core makes of the
//! rest (`consent_core::decision::allows`).

use consent_core::decision::allows;

use crate::gate_script::answers;

const FUNCTIONAL: u8 = 1;
const STATISTICS: u8 = FUNCTIONAL | 4;
const ALL: u8 = STATISTICS | 8 | 16;

#[test]
fn words_of_expressions_are_categories_purposes_and_all() {
    // Whether it allows with nothing, with statistics, with everything asked granted.
    let cases = [
        ("functional", [true, true, true]),
        ("necessary", [true, true, true]),
        ("preferences", [false, false, false]),
        ("statistics", [false, true, true]),
        (" Statistics\n", [false, true, true]),
        ("visits", [false, true, true]),
        ("shop-news", [false, false, true]),
        ("advertising|visits", [false, true, true]),
        ("ADVERTISING, visits", [false, false, true]),
        ("all", [false, false, true]),
        ("unknown", [false, false, true]),
        ("!all & visits", [false, true, false]),
        ("functional | !unknown", [true, true, true]),
        // What is no word of the site's never allows, nor do numbers, which are the core's.
        ("marketing", [false, false, false]),
        ("functional | marketing", [false, false, false]),
        ("!marketing", [false, false, false]),
        ("constructor", [false, false, false]),
        ("!__proto__", [false, false, false]),
        ("0", [false, false, false]),
        ("functional statistics", [false, false, false]),
        ("(functional)", [false, false, false]),
        ("functional\u{a0}", [false, false, false]),
        ("", [false, false, false]),
    ];
    let texts = cases.map(|(text, _)| text.to_owned());
    let Some(places) = answers("expressions/places.mjs", &texts) else {
        return;
    };
    let places: Vec<String> = serde_json::from_slice(&places).unwrap();
    for ((text, expected), places) in cases.iter().zip(places) {
        let met = [FUNCTIONAL, STATISTICS, ALL].map(|met| allows(places.as_bytes(), met));
        assert_eq!(met, *expected, "{text}: {places}");
    }
}
