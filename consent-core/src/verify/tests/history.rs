//! Logs: rebuilt, accounted for, and with another history.

use super::*;

fn check_log(
    world: &World,
    milestones: Vec<Checkpoint>,
    shown: Option<&[(u64, Digest)]>,
    tombstones: &[(u64, Digest, u64)],
) -> LogReport {
    let mut log = LogVerifier::new(milestones);
    for leaf in &world.leaves {
        assert!(log.push(&leaf.to_bytes()));
    }
    let size = world.leaves.len();
    let newest = world.published().open_checkpoint(&world.checkpoint(size));
    let accounted = shown.map(|receipts| Accounted {
        receipts,
        tombstones,
        held: &[],
    });
    log.finish(&newest.unwrap(), accounted)
}

#[test]
fn a_log_is_rebuilt_and_every_leaf_is_open_erased_or_unexplained() {
    let world = World::new(1);
    let gone = world.leaves[6];
    let open = world.published();
    let old = |size| open.open_checkpoint(&world.checkpoint(size)).unwrap();
    let shown: Vec<(u64, Digest)> = (1..=3)
        .map(|index| (index, world.leaves[index as usize].commitment))
        .collect();
    let stone = [(6, gone.commitment, 2)];
    let report = check_log(&world, vec![old(0), old(3), old(7)], Some(&shown), &stone);
    assert_eq!(report.verdict(), Verdict::Holds, "{report:?}");
    assert_eq!((report.receipts(), report.open), (5, 3));
    assert_eq!((report.erased, report.unexplained), (2, Some(0)));

    let report = check_log(&world, vec![], Some(&shown), &[]);
    assert_eq!(report.unexplained, Some(2));
    assert_eq!(report.verdict(), Verdict::Fails);
    // A statement that its leaf does not commit to explains nothing.
    let wrong = [(6, Digest::of(b"another"), 2), (5, gone.commitment, 2)];
    assert_eq!(check_log(&world, vec![], Some(&shown), &wrong).erased, 0);
    // A receipt that says it stands elsewhere.
    let moved = [(2, world.leaves[1].commitment)];
    assert_eq!(check_log(&world, vec![], Some(&moved), &[]).misplaced, [0]);
}

#[test]
fn a_receipt_under_a_hold_is_accounted_for_by_its_leaf_and_by_nothing_else() {
    let world = World::new(1);
    let at = |index: usize| (index as u64, world.leaves[index].commitment);
    let mut log = LogVerifier::new([]);
    for leaf in &world.leaves {
        assert!(log.push(&leaf.to_bytes()));
    }
    let newest = world.checkpoint(world.leaves.len());
    let newest = world.published().open_checkpoint(&newest).unwrap();
    let report = log.finish(
        &newest,
        Some(Accounted {
            receipts: &[at(1), at(2), at(3)],
            // One that is shown all the same, one said twice, one that is no receipt, one that is not there.
            held: &[at(3), at(4), at(4), at(6), (4, Digest::of(b"another"))],
            tombstones: &[],
        }),
    );
    assert_eq!((report.receipts(), report.open, report.held), (5, 3, 1));
    assert_eq!(report.unexplained, Some(1));

    let whole = export(&world);
    let mut held = whole.clone();
    let line = json!({"held": {"leaf_index": 9, "commitment": Digest::of(b"kept")}});
    held.insert(held.len() - 1, line.to_string());
    let (summary, bad) = check_export(&held, &world);
    assert_eq!((summary.held, bad.len()), (1, 0));
    assert_eq!(summary.verdict(), Verdict::Holds);
    for wrong in [
        json!({"held": {"leaf_index": 9}}),
        json!({"held": {"leaf_index": 9, "commitment": "short"}}),
        json!({"held": {"leaf_index": 9, "commitment": Digest::of(b"kept"), "user_id": "anna"}}),
        json!({"held": {"leaf_index": 9, "commitment": Digest::of(b"kept")}, "user_id": "anna"}),
    ] {
        held[whole.len() - 1] = wrong.to_string();
        let (summary, bad) = check_export(&held, &world);
        assert_eq!(summary.verdict(), Verdict::Fails);
        assert_eq!(bad, [whole.len() - 1]);
    }
}

// ACCEPTANCE 53 (partly: an auditor who holds an old checkpoint notices another history)
#[test]
fn a_log_with_another_history_is_noticed_by_whoever_holds_an_old_checkpoint() {
    let world = World::new(1);
    let old = world.published().open_checkpoint(&world.checkpoint(4));
    let mut forked = World::new(1);
    forked.leaves[2].commitment = Digest::of(b"another");
    let report = check_log(&forked, vec![old.unwrap()], None, &[]);
    assert!(report.is_signed);
    assert_eq!(report.milestones[0].holds, Some(false));
    assert_eq!(report.verdict(), Verdict::Fails);
    // A checkpoint of more leaves than there are: the log was cut.
    let ahead = Checkpoint {
        size: 99,
        ..world
            .published()
            .open_checkpoint(&world.checkpoint(6))
            .unwrap()
    };
    let report = check_log(&world, vec![ahead], None, &[]);
    assert_eq!(report.verdict(), Verdict::Fails);
    assert!(!LogVerifier::new([]).push(&[9; 34]));
}
