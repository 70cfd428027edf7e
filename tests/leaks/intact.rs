//! What of the site's own must not break: each case says something, and has to say the same with us before a choice, after
//! a refusal and after an acceptance.

use std::collections::{BTreeMap, BTreeSet};

use product_tests::{
    ACCEPT, Engine, Launch, REJECT, Recorder, Rewriter, Setup, Visitor, World,
    prerequisite::or_not_run, tagfarm::node_modules, wait,
};
use serde_json::Value;

use crate::{
    judge::{Fault, Found},
    kit::INTACT,
    list::{BROKEN, is_recorded},
    mode, page,
    place::{Place, Street},
    run::{asked_for, is_part, site},
    vectors::{self, Vector},
};

/// What every case of some pages said.
type Said = BTreeMap<String, String>;

/// Compares an engine's answers with and without us, and the differences with the list (or writes them into it).
/// `None` when it cannot be run here.
pub async fn differences(engine: Engine) -> Option<Vec<String>> {
    or_not_run(node_modules())?;
    let sites = vec![("leaks.toml", site())];
    let world = World::with(Setup {
        engine,
        sites,
        ..Setup::default()
    })
    .await?;
    let street = Street {
        recorder: Recorder::start().await,
        place: Place::start().await,
    };
    let launch = Launch {
        proxy: Some(street.recorder.addr()),
        ..Launch::default()
    };
    let mut all = vectors::of_folder("intact");
    if is_part() {
        all.extend(vectors::of_folder("intact_candidates"));
    }
    let mut groups = page::groups(asked_for(all));
    let mut stage = Stage {
        visitor: world.visitor_at(String::new(), launch).await,
        street,
        through: None,
        runs: 0,
    };
    let mut bare = Said::new();
    for group in &groups {
        let origin = stage.page(group, "").await;
        bare.extend(stage.listen(&origin, group).await);
    }
    let fails = |said: &String| said.starts_with("threw");
    let silent: BTreeSet<Found> = bare
        .iter()
        .filter(|(_, said)| fails(said))
        .map(|(id, _)| (id.clone(), Fault::Silent))
        .collect();
    // What does nothing in this engine is not waited for again.
    for group in &mut groups {
        group.retain(|case| !fails(&bare[&case.id]));
    }
    groups.retain(|group| !group.is_empty());
    let mut list = BROKEN.read();
    let name = engine.name();
    let mut found = vec![("-", silent)];
    for mode in mode::asked_for() {
        let snippet = mode.lines(&world).await;
        stage.through = (mode.snippet.is_none()).then(|| {
            let site = stage.street.place.address();
            world.collector.rewriter("leaks", &site, mode.policy)
        });
        let mut broken = BTreeSet::new();
        for group in &groups {
            for (fault, said) in stage.with_us(group, &snippet).await {
                for (id, now) in said {
                    let before = &bare[&id];
                    if *before != now {
                        eprintln!(
                            "{name} {} {id} {}:\n  without us {before}\n  with us    {now}",
                            mode.name,
                            fault.word()
                        );
                        broken.insert((id, fault));
                    }
                }
            }
        }
        found.push((mode.name, broken));
    }
    if is_recorded() {
        for (mode, found) in &found {
            list.set(name, mode, found);
        }
        list.write();
        return Some(Vec::new());
    }
    if is_part() {
        return Some(Vec::new());
    }
    let lists = found.iter();
    Some(
        lists
            .flat_map(|(mode, found)| list.differs(name, mode, found))
            .collect(),
    )
}

struct Stage {
    visitor: Visitor,
    street: Street,
    through: Option<Rewriter>,
    runs: usize,
}

impl Stage {
    /// A page of these cases on a host of its own; its origin.
    async fn page(&mut self, group: &[Vector], snippet: &str) -> String {
        self.runs += 1;
        self.stage(group, snippet).await
    }

    /// A page of these cases on the host of the last.
    async fn stage(&self, group: &[Vector], snippet: &str) -> String {
        // Every address is as long as the next, or widths would differ.
        let run = format!("r{}", 100 + self.runs);
        let page = page::compose(group, &run, snippet, &INTACT, &self.street.recorder).await;
        self.street.place.stage(&run, page, self.through.as_ref())
    }

    /// Before a choice, after a refusal, and on another host after an acceptance.
    async fn with_us(&mut self, group: &[Vector], snippet: &str) -> Vec<(Fault, Said)> {
        let origin = self.page(group, snippet).await;
        let before = self.listen(&origin, group).await;
        self.visitor.answer(REJECT).await;
        let refused = self.listen(&origin, group).await;
        // Accepted on a page without cases: one that is left in the middle of its work leaves something behind.
        let origin = self.page(&[], snippet).await;
        self.visitor.open(&format!("{origin}/")).await;
        self.visitor.answer(ACCEPT).await;
        self.stage(group, snippet).await;
        let accepted = self.listen(&origin, group).await;
        vec![
            (Fault::Before, before),
            (Fault::Refused, refused),
            (Fault::Accepted, accepted),
        ]
    }

    /// Opens a page and waits until every case has said something.
    async fn listen(&self, origin: &str, group: &[Vector]) -> Said {
        self.visitor.open(&format!("{origin}/")).await;
        let limit = wait::LIMIT * 6;
        let all_said = format!("Object.keys(intact.results).length === {}", group.len());
        // What is missing by then has not run at all.
        let waited = wait::within(limit, async || {
            self.visitor.holds(&all_said).await.then_some(())
        });
        waited.await;
        let said = self.visitor.js("intact.results").await;
        let of = |id: &str| match &said[id] {
            Value::String(said) => said.clone(),
            _ => "threw nothing, and never ran".to_owned(),
        };
        group
            .iter()
            .map(|case| (case.id.clone(), of(&case.id)))
            .collect()
    }
}
