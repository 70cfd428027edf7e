//! The figures as text.

use super::measure::Measurement;
use crate::wasm::Sizes;

/// Prints both measurements and their ratios.
pub fn print(reference: &Measurement, collector: &Measurement) {
    println!(
        "\n{:<34}{:>14}{:>14}{:>10}",
        "", "collector", "JSON echo", "ratio"
    );
    let row = |name: &str, of: &dyn Fn(&Measurement) -> f64| {
        let (ours, theirs) = (of(collector), of(reference));
        println!(
            "{name:<34}{ours:>14.1}{theirs:>14.1}{:>10.2}",
            ours / theirs
        );
    };
    row("answers a second", &|measured| {
        count(measured) / measured.outcome.elapsed.as_secs_f64()
    });
    row("CPU of the server, µs an answer", &cpu_each);
    row("p50, ms", &|measured| {
        quantile(&measured.outcome.latencies, 50)
    });
    row("p99, ms", &|measured| {
        quantile(&measured.outcome.latencies, 99)
    });
    row("memory at rest, MB", &|measured| {
        measured.memory_at_rest as f64 / 1024.0
    });
    row("memory at most, MB", &|measured| {
        measured.memory_at_most as f64 / 1024.0
    });
    println!(
        "{:<34}{:>14.0}",
        "bytes stored a receipt",
        collector.stored as f64 / count(collector)
    );
    println!(
        "\n{} receipts in {:.1} s; refused: {}",
        collector.outcome.latencies.len(),
        collector.outcome.elapsed.as_secs_f32(),
        collector.outcome.refused
    );
    println!(
        "The driver shares the machine, so rates are lower than with a driver of its own; compare the ratios."
    );
}

/// Prints what the script weighs and how long it keeps the browser busy.
pub fn print_script(sizes: &Sizes, armed: Option<f64>) {
    println!(
        "\nconsent.js of the demo shop: {} bytes, gzip {}, brotli {}",
        sizes.bytes, sizes.gzip, sizes.brotli
    );
    match armed {
        Some(time) => {
            println!("main thread busy until the gate is armed: {time:.1} ms (median of 11, cold)")
        }
        None => println!("main thread until the gate is armed: not measured, there is no Chromium"),
    }
}

/// CPU time of the server an answer, in microseconds.
pub(super) fn cpu_each(measured: &Measurement) -> f64 {
    measured.cpu_microseconds as f64 / count(measured)
}

pub(super) fn count(measured: &Measurement) -> f64 {
    measured.outcome.latencies.len() as f64
}

/// The latency that `percent` of the answers did not exceed, in milliseconds. `sorted` must not be empty.
pub(super) fn quantile(sorted: &[u32], percent: usize) -> f64 {
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    f64::from(sorted[index]) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let hundred: Vec<u32> = (1..=100).map(|value| value * 1000).collect();
        assert_eq!(
            (quantile(&hundred, 50), quantile(&hundred, 99)),
            (50.0, 99.0)
        );
        assert_eq!(quantile(&[7000], 99), 7.0);
    }
}
