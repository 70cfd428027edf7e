//! What the stand-in hosts were asked for. Demo and tests only: a real shop has nothing like it.
//!
//! Knows hosts and paths. Does not know who asked: no address, no cookie, no query is kept.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

/// How many of the latest hits are kept in order.
const ORDER_KEPT: usize = 1_000;

/// One request that reached a stand-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Host name without port, such as `stats.localhost`.
    pub host: String,
    /// Path without query.
    pub path: String,
}

/// A copy of the counters at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Requests by host, then by path.
    pub hosts: BTreeMap<String, BTreeMap<String, u64>>,
    /// Requests in all.
    pub total: u64,
}

impl Tally {
    /// Requests that reached one host.
    pub fn host(&self, host: &str) -> u64 {
        self.hosts.get(host).map_or(0, |paths| paths.values().sum())
    }
}

#[derive(Default)]
struct Counters {
    tally: Tally,
    latest: VecDeque<Hit>,
}

/// The shared counters of one running server. Clones count together.
#[derive(Clone, Default)]
pub struct Hits(Arc<Mutex<Counters>>);

impl Hits {
    /// Counts one request.
    pub fn record(&self, host: &str, path: &str) {
        let mut counters = self.lock();
        let paths = counters.tally.hosts.entry(host.to_owned()).or_default();
        *paths.entry(path.to_owned()).or_default() += 1;
        counters.tally.total += 1;
        if counters.latest.len() == ORDER_KEPT {
            counters.latest.pop_front();
        }
        counters.latest.push_back(Hit {
            host: host.to_owned(),
            path: path.to_owned(),
        });
    }

    /// The counters now.
    pub fn tally(&self) -> Tally {
        self.lock().tally.clone()
    }

    /// The latest hits, oldest first.
    pub fn in_order(&self) -> Vec<Hit> {
        self.lock().latest.iter().cloned().collect()
    }

    /// Starts again from nothing.
    pub fn clear(&self) {
        *self.lock() = Counters::default();
    }

    fn lock(&self) -> MutexGuard<'_, Counters> {
        // A counter is whole at every moment, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Hits;

    #[test]
    fn hits_are_counted_by_host_and_path_and_kept_in_order() {
        let hits = Hits::default();
        hits.record("stats.localhost", "/matlada.js");
        hits.record("ads.localhost", "/px.gif");
        hits.record("stats.localhost", "/matlada.js");
        let tally = hits.tally();
        assert_eq!(tally.total, 3);
        assert_eq!(tally.host("stats.localhost"), 2);
        assert_eq!(tally.hosts["ads.localhost"]["/px.gif"], 1);
        let order: Vec<_> = hits.in_order().into_iter().map(|hit| hit.path).collect();
        assert_eq!(order, ["/matlada.js", "/px.gif", "/matlada.js"]);
        hits.clear();
        assert_eq!(hits.tally().total, 0);
    }
}
