//! `bench gate`: leaks and breakage beside others, time with and without us, hooked calls, bytes and memory.

use std::collections::BTreeMap;

use product_tests::{ACCEPT, REJECT, World};

use crate::{
    Options, banner,
    calls::{self, CALLS},
    figures::{median, ratio, table, write},
    leaks, pages,
    product::{self, Product},
    shelf::{self, Shelf},
    view::{Sight, View, by_hand, view},
};

/// Rounds in which hooked calls are timed.
const ROUNDS: usize = 5;

pub async fn run(options: &Options) {
    let modules = product::packages().unwrap_or_else(|error| panic!("{error}"));
    let shelf = Shelf::start(&modules).await;
    let wanted = |part: &str| options.only.as_deref().is_none_or(|only| only == part);
    if wanted("calls") {
        write("gate.md", "bench gate calls", &costs(options, &shelf).await);
    }
    if wanted("paint") {
        write(
            "gate.md",
            "bench gate paint",
            &paints_text(options, &shelf).await,
        );
    }
    if wanted("leaks") {
        let text = leaks_text(options, &shelf, &modules).await;
        write("gate.md", "bench gate leaks", &text);
    }
}

/// Bytes, memory and hooked calls beside their budgets.
async fn costs(options: &Options, shelf: &Shelf) -> String {
    let world = banner::world().await;
    let ours = shop(&world).await;
    let script = world.snippet("shop", "consent.js").await;
    let second = quoted(&script, "\"act\":\"").expect("the script names the second");
    let second = world.stranger().get(second).await.text().await.unwrap();
    let catalogue =
        quoted(&second, "\"catalogue\":\"").expect("the second script names the catalogue");
    let catalogue = world.stranger().get(catalogue).await.bytes().await.unwrap();
    shelf.put("/p/copy/consent.js", &script);
    pages::put(shelf, &[product::bare(), ours.clone()]);
    assert!(
        calls::is_hooked(&world, shelf).await,
        "the hooks stand when they are timed"
    );
    let sight = Sight {
        product: &ours,
        path: "/view/samtycke".to_owned(),
        throttle: 1,
        latency: 0,
        choice: None,
        answers: true,
    };
    let seen = view(&world, shelf, &sight).await;
    let all = banner::loaded_bytes(&world, shelf, &ours, &seen).await;
    let rows = [
        (
            "gate script, bytes (brotli 11)",
            shelf::pack(script.as_bytes()).len() as f64,
            14.0 * 1024.0,
        ),
        (
            "all a first view loads and its lines in the page, bytes (brotli 11)",
            all as f64,
            28.0 * 1024.0,
        ),
        (
            "catalogue, bytes (brotli 11)",
            shelf::pack(&catalogue).len() as f64,
            20.0 * 1024.0,
        ),
        (
            "linear memory of gate and view, bytes",
            seen.memory,
            512.0 * 1024.0,
        ),
    ];
    let rows: Vec<Vec<String>> = (rows.iter())
        .map(|(name, value, budget)| {
            vec![
                (*name).to_owned(),
                format!("{value:.0}"),
                format!("{budget:.0}"),
                ratio(*value, *budget),
            ]
        })
        .collect();
    let timed = calls::measure(&world, shelf, ROUNDS.min(options.runs)).await;
    let calls: Vec<Vec<String>> = (CALLS.iter().zip(timed))
        .map(|(call, (bare, ours))| {
            let added = ours - bare;
            let budget = call.budget;
            vec![
                call.name.to_owned(),
                format!("{bare:.0}"),
                format!("{ours:.0}"),
                ratio(ours, bare),
                format!("{added:.0}"),
                budget.map_or("–".to_owned(), |budget| format!("{budget:.0}")),
                budget.map_or("–".to_owned(), |budget| ratio(added, budget)),
            ]
        })
        .collect();
    format!(
        "### Bytes and memory\n\n{}\n### Hooked calls\n\nNanoseconds a call while everything is held, in Chromium; verdicts are cached. The best of twelve rounds on the\n\
         best of {} pages.\n\n{}",
        table(&["", "measured", "budget", "ratio"], &rows),
        ROUNDS.min(options.runs),
        table(
            &[
                "",
                "without us",
                "with us",
                "ratio",
                "added",
                "budget",
                "ratio to budget"
            ],
            &calls
        )
    )
}

/// How the article is looked at: times that the CPU is slower, and milliseconds that every answer takes longer.
const PAINTS: [(u32, u32); 3] = [(1, 0), (4, 0), (1, 100)];

/// First and largest contentful paint of the article with two tags, with and without us.
async fn paints_text(options: &Options, shelf: &Shelf) -> String {
    let world = banner::world().await;
    let ours = shop(&world).await;
    let bare = product::bare();
    pages::put(shelf, &[bare.clone(), ours.clone()]);
    let cases = [
        ("without us", &bare, None),
        ("first visit, nothing chosen", &ours, None),
        (
            "came back, all refused",
            &ours,
            Some(choice(&world, shelf, REJECT).await),
        ),
        (
            "came back, all granted",
            &ours,
            Some(choice(&world, shelf, ACCEPT).await),
        ),
    ];
    let mut views: BTreeMap<(usize, (u32, u32)), Vec<View>> = BTreeMap::new();
    for run in 0..options.runs {
        let mut order: Vec<usize> = (0..cases.len()).collect();
        if run % 2 == 1 {
            order.reverse();
        }
        for at in order {
            let (name, product, choice) = &cases[at];
            for paint in PAINTS {
                let (throttle, latency) = paint;
                let run = run + 1;
                eprintln!(
                    "run {run} of {}: {name} at {throttle}×, {latency} ms",
                    options.runs
                );
                let sight = Sight {
                    product,
                    path: format!("/tags/{}", product.slug),
                    throttle,
                    latency,
                    choice: choice.clone(),
                    answers: false,
                };
                let seen = view(&world, shelf, &sight).await;
                views.entry((at, paint)).or_default().push(seen);
            }
        }
    }
    let of = |at: usize, paint: (u32, u32), figure: fn(&View) -> f64| {
        median(views[&(at, paint)].iter().map(figure))
    };
    let rows: Vec<Vec<String>> = (cases.iter().enumerate())
        .map(|(at, (name, ..))| {
            let mut row = vec![(*name).to_owned()];
            for figure in [
                (|view: &View| view.fcp) as fn(&View) -> f64,
                |view| view.lcp,
                |view| view.script,
            ] {
                let all = PAINTS.map(|paint| format!("{:.0}", of(at, paint, figure)));
                let relative =
                    PAINTS.map(|paint| ratio(of(at, paint, figure), of(0, paint, figure)));
                row.push(all.join(" / "));
                row.push(relative.join(" / "));
            }
            row
        })
        .collect();
    format!(
        "### First and largest contentful paint\n\nAn article of 30 KB with two tags of third parties; medians of {} cold views each, in milliseconds, at 1× / 4× CPU\n\
         throttle, and at 1× with every answer 100 ms later. A first visit waits for the whole document: it is held as text\n\
         until it is filtered.\n\n{}",
        options.runs,
        table(
            &["", "FCP", "ratio", "LCP", "ratio", "script time", "ratio"],
            &rows
        )
    )
}

/// Leaks and breakage beside others.
async fn leaks_text(options: &Options, shelf: &Shelf, modules: &std::path::Path) -> String {
    let world = leaks::world().await;
    let snippet = |file: &'static str| world.snippet("leaks", file);
    let mut products = vec![
        product::bare(),
        product::ours(
            "Samtycke, default snippet",
            "samtycke",
            &snippet("snippet.txt").await,
        ),
        product::ours(
            "Samtycke, walled snippet",
            "samtycke-walled",
            &snippet("snippet.walled.txt").await,
        ),
    ];
    products.extend(product::blockers(modules));
    products.extend(product::banners(modules));
    let found = leaks::measure(&world, shelf, &products, options).await;
    let rows: Vec<Vec<String>> = (products.iter().zip(&found))
        .map(|(product, row)| {
            vec![
                product.name.clone(),
                format!("{} of {}", row.leaked, row.vectors),
                ratio(row.leaked as f64, row.vectors as f64),
                row.released.to_string(),
                row.lost.to_string(),
                format!("{} of {}", row.broken, row.cases),
            ]
        })
        .collect();
    let part = match options.part {
        1 => "All vectors of the suite".to_owned(),
        part => format!("One in {part} of the suite's vectors (by their order in the files)"),
    };
    format!(
        "### Leaks and breakage beside others\n\n{part}, in Chromium, each product set up as its documentation says\n\
         (`tests/bench/apps/`): those that block by themselves are told to block the suite's hosts. Nothing in the pages is\n\
         marked by hand, which is what the banners without automatic blocking wait for: they are here as what a site gets\n\
         that adds them and does no more. *Comes*: was kept, and comes on the same page when all is accepted; *lost*: was kept,\n\
         and comes neither then nor on the next page; *breaks*: cases of the site's own that say something else.\n\n{}",
        table(
            &[
                "",
                "leaves before a choice",
                "part",
                "comes",
                "lost",
                "breaks"
            ],
            &rows
        )
    )
}

/// Ours as the shop has it.
async fn shop(world: &World) -> Product {
    product::ours(
        "Samtycke",
        "samtycke",
        &world.snippet("shop", "snippet.txt").await,
    )
}

/// The consent cookie after a real answer.
async fn choice(world: &World, shelf: &Shelf, button: &str) -> String {
    let visitor = world.visitor_at(shelf.origin(), by_hand()).await;
    visitor.open("/view/samtycke").await;
    visitor.answer(button).await;
    visitor.consent_cookie().await.expect("a choice is kept")
}

/// What stands between `before` and the next quotation mark.
fn quoted<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split('"').next()
}
