//! The state seen from outside: needs, the choice in its cookie, expressions.

use super::*;
use consent_core::rules::{RulesSource, ServiceRules};

const NOW: u64 = 1_790_000_000;
const VALIDITY: u64 = 15_552_000;

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
            names: vec![(StoreKind::Cookie, "_film".to_owned())],
        }],
        names: vec![
            (StoreKind::Cookie, "_st_*".into(), Category::Statistics),
            (StoreKind::Cookie, "cart".into(), Category::Functional),
            (StoreKind::Cookie, "_ad".into(), Category::Advertising),
        ],
        ..RulesSource::default()
    };
    let purposes = "necessary,1\nvisits,4\nadvertising,8";
    let rules = Rules::encode(&source).leak();
    Gate::new(rules, room, purposes, "shop.test", 3, VALIDITY)
}

fn room(length: usize) -> Box<[u64]> {
    vec![0; length].into()
}

#[test]
fn hosts_and_names_need_their_category_and_the_unknown_needs_everything() {
    let gate = gate();
    assert_eq!(gate.host_need("shop.test"), 0);
    assert_eq!(gate.host_need("consent.test"), 0);
    assert_eq!(gate.host_need("cdn.stats.test"), Category::Statistics.bit());
    assert_eq!(gate.host_need("ads.test"), Category::Advertising.bit());
    assert_eq!(gate.host_need("other.test"), UNKNOWN);
    assert_eq!(gate.name_need(StoreKind::Cookie, "_st_visitor"), 4);
    assert_eq!(gate.name_need(StoreKind::Cookie, "cart"), 0);
    assert_eq!(gate.name_need(StoreKind::Cookie, "whatever"), UNKNOWN_NAME);
}

#[test]
fn nothing_but_the_functional_is_granted_before_a_choice() {
    let gate = gate();
    assert_eq!(gate.state(), 1);
    assert!(gate.allows("functional"));
    assert!(!gate.allows("statistics | advertising"));
    assert!(!gate.allows("all"));
}

#[test]
fn a_choice_counts_until_there_is_none() {
    let mut gate = gate();
    let granted = CategorySet::FUNCTIONAL_ONLY.with(Category::Statistics);
    assert!(gate.read(granted.bits(), NOW, 3, NOW + 5, ""));
    assert_eq!(gate.state(), 1 | 4 | CHOSEN);
    assert!(gate.allows("visits & functional"));
    // What the page asks when no cookie keeps a choice.
    assert!(!gate.read(0, 0, 0, NOW + 5, ""));
    assert_eq!(gate.state(), 1);
}

#[test]
fn everything_asked_opens_the_unknown_but_not_what_was_never_asked() {
    let mut gate = gate();
    gate.read(15, NOW, 3, NOW, "");
    assert_eq!(gate.state(), 1 | 4 | 8 | UNKNOWN | CHOSEN);
    assert!(gate.allows("all"));
    assert!(!gate.allows("preferences"));
}

#[test]
fn a_choice_of_another_version_or_too_old_is_no_choice() {
    let mut gate = gate();
    gate.read(15, NOW, 3, NOW + VALIDITY + 1, "");
    assert_eq!(gate.state(), 1);
    gate.read(15, NOW, 4, NOW, "");
    assert_eq!(gate.state(), 1);
    gate.read(15, NOW, 3, NOW, "");
    assert_eq!(gate.state() & CHOSEN, CHOSEN);
}

#[test]
fn rules_that_cannot_be_read_hold_every_third_party() {
    let gate = Gate::new("\u{ff}", room, "", "shop.test", 1, VALIDITY);
    assert_eq!(gate.host_need("shop.test"), 0);
    assert_eq!(gate.host_need("stats.test"), UNKNOWN);
    assert!(!gate.allows("all"));
}

#[test]
fn a_refused_service_needs_what_nothing_meets_and_the_rest_of_its_category_does_not() {
    let mut gate = gate();
    let film = Category::Advertising.bit();
    for refused in ["", ".gone", ".fil"] {
        assert!(gate.read(15, NOW, 3, NOW, refused));
        assert_eq!(gate.host_need("www.film.test"), film);
        assert_eq!(gate.name_need(StoreKind::Cookie, "_film"), film);
        assert_eq!(gate.state(), 1 | 4 | 8 | UNKNOWN | CHOSEN);
    }
    for refused in [".film", ".gone.film"] {
        assert!(gate.read(15, NOW, 3, NOW, refused));
        let need = UNKNOWN | REFUSED;
        assert_eq!(gate.host_need("www.film.test"), need);
        assert_eq!(gate.name_need(StoreKind::Cookie, "_film"), need);
        assert_eq!(gate.host_need("ads.test"), film);
        assert_eq!(gate.name_need(StoreKind::Cookie, "_ad"), film);
        // Not all is granted: what is unknown waits.
        assert_eq!(gate.state(), 1 | 4 | 8 | CHOSEN);
        assert!(gate.allows("advertising") && !gate.allows("all"));
    }
    // A choice that does not count refuses nothing by itself.
    assert!(!gate.read(15, NOW, 4, NOW, ".film"));
    assert_eq!(gate.host_need("www.film.test"), film);
}
