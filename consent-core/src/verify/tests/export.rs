//! Exports: whole, cut short, repeated.

use super::*;

pub(super) fn export(world: &World) -> Vec<String> {
    let mut lines = vec![json!({"format": EXPORT_FORMAT, "keys": world.keys()}).to_string()];
    for number in 0..world.receipts.len() {
        let mut line = world.bundle(number);
        let members = line.as_object_mut().unwrap();
        for name in ["keys", "notice", "format"] {
            members.remove(name);
        }
        line["site"] = json!("shop");
        line["ip"] = json!("192.0.2.7");
        lines.push(line.to_string());
        if number == 0 {
            lines.push(json!({"notice": NOTICE}).to_string());
            lines.push(json!({"config": CONFIG}).to_string());
        }
    }
    let stone = json!({
        "tombstone": tombstone(),
        "salt": URL_SAFE_NO_PAD.encode([9; 32]),
        "leaf_index": 6,
        "proof": world.proof(6),
    });
    lines.push(stone.to_string());
    lines.push(json!({"end": world.receipts.len()}).to_string());
    lines
}

pub(super) fn check_export(lines: &[String], world: &World) -> (ExportSummary, Vec<usize>) {
    let mut verifier = ExportVerifier::new(Some(world.published()));
    let mut bad = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let is_good = match verifier.line(line) {
            ExportLine::Head => true,
            ExportLine::End { is_whole } => is_whole,
            ExportLine::Text { is_named } => is_named,
            ExportLine::Tombstone { report, .. } => report.verdict() == Verdict::Holds,
            ExportLine::Receipt {
                report,
                is_repeated,
                ..
            } => report.verdict() == Verdict::Holds && !is_repeated,
            ExportLine::Held { .. } => true,
            ExportLine::Unknown => false,
        };
        if !is_good {
            bad.push(number);
        }
    }
    (verifier.summary(), bad)
}

#[test]
fn an_export_holds_whole_and_not_cut_short_repeated_or_without_its_end() {
    let world = World::new(1);
    let whole = export(&world);
    let (summary, bad) = check_export(&whole, &world);
    assert_eq!((summary.verdict(), bad.len()), (Verdict::Holds, 0));
    assert_eq!((summary.receipts, summary.holding), (5, 5));

    let mut cut = whole.clone();
    cut.remove(5);
    assert_eq!(check_export(&cut, &world).0.verdict(), Verdict::Fails);
    let unended = &whole[..whole.len() - 1];
    assert_eq!(check_export(unended, &world).0.verdict(), Verdict::Fails);
    let mut repeated = whole.clone();
    repeated[4] = repeated[1].clone();
    assert_eq!(check_export(&repeated, &world), {
        let summary = ExportSummary {
            receipts: 5,
            erased: 2,
            holding: 4,
            failing: 1,
            is_whole: Some(true),
            ..ExportSummary::default()
        };
        (summary, vec![4])
    });
    // An export without proofs has nothing that tells its end.
    let is_receipt = |line: &&String| line.contains("\"site\"");
    let plain: Vec<String> = whole.iter().filter(is_receipt).cloned().collect();
    assert_eq!(
        check_export(&plain, &world).0.verdict(),
        Verdict::Incomplete
    );
    // A text that is missing, and one that no receipt names.
    let mut textless = whole.clone();
    textless.remove(2);
    let (summary, bad) = check_export(&textless, &world);
    assert_eq!((summary.texts_missing, bad.len()), (1, 0));
    assert_eq!(summary.verdict(), Verdict::Incomplete);
    let mut foreign = whole.clone();
    foreign[3] = json!({"config": "{}"}).to_string();
    assert_eq!(check_export(&foreign, &world).1, [3]);
}
