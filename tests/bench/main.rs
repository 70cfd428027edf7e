//! The product in a browser, in figures, beside others of its kind in the same run and by the same harness.
//!
//! `cargo xtask bench banner` and `cargo xtask bench gate` run this. Machines and hours differ, so what counts are the
//! ratios. Each view is a new browser with an empty profile; products take turns, in one direction and then in the
//! other, and the median of all runs is told.
#![expect(clippy::unwrap_used, reason = "a panic is how a measurement fails")]

mod banner;
mod calls;
mod figures;
mod gate;
mod leaks;
mod pages;
mod product;
mod shelf;
mod view;

// What the leak suite tries, and its pages and server.
#[path = "../leaks/kit.rs"]
mod kit;
#[path = "../leaks/own.rs"]
mod own;
#[path = "../leaks/page.rs"]
mod page;
#[path = "../leaks/place.rs"]
#[expect(dead_code, reason = "only the suite puts a proxy before its server")]
mod place;
#[path = "../leaks/vectors.rs"]
mod vectors;

/// What the command line says.
pub struct Options {
    /// Cold views of each product at each throttle.
    pub runs: usize,
    /// Every how many-th of the leak suite's vectors is tried.
    pub part: usize,
    /// One part of a bench alone.
    pub only: Option<String>,
}

#[tokio::main]
async fn main() {
    let (mut what, mut options) = (
        None,
        Options {
            runs: 11,
            part: 1,
            only: None,
        },
    );
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--only" {
            options.only = words.next();
            continue;
        }
        let mut number = || -> usize {
            let value = words.next().and_then(|value| value.parse().ok());
            value
                .filter(|value| *value > 0)
                .unwrap_or_else(|| panic!("{word} takes a number"))
        };
        match word.as_str() {
            // Cargo says so to every bench.
            "--bench" => {}
            "--runs" => options.runs = number(),
            "--part" => options.part = number(),
            other => what = Some(other.to_owned()),
        }
    }
    match what.as_deref() {
        Some("banner") => banner::run(&options).await,
        Some("gate") => gate::run(&options).await,
        _ => println!(
            "usage: banner [--runs N] | gate [--runs N] [--part N] (cargo xtask bench tells more)"
        ),
    }
}
