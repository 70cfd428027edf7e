//! What a site file may say, and what is said about it when it may not.

use serde_json::{Value, json};

use super::*;

fn file() -> Value {
    json!({
        "id": "shop", "name": "Shop",
        "origins": ["https://shop.example", "http://shop.localhost:*"],
        "languages": ["sv", "en"],
        "ip_purpose": "so that a receipt can be tied to a connection",
        "controller": {"name": "Shop AB", "country": "SE", "email": "a@shop.example", "policy_url": "/policy"},
        "purposes": [
            {"id": "cart", "category": "functional", "legal_basis": "contract",
             "title": {"sv": "K", "en": "C"}, "description": {"sv": "k", "en": "c"}},
            {"id": "statistics", "category": "statistics", "legal_basis": "consent", "retention": "P14M",
             "title": {"sv": "S", "en": "S"}, "description": {"sv": "s", "en": "s"}}
        ],
        "services": [
            {"id": "counter", "purpose": "statistics", "name": "Counter", "hosts": ["stats.example"],
             "stores": [{"kind": "cookie", "name": "_st_*", "duration": "P13M"}]}
        ]
    })
}

fn checked(value: Value) -> Result<Site, Vec<SiteError>> {
    serde_json::from_value::<SiteFile>(value).unwrap().check()
}

#[test]
fn a_whole_file_becomes_a_site_with_its_defaults() {
    let site = checked(file()).unwrap();
    assert_eq!(site.validity().seconds(), 15_552_000);
    assert_eq!(site.asked(), CategorySet::EMPTY.with(Category::Statistics));
    assert_eq!(site.first_party(), ["shop.example", "shop.localhost"]);
    assert_eq!(site.declared().ip_mode, IpMode::Full);
    assert_eq!(site.declared().ip_full_days, 90);
    assert_eq!(
        site.category_of(&site.declared().services[0]),
        Category::Statistics
    );
    let asked: Vec<&str> = site
        .asked_purposes()
        .map(|purpose| purpose.id.as_str())
        .collect();
    assert_eq!(asked, ["statistics"]);
}

#[test]
fn the_ids_of_services_that_can_be_refused_fit_into_the_consent_cookie() {
    let with = |count: usize, purpose: &str| {
        let mut value = file();
        let services = (0..count).map(|at| {
            let id = format!("{at:017}");
            json!({"id": id, "purpose": purpose, "name": "N"})
        });
        value["services"] = services.collect();
        checked(value)
    };
    assert!(with(50, "statistics").is_ok());
    assert!(with(60, "cart").is_ok());
    let errors = with(51, "statistics").unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].problem.contains("918 bytes") && errors[0].problem.contains("900"));
}

#[test]
fn tags_are_told_when_named_or_when_a_service_declares_their_host() {
    let mut value = file();
    value["services"][0]["hosts"] = json!(["www.clarity.ms", "notclarity.ms", "s.pinimg.com"]);
    assert_eq!(
        checked(value.clone()).unwrap().signals(),
        ["clarity", "pinterest"]
    );
    value["signals"] = json!(["matomo", "google"]);
    assert_eq!(
        checked(value.clone()).unwrap().signals(),
        ["google", "matomo"]
    );
    value["signals"] = json!(["gtag"]);
    value["signal_regions"] = json!(["SE", "US-CA", "Sweden"]);
    let fields: Vec<String> = checked(value)
        .unwrap_err()
        .into_iter()
        .map(|error| error.field)
        .collect();
    assert_eq!(fields, ["signals[0]", "signal_regions[2]"]);
}

#[test]
fn each_wrong_declaration_is_named_by_its_field() {
    for (pointer, value, field) in [
        ("/id", json!("Shop!"), "id"),
        ("/origins", json!([]), "origins"),
        ("/origins/0", json!("https://shop.example:*"), "origins[0]"),
        ("/origins/0", json!("shop.example"), "origins[0]"),
        ("/languages/1", json!("svenska språket"), "languages[1]"),
        ("/languages/1", json!("sv"), "languages[1]"),
        ("/ip_purpose", json!(""), "ip_purpose"),
        (
            "/controller/policy_url",
            json!("javascript:alert(1)"),
            "controller.policy_url",
        ),
        (
            "/controller/policy_url",
            json!("//elsewhere.example"),
            "controller.policy_url",
        ),
        ("/controller/country", json!("Sweden"), "controller.country"),
        (
            "/purposes/0/category",
            json!("statistics"),
            "purposes[0].legal_basis",
        ),
        (
            "/purposes/0/legal_basis",
            json!("consent"),
            "purposes[0].legal_basis",
        ),
        (
            "/purposes/1/legal_basis",
            json!("legitimate_interests"),
            "purposes[1].legal_basis",
        ),
        ("/purposes/1/id", json!("advertising"), "purposes[1].id"),
        ("/purposes/1/id", json!("all"), "purposes[1].id"),
        ("/purposes/1/id", json!("unknown"), "purposes[1].id"),
        ("/purposes/1/id", json!("cart"), "purposes[1].id"),
        (
            "/purposes/1/retention",
            json!("14 months"),
            "purposes[1].retention",
        ),
        ("/purposes/1/title/en", json!(" "), "purposes[1].title.en"),
        (
            "/purposes/1/title",
            json!({"sv": "S", "en": "S", "de": "S"}),
            "purposes[1].title.de",
        ),
        ("/services/0/purpose", json!("x"), "services[0].purpose"),
        (
            "/services/0/hosts/0",
            json!("https://stats.example"),
            "services[0].hosts[0]",
        ),
        (
            "/services/0/stores/0/name",
            json!("*"),
            "services[0].stores[0].name",
        ),
        (
            "/services/0/stores/0/duration",
            json!("long"),
            "services[0].stores[0].duration",
        ),
    ] {
        let mut file = file();
        *file.pointer_mut(pointer).unwrap() = value.clone();
        let errors = checked(file).expect_err(pointer);
        assert!(
            errors.iter().any(|error| error.field == field),
            "{pointer} = {value}: {errors:?}"
        );
    }
    for (name, value, field) in [
        ("validity", json!("P13M"), "validity"),
        ("validity", json!("6 months"), "validity"),
        ("version", json!(0), "version"),
        ("position", json!("top"), "position"),
        ("ip_full_days", json!(0), "ip_full_days"),
        ("jurisdiction", json!("Sweden"), "jurisdiction"),
        ("jurisdiction", json!("US-ca"), "jurisdiction"),
        ("identity", json!({"algorithm": "HS256"}), "identity"),
        ("texts", json!({"sv": {"acept": "Ja"}}), "texts.sv.acept"),
        ("texts", json!({"de": {}}), "texts.de"),
    ] {
        let mut file = file();
        file[name] = value;
        let errors = checked(file).expect_err(name);
        assert_eq!(errors[0].field, field, "{errors:?}");
    }
}

#[test]
fn a_path_of_a_service_begins_with_a_slash_and_is_one_that_can_wait() {
    let with = |paths: Value| {
        let mut file = file();
        file["services"][0]["paths"] = paths;
        file
    };
    let site = checked(with(json!(["/stats/", "/_counter-1/a.js", "/~x"]))).unwrap();
    assert_eq!(site.declared().services[0].paths.len(), 3);
    for path in [
        "",
        "/",
        "stats/",
        "//stats.example/",
        "/../stats",
        "/a b",
        "/a*",
        "/a?b",
        "/a|b",
        "https://shop.example/stats/",
    ] {
        let errors = checked(with(json!(["/stats/", path]))).expect_err(path);
        assert_eq!(errors[0].field, "services[0].paths[1]", "{errors:?}");
    }
    let mut functional = with(json!(["/stats/"]));
    functional["services"][0]["purpose"] = json!("cart");
    let errors = checked(functional).unwrap_err();
    assert_eq!(errors[0].field, "services[0].paths[0]", "{errors:?}");
    let mut twice = with(json!(["/stats/"]));
    let purpose = json!({"id": "ads", "category": "advertising", "legal_basis": "consent", "retention": "P1M",
        "title": {"sv": "A", "en": "A"}, "description": {"sv": "a", "en": "a"}});
    twice["purposes"].as_array_mut().unwrap().push(purpose);
    let service = json!({"id": "ads", "purpose": "ads", "name": "Ads", "paths": ["/stats/"]});
    twice["services"].as_array_mut().unwrap().push(service);
    let errors = checked(twice).unwrap_err();
    assert_eq!(errors[0].field, "services[1].paths[0]", "{errors:?}");
}

#[test]
fn all_errors_are_told_at_once() {
    let mut file = file();
    file["id"] = json!("");
    file["validity"] = json!("P2Y");
    file["services"][0]["purpose"] = json!("x");
    assert_eq!(checked(file).unwrap_err().len(), 3);
}

#[test]
fn unknown_keys_are_refused_at_every_level() {
    for pointer in [
        "",
        "/controller",
        "/purposes/0",
        "/services/0",
        "/services/0/stores/0",
    ] {
        let mut file = file();
        file.pointer_mut(pointer).unwrap()["colour"] = json!("red");
        assert!(
            serde_json::from_value::<SiteFile>(file).is_err(),
            "{pointer}"
        );
    }
}

#[test]
fn where_the_assertion_key_lies_is_not_part_of_what_is_published() {
    let mut value = file();
    value["identity"] = json!({"algorithm": "HS256", "secret_file": "identity.key"});
    let site = checked(value).unwrap();
    let text = serde_json::to_string(site.declared()).unwrap();
    assert!(text.contains("HS256") && !text.contains("identity.key"));
}

#[test]
fn an_origin_is_allowed_by_scheme_host_and_port() {
    let site = checked(file()).unwrap();
    for (origin, allowed) in [
        ("https://shop.example", true),
        ("http://shop.example", false),
        ("https://shop.example:444", false),
        ("https://shop.example.evil.example", false),
        ("https://evil-shop.example", false),
        ("http://shop.localhost:9000", true),
        ("http://shop.localhost", true),
        ("http://shop.localhost:9000/x", false),
        ("null", false),
        ("", false),
    ] {
        assert_eq!(site.allows_origin(origin), allowed, "{origin}");
    }
}

#[test]
fn a_period_is_one_number_and_one_unit() {
    for (text, days) in [
        ("P6M", 180),
        ("P12M", 360),
        ("P90D", 90),
        ("P1Y", 365),
        ("P2W", 14),
    ] {
        let period = Period::parse(text).unwrap();
        assert_eq!((period.days(), period.to_string().as_str()), (days, text));
    }
    for bad in [
        "", "P", "P0D", "PM", "6M", "P6", "P-6M", "P+6M", "P6M1D", "P999999D", "P6Å",
    ] {
        assert_eq!(Period::parse(bad), None, "{bad}");
    }
}

fn with_import(import: Value) -> Result<Site, Vec<SiteError>> {
    let mut value = file();
    value["import"] = import;
    checked(value)
}

#[test]
fn what_is_taken_over_is_named_by_category_or_by_every_service_of_it() {
    let import = json!({"from": ["klaro", "cookiebot"], "lifetime": "P4M",
        "names": {"matomo": "counter", "measuring": "statistics", "basket": "cart"}});
    let site = with_import(import).unwrap();
    let table = site.import_table().unwrap();
    assert_eq!(table.lifetime, 10_368_000);
    assert_eq!(table.always, ["cart", "basket"]);
    let statistics = &table.table[&Category::Statistics.bit()];
    assert!(statistics.whole.contains(&"analytics".to_owned()));
    assert!(statistics.whole.contains(&"measuring".to_owned()));
    assert_eq!(
        statistics.parts,
        [["counter", "matomo", "statistics", "measuring"]]
    );
    assert!(!table.table.contains_key(&Category::Advertising.bit()));
    assert_eq!(
        site.import_cookies().unwrap(),
        "^(?!(.*; )?samtycke=)(.*; )?(klaro|CookieConsent)="
    );
    assert_eq!(checked(file()).unwrap().import_table(), None);
}

#[test]
fn an_import_that_could_not_count_is_refused_by_field() {
    for (import, field) in [
        (json!({"from": []}), "import.from"),
        (json!({"from": ["somebody"]}), "import.from[0]"),
        (json!({"from": ["klaro"]}), "import.lifetime"),
        (
            json!({"from": ["klaro"], "lifetime": "P6M"}),
            "import.lifetime",
        ),
        (
            json!({"from": ["cookiebot"], "lifetime": "soon"}),
            "import.lifetime",
        ),
        (
            json!({"from": ["cookiebot"], "names": {"a": "b"}}),
            "import.names.a",
        ),
    ] {
        let errors = with_import(import.clone()).unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, [field], "{import}");
    }
}

#[test]
fn a_choice_is_shared_only_over_a_domain_of_the_sites_own_that_all_its_hosts_lie_in() {
    let share = |origins: Value, own: Value, share: &str| {
        let mut value = file();
        value["origins"] = origins;
        value["first_party"] = own;
        value["share"] = share.into();
        let errors = checked(value).err().unwrap_or_default();
        errors
            .into_iter()
            .map(|error| error.field)
            .collect::<Vec<_>>()
    };
    let two = || json!(["https://shop.example", "https://www.shop.example"]);
    assert_eq!(share(two(), json!([]), "shop.example"), [""; 0]);
    let below = || json!(["https://www.shop.example", "https://blog.shop.example"]);
    assert_eq!(
        share(below(), json!(["shop.example"]), "shop.example"),
        [""; 0]
    );
    for (origins, domain) in [
        (json!(["https://shop.co.uk"]), "co.uk"),
        (two(), "example"),
        (two(), ".shop.example"),
        (two(), "www.shop.example"),
        (
            json!(["https://shop.example", "https://notshop.example"]),
            "shop.example",
        ),
    ] {
        assert_eq!(share(origins, json!([]), domain), ["share"], "{domain}");
    }
}
