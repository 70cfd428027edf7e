//! The console's pages about people's rights, as a browser without JavaScript sees them.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::Collector;
use collector_server::staff::Role;
use office::{Browser, audit, choose, page, setup};

async fn send(
    browser: &Browser,
    collector: &Collector,
    path: &str,
    fields: &[(&str, &str)],
) -> (u16, String, String) {
    let token = browser.form_token();
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    let answer = browser.form(collector, path, &all).send().await.unwrap();
    let location = answer
        .headers()
        .get("location")
        .map(|to| to.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let (status, html) = page(answer).await;
    (status, location, html)
}

async fn read(browser: &Browser, collector: &Collector, path: &str) -> (u16, String) {
    page(browser.get(collector, path).send().await.unwrap()).await
}

// ACCEPTANCE 78 (partly: the page)
#[tokio::test]
async fn a_person_is_found_a_case_opened_previewed_and_erased_by_hand() {
    let collector = setup().start().await;
    let anna = choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let (_, start) = read(&browser, &collector, "/console").await;
    assert!(start.contains("href=\"/console/rights\""));
    let (status, html) = read(&browser, &collector, "/console/rights").await;
    assert_eq!(status, 200);
    assert!(html.contains("There are no cases."), "{html}");

    let question = [("q", anna.code.as_str()), ("by", "code")];
    let (status, _, html) = send(&browser, &collector, "/console/rights/find", &question).await;
    assert_eq!(status, 200);
    assert!(
        html.contains("with a user ID") && html.contains("Open the case"),
        "{html}"
    );
    assert!(!html.contains("192.0.2.17"));

    // What is not enough is said on the page.
    let mut wanted = question.to_vec();
    wanted.extend([("kind", "erasure"), ("identity", "device_key")]);
    let (status, _, html) = send(&browser, &collector, "/console/rights/cases", &wanted).await;
    assert_eq!(status, 403);
    assert!(
        html.contains("role=\"alert\"") && html.contains("consent_key"),
        "{html}"
    );
    wanted.pop();
    wanted.push(("identity", "eid"));
    let (status, case, _) = send(&browser, &collector, "/console/rights/cases", &wanted).await;
    assert_eq!(status, 303);
    assert!(case.starts_with("/console/rights/R-2026-"), "{case}");

    let (_, html) = read(&browser, &collector, &case).await;
    for text in [
        "If you erase now",
        "1 receipt with signature and salt",
        "1 whole IP address",
        "Erase for good",
    ] {
        assert!(html.contains(text), "{text} in {html}");
    }
    let hold = [
        ("basis", "authority"),
        ("scope", "everything"),
        ("until", "2026-11-30"),
    ];
    let (status, to, _) = send(&browser, &collector, &format!("{case}/hold"), &hold).await;
    assert_eq!((status, to), (303, case.clone()));
    let (_, html) = read(&browser, &collector, &case).await;
    assert!(
        html.contains("until 2026-11-30") && html.contains("the person was not told"),
        "{html}"
    );
    assert!(!html.contains("Erase for good"));
    let ground = [("ground", "consent_withdrawn"), ("suppress", "yes")];
    let (status, _, html) = send(&browser, &collector, &format!("{case}/erase"), &ground).await;
    assert_eq!(status, 409);
    assert!(html.contains("legal hold"), "{html}");
    let (status, _, _) = send(&browser, &collector, &format!("{case}/release"), &[]).await;
    assert_eq!(status, 303);
    let (status, _, _) = send(&browser, &collector, &format!("{case}/erase"), &ground).await;
    assert_eq!(status, 303);

    let (_, html) = read(&browser, &collector, &case).await;
    for text in [
        "Nobody is left",
        "Räknaren",
        "The tombstone&#39;s leaf in the log",
    ] {
        assert!(html.contains(text), "{text} in {html}");
    }
    let answer = browser
        .get(&collector, &format!("{case}/letters/erasure?lang=sv"))
        .send()
        .await
        .unwrap();
    let name = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        name.starts_with("attachment") && name.contains("-erasure.sv.html"),
        "{name}"
    );
    let (_, html) = page(answer).await;
    assert!(html.contains("<html lang=\"sv\">") && html.contains("Det här har raderats"));
    let rows = audit(&collector).await;
    for action in [
        "rights-find",
        "rights-open",
        "rights-read",
        "rights-hold",
        "rights-release",
        "rights-erase",
        "rights-letter",
    ] {
        assert!(rows.iter().any(|row| row.action == action), "{action}");
    }
    let (_, found) = browser.search(&collector, &[("q", "kund-4711")]).await;
    assert!(!found.contains(&anna.receipt_id));
}

#[tokio::test]
async fn the_pages_speak_swedish_and_take_nothing_from_foreign_forms_or_other_roles() {
    let collector = setup().start().await;
    choose(&collector, 1, None, "192.0.2.17", (true, false)).await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    browser.language = "sv";
    let (_, html) = read(&browser, &collector, "/console/rights").await;
    assert!(
        html.contains("En IP-adress räcker aldrig") && html.contains("Ärenden"),
        "{html}"
    );
    let key = "AQEBAQEBAQEBAQEBAQEBAQ";
    let by_key = [
        ("q", key),
        ("by", "consent_key"),
        ("kind", "access"),
        ("identity", "contact"),
    ];
    let (status, _, html) = send(&browser, &collector, "/console/rights/cases", &by_key).await;
    assert_eq!(status, 403);
    assert!(html.contains("visar bara webbläsarens nyckel"), "{html}");
    let without = browser.form(&collector, "/console/rights/find", &by_key[..2]);
    assert_eq!(without.send().await.unwrap().status(), 403);
    for role in [Role::Support, Role::Auditor, Role::Admin] {
        let other = Browser::signed_in(&collector, role).await;
        assert_eq!(
            read(&other, &collector, "/console/rights").await.0,
            403,
            "{role}"
        );
        let (_, start) = read(&other, &collector, "/console").await;
        assert!(!start.contains("/console/rights"), "{role}");
    }
}
