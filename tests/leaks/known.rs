//! What was measured beside the list of what is known to leak.

use std::collections::BTreeSet;

use crate::{
    judge::Found,
    list::{LEAKS, is_recorded},
    matrix,
    run::Measured,
};

impl Measured {
    /// What was found by mode; `-` stands for no mode.
    fn sets(&mut self) -> impl Iterator<Item = (&'static str, &mut BTreeSet<Found>)> {
        let modes = self
            .faults
            .iter_mut()
            .map(|(mode, faults)| (mode.name, faults));
        [("-", &mut self.silent)].into_iter().chain(modes)
    }
}

/// The vectors that are not as the list says.
pub fn surprising(measured: &mut Measured) -> BTreeSet<String> {
    let known = LEAKS.read();
    let engine = measured.engine.name();
    let mut names = BTreeSet::new();
    for (mode, found) in measured.sets() {
        let listed = known.of(engine, mode);
        names.extend(
            found
                .symmetric_difference(&listed)
                .map(|(vector, _)| vector.clone()),
        );
    }
    names
}

/// Judges by two looks. What leaks leaks when it was seen once, as does what the list says; what is slow or silent for
/// once may be the machine's fault and has to be seen twice.
pub fn second_look(first: &mut Measured, mut second: Measured) {
    let known = LEAKS.read();
    let engine = first.engine.name();
    let seen = std::mem::take(&mut second.seen);
    for ((mode, one), (_, two)) in first.sets().zip(second.sets()) {
        let listed = known.of(engine, mode);
        let all: BTreeSet<Found> = one.union(two).cloned().collect();
        let both: BTreeSet<Found> = one.intersection(two).cloned().collect();
        one.retain(|found| !seen.contains(&found.0));
        one.extend(all.into_iter().filter(|found| {
            seen.contains(&found.0)
                && (found.1.is_leak() || listed.contains(found) || both.contains(found))
        }));
    }
}

/// Compares what was measured with the list, or writes it into the list. Returns what is wrong, one line each.
pub fn compare(mut measured: Measured) -> Vec<String> {
    let engine = measured.engine.name();
    if measured.is_part {
        for (mode, found) in measured.sets() {
            for (vector, fault) in found.iter() {
                println!("{engine} {mode} {vector} {}", fault.word());
            }
        }
        return Vec::new();
    }
    let mut known = LEAKS.read();
    if is_recorded() {
        for (mode, found) in measured.sets() {
            known.set(engine, mode, found);
        }
        known.write();
        matrix::write(&known);
        return Vec::new();
    }
    let sets = measured.sets();
    sets.flat_map(|(mode, found)| known.differs(engine, mode, found))
        .collect()
}
