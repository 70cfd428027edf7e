//! `bench banner`: what a first view of the banner costs.

use std::collections::BTreeMap;

use product_tests::{Setup, World};
use toml::{Table, Value};

use crate::{
    Options,
    figures::{median, ratio, table, write},
    pages,
    product::{self, Product},
    shelf::{self, Shelf},
    view::{Sight, View, view},
};

/// As they come, and a middling phone.
pub const THROTTLES: [u32; 2] = [1, 4];

/// The shop's site, at home on the benches' host too.
pub async fn world() -> World {
    let site = |site: &mut Table| {
        for (key, more) in [
            ("origins", "http://bench.localhost:*"),
            ("first_party", "bench.localhost"),
        ] {
            if let Some(Value::Array(list)) = site.get_mut(key) {
                list.push(more.into());
            }
        }
    };
    let setup = Setup {
        site,
        ..Setup::default()
    };
    World::with(setup)
        .await
        .expect("a browser is there (cargo xtask doctor)")
}

pub async fn run(options: &Options) {
    let modules = product::packages().unwrap_or_else(|error| panic!("{error}"));
    let world = world().await;
    let shelf = Shelf::start(&modules).await;
    let snippet = world.snippet("shop", "snippet.txt").await;
    let mut products = vec![product::ours("Samtycke", "samtycke", &snippet)];
    products.extend(product::banners(&modules));
    let script = world.snippet("shop", "consent.js").await;
    shelf.put("/p/copy/consent.js", &script);
    pages::put(&shelf, &products);

    let mut views: BTreeMap<(usize, u32), Vec<View>> = BTreeMap::new();
    for run in 0..options.runs {
        let mut order: Vec<usize> = (0..products.len()).collect();
        if run % 2 == 1 {
            order.reverse();
        }
        for at in order {
            for throttle in THROTTLES {
                let product = &products[at];
                eprintln!(
                    "run {} of {}: {} at {throttle}×",
                    run + 1,
                    options.runs,
                    product.name
                );
                let sight = Sight {
                    product,
                    path: format!("/view/{}", product.slug),
                    throttle,
                    latency: 0,
                    choice: None,
                    answers: true,
                };
                let seen = view(&world, &shelf, &sight).await;
                views.entry((at, throttle)).or_default().push(seen);
            }
        }
    }
    let mut bytes = Vec::new();
    for (at, product) in products.iter().enumerate() {
        bytes.push(loaded_bytes(&world, &shelf, product, &views[&(at, 1)][0]).await);
    }
    let text = report(options, &products, &views, &bytes);
    write("banner.md", "bench banner", &text);
}

/// Bytes of everything that the first view loads for the product's sake, each file brotli 11, and its lines in the page.
pub async fn loaded_bytes(world: &World, shelf: &Shelf, product: &Product, view: &View) -> usize {
    let lines = format!("{}{}", product.head, product.foot);
    let mut sum = shelf::pack(lines.as_bytes()).len();
    let mut asked = view.asked.clone();
    asked.sort();
    asked.dedup();
    for (host, path) in asked {
        let plain = path.split('?').next().unwrap_or_default();
        if host == "consent.localhost" {
            let answer = world.stranger().get(&path).await;
            sum += shelf::pack(&answer.bytes().await.unwrap()).len();
        } else if plain.starts_with("/p/") {
            sum += shelf.packed(plain);
        }
    }
    sum
}

type Column = (&'static str, fn(&View) -> f64, usize);

const COLUMNS: [Column; 5] = [
    ("main thread until its script has run", |view| view.armed, 1),
    ("its script has run in the page", |view| view.loaded, 0),
    ("banner drawn", |view| view.visible, 0),
    ("all script time of the view", |view| view.script, 1),
    ("accept to the end of the next frame", |view| view.accept, 0),
];

fn report(
    options: &Options,
    products: &[Product],
    views: &BTreeMap<(usize, u32), Vec<View>>,
    bytes: &[usize],
) -> String {
    let of = |at: usize, throttle: u32, figure: fn(&View) -> f64| {
        median(views[&(at, throttle)].iter().map(figure))
    };
    let mut head = vec!["", "bytes, brotli 11"];
    head.extend(COLUMNS.iter().map(|(name, ..)| *name));
    head.push("layout shift");
    let mut rows = Vec::new();
    let mut ratios = Vec::new();
    for (at, product) in products.iter().enumerate() {
        let mut row = vec![product.name.clone(), bytes[at].to_string()];
        let mut relative = vec![
            product.name.clone(),
            ratio(bytes[0] as f64, bytes[at] as f64),
        ];
        for (_, figure, digits) in COLUMNS {
            let both = THROTTLES.map(|throttle| of(at, throttle, figure));
            row.push(format!("{:.digits$} / {:.digits$}", both[0], both[1]));
            let both =
                THROTTLES.map(|throttle| ratio(of(0, throttle, figure), of(at, throttle, figure)));
            relative.push(both.join(" / "));
        }
        let shifts = THROTTLES.map(|throttle| of(at, throttle, |view| view.shift));
        row.push(format!("{:.3}", shifts[0].max(shifts[1])));
        rows.push(row);
        if at > 0 {
            ratios.push(relative);
        }
    }
    let spin = THROTTLES.map(|throttle| of(0, throttle, |view| view.spin));
    let shift = THROTTLES.map(|throttle| of(0, throttle, |view| view.shift));
    let orejime = products
        .iter()
        .position(|product| product.slug == "orejime")
        .unwrap_or_default();
    let mut budgets: Vec<Vec<String>> = Vec::new();
    let mut budget = |name: &str, value: f64, limit: f64, digits: usize| {
        budgets.push(vec![
            name.to_owned(),
            format!("{value:.digits$}"),
            format!("{limit:.digits$}"),
            ratio(value, limit),
        ]);
    };
    budget(
        "all a first view loads, bytes",
        bytes[0] as f64,
        28.0 * 1024.0,
        0,
    );
    budget(
        "main thread until armed, 1×, ms",
        of(0, 1, |view| view.armed),
        5.0,
        1,
    );
    budget(
        "main thread until armed, 4×, ms",
        of(0, 4, |view| view.armed),
        30.0,
        1,
    );
    budget(
        "banner drawn, 1×, ms; the budget is Orejime in this run",
        of(0, 1, |view| view.visible),
        of(orejime, 1, |view| view.visible),
        0,
    );
    budget(
        "banner drawn, 4×, ms; the budget is Orejime in this run",
        of(0, 4, |view| view.visible),
        of(orejime, 4, |view| view.visible),
        0,
    );
    budget(
        "accept to the end of the next frame, 4×, ms",
        of(0, 4, |view| view.accept),
        50.0,
        0,
    );
    format!(
        "Medians of {} cold views each, in milliseconds, at 1× / 4× CPU throttle (a fixed loop took {:.1} times as long\n\
         at 4×). The machine had other work at the same time: compare within the table, not with another run.\n\n{}\n\
         Ours divided by theirs (below 1: ours is less):\n\n{}\n\
         Budgets of the design; a ratio above 1 is over budget. Layout shift is {:.3}, with a budget of 0.\n\n{}",
        options.runs,
        spin[1] / spin[0],
        table(&head, &rows),
        table(&head[..head.len() - 1], &ratios),
        shift[0].max(shift[1]),
        table(&["", "measured", "budget", "ratio"], &budgets)
    )
}
