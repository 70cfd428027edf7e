//! Filters through HTTP against a plain list of what was recorded.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector_server::staff::Role;
use consent_core::receipt::UtcMillis;
use office::{Person, choose, ids, search, setup, token};
use serde_json::{Value, json};

/// Number of the browser, user id, address, and what is granted: statistics, advertising.
type Visit = (u8, Option<&'static str>, &'static str, (bool, bool));

const PEOPLE: &[Visit] = &[
    (1, Some("anna"), "192.0.2.17", (true, true)),
    (2, None, "192.0.2.17", (true, false)),
    (3, Some("bo"), "192.0.2.99", (false, false)),
    (4, Some("anna@example.se"), "192.0.3.17", (false, true)),
    (5, None, "198.51.100.1", (true, true)),
    (6, Some("bo"), "2001:db8:1:2::1", (true, false)),
    (7, None, "2001:db8:1:ffff::2", (false, false)),
    (8, None, "2001:db8:2::1", (false, true)),
    // The same browsers again: one withdraws, one changes its mind.
    (1, Some("anna"), "203.0.113.5", (false, false)),
    (3, Some("bo"), "192.0.2.99", (true, false)),
];

type Rule = Box<dyn Fn(&Person) -> bool>;

fn within(network: &str) -> Rule {
    let network: ipnet::IpNet = network.parse().unwrap();
    Box::new(move |person| network.contains(&person.ip.parse::<std::net::IpAddr>().unwrap()))
}

// ACCEPTANCE 57 (partly: through HTTP; at random against the store in its own suite)
#[tokio::test]
async fn each_filter_finds_all_and_only_the_receipts_that_match_newest_first() {
    let collector = setup().start().await;
    let mut people = Vec::new();
    for (number, user_id, ip, granted) in PEOPLE {
        people.push(choose(&collector, *number, *user_id, ip, *granted).await);
    }
    let token = token(&collector, Role::Dpo).await;
    let middle = people[4].time;
    let code = people[2].code.clone();
    let id = people[3].receipt_id.clone();
    let time = |millis: i64| UtcMillis::new(millis).to_string();
    let cases: Vec<(Value, Rule)> = vec![
        (json!({}), Box::new(|_| true)),
        (
            json!({"user_id": "anna"}),
            Box::new(|p| p.user_id.as_deref() == Some("anna")),
        ),
        (json!({"user_id": "Anna"}), Box::new(|_| false)),
        (
            json!({"user_id": "bo"}),
            Box::new(|p| p.user_id.as_deref() == Some("bo")),
        ),
        (json!({"ip": "192.0.2.17"}), within("192.0.2.17/32")),
        (json!({"ip": "::ffff:192.0.2.17"}), within("192.0.2.17/32")),
        (json!({"ip": "192.0.2.0/24"}), within("192.0.2.0/24")),
        (json!({"ip": "192.0.2.16/28"}), within("192.0.2.16/28")),
        (json!({"ip": "192.0.0.0/16"}), within("192.0.0.0/16")),
        (
            json!({"ip": "2001:db8:1:2::1"}),
            within("2001:db8:1:2::1/128"),
        ),
        (json!({"ip": "2001:db8:1::/48"}), within("2001:db8:1::/48")),
        (json!({"ip": "2001:db8::/32"}), within("2001:db8::/32")),
        (json!({"code": code.to_lowercase()}), {
            let code = code.clone();
            Box::new(move |p| p.code == code)
        }),
        (
            json!({"receipt_id": id}),
            Box::new(move |p| p.receipt_id == id),
        ),
        (
            json!({"from": time(middle)}),
            Box::new(move |p| p.time >= middle),
        ),
        (
            json!({"to": time(middle)}),
            Box::new(move |p| p.time < middle),
        ),
        (
            json!({"decision": "statistics:granted"}),
            Box::new(|p| p.statistics),
        ),
        (
            json!({"decision": "advertising:denied"}),
            Box::new(|p| !p.advertising),
        ),
        (json!({"decision": "unheard:granted"}), Box::new(|_| false)),
        (json!({"site": "shop"}), Box::new(|_| true)),
        (json!({"site": "other"}), Box::new(|_| false)),
        (
            json!({"consent_key": "AwMDAwMDAwMDAwMDAwMDAw"}),
            Box::new(|p| p.number == 3),
        ),
        (
            json!({"user_id": "bo", "decision": "statistics:granted", "ip": "192.0.2.0/24"}),
            {
                let net = within("192.0.2.0/24");
                Box::new(move |p| p.user_id.as_deref() == Some("bo") && p.statistics && net(p))
            },
        ),
    ];
    for (filters, rule) in cases {
        let (status, page) = search(&collector, &token, filters.clone()).await;
        assert_eq!(status, 200, "{filters}: {page}");
        let expected: Vec<String> = people
            .iter()
            .rev()
            .filter(|person| rule(person))
            .map(|person| person.receipt_id.clone())
            .collect();
        assert_eq!(ids(&page), expected, "{filters}");
        assert_eq!(page["is_bounded"], false);
    }
    let (_, withdrawn) = search(&collector, &token, json!({"state": "ConsentWithdrawn"})).await;
    assert_eq!(ids(&withdrawn), [people[8].receipt_id.clone()]);
}

#[tokio::test]
async fn an_address_and_its_user_are_opened_for_the_data_protection_officer() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let token = token(&collector, Role::Dpo).await;
    let path = format!("/v1/staff/receipts/{}", anna.receipt_id);
    let answer = collector
        .get(&path)
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let (_, receipt) = collector::read(answer).await;
    for (member, value) in [
        ("receipt_id", anna.receipt_id.as_str()),
        ("code", &anna.code),
        ("user_id", "anna"),
        ("ip", "192.0.2.17"),
        ("ip_truncated", "192.0.2.0/24"),
        ("state", "ConsentGiven"),
        ("page_origin", collector::ORIGIN),
    ] {
        assert_eq!(receipt[member], value, "{member}");
    }
    assert_eq!(receipt["purposes"][1]["decision"], "granted");
    for missing in ["00000000-0000-4000-8000-000000000000", "nonsense"] {
        let path = format!("/v1/staff/receipts/{missing}");
        let answer = collector
            .get(&path)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 404);
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let collector = setup().start().await;
    for number in 1..=7 {
        choose(&collector, number, None, "192.0.2.17", (true, false)).await;
    }
    let token = token(&collector, Role::Dpo).await;
    let (_, all) = search(&collector, &token, json!({})).await;
    let mut found = Vec::new();
    let mut cursor = Value::Null;
    for _ in 0..10 {
        let body = json!({"limit": 3, "cursor": cursor});
        let (status, page) = search(&collector, &token, body).await;
        assert_eq!(status, 200);
        found.extend(ids(&page));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(found, ids(&all));
    assert_eq!(found.len(), 7);
}

#[tokio::test]
async fn each_bad_filter_is_named_with_its_remedy() {
    let collector = setup().start().await;
    let token = token(&collector, Role::Dpo).await;
    for (body, field, remedy) in [
        (json!({"ip": "192.0.2.300"}), "ip", "192.0.2.0/24"),
        (json!({"code": "AAAA-AAAA-AAAB"}), "code", "misread"),
        (json!({"from": "soon"}), "from", "2026-11-23T18:00:00Z"),
        (
            json!({"from": "2026-11-23", "to": "2026-11-22"}),
            "to",
            "later",
        ),
        (
            json!({"decision": "statistics"}),
            "decision",
            "statistics:granted",
        ),
        (json!({"state": "Given"}), "state", "ConsentGiven"),
        (json!({"site": "NOT A SITE"}), "site", "letters a-z"),
        (json!({"limit": 201}), "limit", "from 1 to 200"),
        (json!({"limit": "x"}), "limit", "from 1 to 200"),
        (json!({"cursor": "x"}), "cursor", "next_cursor"),
        (json!({"usr_id": "anna"}), "usr_id", "user_id, ip, code"),
        (json!({"user_id": ["anna"]}), "user_id", "string"),
        (json!({"user_id": ""}), "user_id", "empty"),
    ] {
        let (status, problem) = search(&collector, &token, body.clone()).await;
        assert_eq!(status, 400, "{body}");
        assert_eq!(problem["type"], "/problems/filter-not-valid", "{problem}");
        assert_eq!(problem["field"], field, "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(remedy), "{detail}");
        assert!(!problem["instance"].as_str().unwrap().is_empty());
    }
    for (path, field) in [
        ("/v1/staff/receipts?code=1.2.3", "code"),
        // What points at a person stands in no address.
        ("/v1/staff/receipts?ip=192.0.2.17", "ip"),
        ("/v1/staff/receipts?user_id=anna", "user_id"),
        ("/v1/staff/receipts.csv?user_id=anna", "user_id"),
        ("/v1/staff/receipts.ndjson?site=shop&ip=192.0.2.0/24", "ip"),
        (
            "/v1/staff/receipts?consent_key=AwMDAwMDAwMDAwMDAwMDAw",
            "consent_key",
        ),
        ("/v1/staff/receipts.csv?limit=5", "limit"),
        ("/v1/staff/receipts.ndjson?bom=1", "bom"),
    ] {
        let answer = collector
            .get(path)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        let (status, problem) = collector::read(answer).await;
        assert_eq!(status, 400, "{path}");
        assert_eq!(problem["field"], field, "{problem}");
        let told = problem.to_string();
        assert!(
            !told.contains("anna") && !told.contains("192.0.2"),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let collector = setup().start().await;
    let token = token(&collector, Role::Dpo).await;
    for (kind, body, status) in [
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("text/plain", "{}", 415),
        ("application/json", "{}", 200),
    ] {
        let answer = collector
            .request(reqwest::Method::POST, "/v1/staff/receipts/search")
            .bearer_auth(&token)
            .header("content-type", kind)
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{kind} {body}");
    }
    let long = json!({"user_id": "x".repeat(20_000)});
    assert_eq!(search(&collector, &token, long).await.0, 413);
}
