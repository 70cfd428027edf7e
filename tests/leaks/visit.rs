//! One run: a page opened, looked at, answered and left, and what had left the browser at each step.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use product_tests::{ACCEPT, REJECT, Visitor};
use serde_json::Value;

use crate::{
    place::{PROBE, Street, is_from, is_of},
    vectors::Vector,
};

/// Nothing new for this long: what would leave has left, on a machine that keeps up.
pub const QUIET: Duration = Duration::from_millis(700);
/// The same where a look before has surprised: a slow machine opens a window in more than a moment.
pub const PATIENT: Duration = Duration::from_secs(3);
/// A page that never comes to rest is looked at as it is.
const RESTLESS: Duration = Duration::from_secs(12);

/// What each vector of a page did in one step.
pub type Counts = BTreeMap<String, usize>;

/// A run in progress.
pub struct Visit<'a> {
    pub street: &'a Street,
    pub visitor: &'a Visitor,
    pub run: String,
    pub origin: String,
    pub group: &'a [Vector],
    /// How long nothing new has to leave before the page counts as at rest.
    pub quiet: Duration,
}

impl Visit<'_> {
    /// The page without us: everything that works shows.
    pub async fn bare(&self) -> Counts {
        let begun = self.street.recorder.len();
        self.open().await;
        self.go().await;
        self.leave(begun).await
    }

    /// Looked at, refused on a second look, and looked at again: what left before the choice, after it, and on the next
    /// page.
    pub async fn refuse(&self) -> [Counts; 3] {
        let begun = self.street.recorder.len();
        self.open().await;
        self.go().await;
        let before = self.leave(begun).await;
        self.open().await;
        let begun = self.street.recorder.len();
        self.visitor.answer(REJECT).await;
        self.visitor.js("leak.again()").await;
        self.rest().await;
        self.go().await;
        let refused = self.leave(begun).await;
        let begun = self.street.recorder.len();
        self.open().await;
        self.go().await;
        let next = self.leave(begun).await;
        [before, refused, next]
    }

    /// Looked at and accepted: all that left.
    pub async fn accept(&self) -> Counts {
        let begun = self.street.recorder.len();
        self.open().await;
        self.visitor.answer(ACCEPT).await;
        self.rest().await;
        self.go().await;
        self.leave(begun).await
    }

    async fn open(&self) {
        self.visitor.open(&format!("{}/", self.origin)).await;
        self.rest().await;
    }

    /// Tells the vectors that leave the page to act.
    async fn go(&self) {
        if self.visitor.holds("leak.go()").await {
            self.rest().await;
        }
    }

    /// Waits until the page is complete and nothing new has left. What leaves the pages of other runs, in the browsers
    /// beside this one, does not prolong it.
    async fn rest(&self) {
        let begun = Instant::now();
        let mut seen = (self.street.recorder.len(), Instant::now());
        while begun.elapsed() < RESTLESS {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let new = self.street.recorder.since(seen.0);
            seen.0 += new.len();
            if new.iter().any(|new| is_of(new, &self.run)) {
                seen.1 = Instant::now();
            }
            if seen.1.elapsed() > self.quiet
                && self
                    .visitor
                    .holds("document.readyState === 'complete'")
                    .await
            {
                return;
            }
        }
    }

    /// Goes to a page without scripts, so that what waits for the end is sent, and counts.
    async fn leave(&self, begun: usize) -> Counts {
        self.visitor.close_other_windows().await;
        self.visitor.open(&format!("{}/probe", self.origin)).await;
        let mut stored = self.visitor.js(PROBE).await;
        stored["cookie"] = Value::from(self.visitor.cookie_names().await);
        self.rest().await;
        let seen = self.street.recorder.since(begun);
        let count = |vector: &Vector| match &vector.store {
            Some(kind) => {
                let name = Value::from(vector.stored_name(&self.run));
                let names = stored[kind.as_str()].as_array();
                usize::from(names.is_some_and(|names| names.contains(&name)))
            }
            None => {
                let own = seen
                    .iter()
                    .filter(|seen| is_from(seen, &self.run, &vector.id));
                own.filter(|seen| match &vector.only {
                    Some(parameter) => seen.target.contains(&format!("{parameter}=")),
                    None => true,
                })
                .count()
            }
        };
        self.group
            .iter()
            .map(|vector| (vector.id.clone(), count(vector)))
            .collect()
    }
}
