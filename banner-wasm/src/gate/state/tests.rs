//! The state seen from outside: needs, the choice in its cookie, expressions.

use super::*;
use consent_core::rules::RulesSource;

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
        names: vec![
            (StoreKind::Cookie, "_st_*".into(), Category::Statistics),
            (StoreKind::Cookie, "cart".into(), Category::Functional),
            (StoreKind::Cookie, "_ad".into(), Category::Advertising),
        ],
        ..RulesSource::default()
    };
    let purposes = "necessary,1\nvisits,4\nadvertising,8";
    Gate::new(&Rules::encode(&source), purposes, "shop.test", 3, VALIDITY)
}

fn key(byte: u8) -> ConsentKey {
    ConsentKey::from_bytes([byte; 16])
}

fn set(categories: &[Category]) -> CategorySet {
    categories.iter().copied().collect()
}

/// The cookie header that a browser would send back.
fn sent_back(text: &str) -> String {
    text.split(';').next().unwrap_or_default().to_owned()
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
fn a_choice_is_found_again_in_its_cookie_with_the_same_key() {
    let mut first = gate();
    let text = first.choose(set(&[Category::Statistics]), NOW, key(7), false);
    assert!(
        text.ends_with("; Path=/; SameSite=Lax; Max-Age=15552000"),
        "{text}"
    );
    let mut second = gate();
    second.read(&sent_back(&text), NOW + 5);
    assert_eq!(second.state(), 1 | 4 | CHOSEN);
    assert!(second.allows("visits & functional"));
    let again = second.choose(CategorySet::FUNCTIONAL_ONLY, NOW + 9, key(9), false);
    assert!(again.contains(&key(7).to_text()), "{again}");
}

#[test]
fn another_person_gets_another_key_and_no_longer_validity() {
    let mut gate = gate();
    gate.choose(set(&[Category::Statistics]), NOW, key(7), false);
    let text = gate.rekey(key(8), NOW + 100);
    assert!(text.contains(&key(8).to_text()), "{text}");
    assert!(text.ends_with("Max-Age=15551900"), "{text}");
    let chosen = gate.choose(CategorySet::FUNCTIONAL_ONLY, NOW, key(9), true);
    assert!(chosen.contains(&key(9).to_text()), "{chosen}");
}

#[test]
fn everything_asked_opens_the_unknown_but_not_what_was_never_asked() {
    let mut gate = gate();
    gate.choose(CategorySet::from_bits(15), NOW, key(1), false);
    assert_eq!(gate.state(), 1 | 4 | 8 | UNKNOWN | CHOSEN);
    assert!(gate.allows("all"));
    assert!(!gate.allows("preferences"));
}

#[test]
fn a_choice_of_another_version_or_too_old_is_no_choice() {
    let mut old = gate();
    let text = sent_back(&old.choose(CategorySet::from_bits(15), NOW, key(1), false));
    let mut gate = gate();
    gate.read(&text, NOW + VALIDITY + 1);
    assert_eq!(gate.state(), 1);
    gate.read(&text.replace(".3.", ".4."), NOW);
    assert_eq!(gate.state(), 1);
    gate.read(&text, NOW);
    assert_eq!(gate.state() & CHOSEN, CHOSEN);
}

#[test]
fn rules_that_cannot_be_read_hold_every_third_party() {
    let gate = Gate::new("\u{ff}", "", "shop.test", 1, VALIDITY);
    assert_eq!(gate.host_need("shop.test"), 0);
    assert_eq!(gate.host_need("stats.test"), UNKNOWN);
    assert!(!gate.allows("all"));
}
