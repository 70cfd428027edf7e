//! The figures of `bench receipts` as the page docs/receipts.md: each beside its budget.

use serde_json::Value;

use super::measure::Measurement;
use super::receipts::{Figures, RUNS};
use super::report::{count, cpu_each, quantile};

/// Budgets of the design: microseconds of CPU a receipt on an empty and on a big store, milliseconds of a search,
/// megabytes at rest and under load, bytes stored a receipt.
const BUDGETS: (f64, f64, f64, f64, f64, f64) = (100.0, 150.0, 5.0, 30.0, 150.0, 1200.0);

/// The page in Markdown.
pub fn page(figures: &Figures) -> String {
    let Figures {
        echo,
        empty,
        big,
        store,
        checked,
        connections,
    } = figures;
    let rows = grouped(store["receipts"].as_u64().unwrap_or_default());
    let (cpu_empty, cpu_big, search, at_rest, under_load, stored) = BUDGETS;
    let mut out = format!(
        "# What a receipt costs\n\n\
         Written by `cargo xtask bench receipts --write`, its words too (`xtask/src/bench/table.rs`).\n\n\
         What is measured is the whole way of a choice: HTTP, checks, signature, encryption, blind indexes, the leaf of the \
         log, and a write to SQLite that is on the disk before the answer goes out.\n\n\
         - **Beside what.** A JSON echo of the same make (axum; it stores and signs nothing) is driven in the same minute. \
         The driver and other work share the machine's processors, so rates and times are worse than on a machine of the \
         server's own; compare the ratios.\n\
         - **Which run counts.** Of {RUNS} runs of each server, the one that took least CPU an answer. Of as many rounds of \
         searches, the one with the smallest p99.\n\
         - **The big store** has {rows} receipts. Its budget is meant for five million: with fewer, what holds here may \
         not hold there.\n\n\
         ## Over HTTP\n\n\
         {connections} connections at once, each with one choice after the other.\n\n\
         | | JSON echo | empty store | ratio | big store | ratio | budget |\n\
         |---|---:|---:|---:|---:|---:|---|\n"
    );
    let mut row = |name: &str, budget: String, of: &dyn Fn(&Measurement) -> f64| {
        let (echo, empty, big) = (of(echo), of(empty), of(big));
        out.push_str(&format!(
            "| {name} | {echo:.1} | {empty:.1} | {:.1} | {big:.1} | {:.1} | {budget} |\n",
            empty / echo,
            big / echo
        ));
    };
    row(
        "CPU of the server, µs an answer",
        format!("≤ {cpu_empty:.0} empty, ≤ {cpu_big:.0} at 5 million"),
        &cpu_each,
    );
    row(
        "answers a second",
        "far goal 20,000".to_owned(),
        &|measured| count(measured) / measured.outcome.elapsed.as_secs_f64(),
    );
    for percent in [50, 95, 99] {
        let budget = if percent == 95 { "≤ 300" } else { "" };
        row(&format!("p{percent}, ms"), budget.to_owned(), &|measured| {
            quantile(&measured.outcome.latencies, percent)
        });
    }
    row(
        "memory at rest, MB",
        format!("≤ {at_rest:.0}"),
        &|measured| measured.memory_at_rest as f64 / 1024.0,
    );
    row(
        "memory at most, MB",
        format!("≤ {under_load:.0}"),
        &|measured| measured.memory_at_most as f64 / 1024.0,
    );
    let of = |name: &str| store[name].as_f64().unwrap_or(f64::NAN);
    out.push_str(
        "\n## The store by itself\n\nWithout HTTP, in one process: what grows with the number of receipts, and what a \
         search takes among all of them.\n\n| | | budget |\n|---|---:|---|\n",
    );
    let mut line = |name: &str, value: f64, digits: usize, budget: &str| {
        out.push_str(&format!("| {name} | {value:.digits$} | {budget} |\n"));
    };
    line(
        "CPU, µs a receipt: the first hundred thousand",
        of("cpu_first"),
        1,
        "",
    );
    line(
        "CPU, µs a receipt: the last hundred thousand",
        of("cpu_last"),
        1,
        "",
    );
    line(
        "CPU, µs an Ed25519 signature, for comparison",
        of("signature"),
        1,
        "",
    );
    line(
        "bytes on the disk a receipt, with every index",
        of("bytes"),
        0,
        &format!("≤ {stored:.0}"),
    );
    for (kind, name) in [
        ("user_id", "search by user id, p99 ms"),
        ("address", "search by address, p99 ms"),
        ("prefix", "search by /24, p99 ms"),
        ("code", "search by receipt code, p99 ms"),
        ("newest", "the newest fifty, p99 ms"),
    ] {
        let milliseconds = store["search_p99"][kind].as_f64();
        line(
            name,
            milliseconds.unwrap_or(f64::NAN),
            2,
            &format!("≤ {search:.0}"),
        );
    }
    out.push_str(
        "\n## Checking\n\nWhat an auditor needs, on one processor.\n\n| | |\n|---|---:|\n",
    );
    out.push_str(&format!(
        "| receipts a second, with signature, disclosures, notice and proof (`verify export`, {} receipts, reading included) | {} |\n",
        grouped(checked.receipts),
        grouped((checked.receipts as f64 / checked.seconds) as u64)
    ));
    out.push_str(&format!(
        "| bytes of a proof file (C2SP `tlog-proof`) | {:.0} |\n| bytes of a line of the export: claims, receipt, proof | {:.0} |\n",
        checked.proof, checked.line
    ));
    out.push_str(&missed(figures, store));
    out
}

/// Which budgets do not hold in this run.
fn missed(figures: &Figures, store: &Value) -> String {
    let (cpu_empty, cpu_big, search, at_rest, under_load, stored) = BUDGETS;
    let megabytes = |kib: u64| kib as f64 / 1024.0;
    let slowest = store["search_p99"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_f64())
        .fold(0.0, f64::max);
    let all = [
        ("CPU on an empty store", cpu_each(&figures.empty), cpu_empty),
        ("CPU on the big store", cpu_each(&figures.big), cpu_big),
        ("slowest search", slowest, search),
        (
            "memory at rest",
            megabytes(figures.empty.memory_at_rest),
            at_rest,
        ),
        (
            "memory under load",
            megabytes(figures.big.memory_at_most),
            under_load,
        ),
        (
            "bytes stored",
            store["bytes"].as_f64().unwrap_or(f64::NAN),
            stored,
        ),
    ];
    let missed: Vec<String> = all
        .iter()
        .filter(|(_, is, budget)| is > budget)
        .map(|(name, is, budget)| format!("{name} ({is:.1}, budget {budget:.0})"))
        .collect();
    match missed.is_empty() {
        true => "\n## Budgets\n\nAll of them hold in this run.\n".to_owned(),
        false => format!(
            "\n## Budgets\n\nOver theirs in this run: {}.\n",
            missed.join("; ")
        ),
    }
}

/// A number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (5_000_000, "5,000,000"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
