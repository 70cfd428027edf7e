//! Leaks and breakage of each product, by the vectors and cases of the leak suite.

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    rc::Rc,
    time::{Duration, Instant},
};

use product_tests::{ACCEPT, Launch, Recorder, Setup, Visitor, World, wait};
use serde_json::Value;
use tokio::task::LocalSet;

use crate::{
    Options,
    kit::{INTACT, Kit, LEAK},
    page,
    place::{PROBE, Place, Street, host, is_from},
    product::Product,
    shelf::Shelf,
    vectors::{self, Vector},
    view::by_hand,
};

/// Nothing new for this long: what would leave has left.
const QUIET: Duration = Duration::from_millis(700);
/// A page that never comes to rest is looked at as it is.
const RESTLESS: Duration = Duration::from_secs(12);
/// How long a banner may take to show.
const BANNER: Duration = Duration::from_secs(10);
/// More pages than are ever made; each has an origin in the site file.
const RUNS: usize = 3000;

type Counts = BTreeMap<String, usize>;

/// What was seen of one product.
#[derive(Debug, Default)]
pub struct Seen {
    /// How often each vector left before a choice.
    before: Counts,
    /// On the page on which all was accepted.
    accepted: Counts,
    /// On the next page.
    next: Counts,
    /// What each case of the site's own said before a choice, and after an acceptance.
    said: BTreeMap<String, [String; 2]>,
}

/// A product's figures beside the page without any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Vectors that do something without any product.
    pub vectors: usize,
    /// Of those: leave before a choice.
    pub leaked: usize,
    /// Kept before a choice, and do not come when all is accepted, nor on the next page.
    pub lost: usize,
    /// Kept before a choice, and come on the page itself when all is accepted.
    pub released: usize,
    /// Cases that work without any product.
    pub cases: usize,
    /// Of those: say something else with it, before a choice or after.
    pub broken: usize,
}

/// The world of this part: its own site file.
pub async fn world() -> World {
    let origins: Vec<String> = (0..RUNS)
        .map(|run| format!("\"http://{}:*\"", host(&format!("r{run}"))))
        .collect();
    let site = include_str!("../leaks/site.toml").replace("\"{origins}\"", &origins.join(", "));
    let setup = Setup {
        sites: vec![("leaks.toml", site)],
        ..Setup::default()
    };
    World::with(setup)
        .await
        .expect("a browser is there (cargo xtask doctor)")
}

struct Work<'a> {
    world: &'a World,
    street: Street,
    shelf: &'a Shelf,
    runs: RefCell<usize>,
    leaks: Vec<Vec<Vector>>,
    intact: Vec<Vec<Vector>>,
}

/// Tries every product, two at a time; the first has to be the page without any.
pub async fn measure(
    world: &World,
    shelf: &Shelf,
    products: &[Product],
    options: &Options,
) -> Vec<Row> {
    let part = |(at, _): &(usize, Vector)| at % options.part == 0;
    let some = vectors::all()
        .into_iter()
        .enumerate()
        .filter(part)
        .map(|(_, vector)| vector);
    let work = Rc::new(Work {
        world,
        street: Street {
            recorder: Recorder::start().await,
            place: Place::start().await,
        },
        shelf,
        runs: RefCell::default(),
        leaks: page::groups(some.collect()),
        intact: page::groups(vectors::of_folder("intact")),
    });
    let queue: RefCell<VecDeque<usize>> = RefCell::new((0..products.len()).collect());
    let seen: RefCell<BTreeMap<usize, Seen>> = RefCell::default();
    let at_work = async || {
        loop {
            let Some(at) = queue.borrow_mut().pop_front() else {
                return;
            };
            let begun = Instant::now();
            let found = work.product(&products[at]).await;
            eprintln!("leaks: {} in {:.0?}", products[at].name, begun.elapsed());
            seen.borrow_mut().insert(at, found);
        }
    };
    LocalSet::new()
        .run_until(async { tokio::join!(at_work(), at_work()) })
        .await;
    let seen = seen.into_inner();
    seen.values().map(|one| row(&seen[&0], one)).collect()
}

fn row(bare: &Seen, seen: &Seen) -> Row {
    let count = |counts: &Counts, id: &str| counts.get(id).copied().unwrap_or_default();
    let mut row = Row::default();
    for id in bare
        .before
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(id, _)| id)
    {
        row.vectors += 1;
        if count(&seen.before, id) > 0 {
            row.leaked += 1;
        } else if count(&seen.accepted, id) > 0 {
            row.released += 1;
        } else if count(&seen.next, id) == 0 {
            row.lost += 1;
        }
    }
    for (id, [without, _]) in &bare.said {
        // Every product has a name of its own in the window, and only ours is left out there.
        if without.starts_with("threw") || id == "own-globals" {
            continue;
        }
        row.cases += 1;
        let differs = seen.said[id].iter().any(|said| said != without);
        row.broken += usize::from(differs);
    }
    row
}

impl Work<'_> {
    async fn product(&self, product: &Product) -> Seen {
        let launch = Launch {
            proxy: Some(self.street.recorder.addr()),
            ..by_hand()
        };
        let visitor = self.world.visitor_at(String::new(), launch).await;
        let mut seen = Seen::default();
        for group in &self.leaks {
            let (run, origin) = self.page(product, group, &LEAK).await;
            seen.before
                .extend(self.look(&visitor, &run, &origin, group, None).await);
            if product.slug == "bare" {
                continue;
            }
            let (run, origin) = self.page(product, group, &LEAK).await;
            seen.accepted.extend(
                self.look(&visitor, &run, &origin, group, Some(product))
                    .await,
            );
            seen.next
                .extend(self.look(&visitor, &run, &origin, group, None).await);
        }
        for group in &self.intact {
            let (_, origin) = self.page(product, group, &INTACT).await;
            let before = listen(&visitor, &origin, group).await;
            if product.slug != "bare" {
                accept(&visitor, product).await;
            }
            let after = listen(&visitor, &origin, group).await;
            let both = before.into_iter().zip(after);
            seen.said
                .extend(both.map(|((id, before), (_, after))| (id, [before, after])));
        }
        seen
    }

    /// Puts a page of these vectors on a host of its own; the run's name and its origin.
    async fn page(&self, product: &Product, group: &[Vector], kit: &Kit) -> (String, String) {
        let run = format!("r{}", 1000 + *self.runs.borrow());
        *self.runs.borrow_mut() += 1;
        // The products' files are the shelf's: on loopback, so that the recorder does not count them.
        let here = |lines: &str| lines.replace("\"/p/", &format!("\"{}/p/", self.shelf.origin()));
        let (head, foot) = (here(&product.head), here(&product.foot));
        let mut page = page::compose(group, &run, &head, kit, &self.street.recorder).await;
        page.html = page
            .html
            .replace("</body>\n</html>", &format!("{foot}</body>\n</html>"));
        let origin = self.street.place.stage(&run, page, None);
        (run, origin)
    }

    /// Opens the page, answers if asked to, leaves it, and counts what left and what is stored.
    async fn look(
        &self,
        visitor: &Visitor,
        run: &str,
        origin: &str,
        group: &[Vector],
        accepts: Option<&Product>,
    ) -> Counts {
        let begun = self.street.recorder.len();
        visitor.open(&format!("{origin}/")).await;
        self.rest(visitor, run).await;
        if let Some(product) = accepts {
            accept(visitor, product).await;
            self.rest(visitor, run).await;
        }
        if visitor.holds("leak.go()").await {
            self.rest(visitor, run).await;
        }
        visitor.close_other_windows().await;
        visitor.open(&format!("{origin}/probe")).await;
        let mut stored = visitor.js(PROBE).await;
        stored["cookie"] = Value::from(visitor.cookie_names().await);
        self.rest(visitor, run).await;
        let seen = self.street.recorder.since(begun);
        let count = |vector: &Vector| match &vector.store {
            Some(kind) => {
                let name = Value::from(vector.stored_name(run));
                let names = stored[kind.as_str()].as_array();
                usize::from(names.is_some_and(|names| names.contains(&name)))
            }
            None => {
                let own = seen.iter().filter(|seen| is_from(seen, run, &vector.id));
                own.filter(|seen| match &vector.only {
                    Some(parameter) => seen.target.contains(&format!("{parameter}=")),
                    None => true,
                })
                .count()
            }
        };
        group
            .iter()
            .map(|vector| (vector.id.clone(), count(vector)))
            .collect()
    }

    /// Waits until the page is complete and nothing new of it has left. Another browser is at work too.
    async fn rest(&self, visitor: &Visitor, run: &str) {
        let mark = format!("/{run}/");
        let own = || {
            let seen = self.street.recorder.since(0);
            seen.iter()
                .filter(|seen| seen.target.contains(&mark))
                .count()
        };
        let begun = Instant::now();
        let mut last = (own(), Instant::now());
        while begun.elapsed() < RESTLESS {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let now = own();
            if now != last.0 {
                last = (now, Instant::now());
            }
            if last.1.elapsed() > QUIET && visitor.holds("document.readyState === 'complete'").await
            {
                return;
            }
        }
    }
}

/// Accepts all. A page whose vectors have wrecked the banner is looked at without an answer.
async fn accept(visitor: &Visitor, product: &Product) {
    if product.slug.starts_with("samtycke") {
        return visitor.answer(ACCEPT).await;
    }
    let shows = format!("!!({})", product.accept);
    let shown = wait::within(BANNER, async || visitor.holds(&shows).await.then_some(())).await;
    if shown.is_some() {
        visitor
            .js(&format!("(({}).click(), true)", product.accept))
            .await;
    }
}

/// Opens a page and waits until every case has said something.
async fn listen(visitor: &Visitor, origin: &str, group: &[Vector]) -> BTreeMap<String, String> {
    visitor.open(&format!("{origin}/")).await;
    let all_said = format!("Object.keys(intact.results).length === {}", group.len());
    // What is missing by then has not run at all.
    wait::within(wait::LIMIT, async || {
        visitor.holds(&all_said).await.then_some(())
    })
    .await;
    let said = visitor.js("intact.results").await;
    let of = |id: &str| match &said[id] {
        Value::String(said) => said.clone(),
        _ => "threw nothing, and never ran".to_owned(),
    };
    group
        .iter()
        .map(|case| (case.id.clone(), of(&case.id)))
        .collect()
}
