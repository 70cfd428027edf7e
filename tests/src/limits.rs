//! Stories that cannot be run in every engine, by name and with the reason.
//!
//! A story finds its own name (the thread that a test runs in carries it), so that the list is the only place to look.

use std::thread;

use crate::Engine::{self, Firefox, WebKit};

/// A story, the engines that it cannot be run in, and why.
pub type Limit = (&'static str, &'static [Engine], &'static str);

const PLAIN: &str =
    "behind the plain tag all but Chromium read ahead what stands in the markup (docs/install.md)";

/// All of them.
pub const LIMITS: &[Limit] = &[
    (
        "first_visit::the_plain_tag_with_the_policy_line_holds_everything_back_too_and_releases_it",
        &[Firefox, WebKit],
        PLAIN,
    ),
    (
        "strict_policy::the_plain_tag_fails_closed_in_the_same_way",
        &[Firefox, WebKit],
        PLAIN,
    ),
    (
        "come_back::an_acceptance_older_than_its_validity_is_asked_again_and_holds_everything_back",
        &[WebKit],
        "the opener believes the letter of a cookie that a browser would have deleted at its end, and WebKit then reads ahead",
    ),
    (
        "signal::a_signal_that_only_the_header_carries_counts_as_well",
        &[WebKit],
        "what another origin says in Server-Timing it tells no page, whatever Timing-Allow-Origin says (it sends no Sec-GPC itself)",
    ),
    (
        "tools::autoconsent_refuses_on_the_demo_without_a_rule_of_ours",
        &[Firefox, WebKit],
        "a world of one's own beside the page's, as extensions have it, is made by the DevTools protocol",
    ),
];

/// Whether the engine takes names below `localhost` for secure on plain `http`, and keeps `Secure` cookies there. WebKit
/// does not, so there the consent cookie of a story has no `Secure`; on `https` it has, as everywhere.
pub fn is_localhost_secure(engine: Engine) -> bool {
    engine != WebKit
}

/// Why the story that runs now cannot be run in this engine, if it cannot.
pub fn reason(engine: Engine) -> Option<&'static str> {
    let current = thread::current();
    let story = current.name()?;
    let limit = LIMITS
        .iter()
        .find(|(name, engines, _)| *name == story && engines.contains(&engine))?;
    Some(limit.2)
}
