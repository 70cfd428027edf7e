//! Tests of the rules: what beats what, and that broken bytes only ever lead to an error.

use super::*;
use crate::decision::HostClass::{FirstParty, Known, Refused, Unknown};
use Category::{Advertising, Functional, Preferences, Statistics};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn source() -> RulesSource {
    let host = |(host, category): (&str, Category)| (host.to_owned(), category);
    let name =
        |(kind, name, category): (StoreKind, &str, Category)| (kind, name.to_owned(), category);
    RulesSource {
        asked: CategorySet::FUNCTIONAL_ONLY
            .with(Statistics)
            .with(Advertising),
        first_party: vec![
            "shop.example".to_owned(),
            "*.shop-assets.example".to_owned(),
        ],
        collector_host: "consent.vendor.example".to_owned(),
        services: Vec::new(),
        hosts: [
            ("stats.shop.example", Statistics),
            ("Declared.example.", Statistics),
            ("tracker.example", Functional),
            ("shop.example", Advertising),
        ]
        .map(host)
        .to_vec(),
        names: [
            (StoreKind::Cookie, "_st_*", Statistics),
            (StoreKind::Cookie, "_st_ad*", Advertising),
            (StoreKind::Cookie, "_st_ad_cart", Functional),
            (StoreKind::Local, "_st_*", Advertising),
            (StoreKind::Cookie, "_ga_shop", Functional),
        ]
        .map(name)
        .to_vec(),
        catalogue_hosts: [
            ("tracker.example", Advertising),
            ("ads.example", Advertising),
            ("pay.ads.example", Functional),
        ]
        .map(host)
        .to_vec(),
        catalogue_names: [
            (StoreKind::Cookie, "_ga*", Statistics),
            (StoreKind::Cookie, "_gac_*", Advertising),
            (StoreKind::Cookie, "_gat", Preferences),
            (StoreKind::Local, "_ga", Advertising),
            (StoreKind::Cookie, "_id", Advertising),
            (StoreKind::Session, "_id", Functional),
        ]
        .map(name)
        .to_vec(),
    }
}

fn rules() -> Rules {
    Rules::decode(Rules::encode(&source())).unwrap()
}

#[test]
fn hosts_are_classed_by_the_nearest_knowledge() {
    let rules = rules();
    for (host, class) in [
        ("www.page.example", FirstParty),
        ("WWW.Page.Example.", FirstParty),
        ("page.example", FirstParty),
        ("img.page.example", FirstParty),
        ("notpage.example", Unknown),
        ("example", Unknown),
        ("shop-assets.example", FirstParty),
        ("a.b.shop-assets.example", FirstParty),
        ("xshop-assets.example", Unknown),
        ("consent.vendor.example", Known(Functional)),
        ("x.consent.vendor.example", Unknown),
        ("stats.shop.example", Known(Statistics)),
        ("a.STATS.shop.example", Known(Statistics)),
        ("declared.example", Known(Statistics)),
        ("ads.example", Known(Advertising)),
        ("a.b.Ads.Example.", Known(Advertising)),
        ("pay.ads.example", Known(Functional)),
        ("x.pay.ads.example", Known(Functional)),
        ("xpay.ads.example", Known(Advertising)),
        ("ads.example.evil", Unknown),
        ("", Unknown),
        (".", Unknown),
        ("..", Unknown),
        ("127.0.0.1", Unknown),
        ("[::1]", Unknown),
        ("ads.example。", Unknown),
    ] {
        assert_eq!(rules.host(host, "www.page.example"), class, "{host}");
    }
}

#[test]
fn the_site_file_beats_the_catalogue() {
    assert_eq!(
        rules().host("tracker.example", "p.example"),
        Known(Functional)
    );
    assert_eq!(
        rules().name(StoreKind::Cookie, "_ga_shop"),
        Some(Functional)
    );
}

#[test]
fn a_service_declared_on_a_first_party_suffix_is_a_service() {
    assert_eq!(
        rules().host("www.shop.example", "p.example"),
        Known(Advertising)
    );
}

#[test]
fn the_host_of_the_page_is_first_party_whatever_is_declared() {
    assert_eq!(
        rules().host("stats.shop.example", "stats.shop.example"),
        FirstParty
    );
}

#[test]
fn bare_names_and_addresses_have_no_subdomains() {
    let rules = rules();
    for (host, page) in [
        ("a.localhost", "localhost"),
        ("a.se", "www.se"),
        ("1.127.0.0.1", "127.0.0.1"),
        ("a.[::1]", "[::1]"),
        ("x", ""),
    ] {
        assert_eq!(rules.host(host, page), Unknown, "{host} on {page}");
    }
    assert_eq!(rules.host("127.0.0.1", "127.0.0.1"), FirstParty);
    assert_eq!(rules.host("localhost", "localhost"), FirstParty);
}

#[test]
fn names_are_classed_by_the_nearest_pattern_of_their_kind() {
    let rules = rules();
    for (kind, name, category) in [
        (StoreKind::Cookie, "_st_1", Some(Statistics)),
        (StoreKind::Cookie, "_st_", Some(Statistics)),
        (StoreKind::Cookie, "_st", None),
        (StoreKind::Cookie, "_st_ad7", Some(Advertising)),
        (StoreKind::Cookie, "_st_ad_cart", Some(Functional)),
        (StoreKind::Local, "_st_ad_cart", Some(Advertising)),
        (StoreKind::Session, "_st_1", None),
        (StoreKind::Cookie, "_GA", None),
        (StoreKind::Cookie, "cart", None),
        (StoreKind::Cookie, "", None),
        (StoreKind::Cookie, "*", None),
    ] {
        assert_eq!(rules.name(kind, name), category, "{kind:?} {name}");
    }
}

#[test]
fn what_is_commonly_known_counts_for_every_kind_until_the_catalogue_has_come() {
    let mut rules = rules();
    for kind in StoreKind::ALL {
        for (name, category) in [
            ("_ga_X", Statistics),
            ("_gac_X", Advertising),
            ("_gat", Preferences),
            ("_ga", Advertising),
            ("_id", Functional),
        ] {
            assert_eq!(rules.name(kind, name), Some(category), "{kind:?} {name}");
        }
    }
    let (hosts, names) = (source().catalogue_hosts, source().catalogue_names);
    assert!(rules.learn(&encode_catalogue(&hosts, &names)));
    for (kind, name, category) in [
        (StoreKind::Cookie, "_ga", Some(Statistics)),
        (StoreKind::Cookie, "_ga_X", Some(Statistics)),
        (StoreKind::Cookie, "_gac_X", Some(Advertising)),
        (StoreKind::Cookie, "_gat", Some(Preferences)),
        (StoreKind::Local, "_ga", Some(Advertising)),
        (StoreKind::Local, "_ga_X", None),
        (StoreKind::Cookie, "_id", Some(Advertising)),
        (StoreKind::Session, "_id", Some(Functional)),
    ] {
        assert_eq!(rules.name(kind, name), category, "{kind:?} {name}");
    }
}

/// A site with these services, beside what it declares otherwise.
fn rules_with(services: &[(&str, Category, &[&str], &[&str])]) -> Rules {
    let services = services.iter().map(|(id, category, hosts, names)| {
        let names = names
            .iter()
            .map(|name| (StoreKind::Cookie, (*name).to_owned()));
        ServiceRules {
            id: (*id).to_owned(),
            category: *category,
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            paths: Vec::new(),
            names: names.collect(),
        }
    });
    let source = RulesSource {
        services: services.collect(),
        ..source()
    };
    Rules::decode(Rules::encode(&source)).unwrap()
}

fn with_services() -> Rules {
    rules_with(&[
        (
            "counter",
            Statistics,
            &["counter.example"],
            &["_c_*", "_c_x"],
        ),
        (
            "map",
            Statistics,
            &["heat.counter.example", "tiles.example"],
            &["_c_m*"],
        ),
        (
            "film",
            Advertising,
            &["tiles.example", "shop-assets.example"],
            &[],
        ),
    ])
}

#[test]
fn a_refused_service_loses_its_hosts_and_names_and_no_other_does() {
    let rules = with_services();
    let host = |refused, host| rules.host_without(refused, host, "page.example");
    let name = |refused, name| rules.name_without(refused, StoreKind::Cookie, name);
    for refused in ["", "gone", "Counter", "counte", "counter2"] {
        assert_eq!(host(refused, "a.counter.example"), Known(Statistics));
        assert_eq!(name(refused, "_c_1"), Known(Statistics));
        assert!(!rules.refuses(refused));
    }
    for refused in ["counter", "gone.counter", "counter.film"] {
        assert_eq!(host(refused, "a.counter.example"), Refused);
        assert_eq!(host(refused, "heat.counter.example"), Known(Statistics));
        assert_eq!(name(refused, "_c_1"), Refused);
        assert_eq!(name(refused, "_c_x"), Refused);
        assert_eq!(name(refused, "_c_m1"), Known(Statistics));
        assert!(rules.refuses(refused));
    }
    // What is declared beside the services has no switch, nor have the site itself and the catalogue.
    for host_name in [
        "stats.shop.example",
        "ads.example",
        "consent.vendor.example",
        "img.page.example",
    ] {
        assert_eq!(host("counter.map.film", host_name), host("", host_name));
    }
    assert_eq!(name("counter.map.film", "_st_1"), Known(Statistics));
}

#[test]
fn what_two_services_share_goes_with_either() {
    let rules = with_services();
    let host = |refused| rules.host_without(refused, "tiles.example", "page.example");
    assert_eq!(host(""), Known(Statistics));
    assert_eq!(host("map"), Refused);
    assert_eq!(host("film"), Refused);
    // A service declared on a first-party suffix is a service here too.
    let own = |refused| rules.host_without(refused, "shop-assets.example", "page.example");
    assert_eq!(own(""), Known(Advertising));
    assert_eq!(own("film"), Refused);
}

#[test]
fn what_to_delete_is_listed_by_category() {
    let rules = rules();
    let names: Vec<_> = rules.names_of(Advertising).collect();
    assert_eq!(
        names,
        [(StoreKind::Cookie, "_st_ad*"), (StoreKind::Local, "_st_*")]
    );
    let hosts: Vec<_> = rules.hosts_of(Statistics).collect();
    assert_eq!(hosts, ["stats.shop.example", "declared.example"]);
}

#[test]
fn closed_rules_know_nothing_and_let_nothing_unknown_through() {
    let rules = Rules::<String>::closed();
    let all = CategorySet::from_bits(15);
    let class = rules.host("ads.example", "p.example");
    assert!(matches!(
        crate::decision::gate(class, rules.asked(), all),
        crate::decision::Verdict::Hold(None)
    ));
}

#[test]
fn rules_of_another_version_are_refused_by_name() {
    let text = Rules::encode(&source()).replacen('5', "4", 1);
    assert_eq!(Rules::decode(text.as_str()), Err(RulesError::Version));
    assert_eq!(Rules::decode(""), Err(RulesError::Broken));
}

#[test]
fn rules_cut_short_or_too_long_are_refused() {
    let mut text = Rules::encode(&source());
    for length in 1..text.len() {
        assert_eq!(Rules::decode(&text[..length]), Err(RulesError::Broken));
    }
    text.push(']');
    assert_eq!(Rules::decode(text.as_str()), Err(RulesError::Broken));
}

#[test]
fn the_whole_catalogue_takes_the_place_of_the_common_names_but_not_of_declarations() {
    let mut rules = rules();
    let catalogue = encode_catalogue(
        &[
            ("new.example".to_owned(), Statistics),
            ("tracker.example".to_owned(), Advertising),
        ],
        &[(StoreKind::Cookie, "_new_*".to_owned(), Advertising)],
    );
    for length in 0..catalogue.len() {
        let before = rules.clone();
        assert!(!rules.learn(&catalogue[..length]));
        assert_eq!(rules, before);
    }
    assert!(rules.learn(&catalogue));
    assert_eq!(rules.host("a.new.example", "p.example"), Known(Statistics));
    assert_eq!(
        rules.host("tracker.example", "p.example"),
        Known(Functional)
    );
    assert_eq!(rules.name(StoreKind::Cookie, "_new_1"), Some(Advertising));
    assert_eq!(rules.name(StoreKind::Cookie, "_st_1"), Some(Statistics));
}

#[test]
fn the_text_form_needs_no_escapes_but_those_of_line_ends() {
    let text = Rules::encode(&source());
    let hashes = text.rsplit('\n').next().unwrap();
    assert!(hashes.bytes().all(|byte| (b']'..=b'~').contains(&byte)));
}

fn categories() -> impl Strategy<Value = Category> {
    prop::sample::select(&Category::ALL[..])
}

proptest! {
    #[test]
    fn every_catalogue_fact_is_found_again(
        hosts in prop::collection::btree_map("[a-z]{1,8}\\.(com|se)", categories(), 0..40),
        names in prop::collection::btree_map("[a-z_]{1,12}", categories(), 0..40),
    ) {
        let rules = Rules::decode(Rules::encode(&RulesSource {
            catalogue_hosts: hosts.clone().into_iter().collect(),
            catalogue_names: names
                .iter()
                .map(|(name, category)| (StoreKind::Cookie, name.clone(), *category))
                .collect(),
            ..RulesSource::default()
        })).unwrap();
        for (host, category) in &hosts {
            let sub = ["www.", host].concat();
            prop_assert_eq!(rules.host(host, "p.example"), Known(*category));
            prop_assert_eq!(rules.host(&sub, "p.example"), Known(*category));
        }
        for (name, category) in &names {
            prop_assert_eq!(rules.name(StoreKind::Cookie, name), Some(*category));
            prop_assert_eq!(rules.name(StoreKind::Local, name), Some(*category));
        }
    }

    #[test]
    fn the_answer_is_that_of_the_plainest_search(
        site_hosts in prop::collection::btree_map("([ab]\\.){0,2}[ab]\\.se", categories(), 0..6),
        hosts in prop::collection::btree_map("([ab]\\.){0,2}[ab]\\.se", categories(), 0..8),
        site_names in prop::collection::btree_map("[ab]{1,3}\\*?", categories(), 0..6),
        names in prop::collection::btree_map("[ab]{1,3}\\*?", categories(), 0..8),
        host in "([ab]\\.){0,3}[ab]\\.se",
        name in "[ab]{0,5}",
    ) {
        let of_local = |names: &BTreeMap<String, Category>| -> Vec<_> {
            names.iter().map(|(name, category)| (StoreKind::Local, name.clone(), *category)).collect()
        };
        let mut rules = Rules::decode(Rules::encode(&RulesSource {
            hosts: site_hosts.clone().into_iter().collect(),
            names: of_local(&site_names),
            ..RulesSource::default()
        })).unwrap();
        let known: Vec<_> = hosts.clone().into_iter().collect();
        prop_assert!(rules.learn(&encode_catalogue(&known, &of_local(&names))));

        // The site before the catalogue, the longest suffix before a shorter one.
        let nearest = |facts: &BTreeMap<String, Category>| {
            let above = facts
                .iter()
                .filter(|(suffix, _)| host == **suffix || host.ends_with(&format!(".{suffix}")));
            above.max_by_key(|(suffix, _)| suffix.len()).map(|(_, category)| *category)
        };
        let class = nearest(&site_hosts).or_else(|| nearest(&hosts)).map_or(Unknown, Known);
        prop_assert_eq!(rules.host(&host, "p.example"), class);

        // The site before the catalogue, the exact name before a wildcard, a longer wildcard before a shorter one.
        let nearest = |facts: &BTreeMap<String, Category>| {
            let wildcards = facts.iter().filter(|(pattern, _)| {
                pattern.strip_suffix('*').is_some_and(|start| name.starts_with(start))
            });
            let longest = wildcards.max_by_key(|(pattern, _)| pattern.len());
            facts.get(&name).or(longest.map(|(_, category)| category)).copied()
        };
        let category = nearest(&site_names).or_else(|| nearest(&names));
        prop_assert_eq!(rules.name(StoreKind::Local, &name), category);
    }

    #[test]
    fn refusing_only_ever_takes_away(
        owners in prop::collection::vec((0_usize..4, "([ab]\\.){0,2}[ab]\\.se", "[ab]{1,3}\\*?"), 0..10),
        refused in prop::collection::vec(0_usize..4, 0..4),
        host in "([ab]\\.){0,3}[ab]\\.se",
        name in "[ab]{0,5}",
    ) {
        const IDS: [&str; 4] = ["one", "two", "three", "four"];
        let services: Vec<_> = IDS.iter().enumerate().map(|(at, id)| {
            let of = owners.iter().filter(|(owner, _, _)| *owner == at);
            ServiceRules {
                id: (*id).to_owned(),
                category: Category::ALL[at],
                hosts: of.clone().map(|(_, host, _)| host.clone()).collect(),
                paths: Vec::new(),
                names: of.map(|(_, _, name)| (StoreKind::Local, name.clone())).collect(),
            }
        }).collect();
        let rules = Rules::decode(Rules::encode(&RulesSource { services, ..RulesSource::default() })).unwrap();
        let list = refused.iter().map(|at| IDS[*at]).collect::<Vec<_>>().join(".");

        let class = rules.host_without(&list, &host, "p.example");
        let whole = rules.host(&host, "p.example");
        // By the plainest search: some owner of the longest suffix is refused.
        let of_host = |suffix: &str| host == suffix || host.ends_with(&format!(".{suffix}"));
        let longest = owners.iter().filter(|(_, suffix, _)| of_host(suffix)).map(|(_, suffix, _)| suffix.len()).max();
        let is_refused = owners.iter().any(|(owner, suffix, _)| {
            of_host(suffix) && Some(suffix.len()) == longest && refused.contains(owner)
        });
        prop_assert_eq!(class, if is_refused { Refused } else { whole });

        let class = rules.name_without(&list, StoreKind::Local, &name);
        let rank = |pattern: &str| match pattern.strip_suffix('*') {
            Some(start) if name.starts_with(start) => pattern.len(),
            _ if pattern == name => usize::MAX,
            _ => 0,
        };
        let highest = owners.iter().map(|(_, _, pattern)| rank(pattern)).max().unwrap_or(0);
        let is_refused = highest > 0 && owners.iter().any(|(owner, _, pattern)| {
            rank(pattern) == highest && refused.contains(owner)
        });
        let whole = rules.name(StoreKind::Local, &name).map_or(Unknown, Known);
        prop_assert_eq!(class, if is_refused { Refused } else { whole });
    }

    #[test]
    fn broken_texts_never_panic(text: String, place: prop::sample::Index, letter: char) {
        let _ = Rules::decode(text);
        let changed = Rules::encode(&source());
        let place = place.index(changed.len());
        let changed = [&changed[..place], &letter.to_string(), &changed[place + 1..]].concat();
        let _ = rules().learn(&changed);
        if let Ok(rules) = Rules::decode(changed.as_str()) {
            let _ = rules.host_without("a.b", "a.b.ads.example", "p.example");
            let _ = rules.name(StoreKind::Cookie, "_ga_1");
        }
    }

    #[test]
    fn no_host_is_too_odd_to_class(host in ".{0,30}", page in ".{0,30}") {
        let _ = rules().host(&host, &page);
        let _ = rules().name(StoreKind::Local, &host);
    }
}

#[test]
fn a_path_is_of_the_service_that_declares_the_longest_beginning_of_it() {
    let service = |id: &str, category, paths: &[&str]| ServiceRules {
        id: id.to_owned(),
        category,
        hosts: Vec::new(),
        paths: paths.iter().map(|path| (*path).to_owned()).collect(),
        names: Vec::new(),
    };
    let source = RulesSource {
        services: vec![
            service("counter", Statistics, &["/stats/", "/counter.js"]),
            service("pixel", Advertising, &["/stats/ads/"]),
        ],
        ..source()
    };
    let mut rules = Rules::decode(Rules::encode(&source)).unwrap();
    let cases = [
        ("/stats/", Known(Statistics)),
        ("/stats/script.js", Known(Statistics)),
        ("/stats/ads", Known(Statistics)),
        ("/stats/ads/", Known(Advertising)),
        ("/stats/ads/pixel.gif", Known(Advertising)),
        ("/counter.js", Known(Statistics)),
        ("/counter.jsx", Known(Statistics)),
        ("/stats", FirstParty),
        ("/Stats/", FirstParty),
        ("/shop/stats/", FirstParty),
        ("/", FirstParty),
        ("", FirstParty),
        ("/_ga", FirstParty),
    ];
    for (path, class) in cases {
        assert_eq!(rules.path_without("", path), class, "{path}");
    }
    assert_eq!(rules.path_without("pixel", "/stats/ads/a"), Refused);
    assert_eq!(rules.path_without("pixel", "/stats/a"), Known(Statistics));
    // Nor is one a host or a name.
    assert_eq!(rules.host("/stats/", "p.example"), Unknown);
    assert_eq!(rules.name(StoreKind::Cookie, "/stats/"), None);
    assert!(rules.learn(&encode_catalogue(&[], &[])));
    for (path, class) in cases {
        assert_eq!(rules.path_without("", path), class, "{path}");
    }
}
