//! The consent cookie as the gate reads it (`banner-wasm/assets/gate/state.js`) beside `consent_core::cookie`: the gate takes
//! it apart with the browser's regular expressions, which are there, and has the core say whether it counts.

use consent_core::cookie;

use crate::gate_script::{answers, chance};

/// Cookie texts that come together by chance.
const TEXTS: usize = 20_000;
const VERSION: u32 = 3;
const NOW: u64 = 1_795_000_000;
const VALIDITY: u64 = 15_552_000;

/// Pieces of cookies, most of which count when they come together in order.
const FIELDS: [&[&str]; 7] = [
    &["1a", "1s", "1n", "1a", "1s", "1", "2a", "a1", "1A"],
    &["f", "1", "5", "d", "4", "0", "05", "F", "15", ""],
    &[
        "top2v4",
        "top2v3",
        "tog000",
        "zzzzzzzzzzz",
        "zzzzzzzzzzzz",
        "0",
        "TOP2V4",
        "",
    ],
    &[
        "3",
        "3",
        "3",
        "03",
        "4",
        "4294967299",
        "99999999999",
        "999999999999",
        "x",
        "",
    ],
    &[
        "MDEyMzQ1Njc4OWFiY2RlZg",
        "MDEyMzQ1Njc4OWFiY2RlZh",
        "-_EyMzQ1Njc4OWFiY2RlZw",
        "MDEyMzQ1Njc4OWFiY2RlZ",
        "MDEyMzQ1Njc4OWFiY2RlZgA",
        "MDEyMzQ1Njc4OWFiY2Rl+g",
    ],
    &["", "", ".film", ".a-1_.b", "."],
    &["", "", "", "", ".", ".x", ".X", " ", "=", "å"],
];
const BETWEEN: [&str; 6] = ["; ", "; ", "; ", "; cart=1; ", "; x", "; a=samtycke="];

fn texts() -> Vec<String> {
    let mut below = chance();
    let mut text = || {
        let mut text = String::new();
        for at in 0..=below(3) {
            if at > 0 {
                text.push_str(BETWEEN[below(BETWEEN.len())]);
            }
            // Most fields are good ones, or nothing would ever count.
            let mut field = |place: usize| match below(4) {
                0 => FIELDS[place][below(FIELDS[place].len())],
                _ => FIELDS[place][0],
            };
            let fields = [0, 1, 2, 3, 4].map(&mut field).join(".");
            text.push_str(&format!("samtycke={fields}{}{}", field(5), field(6)));
        }
        // As browsers do at the end of a cookie.
        text.trim_end_matches(' ').replace(" ;", ";")
    };
    (0..TEXTS).map(|_| text()).collect()
}

/// Granted, time, version, key, and the refused services, a dot before each.
type Found = (u8, f64, f64, String, String);

/// What the gate finds in each. `None` where there is no node to run it.
fn of_the_gate(texts: &[String]) -> Option<Vec<Vec<Found>>> {
    let answers = answers("choices/choices.mjs", texts)?;
    Some(serde_json::from_slice(&answers).unwrap())
}

// ACCEPTANCE 27 (partly: the gate reads the cookie as the server does)
#[test]
fn the_gate_reads_a_choice_from_cookies_as_the_server_does() {
    let texts = texts();
    let Some(answers) = of_the_gate(&texts) else {
        return;
    };
    let mut found = 0;
    for (text, answer) in texts.iter().zip(answers) {
        let of_the_gate = answer.into_iter().find(|(_, time, version, _, _)| {
            cookie::counts(*version, *time, VERSION.into(), VALIDITY as f64, NOW as f64)
        });
        let of_the_gate = of_the_gate
            .map(|(granted, time, _, key, refused)| (granted, time as u64, key, refused));
        let of_the_server = cookie::parse(text, VERSION, VALIDITY, NOW).map(|choice| {
            (
                choice.granted.bits(),
                choice.time_seconds,
                choice.key.to_text(),
                match choice.refused.as_str() {
                    "" => String::new(),
                    refused => format!(".{refused}"),
                },
            )
        });
        assert_eq!(of_the_gate, of_the_server, "{text}");
        found += usize::from(of_the_server.is_some());
    }
    assert!(
        found > TEXTS / 10 && found < TEXTS * 9 / 10,
        "{found} count"
    );
}
