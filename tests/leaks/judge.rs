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
    /// Accepted, and something of the site's own differs.
    Accepted,
}

impl Fault {
    pub const ALL: [Self; 7] = [
        Self::Silent,
        Self::Before,
        Self::Refused,
        Self::Next,
        Self::Lost,
        Self::Twice,
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
pub fn silent(bare: &Counts) -> BTreeSet<Found> {
    bare.iter()
        .filter(|(_, count)| **count == 0)
        .map(|(id, _)| (id.clone(), Fault::Silent))
        .collect()
}

/// The faults of the others in one mode.
pub fn faults(bare: &Counts, refuse: &[Counts; 3], accept: &Counts) -> BTreeSet<Found> {
    let mut found = BTreeSet::new();
    for (id, &without) in bare.iter().filter(|(_, count)| **count > 0) {
        let [before, refused, next] = [0, 1, 2].map(|step| refuse[step][id]);
        let accepted = accept[id];
        let cases = [
            (Fault::Before, before > 0),
            (Fault::Refused, refused > 0),
            (Fault::Next, next > 0),
            (Fault::Lost, accepted == 0),
            (Fault::Twice, accepted > without),
        ];
        let faults = cases.into_iter().filter(|(_, is_so)| *is_so);
        found.extend(faults.map(|(fault, _)| (id.clone(), fault)));
    }
    found
}
