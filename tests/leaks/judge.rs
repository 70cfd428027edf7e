//! What the counts of the runs mean.

use std::collections::BTreeSet;

use crate::visit::Counts;

/// What is wrong with a vector in an engine and a mode. The words stand in `known.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Does nothing in this engine, even without us: it shows nothing there.
    Silent,
    /// Left before a choice.
    Before,
    /// Left after a refusal, on the same page.
    Refused,
    /// Left after a refusal, on the next page.
    Next,
    /// Accepted, and yet it never came.
    Lost,
    /// Accepted, and it came more often than without us.
    Twice,
    /// Its page could not be visited to the end.
    Stuck,
    /// Accepted, and something of the site's own differs.
    Accepted,
}

impl Fault {
    pub const ALL: [Self; 8] = [
        Self::Silent,
        Self::Before,
        Self::Refused,
        Self::Next,
        Self::Lost,
        Self::Twice,
        Self::Stuck,
        Self::Accepted,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Before => "before",
            Self::Refused => "refused",
            Self::Next => "next",
            Self::Lost => "lost",
            Self::Twice => "twice",
            Self::Stuck => "stuck",
            Self::Accepted => "accepted",
        }
    }

    /// Whether something left that had to stay.
    pub fn is_leak(self) -> bool {
        matches!(self, Self::Before | Self::Refused | Self::Next)
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.word() == word)
    }
}

/// One fault of one vector.
pub type Found = (String, Fault);

/// The vectors that do nothing without us.
pub fn silent(seen: &BTreeSet<String>, bare: &Counts) -> BTreeSet<Found> {
    let fault = |id: &String| match bare.get(id) {
        None => Some(Fault::Stuck),
        Some(0) => Some(Fault::Silent),
        Some(_) => None,
    };
    seen.iter()
        .filter_map(|id| Some((id.clone(), fault(id)?)))
        .collect()
}

/// The faults of the others in one mode.
pub fn faults(
    bare: &Counts,
    refuse: Option<&[Counts; 3]>,
    accept: Option<&Counts>,
) -> BTreeSet<Found> {
    let mut found = BTreeSet::new();
    for (id, &without) in bare.iter().filter(|(_, count)| **count > 0) {
        let step = |step: usize| refuse.and_then(|steps| steps[step].get(id)).copied();
        let accepted = accept.and_then(|counts| counts.get(id)).copied();
        let is_some = |count: Option<usize>| count.is_some_and(|count| count > 0);
        let cases = [
            (Fault::Before, is_some(step(0))),
            (Fault::Refused, is_some(step(1))),
            (Fault::Next, is_some(step(2))),
            (Fault::Lost, accepted == Some(0)),
            (Fault::Twice, accepted > Some(without)),
            (Fault::Stuck, step(0).is_none() || accepted.is_none()),
        ];
        let faults = cases.into_iter().filter(|(_, is_so)| *is_so);
        found.extend(faults.map(|(fault, _)| (id.clone(), fault)));
    }
    found
}
