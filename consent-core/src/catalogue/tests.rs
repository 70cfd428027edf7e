//! Tests of the form of a line, and of the real catalogue: that it is what its README says, and that it spares what
//! every shop needs.

use super::*;
use crate::decision::HostClass;
use crate::rules::{Rules, RulesSource, encode_catalogue};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const FILES: [(&str, &str); 4] = [
    ("hosts.txt", include_str!("../../../catalogue/hosts.txt")),
    ("names.txt", include_str!("../../../catalogue/names.txt")),
    (
        "imported_hosts.txt",
        include_str!("../../../catalogue/imported_hosts.txt"),
    ),
    (
        "imported_names.txt",
        include_str!("../../../catalogue/imported_names.txt"),
    ),
];

static CATALOGUE: LazyLock<Vec<Fact>> = LazyLock::new(|| {
    let mut facts = Vec::new();
    for (file, text) in FILES {
        let (good, errors) = parse(text);
        assert_eq!(errors, [], "{file}");
        facts.extend(good);
    }
    facts
});

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut hosts = Vec::new();
    let mut names = Vec::new();
    for fact in CATALOGUE.iter() {
        match &fact.subject {
            Subject::Host(host) => hosts.push((host.clone(), fact.category)),
            Subject::Name(kind, name) => names.push((*kind, name.clone(), fact.category)),
        }
    }
    let mut rules = Rules::<String>::closed();
    assert!(rules.learn(&encode_catalogue(&hosts, &names)));
    rules
});

/// What a site's own script knows before the catalogue has come, of a site that declares nothing.
static COMMON: LazyLock<Rules> = LazyLock::new(|| {
    let source = RulesSource {
        catalogue_names: common_names(),
        ..RulesSource::default()
    };
    Rules::decode(Rules::encode(&source)).unwrap()
});

fn common_names() -> Vec<(StoreKind, String, Category)> {
    let common: BTreeSet<_> = lines(include_str!("../../../catalogue/common.txt"))
        .map(|fields| fields[0])
        .collect();
    let names = CATALOGUE.iter().filter_map(|fact| match &fact.subject {
        Subject::Name(kind, name) if common.contains(name.as_str()) => {
            Some((*kind, name.clone(), fact.category))
        }
        _ => None,
    });
    names.collect()
}

/// What the catalogue says of a host, or of a name in one kind of storage.
fn ask(kind: &str, subject: &str) -> Option<Category> {
    match StoreKind::parse(kind) {
        Some(kind) => RULES.name(kind, subject),
        None => match RULES.host(subject, "shop.example") {
            HostClass::Known(category) => Some(category),
            _ => None,
        },
    }
}

/// The lines of a table: its fields, without comments.
fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split(';').map(str::trim).collect())
}

#[test]
fn the_good_lines_are_read_and_the_bad_ones_named() {
    let text = "# hosts\n\nx.se; host; statistics; X; -; hand\n\
        a_*; cookie+local; advertising; X; P1Y; hand\n\
        x.se; host; marketing; X; -; hand\nhttps://x.se; host; statistics; X; -; hand\n\
        a*b; cookie; statistics; X; -; hand\n*; cookie; statistics; X; -; hand\n\
        a; jar; statistics; X; -; hand\na; cookie; statistics; X; soon; hand\n\
        a; cookie; statistics; X; hand\na; cookie; statistics; ; -; hand\n";
    let (facts, errors) = parse(text);
    let subjects: Vec<_> = facts.iter().map(|fact| fact.subject.clone()).collect();
    assert_eq!(
        subjects,
        [
            Subject::Host("x.se".to_owned()),
            Subject::Name(StoreKind::Cookie, "a_*".to_owned()),
            Subject::Name(StoreKind::Local, "a_*".to_owned()),
        ]
    );
    assert_eq!(facts[1].duration.as_deref(), Some("P1Y"));
    let lines: Vec<_> = errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [5, 6, 7, 8, 9, 10, 11, 12]);
}

#[test]
fn the_catalogue_knows_2000_names_and_1500_hosts_with_their_vendors() {
    let mut hosts = BTreeSet::new();
    let mut names = BTreeSet::new();
    for fact in CATALOGUE.iter() {
        match &fact.subject {
            Subject::Host(host) => hosts.insert(host),
            Subject::Name(_, name) => names.insert(name),
        };
    }
    assert!(names.len() >= 2000, "{} names", names.len());
    assert!(hosts.len() >= 1500, "{} hosts", hosts.len());
    let wildcards = names.iter().filter(|name| name.ends_with('*')).count();
    assert!(wildcards >= 250, "{wildcards} wildcards");
}

#[test]
fn no_subject_of_the_catalogue_stands_twice() {
    let mut seen = BTreeMap::new();
    for fact in CATALOGUE.iter() {
        let key = match &fact.subject {
            Subject::Host(host) => ("host", host.clone()),
            Subject::Name(kind, name) => (kind.as_str(), name.clone()),
        };
        let before = seen.insert(key, fact.clone());
        assert_eq!(before, None);
    }
}

#[test]
fn what_was_imported_stands_in_order_and_names_its_package() {
    for (file, text) in &FILES[2..] {
        let subjects: Vec<_> = lines(text).map(|fields| fields[0]).collect();
        assert!(subjects.is_sorted(), "{file}");
        for fields in lines(text) {
            let packages = ["third-party-web", "@slashgear/gdpr-cookie-scanner"];
            assert!(packages.contains(&fields[5]), "{file}: {}", fields[0]);
        }
    }
}

#[test]
fn no_two_subjects_of_the_catalogue_share_a_hash() {
    for fact in CATALOGUE.iter() {
        let (kind, subject) = match &fact.subject {
            Subject::Host(host) => ("host", host.as_str()),
            Subject::Name(kind, name) => (kind.as_str(), name.strip_suffix('*').unwrap_or(name)),
        };
        // An exact name beats the wildcard of the same letters.
        let exact = CATALOGUE.iter().find(|fact| {
            matches!(&fact.subject, Subject::Name(of, name) if of.as_str() == kind && name == subject)
        });
        let category = exact.unwrap_or(fact).category;
        assert_eq!(ask(kind, subject), Some(category), "{kind} {subject}");
    }
}

// ACCEPTANCE 29 (partly: what the catalogue says of carts, sessions, forms and payments)
#[test]
fn carts_sessions_forms_and_payments_of_common_systems_are_functional() {
    let mut asked = 0;
    for fields in lines(include_str!("../../../catalogue/protected.txt")) {
        let [subject, kind, whose] = fields[..] else {
            panic!("{fields:?}");
        };
        assert_eq!(
            ask(kind, subject),
            Some(Category::Functional),
            "{subject} ({kind}) of {whose}"
        );
        asked += 1;
    }
    assert!(asked > 150, "{asked}");
}

// ACCEPTANCE 41 (partly: the catalogue knows nothing of what nobody declared)
#[test]
fn names_that_any_site_may_use_itself_are_no_trackers() {
    for name in "id uid user user_id userId username session session_id sessionId sid token auth auth_token access_token \
        refresh_token id_token jwt csrf xsrf nonce state lang language locale country currency region city theme dark_mode \
        color-scheme font-size layout view sort filter filters page tab search q query history cart cart_id cartId basket \
        basket_id bag checkout order order_id wishlist favourites favorites compare recently_viewed viewed viewed_products \
        last_viewed store store_id storeId shop location address zip postcode delivery shipping coupon discount promo \
        campaign banner popup modal newsletter signup login logged_in loggedin remember remember_me redirect return_to \
        returnUrl referrer referer utm_source source medium visit visits visitor visitor_id first_visit last_visit timestamp \
        time tz timezone device device_id mobile app version v test debug flags features experiment variant ab cookie \
        cookies cookies_accepted cookie_consent consent gdpr privacy accepted notice hide_notice persist:root redux-persist \
        state_v2 settings preferences prefs options config data cache messages notification notifications chat help \
        feedback survey rating comment video player volume muted map zoom lat lng tracking track click clicks event events \
        pixel ads ad click_id advertising audience segment group role plan"
        .split_whitespace()
    {
        for kind in StoreKind::ALL {
            for rules in [&RULES, &COMMON] {
                let category = rules.name(kind, name);
                assert!(
                    matches!(category, None | Some(Category::Functional)),
                    "{} {name}: {category:?}",
                    kind.as_str()
                );
            }
        }
    }
}

#[test]
fn hosts_that_any_site_may_need_are_no_trackers() {
    for host in "www.google.com www.gstatic.com storage.googleapis.com firestore.googleapis.com amazonaws.com \
        s3.eu-north-1.amazonaws.com d111111abcdef8.cloudfront.net example.azurewebsites.net example.blob.core.windows.net \
        example.github.io raw.githubusercontent.com example.netlify.app example.vercel.app example.herokuapp.com \
        example.fastly.net res.cloudinary.com example.imgix.net images.ctfassets.net www.microsoft.com www.apple.com \
        example.de.com example.net.pl example.co.uk example.akamaized.net example.b-cdn.net example.kxcdn.com"
        .split_whitespace()
    {
        let category = ask("host", host);
        assert!(
            matches!(category, None | Some(Category::Functional)),
            "{host}: {category:?}"
        );
    }
}

#[test]
fn the_common_names_are_trackers_that_the_catalogue_knows() {
    let mut seen = Vec::new();
    for fields in lines(include_str!("../../../catalogue/common.txt")) {
        let name = fields[0];
        assert!(!seen.contains(&name), "{name} stands twice");
        seen.push(name);
        let categories: Vec<_> = CATALOGUE
            .iter()
            .filter(|fact| matches!(&fact.subject, Subject::Name(_, known) if known == name))
            .map(|fact| fact.category)
            .collect();
        assert!(!categories.is_empty(), "{name} is not in names.txt");
        assert!(!categories.contains(&Category::Functional), "{name}");
    }
    assert!((150..=250).contains(&seen.len()), "{}", seen.len());
}

#[test]
fn the_common_names_hold_nothing_functional_in_any_kind_of_storage() {
    let is_free = |category| matches!(category, None | Some(Category::Functional));
    for fields in lines(include_str!("../../../catalogue/protected.txt")) {
        if let Some(kind) = StoreKind::parse(fields[1]) {
            assert!(is_free(COMMON.name(kind, fields[0])), "{}", fields[0]);
        }
    }
    // Nothing functional that would not be held if the kinds were told apart.
    let mut by_kind = Rules::closed();
    assert!(by_kind.learn(&encode_catalogue(&[], &common_names())));
    for fact in CATALOGUE.iter() {
        if let Subject::Name(kind, name) = &fact.subject
            && fact.category == Category::Functional
        {
            let name = name.strip_suffix('*').unwrap_or(name);
            let is_held = !is_free(by_kind.name(*kind, name));
            assert!(is_held || is_free(COMMON.name(*kind, name)), "{name}");
        }
    }
    for kind in StoreKind::ALL {
        for (name, category) in [
            ("_ga", Category::Statistics),
            ("_ga_XYZ", Category::Statistics),
            ("_fbp", Category::Advertising),
        ] {
            assert_eq!(COMMON.name(kind, name), Some(category), "{name}");
        }
    }
}

#[test]
fn wildcards_are_long_enough_to_spare_a_shops_own_names() {
    for fact in CATALOGUE.iter() {
        if let Subject::Name(_, name) = &fact.subject
            && let Some(start) = name.strip_suffix('*')
        {
            let least = if fact.source == "hand" { 3 } else { 4 };
            assert!(start.len() >= least, "{name}");
        }
    }
}

/// What lists that the catalogue is not made of say in `catalogue/held_sample.txt`, where their word means a purpose:
/// the kind, the subject, what agrees with their word, and ours.
fn held_sample() -> Vec<(&'static str, &'static str, Vec<Category>, Category)> {
    use Category::{Advertising, Preferences, Statistics};
    let mut held = Vec::new();
    for fields in lines(include_str!("../../../catalogue/held_sample.txt")) {
        let [_, subject, kind, word] = fields[..] else {
            panic!("{fields:?}");
        };
        let theirs = match word {
            "analytic" | "analytics" => vec![Statistics],
            "ads" | "advertising" | "social" => vec![Advertising],
            "video" => vec![Advertising, Statistics],
            "comment" => vec![Advertising, Preferences],
            "support" => vec![Preferences],
            _ => continue,
        };
        if let Some(ours) = ask(kind, subject) {
            held.push((kind, subject, theirs, ours));
        }
    }
    held
}

#[test]
fn no_host_that_another_list_calls_a_tracker_passes_without_consent() {
    let hosts: Vec<_> = held_sample()
        .into_iter()
        .filter(|(kind, ..)| *kind == "host")
        .collect();
    assert!(hosts.len() > 100, "{}", hosts.len());
    for (_, host, _, ours) in &hosts {
        assert_ne!(*ours, Category::Functional, "{host}");
    }
    let agree = hosts
        .iter()
        .filter(|(_, _, theirs, ours)| theirs.contains(ours))
        .count();
    assert!(agree * 5 >= hosts.len() * 4, "{agree} of {}", hosts.len());
}

#[test]
fn names_that_another_list_has_with_a_tracker_pass_only_where_the_site_needs_them() {
    // Load balancing, protection against robots, payment, forms, records of a choice about consent.
    let needed = "AWSALB AWSALBCORS __cfduid __cfruid incap_ses_ nlbi_ visid_incap_ __stripe_mid __stripe_sid csrftoken \
        sessionid OptanonConsent didomi_token euconsent-v2 pubconsent matomo_ignore mtm_consent";
    let held = held_sample();
    assert!(held.len() > 200, "{}", held.len());
    for (kind, name, _, ours) in held {
        assert!(
            ours != Category::Functional || needed.split_whitespace().any(|known| known == name),
            "{name} ({kind})"
        );
    }
}
