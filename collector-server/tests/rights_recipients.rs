//! Recipients of a person's data are told of erasure, correction and restriction (GDPR Art. 19): noted, sent, acknowledged.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;
mod subscriber;

use collector::{Collector, fixture::clauses::with_clauses, read};
use collector_server::staff::Role;
use office::{Browser, audit, case::post, choose, page, setup, token};
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * 3600 * 1000;

async fn get(collector: &Collector, dpo: &str, path: &str) -> Value {
    let (status, answer) = read(collector.get(path).bearer_auth(dpo).send().await.unwrap()).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// A case of that kind about Anna, who granted statistics; gives its path.
async fn case_about_anna(collector: &Collector, dpo: &str, kind: &str) -> String {
    choose(collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let body = json!({"user_id": "anna", "kind": kind, "identity": "eid"});
    let (status, case) = post(collector, dpo, "/v1/staff/cases", body).await;
    assert_eq!(status, 201, "{case}");
    format!("/v1/staff/cases/{}", case["number"].as_str().unwrap())
}

fn names(case: &Value) -> Vec<&str> {
    let recipients = case["recipients"].as_array().unwrap();
    recipients
        .iter()
        .map(|notice| notice["recipient"].as_str().unwrap())
        .collect()
}

async fn open_notices(collector: &Collector, dpo: &str) -> Value {
    get(collector, dpo, "/v1/staff/cases").await["items"][0]["notices_open"].clone()
}

// ACCEPTANCE 77
#[tokio::test]
async fn notices_to_recipients_are_made_by_an_erasure_and_followed_until_they_are_acknowledged() {
    let collector = setup().start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = case_about_anna(&collector, &dpo, "erasure").await;
    assert_eq!(get(&collector, &dpo, &path).await["recipients"], json!([]));
    let ground = json!({"ground": "consent_withdrawn"});
    let (status, _) = post(&collector, &dpo, &format!("{path}/erase"), ground).await;
    assert_eq!(status, 200);

    // By name: who served what was granted and what needs no consent, not who served what was refused.
    let case = get(&collector, &dpo, &path).await;
    assert_eq!(names(&case), ["Betalningen", "Räknaren"]);
    for notice in case["recipients"].as_array().unwrap() {
        assert_eq!(notice["state"], "pending");
        assert!(notice["created_at"].is_string() && notice["sent_at"].is_null());
    }
    assert_eq!(open_notices(&collector, &dpo).await, 2);

    let notice = |at: usize| format!("{path}/recipients/{}", case["recipients"][at]["number"]);
    let step = async |at: usize, body: Value| post(&collector, &dpo, &notice(at), body).await;
    for (body, field) in [
        (json!({}), "state"),
        (json!({"state": "pending"}), "state"),
        (json!({"state": "lost"}), "state"),
        (json!({"state": "failed"}), "note"),
        (json!({"state": "not_possible"}), "note"),
        (json!({"state": "sent", "to": "x"}), "to"),
    ] {
        let (status, answer) = step(0, body.clone()).await;
        assert_eq!(
            (status, answer["field"].as_str()),
            (400, Some(field)),
            "{body}"
        );
    }
    // What was not sent has not arrived.
    let has = json!({"state": "acknowledged"});
    assert_eq!(step(0, has.clone()).await.0, 409);
    assert_eq!(step(0, json!({"state": "sent"})).await.0, 204);
    assert_eq!(open_notices(&collector, &dpo).await, 1);
    // It came back: open again, sent again a day later, and then answered.
    let bounced = json!({"state": "failed", "note": "no such mailbox"});
    assert_eq!(step(0, bounced).await.0, 204);
    let told = get(&collector, &dpo, &path).await["recipients"][0].clone();
    assert_eq!(
        (&told["state"], &told["note"]),
        (&json!("failed"), &json!("no such mailbox"))
    );
    assert_eq!(open_notices(&collector, &dpo).await, 2);
    assert_eq!(step(0, has.clone()).await.0, 409);
    collector.clock.advance(DAY_MS);
    assert_eq!(step(0, json!({"state": "sent"})).await.0, 204);
    collector.clock.advance(DAY_MS);
    assert_eq!(step(0, has.clone()).await.0, 204);
    let after = get(&collector, &dpo, &path).await["recipients"][0].clone();
    assert_eq!(after["state"], "acknowledged");
    assert_eq!(after["note"], Value::Null);
    assert_eq!(after["sent_at"].as_str().unwrap()[..10], *"2026-11-24");
    assert_eq!(after["settled_at"].as_str().unwrap()[..10], *"2026-11-25");
    assert!(after["settled_by"].as_str().unwrap().starts_with("dpo"));
    for over in [has, json!({"state": "sent"})] {
        assert_eq!(step(0, over).await.0, 409);
    }

    let why = json!({"state": "not_possible", "note": "no longer exists"});
    assert_eq!(step(1, why).await.0, 204);
    assert_eq!(step(1, json!({"state": "sent"})).await.0, 409);
    assert_eq!(open_notices(&collector, &dpo).await, 0);
    // A notice belongs to its case.
    let other = format!("{path}/recipients/99");
    assert_eq!(
        post(&collector, &dpo, &other, json!({"state": "sent"}))
            .await
            .0,
        409
    );
    let rows = audit(&collector).await;
    let noted = rows.iter().filter(|row| row.action == "rights-recipient");
    assert_eq!(noted.count(), 5);
}

/// The fixture's clauses, with those who send for the shop.
async fn with_senders() -> Collector {
    let mut setup = with_clauses(setup());
    for (channels, named) in [
        (
            "[\"email\", \"post\"]",
            "[\"Brevbyrån AB\", \"Tryckeriet AB\"]",
        ),
        ("[\"email\", \"sms_mms\"]", "[\"Sms-växeln AB\"]"),
    ] {
        let line = format!("channels = {channels}");
        assert!(setup.site.contains(&line));
        let with = format!("{line}\nrecipients = {named}");
        setup.site = setup.site.replace(&line, &with);
    }
    setup.start().await
}

// ACCEPTANCE 77 (partly: whom the clauses name, also while e-mail waits to be confirmed)
#[tokio::test]
async fn who_sends_for_a_clause_is_told_when_the_person_had_ticked_it() {
    use subscriber::{post as clause, sign_up};
    for (channels, told) in [
        (
            json!({"post": true}),
            &["Brevbyrån AB", "Tryckeriet AB"][..],
        ),
        (json!({"email": true}), &["Brevbyrån AB", "Tryckeriet AB"]),
    ] {
        let collector = with_senders().await;
        let dpo = token(&collector, Role::Dpo).await;
        let (status, answer) = clause(&collector, &sign_up(&collector, channels.clone())).await;
        assert_eq!(status, 201, "{answer}");
        let body = json!({"user_id": "kund-1042", "kind": "erasure", "identity": "eid"});
        let (status, case) = post(&collector, &dpo, "/v1/staff/cases", body).await;
        assert_eq!(status, 201, "{case}");
        let path = format!("/v1/staff/cases/{}", case["number"].as_str().unwrap());
        let extract = collector
            .request(reqwest::Method::POST, &format!("{path}/extract"))
            .bearer_auth(&dpo);
        let extract = extract.send().await.unwrap();
        assert_eq!(extract.status(), 200);
        let ground = json!({"ground": "consent_withdrawn"});
        assert_eq!(
            post(&collector, &dpo, &format!("{path}/erase"), ground)
                .await
                .0,
            200
        );
        let case = get(&collector, &dpo, &path).await;
        // Not who serves the site's pages, and not who sends for a clause that was never ticked.
        assert_eq!(names(&case), told, "{channels}");
        let letter = format!("{path}/letters/erasure?lang=sv");
        let letter = collector
            .get(&letter)
            .bearer_auth(&dpo)
            .send()
            .await
            .unwrap();
        let letter = letter.text().await.unwrap();
        assert!(letter.contains("Brevbyrån AB"), "{letter}");
    }
}

#[tokio::test]
async fn what_the_controller_runs_itself_needs_no_notice_to_the_controller() {
    let mut setup = setup();
    let own = "name = \"Betalningen\"\nvendor = \"Fjällboden </script> AB\"";
    setup.site = setup.site.replace("name = \"Betalningen\"", own);
    let collector = setup.start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = case_about_anna(&collector, &dpo, "erasure").await;
    let ground = json!({"ground": "consent_withdrawn"});
    post(&collector, &dpo, &format!("{path}/erase"), ground).await;
    assert_eq!(names(&get(&collector, &dpo, &path).await), ["Räknaren"]);
}

#[tokio::test]
async fn the_site_gets_the_recipients_of_a_clause_with_its_texts() {
    let collector = with_senders().await;
    let document = collector.get("/s/shop/clauses.json").send().await.unwrap();
    let (_, document) = read(document).await;
    let named = json!(["Brevbyrån AB", "Tryckeriet AB"]);
    assert_eq!(document["clauses"][0]["recipients"], named);
}

// ACCEPTANCE 77 (partly: corrections, and the restriction that a person asks for)
#[tokio::test]
async fn recipients_are_told_of_corrections_and_restrictions_too() {
    let collector = setup().start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = case_about_anna(&collector, &dpo, "rectification").await;
    let corrected = json!({"user_id": "anna-b"});
    let (status, _) = post(&collector, &dpo, &format!("{path}/rectify"), corrected).await;
    assert_eq!(status, 200);
    let case = get(&collector, &dpo, &path).await;
    assert_eq!(names(&case), ["Betalningen", "Räknaren"]);

    let collector = setup().start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = case_about_anna(&collector, &dpo, "restriction").await;
    let hold = async |basis: &str| {
        let body = json!({"scope": "everything", "basis": basis, "until": "2026-12-31"});
        assert_eq!(
            post(&collector, &dpo, &format!("{path}/hold"), body)
                .await
                .0,
            204
        );
        get(&collector, &dpo, &path).await
    };
    // Our own reason is nothing that others have to know of.
    assert_eq!(names(&hold("legal_claims").await), [""; 0]);
    assert_eq!(
        names(&hold("restriction").await),
        ["Betalningen", "Räknaren"]
    );
}

// ACCEPTANCE 77 (partly: in the console)
#[tokio::test]
async fn the_console_shows_who_is_left_to_tell_and_takes_each_step() {
    let collector = setup().start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = case_about_anna(&collector, &dpo, "erasure").await;
    let ground = json!({"ground": "consent_withdrawn"});
    post(&collector, &dpo, &format!("{path}/erase"), ground).await;
    let case = get(&collector, &dpo, &path).await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    let own = path.replace("/v1/staff/cases", "/console/rights");
    let notice = format!("{own}/recipients/{}", case["recipients"][0]["number"]);
    let form_token = browser.form_token();
    let step = async |browser: &Browser, state: &str, note: &str| {
        let fields = [
            ("form_token", form_token.as_str()),
            ("state", state),
            ("note", note),
        ];
        page(
            browser
                .form(&collector, &notice, &fields)
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    let show = async |browser: &Browser, path: &str| {
        page(browser.get(&collector, path).send().await.unwrap())
            .await
            .1
    };
    assert!(
        show(&browser, "/console/rights")
            .await
            .contains("Recipients left to tell: 2")
    );
    let html = show(&browser, &own).await;
    assert!(
        html.contains("to be sent") && !html.contains("value=\"acknowledged\""),
        "{html}"
    );
    // What is missing is said on the page.
    let (status, html) = step(&browser, "failed", "").await;
    assert!(status == 400 && html.contains("role=\"alert\""), "{html}");
    assert_eq!(step(&browser, "sent", "").await.0, 303);
    assert!(
        show(&browser, "/console/rights")
            .await
            .contains("Recipients left to tell: 1")
    );
    assert!(
        show(&browser, &own)
            .await
            .contains("value=\"acknowledged\"")
    );
    assert_eq!(step(&browser, "acknowledged", "").await.0, 303);
    browser.language = "sv";
    let html = show(&browser, &own).await;
    assert!(
        html.contains("kvitterad") && html.contains("skickad 2026-11-23"),
        "{html}"
    );
}
