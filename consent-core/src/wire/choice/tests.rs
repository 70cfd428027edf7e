//! Which choices are taken, and what each refusal says.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const PURPOSES: &[AskedPurpose<'static>] = &[
    ("necessary", Category::Functional),
    ("statistics", Category::Statistics),
    ("heatmaps", Category::Statistics),
    ("advertising", Category::Advertising),
];
const SERVICES: &[AskedService<'static>] = &[
    ("shop", "necessary"),
    ("counter", "statistics"),
    ("heat", "heatmaps"),
    ("film", "advertising"),
];

fn body() -> Value {
    json!({
        "consent_key": "AAAAAAAAAAAAAAAAAAAAAA",
        "purposes": {"statistics": "granted", "heatmaps": "denied", "advertising": "granted"},
        "method": "banner.save",
        "notice_hash": "0".repeat(64),
        "notice_lang": "sv",
        "release": "0123456789abcdef",
        "client_time": "2026-11-23T18:00:00.000Z",
        "signals": {"gpc": false},
        "blocked": {"statistics": 3, "unknown": 1},
    })
}

fn check(body: &Value) -> Result<ParsedChoice, ChoiceError> {
    ChoiceRequest::from_json(body.to_string().as_bytes())?.check(PURPOSES, SERVICES)
}

/// The body with one member replaced, or removed by null.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = body();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        parent.remove(name);
    } else {
        parent.insert(name.to_owned(), value);
    }
    body
}

#[test]
fn a_service_is_refused_in_what_was_granted_and_nowhere_else() {
    let choice = check(&with("/refused", json!(["film", "counter"]))).unwrap();
    assert_eq!(choice.refused, ["film", "counter"]);
    assert!(check(&body()).unwrap().refused.is_empty());
    for (refused, field) in [
        (json!("film"), "refused"),
        (json!([1]), "refused"),
        (json!(["radio"]), "refused.radio"),
        (json!(["heat"]), "refused.heat"),
        (json!(["shop"]), "refused.shop"),
        (json!(["film", "film"]), "refused.film"),
    ] {
        let error = check(&with("/refused", refused)).unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
        assert_eq!(error.slug(), "choice-not-valid");
    }
    let mut all = with("/refused", json!(["film"]));
    all["method"] = json!("banner.accept_all");
    all["purposes"]["heatmaps"] = json!("granted");
    assert_eq!(check(&all).unwrap_err().field(), Some("refused.film"));
}

#[test]
fn of_what_was_held_back_only_what_there_was_is_kept() {
    let blocked = json!({"statistics": 3, "advertising": 0, "unknown": 0});
    let choice = check(&with("/blocked", blocked)).unwrap();
    assert_eq!(
        choice.blocked,
        Blocked::from([("statistics".to_owned(), 3)])
    );
}

#[test]
fn a_good_choice_is_taken_with_every_purpose_in_the_order_of_the_site() {
    let choice = check(&body()).unwrap();
    let decided: Vec<_> = choice
        .decisions
        .iter()
        .map(|(id, decision)| (id.as_str(), *decision))
        .collect();
    assert_eq!(
        decided,
        [
            ("necessary", Decision::NotAsked),
            ("statistics", Decision::Granted),
            ("heatmaps", Decision::Denied),
            ("advertising", Decision::Granted),
        ]
    );
    let granted = CategorySet::FUNCTIONAL_ONLY.with(Category::Advertising);
    assert_eq!(
        choice.granted, granted,
        "statistics is granted in part only"
    );
    assert_eq!(choice.client_time.to_string(), "2026-11-23T18:00:00.000Z");
}

// ACCEPTANCE 47 (partly: that the stored values are the server's is tested through HTTP)
#[test]
fn an_address_a_user_id_and_a_time_from_the_client_are_ignored() {
    let mut body = body();
    for (name, value) in [
        ("ip", json!("192.0.2.1")),
        ("user_id", json!({"any": ["thing"]})),
        ("event_time", json!(0)),
    ] {
        body[name] = value;
    }
    assert_eq!(check(&body), check(&self::body()));
}

#[test]
fn every_refusal_names_the_member_and_the_remedy() {
    let long = "x".repeat(5000);
    let cases = [
        ("/consent_key", json!(null), "`consent_key` is missing"),
        ("/consent_key", json!(7), "must be a string"),
        ("/consent_key", json!("short"), "22 characters"),
        ("/purposes", json!([]), "must be an object"),
        (
            "/purposes/statistics",
            json!(true),
            "`purposes.statistics` must be `granted` or `denied`",
        ),
        (
            "/purposes/statistics",
            json!("maybe"),
            "`purposes.statistics` must be `granted` or `denied`",
        ),
        (
            "/purposes/statistics",
            json!("not_asked"),
            "`purposes.statistics` must be",
        ),
        (
            "/purposes/statistics",
            json!(null),
            "`purposes.statistics` is missing",
        ),
        (
            "/purposes/necessary",
            json!("denied"),
            "`purposes.necessary` is necessary",
        ),
        (
            "/purposes/profiling",
            json!("denied"),
            "`purposes.profiling` names a purpose",
        ),
        (
            "/method",
            json!("staff"),
            "`method` must be a method of the banner",
        ),
        (
            "/method",
            json!("banner.accept_all"),
            "`purposes.heatmaps` must be `granted` when",
        ),
        (
            "/method",
            json!("banner.reject_all"),
            "`purposes.statistics` must be `denied` when",
        ),
        (
            "/method",
            json!("gpc"),
            "`purposes.advertising` must be `denied` when",
        ),
        ("/notice_hash", json!("ab"), "`notice_hash` must be 64"),
        (
            "/notice_lang",
            json!("swedish language"),
            "`notice_lang` must be a language tag",
        ),
        (
            "/release",
            json!("0123456789ABCDEF"),
            "`release` must be 16",
        ),
        (
            "/client_time",
            json!("yesterday"),
            "`client_time` must be a UTC time",
        ),
        ("/made", json!("1"), "`made` must be whole seconds"),
        ("/signals", json!({}), "`signals.gpc` is missing"),
        (
            "/signals/gpc",
            json!("1"),
            "`signals.gpc` must be true or false",
        ),
        ("/signals/dnt", json!(true), "`signals.dnt` is not a member"),
        (
            "/blocked/statistics",
            json!(-1),
            "`blocked.statistics` must be a whole number",
        ),
        (
            "/blocked/statistics",
            json!(4_294_967_296_u64),
            "`blocked.statistics` must be a whole number",
        ),
        (
            "/blocked/marketing",
            json!(1),
            "`blocked.marketing` is no category",
        ),
        (
            "/page_path",
            json!("/cart?item=7"),
            "`page_path` must be a path",
        ),
        ("/page_path", json!("cart"), "`page_path` must be a path"),
        ("/page_path", json!(1), "`page_path` must be a string"),
        ("/assertion", json!(long), "`assertion` must be a JWT"),
        (
            "/extra",
            json!(1),
            "`extra` is not a member of a choice; leave it out",
        ),
    ];
    for (pointer, value, message) in cases {
        let error = check(&with(pointer, value.clone())).unwrap_err();
        assert!(
            error.to_string().contains(message),
            "{pointer}={value}: {error}"
        );
        assert!(error.field().is_some());
        let undeclared = error.slug() == "purpose-not-declared";
        assert_eq!(undeclared, pointer == "/purposes/profiling");
    }
}

#[test]
fn a_body_that_is_no_object_is_refused_with_its_place() {
    for (body, line) in [("", 1), ("[]", 1), ("{\n\"a\": }", 2), ("\u{0}", 1)] {
        let error = ChoiceRequest::from_json(body.as_bytes()).unwrap_err();
        assert_eq!(error.slug(), "body-not-json");
        assert!(
            error.to_string().contains(&format!("line {line}")),
            "{error}"
        );
    }
}

#[test]
fn a_signal_may_keep_advertising_denied_under_accept_all() {
    let mut body = with("/method", json!("banner.accept_all"));
    body["purposes"] =
        json!({"statistics": "granted", "heatmaps": "granted", "advertising": "denied"});
    assert!(check(&body).is_err());
    body["signals"]["gpc"] = json!(true);
    assert!(check(&body).is_ok());
}

#[test]
fn what_a_client_builds_is_what_the_collector_reads() {
    let request = ChoiceRequest::from_json(body().to_string().as_bytes()).unwrap();
    let sent = serde_json::to_vec(&request).unwrap();
    assert_eq!(ChoiceRequest::from_json(&sent), Ok(request));
}

#[test]
fn nothing_of_the_body_is_shown_by_debug() {
    let request = ChoiceRequest::from_json(body().to_string().as_bytes()).unwrap();
    let shown = format!(
        "{request:?} {:?}",
        request.clone().check(PURPOSES, SERVICES).unwrap()
    );
    assert!(!shown.contains("AAAA"), "{shown}");
}

proptest! {
    #[test]
    fn no_body_makes_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = ChoiceRequest::from_json(&body).and_then(|request| request.check(PURPOSES, SERVICES));
    }
}

#[test]
fn how_long_a_choice_had_stood_is_told_by_one_clock_and_never_below_nothing() {
    let told = UtcMillis::parse("2026-11-23T18:00:00.000Z").unwrap();
    let seconds = told.as_millis().cast_unsigned() / 1000;
    for (made, age) in [
        (json!(seconds), 0),
        (json!(seconds - 59), 0),
        (json!(seconds - 60), 60),
        (json!(seconds + 1000), 0),
        (json!(0), seconds),
        (json!(u64::MAX), 0),
    ] {
        assert_eq!(check(&with("/made", made)).unwrap().age_seconds, age);
    }
}
