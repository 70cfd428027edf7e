//! The leak suite: some six hundred small ways by which a page reaches a third party or writes to the visitor's
//! machine, tried in each engine without us, before a choice, after a refusal and after an acceptance.
//!
//! The ways are data (`vectors/`, one file for each channel). Each has its own path at the recorder, so many share one
//! page. What still leaks stands in `known.txt`: the test fails when something leaks that is not listed, and when
//! something listed does not leak any more, so the list may only shrink.
//!
//! `intact/` has what of the site's own must not break: a hundred small cases, each of which has to say the same with and
//! without us. What does not stands in `broken.txt`, under the same rule.
//!
//! `SAMTYCKE_BROWSERS` chooses engines, `SAMTYCKE_LEAK_MODES` snippets, `SAMTYCKE_LEAKS=record` writes `known.txt` and
//! the matrix in `docs/gate.md` anew, `SAMTYCKE_LEAK_ONLY` takes only vectors and cases whose names contain it (or one of
//! several, with commas between) and judges nothing; it takes the vectors of `candidates/` and the cases of
//! `intact_candidates/` too, which have been tried in Chromium only and wait to be measured in every engine and mode.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod intact;
mod judge;
mod kit;
mod known;
mod list;
mod matrix;
mod mode;
mod own;
mod page;
mod place;
mod run;
mod vectors;
mod visit;

use product_tests::Engine;

// ACCEPTANCE 28, 32, 33, 34 (partly: what `known.txt` lists still leaks)
#[tokio::test]
async fn what_leaks_is_known_and_what_is_known_leaks() {
    let mut wrong = Vec::new();
    for engine in Engine::available() {
        let Some(found) = run::measure(engine).await else {
            return;
        };
        wrong.extend(known::compare(found));
    }
    assert!(
        wrong.is_empty(),
        "the list of known leaks is not what was measured:\n{}",
        wrong.join("\n")
    );
}

#[tokio::test]
async fn what_is_the_sites_own_works_as_it_does_without_us() {
    let mut wrong = Vec::new();
    for engine in Engine::available() {
        let Some(differences) = intact::differences(engine).await else {
            return;
        };
        wrong.extend(differences);
    }
    assert!(
        wrong.is_empty(),
        "the list of what breaks is not what was measured:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_matrix_in_the_documentation_is_what_the_list_says() {
    let known = list::LEAKS.read();
    if list::is_recorded() {
        matrix::write(&known);
    }
    let written = std::fs::read_to_string(matrix::path()).unwrap();
    assert!(
        written.contains(&matrix::text(&known)),
        "docs/gate.md differs from tests/leaks/known.txt: record both with SAMTYCKE_LEAKS=record"
    );
}
