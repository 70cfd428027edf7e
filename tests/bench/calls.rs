//! What a hooked call costs beside the native one, in nanoseconds.

use product_tests::World;
use serde_json::Value;

use crate::{
    shelf::Shelf,
    view::{by_hand, number},
};

/// One call: its name, its code, how often it is made in a round, and what may be added to it by the design.
pub struct Call {
    pub name: &'static str,
    code: &'static str,
    times: usize,
    pub budget: Option<f64>,
}

/// With the verdict cached: the same thing again and again, and nothing of it is held.
pub const CALLS: [Call; 7] = [
    Call {
        name: "write a cookie of the site's own",
        code: "document.cookie = 'cart=1; path=/'",
        times: 5_000,
        budget: Some(200.0),
    },
    Call {
        name: "createElement('div')",
        code: "document.createElement('div')",
        times: 20_000,
        budget: Some(50.0),
    },
    Call {
        name: "createElement('script')",
        code: "document.createElement('script')",
        times: 20_000,
        budget: Some(50.0),
    },
    Call {
        name: "setAttribute of a class",
        code: "div.setAttribute('class', i & 1 ? 'a' : 'b')",
        times: 20_000,
        budget: Some(50.0),
    },
    Call {
        name: "setAttribute of a script's own src",
        code: "script.setAttribute('src', '/own.js')",
        times: 20_000,
        budget: Some(50.0),
    },
    Call {
        name: "appendChild of a div",
        code: "box.appendChild(div)",
        times: 10_000,
        budget: None,
    },
    Call {
        name: "fetch from the site, until it returns its promise",
        code: "sent.push(fetch('/own.txt'))",
        times: 100,
        budget: None,
    },
];

/// Nanoseconds of each call: without us, with us.
pub async fn measure(world: &World, shelf: &Shelf, rounds: usize) -> Vec<(f64, f64)> {
    let mut found = vec![(Vec::new(), Vec::new()); CALLS.len()];
    let visitor = world.visitor_at(shelf.origin(), by_hand()).await;
    for round in 0..rounds {
        eprintln!("calls: round {} of {rounds}", round + 1);
        for slug in ["bare", "samtycke"] {
            visitor.open(&format!("/view/{slug}")).await;
            visitor.quiet().await;
            for (at, call) in CALLS.iter().enumerate() {
                let took = number(&visitor.js(&script(call)).await);
                match slug {
                    "bare" => found[at].0.push(took),
                    _ => found[at].1.push(took),
                }
            }
        }
    }
    // What other work adds is never less than nothing, on either side.
    let least = |took: Vec<f64>| took.into_iter().fold(f64::INFINITY, f64::min);
    let both = found.into_iter();
    both.map(|(bare, ours)| (least(bare), least(ours)))
        .collect()
}

/// The best of several rounds: what other work on the machine adds is left out.
fn script(call: &Call) -> String {
    format!(
        "(async () => {{
    const div = document.createElement('div'), script = document.createElement('script');
    const box = document.createElement('div');
    let sent = [], best = Infinity;
    document.body.append(box);
    for (let round = 0; round < 12; round++) {{
        const begun = performance.now();
        for (let i = 0; i < {times}; i++) {{ {code}; }}
        best = Math.min(best, performance.now() - begun);
        await Promise.all(sent.map((answer) => answer.then((a) => a.text())));
        sent = [];
    }}
    box.remove();
    return best / {times} * 1e6;
}})()",
        times = call.times,
        code = call.code
    )
}

/// That the hooks are there when they are timed.
pub async fn is_hooked(world: &World, shelf: &Shelf) -> bool {
    let visitor = world.visitor_at(shelf.origin(), by_hand()).await;
    visitor.open("/view/samtycke").await;
    let write = "(document.cookie = '_st_id=1; path=/', document.cookie.includes('_st_id'))";
    visitor.js(write).await == Value::Bool(false)
}
