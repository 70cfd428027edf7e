//! Counters for operators, in the Prometheus text format. Labels are site ids and fixed words:
//! nothing here says anything about a person.
//!
//! A registry of our own: a dozen counters and one histogram need no facade, and it is easy to see
//! that no label comes from a request.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Upper bounds of the request-time buckets, in microseconds.
const BUCKETS_MICROS: [u64; 9] = [
    500, 1_000, 2_500, 5_000, 10_000, 50_000, 100_000, 300_000, 1_000_000,
];

/// A choice that waits for the disk.
#[derive(Debug)]
pub struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All counters of one collector.
#[derive(Debug, Default)]
pub struct Metrics {
    recorded: Mutex<BTreeMap<(String, &'static str), u64>>,
    webhooks: Mutex<BTreeMap<(String, &'static str), u64>>,
    refused: Mutex<BTreeMap<&'static str, u64>>,
    storage_failures: AtomicU64,
    panics: AtomicU64,
    waiting: AtomicUsize,
    requests: Histogram,
}

#[derive(Debug, Default)]
struct Histogram {
    buckets: [AtomicU64; BUCKETS_MICROS.len() + 1],
    sum_micros: AtomicU64,
}

impl Metrics {
    /// Counts a receipt that is durable. `outcome` is `new`, `replayed` or `unchanged`.
    pub fn recorded(&self, site: &str, outcome: &'static str) {
        let mut counts = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&(site.to_owned(), outcome)) {
            *count += 1;
        } else {
            counts.insert((site.to_owned(), outcome), 1);
        }
    }

    /// Counts an attempt to deliver a webhook message. `outcome` is `delivered`, `failed` or `given_up`; alert on the
    /// last.
    pub fn webhook(&self, site: &str, outcome: &'static str) {
        *self
            .webhooks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((site.to_owned(), outcome))
            .or_default() += 1;
    }

    /// Counts a choice that was not recorded, by the slug of the problem (or `bot`).
    pub fn refused(&self, reason: &'static str) {
        *self
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(reason)
            .or_default() += 1;
    }

    /// Counts a choice that could not be stored. Any increase is worth an alert: the browsers keep
    /// their choices and try again, but evidence is waiting outside.
    pub fn storage_failed(&self) {
        self.storage_failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a request that ended in a caught panic.
    pub fn panicked(&self) {
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a choice as waiting for the disk until the guard is dropped, also when its request ends early.
    pub fn waiting(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(&self.waiting)
    }

    /// Adds one answered request.
    pub fn request_took(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = BUCKETS_MICROS
            .iter()
            .position(|bound| micros <= *bound)
            .unwrap_or(BUCKETS_MICROS.len());
        self.requests.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.requests
            .sum_micros
            .fetch_add(micros, Ordering::Relaxed);
    }

    /// The page a scraper reads. Whether the log fails, its own part knows.
    pub fn render(&self, is_log_failing: bool) -> String {
        let mut page = String::with_capacity(2048);
        head(
            &mut page,
            "collector_log_failing",
            "gauge",
            "1 while receipts cannot be taken into the signed log; alert when it stays.",
        );
        line(
            &mut page,
            "collector_log_failing",
            &u8::from(is_log_failing),
        );
        head(
            &mut page,
            "collector_receipts_total",
            "counter",
            "Choices answered with a receipt.",
        );
        for ((site, outcome), count) in
            &*self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
        {
            line(
                &mut page,
                &format!("collector_receipts_total{{site=\"{site}\",outcome=\"{outcome}\"}}"),
                count,
            );
        }
        head(
            &mut page,
            "collector_webhooks_total",
            "counter",
            "Attempts to deliver a webhook message; alert on given_up.",
        );
        for ((site, outcome), count) in
            &*self.webhooks.lock().unwrap_or_else(PoisonError::into_inner)
        {
            line(
                &mut page,
                &format!("collector_webhooks_total{{site=\"{site}\",outcome=\"{outcome}\"}}"),
                count,
            );
        }
        head(
            &mut page,
            "collector_refused_total",
            "counter",
            "Choices not recorded, by reason.",
        );
        for (reason, count) in &*self.refused.lock().unwrap_or_else(PoisonError::into_inner) {
            line(
                &mut page,
                &format!("collector_refused_total{{reason=\"{reason}\"}}"),
                count,
            );
        }
        head(
            &mut page,
            "collector_storage_failures_total",
            "counter",
            "Choices that could not be stored; alert on any increase.",
        );
        line(
            &mut page,
            "collector_storage_failures_total",
            &self.storage_failures.load(Ordering::Relaxed),
        );
        head(
            &mut page,
            "collector_panics_total",
            "counter",
            "Requests that ended in a caught panic.",
        );
        line(
            &mut page,
            "collector_panics_total",
            &self.panics.load(Ordering::Relaxed),
        );
        head(
            &mut page,
            "collector_queue_depth",
            "gauge",
            "Choices waiting to be on the disk.",
        );
        line(
            &mut page,
            "collector_queue_depth",
            &self.waiting.load(Ordering::Relaxed),
        );
        self.requests.render(&mut page);
        page
    }
}

impl Histogram {
    fn render(&self, page: &mut String) {
        head(
            page,
            "collector_request_seconds",
            "histogram",
            "Time to answer a request.",
        );
        let mut total = 0;
        for (bucket, bound) in self.buckets.iter().zip(BUCKETS_MICROS) {
            total += bucket.load(Ordering::Relaxed);
            let seconds = Duration::from_micros(bound).as_secs_f64();
            line(
                page,
                &format!("collector_request_seconds_bucket{{le=\"{seconds}\"}}"),
                &total,
            );
        }
        total += self.buckets[BUCKETS_MICROS.len()].load(Ordering::Relaxed);
        line(
            page,
            "collector_request_seconds_bucket{le=\"+Inf\"}",
            &total,
        );
        let sum = Duration::from_micros(self.sum_micros.load(Ordering::Relaxed)).as_secs_f64();
        line(page, "collector_request_seconds_sum", &sum);
        line(page, "collector_request_seconds_count", &total);
    }
}

fn head(page: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(page: &mut String, name: &str, value: &dyn std::fmt::Display) {
    let _ = writeln!(page, "{name} {value}");
}
