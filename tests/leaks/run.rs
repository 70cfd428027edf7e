//! All runs of one engine: a queue of pages, some browsers at work.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    env,
    rc::Rc,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use product_tests::{Engine, Launch, Rewriter, Setup, Visitor, World};
use tokio::{task::LocalSet, time::timeout};

use crate::{
    judge::{self, Found},
    kit::LEAK,
    known, list,
    mode::{self, Mode},
    page,
    place::{Place, Street, host},
    vectors::{self, Vector},
    visit::{Counts, PATIENT, QUIET, Visit},
};

/// Browsers at work. A run waits for silence for most of its time: two of them leave two cores idle.
const BROWSERS: usize = 4;
/// How long a visit may take before it counts as broken.
const VISIT_LIMIT: Duration = Duration::from_secs(180);
/// More runs than one engine ever makes; each has an origin in the site file.
const RUNS: usize = 900;

/// What was measured in one engine.
pub struct Measured {
    pub engine: Engine,
    /// What does nothing there without us.
    pub silent: BTreeSet<Found>,
    /// By mode; looked at a second time where it was not as the list says.
    pub faults: Vec<(Mode, BTreeSet<Found>)>,
    /// The vectors that were looked at.
    pub seen: BTreeSet<String>,
    /// Only some vectors were looked at.
    pub is_part: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Bare,
    Refuse(usize),
    Accept(usize),
}

#[derive(Default)]
struct Book {
    bare: Counts,
    refuse: BTreeMap<usize, [Counts; 3]>,
    accept: BTreeMap<usize, Counts>,
}

/// A page to be visited, and how often that has failed.
struct Job {
    step: Step,
    group: Rc<[Vector]>,
    failures: usize,
}

/// Everything that the browsers at work share.
struct Work {
    /// Beside each mode, where it has one.
    rewriters: Vec<Option<Rewriter>>,
    world: World,
    street: Street,
    groups: Vec<Rc<[Vector]>>,
    modes: Vec<Mode>,
    snippets: Vec<String>,
    jobs: Mutex<VecDeque<Job>>,
    book: Mutex<Book>,
    runs: AtomicUsize,
}

/// Whether only some are asked for (`SAMTYCKE_LEAK_ONLY`): then nothing is judged.
pub fn is_part() -> bool {
    env::var_os("SAMTYCKE_LEAK_ONLY").is_some()
}

/// Those of these that are asked for: all, or those whose names contain one of the parts.
pub fn asked_for(mut all: Vec<Vector>) -> Vec<Vector> {
    if let Ok(parts) = env::var("SAMTYCKE_LEAK_ONLY") {
        all.retain(|vector| parts.split(',').any(|part| vector.id.contains(part)));
    }
    all
}

/// Measures an engine; `None` when it cannot be run here.
pub async fn measure(engine: Engine) -> Option<Measured> {
    let sites = vec![("leaks.toml", site())];
    let world = World::with(Setup {
        engine,
        sites,
        ..Setup::default()
    })
    .await?;
    let modes = mode::asked_for();
    let mut snippets = Vec::new();
    for mode in &modes {
        snippets.push(mode.lines(&world).await);
    }
    let mut all = vectors::all();
    if is_part() {
        all.extend(vectors::of_folder("candidates"));
    }
    let street = Street {
        recorder: product_tests::Recorder::start().await,
        place: Place::start().await,
    };
    let rewriters = modes.iter().map(|mode| {
        let rewriter = |_| {
            let upstream = street.place.address();
            world.collector.rewriter("leaks", &upstream, mode.policy)
        };
        mode.snippet.is_none().then_some(()).map(rewriter)
    });
    let rewriters = rewriters.collect();
    let work = Rc::new(Work {
        rewriters,
        world,
        street,
        groups: page::groups(asked_for(all))
            .into_iter()
            .map(Rc::from)
            .collect(),
        modes,
        snippets,
        jobs: Mutex::default(),
        book: Mutex::default(),
        runs: AtomicUsize::new(0),
    });
    let everything: Vec<usize> = (0..work.groups.len()).collect();
    let mut measured = work.clone().round(engine, &everything, QUIET).await;
    measured.is_part = is_part();
    if !measured.is_part && !list::is_recorded() {
        let surprising = known::surprising(&mut measured);
        let again: Vec<usize> = everything
            .into_iter()
            .filter(|group| {
                let mut vectors = work.groups[*group].iter();
                vectors.any(|vector| surprising.contains(&vector.id))
            })
            .collect();
        if !again.is_empty() {
            let second = work.clone().round(engine, &again, PATIENT).await;
            known::second_look(&mut measured, second);
        }
    }
    Some(measured)
}

impl Work {
    /// Visits these pages in every way, each until nothing new has left for this long.
    async fn round(self: Rc<Self>, engine: Engine, groups: &[usize], quiet: Duration) -> Measured {
        let modes = 0..self.modes.len();
        let steps = [Step::Bare]
            .into_iter()
            .chain(modes.flat_map(|mode| [Step::Refuse(mode), Step::Accept(mode)]));
        let pages = steps.flat_map(|step| groups.iter().map(move |group| (step, *group)));
        let pages = pages.flat_map(|(step, group)| {
            let group = self.groups[group].clone();
            // One that loads the page anew brings all the others with it.
            let is_alone = matches!(step, Step::Accept(_)) && group[0].anew;
            let parts: Vec<Rc<[Vector]>> = match is_alone {
                true => group.iter().map(|one| Rc::from([one.clone()])).collect(),
                false => vec![group],
            };
            parts.into_iter().map(move |group| (step, group))
        });
        *self.jobs.lock().unwrap() = pages
            .map(|(step, group)| Job {
                step,
                group,
                failures: 0,
            })
            .collect();
        let browsers = LocalSet::new();
        for _ in 0..BROWSERS {
            browsers.spawn_local(at_work(self.clone(), quiet));
        }
        browsers.await;
        let book = std::mem::take(&mut *self.book.lock().unwrap());
        let looked_at = groups.iter().flat_map(|group| self.groups[*group].iter());
        let seen: BTreeSet<String> = looked_at.map(|vector| vector.id.clone()).collect();
        let faults =
            |at: &usize| judge::faults(&book.bare, book.refuse.get(at), book.accept.get(at));
        Measured {
            engine,
            silent: judge::silent(&seen, &book.bare),
            faults: (self.modes.iter().enumerate())
                .map(|(at, mode)| (*mode, faults(&at)))
                .collect(),
            seen,
            is_part: false,
        }
    }
}

/// The site of the pages: one advertiser with a host, and names of every kind of store.
pub fn site() -> String {
    let origins: Vec<String> = (0..RUNS)
        .map(|run| format!("\"http://{}:*\"", host(&format!("r{run}"))))
        .collect();
    include_str!("site.toml").replace("\"{origins}\"", &origins.join(", "))
}

/// One browser that takes page after page. A page that breaks takes its browser with it; it is tried again, and then in
/// halves, until the vector that breaks it stands alone.
async fn at_work(work: Rc<Work>, quiet: Duration) {
    let mut visitor: Option<Visitor> = None;
    loop {
        let Some(job) = work.jobs.lock().unwrap().pop_front() else {
            return;
        };
        let browser = match visitor.take() {
            Some(visitor) => visitor,
            None => {
                let launch = Launch {
                    proxy: Some(work.street.recorder.addr()),
                    ..Launch::default()
                };
                work.world.visitor_at(String::new(), launch).await
            }
        };
        let visit = one(work.clone(), browser, job.step, job.group.clone(), quiet);
        let visit = tokio::task::spawn_local(timeout(VISIT_LIMIT, visit));
        if let Ok(Ok(browser)) = visit.await {
            visitor = Some(browser);
            continue;
        }
        let halves = match (job.failures, job.group.len()) {
            (0, _) => vec![job.group.clone()],
            (_, 1) => Vec::new(),
            (_, count) => {
                let (one, other) = job.group.split_at(count / 2);
                vec![one.into(), other.into()]
            }
        };
        let again = halves.into_iter().map(|group| Job {
            step: job.step,
            group,
            failures: job.failures + 1,
        });
        work.jobs.lock().unwrap().extend(again);
    }
}

async fn one(
    work: Rc<Work>,
    visitor: Visitor,
    step: Step,
    group: Rc<[Vector]>,
    quiet: Duration,
) -> Visitor {
    let run = format!("r{}", work.runs.fetch_add(1, Ordering::Relaxed));
    let (snippet, through) = match step {
        Step::Bare => ("", None),
        Step::Refuse(mode) | Step::Accept(mode) => {
            (work.snippets[mode].as_str(), work.rewriters[mode].as_ref())
        }
    };
    let page = page::compose(&group, &run, snippet, &LEAK, &work.street.recorder).await;
    let visit = Visit {
        street: &work.street,
        visitor: &visitor,
        origin: work.street.place.stage(&run, page, through),
        run,
        group: &group,
        quiet,
    };
    match step {
        Step::Bare => {
            let counts = visit.bare().await;
            work.book.lock().unwrap().bare.extend(counts);
        }
        Step::Refuse(mode) => {
            let counts = visit.refuse().await;
            let mut book = work.book.lock().unwrap();
            let all = book.refuse.entry(mode).or_default();
            for (step, counts) in counts.into_iter().enumerate() {
                all[step].extend(counts);
            }
        }
        Step::Accept(mode) => {
            let counts = visit.accept().await;
            work.book
                .lock()
                .unwrap()
                .accept
                .entry(mode)
                .or_default()
                .extend(counts);
        }
    }
    visitor
}
