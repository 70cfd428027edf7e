//! The state seen from outside: needs, the choice in its cookie, expressions.

use super::*;
use consent_core::markup::REFUSED;
use consent_core::rules::{PATH, RulesSource, ServiceRules, StoreKind};

const NOW: f64 = 1_790_000_000.0;
const VALIDITY: f64 = 15_552_000.0;
/// What the page looks at.
const NEEDS: u8 = 2 | 4 | 8 | UNKNOWN | UNKNOWN_NAME | REFUSED;

fn gate() -> Gate {
    let source = RulesSource {
        asked: [Category::Statistics, Category::Advertising]
            .into_iter()
            .collect(),
        first_party: vec!["shop.test".into()],
        collector_host: "consent.test".into(),
        hosts: vec![
            ("stats.test".into(), Category::Statistics),
            ("ads.test".into(), Category::Advertising),
        ],
        services: vec![ServiceRules {
            id: "film".to_owned(),
            category: Category::Advertising,
            hosts: vec!["film.test".to_owned()],
            paths: vec!["/film/".to_owned()],
            names: vec![(StoreKind::Cookie, "_film".to_owned())],
        }],
        names: vec![
            (StoreKind::Cookie, "_st_*".into(), Category::Statistics),
            (StoreKind::Cookie, "cart".into(), Category::Functional),
            (StoreKind::Cookie, "_ad".into(), Category::Advertising),
        ],
        ..RulesSource::default()
    };
    let mut gate = Gate::closed();
    let rules = Rules::encode(&source).leak().as_bytes();
    gate.boot(rules, room, b".shop.test", 3.0, VALIDITY);
    gate
}

fn room(length: usize) -> Room {
    vec![Entry::default(); length].leak()
}

fn host_need(gate: &Gate, host: &str) -> u8 {
    gate.need(HOST, [".", host].concat().as_bytes()) as u8 & NEEDS
}

fn cookie_need(gate: &Gate, name: &str) -> u8 {
    gate.need(StoreKind::Cookie as u32, name.as_bytes()) as u8 & NEEDS
}

/// With the places of the words' bits, as the page hands them over.
fn allows(gate: &Gate, expression: &str) -> bool {
    gate.allows(expression.as_bytes())
}

#[test]
fn hosts_and_names_need_their_category_and_the_unknown_needs_everything() {
    let gate = gate();
    assert_eq!(host_need(&gate, "shop.test"), 0);
    assert_eq!(host_need(&gate, "consent.test"), 0);
    assert_eq!(
        host_need(&gate, "cdn.stats.test"),
        Category::Statistics.bit()
    );
    assert_eq!(host_need(&gate, "ads.test"), Category::Advertising.bit());
    assert_eq!(host_need(&gate, "other.test"), UNKNOWN);
    assert_eq!(cookie_need(&gate, "_st_visitor"), 4);
    assert_eq!(cookie_need(&gate, "cart"), 0);
    assert_eq!(cookie_need(&gate, "whatever"), UNKNOWN_NAME);
}

#[test]
fn nothing_but_the_functional_is_granted_before_a_choice() {
    let gate = gate();
    assert_eq!(gate.state(), 1);
    assert!(allows(&gate, "0"));
    assert!(!allows(&gate, "2 | 3"));
    assert!(!allows(&gate, "4"));
}

#[test]
fn a_choice_counts_until_there_is_none() {
    let mut gate = gate();
    let granted = CategorySet::FUNCTIONAL_ONLY.with(Category::Statistics);
    assert!(gate.read(granted.bits(), NOW, 3.0, NOW + 5.0, b""));
    assert_eq!(gate.state(), 1 | 4 | CHOSEN);
    assert!(allows(&gate, "2 & 0"));
    // What the page asks when no cookie keeps a choice.
    assert!(!gate.read(0, 0.0, 0.0, NOW + 5.0, b""));
    assert_eq!(gate.state(), 1);
}

#[test]
fn everything_asked_opens_the_unknown_but_not_what_was_never_asked() {
    let mut gate = gate();
    gate.read(15, NOW, 3.0, NOW, b"");
    assert_eq!(gate.state(), 1 | 4 | 8 | UNKNOWN | CHOSEN);
    assert!(allows(&gate, "4"));
    assert!(!allows(&gate, "1"));
}

#[test]
fn a_choice_of_another_version_or_too_old_is_no_choice() {
    let mut gate = gate();
    gate.read(15, NOW, 3.0, NOW + VALIDITY + 1.0, b"");
    assert_eq!(gate.state(), 1);
    gate.read(15, NOW, 4.0, NOW, b"");
    assert_eq!(gate.state(), 1);
    gate.read(15, NOW, 3.0, NOW, b"");
    assert_eq!(gate.state() & CHOSEN, CHOSEN);
}

#[test]
fn rules_that_cannot_be_read_hold_every_third_party() {
    let mut gate = Gate::closed();
    gate.boot("\u{ff}".as_bytes(), room, b".www.shop.test", 1.0, VALIDITY);
    gate.read(15, NOW, 1.0, NOW, b".");
    assert_eq!(host_need(&gate, "shop.test"), 0);
    assert_eq!(host_need(&gate, "stats.test"), UNKNOWN);
    assert!(!allows(&gate, "4"));
}

#[test]
fn a_refused_service_needs_what_nothing_meets_and_the_rest_of_its_category_does_not() {
    let mut gate = gate();
    let film = Category::Advertising.bit();
    for refused in [&b"."[..], b".gone.", b".fil."] {
        assert!(gate.read(15, NOW, 3.0, NOW, refused));
        assert_eq!(host_need(&gate, "www.film.test"), film);
        assert_eq!(cookie_need(&gate, "_film"), film);
        assert_eq!(gate.state(), 1 | 4 | 8 | UNKNOWN | CHOSEN);
    }
    for refused in [&b".film."[..], b".gone.film."] {
        assert!(gate.read(15, NOW, 3.0, NOW, refused));
        let need = UNKNOWN | REFUSED;
        assert_eq!(host_need(&gate, "www.film.test"), need);
        assert_eq!(cookie_need(&gate, "_film"), need);
        assert_eq!(host_need(&gate, "ads.test"), film);
        assert_eq!(cookie_need(&gate, "_ad"), film);
        // Not all is granted: what is unknown waits.
        assert_eq!(gate.state(), 1 | 4 | 8 | CHOSEN);
        assert!(allows(&gate, "3") && !allows(&gate, "4"));
    }
    // A choice that does not count refuses nothing by itself.
    assert!(!gate.read(15, NOW, 4.0, NOW, b".film."));
    assert_eq!(host_need(&gate, "www.film.test"), film);
}

#[test]
fn a_path_is_asked_about_as_a_name_is() {
    let mut gate = gate();
    let path_need = |gate: &Gate, path: &str| (gate.need(PATH, path.as_bytes()) as u8) & NEEDS;
    assert_eq!(path_need(&gate, "/film/"), Category::Advertising.bit());
    // The page asks only where the pattern of all declared paths has found one.
    assert_eq!(path_need(&gate, "/film"), UNKNOWN_NAME);
    assert!(gate.read(15, NOW, 3.0, NOW, b".film."));
    assert_eq!(path_need(&gate, "/film/"), UNKNOWN | REFUSED);
}
